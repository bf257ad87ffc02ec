"""Find text that addresses the reader's assistant: it is shown as what it is, never obeyed, never evidence."""

from __future__ import annotations

import re

from knowledge.folding import folded
from knowledge.instruction_patterns import AI, AI_AS_A_WORD, CHINESE, ENGLISH, Words
from knowledge.lazy_patterns import lazy_pattern
from knowledge.sentences import Span, line_spans, sentence_spans

_Guarded = tuple[tuple[tuple[Words, ...], re.Pattern[str]], ...]

_COMPILED_CHINESE: _Guarded = tuple((groups, lazy_pattern(pattern)) for groups, pattern in CHINESE)
_COMPILED_ENGLISH: _Guarded = tuple((groups, lazy_pattern(pattern)) for groups, pattern in ENGLISH)


def is_instruction_like(text: str) -> bool:
    """Say whether a sentence addresses an assistant rather than a reader of the document."""
    flat = folded(text)
    return _fits_any(_COMPILED_ENGLISH, flat) or (not text.isascii() and _fits_any(_COMPILED_CHINESE, flat))


def _fits_any(guarded: _Guarded, flat: str) -> bool:
    for groups, pattern in guarded:  # plain loops: this is asked of every passage
        for words in groups:
            for word in words:
                if word in flat:
                    break
            else:
                if words is not AI or not AI_AS_A_WORD.search(flat):
                    break
        else:
            if pattern.search(flat):
                return True
    return False


def instruction_spans(text: str) -> tuple[Span, ...]:
    """Return the stretches that address an assistant: from such a sentence to the end of its paragraph.

    What follows it in the same paragraph is taken with it: the order may be in one sentence, its payload in the next.
    """
    if not is_instruction_like(text):
        return ()
    spans: list[Span] = []
    for line_start, line_end in line_spans(text):
        line = text[line_start:line_end]
        if not is_instruction_like(line):
            continue
        begin = next(
            (start for start, end in sentence_spans(line) if is_instruction_like(line[start:end])), 0
        )
        if spans and spans[-1][1] == line_start + begin:
            spans[-1] = (spans[-1][0], line_end)
        else:
            spans.append((line_start + begin, line_end))
    return tuple(spans)
