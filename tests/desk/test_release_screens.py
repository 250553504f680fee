"""Review, signatures by two people at two desks, and what travels between them."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from generator.build.receive_handover import receive_handover
from generator.commands.shared.words import choose
from generator.desk.releases import signing
from generator.desk.releases.compose import Heading
from generator.desk.releases.review import FILE as REVIEW
from generator.desk.releases.review import Review, review, subject_of, valid_review
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.writing.document_drafts import Origin
from generator.desk.writing.draft import Draft
from generator.exports.archive import parse_export, write_export
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import CHINA
from generator.trust.keys import create_key, load_portal_keys, load_signer
from tests.browser.test_desk_list import first_release
from tests.desk.conftest import (
    AGENCY,
    MONDAY,
    REGION,
    Clock,
    OpenDesk,
    Visitor,
    new_portal,
    opened,
)
from tests.factory_portal import PASSPHRASE, ROW_SECRET, release_info, small_tables

FIELDS = {
    "title": "关于托育收费的通知", "number": "聊卫发〔2026〕9号", "issuers": AGENCY,
    "written": "2026-10-30", "published": "2026-11-02", "validity": "有效",
}  # fmt: skip


def with_keys(folder: Path, *names: str) -> None:
    """Keys of these names in a folder."""
    for name in names:
        create_key(folder, name, PASSPHRASE)


def written(visitor: Visitor, desk: OpenDesk) -> Draft:
    """A draft of a short policy that could be signed."""
    visitor.post("/new/policy")
    (draft,) = desk.desk.drafts.all()
    visitor.post(
        f"/draft/{draft.id}/text/policy", base=visitor.hidden("base"), text="各单位：照办。"
    )
    visitor.get(f"/draft/{draft.id}/fields/policy")
    visitor.send(f"/draft/{draft.id}/fields/policy", {**FIELDS, "base": visitor.hidden("base")})
    visitor.get(f"/draft/{draft.id}/check")
    assert "没有发现问题" in visitor.words
    visitor.post(f"/draft/{draft.id}/check", submit="1")
    return draft


def reviewed(visitor: Visitor, draft: Draft, **more: str) -> None:
    """Say that somebody else looked at it."""
    visitor.get(f"/draft/{draft.id}/review")
    answers = {"reviewer": "王审", "secrecy": "1", "personal": "1"}
    if 'name="digest"' in visitor.page:
        answers["digest"] = visitor.hidden("digest")
    visitor.send(f"/draft/{draft.id}/review", {**answers, **more})


def is_reviewed(desk: OpenDesk, draft: Draft) -> bool:
    """Whether a review holds now."""
    space, office = desk.desk.space, desk.desk.required_office()
    return valid_review(draft, subject_of(draft, space, office, desk.clock())) is not None


def test_the_author_does_not_review(visitor: Visitor, desk: OpenDesk) -> None:
    """Whatever blanks and width the name is typed with; both questions have to be answered."""
    draft = written(visitor, desk)
    for name in ("李文", "李 文", "李\u3000文", "李\u200b文", "李\u00ad文", "\u202e文李", "李⽂"):
        reviewed(visitor, draft, reviewer=name)
        assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY
    reviewed(visitor, draft, reviewer="")
    assert "谁审查的" in visitor.words
    visitor.get(f"/draft/{draft.id}/review")
    half = {"reviewer": "王审", "secrecy": "1", "digest": visitor.hidden("digest")}
    visitor.send(f"/draft/{draft.id}/review", half)
    assert not is_reviewed(desk, draft)


@pytest.mark.parametrize(
    "how", ["text", "file", "reasons", "publicity", "office", "release", "origin"]
)
def test_every_edit_ends_the_review(visitor: Visitor, desk: OpenDesk, how: str) -> None:
    """It speaks of exactly what was looked at."""
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    assert is_reviewed(desk, draft)
    if how == "text":
        draft.write("policy.body", "各单位：不必照办。", None, MONDAY)
    elif how == "file":
        draft.put_file("表.docx", b"x", MONDAY)
    elif how == "office":
        desk.desk.space.set_office(Office(agency="聊城市某某局", region=REGION))
    elif how == "origin":
        draft.save("policy.origin.json", Origin("documents/x.md", {}, "标题: 另一个标题\n"))
    elif how == "release":
        other = release_info(day=2)
        write_export(other, small_tables(), (), desk.desk.space.exports, secret=ROW_SECRET)
    else:
        draft.write(how, "[]" if how == "reasons" else "{}", None, MONDAY)
    assert not is_reviewed(desk, draft)
    visitor.get(f"/draft/{draft.id}/sign")
    assert "还没有人审查" in visitor.words
    visitor.get(f"/draft/{draft.id}/review")
    assert "原来的审查作废" in visitor.words


def test_a_reviewer_may_sign_with_a_key(tmp_path: Path, visitor: Visitor, desk: OpenDesk) -> None:
    """Otherwise the name is called what it is: as typed. A statement that was altered is none."""
    with_keys(desk.desk.space.folder / "keys", "wang")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.get(f"/draft/{draft.id}/review")
    assert "没有用密钥核实" in visitor.words
    signer = load_signer(desk.desk.space.folder / "keys" / "wang.pem", PASSPHRASE)
    subject = subject_of(draft, desk.desk.space, desk.desk.required_office(), desk.clock())
    found = review(draft, "王审", subject, secrecy=True, personal=True, at=MONDAY, signer=signer)
    assert valid_review(draft, subject) == found
    visitor.get(f"/draft/{draft.id}/review")
    assert found.fingerprint in visitor.words
    path = draft.folder / REVIEW
    path.write_text(path.read_text("utf-8").replace("王审", "赵审"), "utf-8")
    assert valid_review(draft, subject) is None


@pytest.fixture
def second(tmp_path: Path, clock: Clock) -> Iterator[OpenDesk]:
    """Another desk of the same office, on another machine."""
    space = Workspace(tmp_path / "second", None)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    with_keys(space.folder / "keys", "zhao")
    with opened(space, clock) as it:
        yield it


def carried(visitor: Visitor, desk: OpenDesk, draft: Draft) -> bytes:
    """The file that travels."""
    import urllib.request

    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    address = f"{desk.root}/draft/{draft.id}/parcel"
    request = urllib.request.Request(address, headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as response:
        data: bytes = response.read()
    return data


def test_review_and_second_signature_at_another_desk(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk
) -> None:
    """The draft travels there and back as one file; both signatures stand in the hand-over."""
    space = desk.desk.space
    with_keys(space.folder / "keys", "li")
    draft = written(visitor, desk)
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", carried(visitor, desk, draft))]})
    assert other.path == f"/draft/{draft.id}/review"
    there = second.desk.drafts.find(draft.id)
    assert there.content_digest() == draft.content_digest()
    reviewed(other, there, reviewer="赵审")
    visitor.send("/open", {}, {"file": [("a.zip", carried(other, second, there))]})
    assert is_reviewed(desk, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    other.send("/open", {}, {"file": [("a.zip", carried(visitor, desk, draft))]})
    assert other.path == f"/draft/{draft.id}/sign"
    assert "新发布一份文件：《关于托育收费的通知》" in other.words
    other.post(f"/draft/{draft.id}/sign", key="zhao", passphrase=PASSPHRASE.decode())
    visitor.send("/open", {}, {"file": [("a.zip", carried(other, second, there))]})
    assert "已有 2 人" in visitor.words and "没有核实" in visitor.words
    metadata = (draft.folder / "handover" / "metadata" / "1.r-3715.json").read_text("utf-8")
    assert metadata.count('"keyid"') == 2


def test_a_draft_that_says_something_else_is_put_beside(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk
) -> None:
    """Nothing here is overwritten by what comes from elsewhere."""
    draft = written(visitor, desk)
    data = carried(visitor, desk, draft)
    draft.write("policy.body", "这里改过了。", None, MONDAY)
    visitor.send("/open", {}, {"file": [("a.zip", data)]})
    assert draft.text("policy.body") == "这里改过了。"
    texts = {each.text("policy.body") for each in desk.desk.drafts.all()}
    assert texts == {"这里改过了。", "各单位：照办。"}


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The same zip with other members."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        for name, content in {**members, **changes}.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"draft/../../x": b"x"},
        {"draft/parts/../../x": b"x"},
        {"/etc/x": b"x"},
        {"draft/files/a/b": b"x"},
        {"draft/files/..": b"x"},
        {"draft/desk.toml": b"x"},
        {"draft/id": b"../../x"},
        {"draft/id": None},
        {"draft/draft.json": b"{"},
        {"draft/draft.json": None},
    ],
    ids=str,
)
def test_a_parcel_with_anything_else_is_refused(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk, changes: dict[str, bytes | None]
) -> None:
    """Nothing of it is written, and the desk says why."""
    data = repacked(carried(visitor, desk, written(visitor, desk)), **changes)
    other = Visitor(second, "赵审")
    before = sorted(path for path in second.desk.space.folder.parent.rglob("*"))
    other.send("/open", {}, {"file": [("a.zip", data)]})
    assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    journal = second.desk.space.folder / "journal.jsonl"
    assert sorted(p for p in second.desk.space.folder.parent.rglob("*") if p != journal) == before


def test_an_office_without_the_portal_goes_on_from_its_last_release(
    tmp_path: Path, visitor: Visitor, desk: OpenDesk, clock: Clock
) -> None:
    """Release after release, each upon the signature of the one before."""
    space = desk.desk.space
    with_keys(space.folder / "keys", "r-3715")
    for number, text in enumerate(("一。", "二。"), start=1):
        visitor.post("/new/policy")
        draft = next(each for each in desk.desk.drafts.all() if not each.info.closed)
        draft.write("policy.body", text, None, clock())
        fields: dict[str, str | list[str]] = {**FIELDS, "issuers": [AGENCY], "number": ""}
        fields |= {"slug": f"rule-{number}", "title": f"通知{number}号"}
        draft.write_fields("policy.fields", fields, None, clock())
        reviewed(visitor, draft)
        visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
        visitor.get(f"/draft/{draft.id}/publish")
        assert str(draft.folder / "handover") in visitor.words
        visitor.post(f"/draft/{draft.id}/publish", handed="1")
        assert "已经移交" in visitor.words
        clock.later(days=1)
    assert (draft.folder / "handover" / "metadata" / "2.r-3715.json").exists()
    data = (space.exports / "371500-0002.zip").read_bytes()
    assert len(parse_export(data, "371500-0002.zip").documents) == 2


def test_a_published_draft_stays_as_it_is(visitor: Visitor, desk: OpenDesk) -> None:
    """It is changed by beginning from what is published."""
    with_keys(desk.desk.space.folder / "keys", "r-3715")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    with pytest.raises(UsageError):
        draft.write("policy.body", "别的。", None, MONDAY)
    visitor.get("/new/policy")
    visitor.post(
        "/new/policy", published=visitor.page.partition('<option value="')[2].split('"')[0]
    )
    again = next(each for each in desk.desk.drafts.all() if not each.info.closed)
    assert again.text("policy.body").strip() == "各单位：照办。"
    fields = again.fields("policy.fields")
    assert fields["number"] == "聊卫发〔2026〕9号" and fields["slug"]
    visitor.get(f"/draft/{again.id}/check")
    assert "没有变化" in visitor.words


def test_wrong_pass_phrases_and_taking_back(visitor: Visitor, desk: OpenDesk) -> None:
    """Nothing is signed; a signature can be taken back until the portal has it."""
    space = desk.desk.space
    with_keys(space.folder / "keys", "r-3715")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase="seven geese")
    assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY and "geese" not in visitor.page
    assert not list((draft.folder / "handover").rglob("*.json"))
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    assert list((draft.folder / "handover").rglob("371500-0001.zip"))
    visitor.post(f"/draft/{draft.id}/away")
    assert "请先撤回签名" in visitor.words
    visitor.post(f"/draft/{draft.id}/sign", back="1")
    assert not (draft.folder / "handover").exists()
    shutil.rmtree(draft.folder / "release")
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    assert list((draft.folder / "handover").rglob("371500-0001.zip"))
    assert not list(space.exports.glob("*.zip"))


def test_a_second_draft_waits_for_the_first(visitor: Visitor, desk: OpenDesk) -> None:
    """Two signed releases at once would carry each other's content."""
    with_keys(desk.desk.space.folder / "keys", "r-3715")
    first = written(visitor, desk)
    reviewed(visitor, first)
    visitor.post(f"/draft/{first.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    second = desk.desk.drafts.begin("document", "另一份", "李文", MONDAY)
    second.write("policy.body", "别的。", None, MONDAY)
    fields: dict[str, str | list[str]] = {**FIELDS, "issuers": [AGENCY], "slug": "other"}
    second.write_fields("policy.fields", {**fields, "number": ""}, None, MONDAY)
    reviewed(visitor, second)
    visitor.post(f"/draft/{second.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    assert "请先发布那一期" in visitor.words
    visitor.post(f"/draft/{first.id}/publish", handed="1")
    visitor.post(f"/draft/{first.id}/publish", back="1")
    assert not first.info.closed and not list(desk.desk.space.exports.glob("*.zip"))


def test_an_edit_ends_the_signatures_too(visitor: Visitor, desk: OpenDesk) -> None:
    """What was signed and is not what the draft says any more cannot be handed over."""
    with_keys(desk.desk.space.folder / "keys", "r-3715")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    draft.write("policy.body", "不必照办。", None, MONDAY)
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY and not draft.info.closed
    visitor.get(f"/draft/{draft.id}/publish")
    assert "还没有签名" in visitor.words


def test_a_document_takes_no_other_address(visitor: Visitor, desk: OpenDesk) -> None:
    """A new document never replaces a published one."""
    with_keys(desk.desk.space.folder / "keys", "r-3715")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    slug = parse_export(next(desk.desk.space.exports.glob("*.zip")).read_bytes(), "x").documents[0]
    name = slug.path.removeprefix("documents/").removesuffix(".md")
    other = desk.desk.drafts.begin("document", "另一份", "李文", MONDAY)
    other.write("policy.body", "别的。", None, MONDAY)
    fields: dict[str, str | list[str]] = {**FIELDS, "issuers": [AGENCY], "slug": name}
    other.write_fields("policy.fields", {**fields, "title": "别的", "number": ""}, None, MONDAY)
    visitor.get(f"/draft/{other.id}/check")
    assert "是另一份文件的网址" in visitor.words and "交审查" not in visitor.words


def signed_parcel(visitor: Visitor, desk: OpenDesk) -> tuple[Draft, bytes]:
    """A draft that was signed here, as it travels."""
    with_keys(desk.desk.space.folder / "keys", "li")
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    return draft, carried(visitor, desk, draft)


@pytest.mark.parametrize("what", ["zip", "review", "metadata", "author"])
def test_what_a_parcel_claims_does_not_count(
    tmp_path: Path, visitor: Visitor, desk: OpenDesk, second: OpenDesk, what: str
) -> None:
    """A signature of something else, of nothing reviewed, or a review by the author is refused."""
    _, data = signed_parcel(visitor, desk)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        zip_name = next(n for n in archive.namelist() if n.endswith(".zip"))
        review_text = archive.read("draft/review.json").decode()
        metadata = next(n for n in archive.namelist() if n.startswith("handover/metadata"))
    foreign = write_export(release_info(), small_tables(), (), tmp_path, secret=ROW_SECRET)
    changes: dict[str, bytes | None] = {
        "zip": {zip_name: foreign.read_bytes()},
        "review": {"draft/review.json": None},
        "metadata": {metadata: b"{}"},
        "author": {"draft/review.json": review_text.replace("王审", "李文").encode()},
    }[what]  # type: ignore[assignment]
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", repacked(data, **changes))]})
    assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert second.desk.drafts.all() == []


@pytest.mark.parametrize("name", ["draft.json", "review.json", "parts/policy.body", "release.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_draft_stops_nobody(
    visitor: Visitor, desk: OpenDesk, name: str, content: bytes
) -> None:
    """The first screen names it, every screen of it says why, and it can be put away."""
    draft = written(visitor, desk)
    reviewed(visitor, draft)
    (draft.folder / name).write_bytes(content)
    visitor.get("/")
    assert visitor.status == HTTPStatus.OK
    for screen in ("text/policy", "fields/policy", "check", "review", "sign", "publish"):
        visitor.get(f"/draft/{draft.id}/{screen}")
        assert visitor.status in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY), screen
    visitor.get("/")
    visitor.post(f"/draft/{draft.id}/away")
    assert visitor.status == HTTPStatus.OK and visitor.path == "/"


def test_the_portal_and_an_office_mean_the_same_last_release(tmp_path: Path) -> None:
    """A review at one desk holds at the other also after the first release."""
    portal = new_portal(tmp_path / "portal")
    first_release(portal, tmp_path, datetime(2026, 10, 31, 10, 0, tzinfo=CHINA))
    office = Workspace(tmp_path / "office", None)
    office.exports.mkdir(parents=True)
    shutil.copy(tmp_path / "371500-0001.zip", office.exports)
    here = Workspace(portal.folder / "desk", portal).last_digest(REGION)
    assert here == office.last_digest(REGION) and here.startswith("371500-0001 ")


def test_a_key_that_is_not_the_roles_signs_nothing(tmp_path: Path, clock: Clock) -> None:
    """The draft is as it was: it can be put away, and others can be signed."""
    portal = new_portal(tmp_path / "portal")
    space = Workspace(portal.folder / "desk", portal)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    with_keys(space.folder / "keys", "wang")
    with opened(space, clock) as desk:
        visitor = Visitor(desk)
        draft = written(visitor, desk)
        reviewed(visitor, draft)
        visitor.post(f"/draft/{draft.id}/sign", key="wang", passphrase=PASSPHRASE.decode())
        assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not (draft.folder / "handover").exists()
        assert not (draft.folder / "release.json").exists()
        visitor.post(f"/draft/{draft.id}/away")
        assert visitor.path == "/" and desk.desk.drafts.all() == []


def test_saving_what_stands_makes_nobody_a_writer(visitor: Visitor, desk: OpenDesk) -> None:
    """The review of who pressed save holds, and what was signed is handed over."""
    draft, _ = signed_parcel(visitor, desk)
    other = Visitor(desk, "王审")
    other.get(f"/draft/{draft.id}/text/policy")
    other.post(f"/draft/{draft.id}/text/policy", base=other.hidden("base"), text="各单位：照办。")
    assert draft.info.writers == ("李文",)
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert draft.info.closed


def test_the_review_that_counts_is_the_one_in_the_head(visitor: Visitor, desk: OpenDesk) -> None:
    """Who reviewed anew stands in no release that was packed before."""
    draft, _ = signed_parcel(visitor, desk)
    before = draft.load(REVIEW, Review)
    assert before is not None
    reviewed(visitor, draft, reviewer="钱审", digest=before.statement.subject)
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert "又重新审查过" in visitor.words and not draft.info.closed
    visitor.post(f"/draft/{draft.id}/sign", back="1")
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert draft.info.closed


def test_what_the_portal_has_received_waits_for_nothing_but_its_site(
    tmp_path: Path, clock: Clock
) -> None:
    """It keeps its review, is reviewed no more, and other drafts go on."""
    portal = new_portal(tmp_path / "portal")
    space = Workspace(portal.folder / "desk", portal)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    with opened(space, clock) as desk:
        visitor = Visitor(desk)
        draft = written(visitor, desk)
        reviewed(visitor, draft)
        visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
        keys = load_portal_keys(portal.keys, PASSPHRASE)
        receive_handover(portal, draft.folder / "handover", portal_keys=keys, at=clock())
        visitor.get(f"/draft/{draft.id}/sign")
        assert "还没有人审查" not in visitor.words
        reviewed(visitor, draft, reviewer="钱审")
        assert "门户已经收下" in visitor.words
        visitor.get(f"/draft/{draft.id}/publish")
        assert "网站还没有生成好" in visitor.words and "现在发布" in visitor.words
        text = draft.text("policy.body")
        visitor.post(
            f"/draft/{draft.id}/text/policy", base=draft.digest("policy.body"), text="改。"
        )
        assert "门户已经收下" in visitor.words and draft.text("policy.body") == text
        visitor.post(f"/draft/{draft.id}/away")
        assert "门户已经收下" in visitor.words and desk.desk.drafts.known(draft.id) is not None
        other = desk.desk.drafts.begin("document", "另一份", "李文", MONDAY)
        other.write("policy.body", "别的。", None, MONDAY)
        fields: dict[str, str | list[str]] = {**FIELDS, "issuers": [AGENCY], "slug": "other"}
        other.write_fields("policy.fields", {**fields, "number": ""}, None, MONDAY)
        reviewed(visitor, other)
        visitor.post(f"/draft/{other.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
        assert visitor.path == f"/draft/{other.id}/publish", visitor.words


def test_a_publicity_period_that_ended_is_not_handed_over(visitor: Visitor, desk: OpenDesk) -> None:
    """Nobody could object any more."""
    with_keys(desk.desk.space.folder / "keys", "li")
    draft = written(visitor, desk)
    there = f"/draft/{draft.id}/publicity"
    visitor.get(there)
    said = {"wanted": "1", "title": "公示", "text": "向我们反映", "working_days": "5"}
    visitor.send(there, {**said, "about": "聊卫发〔2026〕9号", "base": visitor.hidden("base")})
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    desk.clock.later(days=20)
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert "到 2026-11-06 就结束" in visitor.words and not draft.info.closed


def test_what_was_signed_can_be_taken_back_after_an_edit(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk
) -> None:
    """The screen offers it, and the edited draft travels to its review without old signatures."""
    draft, _ = signed_parcel(visitor, desk)
    draft.write("policy.body", "不必照办。", None, MONDAY)
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", carried(visitor, desk, draft))]})
    assert other.path == f"/draft/{draft.id}/review"
    visitor.get(f"/draft/{draft.id}/sign")
    assert "签名以后又改过" in visitor.words and "撤回签名" in visitor.words
    visitor.post(f"/draft/{draft.id}/sign", back="1")
    visitor.post(f"/draft/{draft.id}/away")
    assert visitor.path == "/"


def test_whoever_wrote_at_another_desk_has_not_reviewed(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk
) -> None:
    """Both desks' writers count, whichever the parcel names."""
    with_keys(desk.desk.space.folder / "keys", "li")
    draft = written(visitor, desk)
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", carried(visitor, desk, draft))]})
    there = second.desk.drafts.find(draft.id)
    for text in ("各单位：不照办。", "各单位：照办。"):
        other.get(f"/draft/{draft.id}/text/policy")
        other.post(f"/draft/{draft.id}/text/policy", base=other.hidden("base"), text=text)
    assert "赵审" in there.info.writers
    reviewed(visitor, draft, reviewer="赵审")
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    other.send("/open", {}, {"file": [("a.zip", carried(visitor, desk, draft))]})
    assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    other.post(f"/draft/{draft.id}/publish", handed="1")
    assert not there.info.closed


@pytest.mark.parametrize("what", ["issued", "fictitious"])
def test_the_head_of_a_brought_release_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: OpenDesk, what: str
) -> None:
    """Its day lies between review and now; whether all is invented is as it was."""
    space = Workspace(tmp_path / "third", None)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    later = Clock()
    if what == "issued":
        later.later(days=14)
    else:

        def invented(number: int, issued: datetime, by: str, on: date, _: bool) -> Heading:
            return Heading(number, issued, by, on, True)

        monkeypatch.setattr(signing, "Heading", invented)
    with opened(space, later) as desk:
        _, data = signed_parcel(Visitor(desk), desk)
    monkeypatch.undo()
    choose("zh-CN")
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", data)]})
    assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert second.desk.drafts.all() == []


def test_a_release_with_publicity_is_handed_over_on_a_later_day(
    visitor: Visitor, desk: OpenDesk, second: OpenDesk
) -> None:
    """Its last day counts from the day of its issue; the second signer may come a day later."""
    with_keys(desk.desk.space.folder / "keys", "li")
    draft = written(visitor, desk)
    visitor.get(f"/draft/{draft.id}/publicity")
    said = {"wanted": "1", "title": "公示", "text": "向我们反映", "working_days": "5"}
    there = f"/draft/{draft.id}/publicity"
    visitor.send(there, {**said, "about": "聊卫发〔2026〕9号", "base": visitor.hidden("base")})
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="li", passphrase=PASSPHRASE.decode())
    data = carried(visitor, desk, draft)
    desk.clock.later(days=1)
    other = Visitor(second, "赵审")
    other.send("/open", {}, {"file": [("a.zip", data)]})
    assert other.path == f"/draft/{draft.id}/sign", other.words
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    assert "已经移交" in visitor.words and draft.info.closed


def test_the_command_of_a_screen_packs_beside_the_desk(visitor: Visitor, desk: OpenDesk) -> None:
    """Into another folder, and only once somebody is named who reviewed it."""
    draft = written(visitor, desk)
    visitor.get(f"/draft/{draft.id}/check")
    assert "--out packed" in visitor.words
    assert "reviewed_by" not in (draft.folder / "release" / "pack.toml").read_text("utf-8")


def test_a_draft_put_away_twice_is_there_twice(visitor: Visitor, desk: OpenDesk) -> None:
    """What lies there already stays, and taking one back hides no other."""
    draft = written(visitor, desk)
    data = carried(visitor, desk, draft)
    for _ in range(2):
        visitor.post(f"/draft/{draft.id}/away")
        visitor.send("/open", {}, {"file": [("a.zip", data)]})
    away = [each.id for each in desk.desk.drafts.put_away_ones()]
    assert len(away) == 2 and draft.id in away
    for name in away:
        visitor.post(f"/back/{name}")
    assert len(desk.desk.drafts.all()) == 3


def test_whoever_wrote_before_a_refusal_is_a_writer(
    visitor: Visitor, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part may be on the disk by the time that a screen refuses the rest."""
    draft = written(visitor, desk)
    other = Visitor(desk, "王审")
    other.get(f"/draft/{draft.id}/fields/policy")
    base = other.hidden("base")

    def refuse(*_: object) -> None:
        raise UsageError(msg("no"))

    monkeypatch.setattr(Draft, "rename", refuse)
    other.send(f"/draft/{draft.id}/fields/policy", {**FIELDS, "title": "另一题", "base": base})
    assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert draft.fields("policy.fields")["title"] == "另一题"
    assert "王审" in draft.info.writers
