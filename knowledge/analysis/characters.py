"""Characters: a text in any width, case and script in; the text as indexes compare it out."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import Any

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_CHARACTER = lazy_pattern(rf"[{HAN}]")
_LATIN_LETTER = lazy_pattern(r"[A-Za-z]")
_SOFT = lazy_pattern("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")

# What neither NFKC nor OpenCC folds: radicals that PDF files write in place of characters, other shapes of a character
# (of old print, of Japan), and characters that mean one thing in technical texts (矽 and 硅, 粘 and 黏, 銲 and 焊).
_VARIANTS = str.maketrans(
    "⺁⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰"
    "戸囘囬囯圀汚澁靑淸値愼塡敍鄕槪晩毎歩渉硏穏緖県衞頼郞隷飮髙髪黒黙徳甁鑛砿鐡鉄銕気発変図実価単圧塩処転軽隣"
    "倂俻偹刱剏劒勲効凖犂奨蔴輭鋳閙隄靱靭騐験鬪焔鹻堿硷粘矽燐銲",
    "厂民虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙"
    "户回回国国污涩青清值慎填叙乡概晚每步涉研稳绪县卫赖郎隶饮高发黑默德瓶矿矿铁铁铁气发变图实价单压盐处转轻邻"
    "并备备创创剑勋效准犁奖麻软铸闹堤韧韧验验斗焰碱碱碱黏硅磷焊",
)
_RARE = lazy_pattern(
    f"[{_SOFT.pattern[1:-1]}{''.join(map(chr, _VARIANTS))}\u2f00-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"
)
"""Whatever needs more than NFKC and OpenCC, or may after NFKC: most texts hold none of it, so it is looked for once."""

_WIDE = tuple((sign, unicodedata.normalize("NFKC", sign)) for sign in "，：；（）！？％…\u3000")

_LONGEST_REMEMBERED = 4_000


def language_of(text: str) -> Language:
    """Return the language a text is mostly written in: Chinese when Han characters weigh more than words.

    A Han character is set against half an English word (about three letters); ties and empty text are English.
    """
    han = len(_HAN_CHARACTER.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    return Language.ZH if han * 3 > latin else Language.EN


def fold(text: str) -> str:
    """Return the text as indexes compare it: NFKC, lower case, soft characters out, simplified characters."""
    if text.isascii():
        return text.lower()
    return _folded(text) if len(text) <= _LONGEST_REMEMBERED else _folded.__wrapped__(text)


@lru_cache(maxsize=1_024)  # a document's passages are measured first and analysed afterwards
def _folded(text: str) -> str:
    rare = _RARE.search(text)
    folded = _composed(_SOFT.sub("", text) if rare else text).lower()
    if not _HAN_CHARACTER.search(folded):
        return folded
    return simplified(folded.translate(_VARIANTS) if rare else folded)


def _composed(text: str) -> str:
    """Return the text in NFKC: the signs of Chinese texts are replaced one by one first, which takes a tenth of the time."""
    for wide, narrow in _WIDE:
        if wide in text:
            text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def simplified(text: str) -> str:
    """Return the text in simplified characters; Latin and simplified text comes back as it is."""
    return str(_local().converter.convert(text))


class _Local(threading.local):
    """Converter of one thread: it may not be shared between threads."""

    def __init__(self) -> None:
        import opencc

        self.converter: Any = opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _local() -> _Local:
    return _Local()
