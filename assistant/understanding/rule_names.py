"""Rules by the names that people use, and by the articles they hold: a text in; the policies it names out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from knowledge.folding import folded
from knowledge.numbers.identifiers import find_keys, passage_keys
from knowledge.policies.linking import linked
from knowledge.policies.versions import in_force, last_day, predecessor
from knowledge.types import DocumentHead, Passage, PolicyRecord

MOST_RULES = 200  # a library of more rules than these has every article number many times over
_BRACKETS = re.compile(r"[（(\[〔【][^（()）\[\]〔〕【】]*[)）\]〕】]")
_OF_CHINA = re.compile(r"中华人民共和国| of the people['’]s republic of china", re.I)
_TAIL_ZH = re.compile(r"(?:法|条例|细则|办法|规定|指引|通则|规则|解释|方案)$")
_LAW_WORD = re.compile(
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
    """Names and articles of the rules of a library. Built once per library version; articles only of a small one."""

    def __init__(self, heads: Iterable[DocumentHead], passages: Callable[[str], tuple[Passage, ...]]) -> None:
        self._heads = [head for head in heads if isinstance(head.record, PolicyRecord)]
        found = [head.record for head in self._heads if isinstance(head.record, PolicyRecord)]
        self._records = list(zip(self._heads, linked(found), strict=True))
        self._passages = passages
        self._names: dict[str, set[str]] = defaultdict(set)
        for head in self._heads:
            for name in _names(head.title):
                self._names[name].add(head.document_id)
        self._articles: dict[str, set[str]] | None = None

    def named(self, text: str) -> tuple[str, ...]:
        """Return the documents of the rule that a text calls by its name, the longest name it holds."""
        flat = _flat(text)
        held = sorted((name for name in self._names if name in flat), key=len)
        return tuple(sorted(self._names[held[-1]])) if held else ()

    def documents(self, policy_id: str) -> tuple[str, ...]:
        """Return the documents of a rule, in whichever language."""
        return tuple(h.document_id for h, record in self._records if record.policy_id == policy_id)

    def version_on(self, documents: Iterable[str], day: date) -> tuple[str, ...]:
        """Return the documents of the version in force on a day of the rule that documents hold; none where none is known."""
        known = set(documents)
        lineage = next((record.lineage for head, record in self._records if head.document_id in known), None)
        current = in_force([record for _, record in self._records if record.lineage == lineage], day)
        return self.documents(current.policy_id) if current else ()

    def version_before(self, rule: PolicyRecord) -> tuple[str, ...]:
        """Return the documents of the version before; none where the library has none."""
        earlier = predecessor(rule, [record for _, record in self._records])
        return self.documents(earlier.policy_id) if earlier else ()

    def day_within(self, documents: Iterable[str], day: date) -> date:
        """Return the day to read a rule on: the day asked for, or its last one where it ended before."""
        known = set(documents)
        records = [record for _, record in self._records]
        for head, record in self._records:
            if head.document_id in known and (last := last_day(record, records)) is not None:
                return min(day, last)
        return day

    def holding(self, articles: Iterable[str], on: date) -> tuple[DocumentHead, ...]:
        """Return the documents in force that hold all these articles; none in a large library."""
        if len(self._heads) > MOST_RULES:
            return ()
        if self._articles is None:
            self._articles = defaultdict(set)
            for head in self._heads:
                for passage in self._passages(head.document_id):
                    for key in passage_keys(passage):
                        self._articles[key].add(head.document_id)
        held = [self._articles.get(article, set()) for article in articles]
        common = set.intersection(*held) if held else set()
        return tuple(
            head
            for head in self._heads
            if head.document_id in common
            and isinstance(head.record, PolicyRecord)
            and head.record.in_force_on(on) is not False
        )


def _names(title: str) -> set[str]:
    """Return what a rule is called: its title without notes and country; of a Chinese one also its last words."""
    bare = _OF_CHINA.sub("", _BRACKETS.sub("", title)).strip(" 《》")
    names = {_flat(bare)}
    if _TAIL_ZH.search(bare):
        names.add(_flat(bare.removeprefix("关于")))
    return {name for name in names if len(name) >= 3}


def _flat(text: str) -> str:
    return re.sub(r"\W+", "", folded(text))
