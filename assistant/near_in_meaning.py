"""Which patents are about a topic: the hits of a search by words in; those out that do not only share words with it.

太阳能电池 and a battery for irrigation share a word; what a text is about, its vector tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.composing.sentences import content_terms
from assistant.understanding.intents import topic_of
from assistant.understanding.languages import language_of
from knowledge.protocols import NearestDocuments, Nearness
from knowledge.types import DocumentHead, Hit, Kind, PatentRecord, Query, Reader

_HALF, _NEARLY_ALL = 0.5, 0.9  # of a topic, by words
_SOME = 0.3  # less says nothing, however near a text is
_COMPARED = 100  # passages


class NearInMeaning:
    """Holds the texts of patents against a topic. `nearness` says what the cosines of `nearest` mean."""

    def __init__(self, nearest: NearestDocuments, nearness: Nearness) -> None:
        self._nearest = nearest
        self._nearness = nearness

    def about(self, text: str, hits: Sequence[Hit], reader: Reader) -> tuple[Hit, ...] | None:
        """Return the hits of patents that are about what a text looks for; None where that is not known.

        A patent is that has the topic in its title. Of others the more must be near in meaning, the less of the words
        they hold: what holds half of them has to be related, what holds nearly all only must not be unrelated.
        """
        topic = topic_of(text)
        if not topic:
            return None
        covered: dict[str, float] = defaultdict(float)
        for hit in hits:
            if hit.document.kind is Kind.PATENT and not hit.passage.instruction_like:
                name = hit.document.document_id
                covered[name] = max(covered[name], hit.coverage)
        titled = {hit.document.document_id for hit in hits if _is_titled(topic, hit.document)}
        told = {name for name, share in covered.items() if share >= _SOME} - titled
        cosines = self._cosines(topic, tuple(sorted(told)), reader) if told else {}
        if told and not cosines:
            return None
        about = {name for name in told if self._is_about(covered[name], cosines.get(name))}
        return tuple(hit for hit in hits if hit.document.document_id in about | (titled & covered.keys()))

    def _is_about(self, covered: float, cosine: float | None) -> bool:
        if cosine is None:
            return covered >= _HALF
        related, unrelated = self._nearness.related, self._nearness.unrelated
        needed = related - (related - unrelated) * (covered - _HALF) / (_NEARLY_ALL - _HALF)
        return cosine >= max(needed, unrelated)

    def _cosines(self, topic: str, document_ids: tuple[str, ...], reader: Reader) -> dict[str, float]:
        query = Query(
            text=topic,
            audiences=reader.audiences,
            kinds=(Kind.PATENT,),
            document_ids=document_ids,
            k=_COMPARED,
        )
        return dict(self._nearest.documents(query, language_of(topic)))


def _is_titled(topic: str, head: DocumentHead) -> bool:
    """Say whether a title, or the name of the field, of a patent holds all words of a topic."""
    language = language_of(topic)
    sought = set(content_terms(topic, language))
    return any(sought <= set(content_terms(text, language)) for text in _names(head))


def _names(head: DocumentHead) -> Iterator[str]:
    yield head.title
    if isinstance(head.record, PatentRecord):
        yield from (local.text for local in (*head.record.titles, *head.record.technical_field))
