"""What else leads to a person: papers, e-mail, accounts, plates, homes, masked numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.exports.checks.personal_names import SURNAMES
from generator.exports.checks.plain_text import PlainText
from generator.exports.checks.privacy_settings import Finding, Kind

_COUNTRIES: Final = (
    "USA|GBR|CAN|AUS|NZL|JPN|KOR|PRK|RUS|FRA|DEU|ITA|ESP|PRT|NLD|BEL|CHE|AUT|SWE|NOR|DNK|FIN|IRL"
    "|ISL"
    "|POL|CZE|HUN|ROU|BGR|GRC|TUR|UKR|BLR|KAZ|UZB|KGZ|TJK|MNG|IND|PAK|BGD|LKA|NPL|MMR|THA|VNM|LAO"
    "|KHM"
    "|MYS|SGP|IDN|PHL|IRN|IRQ|ISR|SAU|ARE|EGY|MAR|DZA|TUN|ZAF|NGA|KEN|ETH|GHA|BRA|ARG|CHL|PER|COL"
    "|MEX"
)
_PERMANENT = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_COUNTRIES})[ -]?\d{{4}}[ -]?\d\d(?:0[1-9]|1[0-2])[ -]?"
    r"(?:0[1-9]|[12]\d|3[01])\d\d(?![A-Za-z0-9])"
)
_IS = r"(?:为|是|[:|\s(])*"
_NUMBERED = r"\s?(?:号码|编号|证号|号|no\.?|number)?"
_RESIDENCE_LABEL = re.compile(
    rf"(?:居住证|居留证|居留许可|永居证|永久居留(?:身份证"
    rf"|证)?){_NUMBERED}{_IS}(?P<number>[A-Z]{{0,3}}\d{{6,18}})"
)
PAPERS: Final = (
    r"护照|passport|通行证|回乡证|台胞证|军官证|士兵证|士官证|警官证|记者证|海员证|出生医学证明》?"
    r"|出生证明?"
    r"|社会保障卡(?:卡号)?|社保卡(?:卡号)?|社会保障|医保卡|医疗保险卡?|接种证|驾驶证|驾照|学籍|户口簿|户口本"
    r"|残疾人?证|结婚证字?|离婚证字?"
)
"""What a person's papers are called, before a number and above a column of them."""
_PAPERS_LABEL = re.compile(
    rf"(?:{PAPERS}|证件)\(?{_NUMBERED}{_IS}(?P<number>[\u4e00-\u9fff]字第?\d{{5,8}}号?"
    rf"|[A-Z]?\d{{6}}-\d{{4}}-\d{{4,9}}|[A-Z]{{0,3}} ?\d(?: ?\d){{5,19}})"
    r"(?![\d年/.-])",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:E(?!20[12]\d)[A-HJ-NP-Z0-9]\d{7}|(?:SE|DE|PE)\d{7}"
    r"|E\d{4} \d{4})(?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-Z]{1,2}\d{7,8}(?=号?护照)"
)
_ISSUED = re.compile(r"(?:编号|文号|批号|型号|序号|备案号|合同号|登记号)[是为:\s]*$")

