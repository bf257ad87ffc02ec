"""Turns: never more at once than allowed, in the order of arrival, and given back after an error."""

from __future__ import annotations

import threading
import time

import pytest

from knowledge.turns import Turns


def test_no_more_than_allowed_are_in_at_once_and_all_get_their_turn() -> None:
    turns, lock = Turns(2), threading.Lock()
    inside, most, done = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, done
        with turns.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1
                done += 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert (most, done) == (2, 12)


def test_who_comes_first_is_served_first() -> None:
    turns, served = Turns(1), list[int]()

    def work(number: int) -> None:
        with turns.turn():
            served.append(number)

    threads = []
    with turns.turn():
        for number in range(6):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert served == list(range(6))


def test_a_search_that_fails_gives_its_turn_back() -> None:
    turns = Turns(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"), turns.turn():
            raise ValueError("broken")
