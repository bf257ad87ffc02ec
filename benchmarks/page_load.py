"""Many people ask one app at once, through the endpoint that the page itself uses. How long does each wait, what grows?

    python -m benchmarks page-load --home FOLDER [--processes 2] [--askers 32] [--rounds 3] [--streams 64] [--asked 0] [--json]

FOLDER is what `benchmarks.load_library` filled: the laws and the English patents. The app runs apart, with so
many processes that work on answers, first without a model, and then with one on loopback that writes twenty tokens a
second. In each round all askers ask at the same moment, each in a conversation and a session of its own, and the next
round begins when all have their answers: seconds to the complete answer, p50, p95 and the longest, errors, and the
processor time per answer of all the app's processes. `streams` people then watch the model write, asking at the same
moment and then one after the other within 15 seconds: seconds until the first words are shown (`first`), and that less
the model's own time for its first sentence (`ours`): a sentence is shown when it is complete and holds. With `--asked N`
the same app answers N questions, a few at a time, and the memory of its processes is printed along the way. Nobody asks
before the app has done what it does once after its start; sixty other questions were asked before the first round.
`start_s` is the time until the page can be opened.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.chat_server import ChatServer, Exchange
from benchmarks.measuring_data import measuring_data
from benchmarks.obeying_model import exhibits_of
from benchmarks.real_passages import real_queries
from benchmarks.served_copy import Served, served

_LANGUAGES = {"accept-language": "zh"}
_TOKEN_S = 0.05  # twenty a second
_TOKEN = 3  # characters
_FEW = 4  # at a time, while memory is watched
_SPREAD_S = 15.0
_ASKED_BEFORE = 60
_STEPS = 8  # memory is printed so often
_PATIENCE_S = 180.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What one asker waited for, in seconds; `error` where there was no answer."""

    first: float | None
    complete: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The page as one browser has it open, with the framework's session."""

    client: httpx.AsyncClient
    session: str


