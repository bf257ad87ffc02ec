"""Test sets in one library: what each set's queries still find when documents of other sets and languages are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.analysis import language_of
from knowledge.evaluation.measuring import Measured, Progress, SetReport, measure, told
from knowledge.evaluation.resampling import Comparison, Resampled
from knowledge.evaluation.retrieval_sets import Corpus, RetrievalSet
from knowledge.evaluation.systems import Parts, open_systems
from knowledge.types import Language

_MEASURE = "recall_at_10"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedResult:
    """recall@10 of one set's queries in three libraries; the changes are negative where something is lost."""

    set: str
    system: str
    language: Language  # of the set's documents
    queries: int
    alone: float
    own_language: float  # with the other sets whose documents are of the same language
    mixed: float  # with all sets
    from_alone: Comparison
    from_own_language: Comparison  # what the documents in the other language cost


def evaluate_mixed(
    reports: Sequence[SetReport], *, parts: Parts, scratch: Path, progress: Progress | None = None
) -> tuple[MixedResult, ...]:
    """Ask each set's queries again in a library of all sets of its language, and in one of all sets.

    The systems are those of the reports. Documents are named by their set, so that equal ids stay apart.
    """
    sets = [_prefixed(report.test_set, place) for place, report in enumerate(reports, start=1)]
    languages = [_documents_in(test_set.corpus) for test_set in sets]
    systems = [one.system for one in reports[0].measured]
    everywhere = _measure_pool(sets, systems, parts, scratch, progress)
    within: dict[str, Sequence[Measured]] = {}
    for language in Language:
        group = [test_set for test_set, found in zip(sets, languages, strict=True) if found is language]
        if len(group) == len(sets):
            within = everywhere
        elif len(group) > 1:
            within |= _measure_pool(group, systems, parts, scratch, progress)
    return tuple(
        _result(report, language, *compared)
        for report, test_set, language in zip(reports, sets, languages, strict=True)
        for compared in zip(
            report.measured,
            within.get(test_set.name, report.measured),
            everywhere[test_set.name],
            strict=True,
        )
    )


def _measure_pool(
    sets: Sequence[RetrievalSet],
    systems: Sequence[str],
    parts: Parts,
    scratch: Path,
    progress: Progress | None,
) -> dict[str, Sequence[Measured]]:
    corpus = Corpus(documents=tuple(row for test_set in sets for row in test_set.corpus.documents))
    texts = [text for test_set in sets for text in test_set.texts]
    name = " + ".join(test_set.name for test_set in sets)
    with open_systems(corpus, texts, parts, scratch) as opened:
        return {
            test_set.name: [
                measure(test_set, system, opened.open(system, told(progress, name, system)))
                for system in systems
            ]
            for test_set in sets
        }


def _result(
    report: SetReport, language: Language, alone: Measured, own_language: Measured, mixed: Measured
) -> MixedResult:
    resampled = Resampled(
        {
            "alone": alone.values(_MEASURE),
            "own": own_language.values(_MEASURE),
            "mixed": mixed.values(_MEASURE),
        }
    )
    return MixedResult(
        set=report.test_set.name,
        system=alone.system,
        language=language,
        queries=len(report.test_set.queries),
        alone=alone.mean(_MEASURE),
        own_language=own_language.mean(_MEASURE),
        mixed=mixed.mean(_MEASURE),
        from_alone=resampled.compare("mixed", "alone"),
        from_own_language=resampled.compare("mixed", "own"),
    )


def _prefixed(test_set: RetrievalSet, place: int) -> RetrievalSet:
    name = f"{place}-{test_set.name}"  # folders may bear the same name

    def renamed(document_id: str) -> str:
        return f"{name}/{document_id}"

    return replace(
        test_set,
        name=name,
        corpus=Corpus(
            documents=tuple(
                replace(row, document_id=renamed(row.document_id)) for row in test_set.corpus.documents
            )
        ),
        qrels={
            query_id: {renamed(document_id): grade for document_id, grade in judged.items()}
            for query_id, judged in test_set.qrels.items()
        },
        barred={query_id: frozenset(map(renamed, barred)) for query_id, barred in test_set.barred.items()},
    )


def _documents_in(corpus: Corpus) -> Language:
    """Return the language that most documents are written in."""
    counts = Counter(language_of(row.whole) for row in corpus.documents)
    return max(Language, key=lambda language: counts[language])
