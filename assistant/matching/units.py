"""Units of measure: what stands behind a number in; its dimension's base unit, and how to come to it, out.

Chinese and English names and symbols with their SI prefixes, products, quotients and powers: mAh/g, 毫克/升, m³·h⁻¹,
tonnes per day, W/(m·K). What SI has no unit for is its own dimension: %, cycles, pieces, pH, hardness scales.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, lru_cache

from knowledge.lazy_patterns import lazy_pattern

_DIGITS = 16
Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: a value of it, times `factor` plus `offset`, is one of the base unit of its dimension."""

    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)

    @property
    def base(self) -> str:
        """Return the base unit's name: Pa, kg/m3, A·s/kg; nothing for a bare number."""
        return _base_name(self.dimension)

    def to_base(self, value: Decimal) -> Decimal:
        """Return a value of this unit in the base unit, to sixteen figures, so that 60 L/h is 1 L/min."""
        exact = Fraction(value) * self.factor + self.offset
        with localcontext() as context:
            context.prec = _DIGITS
            return _plain(Decimal(exact.numerator) / Decimal(exact.denominator))

    def from_base(self, value: Decimal) -> Decimal:
        """Return a value of the base unit in this unit."""
        exact = (Fraction(value) - self.offset) / self.factor
        with localcontext() as context:
            context.prec = _DIGITS
            return _plain(Decimal(exact.numerator) / Decimal(exact.denominator))

    def without_offset(self) -> Unit:
        """Return the unit of a difference: 5 °C more is 5 K more."""
        return Unit(self.factor, self.dimension)


def _plain(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))


NO_UNIT = Unit(Fraction(1), ())
PER_CENT = Unit(Fraction(1), (("%", 1),))
CELSIUS = Unit(Fraction(1), (("K", 1),), Fraction("273.15"))

# ── the table ────────────────────────────────────────────────────────────────────────────────────────────

