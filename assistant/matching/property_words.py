"""Names of technical properties in both languages: a clause in; the properties that it names, each with its place, out.

One line each: what they have in common is measured by one quantity, so that a value of one name answers a wish by another.
A name that is part of a longer one does not count: 热变形温度 is no 温度. "+": more of it is better, "-": less is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant.matching.name_finding import NameFinder

_TABLE = """
+tensile strength|抗拉强度 拉伸强度 断裂强度 断裂强力 抗张强度 强度 强力|strength;as strong;tensile strength;breaking strength;ultimate strength;tenacity
+yield strength|屈服强度 屈服极限 强度|strength;yield strength;yield stress;proof stress
+flexural strength|抗弯强度 弯曲强度 抗折强度 强度|strength;flexural strength;bending strength;in bending
+compressive strength|抗压强度 压缩强度 耐压强度 强度|strength;compressive strength;crush strength;crushing strength
+shear strength|剪切强度 抗剪强度 强度|strength;shear strength
+impact strength|冲击强度 冲击韧性|impact strength;impact toughness
+peel strength|剥离强度 剥离力 剥离强力|peel strength;peel force;peel adhesion
+bond strength|附着力 粘结强度 粘接强度 结合强度 结合力 粘附强度 强度|strength;adhesion;bond strength;adhesive strength;bonding strength
+elongation|断裂伸长率 断后伸长率 伸长率 延伸率 断裂伸长|elongation;stretch;extensibility
modulus|弹性模量 杨氏模量 拉伸模量 弯曲模量 储能模量 模量|modulus;stiffness
+hardness|硬度|hardness
+toughness|断裂韧性 韧性|toughness
-wear|磨损量 磨损率 磨损 磨耗|wear;abrasion loss
chewiness|咀嚼性 咀嚼度|chewiness
+thermal conductivity|热导率 导热系数 导热率 导热|conductivity;thermal conductivity;heat conductivity;thermally conductive
+electrical conductivity|电导率 导电率|electrical conductivity;ionic conductivity;conductivity
resistivity|电阻率|resistivity
resistance|电阻 阻值 内阻|resistance;impedance
+heat deflection temperature|热变形温度 热变形|heat deflection temperature;heat deflection;heat distortion
glass transition temperature|玻璃化转变温度 玻璃化温度|glass transition
phase change temperature|相变温度 相变点|phase change temperature;phase change;phase-change;melting range
melting point|熔点 熔融温度|melting point;melting temperature
+latent heat|相变潜热 潜热 相变焓|latent heat;enthalpy of fusion;heat of fusion
-supercooling|过冷度|supercooling;subcooling
temperature|温度|temperature
-shrinkage|热收缩率 收缩率 热收缩 收缩|shrinkage;shrink;shrinks
-expansion|膨胀率 膨胀系数 体积膨胀|expansion;swelling;swell
density|松装密度 堆积密度 体积密度 密度|bulk density;density;apparent density
surface area|比表面积 比表面|specific surface;surface area
viscosity|特性粘度 粘度 黏度|viscosity
particle size|中值粒径 平均粒径 粒径 粒度 雾滴粒径 体积中径 晶粒尺寸 片径 颗粒直径 直径 气泡直径 油滴粒径 D50|particle size;grain size;droplet size;median size;particle diameter;droplets;bubble diameter;granule size;mean diameter;crystals;diameter
diameter|直径 外径 内径 口径 孔径 线径|diameter;bore
thickness|厚度 壁厚 膜厚 层厚 厚|thickness;thick;wall thickness
length|长度 长|length;long
width|宽度 宽|width;wide
height|高度 针高 层高 高|height;high;long;tall
distance|间距 距离|spacing;distance
-roughness|粗糙度|roughness
-warpage|翘曲度 翘曲 平面度|warpage;flatness;warping
radius|弯曲半径 半径|radius;bend radius
angle|夹角 角度 倾角|angle
weight|重量 自重 单重|weight;weighs
molecular weight|重均分子量 数均分子量 分子量|molecular weight;molar mass
+purity|纯度|purity
+specific capacity|放电比容量 比容量 容量|capacity;specific capacity;discharge capacity
+first-cycle efficiency|首次库仑效率 首次库伦效率 首次效率 首效|coulombic efficiency;first-cycle efficiency;initial efficiency;first cycle efficiency
+capacity retention|容量保持率 容量保持|capacity retention;of their capacity;of its capacity;of the capacity
+energy density|能量密度 比能量|energy density;specific energy
power density|功率密度|power density
current density|电流密度|current density
voltage|电压|voltage
current|电流|current
power|功率 功耗|power consumption;power;wattage
-energy use|电耗 耗电 能耗 吨水电耗 耗电量 单位能耗 节能 节电|energy consumption;energy saving;energy savings;energy use;power consumption;electricity
+dewatering efficiency|单位能耗除湿量 除湿量|moisture removal
+efficiency|效率|efficiency
+recovery|回收率 回用率 收得率 收率 得率 产率 收得|recovery;recovered;recovers;yield
+removal|去除率 脱除率 除去率 净化率|removal;removed;removal rate;removes
+rejection|截留率 脱盐率|rejection
transmission|透过率 透光率 透射率|transmission;transmittance;leakage;passage;pass the membrane;passes the membrane
+adsorption capacity|吸附容量 动态容量 饱和容量 除氟容量 容量|adsorption capacity;uptake;capacity
+absorption|吸液倍率 吸水率 吸水倍率 吸收率|absorption;water uptake;absorbs;liquid uptake
water content|含水率 含水量 水分 湿度|water content;moisture content;moisture;humidity
moisture transmission|透湿率 透湿量 透气度 透气率|vapour transmission;vapor transmission;air permeability;breathability;gurley
+water repellency|憎水率 拒水率|water repellency;water-repellent;hydrophobicity
contact angle|接触角|contact angle
+oxygen index|极限氧指数 氧指数|oxygen index
-char length|损毁炭长 炭长 损毁长度|char length;damaged length
add-on|增重率|add-on;weight gain
+fastness|耐洗色牢度 水洗牢度 色牢度 牢度|fastness
+dye uptake|上染率|dye uptake;exhaustion
linear density|线密度 纤度|linear density;fineness;titre
gloss|光泽度 光泽|gloss
+salt spray|中性盐雾 盐雾|salt spray
-volatile organic compounds|挥发性有机物 VOC|volatile organic;volatile organics;voc
content|含量 用量 占比 质量分数 摩尔分数 添加量 浓度 掺量 比例|content;concentration;dosage;fraction;proportion;amount;share
pH|pH值 pH|ph
chemical oxygen demand|化学需氧量 COD|chemical oxygen demand;cod
-suspended solids|悬浮物|suspended solids
-turbidity|浊度|turbidity
-total phosphorus|总磷|total phosphorus
-ammonia nitrogen|氨氮|ammonia nitrogen
surface loading|表面负荷|surface loading;overflow rate
loading rate|容积负荷 脱氮负荷 负荷|loading rate;load
flux|膜通量 水通量 通量|flux
residence time|停留时间|residence time;retention time;contact time
flow|流量 流速|flow rate;flow velocity;flow
+throughput|处理量 产能 产量 处理能力 喂料量|throughput;capacity;processes;output
pressure|压力 压强 气压 水压|pressure
vacuum|真空度|vacuum
rotational speed|转速|rotational speed;spindle speed;rotation;rpm
speed|速度 速率 车速 带速|speed;velocity
frequency|频率|frequency
+sampling rate|采样频率 采样率 采样|sampling rate;sampling frequency;sampled;sampling;samples at
+frame rate|帧率|frame rate;frames per second
-response time|响应时间 响应|response time;responds;response
-recovery time|恢复时间|recovery time
-processing time|推理时间 重排时间 检测时间|inference time;computing time;turnaround
+cycle life|循环寿命 循环次数|cycle life
+service life|使用寿命 寿命|service life;lifetime;life
+shelf life|保质期 货架期 贮藏期 保存期|shelf life;storage life
+survival|存活率 成活率|survival;survive;survives
degradation rate|降解速率 腐蚀速率 降解率 生物分解率 分解率|degradation rate;corrosion rate;biodegradation;composts;degradation
decomposition|失重率 腐解率|mass loss;weight loss
+kill rate|杀菌率 抑菌率 抗菌率 灭菌率|kills;bacterial reduction;antibacterial;kill rate;inhibition
+control effect|防效 防治效果 发病率|reduced the disease;disease reduction;control efficacy;reduction of the disease
+delivery|递送率 递送效率 释药率|delivered;delivery efficiency
release|溶出率 释放率 释放期|release
solubility|溶解度|solubility
+sensitivity|灵敏度|sensitivity
-resolution|分辨力 分辨率|resolution
-detection limit|检出限 检测下限 检测限|detection limit;traces;limit of detection;limits of detection
+measuring range|检测范围 测量范围 量程|measuring range;detection range;range
+stroke|行程|stroke;travel
+accuracy|准确率 识别率 正确率|accuracy;accuracy of
-error|均方根误差 测量误差 误差 偏差|error;deviation;inaccuracy
-repeatability|重复性 重复精度|repeatability;repeatable
-precision|精度|precision;accuracy of
-drift|零点漂移 零漂 漂移|drift
+recall rate|召回率 检出率|recall;detection rate
-false alarms|误报率 误报 过检率|false alarm;false alarms;false positive
-water use|灌溉用水量 用水量 耗水 节水|water use;water consumption
+yield of crop|产量 增产|crop yield;yield increase
-changeover time|换型时间 换模时间|changeover time;changeovers
-traffic|通信量|traffic;bandwidth
-cost|成本|cost
-noise|噪声 噪音|noise
-delamination|分层|delamination
thrust|轴向力 推力|thrust
depth|压入量 深度|depth;plunge depth
+sphericity|球形度|sphericity
gauge length|标距|gauge length
"""


@dataclass(frozen=True, slots=True)
class NamedProperty:
    """A property named in a text; a word that can mean several properties has the names of all of them."""

    names: frozenset[str]
    start: int
    end: int


@cache
def _finder() -> tuple[NameFinder, dict[str, frozenset[str]]]:
    names: dict[str, frozenset[str]] = {}
    for line in _TABLE.strip().splitlines():
        name, chinese, english = line.lstrip("+-").split("|")
        for each in (*chinese.split(), *english.split(";")):
            names[each.lower()] = names.get(each.lower(), frozenset()) | {name}
    return NameFinder(names), names


GENERAL = frozenset(
    {
        "temperature",
        "content",
        "thickness",
        "length",
        "width",
        "height",
        "diameter",
        "depth",
        "distance",
        "weight",
        "pressure",
        "speed",
        "power",
        "flow",
    }
)
"""Properties that many parts and steps of one thing have."""

OF_ONE_SUBSTANCE = frozenset({"recovery", "removal", "rejection", "transmission"})
"""Properties of one substance among others: the share of lithium that is recovered says nothing of cobalt."""


_UNITS = {
    "K": "temperature",
    "m": "thickness;length;width;height;diameter;depth;distance;radius;particle size;roughness;warpage;stroke",
    "Pa": "pressure;vacuum",
    "kg": "weight",
    "s": "response time;recovery time;processing time;residence time;changeover time",
    "Hz": "frequency;sampling rate",
    "V": "voltage",
    "A": "current",
    "°": "angle",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split(";")}


def possible(properties: frozenset[str], unit: str) -> frozenset[str]:
    """Return those of the properties that can have a value in this unit; a share can be one of any."""
    return frozenset(name for name in properties if unit == "%" or _UNIT_OF.get(name, unit) == unit)


@cache
def _better() -> dict[str, str]:
    names = (line.split("|")[0] for line in _TABLE.strip().splitlines())
    return {name[1:]: name[0] for name in names if name[0] in "+-"}


def better(properties: frozenset[str]) -> str:
    """Return "+" where more of the properties is better, "-" where less is; nothing where that depends."""
    signs = {_better().get(name, "") for name in properties}
    return signs.pop() if len(signs) == 1 else ""


def without_names(text: str, of: frozenset[str]) -> str:
    """Return a text without the names of some properties: 总磷去除率 without those of removal is 总磷."""
    finder, names = _finder()
    for name, start, end in reversed(list(finder.spans(text.lower()))):
        if names[name] & of:
            text = f"{text[:start]} {text[end:]}"
    return text


@lru_cache(maxsize=16_384)
def properties_in(text: str) -> tuple[NamedProperty, ...]:
    """Return the properties that a text names, in their order; two side by side are one: "phase change temperature"."""
    finder, names = _finder()
    found: list[NamedProperty] = []
    for name, start, end in finder.spans(text.lower()):
        if found and start - found[-1].end <= 1:
            names_of_both = found[-1].names if names[name] <= GENERAL else names[name]
            found[-1] = replace(found[-1], names=names_of_both, end=end)
        else:
            found.append(NamedProperty(names[name], start, end))
    return tuple(found)
