"""The office's weights: what is taken, what is refused and why, who may set them, and that matches follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.audit.log import SqlAudit
from assistant.matching.scoring import Weights
from assistant.matching.types import ComponentName
from assistant.matching.weights import SqlWeights, as_toml, read_weights, weights_of
from knowledge.catalogue.engine import open_engine
from knowledge.errors import AccessError, UsageError
from knowledge.types import Reader, Role

ADMIN = Reader(user="admin", role=Role.ADMIN)
POINTS = {str(name): 12.5 for name in ComponentName}


@pytest.fixture
def audit(database: str) -> SqlAudit:
    return SqlAudit(open_engine(database))


@pytest.fixture
def weights(audit: SqlAudit) -> SqlWeights:
    return SqlWeights(audit._engine, audit)


def test_what_an_administrator_sets_counts_until_it_is_put_back(weights: SqlWeights, audit: SqlAudit) -> None:
    assert (weights.told().set_at, weights.current()) == (None, Weights())
    weights.set(ADMIN, weights_of(POINTS))
    weights.set(ADMIN, weights_of(POINTS))
    assert set(weights.current().points.values()) == {12.5}
    assert weights.told().set_at is not None
    weights.reset(ADMIN)
    assert weights.current() == Weights()
    done = [line.action for line in audit.lines(ADMIN)]
    assert done == ["weights_reset", "weights_set", "weights_set"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_sets_them(weights: SqlWeights, role: Role) -> None:
    reader = Reader(user="one", role=role)
    with pytest.raises(AccessError):
        weights.set(reader, weights_of(POINTS))
    with pytest.raises(AccessError):
        weights.reset(reader)
    assert weights.told().set_at is None


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"price_fit": 30}, "weights_sum", "117.5"),
        ({"price_fit": -12.5, "trl": 37.5}, "weights_bad", "-12.5"),
        ({"price_fit": "viel"}, "weights_bad", "viel"),
        ({"price_fit": "nan"}, "weights_bad", "nan"),
        ({"luck": 0}, "weights_unknown", "luck"),
    ],
)
def test_what_is_no_set_of_weights_is_refused_with_what_is_wrong(
    change: dict[str, object], code: str, told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        weights_of({**POINTS, **change})
    assert refused.value.code == code
    assert told in map(str, refused.value.fields.values())


def test_a_component_that_is_not_named_is_missed() -> None:
    with pytest.raises(UsageError) as refused:
        weights_of({"need_fit": 100})
    assert "price_fit" in refused.value.fields["names"]


def test_files_of_three_kinds_are_read_and_what_is_shown_is_one(tmp_path: Path) -> None:
    shown = "\n".join(as_toml(weights_of(POINTS), {name: "什么" for name in ComponentName}))
    files = {"w.toml": shown, "w.yaml": shown.replace(" =", ":"), "w.json": json.dumps({"weights": POINTS})}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert read_weights(tmp_path / name) == weights_of(POINTS)
    (tmp_path / "bad.toml").write_text("need_fit: 3", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bad\.toml"):
        read_weights(tmp_path / "bad.toml")
