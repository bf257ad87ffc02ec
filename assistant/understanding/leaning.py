"""Which turns a text leans on: a conversation and a text in; the turns without those that nothing answered out."""

from __future__ import annotations

from collections.abc import Callable

from assistant.types import Question, Turn
from assistant.understanding.intents import Subjects, asks_of_a_right
from assistant.understanding.pointing import Pointing, pointer_in
from assistant.understanding.referents import spoken_of
from knowledge.protocols import Catalogue
from knowledge.types import Kind, Reader

_OF_RULES_SHOWN = frozenset({Pointing.RULE, Pointing.BEFORE})  # also of what is shown as near only


def leaned_on(
    turns: list[Turn], question: Question, catalogue: Catalogue, named: Callable[[str, Reader], Subjects]
) -> list[Turn]:
    """Return the turns less the last ones that were answered by nothing, where a text speaks of what was told before them.

    这件多少钱? – a question that is refused – 那它什么时候到期?
    """
    if not (turns and turns[-1].in_vain):
        return turns
    pointer = pointer_in(question.text)
    if pointer is None and not asks_of_a_right(question.text):
        return turns
    if pointer is not None and pointer.kind in _OF_RULES_SHOWN:
        return turns
    kept = list(turns)
    while kept and kept[-1].in_vain and _tells_nothing(kept[-1], question.reader, catalogue, named):
        kept.pop()
    return kept or turns


def _tells_nothing(
    turn: Turn, reader: Reader, catalogue: Catalogue, named: Callable[[str, Reader], Subjects]
) -> bool:
    """Say whether a turn neither shows a patent nor asks of a number."""
    if turn.options or not named(turn.question, reader).none:
        return False
    shown = spoken_of([turn])
    return all(head.kind is not Kind.PATENT for head in (catalogue.heads(reader, ids=shown) if shown else ()))
