"""The measurement of matching itself: labels that hold together, and figures of made-up matches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib import resources
from typing import Any

import pytest

from assistant.matching.types import (
    Cell,
    Gate,
    GateKind,
    Match,
    Requirement,
    RequirementKind,
    Verdict,
)
from benchmarks.matching_citations import recall
from benchmarks.matching_measures import CellCounts, GateCounts, ndcg
from benchmarks.needs import LabelledNeed, read_needs, standings
from benchmarks.values import measure as measure_values
from benchmarks.values import read_cases
from knowledge.types import Audience, DocumentHead, Kind, Language, PatentRecord

AS_OF = date(2026, 11, 24)
NEEDS = {need.need_id: need for need in read_needs()}
BATTERY = NEEDS["zh01"]
REGENERATED = "CN199900001B"


@pytest.fixture(scope="module")
def samples() -> dict[str, Any]:
    folder = resources.files("knowledge") / "samples" / "patents"
    files = [json.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()]
    return {record["publication_number"]: record for file in files for record in file["records"]}


def test_there_are_thirty_needs_of_each_language_and_more() -> None:
    for language in (Language.ZH, Language.EN):
        assert sum(need.language is language for need in NEEDS.values()) >= 30


def test_a_third_of_the_needs_is_served_by_no_sample_or_only_by_real_patents(samples: dict[str, Any]) -> None:
    unserved = [need for need in NEEDS.values() if not samples.keys() & need.relevant.keys()]
    assert len(unserved) >= len(NEEDS) // 4
    assert any(not need.relevant for need in unserved)


def test_words_that_decide_stand_in_the_patent(samples: dict[str, Any]) -> None:
    for need in NEEDS.values():
        for cell in need.cells:
            assert cell.words in _all_text(samples[cell.patent]), need.need_id
            assert bool(cell.words) is (cell.verdict is not Verdict.NOT_FOUND)


def test_sixty_numbers_are_labelled_as_contradicted() -> None:
    contradicted = [
        cell
        for need in NEEDS.values()
        for cell in need.cells
        if cell.verdict is Verdict.CONTRADICTED and cell.about_number
    ]
    assert len(contradicted) >= 60


def test_what_stands_in_the_way_is_labelled_of_relevant_samples_only(samples: dict[str, Any]) -> None:
    for need in NEEDS.values():
        assert need.gates.keys() <= samples.keys() & need.relevant.keys()


def test_the_standing_of_a_patent_does_not_depend_on_the_need() -> None:
    known = standings(NEEDS.values())
    assert known["CN199900002B"] == {GateKind.NOT_IN_FORCE}
    for need in NEEDS.values():
        for patent in need.relevant:
            assert known.get(patent, frozenset()) <= need.gates.get(patent, frozenset()) | {
                kind for kind in GateKind if kind in need.may_also_tell.get(patent, ())
            }


def test_values_that_have_to_be_worked_out_are_caught_and_none_is_contradicted_wrongly() -> None:
    found = measure_values(read_cases())
    assert found["contradictions_caught"]["share"] >= 0.9
    assert found["contradicted_wrongly"] == 0


# ── ranking ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_order_has_ndcg_one_and_nothing_found_none() -> None:
    relevant = {"A": 3, "B": 2, "C": 1}
    assert ndcg([("A",), ("B",), ("C",)], relevant, {}) == pytest.approx(1.0)
    assert ndcg([("X",), ("Y",)], relevant, {}) == 0.0
    assert ndcg([("C",), ("B",), ("A",)], relevant, {}) < 0.8


def test_members_of_a_family_count_once_in_the_ranking_and_in_the_best_order() -> None:
    families = {"EP1": "EP1", "US1": "EP1"}
    relevant = {"EP1": 3, "US1": 3, "B": 3}
    assert ndcg([("US1",), ("B",)], relevant, families) == pytest.approx(1.0)
    assert ndcg([("US1",), ("EP1",), ("B",)], relevant, families) == pytest.approx(1.0)
    assert ndcg([("EP1", "US1"), ("X",), ("B",)], relevant, families) < 1.0


def test_recall_counts_technologies_among_the_first() -> None:
    families = {"EP1": "EP1", "US1": "EP1"}
    ranking = [("X",), ("US1",), ("EP1",), ("B",)]
    assert recall(ranking, frozenset({"EP1", "US1", "B"}), families, 2) == 0.5
    assert recall(ranking, frozenset({"EP1", "B"}), families, 3) == 1.0


# ── gates ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_gate_that_is_not_told_is_missed_and_a_lapsed_right_must_not_be_recommended() -> None:
    need = NEEDS["zh04"]  # served by a lapsed patent
    for told, flagged, recommended in (((GateKind.NOT_IN_FORCE,), 1, 0), ((), 0, 1)):
        counts = GateCounts()
        counts.add(need, [_match("CN199900002B", gates=told)], standings([need]), AS_OF)
        assert (counts.gated, counts.flagged) == (1, flagged)
        assert len(counts.lapsed_recommended) == recommended
        assert bool(counts.missed) is not bool(flagged)


def test_a_gate_of_no_label_is_counted_unless_it_is_left_open() -> None:
    counts = GateCounts()
    shown = [_match(REGENERATED, gates=(GateKind.PLEDGE,))]
    counts.add(BATTERY, shown, {}, AS_OF)
    flame = NEEDS["zh15"]
    told = (GateKind.UNKNOWN_STATUS, GateKind.TERRITORY)
    counts.add(flame, [_match("US99999004B2", gates=told)], {}, AS_OF)
    assert counts.of_no_label == {GateKind.PLEDGE: 1}
    assert (counts.gated, counts.flagged) == (1, 1)


def test_real_patents_have_to_be_told_as_unknown_and_very_old_ones_as_over() -> None:
    counts = GateCounts()
    old = _match("US4141939", sample=False, gates=(GateKind.UNKNOWN_STATUS,), published=date(1979, 2, 27))
    new = _match("US7384553", sample=False, gates=(), published=date(2008, 6, 10))
    counts.add(BATTERY, [old, new], {}, AS_OF)
    assert (counts.unknown, counts.told) == (2, 1)
    assert counts.lapsed_recommended == ["zh01 US4141939"]


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────


def test_quotes_have_to_stand_in_their_passage_letter_for_letter() -> None:
    cells = [
        _cell(BATTERY, "不用强酸溶解", Verdict.SUPPORTED, quote="不使用强酸浸出"),
        _cell(BATTERY, "普通许可", Verdict.SUPPORTED, quote="不使用强酸，浸出"),
        _cell(BATTERY, "首次效率不低于90%", Verdict.NOT_FOUND),
    ]
    counts = CellCounts()
    counts.add_quotes([_match(REGENERATED, cells=cells)], {"p": "该方法不使用强酸浸出，…"}.get)
    assert (counts.supported, counts.verbatim) == (2, 1)


def test_verdicts_are_held_against_labels_of_the_same_words() -> None:
    cells = [
        _cell(BATTERY, "不用强酸溶解、直接给旧正极粉补锂", Verdict.SUPPORTED),
        _cell(BATTERY, "0.1C放电比容量不低于150 mAh/g", Verdict.CONTRADICTED),
        _cell(BATTERY, "首次效率不低于90%", Verdict.SUPPORTED),
    ]
    counts = CellCounts()
    counts.add_pair(BATTERY, REGENERATED, cells)
    assert (counts.judged, counts.right, len(counts.wrong)) == (2, 1, 1)
    assert (counts.contradictions, counts.caught) == (1, 0)
    assert counts.missed == [f"zh01 {REGENERATED}: 首次效率不低于90% (supported)"]
    assert len(counts.false_alarms) == 1
    assert (counts.holding, counts.agreed) == (3, 1)


def test_a_contradiction_is_caught_where_the_cell_says_so_and_missed_where_there_is_none() -> None:
    counts = CellCounts()
    counts.add_pair(BATTERY, REGENERATED, [_cell(BATTERY, "首次效率不低于90%", Verdict.CONTRADICTED)])
    assert (counts.contradictions, counts.caught, counts.missed) == (1, 1, [])
    counts.add_pair(BATTERY, REGENERATED, [])
    assert (counts.contradictions, counts.caught) == (2, 1)
    assert counts.missed[0].endswith("(no cell)")


# ── made-up matches ──────────────────────────────────────────────────────────────────────────────────────


def _match(
    number: str,
    *,
    gates: Iterable[GateKind] = (),
    cells: Iterable[Cell] = (),
    sample: bool = True,
    published: date | None = None,
) -> Match:
    head = DocumentHead(
        document_id=number,
        kind=Kind.PATENT,
        audience=Audience.PUBLIC,
        language=Language.ZH,
        title=number,
        record=PatentRecord(
            jurisdiction=number[:2], titles=(), publication_number=number, publication_date=published
        ),
        source="patents.json",
        sample=sample,
    )
    return Match(
        rank=1,
        score=50,
        head=head,
        publication_number=number,
        title=number,
        components=(),
        gates=tuple(Gate(kind=kind, blocks=kind is GateKind.NOT_IN_FORCE, text=kind) for kind in gates),
        cells=tuple(cells),
    )


def _cell(need: LabelledNeed, words: str, verdict: Verdict, quote: str = "") -> Cell:
    start = need.text.index(words)
    requirement = Requirement(
        number=1, kind=RequirementKind.PROPERTY, text=words, start=start, end=start + len(words)
    )
    return Cell(requirement=requirement, verdict=verdict, quote=quote, passage_id="p")


def _all_text(value: Any) -> str:
    """Return all words of a record, one after the other."""
    if isinstance(value, dict):
        return "\n".join(map(_all_text, value.values()))
    if isinstance(value, list):
        return "\n".join(map(_all_text, value))
    return value if isinstance(value, str) else ""
