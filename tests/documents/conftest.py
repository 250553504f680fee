"""Short documents for tests, as an official would type them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from generator.documents import read_document
from generator.model.documents import Document

POLICY = {
    "标题": "托育机构管理办法",
    "发文机关": "示例市卫生健康委员会",
    "成文日期": "2026-03-02",
    "发布日期": "2026-03-03 09:30",
}
INTERPRETATION = {
    "标题": "托育机构管理办法问答",
    "发布日期": "2026-03-04",
    "解读": "rule",
    "形式": "问答",
    "解读人": "起草单位",
}

Write = Callable[[Mapping[str, str], str], str]
Make = Callable[..., Document]


def _written(fields: Mapping[str, str], body: str = "正文。") -> str:
    block = "\n".join(f"{name}: {value}" for name, value in fields.items())
    return f"---\n{block}\n---\n{body}\n"


@pytest.fixture
def write() -> Write:
    """The text of a policy whose fields are the usual ones and those given."""

    def text(fields: Mapping[str, str], body: str = "正文。") -> str:
        return _written(POLICY | dict(fields), body)

    return text


@pytest.fixture
def policy() -> Make:
    """Makes a policy; fields by their Chinese names."""

    def make(slug: str = "rule", body: str = "正文。", **fields: str) -> Document:
        return read_document(f"policies/{slug}.md", _written(POLICY | fields, body))

    return make


@pytest.fixture
def interpretation() -> Make:
    """Makes an interpretation, of the policy `rule` unless 解读 says otherwise."""

    def make(slug: str = "faq", body: str = "说明。", **fields: str) -> Document:
        return read_document(f"interpretations/{slug}.md", _written(INTERPRETATION | fields, body))

    return make