_PREFIXES = {
    "f": "1e-15", "p": "1e-12", "n": "1e-9", "μ": "1e-6", "u": "1e-6", "m": "1e-3", "c": "1e-2", "d": "1e-1", "h": "1e2", "k": "1e3", "M": "1e6", "G": "1e9", "T": "1e12",
}  # fmt: skip
_ZH_PREFIXES = {"纳": "1e-9", "微": "1e-6", "毫": "1e-3", "厘": "1e-2", "分": "1e-1", "千": "1e3", "兆": "1e6", "吉": "1e9"}  # fmt: skip
# names that take prefixes, in both languages, "|" the names : factor : dimension
_PREFIXED = """
m 米|1|m
g 克|0.001|kg
L l 升|0.001|m3
s 秒|1|s
Pa 帕|1|kg m-1 s-2
bar|100000|kg m-1 s-2
W 瓦|1|kg m2 s-3
Wp|1|kg m2 s-3
J 焦|1|kg m2 s-2
Wh 瓦时|3600|kg m2 s-2
eV|1.602176634e-19|kg m2 s-2
cal 卡|4.184|kg m2 s-2
V 伏|1|kg m2 s-3 A-1
A 安|1|A
Ah 安时|3600|A s
N 牛|1|kg m s-2
Hz 赫|1|s-1
Ω 欧|1|kg m2 s-3 A-2
S 西门子|1|kg-1 m-2 s3 A2
F 法拉|1|kg-1 m-2 s4 A2
H|1|kg m2 s-2 A-2
T 特斯拉|1|kg s-2 A-1
mol 摩尔|1|mol
Da|1|Da
lm 流明|1|lm
lx lux|1|lx
b bps|1|bit
B|8|bit
P|0.1|kg m-1 s-1
"""
_PLAIN = """
% percent 个百分点 % pct wt% vol% mol% at% %wt mass% v% w%|1|%
‰|0.1|%
ppm|0.0001|%
ppb|0.0000001|%
K 开尔文|1|K
min minute minutes mins 分钟|60|s
h hr hrs hour hours 小时 个小时|3600|s
d day days 天 日 昼夜|86400|s
week weeks 周 星期|604800|s
month months 个月|2629800|s
year years yr yrs 年 a|31557600|s
second seconds sec secs 秒钟|1|s
t tonne tonnes ton tons 吨|1000|kg
kt|1000000|kg
斤 市斤|0.5|kg
公斤|1|kg
lb lbs|0.45359237|kg
oz|0.028349523125|kg
Å 埃|1e-10|m
inch inches 英寸|0.0254|m
ft feet foot 英尺|0.3048|m
mil mils|0.0000254|m
mile miles|1609.344|m
公里|1000|m
micron microns|0.000001|m
丝|0.00001|m
metre metres meter meters|1|m
centimetre centimetres centimeter centimeters|0.01|m
millimetre millimetres millimeter millimeters|0.001|m
micrometre micrometres micrometer micrometers|0.000001|m
nanometre nanometres nanometer nanometers|0.000000001|m
kilometre kilometres kilometer kilometers|1000|m
gram grams|0.001|kg
kilogram kilograms kilo kilos|1|kg
milligram milligrams|0.000001|kg
litre litres liter liters|0.001|m3
millilitre millilitres milliliter milliliters|0.000001|m3
cc 毫升|0.000001|m3
方|1|m3
volt volts 伏特|1|kg m2 s-3 A-1
amp amps ampere amperes 安培|1|A
watt watts 瓦特|1|kg m2 s-3
kilowatt kilowatts|1000|kg m2 s-3
megawatt megawatts|1000000|kg m2 s-3
pascal pascals 帕斯卡|1|kg m-1 s-2
atm 个大气压 大气压|101325|kg m-1 s-2
psi|6894.757293168|kg m-1 s-2
mmHg Torr torr|133.322387415|kg m-1 s-2
mbar|100|kg m-1 s-2
公斤力 kgf|9.80665|kg m s-2
newton newtons 牛顿|1|kg m s-2
hp 马力|735.49875|kg m2 s-3
焦耳|1|kg m2 s-2
度电 千瓦时 kilowatt-hours|3600000|kg m2 s-2
千瓦|1000|kg m2 s-3
欧姆 ohm ohms|1|kg m2 s-3 A-2
赫兹 hertz|1|s-1
千赫兹|1000|s-1
兆赫兹|1000000|s-1
rpm r/min 转/分 转/分钟 转每分钟|1/60|s-1
ha hectare hectares 公顷|10000|m2
亩|2000/3|m2
m2 sqm 平方米 平米|1|m2
平方厘米|0.0001|m2
平方毫米|0.000001|m2
平方公里|1000000|m2
m3 cbm 立方米 立方|1|m3
立方厘米|0.000001|m3
ft2|0.09290304|m2
M|1000|mol m-3
mM|1|mol m-3
μM uM|0.001|mol m-3
nM|0.000001|mol m-3
° deg|1|°
dB 分贝 dBA|1|dB
目 mesh|1|mesh
像素 px pixels|1|px
帧 fps frames|1|frame
cycle cycles 次循环 次充放电循环 次 回 圈 个循环 个周期|1|cycle
件 台 套 只 片 块 支 根 辆 枚 个 张 幅 孔 点 个点 道 条 粒 根针 个孔 piece pieces pcs pc sets 台套|1|piece
point points hole holes needle needles microneedle microneedles image images picture pictures spore spores operation operations|1|piece
CFU cfu 个孢子|1|piece
ε 应变 strain|1|ε
με µε uε microstrain 微应变|0.000001|ε
人 名 员工 employees people staff|1|person
级 grade grades|1|grade
倍 times fold|1|×
U|1|U
IU|1|IU
HRC|1|HRC
HRB|1|HRB
HRA|1|HRA
HV|1|HV
HB HBW|1|HB
pH|1|pH
"""
_TEMPERATURES = {
    "°C": (Fraction(1), Fraction("273.15")),
    "°F": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9)),
}
_SAME = {
    "摄氏度": "°C", "degC": "°C", "华氏度": "°F", "degF": "°F", "℃": "°C", "Celsius": "°C", "Fahrenheit": "°F", "ºC": "°C", "oC": "°C",
}  # fmt: skip
_NAMED = {
    "kg m-1 s-2": "Pa", "kg m2 s-3": "W", "kg m2 s-2": "J", "kg m2 s-3 A-1": "V", "kg m s-2": "N", "s-1": "Hz", "A s": "A·s",
    "kg m2 s-3 A-2": "Ω", "kg-1 m-2 s3 A2": "S", "kg-1 m-2 s4 A2": "F", "kg m2 s-2 A-2": "H", "kg s-2 A-1": "T",
    "m2 s-2": "J/kg", "kg m s-3 K-1": "W/(m·K)", "kg m-1 s-1": "Pa·s", "kg s-2": "N/m", "kg-1 m-3 s3 A2": "S/m", "kg m3 s-3 A-2": "Ω·m",
    "kg s-3": "W/m2", "kg s-3 K-1": "W/(m2·K)", "m2 s-2 K-1": "J/(kg·K)", "kg m s-3 A-1": "V/m", "m2 s-3": "W/kg",
}  # fmt: skip


