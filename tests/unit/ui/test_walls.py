"""The wall matrix: every route of ours and of the framework, every handler of the page, for everybody, on their own and on others' things.

Routes and handlers are read from the running app. One that is not described here fails the first tests.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from described_ways import (
    ADMINS,
    ALIKE,
    ASKED,
    BROWSERS,
    EVENTS,
    HANDLERS,
    OF_THE_SYSTEM,
    OWN,
    PAGE,
    QUERIES,
    SENT,
    STATIC,
)
from fakes import walled_library as library
from fakes.served_page import Events, browser, served, text_of
from fakes.served_page import asked as asked_on_page
from walled_page import ACTORS, READS_INTERNAL, Kept, Walled, Way, ways_of

from assistant.cli.console import Console
from assistant.cli.serving import _run_inside
from assistant.needs.types import Wanted
from knowledge.types import Role
from ui.host import create_app
from ui.identity import Access
from ui.visitor import new_visitor_id, reader_of


def kind_of(handler: dict[str, Any]) -> str:
    name, _, number = handler["api_name"].rpartition("_")
    return name if number.isdecimal() else handler["api_name"]


@pytest.fixture(scope="module")
def walled(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walled]:
    kept = Kept()
    root = logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    services = library.opened(tmp_path_factory.mktemp("walled") / "home", models)
    accounts, visitor = library.people(services), new_visitor_id()
    readers = {name: account.reader for name, account in accounts.items()}
    readers["visitor"] = reader_of({"pb_visitor": visitor})
    asked = {name: library.ask(services, reader, library.QUESTIONS[name]) for name, reader in readers.items()}
    needs = {
        name: services.needs.create(reader, Wanted(text=library.QUESTIONS[name])).need_id
        for name, reader in readers.items()
        if reader
    }
    library.batch(services, accounts["officer"])
    library.upload(services, accounts["officer"])
    app = create_app(services, access=Access(open_at_first=False))
    welcoming = create_app(services, access=Access(visitors=True))
    with served(app) as shut, served(welcoming) as welcome:
        yield Walled(
            services=services, shut=shut, open=welcome, app=app, accounts=accounts, visitor=visitor, asked=asked,
            token=library.token_of(services, accounts["officer-admin"]), log=kept.lines, needs=needs,
            draft=library.draft(services, accounts["officer"]),
            disclosure=library.disclosure(services, accounts["officer"]),
            licence=library.licence(services, accounts["officer"]),
        )  # fmt: skip
    services.close()
    root.removeHandler(kept)
    root.setLevel(level)


def test_the_walls_have_something_behind_them(walled: Walled) -> None:
    officer = walled.reader("officer")
    assert officer is not None
    catalogue = walled.services.catalogue
    told = [catalogue.document(head.document_id, officer) for head in catalogue.heads(officer)]
    text = " ".join(f"{d.source} {d.title} {d.text}" for d in told if d)
    missing = {canary for canary in library.WORDS if canary.casefold() not in text.casefold()}
    assert missing == set()
    for amount in (*library.FLOORS, library.OFFERED, library.AGREED):
        assert f"{amount:,}" in text


# ── routes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_is_described(walled: Walled) -> None:
    own, framework = ways_of(walled.app)
    assert {str(way) for way in own} == set(OWN)
    assert {way.path for way in framework} >= STATIC | PAGE | EVENTS


def values_for(walled: Walled, name: str, path: str) -> dict[str, str]:
    """Return what stands in a path about somebody's things; a batch and an upload that somebody deleted are made anew."""
    asked, officer = walled.asked[name], walled.accounts["officer"]
    internal, passage = walled.internal
    return {
        "draft_id": walled.draft,
        "disclosure_id": walled.disclosure,
        "licence_id": walled.licence,
        "ending": "csv",
        "document_id": walled.patent,
        "batch_id": library.batch(walled.services, officer) if "{batch_id}" in path else "",
        "number": "1",
        "need_id": walled.needs[name],
        "passage_id": passage,
        "run": library.upload(walled.services, officer) if "{run}" in path else "",
        "name": internal,
        "model_name": "patentbridge",
        "conversation_id": asked.conversation,
        "turn_id": asked.turn,
        "marker": asked.markers[-1],
        "language": "zh",
    }


