"""Hold a model's sentences against their evidence: a sentence with its markers in; what may be said, quoted, out.

A sentence stands only where every marker is an exhibit, the cited words hold all its values, claims and parties, and it
calls no right available that is not. The verdict on a right that cannot be licensed, and what the library lacks, are
said in the words of the rules, never in the model's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.citations import verify
from assistant.composing.claimed_terms import (
    THIS_PATENT,
    denies_end,
    names_a_body,
    says_available,
    unsupported,
)
from assistant.composing.exhibits import RECORD_KINDS, Bundle, Exhibit
from assistant.composing.likeness import Likeness, Pivot
from assistant.composing.model_text import ModelSentence
from assistant.composing.patent_card import caveats, identity, offers, term, verdict
from assistant.composing.patent_file import PatentFile
from assistant.composing.patent_tables import available
from assistant.composing.quoting import misquoted, resting_on
from assistant.composing.rights_talk import ADDRESS, speaks_of_rights, without_figures
from assistant.composing.sentences import is_heading, split_sentences
from assistant.left_out import CutReason, LeftOut, unheld
from assistant.markup import without_markup
from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, Facet, Intent, Plan, Quote
from assistant.values import Value, fold, unbound
from knowledge.instructions import is_instruction_like
from knowledge.numbers.identifiers import FoundKey, document_keys, find_keys
from knowledge.rights.standing import ENDED
from knowledge.types import Kind, Language, LocalText

_PATENT_KEYS = ("pub:", "app:", "case:")
_LEAST_SHARED = 0.3  # of a sentence's terms, in its own language
_LEAST_SHARED_ACROSS = 0.2  # by the dictionary, where the source is in the other language
_LEAST_SHARED_OF_FACT = 0.1
_LEAST_OF_PIECE = 0.3  # of the terms between two commas: what is put onto a true sentence has none
_MOST_QUOTES = 3  # of one passage under one sentence
_LONGEST_LEAD_IN = 60
_LONGEST = 1_200  # characters of one sentence


class Grounding:
    """Judges the sentences of one answer in order. `stating` counts those that state something, `held` those that stand."""

    def __init__(self, bundle: Bundle, plan: Plan, draft: Draft, say: Phrases, pivot: Pivot) -> None:
        self._bundle = bundle
        self._plan = plan
        self._draft = draft
        self._say = say
        self._likeness = Likeness(plan.language, pivot)
        self._enough = {
            language: _LEAST_OF_PIECE if language is plan.language else _LEAST_SHARED_ACROSS
            for language in Language
        }
        self._keys = lru_cache(maxsize=256)(_patent_keys)
        self._keys_of = {d: frozenset(document_keys(file.head)) for d, file in bundle.patents.items()}
        self._called = _names_of(bundle)
        sober = {name: without_figures(name) for name in self._called}
        self._figured = {name: put for name, put in sober.items() if put != fold(name)}
        self._exhibits = {exhibit.number: exhibit for exhibit in bundle.exhibits}
        self._said: set[DraftStatement] = set()  # statements of the rules that are out
        self._worded: set[DraftStatement] = set()  # those that the model put in its own words
        self._rested_on: set[str] = set()  # passages under the model's sentences
        self._lead_in: DraftStatement | None = None
        self._denied = {d: f for d, f in bundle.patents.items() if not available(f)}
        self._denials = {verdict(f, say): d for d, f in self._denied.items()}
        self.unheld: list[LeftOut] = []  # what did not hold, in order
        self.stating = 0
        self.held = 0

    # ── before, between and after the model's sentences ─────────────────────────────────────────────────

    def opening(self) -> tuple[DraftStatement, ...]:
        """Return what is said before the model has its turn: corrected premises, and which named right is not to be had."""
        premises = [s for s in self._draft.statements if s.premise]
        named = [d for d in self._plan.document_ids if d in self._denied]
        return (*self._once(premises), *(s for d in named for s in self._verdict(d)))

    def take(self, sentence: ModelSentence) -> tuple[DraftStatement, ...]:
        """Return the statements that come of one sentence; none where it does not hold."""
        if not sentence.markers and _is_lead_in(sentence):
            self._lead_in = DraftStatement(text=sentence.text, heading=sentence.heading)
            return ()
        self.stating += 1
        cited = [self._exhibits[n] for n in sentence.markers if n in self._exhibits]
        if not cited or len(cited) < len(sentence.markers) or not _is_sound(sentence):
            return self._cut(unheld(sentence.text, _unfit(sentence)))
        said_of, cited = cited, list(resting_on(sentence.text, cited, self._bundle.exhibits))
        if not cited:
            return self._cut(self._misquoted(sentence.text, said_of))
        if all(self._is_fixed(exhibit) or _repeats(sentence, exhibit) for exhibit in cited):
            self.held += 1
            if not any(_repeats(sentence, exhibit) for exhibit in cited):
                self.unheld.append(unheld(sentence.text, CutReason.REPLACED))
            return self._with_lead_in(s for exhibit in cited for s in self._in_own_words(exhibit))
        about = self._about(sentence.text, cited)
        if about is None:
            return self._cut(unheld(sentence.text, CutReason.OTHER_PATENT))
        statement = self._bound(sentence, cited, about)
        if isinstance(statement, LeftOut):
            return self._cut(statement)
        if not self._is_verified(statement):
            return self._cut(unheld(sentence.text, CutReason.VALUES))
        self.held += 1
        self._rested_on |= {quote.passage_id for quote in statement.quotes}
        self._worded |= {exhibit.statement for exhibit in cited if exhibit.statement}
        verdicts = [s for d in about if d in self._denied for s in self._verdict(d)]
        return self._with_lead_in((*verdicts, statement))

    def _cut(self, sentence: LeftOut) -> tuple[DraftStatement, ...]:
        self.unheld.append(sentence)
        return ()

    def _misquoted(self, text: str, cited: Sequence[Exhibit]) -> LeftOut:
        quote, places = misquoted(text, cited, self._bundle.exhibits) or (None, ())
        reason = CutReason.QUOTE_ELSEWHERE if places else CutReason.QUOTE_NOT_FOUND
        return unheld(text, reason, quote=quote, elsewhere=places)

    def closing(self) -> tuple[DraftStatement, ...]:
        """Return what the question asks for or a licensee must know and the model left out, and what it never saw."""
        named = [self._bundle.patents[d] for d in self._plan.document_ids if d in self._bundle.patents]
        drafted = set(self._draft.statements)
        due = [s for file in named for s in self._due(file) if s in drafted and s not in self._worded]
        return (*self._once((*due, *self._left_out())), *self._once(self._bundle.held_back))

    def _left_out(self) -> Iterable[DraftStatement]:
        """Return the rule that answers best, where nothing that was said rests on it."""
        if self._plan.intent is not Intent.POLICY or self._bundle.patents.keys() & set(
            self._plan.document_ids
        ):
            return ()
        best = next((s for s in self._draft.statements if s.answers_best), None)
        if best is None or any(quote.passage_id in self._rested_on for quote in best.quotes):
            return ()
        return (best,)

    def _due(self, file: PatentFile) -> Iterable[DraftStatement]:
        facets, say = self._plan.facets, self._say
        if self._plan.intent is Intent.AVAILABILITY or facets & {Facet.STATUS, Facet.AVAILABLE}:
            yield verdict(file, say)
        if Facet.FEE in facets and file.status.availability not in ENDED:
            yield from offers(file, say)
        if Facet.TERM in facets:
            yield from term(file, say)
        yield from caveats(file, self._plan, say)

    # ── the words of the rules ──────────────────────────────────────────────────────────────────────────

    def _is_fixed(self, exhibit: Exhibit) -> bool:
        """Say whether an exhibit is only ever said in its own words: it has no quote, it denies a right, or it was said."""
        statement = exhibit.statement
        if statement is None:
            return False
        return not statement.quotes or statement in self._said or statement in self._denials

    def _in_own_words(self, exhibit: Exhibit) -> tuple[DraftStatement, ...]:
        if exhibit.statement is None:
            return ()
        denied = self._denials.get(exhibit.statement)
        return self._verdict(denied) if denied else self._once([exhibit.statement])

    def _verdict(self, document_id: str) -> tuple[DraftStatement, ...]:
        """Name a patent that cannot be licensed and say so, unless that was said."""
        file = self._denied[document_id]
        if verdict(file, self._say) in self._said:
            return ()
        return self._once([identity(file, self._say), verdict(file, self._say)])

    def _once(self, statements: Iterable[DraftStatement]) -> tuple[DraftStatement, ...]:
        fresh = tuple(s for s in dict.fromkeys(statements) if s not in self._said)
        self._said |= set(fresh)
        return fresh

    def _with_lead_in(self, statements: Iterable[DraftStatement]) -> tuple[DraftStatement, ...]:
        """Put the lead-in before the first statement that follows it: one that leads to nothing is never said."""
        said = tuple(statements)
        if not said or self._lead_in is None:
            return said
        lead_in, self._lead_in = self._lead_in, None
        return (lead_in, *said)

    # ── one sentence ────────────────────────────────────────────────────────────────────────────────────

    def _about(self, text: str, cited: Sequence[Exhibit]) -> tuple[str, ...] | None:
        """Return the patents a sentence is about; None where it names one that its exhibits are not about."""
        sources = frozenset(d for exhibit in cited for d in exhibit.documents)
        of_patents = [d for d in sources if d in self._bundle.patents]
        named = self._named(text, cited)
        if named is None or (of_patents and not set(named) <= sources):
            return None
        about = tuple(dict.fromkeys((*named, *of_patents)))
        if about or not THIS_PATENT.search(text):
            return about
        return tuple(d for d in self._plan.document_ids if d in self._bundle.patents)

    def _named(self, text: str, cited: Sequence[Exhibit]) -> tuple[str, ...] | None:
        """Resolve the numbers and titles in a sentence to patents; None where a number is nobody's and not cited."""
        found: list[str] = []
        for key in self._keys(text):
            wanted = {key.key, *key.also}
            holders = [d for d, keys in self._keys_of.items() if wanted & keys]
            if not holders and not any(key.surface in exhibit.text for exhibit in cited):
                return None
            found += holders
        for document_id, file in self._bundle.patents.items():
            if any(title.text in text for title in file.record.titles):
                found.append(document_id)
        return tuple(dict.fromkeys(found))

    def _bound(
        self, sentence: ModelSentence, cited: Sequence[Exhibit], about: tuple[str, ...]
    ) -> DraftStatement | LeftOut:
        """Find the words that carry a sentence; what it lacks where they do not hold all it says."""
        text = sentence.text
        denied = [self._denied[d] for d in about if d in self._denied]
        ended = any(file.status.availability in ENDED for file in denied)
        if (denied and says_available(text)) or (ended and denies_end(text)):
            return unheld(text, CutReason.NOT_AVAILABLE)
        if speaks_of_rights(text) or names_a_body(text):
            cited = [exhibit for exhibit in cited if not self._is_running_text(exhibit)]
        facts = [e for e in cited if e.statement and e.statement.quotes and self._speaks_to(text, e)]
        told = tuple(t for e in facts if e.statement for t in (e.text, *(q.text for q in e.statement.quotes)))
        quotes = [q for e in facts if e.statement for q in e.statement.quotes]
        quotes += [q for d in self._named(text, cited) or () for q in self._number_line(d)]
        known = (*told, *self._places(quotes), *(q.text for q in quotes))
        supported = [*facts]
        for exhibit in cited:
            if exhibit.source:
                chosen = self._chosen(text, exhibit, known)
                if chosen:
                    supported.append(exhibit)
                quotes += chosen
                known = (*known, *(q.text for q in chosen))
        quotes = list(dict.fromkeys(quotes))
        known = (*known, *self._places(quotes))
        if not supported:
            return unheld(text, CutReason.NO_SOURCE)
        if missing := self._unbound(text, known):
            return unheld(text, CutReason.VALUES, values=[value.text for value in missing])
        if lacks := self._lacks(text, supported, quotes):
            return unheld(text, lacks)
        shown = (*(q.text for q in quotes), *self._places(quotes))
        computed = bool(self._unbound(text, shown)) and any(
            e.statement.computed for e in facts if e.statement
        )
        return DraftStatement(text=text, quotes=tuple(quotes), bullet=sentence.bullet, computed=computed)

    def _is_running_text(self, exhibit: Exhibit) -> bool:
        """Say whether an exhibit is a claim, an abstract or a description: no source for rights and what they cost."""
        if exhibit.source is None or exhibit.source.document.kind is not Kind.PATENT:
            return False
        return exhibit.source.passage.kind not in RECORD_KINDS

    def _unbound(self, text: str, sources: tuple[str, ...]) -> tuple[Value, ...]:
        """Return the values that no source holds; amounts and rates in a name bind nothing."""
        bare = tuple(_renamed(source, self._figured) for source in sources)
        return unbound(_renamed(text, self._figured), bare, self._plan.as_of)

    def _unnamed(self, text: str) -> str:
        """Return a text without what patents and their owners are called: a name claims nothing."""
        return _renamed(text, self._called)

    def _speaks_to(self, text: str, fact: Exhibit) -> bool:
        """Say whether a fact has anything to do with a sentence: a value of it, or some of its words."""
        if len(unbound(text, (fact.text,))) < len(unbound(text, ())):
            return True
        return self._likeness.shared(text, fact.text, self._plan.language) >= _LEAST_SHARED_OF_FACT

    def _number_line(self, document_id: str) -> tuple[Quote, ...]:
        file = self._bundle.patents[document_id]
        return file.line(file.number)

    def _places(self, quotes: Sequence[Quote]) -> tuple[str, ...]:
        found = (self._bundle.sources.get(q.passage_id) for q in quotes)
        return tuple(
            dict.fromkeys(
                place for s in found if s for place in (without_figures(s.document.title), s.passage.label)
            )
        )

    def _chosen(self, text: str, exhibit: Exhibit, known: tuple[str, ...]) -> list[Quote]:
        """Pick the sentences of a passage that hold what is not known yet, and the one that shares most words."""
        if exhibit.source is None:
            return []
        passage = exhibit.source.passage
        pool = [s for start, s in split_sentences(passage.text) if not _cuts_address(passage.text, start, s)]
        chosen: list[str] = []
        while pool and len(chosen) < _MOST_QUOTES:
            before = len(self._unbound(text, (*known, *chosen)))
            ranked = [
                (before - len(self._unbound(text, (*known, *chosen, s))), not is_heading(s, passage), self._likeness.shared(text, s, passage.language), -i)
                for i, s in enumerate(pool)
            ]  # fmt: skip
            gained, _, shared, at = max(ranked)
            if gained == 0 and (chosen or shared == 0):
                break
            chosen.append(pool.pop(-at))
        order = {s: i for i, (_, s) in enumerate(split_sentences(passage.text))}
        return [Quote(passage_id=passage.passage_id, text=s) for s in sorted(chosen, key=lambda s: order[s])]

    def _lacks(self, text: str, cited: Sequence[Exhibit], quotes: Sequence[Quote]) -> CutReason | None:
        """Say why a sentence does not stand; None where its exhibits speak of the same thing and claim all that it claims."""
        held = [f"{self._place(e)}\n{e.text}" for e in cited]
        held += [ADDRESS.sub(" ", without_markup(quote.text)) for quote in quotes]
        files = [self._bundle.patents[d] for e in cited for d in e.documents if d in self._bundle.patents]
        names = [name.text for file in files for name in _names_in(file)]
        if unsupported(self._unnamed(text), [self._unnamed(h) for h in held], names):
            return CutReason.CLAIMS
        if self._likeness.strange(text, (*held, *names), self._enough):
            return CutReason.OTHER_WORDS
        if self._likeness.turns_round(text, held):
            return CutReason.TURNED_ROUND
        direct = self._likeness.shared(text, "\n".join((*held, *names)), self._plan.language)
        if direct >= _LEAST_SHARED:
            return None
        across = [e for e in cited if e.source and e.source.passage.language is not self._plan.language]
        foreign = "\n".join(e.text for e in across)
        other = Language.EN if self._plan.language is Language.ZH else Language.ZH
        like = bool(across) and self._likeness.shared(text, foreign, other) >= _LEAST_SHARED_ACROSS
        return None if like else CutReason.OTHER_WORDS

    def _place(self, exhibit: Exhibit) -> str:
        """Return where an exhibit stands. The title of a patent says what it is called, and nothing of its licence."""
        if exhibit.documents & self._bundle.patents.keys():
            return exhibit.source.passage.label if exhibit.source else ""
        return without_figures(exhibit.heading)

    def _is_verified(self, statement: DraftStatement) -> bool:
        draft = Draft(statements=(statement,))
        verified = verify(draft, self._bundle.sources, (), self._plan.as_of)
        return bool(verified.statements) and not verified.cuts


