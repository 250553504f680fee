"""Files that are attached to the documents of a draft."""

from __future__ import annotations

from http import HTTPStatus

from tests.desk.conftest import MONDAY, OpenDesk, Visitor
from tests.desk.test_release_screens import FIELDS, written


def test_a_document_gives_up_only_its_own_files(visitor: Visitor, desk: OpenDesk) -> None:
    """What belongs to the policy is neither offered nor taken out at its interpretation."""
    draft = written(visitor, desk)
    draft.put_file("收费表.csv", b"a", MONDAY)
    fields = draft.fields("policy.fields")
    draft.write_fields(
        "policy.fields", {**fields, "attachments": ["收费表: 收费表.csv"]}, None, MONDAY
    )
    draft.write("interpretation.body", "为什么要公示。", None, MONDAY)
    there = f"/draft/{draft.id}/fields/interpretation"
    visitor.get(there)
    assert "收费表.csv" not in visitor.words
    visitor.send(there, {"base": visitor.hidden("base"), "drop": "收费表.csv"})
    assert draft.files() == ["收费表.csv"]
    visitor.get(f"/draft/{draft.id}/fields/policy")
    assert "去掉：收费表.csv" in visitor.words


def test_a_file_of_the_same_name_is_refused(visitor: Visitor, desk: OpenDesk) -> None:
    """Until the one that is there was taken out."""
    draft = written(visitor, desk)
    there = f"/draft/{draft.id}/fields/policy"
    for content, status in (
        (b"a,b\n1,2\n", HTTPStatus.OK),
        (b"c\n", HTTPStatus.UNPROCESSABLE_ENTITY),
    ):
        visitor.get(there)
        visitor.send(there, {**FIELDS, "base": visitor.hidden("base")},
                     {"attachments": [("收费表.csv", content)]})  # fmt: skip
        assert visitor.status == status
    assert (draft.files_folder / "收费表.csv").read_bytes() == b"a,b\n1,2\n"
