"""What can be found by words: both languages, any typing, only in the right audience."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.analysis import terms
from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.search import lexical_rows
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field
from knowledge.search.lexical_queries import TERMS_PER_FIELD, FieldTerms
from knowledge.search.lexical_shelves import SHELVES
from knowledge.types import (
    Audience,
    DocumentHead,
    Kind,
    Language,
    LocalText,
    Party,
    Passage,
    PassageKind,
    PatentRecord,
)

PUBLIC, INTERNAL, ZH, EN = Audience.PUBLIC, Audience.INTERNAL, Language.ZH, Language.EN


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.fixture
def index(tmp_path: Path, bridge: DictionaryBridge) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path / "lexical", bridge)
    yield opened
    opened.close()


def head(
    name: str,
    language: Language = ZH,
    *,
    title: str = "",
    kind: Kind = Kind.OTHER,
    audience: Audience = PUBLIC,
    record: PatentRecord | None = None,
) -> DocumentHead:
    return DocumentHead(
        document_id=name,
        kind=kind,
        audience=audience,
        language=language,
        title=title,
        record=record,
        source=f"{name}.txt",
    )


@dataclass
class _Address:
    doc: int
    segment_ord: int = 0


@dataclass
class _Searcher:
    read: int = 0

    def doc(self, address: _Address) -> dict[str, list[str]]:
        self.read += 1
        return {"reference": [f"p{address.doc}\td\tzh\tpatent"]}


def passages(of: DocumentHead, *texts: str) -> list[tuple[DocumentHead, Passage]]:
    return [
        (
            of,
            Passage(
                passage_id=f"{of.document_id}-{at}",
                document_id=of.document_id,
                ordinal=at,
                kind=PassageKind.PARAGRAPH,
                label="",
                language=of.language,
                start=0,
                end=len(text),
                text=text,
            ),
        )
        for at, text in enumerate(texts)
    ]


def found(index: TantivyIndex, field: Field, words: Sequence[str], **options: object) -> list[str]:
    wanted = [FieldTerms(field=field, terms=dict.fromkeys(words, 1.0))]
    run = index.search(options.pop("audience", PUBLIC), wanted, k=10, **options)  # type: ignore[arg-type]
    return [hit.passage_id for hit in run.hits]


def test_the_passage_that_holds_more_of_the_rare_words_comes_first(index: TantivyIndex) -> None:
    index.apply(passages(head("d"), "锂电池正极材料再生", "锂电池隔膜", "焊接夹具"), [], upto=1)
    assert found(index, Field.ZH, terms("正极材料 锂电池", ZH)) == ["d-0", "d-1"]


def test_an_english_question_finds_a_chinese_passage_by_its_glosses(index: TantivyIndex) -> None:
    index.apply(passages(head("d"), "专利权人自愿声明开放许可", "缴纳年费的滞纳金"), [], upto=1)
    assert found(index, Field.ZH_BRIDGE, terms("open licenses", EN)) == ["d-0"]


def test_a_chinese_title_and_owner_lead_to_an_english_passage(index: TantivyIndex) -> None:
    names = (LocalText(language=ZH, text="示例大学A"), LocalText(language=EN, text="Sample University A"))
    record = PatentRecord(
        jurisdiction="CN",
        titles=(LocalText(language=EN, text="Welding fixture"), LocalText(language=ZH, text="焊接夹具")),
        owners=(Party(names=names),),
    )
    of = head("d", EN, title="Welding fixture", kind=Kind.PATENT, record=record)
    index.apply(passages(of, "Two jaws hold the part."), [], upto=1)
    assert found(index, Field.EN_TITLE_ZH, terms("焊接夹具", ZH)) == ["d-0"]
    assert found(index, Field.EN_TITLE_ZH, terms("示例大学", ZH)) == ["d-0"]
    assert found(index, Field.EN_TITLE, terms("Sample University", EN)) == ["d-0"]


def test_a_place_that_was_found_is_gone_with_its_document(index: TantivyIndex) -> None:
    index.apply(passages(head("d"), "锂电池"), [], upto=1)
    index.apply(passages(head("e"), "锂电池隔膜"), [], upto=2)
    for _ in range(2):
        assert {name: hit.document_id for name, hit in index.locate(PUBLIC, ["d-0", "e-0", "f-0"]).items()} == {
            "d-0": "d", "e-0": "e",
        }  # fmt: skip
    index.apply([], ["d"], upto=3)
    assert set(index.locate(PUBLIC, ["d-0", "e-0"])) == {"e-0"}


def test_rows_are_read_once_and_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_rows, "_REMEMBERED", 2)
    searcher = _Searcher()
    rows = lexical_rows.Rows(searcher)
    assert [rows.at(_Address(0)).passage_id for _ in range(3)] == ["p0", "p0", "p0"]
    assert searcher.read == 1
    assert [rows.at(_Address(at)).passage_id for at in range(5)] == [f"p{at}" for at in range(5)]
    assert [at for at in range(5) if rows.named(f"p{at}")] == [4]


def test_a_kind_that_an_index_does_not_hold_is_not_found_in_it(index: TantivyIndex) -> None:
    index.apply(passages(head("p", kind=Kind.PATENT), "许可费"), [], upto=1)
    words = terms("许可费", ZH)
    assert found(index, Field.ZH, words, kinds=[Kind.POLICY]) == []
    assert found(index, Field.ZH, words, kinds=[Kind.PATENT, Kind.POLICY]) == ["p-0"]


def test_kinds_and_documents_narrow_the_search(index: TantivyIndex) -> None:
    pairs = [
        *passages(head("p", kind=Kind.PATENT), "许可费"),
        *passages(head("l", kind=Kind.POLICY), "许可费"),
    ]
    index.apply(pairs, [], upto=1)
    words = terms("许可费", ZH)
    assert found(index, Field.ZH, words, kinds=[Kind.POLICY]) == ["l-0"]
    assert found(index, Field.ZH, words, document_ids=["p"]) == ["p-0"]
    assert found(index, Field.ZH, words, document_ids=[]) == []
    assert sorted(found(index, Field.ZH, words)) == ["l-0", "p-0"]


def test_internal_text_is_in_no_public_search_nor_in_its_statistics(index: TantivyIndex) -> None:
    secret = head("s", audience=INTERNAL)
    index.apply([*passages(secret, "许可费底价"), *passages(head("d"), "许可费")], [], upto=1)
    words = terms("许可费底价", ZH)
    assert found(index, Field.ZH, words) == ["d-0"]
    assert found(index, Field.ZH, words, audience=INTERNAL) == ["s-0"]
    never_seen, secret_word = index.idf(PUBLIC, Field.ZH, ["镍钴", "底价"]).values()
    assert secret_word == never_seen


def test_a_document_that_changes_its_audience_leaves_the_other_index(index: TantivyIndex) -> None:
    index.apply(passages(head("d", audience=INTERNAL), "底价"), [], upto=1)
    index.apply(passages(head("d"), "底价"), [], upto=2)
    assert (index.count(INTERNAL), index.count(PUBLIC)) == (0, 1)


@pytest.mark.parametrize("typed", ['许可 AND (费 OR "', "field:zh^9 许可", "+许可 -费*", "许可\x00~2"])
def test_what_is_typed_is_never_query_syntax(index: TantivyIndex, typed: str) -> None:
    index.apply(passages(head("d"), "许可费"), [], upto=1)
    assert found(index, Field.ZH, terms(typed, ZH)) == ["d-0"]


def test_of_a_very_long_question_the_rare_words_count(index: TantivyIndex) -> None:
    common = [f"word{n}" for n in range(2 * TERMS_PER_FIELD)]
    texts = [" ".join(common), *[" ".join(common)] * 8, "a zirconia electrolyte"]
    index.apply(passages(head("d", EN), *texts), [], upto=1)
    assert "d-9" in found(index, Field.EN, [*common, *terms("zirconia", EN)])


def test_a_search_without_terms_finds_nothing(index: TantivyIndex) -> None:
    index.apply(passages(head("d"), "许可费"), [], upto=1)
    assert found(index, Field.ZH, []) == []


def test_places_are_told_for_known_passages_only(index: TantivyIndex) -> None:
    index.apply(passages(head("d", EN, kind=Kind.PATENT), "fixture"), [], upto=1)
    places = index.locate(PUBLIC, ["d-0", "gone"])
    assert list(places) == ["d-0"]
    assert (places["d-0"].document_id, places["d-0"].language, places["d-0"].kind) == ("d", EN, Kind.PATENT)


@pytest.mark.parametrize(
    "shelf", ["watermark", *(shelf.folder for shelf in SHELVES if shelf.audience is PUBLIC)]
)
@pytest.mark.parametrize("harm", ["cut off", "lost"])
def test_one_damaged_part_empties_all_so_that_they_are_filled_again(
    tmp_path: Path, bridge: DictionaryBridge, shelf: str, harm: str
) -> None:
    folder = tmp_path / "lexical"
    index = TantivyIndex(folder, bridge)
    both = [*passages(head("d"), "许可费"), *passages(head("e", EN), "licence fee")]
    index.apply(both, [], upto=5)
    index.close()
    if harm == "cut off":
        (folder / shelf / "meta.json").write_text("{ cut off")
    else:
        shutil.rmtree(folder / shelf)
    again = TantivyIndex(folder, bridge)
    assert (again.applied(), again.count(PUBLIC)) == (0, 0)
    again.apply(both, [], upto=5)
    assert again.count(PUBLIC) == 2
    again.close()


def test_an_index_of_the_layout_before_starts_empty(tmp_path: Path, bridge: DictionaryBridge) -> None:
    (tmp_path / "lexical" / "public").mkdir(parents=True)
    index = TantivyIndex(tmp_path / "lexical", bridge)
    assert index.applied() == 0
    assert not (tmp_path / "lexical" / "public").exists()
    index.close()


def test_the_words_of_a_document_count_together(index: TantivyIndex) -> None:
    apart = passages(head("apart"), "锂电池的回收", "许可费的支付")
    one = passages(head("one"), "锂电池的制造")
    index.apply([*apart, *one], [], upto=1)
    wanted = [FieldTerms(field=Field.ZH, terms=dict.fromkeys(terms("锂电池 许可费", ZH), 1.0))]
    whole = index.documents(PUBLIC, wanted, ["apart", "one", "unknown"])
    assert whole["apart"] > whole["one"] > 0
    assert set(whole) == {"apart", "one"}
    assert index.documents(INTERNAL, wanted, ["apart", "one"]) == {}
    index.apply([], ["apart"], upto=2)
    assert set(index.documents(PUBLIC, wanted, ["apart", "one"])) == {"one"}


def test_texts_in_the_other_language_change_no_score(index: TantivyIndex) -> None:
    wanted = [FieldTerms(field=Field.ZH, terms=dict.fromkeys(terms("锂电池", ZH), 1.0))]
    index.apply(passages(head("d"), "锂电池的回收", "焊接夹具"), [], upto=1)
    alone = index.search(PUBLIC, wanted, k=1).hits[0].score
    index.apply(passages(head("e", EN), *["a welding fixture of two long jaws"] * 50), [], upto=2)
    assert index.search(PUBLIC, wanted, k=1).hits[0].score == pytest.approx(alone)


def test_an_index_of_another_glossary_starts_empty_so_that_it_is_filled_again(
    tmp_path: Path, bridge: DictionaryBridge
) -> None:
    index = TantivyIndex(tmp_path, bridge)
    index.apply(passages(head("d"), "许可费"), [], upto=5)
    index.close()
    same = TantivyIndex(tmp_path, DictionaryBridge())
    assert same.applied() == 5
    same.close()
    other = TantivyIndex(tmp_path, DictionaryBridge([("许可费", "toll")]))
    assert (other.applied(), other.count(PUBLIC)) == (0, 0)


def test_a_folder_that_cannot_be_used_is_a_storage_error(tmp_path: Path, bridge: DictionaryBridge) -> None:
    (tmp_path / "lexical").write_text("a file in the way")
    with pytest.raises(StorageError):
        TantivyIndex(tmp_path / "lexical", bridge).applied()


def test_how_rare_a_word_is_follows_what_is_added(index: TantivyIndex) -> None:
    index.apply(passages(head("a"), "许可费"), [], upto=1)
    before = index.idf(PUBLIC, Field.ZH, ["许可"])["许可"]
    index.apply(passages(head("b"), "许可证"), [], upto=2)
    assert index.idf(PUBLIC, Field.ZH, ["许可"])["许可"] < before


@pytest.mark.parametrize("others", [3, 600])
def test_few_and_many_names_find_the_same_passages(index: TantivyIndex, others: int) -> None:
    index.apply(passages(head("d"), "许可费", "许可证"), [], upto=1)
    names = ["d-1", *(f"unknown-{at}" for at in range(others))]
    assert set(index.locate(PUBLIC, names)) == {"d-1"}