def _dimension(text: str) -> Dimension:
    powers: dict[str, int] = {}
    for part in text.split():
        match = re.fullmatch(r"(.*?)(-?\d+)?", part)
        if match is not None:
            powers[match[1]] = int(match[2] or 1)
    return tuple(sorted(powers.items()))


@cache
def _names() -> Mapping[str, Unit]:
    names: dict[str, Unit] = {}
    for line in _PREFIXED.strip().splitlines():
        called, factor, dimension = line.split("|")
        for name in called.split():
            prefixes = _PREFIXES if name.isascii() or name == "Ω" else _ZH_PREFIXES
            for prefix, scale in {"": "1", **prefixes}.items():
                unit = Unit(Fraction(factor) * Fraction(scale), _dimension(dimension))
                names.setdefault(prefix + name, unit)
    for line in _PLAIN.strip().splitlines():
        called, factor, dimension = line.split("|")
        names |= dict.fromkeys(called.split(), Unit(Fraction(factor), _dimension(dimension)))
    for name, (degree, offset) in _TEMPERATURES.items():
        names[name] = Unit(degree, (("K", 1),), offset)
    return names | {name: names[same] for name, same in _SAME.items()}


@lru_cache(maxsize=512)
def _base_name(dimension: Dimension) -> str:
    named = _by_dimension().get(dimension)
    if named is not None:
        return named
    above = "·".join(f"{name}{power if power > 1 else ''}" for name, power in dimension if power > 0)
    below = [f"{name}{-power if power < -1 else ''}" for name, power in dimension if power < 0]
    if not below:
        return above
    return f"{above or '1'}/{below[0] if len(below) == 1 else '(' + '·'.join(below) + ')'}"


@cache
def _by_dimension() -> Mapping[Dimension, str]:
    return {_dimension(text): name for text, name in _NAMED.items()}


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

_WORDY = lazy_pattern(
    r"(?P<percent>per ?cent(?:age points?)?(?![a-z])|(?:wt|vol|mol|at|mass|weight|volume) ?\.? ?%|% ?\(?(?:by (?:weight|volume|mass)|[wv]/[wv])\)?|(?:质量|重量|体积|摩尔)%)"
    r"|(?P<celsius>(?:degrees?|deg\.?) (?:Celsius|C\b)|° C\b|degrees centigrade)|(?P<fahrenheit>(?:degrees?|deg\.?) (?:Fahrenheit|F\b)|° F\b)"
    r"|(?P<rpm>(?:r|rev|revolutions) ?(?:/|per) ?min(?:ute)?(?![a-z]))|(?P<m2>(?:square|sq\.?) ?met(?:re|er)s?)|(?P<cm2>(?:square|sq\.?) ?(?:centimet(?:re|er)s?|cm))|(?P<mm2>(?:square|sq\.?) ?(?:millimet(?:re|er)s?|mm))|(?P<m3>cubic met(?:re|er)s?)|(?P<kWh>kilowatt[- ]hours?|kW·h)"
    r"|(?P<cycle>(?:full |deep |thermal |wash(?:ing)? |(?:dis)?charg(?:e|ing)(?:[-/ ]+(?:and )?(?:dis)?charg(?:e|ing))? |load(?:ing)? |reuse )cycles?)",
    re.IGNORECASE,
)
_WORDY_UNITS = {"percent": "%", "celsius": "°C", "fahrenheit": "°F", "rpm": "rpm", "m2": "m2", "cm2": "平方厘米", "mm2": "平方毫米", "m3": "m3", "kWh": "kWh", "cycle": "cycle"}  # fmt: skip
_SPELLED_PREFIXES = {
    "nano": "n",
    "micro": "μ",
    "milli": "m",
    "centi": "c",
    "kilo": "k",
    "mega": "M",
    "giga": "G",
}
_SPELLED_UNITS = {
    "second": "s", "meter": "m", "metre": "m", "gram": "g", "liter": "L", "litre": "L", "volt": "V", "watt": "W", "ampere": "A", "amp": "A",
    "pascal": "Pa", "joule": "J", "hertz": "Hz", "newton": "N", "ohm": "Ω", "mole": "mol", "bar": "bar",
}  # fmt: skip
_SPELLED = lazy_pattern(rf"({'|'.join(_SPELLED_PREFIXES)})({'|'.join(_SPELLED_UNITS)})s?", re.IGNORECASE)
_LATIN = lazy_pattern(r"[A-Za-zμεΩÅ°º%‰]+")
_LONGEST_ZH = 7
_POWER = lazy_pattern(
    r"\^([-+]?[1-9])(?!\d)|([23])(?![\d.,%A-Za-z])|(-[12])(?![\d.]| ?[A-Za-z%°\u4e00-\u9fff])"
)
_TIMES = lazy_pattern(
    r" ?[·•*⋅] ?(?=24 ?h|[A-Za-zμΩ°(\u4e00-\u9fff])|(?<=\d) (?=[A-Za-zμ]{1,3}\^-)|(?<=[A-Za-zμ]) (?=[A-Za-zμ]{1,3}\^-)"
)
_COUNTED = lazy_pattern(r"([1-9]\d{0,3}) ?(?=[A-Za-zμ\u4e00-\u9fff])")  # N/15mm, g/100mL
_A_DAY = lazy_pattern(r"24 ?h(?![a-z])")  # g/(m²·24h)
_OVER = lazy_pattern(r" ?/ ?| ?每| per (?:a )?", re.IGNORECASE)