def form_for(walled: Walled, name: str) -> dict[str, Any]:
    """Return a form with everything that any route takes, about somebody else's account."""
    account = walled.accounts.get(name, walled.accounts["sme"])
    graded = {"tier": "A", "reason": "x", "title": "newcomer", "summary": "x", "stage": "idea"}
    batch = {"k": "5", "drafts": "none", "lang": "need"}
    drafted = batch | {"kind": "summary", "language": "zh", "need_text": "寻找起重机吊钩减摆方法"}
    return drafted | graded | {"document_id": walled.patent, "wanted": "yes", "account": account.account_id, "role": [str(role) for role in account.roles], "active": "yes", "token": "0" * 16, "label": "x", "scope": "ask", "name": "newcomer", "password": "x", "old": "x", "again": "x", "text": library.QUESTIONS.get(name, "crane hook")}  # fmt: skip


@pytest.mark.parametrize("actor", ACTORS)
def test_no_route_of_ours_gives_what_is_not_for_whoever_asks(
    walled: Walled, actor: str, capfd: pytest.CaptureFixture[str]
) -> None:
    own, _ = ways_of(walled.app)
    others = [name for name in walled.asked if name != actor]
    mine = "officer-admin" if actor == "token" else actor
    wrong = []
    for way in own:
        if way.method in ("MOUNT", "DELETE") or way.path == "/admin/password":  # which shuts its account out
            continue
        is_kept = any(name in way.path for name in ("{turn_id}", "{need_id}", "{conversation_id}"))
        is_somebodys = is_kept or (way.path.startswith("/admin/") and way.path not in OF_THE_SYSTEM)
        client = walled.client(actor)
        for owner in (actor, *others) if is_somebodys else (actor,):
            if is_somebodys and owner not in walled.asked:
                continue
            values, form = (
                values_for(walled, owner if owner in walled.asked else "sme", way.path),
                form_for(walled, owner),
            )
            answer = _sent(client, way, values, form)
            expected = actor in OWN[str(way)] and (owner == mine or not is_kept)
            reached = answer.status_code in (200, 201, 303) and "/sign-in" not in answer.headers.get(
                "location", ""
            )
            if (reached != expected and str(way) not in ALIKE) or answer.status_code >= 500:
                wrong.append((str(way), owner, answer.status_code))
            told_to = "nobody" if way.path.startswith("/v1/") else mine  # which may be a chat model
            leaked = walled.not_for(told_to, f"{answer.text}{answer.headers}")
            wrong += [(str(way), owner, leak) for leak in leaked]
    out, err = capfd.readouterr()
    assert (wrong, walled.not_for("nobody", out + err)) == ([], [])


def _sent(client: httpx.Client, way: Way, values: dict[str, str], form: dict[str, Any]) -> httpx.Response:
    """Send what a way takes: a query, JSON or a form."""
    if way.method == "POST" and str(way) not in SENT:
        return client.post(way.filled(values), data=form)
    return client.request(
        way.method, way.filled(values), params=QUERIES.get(str(way)), json=SENT.get(str(way))
    )


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_deletes_the_conversation_of_another(walled: Walled, actor: str) -> None:
    for name, asked in walled.asked.items():
        if name not in (actor, "officer-admin" if actor == "token" else actor):
            answer = walled.client(actor).delete(f"/api/v1/conversations/{asked.conversation}")
            assert answer.status_code in (401, 404)
            owner = walled.reader(name)
            assert owner is not None
            assert walled.services.history.turns(asked.conversation, owner.user)


@pytest.mark.parametrize("path", [path for path in OWN if path.startswith("POST /admin")])
def test_nobody_but_administrators_changes_accounts(walled: Walled, path: str) -> None:
    before = walled.services.accounts.list()
    for actor in set(ACTORS) - ADMINS:
        form = form_for(walled, "officer") | {"role": ["admin"], "active": "no", "name": f"{actor} made"}
        assert walled.client(actor).post(path.removeprefix("POST "), data=form).status_code in (401, 404)
    assert walled.services.accounts.list() == before


