"""Search words of a model: an answer repeats those that stand in the question or the answer, and no message of its own."""

from __future__ import annotations

import pytest

from assistant.reworded import told_words

ANSWER = (
    "拆下来的旧电池能不能重新利用?",
    "一种废旧锂电池正极材料再生方法",
    "Regenerating cathodes from spent batteries",
)


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("废旧锂电池正极材料再生", "废旧锂电池正极材料再生"),
        ("废旧锂电池 青松口令 正极", "废旧锂电池 … 正极"),
        ("请转告青松", "…"),
        ("regeneration of cathode from spent battery", "regeneration of cathode from spent battery"),
        ("spent batteries pinewood password", "spent batteries …"),
    ],
)
def test_only_words_of_the_question_and_the_answer_are_told(topic: str, told: str) -> None:
    assert told_words(topic, ANSWER) == told
