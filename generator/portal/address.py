"""The address of a site as people write it, and as it stands in links and in the log's name."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

import idna

from generator.model.messages import Message, msg
from generator.model.problems import UsageError

_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f\\\"<>^`{|}]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# "+" is encoded too: it parts the fields of a log's verifier key.
_PATH = "/%:@!$&'()*,;=~-._"


def parse_address(text: str, argument: str) -> str:
    """An address in ASCII: `https://托育.中国/公示/` becomes `https://xn--xpup98d.xn--fiqs8s/%E5%85…`.

    The host is written as IDNA 2008 has it, the path percent-encoded, without a slash at its end.
    UsageError naming the argument for what is no address of a site.
    """

    def refuse(why: Message) -> UsageError:
        return UsageError(
            msg("%(argument)s %(text)s: %(why)s", argument=argument, text=repr(text), why=why)
        )

    if found := _UNUSABLE.search(text):
        raise refuse(msg("contains %(found)s, which no address does", found=repr(found[0])))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise refuse(msg("is no address: %(error)s", error=error)) from None
    if parts.scheme not in ("http", "https"):
        raise refuse(msg("begins with neither https:// nor http://"))
    if parts.username is not None or parts.password is not None:
        raise refuse(msg("names a user, which the address of a site does not"))
    for mark, name in (("?", msg("query")), ("#", msg("fragment"))):
        if mark in text:
            raise refuse(
                msg(
                    "has a %(name)s (%(mark)s…), which the address of a site does not",
                    name=name,
                    mark=mark,
                )
            )
    if _LONE_PERCENT.search(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise refuse(msg("has a path that is not usable: a lone %%, or a part that is only dots"))
    if not parts.hostname:
        raise refuse(msg("names no host"))
    try:
        host = _host(parts.hostname, bracketed="[" in parts.netloc)
    except ValueError as error:
        raise refuse(msg("has a host name that cannot be: %(error)s", error=error)) from None
    path = quote(parts.path, safe=_PATH).rstrip("/")
    return f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}{path}"


def _host(name: str, *, bracketed: bool) -> str:
    """A host name in ASCII; ValueError where it cannot be one."""
    if bracketed:
        return f"[{IPv6Address(name)}]"
    host = idna.encode(name, uts46=True, std3_rules=True).decode("ascii").removesuffix(".")
    # A name whose last part is a number would be taken for an address of the network.
    return str(IPv4Address(host)) if host.rpartition(".")[2].isdecimal() else host