_PIECE = "piece"


def per(unit: Unit, below: Unit) -> Unit:
    """Return a unit divided by another."""
    return _combined(unit, below, -1)


def pieces() -> Unit:
    """Return the unit of what is counted."""
    return _names()[_PIECE]


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """Return the unit that begins at `start`, and where it ends; None where none does."""
    found = _power_at(text, start)
    if found is None:
        return None
    unit, at = found
    while True:
        times, over = _TIMES.match(text, at), _OVER.match(text, at)
        step = times or over
        if step is None:
            return unit, at
        counted = _COUNTED.match(text, step.end()) if over or _A_DAY.match(text, step.end()) else None
        begin = counted.end() if counted else step.end()
        bracketed = text.startswith("(", begin)
        more = _bracket_at(text, begin) if bracketed else _power_at(text, begin, below=bool(over))
        if more is None:
            return unit, at
        each = Unit(more[0].factor * int(counted[1]), more[0].dimension) if counted else more[0]
        unit = _combined(unit, each, 1 if times else -1)
        at = more[1]


def _bracket_at(text: str, start: int) -> tuple[Unit, int] | None:
    inner = unit_at(text, start + 1)
    return (inner[0], inner[1] + 1) if inner and text.startswith(")", inner[1]) else None


def _power_at(text: str, start: int, *, below: bool = False) -> tuple[Unit, int] | None:
    named = _named_at(text, start, below=below)
    if named is None:
        return None
    unit, at = named
    power = _POWER.match(text, at)
    if power is None:
        return unit, at
    return _raised(unit, int(power[1] or power[2] or power[3])), power.end()


def _named_at(text: str, start: int, *, below: bool) -> tuple[Unit, int] | None:
    names = _names()
    wordy = _WORDY.match(text, start)
    if wordy is not None:
        return names[_WORDY_UNITS[str(wordy.lastgroup)]], wordy.end()
    latin = _LATIN.match(text, start)
    if latin is not None:
        return _latin_unit(latin, below=below)
    for end in range(min(len(text), start + _LONGEST_ZH), start, -1):
        unit = names.get(text[start:end])
        if unit is not None:
            return unit, end
    return None


def _latin_unit(latin: re.Match[str], *, below: bool) -> tuple[Unit, int] | None:
    names, word = _names(), latin[0]
    if below and word in ("mK", "mk"):  # W/mK: per metre and kelvin
        return _combined(names["m"], names["K"], 1), latin.end()
    unit = names.get(word)
    if unit is None and len(word) > 3:
        unit = names.get(word.lower())
    if unit is None and (spelled := _SPELLED.fullmatch(word)):
        unit = names.get(_SPELLED_PREFIXES[spelled[1].lower()] + _SPELLED_UNITS[spelled[2].lower()])
    if unit is None and word.startswith("%"):
        return names["%"], latin.start() + 1
    return None if unit is None else (unit, latin.end())


def _combined(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.dimension)
    for name, power in right.dimension:
        powers[name] = powers.get(name, 0) + sign * power
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    factor = left.factor * right.factor if sign > 0 else left.factor / right.factor
    if not kept:  # mg/kg, g/g: a share
        return Unit(factor * 100, (("%", 1),))
    return Unit(factor, kept)


def _raised(unit: Unit, power: int) -> Unit:
    return Unit(Fraction(unit.factor) ** power, tuple((name, each * power) for name, each in unit.dimension))