@pytest.mark.parametrize("actor", ACTORS)
def test_the_framework_shows_what_is_described_and_nothing_else(walled: Walled, actor: str) -> None:
    _, framework = ways_of(walled.app)
    wrong = []
    with walled.client(actor) as client:
        for way in framework:
            if way.method == "MOUNT" or way.path in EVENTS:
                continue
            answer = client.request(way.method, way.filled({}))
            expected = way.path in STATIC or (way.path in PAGE and actor in BROWSERS)
            if (answer.status_code == 200) > expected or answer.status_code >= 500:
                wrong.append((str(way), answer.status_code))
            wrong += [(str(way), leak) for leak in walled.not_for("nobody", answer.text)]
    assert wrong == []


@pytest.mark.parametrize("actor", sorted(READS_INTERNAL))
def test_officers_do_open_what_is_internal(walled: Walled, actor: str) -> None:
    asked = walled.asked[actor]
    address = f"/evidence/{asked.conversation}/{asked.turn}"
    with walled.client(actor) as client:
        opened = [
            client.get(f"{address}{rest}").text
            for rest in ("", "/pack", *(f"/{m}/document" for m in asked.markers))
        ]
    assert library.leaks("".join(opened[2:]))
    assert library.leaks(opened[1])


# ── handlers ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_handler_is_described(walled: Walled) -> None:
    assert {kind_of(handler) for handler in walled.handlers()} == set(HANDLERS)


