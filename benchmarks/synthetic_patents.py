"""Invented patents of realistic lengths as office XML, of any size: grants in the weekly American shape, and Chinese ones.

The words are drawn by rank (Zipf), so that common ones repeat and rare ones keep coming, as in real texts; the lengths
are those of real files: paragraphs of 100–250 words (100–400 characters in Chinese), 12–20 claims, 30–70 paragraphs.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path


def _listed(words: str) -> list[str]:
    return words.split()


_SMALL = _listed(
    "the of a to and in is that by for with be an at as said from or which are on wherein may first second when each "
    "this between one such can not through into being comprises including least has having thereby also other more"
)
_PLAIN = _listed(
    "device system method layer surface valve pump sensor signal circuit frame housing member plate shaft motor bearing "
    "temperature pressure fluid heat cooling power battery electrode membrane polymer coating resin fibre steel alloy "
    "controller processor memory module interface network data value threshold time position angle speed load force "
    "end side portion opening channel chamber inlet outlet nozzle filter seal spring lever arm wheel gear belt rail "
    "step embodiment example figure range weight percent mixture solution reaction catalyst material composition "
    "light lens beam detector image camera display window panel cable connector terminal voltage current resistance "
    "arranged connected configured provided formed mounted driven heated cooled measured supplied received applied"
)
_ROOTS = _listed(
    "thermo electro hydro photo micro poly ferro chromo magneto pneumo vibro cryo lumo piezo sono aero iso mono tri "
    "multi counter inter trans sub super pre under over"
)
_STEMS = _listed(
    "mer flux grad lam stat plex therm press form cell lumin vect clamp rotor strat vane port spool duct weld brace fin "
    "groove ring cap pin sleeve boss flange rib tray coil strip grid cone disc bolt rod"
)
_ENDS = ("", "s", "er", "ing", "ed", "able", "ation", "ity", "al", "or", "ive", "ment")
_HAN_SMALL = (
    "的 所述 与 和 在 为 一种 其中 包括 通过 用于 设置 连接 进行 将 并 上 中 使 对 由 可以 第一 第二 根据"
)
_HAN_PLAIN = _listed(
    "装置 系统 方法 电池 电极 隔膜 正极 负极 浆料 涂层 温度 压力 流体 阀门 水泵 传感器 信号 电路 壳体 支架 电机 轴承 控制器 处理器 "
    "存储 模块 接口 网络 数据 阈值 时间 位置 角度 速度 载荷 表面 开口 通道 腔室 入口 出口 喷嘴 过滤 密封 弹簧 齿轮 步骤 实施例 范围 "
    "质量 混合物 溶液 反应 催化剂 材料 组合物 光源 透镜 探测器 图像 显示 面板 电缆 端子 电压 电流 电阻 冷却 加热 干燥 回收 破碎 "
    "分选 浸出 萃取 沉淀 焙烧 石墨 锂盐 钴酸 镍锰 铝箔 铜箔 粘结剂 导电剂 树脂 纤维 合金 薄膜 晶体 陶瓷 气体 液体 固体 颗粒"
)
_MARKS = ("，", "，", "，", "；", "。", "。")
_YEAR = 2021
_ZIPF = 1.3  # one word in seven is then of the long tail


class Words:
    """A vocabulary that words are drawn from by rank."""

    def __init__(self, words: Sequence[str], chance: random.Random) -> None:
        self._words = words
        self._chance = chance
        self._sums = list(accumulate((rank + 2) ** -_ZIPF for rank in range(len(words))))

    def some(self, count: int) -> list[str]:
        total, sums, draw = self._sums[-1], self._sums, self._chance.random
        return [self._words[bisect(sums, draw() * total)] for _ in range(count)]


def write_english(path: Path, size_mb: float, *, seed: int = 1) -> int:
    """Write grants one after the other, as a weekly file holds them, until `size_mb`; return how many."""
    chance = random.Random(seed)
    return _write(path, size_mb, _grants(chance, Words(_english_words(chance), chance)))


def write_chinese(path: Path, size_mb: float, *, seed: int = 1) -> int:
    """Write Chinese patent documents one after the other until `size_mb`; return how many."""
    chance = random.Random(seed)
    return _write(path, size_mb, _chinese(chance, Words(_han_words(chance), chance)))


def _write(path: Path, size_mb: float, documents: Iterator[str]) -> int:
    written = count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        while written < size_mb * 1_000_000:
            text = next(documents)
            stream.write(text)
            written += len(text.encode())
            count += 1
    return count


def _english_words(chance: random.Random) -> list[str]:
    made = dict.fromkeys(
        chance.choice(_ROOTS) + chance.choice(_STEMS) + chance.choice(_ENDS) for _ in range(30_000)
    )
    return [*_SMALL, *_PLAIN, *made]


def _han_words(chance: random.Random) -> list[str]:
    made = dict.fromkeys(chance.choice(_HAN_PLAIN) + chance.choice(_HAN_PLAIN) for _ in range(6_000))
    return [*_HAN_SMALL, *_HAN_PLAIN, *made]


def _grants(chance: random.Random, words: Words) -> Iterator[str]:
    for number in range(11_000_000, 99_000_000):
        yield _grant(number, chance, words)


def _grant(number: int, chance: random.Random, words: Words) -> str:
    title = " ".join(words.some(7)).capitalize()
    paragraphs = "\n".join(
        f'<p id="p-{n:04}" num="{n:04}">{_sentences(chance, words, chance.randint(100, 250), n)}</p>'
        for n in range(1, chance.randint(30, 70))
    )
    claims = "\n".join(
        f'<claim id="CLM-{n:05}" num="{n:05}"><claim-text>{_claim(n, words, chance)}</claim-text></claim>'
        for n in range(1, chance.randint(12, 20))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" dtd-version="v4.5 2014-04-03" file="US{number}-{_YEAR}1019.XML" country="US" date-publ="{_YEAR}1019">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>B2</kind><date>{_YEAR}1019</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>{number + 5_000_000}</doc-number><date>20181226</date></document-id></application-reference>
<invention-title id="d2e43">{title}</invention-title>
</us-bibliographic-data-grant>
<abstract id="abstract"><p id="p-a" num="0000">{_sentences(chance, words, 110, 0)}</p></abstract>
<description id="description"><heading id="h-0001" level="1">DETAILED DESCRIPTION</heading>
{paragraphs}
</description>
<claims id="claims">
{claims}
</claims>
</us-patent-grant>
"""


