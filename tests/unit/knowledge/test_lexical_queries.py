"""Fields of whole documents: forms of one text weigh alike, common characters say nothing, titles count once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from knowledge.analysis import han_terms
from knowledge.bridge import DictionaryBridge
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field, characters, whole_fields
from knowledge.search.lexical_queries import FieldTerms
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage, PassageKind

_TEXTS = {"gears": "齿轮轴承油封", "solvent": "甲醇溶剂储罐", "press": "液压机床底座", "lamp": "路灯灯罩支架"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path_factory.mktemp("fields") / "lexical", DictionaryBridge())
    texts = _TEXTS | {f"other-{at}": f"普通材料{'甲乙丙丁戊己庚辛壬癸子丑'[at]}号" for at in range(12)}
    opened.apply([_document(name, text) for name, text in texts.items()], [], upto=1)
    yield opened
    opened.close()


def _document(name: str, text: str) -> tuple[DocumentHead, Passage]:
    head = DocumentHead(
        document_id=name, kind=Kind.OTHER, audience=Audience.PUBLIC, language=Language.ZH, title="", record=None,
        source=f"{name}.txt",
    )  # fmt: skip
    passage = Passage(
        passage_id=f"{name}-0", document_id=name, ordinal=0, kind=PassageKind.PARAGRAPH, label="", language=Language.ZH,
        start=0, end=len(text), text=text,
    )  # fmt: skip
    return head, passage


def _documents(index: TantivyIndex, *wanted: FieldTerms) -> dict[str, float]:
    names = [*_TEXTS, *(f"other-{at}" for at in range(12))]
    return index.documents(Audience.PUBLIC, wanted, names)


def _sought(field: Field, found: Iterable[str], *, boost: float = 1.0, held_by: float = 1.0) -> FieldTerms:
    return FieldTerms(field=field, terms=dict.fromkeys(found, 1.0), boost=boost, held_by=held_by)


def test_many_terms_of_one_form_do_not_outweigh_few_of_another(index: TantivyIndex) -> None:
    pairs = _sought(Field.ZH, han_terms("齿轮轴承油封"))
    character = _sought(Field.ZH_CHARACTERS, "溶")
    scores = _documents(index, pairs, character)
    assert scores["solvent"] == pytest.approx(scores["gears"], rel=0.15)
    assert _documents(index, pairs)["gears"] > 3 * _documents(index, character)["solvent"]


def test_a_boost_counts_after_levelling(index: TantivyIndex) -> None:
    pairs = _sought(Field.ZH, han_terms("齿轮轴承油封"))
    scores = _documents(index, pairs, _sought(Field.ZH_CHARACTERS, "溶", boost=0.5))
    assert scores["solvent"] == pytest.approx(scores["gears"] / 2, rel=0.15)


def test_a_character_that_many_documents_hold_is_not_looked_for(index: TantivyIndex) -> None:
    assert set(_documents(index, _sought(Field.ZH_CHARACTERS, "料溶", held_by=0.1))) == {"solvent"}
    assert len(_documents(index, _sought(Field.ZH_CHARACTERS, "料溶"))) == 13
    assert _documents(index, _sought(Field.ZH_CHARACTERS, "料", held_by=0.1)) == {}


def test_characters_of_all_runs_stand_one_by_one_and_nothing_else_does() -> None:
    assert characters("齿轮轴 steel 316l甲,水水中") == "齿 轮 轴 甲 水 水 中"
    assert characters("") == characters("steel 316l") == ""


def test_a_document_holds_its_title_once_and_the_words_of_all_its_passages() -> None:
    title = (Field.EN_TITLE.value, "gear")
    first, second = ((Field.EN.value, "tooth"), title), ((Field.EN.value, "shaft"), title)
    assert dict(whole_fields([first, second])) == {Field.EN.value: "gear tooth shaft"}


def test_a_chinese_document_is_held_in_each_form_and_by_its_characters() -> None:
    passage = (
        (Field.ZH.value, "齿轮"),
        (Field.ZH_BRIDGE.value, "gear"),
        (Field.ZH_WORDS.value, "齿轮"),
        (Field.ZH_CHARACTERS.value, "齿 轮"),
        (Field.ZH_TITLE.value, "轴承"),
        (Field.ZH_TITLE_BRIDGE.value, "bear"),
        (Field.ZH_TITLE_WORDS.value, "轴承"),
        (Field.ZH_TITLE_CHARACTERS.value, "轴 承"),
    )
    assert dict(whole_fields([passage])) == {
        Field.ZH.value: "轴承 齿轮",
        Field.ZH_BRIDGE.value: "bear gear",
        Field.ZH_WORDS.value: "轴承 齿轮",
        Field.ZH_CHARACTERS.value: "轴 承 齿 轮",
    }
