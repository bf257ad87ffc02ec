"""The rules of a library by their versions and by the articles they hold; and whether a text says which rule it means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import find_keys, passage_keys
from knowledge.policies.linking import linked
from knowledge.policies.versions import in_force, last_day, predecessor
from knowledge.types import DocumentHead, Passage, PolicyRecord

MOST_RULES = 200  # a library of more rules than these has every article number many times over
_LAW_WORD = lazy_pattern(
    r"[\u3400-\u9fff](?:法(?![院律人定])|条例|细则|办法|规定(?!的)|指引|解释|方案)|民法典|《"
    r"|\b(?:laws?|acts?|code|regulations?|measures|provisions|rules|notice|guidelines?|usc|u\.s\.c|cfr|directive|treaty|convention)\b",
    re.I,
)


def names_a_law(text: str) -> bool:
    """Say whether a text says of which law, rule or notice it speaks."""
    return bool(_LAW_WORD.search(text))


def articles_in(text: str) -> tuple[str, ...]:
    """Return the keys of the articles that a text names."""
    return tuple(dict.fromkeys(found.key for found in find_keys(text) if found.scheme == "art"))


class RuleIndex:
    """Versions and articles of rules, read when first asked for. One per library version."""

    def __init__(
        self,
        heads: Callable[[], Iterable[DocumentHead]],
        passages: Callable[[str], tuple[Passage, ...]],
    ) -> None:
        self._read_heads = heads
        self._passages = passages

    @cached_property
    def _rules(self) -> list[tuple[DocumentHead, PolicyRecord]]:
        """Return the documents with their records, each with what replaced it."""
        found = [(head, head.record) for head in self._read_heads() if isinstance(head.record, PolicyRecord)]
        records = linked([record for _, record in found])
        return [(head, record) for (head, _), record in zip(found, records, strict=True)]

    @cached_property
    def _articles(self) -> Mapping[str, set[str]]:
        """Return the documents that hold each article; nothing in a large library."""
        held: dict[str, set[str]] = defaultdict(set)
        if len(self._rules) <= MOST_RULES:
            for head, _ in self._rules:
                for passage in self._passages(head.document_id):
                    for key in passage_keys(passage):
                        held[key].add(head.document_id)
        return held

    def documents(self, policy_id: str) -> tuple[str, ...]:
        """Return the documents of a rule, in whichever language."""
        return tuple(head.document_id for head, record in self._rules if record.policy_id == policy_id)

    def version_on(self, documents: Iterable[str], day: date) -> tuple[str, ...]:
        """Return the documents of the version in force on a day of the rule that documents hold; none where none is known."""
        known = set(documents)
        lineage = next((record.lineage for head, record in self._rules if head.document_id in known), None)
        current = in_force([record for _, record in self._rules if record.lineage == lineage], day)
        return self.documents(current.policy_id) if current else ()

    def version_before(self, rule: PolicyRecord) -> tuple[str, ...]:
        """Return the documents of the version before; none where the library has none."""
        earlier = predecessor(rule, [record for _, record in self._rules])
        return self.documents(earlier.policy_id) if earlier else ()

    def day_within(self, documents: Iterable[str], day: date) -> date:
        """Return the day to read a rule on: the day asked for, or its last one where it ended before."""
        known = set(documents)
        records = [record for _, record in self._rules]
        for head, record in self._rules:
            if head.document_id in known and (last := last_day(record, records)) is not None:
                return min(day, last)
        return day

    def holding(self, articles: Iterable[str], on: date) -> tuple[DocumentHead, ...]:
        """Return the documents in force that hold all these articles; none in a large library."""
        held = [self._articles.get(article, set()) for article in articles]
        common = set.intersection(*held) if held else set()
        return tuple(
            head
            for head, record in self._rules
            if head.document_id in common and record.in_force_on(on) is not False
        )
