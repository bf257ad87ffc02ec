"""The needs of a batch on its page: an officer reads what came of each, looks closer, and takes drafts into review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from at_the_door import HERE, SHUT, browser, sign_in, stub_page
from fake_services import FakeServices
from fakes import walled_library as library
from fakes.batches import FakeMatcher
from fakes.small_library import DAY
from starlette.testclient import TestClient

from assistant.batch.types import Conditions, NeedRow, NeedsRead
from assistant.batch.working import BatchWorker
from assistant.drafting.types import DraftKind
from assistant.matching.scoring import Weights
from assistant.needs.types import Wanted
from assistant.review.types import Act, DraftState, EntryName
from assistant.services import Services
from knowledge.errors import ModelError
from knowledge.types import Reader, Role
from ui.host import create_app

NEED = "我们寻找一种起重机吊钩减摆方法，要有测量步骤和控制步骤。"
NUMBER = "CN199900801B"


# ── many needs, some of them done ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Wang Li", library.PASSWORD, [Role.ADMIN, Role.OFFICER])
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client)
        yield client


def _uploaded(client: TestClient, count: int) -> str:
    rows = "".join(f"Maker {n},<i>need</i> {n}\n" for n in range(1, count + 1))
    answer = client.post("/batches", files={"file": ("needs.csv", f"enterprise,need\n{rows}".encode())})
    at = str(answer.headers["location"])
    client.post(f"{at}/start", data={"k": "5", "drafts": "letter", "lang": "need"})
    return at


class _Matcher(FakeMatcher):
    """Fails at every tenth need, finds nothing for every fifth and ends after the 45th."""

    def match(self, one, conditions, told):  # type: ignore[no-untyped-def]
        result, draft = super().match(one, conditions, told)
        if one.number % 10 == 0:
            raise ModelError(service="chat", reason="HTTP 500", retryable=True)
        if one.number % 5 == 0:
            result["matches"][0]["recommended"] = False
        return result, draft


def _run(services: FakeServices, matcher: FakeMatcher) -> None:
    BatchWorker(services.batches, matcher, services.library_state).work_once()  # type: ignore[arg-type]


def _numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'id="need-(\d+)"', page)]


def test_needs_are_listed_by_what_came_of_them_page_by_page(
    client: TestClient, services: FakeServices
) -> None:
    at = _uploaded(client, 45)
    _run(services, _Matcher())
    page = client.get(at).text
    assert _numbers(page) == list(range(1, 21))
    assert "Page 1 of 3, 45 needs" in page
    assert "&lt;i&gt;need&lt;/i&gt; 1<" in page
    assert "Maker 1" in page
    assert "/passages/p-CN1B" in page
    assert "/pool/d-CN1B" in page
    assert "/patents/d-CN1B/needs" in page
    assert f"{at}/needs/1" in page
    assert _numbers(client.get(f"{at}?show=all&page=3").text) == list(range(41, 46))
    assert _numbers(client.get(f"{at}?show=all&page=99").text) == list(range(41, 46))
    assert _numbers(client.get(f"{at}?show=failed").text) == [10, 20, 30, 40]
    assert "HTTP 500" in client.get(f"{at}?show=failed").text
    assert _numbers(client.get(f"{at}?show=none").text) == [5, 15, 25, 35, 45]
    assert len(_numbers(client.get(f"{at}?show=recommended&page=2").text)) == 16
    assert "With a recommendation (36)" in page
    assert "<script" not in page


def test_what_is_done_can_be_read_while_it_runs(client: TestClient, services: FakeServices) -> None:
    at = _uploaded(client, 3)
    seen: list[str] = []

    def on_match(one: NeedRow) -> None:
        if one.number == 3:
            seen.extend(client.get(f"{at}{query}").text for query in ("", "?show=waiting", "?show=all"))
            assert "refresh" not in client.get(f"{at}?show=all").headers

    _run(services, FakeMatcher(on_match))
    first, waiting, chosen = seen
    assert "With a recommendation (2)" in first
    assert 'name="take"' not in first  # it is loaded anew: what is ticked would be lost
    assert _numbers(waiting) == [3]
    assert chosen.count('name="take"') == 2
    assert "does not reload by itself" in chosen


def test_a_choice_that_is_none_is_refused(client: TestClient, services: FakeServices) -> None:
    at = _uploaded(client, 1)
    _run(services, FakeMatcher())
    for wrong in ({}, {"take": ["1:d-CN1B"], "kind": "poem"}, {"take": ["x"], "kind": "letter"}):
        assert client.post(f"{at}/drafts", data={"kind": "letter"} | wrong).status_code == 422
    many = {"kind": "letter", "take": [f"1:d{n}" for n in range(21)]}
    assert "20 at once at most" in client.post(f"{at}/drafts", data=many).text
    told = client.post(f"{at}/drafts", data={"kind": "letter", "take": ["1:elsewhere", "7:d-CN1B"]}).text
    assert told.count("no draft.") == 2
    assert services.review.drafts.list(Reader(user="x", role=Role.OFFICER)) == ()


# ── over a library ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def opened(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with pytest.MonkeyPatch.context() as patch:
        services = library.opened(tmp_path_factory.mktemp("batched") / "home", models)
        patch.setattr(type(services), "today", lambda self: DAY)
        services.review._today = lambda: DAY
        services.accounts.create("admin", library.PASSWORD, [Role.ADMIN], first=True)
        for name in ("li", "wang"):
            services.accounts.create(name, library.PASSWORD, [Role.OFFICER])
        yield services
        services.close()


@pytest.fixture
def officer(opened: Services) -> Reader:
    account = opened.accounts.by_name("li")
    assert account is not None
    return account.reader


@pytest.fixture
def li(opened: Services) -> TestClient:
    app = create_app(opened, build_page=stub_page, access=SHUT)
    headers = {"origin": HERE, "accept": "text/html", "accept-language": "en"}
    client = TestClient(app, base_url=HERE, headers=headers, follow_redirects=False)
    sign_in(client, "li", library.PASSWORD)
    return client


def run_batch(services: Services, officer: Reader) -> str:
    wanted = Wanted(text=NEED, enterprise="示例港机公司")
    row = NeedRow(number=1, row=2, sheet="", wanted=wanted)
    read = NeedsRead(rows=(row,), set_aside=(), columns=())
    made = services.batches.create(officer, "needs.csv", read)
    conditions = Conditions(as_of=DAY, k=5, language=None, drafts=None, weights=Weights())
    services.batches.start(officer, made.batch_id, conditions)
    BatchWorker(services.batches, services.batch_matcher, services.library_state).work_once()
    return f"/batches/{made.batch_id}"


def test_chosen_drafts_stand_in_review_once(opened: Services, officer: Reader, li: TestClient) -> None:
    at = run_batch(opened, officer)
    patent = opened.review.patent(NUMBER)
    assert NUMBER in li.get(at).text
    contact = {"entry.person": "王丽", "entry.department": "转移转化中心", "entry.reach": "025-12345678"}
    asked = {"take": [f"1:{patent}"], "kind": "summary"} | contact
    told = li.post(f"{at}/drafts", data=asked).text
    assert f"Need 1 ({NUMBER}): in review." in told
    (draft,) = opened.review.drafts.list(officer)
    assert (draft.version, draft.state, draft.written_by) == (1, DraftState.IN_REVIEW, officer.user)
    assert (draft.kind, draft.enterprise) == (DraftKind.SUMMARY, "示例港机公司")
    steps = [step.act for step in opened.review.drafts.steps(officer, draft.draft_id)]
    assert steps == [Act.WRITTEN, Act.SUBMITTED]
    by_hand = opened.review.write(
        officer, draft.kind, patent, draft.language, wanted=Wanted(text=NEED, enterprise="示例港机公司")
    )
    contents = [opened.review.drafts.version(officer, one.draft_id).content for one in (draft, by_hand)]
    filled = {entry.name: entry.text for entry in contents[0].entries}
    assert filled == {
        EntryName.PERSON: "王丽",
        EntryName.DEPARTMENT: "转移转化中心",
        EntryName.REACH: "025-12345678",
    }
    assert replace(contents[0], entries=()) == contents[1]  # exactly as one that is made among the drafts
    opened.review.drafts.delete(officer, by_hand.draft_id, 1)

    assert "there was a draft already" in li.post(f"{at}/drafts", data=asked).text
    again = run_batch(opened, officer)  # the same row in another upload
    assert "there was a draft already" in li.post(f"{again}/drafts", data=asked).text
    assert len(opened.review.drafts.list(officer)) == 1
    assert f"/drafts/{draft.draft_id}" in li.get(again).text

    letter = li.post(f"{at}/drafts", data={"take": asked["take"], "kind": "letter"}).text
    assert f"Need 1 ({NUMBER}): written; fill in [姓名]" in letter
    states = {one.kind: one.state for one in opened.review.drafts.list(officer)}
    assert states == {DraftKind.SUMMARY: DraftState.IN_REVIEW, DraftKind.LETTER: DraftState.DRAFT}

    opened.review.drafts.delete(officer, draft.draft_id, 1)
    assert "in review." in li.post(f"{at}/drafts", data=asked).text  # what was deleted may be written anew
    for held in opened.review.drafts.list(officer):
        opened.review.drafts.delete(officer, held.draft_id, held.version)


def test_a_need_opens_its_match_view(opened: Services, officer: Reader, li: TestClient) -> None:
    at = run_batch(opened, officer)
    page = li.get(f"{at}/needs/1").text
    assert 'id="match-1"' in page
    assert f'action="{at}/drafts?show=all"' in page
    assert li.get(f"{at}/needs/9").status_code == 404
    assert li.get(f"{at}/needs/x").status_code == 404


def test_what_is_marked_from_both_sides_is_told(opened: Services, officer: Reader, li: TestClient) -> None:
    at = run_batch(opened, officer)
    assert "marked from both sides" not in li.get(at).text
    patent = opened.review.patent(NUMBER)
    firm = opened.accounts.create("firm", library.PASSWORD, [Role.SME]).reader
    opened.pool.marks.ready(officer, patent)
    opened.pool.marks.want(firm, patent)
    try:
        assert "marked from both sides" in li.get(at).text
    finally:
        opened.pool.marks.unready(officer, patent)
