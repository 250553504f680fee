"""Files that are attached to the documents of a draft."""

from __future__ import annotations

from http import HTTPStatus

from generator.desk.writing.draft import Draft
from tests.desk.conftest import AGENCY, MONDAY, OpenDesk, Visitor
from tests.desk.test_release_screens import FIELDS, reviewed, with_keys, written
from tests.factory_portal import PASSPHRASE


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


def with_file(visitor: Visitor, desk: OpenDesk, draft: Draft, content: bytes) -> None:
    """Attach 附表.csv to the policy of a draft."""
    there = f"/draft/{draft.id}/fields/policy"
    visitor.get(there)
    visitor.send(there, {**FIELDS, "base": visitor.hidden("base")},
                 {"attachments": [("附表.csv", content)]})  # fmt: skip
    assert visitor.status == HTTPStatus.OK


def published(visitor: Visitor, desk: OpenDesk) -> Draft:
    """A policy with a file, handed over."""
    with_keys(desk.desk.space.folder / "keys", "li")
    draft = written(visitor, desk)
    with_file(visitor, desk, draft, b"a,b\n1,2\n")
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert draft.info.closed
    desk.clock.later(days=1)
    return draft


def test_another_file_under_the_same_name_is_a_change(visitor: Visitor, desk: OpenDesk) -> None:
    """Who reviews and signs is told so."""
    published(visitor, desk)
    visitor.get("/new/policy")
    path = visitor.page.partition('<option value="')[2].split('"')[0]
    visitor.post("/new/policy", published=path)
    draft = next(each for each in desk.desk.drafts.all() if not each.info.closed)
    there = f"/draft/{draft.id}/fields/policy"
    visitor.get(there)
    listed = {**FIELDS, "attachments": "附表: 附表.csv", "base": visitor.hidden("base")}
    visitor.send(there, {**listed, "drop": "附表.csv"})
    with_file(visitor, desk, draft, b"a,b\n1,3\n")
    for screen in ("check", "review"):
        visitor.get(f"/draft/{draft.id}/{screen}")
        assert "附件：变更 1" in visitor.words and "附表.csv" in visitor.words


def test_a_new_document_takes_no_file_from_another(visitor: Visitor, desk: OpenDesk) -> None:
    """Names of files are one for all documents: the same name with other content is refused."""
    published(visitor, desk)
    visitor.post("/new/policy")
    draft = next(each for each in desk.desk.drafts.all() if not each.info.closed)
    draft.write("policy.body", "另一件事。", None, MONDAY)
    fields: dict[str, str | list[str]] = {**FIELDS, "issuers": [AGENCY], "number": ""}
    fields |= {"title": "另一份通知", "slug": "other", "attachments": ["附表: 附表.csv"]}
    draft.write_fields("policy.fields", fields, None, MONDAY)
    draft.put_file("附表.csv", b"x\n", MONDAY)
    visitor.get(f"/draft/{draft.id}/check")
    assert "《关于托育收费的通知》已有的同名附件不是同一份" in visitor.words
    draft.put_file("附表.csv", b"a,b\n1,2\n", MONDAY)
    visitor.get(f"/draft/{draft.id}/check")
    assert "没有发现问题" in visitor.words
    draft.drop_file("附表.csv")
    draft.put_file("附表.CSV", b"a,b\n1,2\n", MONDAY)
    draft.write_fields("policy.fields", {**fields, "attachments": ["附表: 附表.CSV"]}, None, MONDAY)
    visitor.get(f"/draft/{draft.id}/check")
    assert "只差大小写" in visitor.words
