"""The owners that a library knows: heads in; where a text names one of them, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.understanding.filters import Named
from knowledge.analysis import HAN
from knowledge.lazy_patterns import lazy_pattern
from knowledge.search.facets import name_parts
from knowledge.types import DocumentHead, PatentRecord

_PART = lazy_pattern(rf"[{HAN}]|(?:(?![{HAN}])[^\W_])+")
_FORM = lazy_pattern(
    r"[,，]?\s*(?:\b(?:co\b\.?,?\s*)?(?:ltd|limited|inc|incorporated|corp|corporation|llc|plc|gmbh|ag|company)\b\.?|(?:股份|有限|责任|集团)*公司)\s*$",
    re.IGNORECASE,
)
"""The legal form at the end of a company's name, which people leave out."""
_MOST_PARTS = 20
_FEWEST_HAN, _FEWEST_WORDS = 3, 2  # a shorter name is a word as well


class OwnerIndex:
    """Names of owners, compared as a search compares them. Built once per library version."""

    def __init__(self, heads: Iterable[DocumentHead]) -> None:
        self._names: dict[str, str] = {}
        self._begin: set[str] = set()  # the first parts of them
        for head in heads:
            if isinstance(head.record, PatentRecord):
                for owner in head.record.owners:
                    for name in owner.names:
                        self._add(name.text, name.text)
                        self._add(_FORM.sub("", name.text), name.text)

    def _add(self, called: str, name: str) -> None:
        parts = name_parts(called)
        fewest = _FEWEST_HAN if re.match(f"[{HAN}]", called) else _FEWEST_WORDS
        if len(parts.split("_")) >= fewest:
            self._names.setdefault(parts, name)
            self._begin.add(parts.split("_")[0])

    def named(self, text: str) -> Iterator[Named]:
        """Return the owners that a text names, with their legal form or without, the longest name at each place."""
        parts = list(_PART.finditer(text))
        folded = [name_parts(part[0]) for part in parts]
        at = 0
        while at < len(parts):
            longest = _MOST_PARTS if folded[at].partition("_")[0] in self._begin else 0
            for end in range(min(at + longest, len(parts)), at, -1):
                name = self._names.get("_".join(folded[at:end]))
                if name is not None:
                    yield Named(value=name, start=parts[at].start(), end=parts[end - 1].end())
                    at = end - 1
                    break
            at += 1
