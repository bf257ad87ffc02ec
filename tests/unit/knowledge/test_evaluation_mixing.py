"""Test sets in one library: what other documents cost, and the vectors that are kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation_factory import WordsEmbedder, parts, write_set

from knowledge.bridge import DictionaryBridge
from knowledge.evaluation.measuring import evaluate_retrieval
from knowledge.evaluation.mixing import evaluate_mixed
from knowledge.evaluation.stored_vectors import StoringEmbedder, storing
from knowledge.types import Language


def test_what_is_lost_is_told_apart_by_the_language_that_takes_it(tmp_path: Path) -> None:
    crowd = {f"d{at}": "valve" for at in range(12)}
    folders = [
        write_set(tmp_path / "a" / "same", {"d1": "a valve of brass"}, {"q": "valve"}, {"q": ["d1"]}),
        write_set(tmp_path / "b" / "same", crowd, {"q": "valve"}, {"q": list(crowd)}),
        write_set(tmp_path / "zh", {"d1": "电池的回收"}, {"q": "电池"}, {"q": ["d1"]}),
        write_set(tmp_path / "zh2", {f"z{at}": "USB 电池" for at in range(12)}, {"q": "USB"}, {"q": ["z1"]}),
        write_set(tmp_path / "en", {"d1": "a USB plug", "d2": "brass"}, {"q": "USB"}, {"q": ["d1"]}),
    ]
    reports = evaluate_retrieval(folders, ["bm25"], parts=parts(), scratch=tmp_path / "scratch")
    crowded, _, _, _, plug = evaluate_mixed(reports, parts=parts(), scratch=tmp_path / "scratch")
    assert (crowded.set, crowded.language) == ("same", Language.EN)
    assert (crowded.alone, crowded.own_language, crowded.mixed) == (1.0, 0.0, 0.0)
    assert (crowded.from_alone.difference, crowded.from_own_language.difference) == (-1.0, 0.0)
    assert (plug.alone, plug.own_language, plug.mixed) == (1.0, 1.0, 0.0)
    assert plug.from_own_language.difference == -1.0


def test_our_system_keeps_both_languages_of_one_library(tmp_path: Path) -> None:
    folders = [
        write_set(tmp_path / "en", {"d1": "battery electrode", "d2": "irrigation pump"}, {"q": "electrode of a battery"}, {"q": ["d1"]}),
        write_set(tmp_path / "zh", {"d1": "电池的电极", "d2": "灌溉的水泵"}, {"q": "灌溉用的水泵"}, {"q": ["d2"]}),
    ]  # fmt: skip
    reports = evaluate_retrieval(folders, ["patentbridge"], parts=parts(), scratch=tmp_path / "scratch")
    mixed = evaluate_mixed(reports, parts=parts(), scratch=tmp_path / "scratch")
    assert [(one.language, one.alone, one.own_language, one.mixed) for one in mixed] == [
        (Language.EN, 1.0, 1.0, 1.0),
        (Language.ZH, 1.0, 1.0, 1.0),
    ]


def test_a_second_run_embeds_no_passage_again(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", {"a": "灌溉的水泵", "b": "a pump"}, {"q": "pump"}, {"q": ["b"]})
    results = []
    for embedder in (first := WordsEmbedder(), second := WordsEmbedder()):
        with storing(parts(embedder), tmp_path / "vectors") as kept:
            systems = ("patentbridge", "dense", "dense-bridged", "rrf")
            (report,) = evaluate_retrieval([folder], systems, parts=kept, scratch=tmp_path / "scratch")
            results.append([one.ndcg_at_10 for one in report.results])
    assert first.embedded.count("a pump") == 1  # read in the same way by all of them
    assert second.embedded == []
    assert results[0] == results[1]


@pytest.mark.parametrize(("text", "language"), [("灌溉的水泵", Language.ZH), ("a pump", Language.EN)])
def test_a_vector_is_made_anew_when_the_bridge_reads_its_text_differently(
    tmp_path: Path, text: str, language: Language
) -> None:
    embedder = WordsEmbedder()
    for bridge in (DictionaryBridge(glossary=()), DictionaryBridge(glossary=(("水泵", "hydraulic ram"),))):
        kept = StoringEmbedder(embedder, bridge, tmp_path)
        kept.embed_passages([text], [language])
        kept.close()
    assert len(embedder.embedded) == (2 if language is Language.ZH else 1)


def test_another_embedder_never_gets_the_vectors_of_the_first(tmp_path: Path) -> None:
    first, second = WordsEmbedder(), WordsEmbedder()
    second.embedder_id = "words-2"
    for embedder in (first, second, first):
        kept = StoringEmbedder(embedder, DictionaryBridge(glossary=()), tmp_path)
        kept.embed_passages(["a pump"], [Language.EN])
        kept.close()
    assert first.embedded == second.embedded == ["a pump"]
