"""Regular expressions that are compiled at their first use: they do what others do, none has an error, and a start compiles none."""

from __future__ import annotations

import copy
import gc
import importlib
import pickle
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import assistant
import knowledge
import ui
from knowledge.lazy_patterns import _LazyPattern, lazy_pattern

ROOT = Path(__file__).resolve().parents[3]
COUNT = """
import re._compiler, sys
compiled, compile_one = [], re._compiler.compile

def noted(pattern, flags=0):
    frame = sys._getframe(1)
    while "/re/" in frame.f_code.co_filename:
        frame = frame.f_back
    where = frame.f_code.co_filename
    if isinstance(pattern, str) and where.startswith(sys.argv[1]) and ".venv" not in where:
        compiled.append(f"{where}:{frame.f_lineno}")
    return compile_one(pattern, flags)

re._compiler.compile = noted
import assistant.cli.main, assistant.wiring, ui.host
print("\\n".join(compiled))
"""


def test_it_does_what_a_compiled_one_does() -> None:
    lazy = lazy_pattern(r"(?P<word>[a-z]+)\s*", re.IGNORECASE)
    plain = re.compile(lazy.pattern, re.IGNORECASE)
    text = "One two, THREE"
    assert [m["word"] for m in lazy.finditer(text)] == [m["word"] for m in plain.finditer(text)]
    assert lazy.sub("-", text, count=1) == plain.sub("-", text, count=1)
    assert lazy.findall(text) == plain.findall(text)
    assert lazy.split(text) == plain.split(text)
    assert (lazy.match("1"), lazy.fullmatch(text), lazy.flags) == (None, None, plain.flags)
    assert lazy.groupindex == plain.groupindex


def test_an_error_is_told_at_the_first_use() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        broken.search("text")


@pytest.mark.parametrize("used", [False, True])
def test_it_can_be_copied_and_sent_elsewhere(used: bool) -> None:
    lazy = lazy_pattern("b+", re.IGNORECASE)
    if used:
        assert lazy.search("abba")
    for other in (copy.deepcopy(lazy), pickle.loads(pickle.dumps(lazy))):
        assert other.sub("", "aBBa") == "aa"


def test_no_pattern_has_an_error() -> None:
    for package in (assistant, knowledge, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    patterns = [held for held in gc.get_objects() if isinstance(held, _LazyPattern)]
    assert len(patterns) > 500
    for pattern in patterns:
        re.compile(pattern.pattern, pattern._flags)


def test_a_start_compiles_hardly_a_pattern_of_ours() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", COUNT, str(ROOT)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert len(ran.stdout.split()) <= 5, ran.stdout  # lists of words that are cut while they are read
