"""Intervals and paired comparisons by bootstrap over queries."""

from __future__ import annotations

import math

import pytest

from knowledge.evaluation.resampling import Resampled

HITS = [1.0, 0.0] * 200


def test_an_interval_is_as_wide_as_statistics_expects() -> None:
    interval = Resampled({"own": HITS}).interval("own")
    half = 1.96 * math.sqrt(0.25 / len(HITS))
    assert interval.low == pytest.approx(0.5 - half, abs=0.006)
    assert interval.high == pytest.approx(0.5 + half, abs=0.006)


def test_the_same_values_give_the_same_interval() -> None:
    assert Resampled({"own": HITS}).interval("own") == Resampled({"own": HITS}).interval("own")


def test_a_small_gain_on_every_query_is_sure_although_the_intervals_overlap() -> None:
    other = [0.9 * value for value in HITS]
    resampled = Resampled({"own": HITS, "other": other})
    gain = resampled.compare("own", "other")
    assert resampled.interval("own").low < resampled.interval("other").high
    assert gain.difference == pytest.approx(0.05)
    assert 0 < gain.low < gain.difference < gain.high
    assert gain.p < 0.001
    assert gain.p_not_better < 0.001
    loss = resampled.compare("other", "own")
    assert (loss.difference, loss.p) == (pytest.approx(-0.05), gain.p)
    assert loss.p_not_better == 1.0


def test_equal_systems_are_no_better() -> None:
    same = Resampled({"own": HITS, "other": HITS}).compare("own", "other")
    assert (same.difference, same.p, same.p_not_better) == (0.0, 1.0, 1.0)


def test_few_queries_prove_little() -> None:
    gain = Resampled({"own": [1.0, 0.0, 1.0, 0.5], "other": [0.0, 0.5, 1.0, 0.5]}).compare("own", "other")
    assert gain.difference > 0
    assert gain.p_not_better > 0.05
