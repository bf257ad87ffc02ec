from __future__ import annotations

import threading

from knowledge.pausing import Gate


def passes(gate: Gate, within_s: float) -> bool:
    thread = threading.Thread(target=gate.pass_through, daemon=True)
    thread.start()
    thread.join(within_s)
    return not thread.is_alive()


def test_two_questions_at_once_hold_the_work_until_the_later_one_is_answered() -> None:
    gate = Gate()
    with gate.held():
        with gate.held():
            assert not passes(gate, 0.05)
        assert not passes(gate, 0.05)
    assert passes(gate, 5.0)


def test_who_wants_to_close_waits_for_nobody() -> None:
    gate = Gate()
    gate.hold()
    waiting = threading.Thread(target=gate.pass_through, daemon=True)
    waiting.start()
    gate.open_for_good()
    waiting.join(5.0)
    assert not waiting.is_alive()


def test_letting_go_too_often_does_no_harm() -> None:
    gate = Gate()
    gate.let_go()
    with gate.held():
        assert not passes(gate, 0.05)