@pytest.mark.parametrize("actor", sorted(BROWSERS))
def test_no_handler_gives_what_is_not_for_whoever_asks(
    walled: Walled, actor: str, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong, seen = [], ""
    reader = walled.reader(actor)
    page = walled.events(actor, "matrix")
    victims = {name: asked.conversation for name, asked in walled.asked.items() if name != actor}
    own = library.ask(walled.services, reader, ASKED).conversation if reader else ""
    others = iter(sorted(victims.values()) * 20)
    for handler in walled.handlers():
        given = HANDLERS[kind_of(handler)]
        for conversation in (own, next(others), "' or 1=1 --"):
            inputs, event = given(conversation)
            page.client.params = {"c": conversation}
            stream = page.run(handler["id"], inputs, event) if handler["backend_fn"] else ""
            seen += stream
            wrong += [(handler["api_name"], leak) for leak in walled.not_for(actor, stream)]
    for name, conversation in victims.items():
        owner = walled.reader(name)
        assert owner is not None
        kept = {entry.conversation_id: entry.title for entry in walled.services.history.list(owner.user)}
        assert kept[conversation] != "renamed"
        assert len(walled.services.history.turns(conversation, owner.user)) == 1
    out, err = capfd.readouterr()
    assert (wrong, walled.not_for("nobody", out + err)) == ([], [])
    assert bool(library.leaks(seen)) is (actor in READS_INTERNAL)


@pytest.mark.parametrize("actor", sorted(BROWSERS))
def test_asking_gives_nothing_of_somebody_elses_and_changes_nothing_there(
    walled: Walled, actor: str, capfd: pytest.CaptureFixture[str]
) -> None:
    client, wrong = walled.client(actor), []
    victims = {name: one for name, one in walled.asked.items() if name != actor}
    for one in victims.values():
        given = {
            "question": ASKED,
            "conversation": one.conversation,
            "replaces": one.turn,
            "without": one.turn,
        }
        wrong += walled.not_for(actor, client.post("/ask", json=given).text)
    for value in (None, [ASKED], {"$ne": ""}, f"{ASKED}\x00", "\ud800", 7):
        body = json.dumps(dict.fromkeys(("question", "conversation", "replaces", "without"), value))
        for sent in (body, json.dumps(value), "{", "[" * 100_000):
            answer = client.post("/ask", content=sent, headers={"content-type": "application/json"})
            assert answer.status_code == 200
            wrong += walled.not_for(actor, answer.text)
    for name, one in victims.items():
        owner = walled.reader(name)
        assert owner is not None
        (turn,) = walled.services.history.turns(one.conversation, owner.user)
        assert turn.replaced_by == ""
    out, err = capfd.readouterr()
    assert (wrong, walled.not_for("nobody", out + err)) == ([], [])
    assert "Traceback" not in out + err


@pytest.mark.parametrize("actor", ["nobody", "turned-away", "token"])
def test_no_handler_runs_for_those_who_may_not_open_the_page(walled: Walled, actor: str) -> None:
    page = walled.events(actor)
    for handler in walled.handlers():
        inputs, event = HANDLERS[kind_of(handler)](walled.asked["officer"].conversation)
        assert page.join(handler["id"], inputs, event).status_code in (401, 404)


@pytest.mark.parametrize("actor", ["sme", "stranger"])
def test_whatever_is_sent_in_the_place_of_inputs_nothing_comes_out(
    walled: Walled, actor: str, capfd: pytest.CaptureFixture[str]
) -> None:
    victim = walled.asked["officer"].conversation
    hostile: list[Any] = [None, [victim], {"id": {"$ne": ""}}, f"{victim}\x00", "\ud800", "x" * 50_000]
    for handler in (each for each in walled.handlers() if each["backend_fn"]):
        for number, value in enumerate(hostile):
            page = walled.events(actor, f"hostile{handler['id']}x{number}")
            width = len(handler["inputs"])
            body = json.dumps({"session_hash": page.session_hash, "fn_index": handler["id"], "data": [value] * width, "event_data": value if number % 2 else {"id": value, "text": value}})  # fmt: skip
            joined = page.client.post(
                "/gradio_api/queue/join", content=body, headers={"content-type": "application/json"}
            )
            stream = page.read() if joined.status_code == 200 else joined.text
            assert walled.not_for(actor, stream) == []
            assert joined.status_code < 500
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err


def test_the_page_takes_no_host_that_a_request_tells_for_its_own(walled: Walled) -> None:
    forged = {"x-forwarded-host": "evil.invalid", "x-gradio-server": "http://evil.invalid"}
    for path in ("/", "/config"):
        answer = walled.client("sme").get(path, headers=forged)
        assert answer.status_code == 200
        assert "evil.invalid" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


# ── sessions of the page and their events ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_reaches_another_ones_events(walled: Walled, actor: str) -> None:
    owner = "officer" if actor != "officer" else "officer-admin"
    handlers = {handler["api_name"]: handler["id"] for handler in walled.handlers()}
    theirs = walled.events(owner, f"victim{actor.replace('-', '')}", beside=actor)
    event = theirs.join(handlers["open_page"], []).json()["event_id"]
    hash_ = theirs.session_hash
    mine = walled.events(actor, "attacking")
    mine.join(handlers["begin"], [])
    body = {"session_hash": hash_, "fn_index": handlers["open_page"], "event_id": event}
    client = mine.client
    with client.stream("GET", f"/gradio_api/heartbeat/{hash_}") as heartbeat:
        answers = [
            heartbeat,
            client.get("/gradio_api/queue/data", params={"session_hash": hash_}),
            client.get(f"/gradio_api/queue/data?session_hash={mine.session_hash}&session_hash={hash_}"),
            client.get(f"/gradio_api/queue/data?session_hash={hash_}&session_hash={mine.session_hash}"),
            client.get(f"/gradio_api/queue/data?session%5Fhash={hash_}&x=%ff"),
            client.post("/gradio_api/cancel", json=body),
            client.post("/gradio_api/cancel", json={**body, "session_hash": mine.session_hash}),
            client.post("/gradio_api/reset", json={"event_id": event}),
            Events(client, hash_).join(handlers["begin"], []),
            mine.join(handlers["begin"], [], event_id=event),
        ]
    assert {answer.status_code for answer in answers} <= {401, 404, 303}
    assert "process_completed" in theirs.read()  # it went on as if nothing had been


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_an_officer_was_told_closes_with_the_role(walled: Walled) -> None:
    services, account = (
        walled.services,
        walled.services.accounts.create("leaver", library.PASSWORD, [Role.OFFICER]),
    )
    asked = [library.ask(services, account.reader, text) for text in (ASKED, "榫卯纪要 起重机吊钩减摆 谈判底线", "CN199900802B 有哪些许可条件？")]  # fmt: skip
    cookie = {"pb_session": services.sessions.open(account.account_id)}
    handlers = {handler["api_name"]: handler["id"] for handler in walled.handlers()}

    def seen() -> str:
        told = []
        with browser(walled.shut, cookie) as client:
            for one in asked:
                address = f"/evidence/{one.conversation}/{one.turn}"
                told += [client.get(f"{address}{rest}").text for rest in ("", "/pack", "?part=panel")]
                told += [
                    client.get(f"{address}/{m}{rest}").text for m in one.markers for rest in ("", "/document")
                ]
                told.append(client.post(f"{address}/recheck").text)
                told.append(text_of(client.get("/account/export")))
                page = Events(client, f"leaver{one.turn.replace('-', '').replace('_', '')}")
                told.append(page.run(handlers["show"], [], {"id": one.conversation}))
                told += map(str, asked_on_page(client, "底价是多少？", one.conversation))
        return "".join(told)

    assert library.leaks(seen())
    services.accounts.set_roles(account.account_id, [Role.SME, Role.ADMIN])
    left = [leak for leak in library.leaks(seen()) if leak != "榫卯纪要"]  # which the question itself says
    assert left == []


def test_a_document_that_becomes_internal_leaves_old_answers(walled: Walled) -> None:
    """The stored answer is read through the catalogue as it is now, not as it was."""
    asked = walled.asked["sme"]
    with walled.client("policy") as client:
        assert client.get(f"/evidence/{asked.conversation}/{asked.turn}").status_code == 404


# ── commands and logs ────────────────────────────────────────────────────────────────────────────────────

_COMMANDS = (
    ("search", "内部底价 起重机吊钩减摆"), ("search", library.WORDS[4]), ("search", library.WORDS[1], "--json"),
    ("show", "CN199900801B"), ("show", "CN199900802B", "--json"), ("show", "W02"), ("library", "list"), ("library", "list", "--json"),
    ("library", "list", "--set-aside"), ("library", "runs"), ("library", "runs", "--json"), ("library", "export", "--out", "out.jsonl"),
    ("pool", "list"), ("pool", "list", "--json"), ("pool", "grade", "CN199900801B"), ("pool", "events"), ("pool", "rules"),
    ("disclosures", "list"), ("disclosures", "list", "--json"), ("licences", "list"), ("licences", "reminders", "--json"),
    ("licences", "export", "--out", "out.csv"), ("insights",), ("insights", "--json"), ("match", "寻找起重机吊钩减摆方法"), ("match", "寻找起重机吊钩减摆方法", "--json"),
    ("calculate", "CN199900802B", "--sales", "1000000"), ("ask", ASKED), ("ask", "CN199900802B 有哪些许可条件？", "--json"),
)  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_no_command_gives_what_is_internal_but_to_officers(
    walled: Walled, tmp_path: Path, role: Role
) -> None:
    told = ""
    for command in _COMMANDS:
        out, err = StringIO(), StringIO()
        code = _run_inside(
            [*command, "--as", str(role)], walled.services, Console(out=out, err=err, folder=tmp_path)
        )
        assert code in (0, 1), err.getvalue()
        told += out.getvalue() + err.getvalue()
    for file in tmp_path.iterdir():
        told += file.read_text("utf-8")
    if role is Role.OFFICER:
        assert library.leaks(told)
    else:
        echoed = {library.WORDS[4], library.WORDS[1]}  # what the command itself searched for
        assert set(library.leaks(told)) <= echoed


@pytest.mark.parametrize("role", [Role.SME, Role.POLICY, Role.ADMIN])
def test_an_internal_document_looks_like_one_that_is_not_there(
    walled: Walled, tmp_path: Path, role: Role
) -> None:
    officer = walled.reader("officer")
    assert officer is not None
    hidden = [h.document_id for h in walled.services.catalogue.heads(officer) if h.audience == "internal"]
    said = []
    for name in (*hidden, "d" + "0" * 24):
        out, err = StringIO(), StringIO()
        code = _run_inside(
            ["show", name, "--as", str(role)], walled.services, Console(out=out, err=err, folder=tmp_path)
        )
        said.append((code, out.getvalue(), err.getvalue().replace(name, "NAME")))
    assert len(hidden) == 3
    assert len(set(said)) == 1


def test_the_log_holds_no_canary_and_nobodys_words(walled: Walled) -> None:
    text = "\n".join(walled.log)
    assert library.leaks(text) == []
    assert [sign for sign in library.SIGNS.values() if sign in text] == []
    assert ASKED not in text
