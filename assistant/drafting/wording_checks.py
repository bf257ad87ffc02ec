"""Hold what a chat model wrote for a slot against what the slot rests on: its text in; the slot in those words, or not, and what was cut, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citations import locate
from assistant.composing.exhibits import Bundle
from assistant.composing.grounding import Grounding
from assistant.composing.likeness import Likeness, Pivot
from assistant.composing.model_text import ModelSentence, SentenceReader
from assistant.composing.rights_talk import rights_words
from assistant.drafting.checking import ADDRESSED, AN_ITEM
from assistant.drafting.desk import Desk
from assistant.drafting.lengths import length
from assistant.drafting.quotable import tone_broken
from assistant.drafting.types import Slot
from assistant.drafting.wording_tasks import Task
from assistant.left_out import CutReason, LeftOut, unheld
from assistant.types import Draft, DraftStatement, Intent, Plan, Quote
from assistant.values import fold, values_in
from knowledge.analysis import language_of
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Kind, Language

_LEAST_HELD = 0.5  # of a slot's sentences
_LEAST_NEAR = {
    True: 0.6,
    False: 0.5,
}  # of a sentence's words, where the sources are in its language, and where not
_LEAST_SAID = 0.4  # of the length of the form's words
_YOU = "贵方"  # in place of words that would read as a party's name
_QUOTED = lazy_pattern(r"“([^“”]*)”|「([^「」]*)」|\"([^\"]*)\"")
_PROMISE = lazy_pattern(
    r"将会|将为|将由|会为|一定|必将|必定|确保|包您|放心|无条件|优先|专门为|承担|赔偿|退款|尽快"
    r"|\b(?:we|i|they|it|you)(?:['’]ll| will| shall)\b|\bwill\b|\bshall\b|\bpromis\w+|\bensur\w+|\bundertak\w+|\bcommit\w*\b|\brefund\w*|\bindemni\w+|\bcompensat\w+",
    re.IGNORECASE,
)
_ASKS = lazy_pattern(
    r"请(?!求)|务必|\bplease\b|\bkindly\b|\bcontact\b|\bclick\b", re.IGNORECASE
)  # the form asks
_FITS = lazy_pattern(  # whether something meets what is asked for is said by the cells of the match
    r"(?:贵公司|贵方).{0,24}(?:解决|满足|符合|适合|胜任|达到)|(?:解决|满足|符合|适合|胜任|达到).{0,12}(?:贵公司|贵方)"
    r"|\b(?:solv|meet|met\b|satisf|fulfil|suit|answer|cover|match)\w*\b.{0,24}\byour?\b|\byour?\b.{0,40}\b(?:solved|met|satisfied|fulfilled|covered|answered)\b",
    re.IGNORECASE,
)
_NOT_OURS = lazy_pattern(
    r"专利权?(?:是|已|能|可|将|会|经得起|仍|很|稳)|无效|异议|侵权|侵犯|有效性|(?:专利|权利).{0,4}(?:有效|稳定)|(?<!互)免税|税|法律风险|规避"
    r"|\b(?:patent|right) (?:is|was|has|had|would|can|could|may|might|must|should|remains?|stays?|stands?)\b(?! (?:described|reported|disclosed|said|stated|given|obtained|made))|\bopposition|\brevo[ck]\w+|\bnullity"
    r"|\binfring\w*|\b(?:in)?valid(?:ity)?\b|\benforceab\w+|\btax\w*|\bfreedom to operate\b|\bdesign(?:ed)? around\b|\blegal risk",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A slot after its words were held; `slot` None: the form's words stand."""

    slot: Slot | None
    left_out: tuple[LeftOut, ...]