_AT = r"\s?(?:@|[(\[{]\s?at\s?[)\]}]|艾特)\s?"
_DOT = r"\s?(?:\.|[。,](?=com|cn|net)|\sdot\s|[(\[{]\s?dot\s?[)\]}]|点(?=c))\s?"
_MAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{{1,64}}(?:(?:{_AT}|#(?=[a-z0-9.]+\.com))"
    rf"(?P<host>[A-Za-z0-9-]+(?:{_DOT}[A-Za-z0-9-]+)+)"
    # Words alone say it only where both stand: "at once. Then" is English.
    r"|\sat\s(?P<spelt>[A-Za-z0-9-]+(?:\sdot\s[A-Za-z0-9-]+)+))",
    re.IGNORECASE,
)
_DOTTED = re.compile(_DOT, re.IGNORECASE)
_FREE_MAIL = re.compile(
    r"(?:vip\.)?(?:(?:qq|163|126|sina|foxmail|sohu|139|21cn|aliyun|tom|gmail|googlemail|outlook"
    r"|hotmail"
    r"|live|msn|yahoo|icloud|me|mac|188|88|mail|email|inbox|protonmail|aol|gmx|zoho|yandex|naver"
    r"|2980"
    r"|eyou|263|hanmail|chinaren|sogou)\.com|(?:189|wo|sina|139|188|tom|eyou)\.cn|yeah\.net"
    r"|(?:263|188|163|hanmail|eyou|gmx)\.net|proton\.me|pm\.me|(?:yahoo|hotmail|outlook"
    r"|live)\.[a-z.]+"
    r"|yandex\.ru|mail\.ru|sina\.com\.cn|vip\.sina\.com\.cn|yahoo\.com\.cn|163\.com\.cn)"
)

_NUMBERED_ID = r"(?:号码|账号|帐号|号|ID)?"
_ACCOUNT = re.compile(
    r"(?<!企业)(?<!官方)(?<!政务)(?:"
    rf"(?:微信|薇信|威信|V信|[+➕加]\s?V|抖音|小红书|快手|(?<![A-Za-z])(?:VX|WX|WeChat|wei\s?xin))"
    rf"\s?(?:号[是为]?[\u4e00-\u9fff]{{1,6}}\s|{_NUMBERED_ID})(?:为|是|[:/|\s(])*"
    r"(?P<id>(?!WeChat|weixin|alipay|android|iphone|https?|www|APP\b)[A-Za-z][A-Za-z0-9_-]{5,19}"
    r"|[1-9]\d{5,10})"
    rf"|(?:(?<![A-Za-z])Q\s?Q|(?<![A-Za-z])Q(?=\s?[:号])|扣扣|企鹅)\s?{_NUMBERED_ID}(?:为|是"
    rf"|[:/|\s(])*(?P<qq>[1-9](?:[ -]?\d){{4,10}})(?!\d)"
    rf"|(?:钉钉|支付宝|陌陌)\s?{_NUMBERED_ID}(?:为|是"
    rf"|[:|\s(])*(?P<other>[A-Za-z][A-Za-z0-9_-]{{4,29}})"
    r"|(?P<wxid>wxid_[A-Za-z0-9]{6,})"
    r")",
    re.IGNORECASE,
)

_PLATE = re.compile(
    r"(?<!\d)(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-NP-Z]"
    r"|WJ ?[京津沪冀豫鲁])"
    r"[ ·.-]?(?=(?: ?[A-Z]){0,3} ?\d)"
    r"(?P<rest>[A-HJ-NP-Z0-9](?: ?[A-HJ-NP-Z0-9]){3,4} ?[A-HJ-NP-Z0-9挂学警港澳使领])"
    r"(?![A-Za-z0-9-])",
    re.IGNORECASE,
)

_MASK = r"[*xX×●•█■#＊]"
_REDACTED = re.compile(
    rf"(?<![A-Za-z0-9])(?:[1-9]\d{{13}}{_MASK}{{4}}|1[3-9]\d ?{_MASK}{{4}} ?\d{{4}}"
    rf"|1[3-9]\d[ -]{_MASK}{{4}}[ -]\d{{4}}"
    rf"|[1-9]\d{{5,9}}{_MASK}{{4,12}}[\dX]{{1,4}}"
    rf"|[456]\d{{3}} ?(?:{_MASK}{{4}} ?){{1,3}}\d{{3,4}}"
    rf"|6\d{{3}}{_MASK}{{8,12}}\d{{3,4}})(?![A-Za-z0-9])"
)

_BUILDING = r"(?:(?<!\d)\d{1,5}(?:号楼|号院|楼|栋|幢|座|#楼?)|[A-Z]座)"
_ENTRANCE = r"(?:\d{1,3}|[东西中南北甲乙丙丁])单元"
_ROOM = (
    r"(?:\d{3,4}(?:室|户|号|房)?|(?:\d{1,2}|[一二三四五六七八九十]+)[层楼](?:[东西中南北]户"
    r"|\d+室?)?|[东西中南北]户)"
)
_FLAT = re.compile(
    rf"{_BUILDING}\s*{_ENTRANCE}\s*(?:{_ROOM}|\d{{1,2}}[号室户])"
    r"|(?:小区|花园|家园|公寓|苑|新村|宿舍)\d{1,3}-\d{1,2}-\d{3,4}(?![\d-])"
)
_ANY_ROOM = re.compile(
    rf"{_BUILDING}\s*(?:{_ENTRANCE})?\s*{_ROOM}|(?<!\d){_ENTRANCE}\s*{_ROOM}"
    r"|(?<!\d)\d{3,4}[室户]"
    r"|(?<![\d-])\d{1,3}-\d{1,2}-\d{3,4}(?![\d-])"
    rf"|{_BUILDING}\s*{_ENTRANCE}\s*\d{{1,2}}[号室户]"
)
_STREET = re.compile(
    r"(?:路|街|巷|弄|胡同|大道|小区|花园|家园|公寓|村|苑|城|组)[^\n,。;]{0,10}?\d+(?:号|栋|幢|座"
    r"|-\d+|#)"
)
NO_PLACE: Final = "(?![乡镇村庄屯湾沟营堡口园里店寨岭坡坝河塘坪桥集汇洼台疃铺])"
"""After 家, which also stands in the names of places: 徐家庄."""

_LIVES = re.compile(
    r"(?:家住|家庭住址|家庭地址|家长住址|现住址|现住|现居|其?家中|房主|^住:|住址|户籍地址?|户籍所在地|居住地址"
    r"|居住[在于]|租住[在于]?"
    r"|暂住地?|户主|自住房?|业主\S{0,4}?|(?:^|[,;。\s])住(?![所宿院房建址])(?=[\u4e00-\u9fff])"
    r"|[" + SURNAMES + r"][\u4e00-\u9fff]家" + NO_PLACE + r"(?=[\u4e00-\u9fff]{1,8}[路街巷]))"
    r"(?:为|是|[:\s|(-])*"
)
_HOME_CARE = re.compile(r"家庭式?托育")
_INSTITUTION = re.compile(
    r"机构|[住场]所:|幼儿园|托育(?!点)|托儿所|公司|中心|学校|医院|委员会|办公|注册地址|园址|局|处(?!理)"
    r"|所在地|经营场所"
)


def find_marks(
    plain: PlainText, *, home: bool = False, written_freely: bool = True
) -> Iterator[Finding]:
    """Everything that leads to a person.

    `home`: this is the address of somebody's home, where a room is one too many. `written_freely`:
    nothing says that an address here is an institution's, which may be public to the room.
    """
    text = plain.text
    yield from _papers(text)
    yield from _contacts(text)
    closed = plain.closed_up()
    if closed is not plain:
        # Words may be set wide: 微 信 号.
        yield from (_where_written(each, closed, plain) for each in _contacts(closed.text))
    for match in _PLATE.finditer(text):
        if sum(map(str.isdigit, match["rest"])) >= 2:
            yield Finding(Kind.PLATE, match.start(), match.end())
    for match in _REDACTED.finditer(text):
        yield Finding(Kind.REDACTED, match.start(), match.end())
    addresses = plain.with_digits().text if plain.has_chinese_digits else text
    yield from _homes(addresses, home=home, written_freely=written_freely)


def _where_written(finding: Finding, closed: PlainText, plain: PlainText) -> Finding:
    """A finding of the text closed up, by the positions of the text."""
    places = {position: number for number, position in enumerate(plain.at)}
    start, end = closed.at[finding.start], closed.at[finding.end - 1]
    return Finding(finding.kind, places[start], places[end] + 1)


def _papers(text: str) -> Iterator[Finding]:
    for match in _PERMANENT.finditer(text):
        yield Finding(Kind.RESIDENCE, match.start(), match.end())
    for match in _RESIDENCE_LABEL.finditer(text):
        yield Finding(Kind.RESIDENCE, match.start("number"), match.end("number"))
    for match in _PAPERS_LABEL.finditer(text):
        yield Finding(Kind.PAPERS, match.start("number"), match.end("number"))
    for match in _PASSPORT.finditer(text):
        if not _ISSUED.search(text, max(0, match.start() - 8), match.start()):
            yield Finding(Kind.PAPERS, match.start(), match.end())


def _contacts(text: str) -> Iterator[Finding]:
    for match in _MAIL.finditer(text):
        host = _DOTTED.sub(".", match["host"] or match["spelt"]).lower()
        if _FREE_MAIL.fullmatch(host):
            yield Finding(Kind.PRIVATE_MAIL, match.start(), match.end())
        elif not host.endswith(".gov.cn") and not host.replace(".", "").isdigit():
            yield Finding(Kind.OTHER_MAIL, match.start(), match.end())
    for match in _ACCOUNT.finditer(text):
        group = match.lastgroup or "id"
        yield Finding(Kind.ACCOUNT, match.start(group), match.end(group))


def _homes(text: str, *, home: bool, written_freely: bool) -> Iterator[Finding]:
    if home:
        for match in _ANY_ROOM.finditer(text):
            yield Finding(Kind.HOME, match.start(), match.end())
        return
    for line in re.finditer(r"[^\n]+", text):
        said, start = line.group(), line.start()
        lives = _LIVES.search(said)
        if lives:
            # What somebody lives in may stand before the word too: …1602（自住房）.
            begin = 0 if lives.group().startswith(("自住", "房主")) else lives.end()
            patterns = [_ANY_ROOM, _STREET]
        elif _HOME_CARE.search(said):
            patterns, begin = [_ANY_ROOM], 0
        elif written_freely and not _INSTITUTION.search(said):
            patterns, begin = [_FLAT], 0
        else:
            continue
        for pattern in patterns:
            found = pattern.search(said, begin)
            if found:
                yield Finding(Kind.HOME, start + found.start(), start + found.end())
                break
