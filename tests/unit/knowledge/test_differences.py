"""Two texts side by side: what is the same, changed, added and removed, down to the words."""

from __future__ import annotations

from knowledge.browsing.differences import Change, Pair, differences


def told(pair: Pair) -> tuple[Change, str, str]:
    sides = ("".join(f"[{one.text}]" if one.marked else one.text for one in side) for side in (pair.earlier, pair.later))  # fmt: skip
    earlier, later = sides
    return pair.change, earlier, later


def test_a_changed_line_shows_its_changed_words() -> None:
    (pair,) = differences("开放许可期间年费减免15%。", "开放许可期间年费减免20%。").pairs
    assert told(pair) == (Change.CHANGED, "开放许可期间年费减免[15]%。", "开放许可期间年费减免[20]%。")


def test_a_line_stands_beside_the_one_that_took_its_place() -> None:
    earlier = "Article 14\nContracts are recorded within three months.\nArticle 15\nFees are paid each year."
    later = "Article 14\nInventors are named.\nContracts are recorded within six months.\nArticle 15\nFees are paid each year."
    found = [told(pair) for pair in differences(earlier, later).pairs]
    assert (Change.ADDED, "", "Inventors are named.") in found
    assert (
        Change.CHANGED,
        "Contracts are recorded within [three] months.",
        "Contracts are recorded within [six] months.",
    ) in found


def test_a_line_that_is_like_none_was_removed() -> None:
    found = differences("a one\nquite another matter\nb two", "a one\nb two")
    assert [told(pair) for pair in found.pairs if pair.change is not Change.SAME] == [
        (Change.REMOVED, "quite another matter", "")
    ]


def test_long_stretches_that_are_the_same_are_left_out_with_their_number() -> None:
    lines = [f"line number {number}" for number in range(40)]
    found = differences("\n".join(lines), "\n".join([*lines, "the end"]))
    assert next((pair.change, pair.count) for pair in found.pairs) == (Change.LEFT_OUT, 38)
    assert found.count(Change.ADDED) == 1
    assert found.count(Change.SAME) == 2


def test_every_word_of_both_texts_is_told_where_lines_are_shown() -> None:
    earlier, later = "x y z\n共有专利\n末尾", "x y w\n共有专利权\n另一句\n末尾"
    pairs = differences(earlier, later).pairs
    for side, text in (("earlier", earlier), ("later", later)):
        shown = ["".join(piece.text for piece in getattr(pair, side)) for pair in pairs]
        assert [line for line in shown if line] == text.split("\n")


def test_texts_of_too_many_lines_are_not_compared() -> None:
    assert differences("a\n" * 9_000, "b").too_long
