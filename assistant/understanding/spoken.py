"""Everyday and regional turns of phrase: a text as somebody would say it in; the same in the words that the rules know out.

Only words that say how something is asked are changed, none that says what it is about.
"""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_END_ZH = r"(?=\s*(?:[?？!！。,，;；]|$))"
_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (lazy_pattern(pattern, _FLAGS), plain)
    for pattern, plain in (
        (r"^\s*(?:(?:你好|您好|请教(?:一下|下)?|(?:想|请)?问(?:一下|下|个事)|打扰(?:一下|了)?|麻烦(?:问(?:一下|下)?)?|那个)[,，。!！\s]+)+", ""),
        (r"^\s*(?:(?:hi|hello|hey|hi there|good (?:morning|afternoon))\b(?: there| all| team)?[,.!]*\s+)+(?=\S)", ""),
        (r"(?:[,，。;；!！\s]+(?:快点?(?:儿|啊)?|急+|急用|很急|在线等|老(?:是)?(?:搞混|分不清|弄混)|搞不(?:懂|清楚?)|弄不(?:懂|清楚?)|不(?:太|是很)?懂(?:这个)?|分不清楚?))+[。!！~]*$", ""),
        (r"咋(?:整|办|弄|搞)", "怎么办"),
        (r"咋样", "怎么样"),
        (r"(?<![A-Za-z])咋", "怎么"),
        (r"啥(?:时候|时)", "什么时候"),
        (r"(?:干|为)啥", "为什么"),
        (r"啥", "什么"),
        (r"到底|究竟", ""),
        (r"(?:好多|几个|多)钱(?!的)", "多少钱"),
        (r"多少多少钱", "多少钱"),
        (r"什么价(?:钱|位)?" + _END_ZH, "多少钱"),
        (r"法子|门路|招儿?(?=[没吗有])", "方法"),
        (r"(?:谁|哪)家的", "谁的"),
        (r"哪(?:个|一个)?(?:单位|学校|公司)的", "谁的"),
        (r"点头", "同意"),
        (r"有(?:伐|不|没|木有)" + _END_ZH, "有吗"),
        (r"(?<=[^\s,，。;；?？没不])(?:伐|不|没|没得|莫)" + _END_ZH, "吗"),
        (r"(?<=[\u3400-\u9fff])(?:嘛|哇|撒|噻|呗|呀|嘞)" + _END_ZH, "呢"),
        (r"\bwhat(?:['’]?s|s)\b", "what is"),
        (r"\bwho(?:['’]s)\b", "who is"),
        (r"\bgonna\b", "going to"),
        (r"\bwanna\b", "want to"),
        (r"\b(?:pls|plz)\b", "please"),
        (r"(?<![\w&.])u(?![\w&.])", "you"),
    )
)  # fmt: skip


def said_plainly(text: str) -> str:
    """Return a text in plain words; the text itself where nothing would be left."""
    plain = text
    for pattern, words in _SAID:
        plain = pattern.sub(words, plain)
    return plain if plain.strip() else text
