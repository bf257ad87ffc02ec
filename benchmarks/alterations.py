"""Does what verifies answers tell altered sentences from true ones? Altered ones in, how many were let through out.

    python -m benchmarks alterations [--home FOLDER] [--questions FILE] [--show N] [--json]

The questions are put to the sample library. Every sentence of the evidence that a model would be given is a true one:
it is handed to the verifier as if a model had written it with that evidence as its source. Where it is accepted, so
must be the same sentence written otherwise (`altering.HARMLESS`), and none that says something else
(`altering.ALTERATIONS`). What denies a right is said in the words of the rules, whatever a model writes: an altered
sentence that is replaced by them is not accepted. Then the same with quotes: altered ones, two halves of different sentences put together, and
right ones that are ascribed to another document.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answer_checks import load_checks
from assistant.citations import Source, locate
from assistant.composing.exhibits import Bundle, Exhibit, gather
from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.grounding import Grounding
from assistant.composing.model_text import sentence_of
from assistant.composing.sentences import split_sentences
from assistant.phrases import phrases
from assistant.searching import Searching
from assistant.services import Services
from assistant.settings import Settings
from assistant.sufficiency import Judge
from assistant.types import Draft, Plan, Question
from assistant.understanding.rules import RuleUnderstander
from assistant.wiring import open_services
from benchmarks.altering import ALTERATIONS, HARMLESS
from knowledge.bridge import DictionaryBridge
from knowledge.tokens import token_counter
from knowledge.types import ANYONE

QUESTIONS = Path(__file__).with_name("questions.jsonl")
_MAX_TOKENS = 6_000
_LEAST_CHARACTERS = 8
_PER_QUESTION = 40  # true sentences
_STATES = re.compile(r"[。.；;！!：:]")  # a heading is no sentence, nor is a row of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an answer to one question may be written from."""

    plan: Plan
    draft: Draft
    bundle: Bundle


