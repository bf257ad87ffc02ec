"""China's provinces and prefecture-level cities: a place or an owner's name in; the province's ISO 3166-2 code out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from knowledge.analysis import fold
from knowledge.lazy_patterns import lazy_pattern

# code, names of the province, then its cities and prefectures (2024), each as Chinese:Pinyin
_PLACES = """
CN-BJ 北京:Beijing
CN-TJ 天津:Tianjin
CN-HE 河北:Hebei 石家庄:Shijiazhuang 唐山:Tangshan 秦皇岛:Qinhuangdao 邯郸:Handan 邢台:Xingtai 保定:Baoding 张家口:Zhangjiakou 承德:Chengde 沧州:Cangzhou 廊坊:Langfang 衡水:Hengshui
CN-SX 山西:Shanxi 太原:Taiyuan 大同:Datong 阳泉:Yangquan 长治:Changzhi 晋城:Jincheng 朔州:Shuozhou 晋中:Jinzhong 运城:Yuncheng 忻州:Xinzhou 临汾:Linfen 吕梁:Lüliang
CN-NM 内蒙古:Inner_Mongolia 呼和浩特:Hohhot 包头:Baotou 乌海:Wuhai 赤峰:Chifeng 通辽:Tongliao 鄂尔多斯:Ordos 呼伦贝尔:Hulunbuir 巴彦淖尔:Bayannur 乌兰察布:Ulanqab 兴安盟:Hinggan 锡林郭勒:Xilingol 阿拉善:Alxa
CN-LN 辽宁:Liaoning 沈阳:Shenyang 大连:Dalian 鞍山:Anshan 抚顺:Fushun 本溪:Benxi 丹东:Dandong 锦州:Jinzhou 营口:Yingkou 阜新:Fuxin 辽阳:Liaoyang 盘锦:Panjin 铁岭:Tieling 朝阳:Chaoyang 葫芦岛:Huludao
CN-JL 吉林:Jilin 长春:Changchun 四平:Siping 辽源:Liaoyuan 通化:Tonghua 白山:Baishan 松原:Songyuan 白城:Baicheng 延边:Yanbian
CN-HL 黑龙江:Heilongjiang 哈尔滨:Harbin 齐齐哈尔:Qiqihar 鸡西:Jixi 鹤岗:Hegang 双鸭山:Shuangyashan 大庆:Daqing 伊春:Yichun 佳木斯:Jiamusi 七台河:Qitaihe 牡丹江:Mudanjiang 黑河:Heihe 绥化:Suihua 大兴安岭:Daxing'anling
CN-SH 上海:Shanghai
CN-JS 江苏:Jiangsu 南京:Nanjing 无锡:Wuxi 徐州:Xuzhou 常州:Changzhou 苏州:Suzhou 南通:Nantong 连云港:Lianyungang 淮安:Huai'an 盐城:Yancheng 扬州:Yangzhou 镇江:Zhenjiang 泰州:Taizhou 宿迁:Suqian
CN-ZJ 浙江:Zhejiang 杭州:Hangzhou 宁波:Ningbo 温州:Wenzhou 嘉兴:Jiaxing 湖州:Huzhou 绍兴:Shaoxing 金华:Jinhua 衢州:Quzhou 舟山:Zhoushan 台州:Taizhou 丽水:Lishui
CN-AH 安徽:Anhui 合肥:Hefei 芜湖:Wuhu 蚌埠:Bengbu 淮南:Huainan 马鞍山:Ma'anshan 淮北:Huaibei 铜陵:Tongling 安庆:Anqing 黄山:Huangshan 滁州:Chuzhou 阜阳:Fuyang 宿州:Suzhou 六安:Lu'an 亳州:Bozhou 池州:Chizhou 宣城:Xuancheng
CN-FJ 福建:Fujian 福州:Fuzhou 厦门:Xiamen 莆田:Putian 三明:Sanming 泉州:Quanzhou 漳州:Zhangzhou 南平:Nanping 龙岩:Longyan 宁德:Ningde
CN-JX 江西:Jiangxi 南昌:Nanchang 景德镇:Jingdezhen 萍乡:Pingxiang 九江:Jiujiang 新余:Xinyu 鹰潭:Yingtan 赣州:Ganzhou 吉安:Ji'an 宜春:Yichun 抚州:Fuzhou 上饶:Shangrao
CN-SD 山东:Shandong 济南:Jinan 青岛:Qingdao 淄博:Zibo 枣庄:Zaozhuang 东营:Dongying 烟台:Yantai 潍坊:Weifang 济宁:Jining 泰安:Tai'an 威海:Weihai 日照:Rizhao 临沂:Linyi 德州:Dezhou 聊城:Liaocheng 滨州:Binzhou 菏泽:Heze
CN-HA 河南:Henan 郑州:Zhengzhou 开封:Kaifeng 洛阳:Luoyang 平顶山:Pingdingshan 安阳:Anyang 鹤壁:Hebi 新乡:Xinxiang 焦作:Jiaozuo 濮阳:Puyang 许昌:Xuchang 漯河:Luohe 三门峡:Sanmenxia 南阳:Nanyang 商丘:Shangqiu 信阳:Xinyang 周口:Zhoukou 驻马店:Zhumadian 济源:Jiyuan
CN-HB 湖北:Hubei 武汉:Wuhan 黄石:Huangshi 十堰:Shiyan 宜昌:Yichang 襄阳:Xiangyang 鄂州:Ezhou 荆门:Jingmen 孝感:Xiaogan 荆州:Jingzhou 黄冈:Huanggang 咸宁:Xianning 随州:Suizhou 恩施:Enshi
CN-HN 湖南:Hunan 长沙:Changsha 株洲:Zhuzhou 湘潭:Xiangtan 衡阳:Hengyang 邵阳:Shaoyang 岳阳:Yueyang 常德:Changde 张家界:Zhangjiajie 益阳:Yiyang 郴州:Chenzhou 永州:Yongzhou 怀化:Huaihua 娄底:Loudi 湘西:Xiangxi
CN-GD 广东:Guangdong 广州:Guangzhou 深圳:Shenzhen 珠海:Zhuhai 汕头:Shantou 佛山:Foshan 韶关:Shaoguan 湛江:Zhanjiang 肇庆:Zhaoqing 江门:Jiangmen 茂名:Maoming 惠州:Huizhou 梅州:Meizhou 汕尾:Shanwei 河源:Heyuan 阳江:Yangjiang 清远:Qingyuan 东莞:Dongguan 中山:Zhongshan 潮州:Chaozhou 揭阳:Jieyang 云浮:Yunfu
CN-GX 广西:Guangxi 南宁:Nanning 柳州:Liuzhou 桂林:Guilin 梧州:Wuzhou 北海:Beihai 防城港:Fangchenggang 钦州:Qinzhou 贵港:Guigang 玉林:Yulin 百色:Baise 贺州:Hezhou 河池:Hechi 来宾:Laibin 崇左:Chongzuo
CN-HI 海南:Hainan 海口:Haikou 三亚:Sanya 三沙:Sansha 儋州:Danzhou
CN-CQ 重庆:Chongqing
CN-SC 四川:Sichuan 成都:Chengdu 自贡:Zigong 攀枝花:Panzhihua 泸州:Luzhou 德阳:Deyang 绵阳:Mianyang 广元:Guangyuan 遂宁:Suining 内江:Neijiang 乐山:Leshan 南充:Nanchong 眉山:Meishan 宜宾:Yibin 广安:Guang'an 达州:Dazhou 雅安:Ya'an 巴中:Bazhong 资阳:Ziyang 阿坝:Aba 甘孜:Garze 凉山:Liangshan
CN-GZ 贵州:Guizhou 贵阳:Guiyang 六盘水:Liupanshui 遵义:Zunyi 安顺:Anshun 毕节:Bijie 铜仁:Tongren 黔西南:Qianxinan 黔东南:Qiandongnan 黔南:Qiannan
CN-YN 云南:Yunnan 昆明:Kunming 曲靖:Qujing 玉溪:Yuxi 保山:Baoshan 昭通:Zhaotong 丽江:Lijiang 普洱:Pu'er 临沧:Lincang 楚雄:Chuxiong 红河:Honghe 文山:Wenshan 西双版纳:Xishuangbanna 大理:Dali 德宏:Dehong 怒江:Nujiang 迪庆:Diqing
CN-XZ 西藏:Tibet 拉萨:Lhasa 日喀则:Shigatse 昌都:Qamdo 林芝:Nyingchi 山南:Shannan 那曲:Nagqu 阿里地区:Ngari
CN-SN 陕西:Shaanxi 西安:Xi'an 铜川:Tongchuan 宝鸡:Baoji 咸阳:Xianyang 渭南:Weinan 延安:Yan'an 汉中:Hanzhong 榆林:Yulin 安康:Ankang 商洛:Shangluo
CN-GS 甘肃:Gansu 兰州:Lanzhou 嘉峪关:Jiayuguan 金昌:Jinchang 白银:Baiyin 天水:Tianshui 武威:Wuwei 张掖:Zhangye 平凉:Pingliang 酒泉:Jiuquan 庆阳:Qingyang 定西:Dingxi 陇南:Longnan 临夏:Linxia 甘南:Gannan
CN-QH 青海:Qinghai 西宁:Xining 海东:Haidong 海北:Haibei 黄南:Huangnan 果洛:Golog 玉树:Yushu 海西:Haixi
CN-NX 宁夏:Ningxia 银川:Yinchuan 石嘴山:Shizuishan 吴忠:Wuzhong 固原:Guyuan 中卫:Zhongwei
CN-XJ 新疆:Xinjiang 乌鲁木齐:Urumqi 克拉玛依:Karamay 吐鲁番:Turpan 哈密:Hami 昌吉:Changji 博尔塔拉:Bortala 巴音郭楞:Bayingolin 阿克苏:Aksu 克孜勒苏:Kizilsu 喀什:Kashgar 和田:Hotan 伊犁:Ili 塔城:Tacheng 阿勒泰:Altay 石河子:Shihezi
CN-TW 台湾:Taiwan
CN-HK 香港:Hong_Kong
CN-MO 澳门:Macao 澳门:Macau
"""
_CODE = lazy_pattern(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_UNIT = "(?:[\u4e00-\u9fff]{0,12}自治[区州县]|特别行政区|地区|省|市|盟)"
_NATIONAL = lazy_pattern("^(?:中国科学院|中科院|中国|中共|国家电网|国网|国家)?[（(]?")
_BRACKETED = lazy_pattern(r"[（(]([^（）()]{2,30})[）)]")
_NO_PLACE = lazy_pattern("德州仪器")
_WORDS = lazy_pattern(r"[^\W_]+")
_MOST_WORDS = 3
_LATIN_UNITS = frozenset(
    [
        "province",
        "city",
        "municipality",
        "prefecture",
        "autonomous",
        "region",
        "sar",
        "zhuang",
        "hui",
        "uygur",
        "uyghur",
    ]
)


def region_named(name: str) -> str | None:
    """Return the code of the province that a place is or lies in: 江苏省, 苏州, Jiangsu Province, CN-JS; None where unknown."""
    code = name.strip().upper()
    if _CODE.fullmatch(code):
        return code
    flat = fold(name).strip()
    match = _chinese().match(flat)
    if match and re.fullmatch(f"(?:{_UNIT})?", flat[match.end() :]):
        return _codes()[match[0]]
    words = [word for word in _latin_words(flat) if word not in _LATIN_UNITS]
    return _codes().get(" ".join(words)) or _codes().get("".join(words))


@lru_cache(maxsize=50_000)
def region_of_owner(name: str) -> str | None:
    """Return the province in which the name places a body: 苏州大学, 哈尔滨工业大学(深圳), Jiangsu University.

    A place in brackets goes before the one that the name begins with, that before one called 省 or 市 further on. A
    name that could mean cities of several provinces (Suzhou, Taizhou) tells nothing.
    """
    flat = fold(name)
    if _NO_PLACE.search(flat):
        return None
    for bracketed in _BRACKETED.findall(flat):
        found = region_named(bracketed)
        if found is not None:
            return found
    begin = _NATIONAL.match(flat)
    match = _chinese().match(flat, begin.end() if begin else 0) or _with_unit().search(flat)
    if match is not None:
        return _codes()[match[1]]
    return next(_latin_places(flat), None)


def is_province(name: str) -> bool:
    """Say whether a name is that of a province or of a city that is one: 江苏, Beijing; not that of a place within one."""
    key = " ".join(_latin_words(fold(name))) if name.isascii() else fold(name).strip()
    return key in _provinces()


@cache
def _provinces() -> frozenset[str]:
    pairs = [line.split()[1].split(":") for line in _PLACES.split("\n") if line]
    return frozenset(
        name for zh, latin in pairs for name in (zh, " ".join(_latin_words(fold(latin.replace("_", " ")))))
    )


def _latin_places(flat: str) -> Iterator[str]:
    words = _latin_words(flat)
    for start in range(len(words)):
        for end in range(min(start + _MOST_WORDS, len(words)), start, -1):
            code = _codes().get(" ".join(words[start:end]))
            if code is not None:
                yield code


def _latin_words(flat: str) -> list[str]:
    return _WORDS.findall(flat.replace("'", "").replace("’", ""))


@cache
def _codes() -> dict[str, str]:
    """Return the code of every Chinese name and every Latin one that means one province only."""
    pairs: dict[str, str] = {}
    told: Counter[str] = Counter()
    for line in _PLACES.split("\n"):
        code, *places = line.split() or [""]
        for place in places:
            chinese, latin = place.split(":")
            pairs[chinese] = code
            key = " ".join(_latin_words(fold(latin.replace("_", " "))))
            told[key] += pairs.get(key) != code
            pairs[key] = code
    return {name: code for name, code in pairs.items() if told[name] < 2}


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(f"({_alternatives()})")


@cache
def _with_unit() -> re.Pattern[str]:
    return re.compile(f"({_alternatives()}){_UNIT}")


def _alternatives() -> str:
    names = (name for name in _codes() if not name.isascii() and "\u4e00" <= name[0] <= "\u9fff")
    return "|".join(sorted(names, key=len, reverse=True))