def _sentences(chance: random.Random, words: Words, count: int, number: int) -> str:
    sentences: list[str] = []
    while count > 0:
        length = min(count, chance.randint(12, 32))
        drawn = words.some(length)
        if length > 8:
            drawn[length // 2] += f" {chance.randint(2, 400)}"
            drawn[3] += ","
        sentences.append(" ".join(drawn).capitalize() + ".")
        count -= length
    return f"Referring to FIG. {number % 9 + 1}, " + " ".join(sentences)


def _claim(number: int, words: Words, chance: random.Random) -> str:
    start = f"{number}. The device of claim 1, wherein" if number > 1 else "1. A device comprising:"
    return f"{start} {' '.join(words.some(chance.randint(25, 80)))}."


def _chinese(chance: random.Random, words: Words) -> Iterator[str]:
    for number in range(110_000_000, 199_000_000):
        yield _chinese_document(number, chance, words)


def _chinese_document(number: int, chance: random.Random, words: Words) -> str:
    paragraphs = "\n".join(
        f'<p id="p{n:04}" num="{n:04}">{_han_text(chance, words, chance.randint(100, 400))}</p>'
        for n in range(1, chance.randint(30, 70))
    )
    claims = "\n".join(
        f'<claim id="cl{n:04}" num="{n:04}"><claim-text>{_han_claim(n, words, chance)}</claim-text></claim>'
        for n in range(1, chance.randint(6, 12))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<cn-patent-document lang="ZH" country="CN">
<cn-bibliographic-data>
<cn-publication-reference><document-id><country>CN</country><doc-number>{number}</doc-number><kind>A</kind><date>{_YEAR}1019</date></document-id></cn-publication-reference>
<application-reference appl-type="发明专利"><document-id><country>CN</country><doc-number>{_application(number)}</doc-number><date>20201019</date></document-id></application-reference>
<invention-title>{"".join(words.some(6))}</invention-title>
<abstract><p num="1">{_han_text(chance, words, 200)}</p></abstract>
</cn-bibliographic-data>
<application-body lang="zh" country="CN">
<description><p id="p0000" num="0000">{_han_text(chance, words, 60)}</p>
{paragraphs}
</description>
<claims>
{claims}
</claims>
</application-body>
</cn-patent-document>
"""


def _application(number: int) -> str:
    digits = f"20201{number % 10_000_000:07}"
    rest = sum(int(d) * w for d, w in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)) % 11
    return f"{digits}.{'X' if rest == 10 else rest}"


def _han_text(chance: random.Random, words: Words, characters: int) -> str:
    pieces: list[str] = []
    length = 0
    while length < characters:
        some = "".join(words.some(chance.randint(3, 9)))
        pieces.append(some + chance.choice(_MARKS))
        length += len(some) + 1
    return "".join(pieces)[:-1] + "。"


def _han_claim(number: int, words: Words, chance: random.Random) -> str:
    start = (
        f"{number}.根据权利要求1所述的装置，其特征在于，" if number > 1 else "1.一种装置，其特征在于，包括"
    )
    return start + _han_text(chance, words, chance.randint(60, 200))
