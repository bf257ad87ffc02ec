"""A need in the enterprise's words: what it asks for, as much as fits, out; never its budget, an order or how to reach somebody."""

from __future__ import annotations

from itertools import pairwise

from assistant.composing.sentences import split_sentences
from assistant.drafting.lengths import clauses, excerpt, length
from assistant.drafting.quotable import gives_contact, reads_like_an_instruction
from assistant.markup import words_only
from assistant.matching.need_words import BUDGET, MONEY
from assistant.matching.types import Cell, ReadNeed
from assistant.understanding import lexicon
from knowledge.instructions import instruction_spans
from knowledge.types import Language

_TRIMMED = " ，、；;,"


def speaks_of_budget(text: str) -> bool:
    """Say whether a text tells what the enterprise can or will pay."""
    return bool(BUDGET.search(text) or MONEY.search(text))


def may_be_shown(cell: Cell) -> bool:
    """Say whether a requirement may stand in a draft: it is no instruction, no way to reach somebody, and no budget."""
    text = cell.requirement.text
    return not (reads_like_an_instruction(text) or gives_contact(text) or speaks_of_budget(text))


def need_words(need: ReadNeed, most: int, language: Language, *, around: str = "") -> tuple[str, bool]:
    """Return the need in the enterprise's words, from the sentence that asks for most on, and whether something is left out.

    `around`: only the sentence that holds these words.
    """
    pieces, left_out = _pieces(need)
    if around:
        pieces = [piece for piece in pieces if around in piece[1]]
        left_out = True
    if not pieces:
        return "", left_out
    low, high = _window(need, pieces, most, language)
    left_out |= (low, high) != (0, len(pieces) - 1)
    if low == high:
        words = pieces[low][1]
        shown = excerpt(words, most, language, around=around or _asked(need, pieces[low]))
        return words_only(shown).strip(), left_out or shown != words
    between = "" if need.language is Language.ZH else " "
    joined = pieces[low][1]
    for (at, before), (start, words) in pairwise(pieces[low : high + 1]):
        follows = not need.wanted.text[at + len(before) : start].strip()
        joined += f"{between}{words}" if follows else f"…{words}"
    return words_only(joined).strip(), left_out


def _pieces(need: ReadNeed) -> tuple[list[tuple[int, str]], bool]:
    """Return the sentences that may be quoted with their places, each without what it says of money."""
    text = need.wanted.text
    barred = [*instruction_spans(text), *(match.span() for match in lexicon.INSTRUCTION.finditer(text))]
    kept, left_out = [], False
    for start, sentence in split_sentences(text):
        end = start + len(sentence)
        orders = any(a < end and start < b for a, b in barred)
        orders |= any(sentence in told or told in sentence for told in need.ignored)
        words = "" if orders or gives_contact(sentence) else _without_budget(sentence)
        left_out |= words != sentence
        if words:
            kept.append((text.index(words, start), words))
    return kept, left_out


def _without_budget(sentence: str) -> str:
    """Return the longest run of clauses that speak of no budget."""
    if not speaks_of_budget(sentence):
        return sentence
    best = run = ""
    for start, end in clauses(sentence):
        clause = sentence[start:end]
        run = "" if speaks_of_budget(clause) else run + clause
        best = max(best, run, key=len)
    return best.strip(_TRIMMED)


def _window(need: ReadNeed, pieces: list[tuple[int, str]], most: int, language: Language) -> tuple[int, int]:
    """Return the first and last sentence to show: the one that asks for most, and neighbours that fit, those after it first."""
    low = high = max(range(len(pieces)), key=lambda at: (_asks(need, pieces[at]), -at))

    def fits(first: int, last: int) -> bool:
        whole = " ".join(words for _, words in pieces[first : last + 1])
        return length(whole, language) <= most

    while True:
        if high + 1 < len(pieces) and fits(low, high + 1):
            high += 1
        elif low and fits(low - 1, high):
            low -= 1
        else:
            return low, high


def _asks(need: ReadNeed, piece: tuple[int, str]) -> int:
    """Count the requirements of a sentence; those with a value count for three."""
    start, words = piece
    held = [r for r in need.requirements if start <= r.start < start + len(words)]
    return sum(3 if requirement.quantities else 1 for requirement in held)


def _asked(need: ReadNeed, piece: tuple[int, str]) -> str:
    """Return the first requirement of a sentence that states a value, to cut around."""
    start, words = piece
    held = (r.text for r in need.requirements if r.quantities and start <= r.start < start + len(words))
    return next((text for text in held if text in words), "")


__all__ = ["may_be_shown", "need_words", "speaks_of_budget"]