def main(arguments: list[str]) -> int:
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    questions = _questions(data)
    found: dict[str, Any] = {
        "questions": len(questions),
        "load_before": os.getloadavg()[0],
        "processes": asked.processes,
    }
    if asked.askers:
        with _app(asked.home, processes=asked.processes) as (app, start_s):
            found["start_s"] = round(start_s, 1)
            found |= asyncio.run(_at_once(app, questions, asked.askers, asked.rounds))
            found |= asyncio.run(_memory(app, questions, asked.asked)) if asked.asked else {}
    if asked.streams:
        writer = Writer()
        with (
            ChatServer(writer.play) as server,
            _app(asked.home, server.base_url, processes=asked.processes) as (app, _),
        ):
            found |= asyncio.run(_streaming(app, questions, asked.streams, writer))
    print(json.dumps(found, indent=None if asked.json else 1))
    return 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks page-load")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--askers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, default=64)
    parser.add_argument("--asked", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _questions(data: Path) -> list[str]:
    found = [text for texts in real_queries(data, 400).values() for text in texts]
    random.Random(8).shuffle(found)
    return found


class Writer:
    """Plays a model that writes the first lines of the evidence at its pace, and keeps how long its first sentence took."""

    def __init__(self) -> None:
        self._first: list[tuple[str, float]] = []

    def play(self, exchange: Exchange) -> None:
        if exchange.body.get("tools"):
            exchange.message([], text="none", finish="stop")
            return
        begun = time.perf_counter()
        lines = [f"{text.splitlines()[0]}[{n}]\n" for n, text in exhibits_of(exchange.body).items() if text]
        exchange.start()
        for place, line in enumerate(lines[:4]):
            exchange.speak(line, size=_TOKEN, pause_s=_TOKEN_S)
            if not place:
                self._first.append((exchange.prompt, time.perf_counter() - begun))
        exchange.finish()

    def first_sentence_s(self, question: str) -> float:
        """Return how long the model took for the first sentence of the answer to a question."""
        return next((took for prompt, took in reversed(self._first) if question in prompt), 0.0)


@contextmanager
def _app(home: Path, model_url: str = "", *, processes: int) -> Iterator[tuple[Served, float]]:
    """Give the app at rest, and the seconds that it took to have its page."""
    variables = {"PATENTBRIDGE_ANSWERING_PROCESSES": str(processes)}
    if model_url:
        variables |= {
            "OPENAI_BASE_URL": model_url,
            "OPENAI_API_KEY": "measured",
            "PATENTBRIDGE_CHAT_UNDERSTANDING": "never",
        }
    with served(home, variables) as app:
        app.wait_until_the_page_stands()
        start_s = time.monotonic() - app.begun
        app.wait_until_it_rests()
        yield app, start_s


async def _at_once(app: Served, questions: Sequence[str], askers: int, rounds: int) -> dict[str, Any]:
    """Let all ask at the same moment, some times."""
    answers = []
    async with _opened(app, askers) as pages:
        before = iter(questions[-_ASKED_BEFORE:])  # an app in use

        async def some(page: Page) -> None:
            for text in before:
                await _ask(page, text)

        await asyncio.gather(*(some(page) for page in pages[:_FEW]))
        begun = app.processor_s()
        for number in range(rounds):
            put = questions[number * askers : (number + 1) * askers]
            answers += await asyncio.gather(
                *(_ask(page, text) for page, text in zip(pages, put, strict=True))
            )
        spent = app.processor_s() - begun
    return {
        "askers": askers,
        **_told("complete", [one.complete for one in answers]),
        "errors": [one.error for one in answers if one.error],
        "processor_ms_per_answer": round(1000 * spent / len(answers)),
    }


async def _memory(app: Served, questions: Sequence[str], count: int) -> dict[str, Any]:
    """Let a few ask one question after the other, and read the memory along the way."""
    read, errors = [round(app.memory_mb())], 0
    share = count // (_STEPS * _FEW)

    async def some(page: Page, step: int, asker: int) -> int:
        at = (step * _FEW + asker) * share
        answers = [await _ask(page, questions[n % len(questions)]) for n in range(at, at + share)]
        return sum(1 for one in answers if one.error)

    async with _opened(app, _FEW) as pages:
        for step in range(_STEPS):
            errors += sum(await asyncio.gather(*(some(page, step, n) for n, page in enumerate(pages))))
            read.append(round(app.memory_mb()))
    return {"asked": share * _STEPS * _FEW, "memory_mb": read, "errors_while_watched": errors}


async def _streaming(app: Served, questions: Sequence[str], streams: int, writer: Writer) -> dict[str, Any]:
    """Let all watch a model write: asking at the same moment, and one after the other within `_SPREAD_S`."""
    found: dict[str, Any] = {"streams": streams}
    async with _opened(app, streams) as pages:
        await _ask(pages[0], questions[-1])
        for name, spread_s in (("at_once", 0.0), ("spread", _SPREAD_S)):
            put = questions[:streams] if spread_s else questions[streams : 2 * streams]
            begun = app.processor_s()
            answers = await asyncio.gather(
                *(
                    _ask(page, text, wait_s=spread_s * n / streams)
                    for n, (page, text) in enumerate(zip(pages, put, strict=True))
                )
            )
            worded = [
                (text, one.first) for text, one in zip(put, answers, strict=True) if one.first is not None
            ]
            firsts = [first for _, first in worded]
            found |= _told(f"{name}_ours", [first - writer.first_sentence_s(text) for text, first in worded])
            found |= _told(f"{name}_first", firsts) | _told(
                f"{name}_complete", [one.complete for one in answers]
            )
            found[f"{name}_without_a_model_or_words"] = streams - len(firsts)
            found[f"{name}_errors"] = [one.error for one in answers if one.error]
            found[f"{name}_processor_s"] = round(app.processor_s() - begun, 1)
    return found


def _told(name: str, seconds: Sequence[float]) -> dict[str, Any]:
    p50, p95, longest = (round(float(np.percentile(seconds, p)), 2) for p in (50, 95, 100))
    return {f"{name}_s_p50": p50, f"{name}_s_p95": p95, f"{name}_s_max": longest}


@asynccontextmanager
async def _opened(app: Served, count: int) -> AsyncIterator[list[Page]]:
    """Give pages that are each open in a browser of its own."""
    headers = {"origin": app.address, "accept": "text/html", **_LANGUAGES}
    clients = [
        httpx.AsyncClient(base_url=app.address, headers=headers, trust_env=False, timeout=_PATIENCE_S)
        for _ in range(count)
    ]
    pages = []
    for client in clients:
        (await client.get("/")).raise_for_status()
        page = Page(client, f"s{random.getrandbits(48):012x}")
        pages.append(page)
        await _open(page)
    try:
        yield pages
    finally:
        for client in clients:
            await client.aclose()


async def _open(page: Page) -> None:
    """Let the framework fill the page, as it does when a browser opens it."""
    handlers = {
        one["api_name"]: one["id"] for one in (await page.client.get("/config")).json()["dependencies"]
    }
    body = {
        "session_hash": page.session,
        "fn_index": handlers["open_page"],
        "data": [],
        "event_data": None,
        "trigger_id": None,
    }
    (await page.client.post("/gradio_api/queue/join", json=body)).raise_for_status()
    told = {"session_hash": page.session}
    async with page.client.stream("GET", "/gradio_api/queue/data", params=told) as stream:
        async for line in stream.aiter_lines():
            if '"process_completed"' in line:
                return


async def _ask(page: Page, text: str, wait_s: float = 0.0) -> Asked:
    """Ask, in a new conversation."""
    await asyncio.sleep(wait_s)
    begun = time.perf_counter()
    first, shown = None, ""
    told = {"question": text}
    async with page.client.stream("POST", "/ask", json=told) as stream:
        if stream.status_code != 200:
            return Asked(None, time.perf_counter() - begun, f"{stream.status_code}")
        async for line in stream.aiter_lines():
            if first is None and 'pb-draft\\"' in line:
                first = time.perf_counter() - begun
            shown = line
    took = time.perf_counter() - begun
    return Asked(first, took, "" if '"transcript"' in shown else shown[:120])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
