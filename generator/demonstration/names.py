"""Names of invented institutions that read as such names do, and streets for their addresses."""

from __future__ import annotations

from itertools import product
from random import Random

from generator.demonstration.draws import pick
from generator.model.vocabulary import FacilityKind


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WORDS = _words(
    "启明星 小脚丫 向日葵 小蜜蜂 金摇篮 小石榴 小橘灯 月亮船 蒲公英 小雨点 彩虹桥 小木马 七色花 "
    "小天鹅 小松果 小麦穗 小水滴 小海豚 梅花鹿 小象 树屋 绿野 童话树 大风车 小雪花 小蜗牛 小白杨 "
    "映山红 小荷尖 新苗 嫩芽 萌芽 晨曦 晨露 阳光 小太阳 阳光宝贝 春蕾 春笋 春泥 暖阳 暖心 童心 "
    "童趣 童乐 童年 童悦 慧童 爱心 爱贝 爱宝 优宝 优童 安贝 安心 乐贝 乐童 乐豆 乐果 禾苗 禾木 "
    "青禾 青苗 青松 青葵 星河 星辰 星语 星芽 繁星 海贝 贝壳 摇篮 摇篮曲 布谷 布谷鸟 百灵 百草园 "
    "稻香 麦田 花朵 花蕾 果果 豆豆 朵朵 苗苗 丫丫 芽芽 糖豆 棉花糖 纸飞机 风筝 积木 "
    "滴答 叮咚 咕咕 嘟嘟 哆来咪 一米阳光 三叶草 四季花 五彩石 六一 八音盒 九色鹿 十里桃花"
)
_FIRST = "暖晨春禾青星乐慧爱优安贝童萌欣悦嘉佳育润蓓瑞宝福明新知朗皓诺"
_LAST = "芽禾苗贝宝朵果豆语林园树溪田蕊蕾乐心悦童晨曦佳慧诺安妍彤帆菲"
_BRANDS = (*_WORDS, *(a + b for a, b in product(_FIRST, _LAST) if a != b))

_FOREIGN = ("Hi宝贝", "1+1", "ABC童学", "Baby芽", "iKids童屋", "Me&Mi", "99童", "360度童年")
_CHAINS = (
    "禾小苗",
    "松果树屋",
    "托小满",
    "豆芽计划",
    "小满托托",
    "一亩童田",
    "柚子树下",
    "童里童气",
)
_ESTATES = _words(
    "和顺家园 阳光新城 锦绣花园 翡翠湾 滨河花园 金域华庭 御景园 幸福里 世纪新城 丽景苑 水岸新都 "
    "学府雅居 福泽园 安居苑 康乐家园 文苑小区 东苑小区 西苑小区 明珠花园 凤凰城 桂花苑 枫林苑"
)
_ROADS = _words(
    "振兴路 建设路 文化路 育才街 健康路 利民路 兴华路 和平路 光明街 新华街 向阳路 花园路 学府路 "
    "东环路 西环路 滨河路 站前街 昌盛街 富民路 友谊路 团结路 迎宾路 长安街 平安路 中兴街 永安街"
)
_EMPLOYERS = _words("惠丰纺织 宏泰机械 新港物流 康禾制药 远景电子 绿源食品 恒泰化纤 众合建材")
_COMMUNITIES = _words("和平 兴华 幸福 新苑 民生 康宁 东关 西关 南关 北关 花园 光明 朝阳 安泰 利民")
_TAILS = ("托育中心", "托育园", "托育中心", "婴幼儿托育园", "托育服务中心", "婴幼儿照护中心")


def facility_name(rng: Random, kind: FacilityKind, district: str, stem: str) -> str:
    """A name for an institution of this form; `district` and `stem` say where it stands."""
    brand = _brand(rng)
    if kind is FacilityKind.KINDERGARTEN_CLASS:
        owner = pick(rng, (stem, stem, district))
        return f"{owner}{brand}幼儿园{pick(rng, ('托班', '托班', ''))}"
    if kind is FacilityKind.COMMUNITY:
        return f"{stem}{pick(rng, _COMMUNITIES)}社区{brand}托育园"
    if kind is FacilityKind.EMPLOYER:
        return f"{district}{pick(rng, _EMPLOYERS)}{brand}职工托育园"
    if kind is FacilityKind.HOME_CARE_POINT:
        return f"{stem}{brand}家庭托育点"
    if kind is FacilityKind.CHAIN:
        return f"{pick(rng, _CHAINS)}托育（{stem}{pick(rng, _ESTATES)}店）"
    return _independent(rng, district, stem, brand)


def other_names(rng: Random, name: str, district: str) -> tuple[str, ...]:
    """Mostly none; else an earlier name, or the name as neighbours shorten it."""
    draw = rng.random()
    if draw < 0.04:
        return (f"{_brand(rng)}{pick(rng, _TAILS)}",)
    if draw < 0.12:
        short = name.removeprefix(district).removesuffix("托班").removesuffix("托育服务有限公司")
        return (short,) if short != name and len(short) > 1 else ()
    return ()


def street(rng: Random) -> str:
    """`振兴路86号和顺家园3号楼` or a shorter one."""
    number = f"{pick(rng, _ROADS)}{1 + int(rng.random() * 298)}号"
    draw = rng.random()
    if draw < 0.3:
        return f"{number}{pick(rng, _ESTATES)}{1 + int(rng.random() * 30)}号楼"
    if draw < 0.4:
        return f"{pick(rng, _ROADS)}与{pick(rng, _ROADS)}交叉口{pick(rng, '东西南北')}侧"
    return number


def _independent(rng: Random, district: str, stem: str, brand: str) -> str:
    tail = pick(rng, _TAILS)
    draw = rng.random()
    if draw < 0.35:
        return f"{district}{brand}{tail}"
    if draw < 0.7:
        return f"{stem}{brand}{tail}"
    if draw < 0.85:
        return f"{district}{stem if stem != district else ''}{brand}{tail}"
    if draw < 0.95:
        return f"{district}{brand}托育服务有限公司"
    return f"{brand}{tail}"


def _brand(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.03:
        return pick(rng, _FOREIGN)
    return pick(rng, _WORDS) if draw < 0.35 else pick(rng, _BRANDS)