class WordingCheck:
    """Judges the words for the slots of one draft."""

    def __init__(self, desk: Desk, bundle: Bundle, pivot: Pivot) -> None:
        self._desk = desk
        self._bundle = bundle
        self._pivot = pivot
        self._likeness = Likeness(desk.language, pivot)

    def hold(self, task: Task, text: str) -> Held:
        """Return the slot in the words of the model as far as they hold; None for it where they say too little."""
        sentences = _sentences(text)
        ground = self._ground(task)
        said: list[DraftStatement] = []
        cut: list[LeftOut] = []
        for sentence in sentences:
            outcome = self._judge(task, sentence, ground)
            if isinstance(outcome, LeftOut):
                cut.append(outcome)
            else:
                said.append(outcome)
        slot = self._slot(task, said)
        if slot is None or len(said) < len(sentences) * _LEAST_HELD or self._says_too_little(task, slot):
            aside = (unheld(statement.text, CutReason.SET_ASIDE) for statement in said)
            return Held(slot=None, left_out=(*cut, *aside))
        return Held(slot=slot, left_out=tuple(cut))

    def _judge(self, task: Task, sentence: ModelSentence, ground: Grounding) -> DraftStatement | LeftOut:
        """Return what may be said of a sentence; the enterprise's words in it only as a quote, and never as a source."""
        text = sentence.text
        if (
            tone_broken(text)
            or _NOT_OURS.search(text)
            or self._promises(task, text)
            or self._names_people(text)
        ):
            return unheld(text, CutReason.CLAIMS)
        bare, misquoted = self._without_need(task, text)
        if misquoted:
            return unheld(text, CutReason.QUOTE_NOT_FOUND, quote=misquoted)
        if (
            _ASKS.search(bare)
            or _FITS.search(bare)
            or rights_words(bare) - rights_words(task.exhibits[0].text)
        ):
            return unheld(text, CutReason.CLAIMS)
        if not _is_in(self._desk.language, bare):
            return unheld(text, CutReason.OTHER_WORDS)
        bare = AN_ITEM.sub("该", ADDRESSED.sub(_YOU, bare))
        if not self._is_near(task, bare):
            return unheld(text, CutReason.OTHER_WORDS)
        before = len(ground.unheld)
        markers = tuple(exhibit.number for exhibit in task.exhibits)
        stood = ground.take(replace(sentence, text=bare, markers=markers))
        held = next((statement for statement in stood if statement.text == bare), None)
        if held is None:
            cut = unheld(text, CutReason.NO_SOURCE)
            return replace(ground.unheld[before], text=cut.text) if len(ground.unheld) > before else cut
        return replace(held, text=text)

    def _is_near(self, task: Task, text: str) -> bool:
        """Say whether most of a sentence's words are those of what its slot rests on: a slot has few sources, and those are near."""
        by_language: dict[Language, list[str]] = {}
        for exhibit in task.exhibits:
            passage = exhibit.source.passage if exhibit.source else None
            spoken = passage.language if passage else self._desk.language
            by_language.setdefault(spoken, []).append(ADDRESSED.sub(_YOU, exhibit.text))
        return any(
            self._likeness.shared(text, "\n".join(texts), spoken)
            >= _LEAST_NEAR[spoken is self._desk.language]
            for spoken, texts in by_language.items()
        )

    def _ground(self, task: Task) -> Grounding:
        desk = self._desk
        plan = Plan(
            intent=Intent.DRAFTING, language=desk.language, search_text="", kinds=(Kind.PATENT,), as_of=desk.file.status.as_of,
            document_ids=(desk.file.head.document_id,),
        )  # fmt: skip
        exhibits = tuple(replace(e, text=ADDRESSED.sub(_YOU, e.text)) for e in task.exhibits)
        bundle = replace(self._bundle, exhibits=exhibits)
        return Grounding(bundle, plan, Draft(statements=()), desk.say, self._pivot)

    def _without_need(self, task: Task, text: str) -> tuple[str, str]:
        """Return a sentence with words for the quoted need in the place of it, and the first quote that stands nowhere."""
        misquoted = ""

        def put(match: re.Match[str]) -> str:
            nonlocal misquoted
            words = next(filter(None, match.groups()), "")
            if task.need and words and locate(words.strip(" 。，；,.;"), task.need):
                return self._desk.say.say("wording.this_requirement")
            if not any(locate(words, exhibit.text) for exhibit in task.exhibits):
                misquoted = misquoted or words or match[0]
            return match[0]

        return _QUOTED.sub(put, text), misquoted

    def _promises(self, task: Task, text: str) -> bool:
        held = fold("\n".join(exhibit.text for exhibit in task.exhibits)).lower()
        return any(found[0].lower() not in held for found in _PROMISE.finditer(fold(text)))

    def _names_people(self, text: str) -> bool:
        return any(name in text for name in self._desk.file.record.inventors if len(name) > 1)

    def _slot(self, task: Task, said: Sequence[DraftStatement]) -> Slot | None:
        if not said:
            return None
        between = "" if self._desk.language is Language.ZH else " "
        text = between.join(dict.fromkeys(statement.text for statement in said))
        quotes = tuple(dict.fromkeys((*task.slot.quotes, *_quotes(said))))
        fields = task.slot.fields
        if task.need and "“" in text:
            fields = tuple(dict.fromkeys((*fields, "need.text")))
        return replace(task.slot, text=text, quotes=quotes, fields=fields, worded=True)

    def _says_too_little(self, task: Task, slot: Slot) -> bool:
        values = {value.text for value in values_in(slot.text)}
        flat = fold(slot.text)
        if any(fold(must) not in flat and must not in values for must in task.must):
            return True
        return length(slot.text, self._desk.language) < _LEAST_SAID * length(
            task.slot.text, self._desk.language
        )


def _sentences(text: str) -> tuple[ModelSentence, ...]:
    reader = SentenceReader()
    return (*reader.feed(text), *reader.finish())


def _quotes(said: Iterable[DraftStatement]) -> Iterator[Quote]:
    for statement in said:
        yield from statement.quotes


def _is_in(language: Language, text: str) -> bool:
    """Say whether a sentence is in a language, whatever numbers and names of patents it holds."""
    words = re.sub(r"[A-Za-z]*\d[\w.,/%]*", " ", _QUOTED.sub(" ", text))
    return not any(c.isalpha() for c in words) or language_of(words) is language
