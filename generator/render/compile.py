"""How templates become Python: once, in the language of the site, with little left to do a page.

A site of a hundred thousand facilities renders the same few templates a hundred thousand times, so
what is the same each time is done when a template is compiled. Words are translated then; fragments
are escaped to plain strings; attributes and macros are reached directly. Templates mean what they
mean under plain Jinja with `jinja2.ext.i18n`, but for one thing: `a.b` is an attribute, never an
item (write `a["b"]`). Jinja offers `code_generator_class` for this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, cast

from babel.support import Translations
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
unsafe = re.compile("[&<>'\"]").search


def escape_fragment(value: object) -> str:
    """The value as HTML text: what `markupsafe.escape` gives, but a plain string if it can be."""
    if type(value) is str:
        return value if unsafe(value) is None else escape(value)
    return value if type(value) is Markup else escape(value)


class Imported(dict[str, TemplateModule]):
    """The macros of each template that another one imports, taken once: templates of an environment
    do not change while it makes pages.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> TemplateModule:
        found = self._environment.get_template(name).module
        self[name] = found
        return found


def quick_macro(
    environment: Environment,
    function: Callable[..., str],
    name: str,
    arguments: list[str],
    *rest: Any,
) -> Callable[..., str]:
    """A macro as Jinja makes one, but for a call with nothing but places the function itself."""
    whole = Macro(environment, function, name, arguments, *rest)
    *special, escaped = rest
    if any(special) or not escaped:
        return whole
    most = len(arguments)
    left_out = [(missing,) * (most - given) for given in range(most + 1)]

    def macro(*given: Any, **named: Any) -> str:
        if named or len(given) > most:
            return whole(*given, **named)
        return Markup(function(*given, *left_out[len(given)]))

    return macro


class Compact(Extension):
    """Drops the indentation of a template, which is for its reader. Templates hold no `<pre>`."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with every line's leading blanks gone; line numbers stay."""
        return INDENTATION.sub("", source)


class Translating(NodeTransformer):
    """Puts translated words in the place of gettext calls whose messages are literal."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        forms = translations.info().get("plural-forms", "")
        self._one_form = forms.startswith("nplurals=1;")

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """Text, value, text … for a message with values in it."""
        parts: list[nodes.Expr] = []
        for child in node.nodes:
            text = self._message(child)
            if text is None:
                parts.append(cast(nodes.Expr, self.visit(child)))
            else:
                parts.extend(self._split(text, cast(nodes.Call, child)))
        node.nodes = parts
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """A constant for a message without values, anywhere in an expression."""
        text = self._message(node)
        if text is None or node.kwargs or PLACEHOLDER.search(text):
            return self.generic_visit(node)
        return nodes.Const(text, lineno=node.lineno)

    def _message(self, node: nodes.Node) -> str | None:
        """The translation that a call asks for; None if that is known only page by page."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        literal = [arg.value for arg in node.args[:2] if isinstance(arg, nodes.Const)]
        match node.node.name, literal:
            case "_" | "gettext", [str(message)]:
                return str(self._translations.gettext(message))
            case "pgettext", [str(context), str(message)]:
                return str(self._translations.pgettext(context, message))
            case "ngettext", [str(singular), str(plural)] if self._one_form:
                return str(self._translations.ngettext(singular, plural, 1))
        return None

    def _split(self, text: str, call: nodes.Call) -> Iterator[nodes.Expr]:
        """Template data and values in turn; `num` is what `ngettext` counts."""
        values = {keyword.key: keyword.value for keyword in call.kwargs}
        if len(call.args) == 3:
            values.setdefault("num", call.args[2])
        for index, part in enumerate(PLACEHOLDER.split(text)):
            if index % 2:
                yield cast(nodes.Expr, self.visit(values[part]))
            elif part:
                yield nodes.TemplateData(str(escape(part)), lineno=call.lineno)


class PageCode(CodeGenerator):
    """The Python of a template: Jinja's own, with the shortcuts that this module describes."""

    translations: ClassVar[Translations]

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Translates before names are resolved, so that no page looks up a gettext function."""
        Translating(self.translations).visit(node)
        imported = {name for use in node.find_all(nodes.FromImport) for name in use.names}
        defined = {macro.name for macro in node.find_all(nodes.Macro)}
        self._macros = {name for name in imported | defined if isinstance(name, str)}
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """Every function of a template escapes with `escape_fragment`, macros are quick ones."""
        super().write_commons()
        self.writeline("escape = environment.escape_fragment")
        self.writeline("Macro = environment.quick_macro")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """An import without context needs no look at the names of this page."""
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.imported[")
        self.visit(node.template, frame)
        self.write("]")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """`a.b` of a view is an attribute."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A macro of this project takes no context, so it is called as it is."""
        if not isinstance(node.node, nodes.Name) or node.node.name not in self._macros:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def page_code(translations: Translations) -> type[CodeGenerator]:
    """The code generator of an environment that speaks one language."""
    return type("PageCode", (PageCode,), {"translations": translations})
