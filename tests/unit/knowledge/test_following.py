from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Change, ChangeOp
from knowledge.following import net_change
from knowledge.types import Audience

ADD, REMOVE = ChangeOp.ADD, ChangeOp.REMOVE


def changes(*lines: tuple[ChangeOp, str]) -> list[Change]:
    return [
        Change(seq=seq, op=op, document_id=name, audience=Audience.PUBLIC)
        for seq, (op, name) in enumerate(lines, 1)
    ]


def test_the_last_word_on_a_document_counts() -> None:
    net = net_change(changes((ADD, "a"), (ADD, "b"), (REMOVE, "a"), (ADD, "c"), (REMOVE, "b"), (ADD, "b")))
    assert net.added == ("c", "b"), "oldest first, by when they last came"
    assert net.removed == ("a", "b")


@given(st.lists(st.tuples(st.sampled_from([ADD, REMOVE]), st.sampled_from("abcd"))))
def test_an_index_that_follows_ends_where_the_log_ends(lines: list[tuple[ChangeOp, str]]) -> None:
    step_by_step: set[str] = set()
    for op, name in lines:
        (step_by_step.add if op is ADD else step_by_step.discard)(name)
    net = net_change(changes(*lines))
    at_once = ({name for _, name in lines} - set(net.removed)) | set(net.added)
    assert at_once == step_by_step
