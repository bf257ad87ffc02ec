"""How good are the answers: a file of checks and something that answers in; shares, counts and failures out.

- must_hit: share of the requirements that a string can hold which the answers meet; must_not_hit: share of the forbidden
  things that they say all the same (lower is better).
- citation_recall: share of stating sentences with a citation. A statement or table row states unless it is a heading,
  ends in a colon or a question mark, or belongs to a refusal.
- citation_precision: share of (sentence or cell, citation) pairs where both share a date, rate or number, or two content
  words (English stems by prefix, Chinese character pairs). Strings cannot judge a pair in two languages of which the
  sentence holds no value, nor what was computed from its quote: those are left out (`citations_unjudged`).
- numbers_wrong: values in answers that stand in no cited quote or provenance field of the answer, nor in the question,
  nor are the as-of date, nor stand in a statement or cell that is marked as computed. Warnings are not looked at.
- right_refusals: share of the questions to refuse or abstain from that were refused, or answered by saying that the
  library does not hold it; false_refusals: share of the other answerable questions that were refused.
- language_match: share of answers in the language asked for, by field and by the script of most of their lines: a line
  may quote a source in its own language.
- model_unused: answers that are extractive because a chat model failed or what it wrote did not hold; tokens: what was used.
Of several turns the last answer counts; `by_mode` has the same measures for extractive and generated answers apart.
Shares are None where there was nothing to count.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer_checks import Check, CheckResult, Must, MustNot, check_answer, load_checks
from assistant.answer_measures import main_script, stating, supports, wrong_numbers
from assistant.answering import turn_of
from assistant.phrases import phrases
from assistant.types import Answer, Mode, Question, Turn
from knowledge.errors import PatentBridgeError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language, Reader

Ask = Callable[[Question], Answer]

REFUSALS = frozenset({"abstain_with_next_step", "refuse_confidential", "decline_legal_opinion"})
_NOT_HELD = lazy_pattern(
    r"未收录|没有收录|库(?:内|中|里)?(?:没有|无|未|不提供)|不在(?:本)?库|not (?:\w+ ){0,3}in the (?:library|records?|index)|"
    r"(?:library|records?) (?:does|do) not|(?:library|records?) (?:holds?|gives?) no",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One question: its check and answers, what was found in them. `error` is a code where asking failed."""

    check: Check
    result: CheckResult
    stating: int
    cited: int
    supported: int
    judged: int
    unjudged: int
    wrong_numbers: tuple[str, ...]
    refused: bool
    abstained: bool  # refused, or said in so many words that the library does not hold it
    language_match: bool
    ms: tuple[float, ...]
    mode: Mode = Mode.EXTRACTIVE
    tokens: int = 0  # of a chat model, over all turns
    model_unused: bool = False
    error: str | None = None

    @property
    def right_refusal(self) -> bool | None:
        return self.abstained if self.check.expected in REFUSALS else None

    @property
    def false_refusal(self) -> bool | None:
        if self.check.expected in REFUSALS or not self.check.answerable:
            return None
        return self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReport:
    measured: tuple[Measured, ...]

    def as_json(self) -> dict[str, object]:
        """Return the report in the shape that the command line promises."""
        languages = [lang for lang in Language if any(m.check.language is lang for m in self.measured)]
        return {
            "questions": len(self.measured),
            "by_language": {
                lang.value: _summary([m for m in self.measured if m.check.language is lang])
                for lang in languages
            },
            "by_mode": {
                lang.value: {
                    mode.value: _summary(rows)
                    for mode in Mode
                    if (rows := [m for m in self.measured if m.check.language is lang and m.mode is mode])
                }
                for lang in languages
            },
            "failures": [{"id": m.check.id, "what": what} for m in self.measured for what in failures_of(m)],
            "per_question": [_row(m) for m in self.measured],
        }


def evaluate_answers(path: Path, ask: Ask, *, clock: Callable[[], float] = time.perf_counter) -> AnswerReport:
    """Ask every question of a file, turn by turn, and measure the answers. Raises UsageError for a malformed file."""
    return AnswerReport(measured=tuple(_ask_and_measure(check, ask, clock) for check in load_checks(path)))


def _ask_and_measure(check: Check, ask: Ask, clock: Callable[[], float]) -> Measured:
    history: tuple[Turn, ...] = ()
    answers: list[Answer] = []
    ms: list[float] = []
    reader = Reader(user=f"evaluation-{check.role}", role=check.role)
    for text in check.turns:
        question = Question(text=text, reader=reader, as_of=check.as_of, history=history)
        started = clock()
        try:
            answer = ask(question)
        except PatentBridgeError as error:
            return _failed(check, error.code, tuple(ms))
        ms.append((clock() - started) * 1000)
        answers.append(answer)
        history = (*history, turn_of(text, answer))
    return measure(check, answers, ms=tuple(ms))


