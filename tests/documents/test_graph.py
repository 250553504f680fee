"""How documents find each other."""

from __future__ import annotations

from collections.abc import Callable

from generator.documents import Graph
from generator.model.documents import Document

Make = Callable[..., Document]

SHARED = "冀政办发〔2019〕2号"
MEDICAL = "河北省人民政府办公厅关于改革完善医疗卫生行业综合监管制度的实施方案"
CARE = "河北省人民政府办公厅关于促进3岁以下婴幼儿照护服务发展的实施意见"


def test_one_number_for_two_documents_is_told_apart_by_title(policy: Make) -> None:
    """The Xingtai notice cites one number for two documents; they never become one."""
    medical = policy("medical", 标题=MEDICAL, 文号=SHARED)
    care = policy("care", 标题=CARE, 文号=SHARED)
    graph = Graph([medical, care])
    cited = "《关于促进3岁以下婴幼儿照护服务发展的实施意见》"
    assert graph.resolve(SHARED + cited) == care
    assert graph.resolve(f"{cited}（{SHARED}）") == care
    assert graph.resolve(f"{SHARED}《关于改革完善医疗卫生行业综合监管制度的实施方案》") == medical
    assert graph.resolve(SHARED) is None
    assert len(graph.candidates(SHARED)) == 2


def test_a_number_whose_title_does_not_fit_leads_nowhere(policy: Make) -> None:
    """With only one of the two here, a citation of the other stays plain text."""
    citing = policy("notice", 引用=f"{SHARED}《关于改革完善医疗卫生行业综合监管制度的实施方案》")
    graph = Graph([policy("care", 标题=CARE, 文号=SHARED), citing])
    (citation,) = graph.cites(citing)
    assert citation.document is None
    assert citation.title == citation.written


def test_what_cannot_be_told_is_not_said_to_be_missing(policy: Make) -> None:
    """Two documents of a number, or one under another title: it stands here all the same."""
    citing = policy("notice", "依照国办发〔2019〕15号办理。", 引用=f"《别的办法》（{SHARED}）")
    one = Graph([policy("care", 标题=CARE, 文号=SHARED), citing])
    assert [one.unclear(each.written) for each in one.cites(citing)] == [True, False]
    two = Graph([*one.documents, policy("medical", 标题=MEDICAL, 文号=SHARED)])
    assert two.unclear(SHARED) and not one.unclear(SHARED)


def test_a_title_may_be_cited_without_its_office(policy: Make) -> None:
    """In full or in part, whichever of the two the document here has."""
    part = "关于促进3岁以下婴幼儿照护服务发展的实施意见"
    for here, cited in ((CARE, part), (part, CARE)):
        document = policy("care", 标题=here, 文号=SHARED)
        assert Graph([document]).resolve(f"《{cited}》（{SHARED}）") == document


def test_traditional_script_is_found_by_simplified_words(policy: Make) -> None:
    """A title is compared by meaning of its characters, not by script or punctuation."""
    notice = policy("notice", 标题="關於促進嬰幼兒照護服務發展的通知", 文字="繁体")
    assert Graph([notice]).resolve("《关于促进婴幼儿照护服务发展的通知》") == notice


def test_interpretations_link_both_ways_and_many_to_many(
    policy: Make, interpretation: Make
) -> None:
    """Two policies, two interpretations, one of which interprets both."""
    first = policy("first", 文号="示发〔2026〕1号")
    second = policy("second")
    both = interpretation("both", 解读="\n  - 示发〔2026〕1号\n  - second")
    late = interpretation("late", 解读="second", 发布日期="2026-03-05")
    graph = Graph([first, second, both, late])
    assert graph.policies_of(both) == (first, second)
    assert graph.interpretations_of(second) == (late, both)
    assert graph.interpretations_of(first) == (both,)


def test_repeal_is_seen_from_both_sides(policy: Make) -> None:
    """The repealed document knows what took its place."""
    old = policy("old", 有效性="废止", 文号="示发〔2020〕1号")
    new = policy("new", 废止="示发〔2020〕1号")
    graph = Graph([old, new])
    assert [c.document for c in graph.repeals(new)] == [old]
    by = graph.repealed_by(old)
    assert by is not None and by.document == new
    assert graph.repealed_by(new) is None


def test_parts_and_citations_lead_back(policy: Make) -> None:
    """An annex knows its notice, and a cited document who cites it."""
    notice = policy("notice", 附件="\n  - 方案: plan\n  - 表")
    plan = policy("plan")
    citing = policy("citing", 引用="plan")
    graph = Graph([notice, plan, citing])
    assert [c.document for c in graph.attachments(notice)] == [plan, None]
    assert graph.attached_to(plan) == (notice,)
    assert graph.cited_by(plan) == (citing,)


def test_explanations_are_offered_within_their_region(interpretation: Make) -> None:
    """A parent in Liaocheng is not sent to the rules of Beijing."""
    local = interpretation("local", 说明字段="等级", 地区="371500")
    other = interpretation("other", 说明字段="等级", 地区="110000")
    common = interpretation("common", 说明字段="等级、备案")
    graph = Graph([local, other, common])
    assert graph.explaining("grade", "371502000000") == (common, local)
    assert graph.explaining("fees", "371502000000") == ()
