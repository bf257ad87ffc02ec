"""Run the measurements one after the other and print their JSON: `python -m benchmarks`, or one of them by name."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring_data import measuring_data


def main() -> int:
    """Run the measurement that is named, all of them where none is."""
    if sys.argv[1:2] == ["ingest-speed"]:
        from benchmarks.ingest_speed import main as ingest_speed

        return ingest_speed(sys.argv[2:])
    named = {
        "retrieval": "retrieval",
        "retrieval-steps": "retrieval_steps",
        "known-item": "known_item",
        "read-formats": "read_formats",
        "field-accuracy": "field_accuracy",
        "hostile-input": "hostile_input",
        "vector-speed": "vector_speed",
        "search-speed": "search_speed",
        "growth": "growth",
        "alterations": "alterations",
        "attacks": "attacks",
        "dialogues": "dialogues",
        "first-token": "first_token",
        "support": "support",
        "policy-answers": "policy_answers",
        "refusals": "refusals",
        "fit": "fit",
        "matching": "matching",
        "far-needs": "far_needs",
        "topics": "topics",
        "values": "values",
        "batch": "batch",
        "match-speed": "match_speed",
        "waiting": "waiting",
        "drafts": "drafts",
        "door-cost": "door_cost",
        "pool-speed": "pool_speed",
        "page-load": "page_load",
        "start": "start",
        "sign-in": "sign_in",
    }
    if sys.argv[1:] and sys.argv[1] in named:
        arguments = ["-m", f"benchmarks.{named[sys.argv[1]]}", *sys.argv[2:]]
        return subprocess.run([sys.executable, *arguments], check=False).returncode
    return _all()


def _all() -> int:
    """Measure answers over the samples; where the measuring data is there, retrieval, loading and asking too."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            ["-m", "assistant", "evaluate", "answers", f"benchmarks/{name}.jsonl", "--json"]
            for name in ("questions", "more_questions")
        ]
        data = measuring_data()
        if data is None:
            print(
                "No measuring data: set PATENTBRIDGE_MEASURING_DATA to measure loading and retrieval.",
                file=sys.stderr,
            )
        else:
            runs += [
                ["-m", "benchmarks.retrieval", "--json"],
                ["-m", "benchmarks.known_item", "--json"],
                ["-m", "benchmarks.read_formats", "--json"],
                ["-m", "benchmarks.field_accuracy", "--json"],
            ]
            runs.append(["-m", "benchmarks.load_library", "--home", f"{folder}/large", "--json"])
            runs.append(["-m", "benchmarks.ask_real", "--home", f"{folder}/large", "--json"])
        environment_home = Path(folder) / "samples"
        return max(_run(arguments, environment_home) for arguments in runs)


def _run(arguments: list[str], home: Path) -> int:
    print(f"python {' '.join(arguments)}", file=sys.stderr)
    environment = {**os.environ, "PATENTBRIDGE_HOME": str(home)}
    return subprocess.run([sys.executable, *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
