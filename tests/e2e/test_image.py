"""The container's image without a container engine: what the Dockerfile brings in is all that the installed program needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, CommandLine
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGES = ("assistant", "knowledge", "prompts", "ui")
DAY = ("--as-of", "2026-11-24")


def copied() -> tuple[str, ...]:
    """Return what the Dockerfile copies, as paths of the repository."""
    lines = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return tuple(name for line in lines for name in line.split())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the program as pip would install it from nothing but what the Dockerfile copies."""
    folder = tmp_path_factory.mktemp("image")
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / "app" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / "app").mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / "app")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=folder / "app", check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def test_what_is_copied_is_not_kept_from_the_engine() -> None:
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {f"!{name}" for name in copied()} <= set(let_through)


def test_every_file_of_the_packages_is_installed(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (path for name in PACKAGES for path in (root / name).rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix() for path in found if "__pycache__" not in path.parts}

    assert files(installed) == files(ROOT)


def test_the_installed_program_answers_in_both_languages(installed: Path, own: CommandLine) -> None:
    run = CommandLine(home=own.home, folder=own.folder, environment={"PYTHONPATH": str(installed)})
    done = run.as_process(
        "chat", *DAY, text="开放许可期间年费减免多少？\nWhat is the fee for CN199900001B?\n"
    )
    assert "减免15%" in done.out
    assert "30,000" in done.out


def test_the_lock_names_all_that_the_program_needs() -> None:
    """The image installs what the lock names and nothing else: it looks up no further needs."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    needed: set[str] = set()
    todo = [Requirement(line) for line in _project()["project"]["dependencies"]]
    left_out = {Requirement(line).name for line in _project()["tool"]["uv"]["override-dependencies"]}
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if name in left_out or f"{name}{sorted(wanted.extras)}" in needed:
            continue
        needed |= {name, f"{name}{sorted(wanted.extras)}"}
        for line in metadata.requires(name) or ():
            more = Requirement(line)
            if more.marker is None or any(more.marker.evaluate({"extra": e}) for e in ("", *wanted.extras)):
                todo.append(more)
    assert {name for name in needed if "[" not in name} <= locked


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