def _patent_keys(text: str) -> tuple[FoundKey, ...]:
    return tuple(key for key in find_keys(text) if key.key.startswith(_PATENT_KEYS))


def _names_of(bundle: Bundle) -> dict[str, str]:
    """Return what documents are called, the longest first, and what counts of it: of a patent and its owners nothing."""
    names = {name.text: " " for file in bundle.patents.values() for name in _names_in(file)}
    titles = (s.document.title for s in bundle.sources.values() if s.document.kind is not Kind.PATENT)
    names |= {title: without_figures(title) for title in titles}
    return dict(sorted(names.items(), key=lambda row: -len(row[0])))


def _names_in(file: PatentFile) -> tuple[LocalText, ...]:
    """Return a patent's titles and owners in both languages: naming them is no claim of its own."""
    return (*file.record.titles, *(n for owner in file.record.owners for n in owner.names))


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for name, put in names.items():
        if name and name in text:
            text = text.replace(name, put)
    return text


def _repeats(sentence: ModelSentence, exhibit: Exhibit) -> bool:
    """Say whether a sentence is a fact as it stands: then it is said as the rules say it, a heading as a heading."""
    return exhibit.statement is not None and sentence.text == exhibit.statement.text


def _cuts_address(text: str, start: int, sentence: str) -> bool:
    """Say whether a sentence of a text begins or ends inside an address, which then reads like words."""
    ends = (start, start + len(sentence))
    return any(match.start() < end < match.end() for match in ADDRESS.finditer(text) for end in ends)


def _is_sound(sentence: ModelSentence) -> bool:
    return sentence.clean and 0 < len(sentence.text) <= _LONGEST and not is_instruction_like(sentence.text)


def _unfit(sentence: ModelSentence) -> CutReason:
    """Say why a sentence is not even held against its exhibits."""
    if not _is_sound(sentence):
        return CutReason.ORDER if is_instruction_like(sentence.text) else CutReason.MARKUP
    return CutReason.UNKNOWN_MARKER if sentence.markers else CutReason.NO_SOURCE


def _is_lead_in(sentence: ModelSentence) -> bool:
    """Say whether a sentence without a marker only leads to the next: a heading, or words before a colon, no claim in it."""
    text = sentence.text
    if (
        not (sentence.heading or text.endswith((":", "：")))
        or len(text) > _LONGEST_LEAD_IN
        or not sentence.clean
    ):
        return False
    return not (unbound(text, ()) or find_keys(text) or unsupported(text, ()) or says_available(text))
