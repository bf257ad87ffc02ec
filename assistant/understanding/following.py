"""Texts that lean on the turns before them: a text and the conversation in; what it asks, spelled out as a plan, out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from assistant.narrowing import filters_of
from assistant.phrases import phrases
from assistant.types import Facet, Intent, Option, Plan, Question
from assistant.understanding import lexicon
from assistant.understanding.assumptions import added_facts, changed_assumption
from assistant.understanding.changes import OF_RULES, in_the_same_place, narrowed_anew, on_another_topic
from assistant.understanding.choices import called, chosen, patent_options
from assistant.understanding.described import Described
from assistant.understanding.follow_ups import another_topic
from assistant.understanding.intents import Subjects, continues
from assistant.understanding.languages import reply_language, without_words
from assistant.understanding.leaning import leaned_on
from assistant.understanding.names import Names
from assistant.understanding.needs_followed import wish_of
from assistant.understanding.pointing import Pointer, Pointing, pointer_in
from assistant.understanding.referents import LED, MOST_TURNS, Meant, Memory, spoken_of
from assistant.understanding.remarks import asks_nothing_new, corrected, day_said, own_topic
from assistant.understanding.rule_names import articles_in, names_a_law
from assistant.understanding.spoken import said_plainly
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, Language, PolicyRecord, Reader

_LISTS = frozenset({Intent.TECHNOLOGY_SEARCH, Intent.LISTING})
_ABOUT_PATENTS = frozenset(
    {Intent.LICENCE_TERMS, Intent.AVAILABILITY, Intent.COMPARISON, Intent.DRAFTING, Intent.ASKED_BACK, Intent.CONFIDENTIAL}
)  # fmt: skip
_GO_ON = frozenset({Intent.CALCULATION, Intent.SUPPORT, Intent.LICENCE_TERMS, Intent.AVAILABILITY})
_OF_A_RIGHT = frozenset({Facet.FEE, Facet.TERM, Facet.STATUS, Facet.OWNER, Facet.EXCLUSIVITY, Facet.AVAILABLE})  # fmt: skip
_OF_A_RULE = lazy_pattern(
    "施行|生效|取代|替代|代替|废止|失效|发布|公布|印发|出台|部门|谁发|发的|文号|版本|修订|修正|修改|第.{1,3}[款项条]|有效期|到期"
    r"|\b(?:in force|effect(?:ive)?|replac\w*|repeal\w*|supersed\w*|issued?|published|promulgat\w*|since when|document number|versions?|revis\w+|articles?|paragraphs?|sections?|under (?:it|them)|expires?|run|valid|appl(?:y|ies) since|when does it apply)\b",
    re.IGNORECASE,
)
_ALL = lazy_pattern(r"都|全部|所有|\b(?:both|all|each|either)\b", re.IGNORECASE)
_FEE_KINDS = lazy_pattern(
    r"年费|官费|许可费|使用费|备案费|申请费|登记费|调解费|服务费|滞纳金|提成|入门费|\b(?:annual|official|licen[cs]e|recordal|filing|registration|renewal|maintenance) fees?|royalt|annuit",
    re.IGNORECASE,
)
_LICENSING = lazy_pattern(
    r"(?:开放|独占|排他|普通)?(?:实施)?许可|(?:open |(?:non-)?exclusive |sole )?licen[cs]\w*", re.IGNORECASE
)
_OPTIONS_REMEMBERED = 4  # turns
_EXPLAINED = lazy_pattern(r"[（(][^（）()]*[）)]")  # of a label: for the reader, not to be looked for


class Rules(Protocol):
    """Understanding by the words of a text alone."""

    def understand(self, question: Question) -> Plan: ...
    def plainly(
        self, text: str, question: Question, *, subjects: Subjects | None = None, base: Plan | None = None
    ) -> Plan: ...
    def asking_back(self, text: str, question: Question, options: Sequence[Option]) -> Plan: ...
    def named(self, text: str, reader: Reader) -> Subjects: ...
    def described(self, text: str, reader: Reader) -> Described: ...
    def names(self, reader: Reader) -> Names: ...


class Following:
    """One question in its conversation."""

    def __init__(self, catalogue: Catalogue, rules: Rules, question: Question) -> None:
        asked = question.text.strip()
        said = [turn for turn in question.history if said_plainly(turn.question).strip() != asked]
        self._catalogue = catalogue
        self._rules = rules
        self._question = question
        turns = [turn for turn in said if turn.intent is not Intent.COURTESY][-MOST_TURNS:]
        self._earlier = leaned_on(turns, question, catalogue, rules.named)

    @cached_property
    def heads(self) -> Mapping[str, DocumentHead]:
        """Return what was spoken of, as far as this reader may see it."""
        ids = spoken_of(self._earlier)
        found = self._catalogue.heads(self._question.reader, ids=ids) if ids else ()
        return {head.document_id: head for head in found}

    @cached_property
    def _memory(self) -> Memory:
        return Memory(self._earlier, self.heads)

    @cached_property
    def _base(self) -> Plan:
        """Return how the turn before was understood."""
        before = replace(
            self._question, text=self._earlier[-1].question, history=tuple(self._earlier[:-1]), without=()
        )
        return self._rules.understand(before)

    def plan(self, text: str) -> Plan | None:
        """Return what the text asks, where the turns before say what it leaves out; None for any other text."""
        if not self._earlier:
            return None
        return (
            self._of_a_need(text)
            or self._by_choice(text)
            or self._by_correction(text)
            or self._spelled_out(text)
        )

    # ── what is asked of a need that was matched ─────────────────────────────────────────────────────────

    def _of_a_need(self, text: str) -> Plan | None:
        """Ask for a draft, or why a patent is not there, after a need was matched."""
        subjects = self._rules.named(text, self._question.reader)
        wish = wish_of(text, self._earlier, subjects)
        if wish is None:
            return None
        patents = self._of_the_list(text, subjects)
        if not patents and wish.draft and subjects.none:
            patents = self._leading()[:1]
        if not patents and not wish.unknown:
            return None
        return Plan(
            intent=Intent.DRAFTING if wish.draft else Intent.MATCHING,
            language=self._language(text),
            search_text=wish.need,
            kinds=(Kind.PATENT,),
            as_of=self._question.as_of,
            document_ids=patents,
            unknown_numbers=() if patents and not wish.draft else wish.unknown,
            follow_up=True,
            text=text,
            need=wish.need,
            draft=str(wish.draft or ""),
            addressee=wish.addressee,
        )

    def _of_the_list(self, text: str, subjects: Subjects) -> tuple[str, ...]:
        """Return the patents that a text names or points at."""
        if not subjects.none:
            return subjects.document_ids if subjects.patents else ()
        pointer = pointer_in(text)
        meant = self._memory.meant(pointer, self._question.as_of) if pointer else None
        return self._subjects(meant.document_ids).document_ids if meant else ()

    def _leading(self) -> tuple[str, ...]:
        """Return the patent that the last turn about patents led with."""
        return next(
            (patents for turn in reversed(self._earlier) if (patents := self._memory.patents_of(turn))), ()
        )

    def _spelled_out(self, text: str) -> Plan | None:
        return (
            self._another_assumption(text)
            or self._another_day(text)
            or self._of_a_number(text)
            or self._of_an_article(text)
            or self._narrowed(text)
            or self._which_fee(text)
            or self._pointed(text)
            or self._another_topic(text)
            or self._carried_on(text)
        )

    def _another_assumption(self, text: str) -> Plan | None:
        if self._earlier[-1].intent not in _GO_ON:
            return None
        subjects = self._rules.named(text, self._question.reader)
        plan = changed_assumption(text, self._base, subjects) or added_facts(text, self._base, subjects)
        return replace(plan, language=self._language(text)) if plan else None

    # ── what stands for a question of before ─────────────────────────────────────────────────────────────

    def _by_choice(self, text: str) -> Plan | None:
        """Answer the question that was asked back, once the asker chose."""
        option = chosen(text, self._earlier[-1].options, self.heads) if self._earlier[-1].options else None
        for turn in reversed(self._earlier[-_OPTIONS_REMEMBERED:-1]):
            option = option or (called(text, turn.options) if turn.options else None)
        if option is None:
            return self._by_all_choices(text)
        asked = replace(self._question, text=option.question, history=())
        plan = self._rules.plainly(option.question, asked, subjects=self._subjects(option.document_ids))
        return replace(plan, language=self._language(text), follow_up=True, named=False)

    def _by_all_choices(self, text: str) -> Plan | None:
        """Answer the question that was asked back for all patents it could be about: 两件都要, "both"."""
        options, pointer = self._earlier[-1].options, pointer_in(text)
        everything = pointer is not None and pointer.kind in (Pointing.BOTH, Pointing.MANY)
        if not options or not (everything or _ALL.search(text)) or lexicon.ASKS.search(text):
            return None
        subjects = self._subjects([d for option in options for d in option.document_ids])
        if subjects.rules:
            return None
        asked = replace(self._question, text=options[0].question, history=())
        plan = self._rules.plainly(options[0].question, asked, subjects=subjects)
        return replace(plan, language=self._language(text), follow_up=True, named=False)

    def _by_correction(self, text: str) -> Plan | None:
        new = corrected(text)
        if new is None:
            return None
        han = re.search(r"[\u3400-\u9fff]", text)
        plan = self._spelled_out(f"那{new.removesuffix('的')}的呢?" if han else f"and {new}?")
        plan = plan or self._rules.plainly(new, replace(self._question, text=new))
        return replace(plan, language=self._language(text), follow_up=True)

    def _another_day(self, text: str) -> Plan | None:
        """Ask the same as of another day: 那2022年呢?, "and today?"."""
        said = day_said(text, self._question.as_of)
        if said is None or not asks_nothing_new(said[1]):
            return None
        base, day = self._base, said[0]
        if {condition.field for condition in base.conditions} & {"from_date", "to_date"}:
            return None
        told = day != self._question.as_of
        again = replace(base, as_of=day, language=self._language(text), follow_up=True, day_told=told)
        again = replace(again, filters=filters_of(base.conditions, day))
        rules = self._names.rules.version_on(base.within, day) if base.within else ()
        return replace(again, within=rules, document_ids=rules) if rules else again

    def _of_a_number(self, text: str) -> Plan | None:
        """Ask the same of another number: 那 P16 呢?"""
        subjects = self._rules.named(text, self._question.reader)
        if subjects.none or not (self._base.intent in _ABOUT_PATENTS or self._base.unknown_numbers):
            return None
        if not asks_nothing_new(subjects.less(text)):
            return None
        return self._asked_of(text, subjects, nothing_new=True)

    def _of_an_article(self, text: str) -> Plan | None:
        """Read another article of the rule that was spoken of: 第五十一条呢?"""
        articles, rule = articles_in(text), self._memory.main_policy()
        if not articles or names_a_law(text) or rule is None:
            return None
        held = {head.document_id for head in self._names.rules.holding(articles, self._question.as_of)}
        documents = self._names.rules.documents(rule.policy_id)
        return self._of_rule(text, documents, text) if held & set(documents) else None

    def _narrowed(self, text: str) -> Plan | None:
        if not self._rules.named(text, self._question.reader).none:
            return None
        return narrowed_anew(text, self._question, self._base, self._earlier[-1], self._names.owners.named)

    def _another_topic(self, text: str) -> Plan | None:
        if another_topic(text) is None:
            return None
        if self._base.intent in _ABOUT_PATENTS:
            titled = self._names.titles.mentioned(text)
            if len(titled) == 1:
                return self._asked_of(text, self._subjects(titled), nothing_new=True)
        return on_another_topic(text, self._question, self._base, self._earlier[-1], self._rules.understand)

    # ── what is pointed at ───────────────────────────────────────────────────────────────────────────────

    def _pointed(self, text: str) -> Plan | None:
        pointer = pointer_in(text) or _two_compared(text)
        if pointer is None or not self._rules.named(text, self._question.reader).none:
            return None
        if pointer.kind is Pointing.BEFORE:
            return self._version_before(text, pointer)
        rule = self._memory.main_policy()
        of_rule = pointer.kind is Pointing.RULE or (
            pointer.kind in (Pointing.ONE, Pointing.MANY) and _OF_A_RULE.search(text)
        )
        if rule is not None and of_rule:
            return self._of_rule(text, self._names.rules.documents(rule.policy_id), pointer.rest)
        meant = self._memory.meant(pointer, self._question.as_of) or self._titled(pointer)
        if meant is None:
            return self._of_nothing_known(text, pointer)
        if meant.which:
            return self._which(text, pointer, meant)
        nothing_new = asks_nothing_new(pointer.rest)
        if not self._subjects(meant.document_ids).rules:
            return self._asked_of(text, self._subjects(meant.document_ids), nothing_new=nothing_new)
        return self._of_rule(text, meant.document_ids, pointer.rest)

    def _titled(self, pointer: Pointer) -> Meant | None:
        """Return the one patent of the library that a description names by its title."""
        if not pointer.words:
            return None
        titled = self._names.titles.mentioned(pointer.words)
        if len(titled) == 1:
            return Meant(document_ids=titled)
        found = self._rules.described(pointer.words, self._question.reader).document_ids
        return Meant(document_ids=found) if found else None

    def _of_nothing_known(self, text: str, pointer: Pointer) -> Plan | None:
        """Keep to a number that the library does not hold: what is asked of it is not asked of anything else."""
        if pointer.kind is not Pointing.ONE or not self._base.unknown_numbers:
            return None
        return self._asked_of(
            text, Subjects(unknown=self._base.unknown_numbers, named=False), nothing_new=False
        )

    def _which(self, text: str, pointer: Pointer, meant: Meant) -> Plan | None:
        """Ask which of several is meant, where the answer differs."""
        nothing_new = asks_nothing_new(pointer.rest)
        asked = {facet for facet in _OF_A_RIGHT if lexicon.FACETS[facet].search(text)}
        if not (nothing_new or asked):
            return None
        heads = [self.heads[document] for document in meant.document_ids]
        if any(head.kind is not Kind.PATENT for head in heads):
            return None
        question = self._base.text if nothing_new else text
        options = patent_options(heads, question, self._language(text))
        return self._rules.asking_back(text, self._question, options)

    def _which_fee(self, text: str) -> Plan | None:
        """Ask which fee is meant where a rule on licensing was spoken of: the office's, or what a licensee pays."""
        base, fee = self._base, lexicon.FACETS[Facet.FEE]
        if base.intent not in OF_RULES or not fee.search(text) or _FEE_KINDS.search(f"{base.text} {text}"):
            return None
        licensing = _LICENSING.search(base.text)
        if licensing is None or not asks_nothing_new(lexicon.ASKS.sub(" ", fee.sub(" ", text))):
            return None
        language = self._language(text)
        say = phrases(language)
        labels = (say.say("asking_back.licence_fee"), say.say("asking_back.official_fee"))
        options = [
            Option(label=label, question=f"{licensing.group()} {_EXPLAINED.sub('', label).strip()} {text}")
            for label in labels
        ]
        return self._rules.asking_back(text, self._question, options)

    def _version_before(self, text: str, pointer: Pointer) -> Plan | None:
        rule = self._memory.main_policy()
        earlier = self._names.rules.version_before(rule) if rule else ()
        return self._of_rule(text, earlier, pointer.rest) if earlier else None

    def _of_rule(self, text: str, documents: tuple[str, ...], rest: str) -> Plan:
        """Answer from one rule, in whichever language: of a version of before as of its last day."""
        asked = self._base.text if asks_nothing_new(rest) else rest
        subjects = Subjects(rules=documents, named=False)
        plan = self._rules.plainly(asked, self._question, subjects=subjects, base=self._base)
        return replace(
            plan,
            follow_up=True,
            language=self._language(text),
            as_of=self._names.rules.day_within(documents, self._question.as_of),
        )

    def _asked_of(self, text: str, subjects: Subjects, *, nothing_new: bool) -> Plan:
        """Ask a text, or where it asks nothing new what was asked before, of some patents."""
        asked = self._base.text if nothing_new else text
        base = None if nothing_new else self._base
        plan = self._rules.plainly(asked, self._question, subjects=subjects, base=base)
        return replace(plan, follow_up=True, language=self._language(text), named=False)

    # ── what goes on ─────────────────────────────────────────────────────────────────────────────────────

    def _carried_on(self, text: str) -> Plan | None:
        """Go on about what the turn before was about, where a short text names nothing else."""
        if not (
            self._rules.named(text, self._question.reader).none and continues(text, self._question.as_of)
        ):
            return None
        last, rule = self._earlier[-1], self._memory.main_policy()
        titled = self._names.titles.mentioned(text)
        if titled and not set(titled) & set(last.document_ids):
            return None
        if rule is not None and self._base.within and _OF_A_RULE.search(text):
            return self._of_rule(text, self._names.rules.documents(rule.policy_id), text)
        patents = self._memory.patents_of(last)
        if last.intent in LED:
            patents = patents[:1]
        subjects = replace(self._subjects(patents), unknown=self._base.unknown_numbers if not patents else ())
        plan = self._rules.plainly(text, self._question, subjects=subjects, base=self._base)
        return in_the_same_place(replace(plan, follow_up=True, named=False), self._base, last, self._question)

    def _subjects(self, documents: Sequence[str]) -> Subjects:
        """Return documents as what a question is about: patents, or the rule that they are."""
        unseen = tuple(d for d in documents if d not in self.heads)
        heads = [
            *self.heads.values(),
            *(self._catalogue.heads(self._question.reader, ids=unseen) if unseen else ()),
        ]
        kinds = {head.document_id: head for head in heads}
        patents = tuple(d for d in documents if d in kinds and kinds[d].kind is Kind.PATENT)
        if patents:
            return Subjects(document_ids=patents, patents=True, named=False)
        rules = [
            head.record for d in documents if (head := kinds.get(d)) and isinstance(head.record, PolicyRecord)
        ]
        found = self._names.rules.documents(rules[0].policy_id) if rules else ()
        return Subjects(rules=found, named=False)

    def _language(self, text: str) -> Language:
        """Return the language to answer in: that of the words, of the turn before where there are none."""
        if self._question.language:
            return self._question.language
        return self._base.language if without_words(text) else reply_language(text)

    @property
    def _names(self) -> Names:
        return self._rules.names(self._question.reader)


def _two_compared(text: str) -> Pointer | None:
    """Return the two that a text compares without pointing at them: 为什么不一样?"""
    compares = lexicon.COMPARISON.search(text) and not own_topic(lexicon.COMPARISON.sub(" ", text))
    return Pointer(kind=Pointing.BOTH, rest=text) if compares else None
