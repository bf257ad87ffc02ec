"""What a sentence rests on when it gives words as they stand: they are held against the place where they really stand."""

from __future__ import annotations

import pytest

from assistant.citations import Source
from assistant.composing.exhibits import Exhibit
from assistant.composing.quoting import resting_on
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage, PassageKind

FEE = "被许可人应当在每年三月底之前支付许可费。"
TERM = "许可期限自合同生效之日起计算为期五年。"


def exhibit(number: int, text: str) -> Exhibit:
    passage = Passage(
        passage_id=f"p{number}", document_id="d", ordinal=number, kind=PassageKind.ARTICLE, label="", language=Language.ZH, start=0, end=len(text), text=text
    )  # fmt: skip
    head = DocumentHead(
        document_id="d", kind=Kind.POLICY, audience=Audience.PUBLIC, title="", language=Language.ZH, source="x", record=None
    )  # fmt: skip
    return Exhibit(
        number=number,
        heading="",
        text=text,
        documents=frozenset(("d",)),
        source=Source(passage=passage, document=head),
    )


ONE, TWO = exhibit(1, FEE), exhibit(2, TERM)


def test_a_sentence_in_words_of_its_own_rests_on_what_it_cites() -> None:
    assert resting_on("每年三月底前付费。", [ONE], [ONE, TWO]) == (ONE,)


def test_a_sentence_taken_from_elsewhere_rests_on_where_it_stands() -> None:
    assert resting_on(TERM, [ONE], [ONE, TWO]) == (TWO,)
    assert resting_on(TERM, [TWO], [ONE, TWO]) == (TWO,)


def test_a_sentence_that_stands_in_two_places_stays_with_what_it_cites() -> None:
    assert resting_on(TERM, [ONE], [ONE, TWO, exhibit(3, TERM)]) == (ONE,)


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "「{}」"])
def test_words_in_quotation_marks_are_looked_for(marks: str) -> None:
    true, false = "自合同生效之日起计算为期五年", "自合同生效之日起计算为期六年"
    said = f"合同写明{marks}。"
    assert resting_on(said.format(true), [TWO], [ONE, TWO]) == (TWO,)
    assert resting_on(said.format(true), [ONE], [ONE, TWO]) == (ONE, TWO)
    assert resting_on(said.format(false), [TWO], [ONE, TWO]) == ()
    assert resting_on(said.format("五年"), [ONE], [ONE, TWO]) == (ONE,)
