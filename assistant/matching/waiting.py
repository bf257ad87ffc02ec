"""The other way round: a patent and the needs that wait in; the needs it fits, the closest first, out.

All needs are held against the patent's words first, which costs little; only those that share most with it are read
closely, as a match is. What is found near a need is remembered while the library and the need stay as they are.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.matching.candidates import Candidate
from assistant.matching.corrected import read_kept_need
from assistant.matching.matcher import Fit, Matcher
from assistant.matching.types import ComponentName, ReadNeed, Terms, Verdict
from assistant.needs.types import Need, Wanted
from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Catalogue
from knowledge.search.coverage import AskedWord, CoverageMeter
from knowledge.types import ANYONE, DocumentHead, Language, Passage, PassageKind

MOST_SHOWN = 10
_READ_CLOSELY = 12  # needs, or so many more than are asked for
_MORE = 4
_SHARING = 0.5  # of the words that the nearest need shares: what shares less is not read closely
_REMEMBERED = 2_000  # needs
_LONGEST = 12_000  # characters of a patent's abstract and claims that needs are held against
_SAYING = (PassageKind.ABSTRACT, PassageKind.CLAIM)
_CLOSE = 0.6  # beside the closest technology
_STEP = 0.15  # of closeness: only among needs that are as close as this does the score decide


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFit:
    """A need that a patent fits. `closeness` is that of the patent beside the closest technology for this need."""

    rank: int
    need: Need
    read: ReadNeed
    fit: Fit


class WaitingNeeds:
    """Only what is public of the library is read. Safe to use from several threads."""

    def __init__(
        self, matcher: Matcher, catalogue: Catalogue, bridge: DictionaryBridge, state: Callable[[], str]
    ) -> None:
        """`state` is another one with every change of the library."""
        self._matcher = matcher
        self._catalogue = catalogue
        self._meter = CoverageMeter(bridge, remembered=64)
        self._state = state
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[ReadNeed, str], list[Candidate]] = OrderedDict()
        self._read: OrderedDict[tuple[str, str], tuple[ReadNeed, tuple[AskedWord, ...]]] = OrderedDict()

    def fitting(
        self,
        document_id: str,
        needs: Sequence[Need],
        as_of: date,
        *,
        k: int = MOST_SHOWN,
        told_in: Language | None = None,
    ) -> tuple[NeedFit, ...]:
        """Return up to k needs that a patent is near to, those that are closest to it first.

        In steps of closeness; within a step the score decides. A need that has met a closer technology is no worse for it
        but is told so by `Fit.place`.
        """
        found = [
            (need, read, fit)
            for need, read in self._narrowed(document_id, needs, max(_READ_CLOSELY, k + _MORE))
            for fit in [self._matcher.fit(read, document_id, self.near(read), as_of, told_in=told_in)]
            if fit is not None and fit.match.is_near
        ]
        found.sort(key=lambda one: (int((1 - one[2].closeness) / _STEP), -one[2].match.score, one[0].need_id))
        return tuple(
            NeedFit(rank=rank, need=need, read=read, fit=fit)
            for rank, (need, read, fit) in enumerate(found[:k], start=1)
        )

    def nearest(self, read: ReadNeed, among: Collection[str], most: int) -> tuple[str, ...]:
        """Return those of some documents that are near a need, the closest first, one of each technology."""
        found: list[str] = []
        for one in self.near(read):
            name = next((name for name in one.document_ids if name in among), None)
            if name is not None and len(found) < most:
                found.append(name)
        return tuple(found)

    def fit(self, read: ReadNeed, document_id: str, as_of: date) -> Fit | None:
        """Read one patent closely for a need; None where it is not among those that are close to it."""
        return self._matcher.fit(read, document_id, self.near(read), as_of)

    def read(self, need: Need) -> ReadNeed:
        """Return a need taken apart, anew only where it changed."""
        return self._taken_apart(need)[0]

    def _taken_apart(self, need: Need) -> tuple[ReadNeed, tuple[AskedWord, ...]]:
        """Return a need taken apart and its content words."""
        key = (need.need_id, need.updated_at.isoformat())
        with self._lock:
            if key in self._read:
                return self._read[key]
        read = read_kept_need(need)
        held = (read, self._asked(read))
        with self._lock:
            self._read[key] = held
            while len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)
        return held

    def near(self, read: ReadNeed) -> list[Candidate]:
        """Return the technologies that are closest to a need, found anew only where it or the library changed."""
        key = (replace(read, wanted=Wanted(text=read.wanted.text), terms=Terms()), self._state())
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        found = self._matcher.candidates(read)
        with self._lock:
            self._found[key] = found
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        return found

    # ── narrowing ────────────────────────────────────────────────────────────────────────────────────────

    def _narrowed(self, document_id: str, needs: Sequence[Need], most: int) -> list[tuple[Need, ReadNeed]]:
        """Return the needs whose requirements share most words with a patent, rare ones counting more."""
        head = next(iter(self._catalogue.heads(ANYONE, ids=(document_id,))), None)
        if head is None:
            return []
        told = self._told(head)
        apart = [self._taken_apart(need) for need in needs]
        read = [(need, one) for need, (one, _) in zip(needs, apart, strict=True)]
        asked = [words for _, words in apart]
        common = Counter(word.text for words in asked for word in {w.text: w for w in words}.values())
        shares = [self._share(words, common, len(needs), told, head) for words in asked]
        best = sorted(range(len(read)), key=lambda place: -shares[place])[:most]
        least = _SHARING * (shares[best[0]] if best else 0.0)
        return [read[place] for place in best if shares[place] > 0 and shares[place] >= least]

    def _told(self, head: DocumentHead) -> list[Passage]:
        """Return what a patent says in its abstract and claims, as one passage for each language."""
        texts: dict[Language, Passage] = {}
        for passage in self._catalogue.document_passages(head.document_id, ANYONE):
            if passage.kind in _SAYING and not passage.instruction_like:
                bare = replace(passage, headings=(), label="")
                before = texts.get(passage.language)
                whole = f"{before.text}\n{bare.text}" if before else bare.text
                texts[passage.language] = replace(bare, text=whole[:_LONGEST])
        return list(texts.values())

    def _asked(self, read: ReadNeed) -> tuple[AskedWord, ...]:
        text = "\n".join(one.text for one in read.requirements if not one.excluded)
        return self._meter.asked(text or read.wanted.text, read.language, lambda own, english: 1.0)

    def _share(
        self,
        asked: Sequence[AskedWord],
        common: Counter[str],
        count: int,
        told: Sequence[Passage],
        head: DocumentHead,
    ) -> float:
        weighed = [replace(word, weight=math.log(1 + count / common[word.text])) for word in asked]
        return max((self._meter.coverage(weighed, passage, head) for passage in told), default=0.0)


def fits_closely(fit: Fit) -> bool:
    """Say whether a patent is hardly farther from a need than the closest one, earns half of the points for what is needed,
    and contradicts nothing of it."""
    part = next(one for one in fit.match.components if one.name is ComponentName.NEED_FIT)
    contradicted = any(cell.verdict is Verdict.CONTRADICTED for cell in fit.match.cells)
    return fit.closeness >= _CLOSE and not contradicted and 2 * part.points >= part.most