def measure(check: Check, answers: Sequence[Answer], *, ms: tuple[float, ...] = ()) -> Measured:
    """Measure the answers to one check's turns; the figures are those of the last turn, numbers those of all."""
    last = answers[-1]
    sentences = tuple(stating(last))
    pairs = [supports(p, quote, computed=computed) for s in sentences for p, quote, computed in s.pairs]
    return Measured(
        check=check,
        result=check_answer(check, answers),
        stating=len(sentences),
        cited=sum(bool(sentence.pairs) for sentence in sentences),
        supported=sum(verdict is True for verdict in pairs),
        judged=sum(verdict is not None for verdict in pairs),
        unjudged=sum(verdict is None for verdict in pairs),
        wrong_numbers=wrong_numbers(check, answers),
        refused=last.refused,
        abstained=last.refused or _NOT_HELD.search(last.text) is not None,
        language_match=last.language in check.reply and main_script(last.text) in (*check.reply, None),
        ms=ms,
        mode=last.mode,
        tokens=sum(answer.usage.tokens for answer in answers if answer.usage),
        model_unused=any(phrases(last.language).made("warning.model_", said) for said in last.warnings),
    )


def _failed(check: Check, code: str, ms: tuple[float, ...]) -> Measured:
    missed = tuple(dict.fromkeys(must.says for must in check.must if not must.reader))
    result = CheckResult(id=check.id, met=(), missed=missed, said=(), must_not_checked=0, for_reader=())
    return Measured(
        check=check, result=result, stating=0, cited=0, supported=0, judged=0, unjudged=0, wrong_numbers=(),
        refused=False, abstained=False, language_match=False, ms=ms, error=code,
    )  # fmt: skip


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────


def failures_of(measured: Measured) -> tuple[str, ...]:
    """Name what went wrong with one question: a kind, and the words of the requirement or the value."""
    found = [f"error: {measured.error}"] if measured.error else []
    found += [f"must: {says}" for says in measured.result.missed]
    found += [f"must_not: {says}" for says in measured.result.said]
    found += [f"number without a source: {value}" for value in measured.wrong_numbers]
    if measured.right_refusal is False:
        found.append("not refused")
    if measured.false_refusal:
        found.append("refused")
    if not measured.language_match and not measured.error:
        found.append("language")
    return tuple(found)


def _summary(rows: Sequence[Measured]) -> dict[str, object]:
    met = sum(len(m.result.met) for m in rows)
    missed = sum(len(m.result.missed) for m in rows)
    ms = [value for m in rows for value in m.ms]
    return {
        "questions": len(rows),
        "must_hit": share(met, met + missed),
        "must_not_hit": share(
            sum(len(m.result.said) for m in rows), sum(m.result.must_not_checked for m in rows)
        ),
        "citation_recall": share(sum(m.cited for m in rows), sum(m.stating for m in rows)),
        "citation_precision": share(sum(m.supported for m in rows), sum(m.judged for m in rows)),
        "citations_unjudged": sum(m.unjudged for m in rows),
        "numbers_wrong": sum(len(m.wrong_numbers) for m in rows),
        "right_refusals": _share_of([m.right_refusal for m in rows]),
        "false_refusals": _share_of([m.false_refusal for m in rows]),
        "language_match": share(sum(m.language_match for m in rows), len(rows)),
        "ms_p50": percentile(ms, 50),
        "ms_p95": percentile(ms, 95),
        "must_lines": met + missed,
        "for_reader": sum(len(m.result.for_reader) for m in rows),
        "model_unused": sum(m.model_unused for m in rows),
        "tokens": sum(m.tokens for m in rows),
    }


def _row(measured: Measured) -> dict[str, object]:
    result = measured.result
    return {
        "id": measured.check.id,
        "lang": measured.check.language.value,
        "role": measured.check.role.value,
        "expected": measured.check.expected,
        "mode": measured.mode.value,
        "refused": measured.refused,
        "met": len(result.met),
        "missed": list(result.missed),
        "said": list(result.said),
        "wrong_numbers": list(measured.wrong_numbers),
        "citation_recall": share(measured.cited, measured.stating),
        "citation_precision": share(measured.supported, measured.judged),
        "language_match": measured.language_match,
        "ms": [round(value, 1) for value in measured.ms],
        "error": measured.error,
    }


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _share_of(verdicts: Sequence[bool | None]) -> float | None:
    known = [verdict for verdict in verdicts if verdict is not None]
    return share(sum(known), len(known))


def percentile(samples: Sequence[float], rank: int) -> float | None:
    """Return the nearest-rank percentile; None of nothing."""
    if not samples:
        return None
    ordered = sorted(samples)
    return round(ordered[max(0, -(-rank * len(ordered) // 100) - 1)], 1)


__all__ = [
    "AnswerReport",
    "Ask",
    "Check",
    "CheckResult",
    "Must",
    "MustNot",
    "check_answer",
    "evaluate_answers",
    "failures_of",
    "load_checks",
    "measure",
]
