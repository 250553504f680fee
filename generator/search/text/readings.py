"""Characters with more than one reading in ordinary use.

Dictionaries list readings that hardly any word has: 众 yin, 合 ge, 幼 yao. Taken is what at least
two words of pypinyin's dictionary of phrases have, and what surnames and places have beside that.
"""

from __future__ import annotations

IN_WORDS = """
    乐yue 乘sheng 了liao 亲qing 什shi 仇qiu 仔zi 会kuai 传zhuan 伺si 似si 伽jia,qie 佛fo 便pian 俟si
    俩liang 偻lv 其ji 冯ping 刨bao 刹cha 削xiao 剥bao 剿chao 劲jing 勒le 匙chi 匮gui 卒cu 卜bu 卡qia
    厦xia 参cen,shen 叨tao 吁yu 吓he 否pi 吭hang 呗bai 呢ni 呱gua 呷xia 咋ze 和huo 咱za 咳hai 咽ye
    啜chuo 喳cha 嗒ta 嚓cha 嚼jiao 囤tun 圈juan 地de 坏pi 埋man 埶shi 堡bu,pu 塞se 壳qiao 大dai 奇ji
    娜nuo 宿xiu 射ye 将qiang 尉yu 尾yi 尿sui 屏bing 属zhu 差chai,ci 巷hang 度duo 弄long 弟ti 弹tan
    强jiang 得dei 恶wu 扁pian 扎za 扒pa 扛gang 折she 抹ma 拓ta 拗niu 择zhai 拶zan 捋luo 捰luo 掴guo
    提di 揭qi 擘bo 擿zhai 攒cuan 敦dui 数shuo 景ying 暴pu 曝bao 曾zeng 朘juan 朝zhao 术zhu 朴piao,po
    杓shao 柏bo 柚zhou 柞zuo 栅shan 校jiao 核hu 桔jie 椎zhui 槛jian 模mu 氓meng 汤shang 沓ta 没mo
    泊bo 溺niao 潦liao 澄deng 爪zhua 牟mu 率shuai 琢zhuo 畜xu 疟yao 的di 盛cheng 省xing 着zhao,zhuo
    石dan 磅pang 禅shan 称chen 粘nian 糜mei 系ji 絜xie 綮qing 纤qian 纶guan 给ji 绿lu 缩su 缪miu
    耙pa 肋lei 胖pan 脉mo 腌a 臭xiu 色shai 艾yi 苣qu 若re 茄qie 莞wan 莨liang 莩piao 落la,lao 著zhuo
    蔓wan 薄bo 藉jie 藏zang 蚌beng 蛇yi 蛤ge 血xie 行hang 被pi 裨pi 裳chang 裼xi 褚zhu 见xian 觉jiao
    角jue 解xie 识zhi 诘jie 说yue 谁shei 调tiao 貉he 贾gu 蹊xi 车ju 轧zha,ga 辗zhan 辟bi 还huan
    迫pai 遗wei 都du 酖dan 重chong 钥yue 铛cheng 镐hao 长chang 阿e 陆liu 降xiang 隗wei 雀qiao 露lou
    靓liang 颈geng 颤zhan 食si 骠piao 鹄hu 鹘hu 龈yin
"""
"""Readings after the first one that at least two words have; a test derives them again."""

IN_NAMES = (
    "单shan 查zha 洞tong 费bi 枞zong 缪miao 盖ge 翟zhai 区ou 员yun"
    " 番pan 六lu 蔚yu 涡guo 铅yan 泌bi 秘bi 莘xin 覃qin"
    " 乐lao 召shao 坻di 埔bu 峒tong 峙shi 栖xi 棱ling 浚xun 漯ta 犍qian 珲hun 荥ying 陂pi 筠jun"
    " 婼ruo 浒xu 圩xu 杉sha 栎yue 涌chong 町ding 峤qiao 趵bo"
)
"""Readings in surnames and places that fewer words have.

Those of counties as CC-CEDICT and pypinyin's phrases print them (`tests/search/county_readings.txt`
has all names), 筠连 and 婼羌 as dictionaries do; of townships 浒墅关, 寨圩, 葵涌 and others.
"""


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in f"{IN_WORDS} {IN_NAMES}".split():
        found[entry[0]] = (*found.get(entry[0], ()), *entry[1:].split(","))
    return found


MORE = _table()
"""Character → its readings after the one that dictionaries list first."""
