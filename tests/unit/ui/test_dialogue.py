"""Asking step by step: progress, one stored answer, clear words where it fails, nothing kept where it was stopped."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator

import pytest
from fake_services import TODAY, FakeServices

from assistant.types import Answer, Intent, Progress, Question, Stage
from knowledge.types import Language, Reader, Role
from ui.dialogue import Dialogue, Shown

ANN = Reader(user="visitor-ann", role=Role.SME)
BEN = Reader(user="visitor-ben", role=Role.SME)


def dialogue(services: FakeServices, reader: Reader | None = ANN) -> Dialogue:
    return Dialogue(services=services, reader=reader, language=Language.ZH)


def asked(
    services: FakeServices, text: str, conversation: str = "", reader: Reader | None = ANN
) -> list[Shown]:
    return list(dialogue(services, reader).ask(text, conversation))


def test_progress_comes_first_and_the_stored_answer_last(services: FakeServices) -> None:
    *progress, last = asked(services, "怎样许可?")
    assert all(shown.busy for shown in progress)
    assert "12 段" in progress[-1].live
    assert not last.busy
    assert last.conversation_id is not None
    assert last.live == ""
    (turn,) = services.history.turns(last.conversation_id, ANN.user)
    assert turn.question == "怎样许可?"
    assert turn.turn_id in str(last.transcript)


def test_a_follow_up_knows_the_turns_before_it(services: FakeServices) -> None:
    first = asked(services, "怎样许可?")[-1].conversation_id
    assert first is not None
    second = asked(services, "多少钱?", first)[-1]
    assert second.conversation_id == first
    (earlier,) = services.asked[-1].history
    assert earlier.question == "怎样许可?"
    assert earlier.document_ids == ("patent", "policy")
    assert earlier.intent in (None, *Intent)
    assert services.asked[-1].as_of == TODAY


def test_a_follow_up_knows_what_the_turns_before_it_were_narrowed_to(services: FakeServices) -> None:
    first = asked(services, "江苏的电池专利")[-1].conversation_id
    assert first is not None
    asked(services, "可以免费许可的呢", first)
    (earlier,) = services.asked[-1].history
    (stored,) = services.history.turns(first, ANN.user)[:1]
    assert earlier.conditions == stored.answer.conditions != ()


def test_what_a_visitor_may_no_longer_see_is_not_told_to_the_assistant_either(services: FakeServices) -> None:
    first = asked(services, "怎样许可?")[-1].conversation_id
    assert first is not None
    services.catalogue.hide("patent")
    asked(services, "多少钱?", first)
    assert "30,000" not in services.asked[-1].history[0].answer


def test_asking_in_somebody_elses_conversation_begins_a_new_one(services: FakeServices) -> None:
    anns = asked(services, "怎样许可?")[-1].conversation_id
    assert anns is not None
    bens = asked(services, "多少钱?", anns, BEN)[-1].conversation_id
    assert bens != anns
    assert services.asked[-1].history == ()
    assert len(services.history.turns(anns, ANN.user)) == 1


def test_the_reader_of_a_question_is_the_visitor(services: FakeServices) -> None:
    asked(services, "怎样许可?")
    assert services.asked[-1].reader == ANN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("   \n", "还没有写问题"),
        ("问" * 100_000, "100,000 个字符"),
        ("这会失败", "大模型服务"),
        ("这会崩溃", "没有完成"),
    ],
)
def test_what_cannot_be_answered_is_worded_and_nothing_is_lost(
    services: FakeServices, text: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    last = asked(services, text)[-1]
    assert words in last.live
    assert last.unasked.strip() == text.strip()
    assert services.history.list(ANN.user) == ()


def test_a_question_is_never_logged(services: FakeServices, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asked(services, "我们的秘密配方会失败")
    asked(services, "我们的秘密配方会崩溃")
    assert caplog.records
    assert "秘密配方" not in caplog.text


def test_without_a_cookie_nothing_is_asked_or_kept(services: FakeServices) -> None:
    (only,) = asked(services, "怎样许可?", reader=None)
    assert "Cookie" in only.live
    assert services.asked == []


def test_leaving_early_cancels_the_asking_and_keeps_nothing(services: FakeServices) -> None:
    steps = dialogue(services).ask("请慢慢写", "")
    assert isinstance(steps, Generator)
    for shown in steps:
        if "草稿" in shown.live:
            break
    steps.close()
    assert services.cancelled == 1
    assert services.history.list(ANN.user) == ()


def test_each_sentence_is_shown_as_it_comes_however_soon_after_another(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("The first sentence. ", "The second one at once. ")

    def ask(_question: Question) -> Iterator[Progress | Answer]:
        yield Progress(stage=Stage.COMPOSING, found=3)
        for sentence in said:
            yield Progress(stage=Stage.COMPOSING, delta=sentence)

    monkeypatch.setattr(services, "ask", ask)
    shown = [step.live for step in dialogue(services).ask("怎样许可?", "") if step.busy]
    assert said[0].strip() in shown[-2]
    assert said[1].strip() in shown[-1]


def test_the_welcome_is_shown_where_there_is_no_such_conversation(services: FakeServices) -> None:
    anns = asked(services, "怎样许可?")[-1].conversation_id
    assert anns is not None
    for reader, wanted in ((BEN, anns), (ANN, "missing"), (None, anns), (ANN, "")):
        conversation_id, html = dialogue(services, reader).transcript(wanted)
        assert conversation_id == ""
        assert "pb-welcome" in html
    assert dialogue(services).transcript(anns)[0] == anns
