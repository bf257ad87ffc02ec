"""The last question asked again or in other words: the new turn stands for the old one, which stays, folded and not read."""

from __future__ import annotations

import pytest
from fake_services import FakeServices

from assistant.stored import StoredTurn
from knowledge.types import Language, Reader, Role
from ui.dialogue import Dialogue, Shown

ANN = Reader(user="visitor-ann", role=Role.SME)
BEN = Reader(user="visitor-ben", role=Role.SME)


def asked(
    services: FakeServices, text: str, conversation: str = "", *, replaces: str = "", reader: Reader = ANN
) -> Shown:
    dialogue = Dialogue(services=services, reader=reader, language=Language.EN)
    return list(dialogue.ask(text, conversation, replaces=replaces))[-1]


def turns_of(services: FakeServices, conversation: str) -> tuple[StoredTurn, ...]:
    return services.history.turns(conversation, ANN.user)


def transcript(services: FakeServices, conversation: str) -> str:
    """Return the turns as the page shows them when it is opened."""
    return str(Dialogue(services=services, reader=ANN, language=Language.EN).transcript(conversation)[1])


@pytest.fixture
def conversation(services: FakeServices) -> str:
    begun = asked(services, "怎样许可?").conversation_id or ""
    asked(services, "多少钱?", begun)
    return begun


def test_the_new_turn_stands_for_the_last_one_which_is_kept(
    services: FakeServices, conversation: str
) -> None:
    _, last = turns_of(services, conversation)
    shown = asked(services, "一年多少钱?", conversation, replaces=last.turn_id)
    first, old, new = turns_of(services, conversation)
    assert (first.replaced_by, old.replaced_by, new.replaced_by) == ("", new.turn_id, "")
    assert old.answer == last.answer
    before, _, after = transcript(services, conversation).partition('<details class="pb-replaced">')
    assert "多少钱?" not in before
    assert after.index(old.turn_id) < after.index("</details>") < after.index(new.turn_id)
    assert f"{shown.folded}{shown.turn}" in before + '<details class="pb-replaced">' + after


def test_it_is_as_if_the_replaced_question_had_not_been_asked(
    services: FakeServices, conversation: str
) -> None:
    _, last = turns_of(services, conversation)
    asked(services, "一年多少钱?", conversation, replaces=last.turn_id)
    assert [turn.question for turn in services.asked[-1].history] == ["怎样许可?"]
    asked(services, "为什么?", conversation)
    assert [turn.question for turn in services.asked[-1].history] == ["怎样许可?", "一年多少钱?"]


def test_only_the_last_question_is_replaced(services: FakeServices, conversation: str) -> None:
    first, _ = turns_of(services, conversation)
    asked(services, "怎样取得许可?", conversation, replaces=first.turn_id)
    assert [turn.replaced_by for turn in turns_of(services, conversation)] == ["", "", ""]


def test_nobody_replaces_somebody_elses_turn(services: FakeServices, conversation: str) -> None:
    last = turns_of(services, conversation)[-1]
    asked(services, "一年多少钱?", conversation, replaces=last.turn_id, reader=BEN)
    assert [turn.replaced_by for turn in turns_of(services, conversation)] == ["", ""]


def test_a_question_that_fails_replaces_nothing(services: FakeServices, conversation: str) -> None:
    last = turns_of(services, conversation)[-1]
    asked(services, "失败", conversation, replaces=last.turn_id)
    assert [turn.replaced_by for turn in turns_of(services, conversation)] == ["", ""]


def test_asking_again_keeps_conditions_away_that_were_taken_away(services: FakeServices) -> None:
    dialogue = Dialogue(services=services, reader=ANN, language=Language.EN)
    shown = list(dialogue.ask("江苏的电池专利", "", ("regions=CN-JS",)))[-1]
    assert 'data-ask="江苏的电池专利" data-without="regions=CN-JS" data-replaces=' in str(shown.transcript)


def test_only_the_last_turn_offers_it(services: FakeServices, conversation: str) -> None:
    step = asked(services, "为什么?", conversation)
    shown = transcript(services, conversation)
    assert shown.count("pb-retry") == 1
    assert shown.index("pb-retry") > shown.index("为什么?")
    assert shown.count("data-last") == str(step.turn).count("data-last") == 3
    assert (step.transcript, step.folded) == (None, None)
    assert shown.endswith(f"{step.turn}</div>")


def test_what_was_replaced_goes_with_its_conversation(services: FakeServices, conversation: str) -> None:
    last = turns_of(services, conversation)[-1]
    asked(services, "一年多少钱?", conversation, replaces=last.turn_id)
    services.history.delete(conversation, ANN.user)
    assert services.history.list(ANN.user) == ()
