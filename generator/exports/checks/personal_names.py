"""Persons by name: a child, a child's illness, somebody with a telephone.

What counts is how a name is used: behind `儿童姓名：`, before 小朋友, with sex or age, with an
illness, with a number. A sentence about names or about ill children in general names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.exports.checks.plain_text import PlainText
from generator.exports.checks.privacy_settings import Finding, Kind

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎武乔贺赖龚"
    "葛樊殷施陶翟庞颜倪严牛温季俞章鲁柳邢路岳齐梅庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲鲍"
    "褚邬滕裴阮卞晏冉霍柯洪闵佟邝臧娄"
)
"""The usual surnames, without those that words begin with as often (安, 常, 高, 应 …)."""

SURNAMES_TOO: Final = (
    SURNAMES + "高安常应向和成古易解连平支时全花海江宁明艾乐强单从甘包左阿买木热古帕努"
)
"""Where something says that a name stands here, also those that words begin with."""

COMPOUND: Final = "欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|轩辕|南宫|东方(?!红)"
_HAN: Final = "[\u4e00-\u9fff]"
_END: Final = f"(?!{_HAN})"

GIVEN: Final = (
    "[^\\W\\da-zA-Z的是和与及或在于对为从到把被让给全各其每某哪个名位些多数余何便围边别级班园所院校局委厅部"
    "门区县市省镇乡村路街巷号楼室店馆厂社站处科组岁月日年期项条款类型者员们人等将请已未不无须必应该所"
    "有以上下内外里间前后之这那儿童幼婴患宝朋友孩父母爸妈爷奶家亲老师姓病症务务法律规定标准制度管理公]"
)
"""A character of a given name: none of those that words and sentences go on with."""

_NAME: Final = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{1,2}})"
_ANY_NAME: Final = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES_TOO}]{GIVEN}{{1,2}})"
_ANY_LONG_NAME: Final = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES_TOO}]{GIVEN}{{2}})"
_LONG_NAME: Final = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{2}})"
DOUBLED: Final = (
    "乐豆朵果糖甜萌贝欢团圆妞牛虎兔辰阳轩涵雨诺可琪冉月星彤童瑶依安嘟蛋球毛丫苗婷露娜佳明亮晨晶莹媛芳丽芊沐"
    "米桃樱橙柚笑静文思西东北南点跳康健壮顺福禄喜旺宁心馨玲珊珍珠燕莺蕾蓉菲霏婉淇浩宇航洋洁雪冰冬夏秋春然"
)
"""Characters that make a pet name when said twice: 乐乐, 豆豆."""

NICKNAME: Final = (
    r"(?:小(?![小班组区学型部孩朋宝些时伙店镇家红花明星])[\u4e00-\u9fff]"
    r"|小[明红花星](?![\u4e00-\u9fff]{0,3}园)"
    rf"|{'|'.join(2 * each for each in DOUBLED)})"
)

_CHILD_WORD: Final = (
    "(?:婴幼儿|幼儿|婴儿|儿童|患儿|宝宝|宝贝|孩子|小朋友|学生|幼童|学员|新生儿|孩童|萌宝|萌娃"
    "|男童|女童|男孩|女孩"
    "|男婴|女婴|托[大中小]?班|[大中小]班|乳儿班)"
)
NO_NAME: Final = (
    "(?![不须必填登公保隐略空等及或的由请将某]|应[当该予与由填按在须]|[和与在][^,。;\\s]{3}|"
    "无[,。;\\s]|未[填经取]|已[填登]|可[以不]"
    f"|{_HAN}{{0,3}}(?:公开|保密|隐去|填写|填报|登记|照片|姓名|不得|应当|管理|必填|性别|年龄|说明"
    f"|信息|要求|栏|表))"
)
"""How a sentence about names goes on, rather than a name."""

_PLACE_GOES_ON: Final = (
    "(?!托|幼|之家|乐园|早教|国际|亲子|教育|俱乐部|中心|园|世界|公寓|班|屋|学堂|学苑|会所)"
)
_NOT_BEFORE: Final = f"(?<!{_HAN})"
_AGE: Final = r"(?:\d{1,2}|[一二两三四五六半])(?:周?岁|个?月龄?|个月)(?!以[上下内]|及以)"
_BORN: Final = r"(?:20[12]\d[年.\-/]|\d{1,2}\s?周?岁|\d{1,2}个月|[一二两三四五六]岁)"

_CHILD = re.compile(
    "|".join((
        # With a colon, whoever stands behind it, or a surname though the sentence goes on.
        rf"{_CHILD_WORD}(?:的)?(?:姓名|名字|小名|乳名|昵称)\s*:\s*{NO_NAME}"
        rf"(?:[\u4e00-\u9fff·]{{2,8}}{_END}|[{SURNAMES}]{_HAN}{{1,2}})",
        # Without one only what begins like a name and ends there.
        rf"{_CHILD_WORD}(?:的)?(?:姓名|名字)(?:\s*[为是叫]\s*|[\s_-]*){NO_NAME}{_NAME}{_END}",
        rf"(?:子女|被监护人|小孩)(?:的)?(?:姓名|名字)[\s:为是叫]*{NO_NAME}{_ANY_NAME}{_END}",
        rf"{_CHILD_WORD}(?:名叫|叫做|叫)\s*(?:{_NAME}|{NICKNAME})",
        rf"(?:小名|乳名|大名)\s*[:叫是]?\s*(?:{NICKNAME}|{_ANY_NAME}){_END}",
        rf"{_CHILD_WORD}名\s*:\s*{NO_NAME}{_ANY_NAME}{_END}",
        rf"(?:宝宝|宝贝|幼儿|小朋友)\s*:\s*{NICKNAME}(?:[、,\s]+{NICKNAME})+{_END}",
        rf"其[子女]\s*{NO_NAME}{_ANY_LONG_NAME}(?={_END}|在|于|被|因)",
        rf"(?:儿子|女儿)\s*{NO_NAME}{_ANY_LONG_NAME}(?={_END}|在|于|被|因|入托)",
        rf"{_CHILD_WORD}\s*{NO_NAME}{_ANY_LONG_NAME}\s*[(]",
        rf"(?<!机构)(?<!单位)(?<!园所)(?:入托|在托|走失|受伤|获奖)?(?:儿童|幼儿|婴幼儿|宝宝"
        rf"|孩子|学生)(?:名单)?\s*:\s*{NO_NAME}{_ANY_NAME}(?:[、,\s]+{_ANY_NAME})*{_END}",
        # A name with sex, age or birthday behind it.
        rf"{_CHILD_WORD}\s*{NO_NAME}{_ANY_NAME}\s*[,、(]\s*(?:[男女]|{_BORN})",
        rf"{_NAME}\s*[,、(\s|]\s*[男女]\s*[,、\s|]\s*{_BORN}",
        rf"{_NOT_BEFORE}(?:{_NAME}|{NICKNAME})\s*[(,]\s*{_AGE}",
        rf"{_NOT_BEFORE}{_LONG_NAME}\s*{_AGE}",
        rf"姓名\s*:\s*{_HAN}{{2,4}}[^\n]{{0,12}}(?:年龄|月龄)\s*:?\s*(?:[0-9]|1[0-2])\s?"
        r"(?:岁|个月)",
        rf"姓名\s*:\s*{_HAN}{{2,4}}[^\n]{{0,8}}性别[^\n]{{0,16}}20[12]\d",
        rf"(?:女童|男童|女孩|男孩|女婴|男婴|萌宝|萌娃|患儿)\s*{NO_NAME}{_NAME}(?:{_END}|因|在|于"
        rf"|被|确诊|手足)",
        rf"(?:幼儿|婴儿|宝宝)\s*{NO_NAME}(?!黄金|白血|夏令|康复|石家){_LONG_NAME}{_END}",
        rf"{_CHILD_WORD}{NO_NAME}(?!康复|健康|黄金|白血|夏令|石家){_LONG_NAME}"
        r"(?=在|于|被|因|一起|从|向|把|将|之[父母]|的[父母]|摔|磕|哭|发|入|离|同学)",
        rf"{_NOT_BEFORE}{_LONG_NAME}\s*[|\s]\s*20[12]\d[./-]\d{{1,2}}(?![./-]?\d)",
        rf"双胞胎\s*[,:]?\s*{_ANY_NAME}",
        # Who won, by class or house.
        rf"(?:健康宝宝|小明星|小达人|好宝宝|萌宝)[^。\n]{{0,16}}[园心点班]\s*{_LONG_NAME}{_END}",
        # Called by name.
        rf"(?:{_NAME}|{NICKNAME})(?:小朋友|小同学){_PLACE_GOES_ON}",
        rf"(?:{_LONG_NAME}|{_NOT_BEFORE}{NICKNAME})(?:宝宝|宝贝)(?=生日|满|今天|昨天|入托|来园"
        rf"|获|喜|得了|发烧|发热)",
        rf"{_NAME}(?:之子|之女|的(?:孩子|儿子|女儿|妈妈|爸爸|母亲|父亲|家长|奶奶|爷爷|姥姥))",
    ))
)  # fmt: skip
_CHILD_HINT = re.compile(
    r"姓名|名字|小名|乳名|大名|昵称|名\s*:|其[子女]|儿子|女儿|学生|名叫|叫|名单|小朋友|小同学|之子|之女|的(?:孩子|儿子|女儿|妈"
    r"|爸|母|父|家长|奶|爷|姥)"
    r"|[男女]|岁|月|萌|患儿|(?:幼儿|婴儿|儿童|孩子|宝宝|宝贝)[^\u4e00-\u9fff]|(?:幼儿|婴儿"
    r"|宝宝)\s*[\u4e00-\u9fff]{3}(?![\u4e00-\u9fff])"
    r"|健康宝宝|小明星|小达人|双胞胎|20[12]\d[./-]\d"
    r"|(?:幼儿|儿童|小朋友|孩子|宝宝|学生)[\u4e00-\u9fff]{3}"
    r"|(?:宝宝|宝贝)(?:生日|满|今天|昨天|入托|来园|获|喜|得了|发)"
)

_DISEASE: Final = (
    "手足口|水痘|流感|感冒|肺炎|哮喘|癫痫|自闭症|孤独症|过敏|诺如|疱疹|猩红热|百日咳|麻疹|腮腺炎"
    "|乙肝|肝炎|结核"
    "|艾滋|HIV|梅毒|心脏病|先心病|白血病|脑瘫|唐氏|发育迟缓|肿瘤|癌|糖尿病|肾病|血友病|地中海贫血"
    "|佝偻|多动症"
    "|抑郁|精神病|残疾|聋|失明|惊厥|川崎病|疝气|湿疹|腹泻|呕吐|发热|发烧|高烧|新冠|轮状病毒"
    "|支原体|病毒感染"
    "|抗原阳性|[烧灼]伤|室间隔|房间隔|水肿|不耐受|[唇腭]裂|术后|高热|抽搐|脱臼|骨折|烫伤|住院|病史|红眼病|脑膜炎|败血症|贫血"
)
_ANY_DISEASE = re.compile(_DISEASE)
_ILL = re.compile(rf"[^。;\n]{{0,30}}?(?:{_DISEASE})")
_DESCRIBED: Final = (
    rf"(?:(?<![-~至到\d以])(?:{_AGE}|\d岁\d{{1,2}}个月|\d岁半)(?:的)?(?:男童|女童|男孩|女孩|男婴"
    rf"|女婴|幼儿|婴儿|儿童|孩子|宝宝)"
    r"|(?:一|1|该|某)[名个位](?:[^,。;\n的]{0,8})?(?:男童|女童|男孩|女孩|男婴|女婴|患儿)"
    r"|(?<![每任同统第单])一(?:幼儿|幼童|婴儿|男童|女童|男孩|女孩)(?![园班托])"
    rf"|{_NAME}之[子女]|[{SURNAMES}]某某?(?:之[子女]|的(?:女儿|儿子|孩子))|其(?:[子女]|女儿|儿子|孩子)\s*\(\s*{_AGE}"
    rf"|患儿\s*[(,]\s*[男女]|(?:该|这|此)名?(?:儿童|幼儿|男童|女童|婴儿|孩子|患儿)"
    rf"|[您你他她]的(?:儿子|女儿|孩子)|(?:该|此)童|^[男女]\s*,\s*{_AGE}|^[男女]\s*,\s*\d岁\d"
    rf"|孩子{NICKNAME}|[{SURNAMES}]某某?\s*,\s*[男女]\s*,\s*{_AGE})"
)
_SUBJECT = re.compile(
    rf"(?P<described>{_DESCRIBED})"
    rf"|(?P<named>患儿\s*{NO_NAME}(?:{_NAME}|[{SURNAMES}]某某?)"
    rf"|{_CHILD_WORD}\s*{NO_NAME}(?!康复|健康)(?:{_LONG_NAME}|(?:{_NAME}|{NICKNAME})(?=患|确诊|感染|得|因|被"
    rf"|有))"
    rf"|(?:{_NAME}|{NICKNAME})(?:小朋友|的孩子|的儿子|的女儿)"
    rf"|{_NOT_BEFORE}{_LONG_NAME}\s*[,、(]?\s*(?:[男女]\s*[,、]\s*)?{_AGE}\)?"
    rf"|{_NOT_BEFORE}(?:{_LONG_NAME}|{NICKNAME})(?=患有?|确诊|感染|得了|被诊断|有(?:{_DISEASE}))"
    rf"|(?:孙子|孙女|外孙|外孙女|儿子|女儿)(?:{_NAME}|{NICKNAME})"
    rf"|{_NOT_BEFORE}{_LONG_NAME}\s*(?:[,:]|[\s|]+20\d\d[./-]\d+[./-]\d+[\s|])\s*(?=[^,。;]{{0,4}}(?:{_DISEASE}))"
    rf"|{_AGE}的{_LONG_NAME}|[{SURNAMES}]某某?\s*[,、(]\s*{_AGE}\)?"
    rf"|{_CHILD_WORD}\s*[{SURNAMES}]某某?)"
)
_IN_GENERAL = re.compile(
    r"应当|应[及立做按该在由]|须|不得|可以|如果|如有|若|发现|防治|预防|防控|护理|需要|怎样|如何"
    r"|常见|流程|[的时],|疑似症状"
    r"|要(?:重点|及时|求)|知识|康复(?:机构|中心)"
)

_SUPPOSED = re.compile(r"如果|如有|如发现|如遇|若|一旦|假如|假设|凡|例如|比如|出现[^,。;]{0,10}时")
"""What makes a sentence about one child one about any."""

_ONE_CHILD = re.compile(
    rf"(?:一|1|该|某)[名个位]|^[一男女]|的(?:儿子|女儿|孩子)|(?:该|此)童|男童|女童|男孩|女孩|男婴|女婴|之[子女]|某|其[子女]|患儿\s*[(,]|(?:该|这|此)名"
    rf"|孩子{NICKNAME}|{_NOT_BEFORE}{_LONG_NAME}"
)

_ILL_BEFORE = re.compile(
    rf"(?:一|1|该|某)[名个位][^,。;\n]{{0,10}}(?:{_DISEASE})[^,。;\n]{{0,4}}的(?:{_AGE}的?)?"
    r"(?:男童|女童|男孩|女孩|男婴|女婴|幼儿|儿童)"
    rf"|(?:^|[,:|\t])(?:{_DISEASE})\s*[,:]\s*{_LONG_NAME}{_END}"
    rf"|(?:{_DISEASE})的{_AGE}的?(?:男童|女童|男孩|女孩|男婴|女婴|幼儿)"
    rf"|(?:{_DISEASE})患儿{_LONG_NAME}"
)

_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。;!?\n]+")

_TELEPHONE: Final = r"\(?0\d{2,3}\)?[ -]{0,3}\d{3,4}[ -]?\d{4}(?!\d)"
_TITLE: Final = (
    r"(?:老师|女士|先生|主任|科长|股长|局长|园长|院长|处长|同志|医生|护士|经理|所长"
    r"|站长|书记|主席|科员)"
)
_ROLE: Final = (
    r"(?:联系人|负责人|经办人|承办人|园长|主任|科长|老师|法定代表人|法人|投资人|举办者|咨询人"
    r"|值班人员?|报名人|经营者"
    r"|电话|热线)"
)
_BETWEEN: Final = (
    r"[\s,;:|(·、/]{0,4}(?:同志)?(?:联系|咨询)?[,;]?\s?(?:办公|窗口|联系|联系|咨询|值班|单位|投诉|座机|直拨|固定)?(?:电话"
    r"|直拨|座机|tel)?(?:号码)?[\s:|(]{0,4}"
)
_WITH_LINE = re.compile(
    rf"(?:{_NOT_BEFORE}|{_ROLE}[:\s|]*)(?:(?:{_NAME}"
    rf"|[{SURNAMES}]某某?){_TITLE}?|[{SURNAMES}]{_TITLE}){_BETWEEN}{_TELEPHONE}"
    rf"|{_ROLE}[:\s|]*{_ANY_NAME}{_TITLE}?{_BETWEEN}{_TELEPHONE}"
    rf"|联系人\s*:\s*{_NAME}[^\d。]{{0,16}}{_TELEPHONE}"
    rf"|{_TELEPHONE}[\s,;|(、]{{0,3}}(?:(?:{_ROLE}|受理人)[:\s]*|请?[找问])?"
    rf"(?:{_NAME}{_TITLE}?|[{SURNAMES}]{_TITLE}){_END}"
    # Behind the office that somebody belongs to.
    rf"|(?<=[股科室处局心办组站片口台厅])(?:{_LONG_NAME}|{_NAME}(?={_TITLE})){_TITLE}?"
    rf"(?:同志)?(?:联系|咨询|负责|接听)?[^\d。;]{{0,12}}{_TELEPHONE}",
    re.IGNORECASE,
)
_LOCAL_LINE = re.compile(
    rf"(?:{_ROLE}[:\s|]*(?:{_ANY_NAME}{_TITLE}?|[{SURNAMES}]{_TITLE}(?:/{_NAME})?){_BETWEEN}[2-8]\d{{6,7}}"
    rf"|(?:{_NOT_BEFORE}|(?<=[股科室处局心办组站片])){_LONG_NAME}[2-8]\d{{6,7}}"
    rf"|[2-8]\d{{6,7}}[\s,;(]{{1,3}}请?[找问](?:[{SURNAMES}]{_TITLE}|{_NAME}{_TITLE}?{_END})"
    rf"|{_NOT_BEFORE}{_NAME}\s*\([^()\d]{{1,10}}\)\s*[2-8]\d{{6,7}}"
    rf"|{_NOT_BEFORE}{_NAME}{_TITLE}?[\s:(]{{1,3}}[2-8]\d{{6,7}}|(?<![\d-])[2-8]\d{{6,7}}\s*\((?!白天){_NAME}{_TITLE}?\))"
    r"(?![\d-])"
)
"""Somebody with a number of the town, without its code."""
_LINE_HINT = re.compile(r"0\d{2,3}\)?[ -]{0,2}\d{3,4}[ -]?\d{4}")


def find_names(plain: PlainText) -> Iterator[Finding]:
    """Every person that a text names in one of these ways."""
    text = plain.text
    for line in _LINE.finditer(text):
        if _CHILD_HINT.search(line.group()):
            for match in _CHILD.finditer(text, line.start(), line.end()):
                yield Finding(Kind.CHILD, match.start(), match.end())
    yield from _ill_children(text)
    if _LINE_HINT.search(text):
        for match in _WITH_LINE.finditer(text):
            yield Finding(Kind.PERSON_LINE, match.start(), match.end())
    for match in _LOCAL_LINE.finditer(text):
        yield Finding(Kind.PERSON_LINE, match.start(), match.end())


def _ill_children(text: str) -> Iterator[Finding]:
    """Where one child, named or described, and an illness stand in a sentence of facts."""
    for sentence in _SENTENCE.finditer(text):
        said, start = sentence.group(), sentence.start()
        if not _ANY_DISEASE.search(said) or _SUPPOSED.search(said):
            continue
        subject = _SUBJECT.search(said)
        of_one = subject is not None and _ONE_CHILD.search(subject.group())
        if not of_one and _IN_GENERAL.search(said):
            continue
        illness = _ILL.match(said, subject.end()) if subject else None
        if subject and illness:
            yield Finding(Kind.ILLNESS, start + subject.start(), start + illness.end())
        for match in _ILL_BEFORE.finditer(said):
            yield Finding(Kind.ILLNESS, start + match.start(), start + match.end())
