"""The zh → en bridge: Chinese text becomes English pivot text, word by word, for indexes that read English."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from importlib import resources
from typing import Any

from knowledge.analysis import fold, folded_terms, runs, stems, word_terms
from knowledge.bridge.dictionary import read_glosses
from knowledge.types import Language

FUNCTION_WORDS = frozenset(
    """的 了 着 过 地 得 是 在 有 和 与 及 或 等 对 将 为 以 其 该 所 之 而 且 并 但 于 从 由 向 到 被 把 让 使 给 跟 同 比 按
    也 都 就 还 又 再 才 只 很 更 最 太 不 没 没有 无 非 未 可 可以 能 能够 会 要 应 应当 应该 须 必须 需 需要 得以 予以
    这 那 这个 那个 这些 那些 此 本 各 每 某 我 我们 你 你们 您 他 他们 她 它 它们 自己 大家 人家 咱们
    上述 所述 前述 下述 以下 如下 以上 其中 因此 所以 因为 由于 如果 若 则 虽然 但是 然而 并且 以及 及其 而且 或者 还是 即 即可
    根据 按照 依照 关于 对于 通过 经 经过 当 时 后 前 中 上 下 内 外 里 间 间的 之间 之后 之前 之一 进行 作为 成为 属于 包括 包含 具有 存在
    呢 吗 吧 啊 呀 嘛 么 请 请问 想 想要 希望 帮 帮我 帮忙 一下 告诉 知道 了解 介绍 看看 说说 谢谢 你好 您好
    什么 什么样 怎么 怎么样 怎样 如何 为何 为什么 哪 哪个 哪些 哪里 哪儿 哪家 哪种 谁 多少 几 几个 多久 多长 多大 何时 何 何种 是否 是不是
    有没有 能不能 可不可以 会不会 要不要 行不行 算不算 个 些 种 件 项 次 位 家 名 条 款 份 部 一个 一种 一些 一件 一项 有些 有的 有哪些 还有
    马上 现在 目前 一般 主要 大概 大约 左右 分别 具体 相关 有关 情况 方面 问题 时候 东西 事情 之类 正确 下列 下面 表述 哪一 哪几""".split()
)
"""Words that only hold a sentence or a question together: they have no gloss and no question is about them."""

_LONGEST_WORD = 12


class DictionaryBridge:
    """Chinese words and their English glosses: our glossary first, then CC-CEDICT. Loaded at first use (about a second).

    Deterministic: the same text gives the same pivot text on every machine with the same packages.
    """

    def __init__(self, glossary: Iterable[tuple[str, str]] | None = None) -> None:
        self._given = None if glossary is None else tuple(glossary)
        self._lock = threading.Lock()
        self._glosses: dict[str, str] | None = None
        self._segmenter: Any = None
        self._known: dict[str, tuple[str, ...]] = {}

    def words(self, text: str) -> tuple[str, ...]:
        """Return the Chinese words of a text in reading order, function words included."""
        return tuple(word for is_han, run in runs(fold(text)) if is_han for word in self.segment(run))

    def segment(self, run: str) -> tuple[str, ...]:
        """Cut one folded Han run into words that have a gloss where possible."""
        self._load()
        found: list[str] = []
        for word in self._segmenter.cut(run):
            found.extend(self._parts(word))
        return tuple(found)

    def gloss(self, word: str) -> str:
        """Return the English gloss of one word, empty for function words and unknown ones."""
        return "" if word in FUNCTION_WORDS else self._load().get(word, "")

    def gloss_terms(self, word: str) -> tuple[str, ...]:
        """Return the index terms of a word's gloss."""
        return stems(self.gloss(word))

    def to_english(self, text: str) -> str:
        """Return the pivot text: glosses in the order of the words, Latin and digits kept, the rest dropped."""
        pieces: list[str] = []
        for is_han, run in runs(fold(text)):
            if is_han:
                pieces.extend(gloss for word in self.segment(run) if (gloss := self.gloss(word)))
            else:
                pieces.append(run)
        return " ".join(pieces)

    def pivot_terms(self, text: str) -> list[str]:
        """Return the English index terms of a text's pivot, repeated as often as they occur."""
        found: list[str] = []
        for is_han, run in runs(fold(text)):
            if is_han:
                for word in self.segment(run):
                    found.extend(self.gloss_terms(word))
            else:
                found.extend(word_terms(run))
        return found

    def terms(self, text: str, language: Language) -> list[str]:
        """Return English index terms of a text in either language."""
        return self.pivot_terms(text) if language is Language.ZH else folded_terms(fold(text), language)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Return the word itself where it has a gloss, else the longest words with one inside it, from the left."""
        glosses = self._load()
        if len(word) == 1 or word in glosses or word in FUNCTION_WORDS:
            return (word,)
        if word not in self._known:
            self._known[word] = _longest_matches(word, glosses)
        return self._known[word]

    def _load(self) -> dict[str, str]:
        if self._glosses is None:
            with self._lock:
                if self._glosses is None:
                    self._glosses = self._build()
        return self._glosses

    def _build(self) -> dict[str, str]:
        import rjieba

        ours = dict(read_glossary() if self._given is None else self._given)
        glosses = read_glosses() | ours
        segmenter = rjieba.Jieba()
        for word in glosses:
            if word in ours or (2 <= len(word) <= 6 and not segmenter.has_word(word)):
                segmenter.add_word(word, None, None)
        self._segmenter = segmenter
        return glosses


def read_glossary() -> tuple[tuple[str, str], ...]:
    """Return the shipped glossary of licensing and technical terms: (Chinese, English) pairs."""
    text = resources.files("knowledge.bridge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:] if line)
    return tuple((fold(zh), en.lower()) for zh, en in rows)


def _longest_matches(word: str, glosses: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    while at < len(word):
        for size in range(min(_LONGEST_WORD, len(word) - at), 0, -1):
            piece = word[at : at + size]
            if size == 1 or piece in glosses or piece in FUNCTION_WORDS:
                found.append(piece)
                at += size
                break
    return tuple(found)