@dataclass(kw_only=True)
class Tally:
    """Tried and accepted, by (language, kind of rewriting); `wrong` are examples of what should have gone otherwise."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, key: tuple[str, str], accepted: bool, *, right: bool, example: str) -> None:
        self.tried[key] += 1
        self.accepted[key] += accepted
        if accepted is not right:
            self.wrong.append(f"{key[0]} {key[1]}: {example}")

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"language": language, "kind": kind, "tried": tried, "accepted": self.accepted[language, kind]}
            for (language, kind), tried in sorted(self.tried.items())
        ]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    asked = _arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="alterations-") as scratch:
        settings = Settings(home=asked.home or Path(scratch))
        services = open_services(settings, doing="alterations", note=_told)
        try:
            if services.library.is_empty():
                services.library.load_samples()
            texts = [check.turns[0] for check in load_checks(asked.questions)]
            desks = list(desks_of(services, texts))
            sentences, quotes = sentences_of(desks), quotes_of(desks)
        finally:
            services.close()
    if asked.json:
        print(json.dumps({"sentences": sentences.rows(), "quotes": quotes.rows()}, ensure_ascii=False))
        return 0
    for name, tally in (("sentences", sentences), ("quotes", quotes)):
        print(f"\n| {name} | language | tried | accepted |\n|---|---|---|---|")
        for row in tally.rows():
            print(f"| {row['kind']} | {row['language']} | {row['tried']} | {row['accepted']} |")
        for line in tally.wrong[: asked.show]:
            print(line, file=sys.stderr)
    return 0


def desks_of(services: Services, texts: Iterable[str]) -> Iterator[Desk]:
    """Yield what each question would be answered from; nothing for one that is refused."""
    catalogue, counter = services.catalogue, token_counter()
    understander, extractive = RuleUnderstander(catalogue), ExtractiveComposer(catalogue)
    searching = Searching(catalogue, services.retriever)
    for text in texts:
        question = Question(text=text, reader=ANYONE, as_of=services.today())
        plan = understander.understand(question)
        hits = searching.search(plan, ANYONE)
        evidence = Judge(catalogue).judge(plan, hits, ANYONE)
        draft = next(d for d in extractive.compose(question, plan, evidence) if isinstance(d, Draft))
        bundle = gather(
            question, plan, evidence, draft,
            catalogue=catalogue, counter=counter, max_tokens=_MAX_TOKENS, say=phrases(plan.language),
        )  # fmt: skip
        if not draft.refused and bundle.exhibits:
            yield Desk(plan=plan, draft=draft, bundle=bundle)


def sentences_of(desks: Sequence[Desk]) -> Tally:
    """Put true, rewritten and altered sentences to the verifier."""
    tally, pivot = Tally(), DictionaryBridge().terms
    seen: set[str] = set()
    for desk in desks:
        said = phrases(desk.plan.language)

        def accepted(
            text: str, exhibit: Exhibit, *, altered: bool = False, desk: Desk = desk, said: Any = said
        ) -> bool:
            sentence = sentence_of(f"{text} [{exhibit.number}]")
            taken = Grounding(desk.bundle, desk.plan, desk.draft, said, pivot).take(sentence)
            return any(statement.text == sentence.text or not altered for statement in taken)

        taken = 0
        for exhibit, text in _true_sentences(desk):
            if text in seen or taken >= _PER_QUESTION:
                continue
            seen.add(text)
            taken += 1
            language = desk.plan.language.value
            holds = accepted(text, exhibit)
            tally.note((language, "as it stands"), holds, right=True, example=text)
            if not holds:
                continue
            for kind, rewrite in HARMLESS.items():
                other = rewrite(text)
                if other is not None:
                    tally.note((language, kind), accepted(other, exhibit), right=True, example=other)
            for kind, rewrite in ALTERATIONS.items():
                other = rewrite(text)
                if other is not None:
                    tally.note(
                        (language, kind),
                        accepted(other, exhibit, altered=True),
                        right=False,
                        example=f"{other}  ←  {text}",
                    )
    return tally


def quotes_of(desks: Sequence[Desk]) -> Tally:
    """Look for true, rewritten, altered, stitched and misplaced quotes in passages."""
    tally = Tally()
    sources = {s.passage.passage_id: s for desk in desks for s in desk.bundle.sources.values()}
    held = list(sources.values())
    for number, source in enumerate(held):
        text, language = source.passage.text, source.passage.language.value
        sentences = [s for _, s in split_sentences(text) if len(s) >= _LEAST_CHARACTERS]
        for sentence in sentences[:3]:
            tally.note(
                (language, "as it stands"), locate(sentence, text) is not None, right=True, example=sentence
            )
            for kind in ("full width", "half width", "spaces", "quotation marks"):
                other = HARMLESS[kind](sentence)
                if other is not None:
                    tally.note((language, kind), locate(other, text) is not None, right=True, example=other)
            for kind, rewrite in ALTERATIONS.items():
                other = rewrite(sentence)
                if other is not None and other not in text:
                    tally.note((language, kind), locate(other, text) is not None, right=False, example=other)
        if len(sentences) > 2:
            stitched = sentences[0][: len(sentences[0]) // 2] + sentences[-1][len(sentences[-1]) // 2 :]
            if stitched not in text:
                tally.note(
                    (language, "stitched"), locate(stitched, text) is not None, right=False, example=stitched
                )
        other_text = _elsewhere(held, number, sentences)
        if sentences and other_text is not None:
            found = locate(sentences[0], other_text) is not None
            tally.note((language, "from another document"), found, right=False, example=sentences[0])
    return tally


def _elsewhere(held: Sequence[Source], number: int, sentences: Sequence[str]) -> str | None:
    """Return a passage of another document that does not say the same."""
    own = held[number].document.document_id
    for source in (*held[number + 1 :], *held[:number]):
        if source.document.document_id != own and sentences and sentences[0] not in source.passage.text:
            return source.passage.text
    return None


def _true_sentences(desk: Desk) -> Iterator[tuple[Exhibit, str]]:
    """Yield the sentences of the exhibits in the question's language, each with its exhibit."""
    for exhibit in desk.bundle.exhibits:
        language = exhibit.source.passage.language if exhibit.source else desk.plan.language
        if language is not desk.plan.language:
            continue
        for _, sentence in split_sentences(exhibit.text):
            if len(sentence) >= _LEAST_CHARACTERS and _STATES.search(sentence) and "|" not in sentence:
                yield exhibit, sentence


def _told(line: str) -> None:
    print(line, file=sys.stderr)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks alterations")
    parser.add_argument("--home", type=Path, help="a library that holds the samples (default: a new one)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--show", type=int, default=20, help="how many examples of what went wrong")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
