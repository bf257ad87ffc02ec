"""Review of drafts over a library: what may be typed, who may approve, what stops an approval, and what an approved draft keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fakes import walled_library as library
from fakes.small_library import DAY

from assistant.accounts.types import Account
from assistant.drafting.markdown import draft_markdown
from assistant.drafting.types import DraftKind
from assistant.evidence_pack import read_pack
from assistant.needs.types import Wanted
from assistant.rechecking import recheck
from assistant.review.changes import changes
from assistant.review.editing import Typed
from assistant.review.entries import open_places
from assistant.review.types import Differs, DraftState, EntryName, KeptDraft, NotHeld, OutOfDate
from assistant.services import Services
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.finding import find_files
from knowledge.types import ANYONE, Audience, Language, Money, Reader, Role

NEED = Wanted(text="我们寻找一种起重机吊钩减摆方法，要有测量步骤和控制步骤。", enterprise="示例港机公司")
NUMBER = "CN199900801B"
FILLED = {
    EntryName.RECIPIENT: "示例港机公司",
    EntryName.PERSON: "王丽",
    EntryName.DEPARTMENT: "转移转化中心",
    EntryName.REACH: "025-12345678",
    EntryName.ORGANISATION: "示例大学",
}


@pytest.fixture(scope="module")
def opened(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Path]]:
    folder = tmp_path_factory.mktemp("reviewed")
    services = library.opened(folder / "home", models)
    services.review._today = lambda: DAY
    services.accounts.create("Admin", library.PASSWORD, [Role.ADMIN], first=True)
    yield services, folder / "public" / "records.json"
    services.close()


@pytest.fixture(scope="module")
def services(opened: tuple[Services, Path]) -> Services:
    return opened[0]


@pytest.fixture
def office(services: Services) -> Iterator[tuple[Reader, Reader]]:
    """Give the office two officers."""
    made: list[Account] = [
        services.accounts.create(name, library.PASSWORD, [Role.OFFICER]) for name in ("Li Na", "Wang Wei")
    ]
    yield made[0].reader, made[1].reader
    for account in made:
        services.accounts.delete(account.account_id)


@pytest.fixture
def change(opened: tuple[Services, Path]) -> Iterator[Callable[[Callable[[dict[str, Any]], object]], None]]:
    """Load the patents anew with the first one changed; afterwards they are as they were."""
    services, file = opened
    before = file.read_text("utf-8")

    def load(text: str) -> None:
        file.write_text(text, "utf-8")
        services.library.ingest_found(
            find_files([file.parent]), audience=Audience.PUBLIC, on_progress=None, sample=False
        )

    def changed(by: Callable[[dict[str, Any]], object]) -> None:
        records = json.loads(before)
        by(records["records"][0])
        load(json.dumps(records))

    yield changed
    load(before)


def write(services: Services, reader: Reader, kind: DraftKind = DraftKind.LETTER, **more: Any) -> KeptDraft:
    more.setdefault("wanted", NEED)
    patent = services.review.patent(NUMBER)
    return services.review.write(reader, kind, patent, more.pop("language", Language.ZH), **more)


def submitted(
    services: Services, reader: Reader, kind: DraftKind = DraftKind.LETTER, **more: Any
) -> KeptDraft:
    """Write a draft, fill in what no document says, and hand it in."""
    written = write(services, reader, kind, **more)
    draft = services.review.edit(reader, written.draft_id, written.version, typed(None, FILLED))
    return services.review.drafts.submit(reader, draft.draft_id, draft.version)


def approved(services: Services, writer: Reader, approver: Reader) -> KeptDraft:
    draft = submitted(services, writer)
    return services.review.approve(approver, draft.draft_id, draft.version)


def typed(texts: Mapping[str, str] | None = None, entries: Mapping[EntryName, str] | None = None) -> Typed:
    return Typed(texts=texts or {}, entries=entries or {})


# ── what may be typed ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slot", "text", "why"),
    [
        ("ask", "许可费为 88,000 元，请回复。", "value"),
        ("ask", "请在 2026-12-31 之前回复。", "value"),
        ("ask", "请一并了解 CN199900802B。", "value"),
        ("ask", "我们与示例大学B一起等候回复。", "party"),
        ("ask", "这是最好的技术，请回复。", "praise"),
        ("ask", "实施该技术不构成侵权，不会侵犯他人权利。", "opinion"),
        ("ask", "请拨打 13812345678。", "value"),
        ("ask", "请写信到 li@example.org。", "contact"),
        ("ask", "我们保证许可，请回复。", "claim.guarantee"),
        ("ask", "许可是独占许可，请回复。", "claim.exclusive"),
        ("ask", "许可免费，请回复。", "claim.free"),
        ("ask", "", "empty"),
        ("benefit", "专利文本写明：“能耗降低50%”。", "value"),
        ("benefit", "专利文本写明：“能耗大幅度下降而且没有噪声和振动”。", "words"),
        ("status", "法律状态：有效。", "left_out"),
        ("mark", "可以发出。", "locked"),
        ("opt_out", "期待回复。", "locked"),
    ],
)
def test_what_no_source_says_is_refused_beside_its_part_and_nothing_is_kept(
    services: Services, office: tuple[Reader, Reader], slot: str, text: str, why: str
) -> None:
    draft = write(services, office[0])
    with pytest.raises(NotHeld) as refused:
        services.review.edit(
            office[0], draft.draft_id, 1, typed({slot: text, "closing": "此致"}, {EntryName.PERSON: "王丽"})
        )
    assert refused.value.reasons == {slot: why}
    assert services.review.drafts.get(office[0], draft.draft_id) == draft


def test_every_part_that_does_not_hold_is_told(services: Services, office: tuple[Reader, Reader]) -> None:
    draft = write(services, office[0])
    wrong = typed(
        {"ask": "最好的", "closing": "12月31日"},
        {EntryName.PERSON: f"{library.FLOORS[0]:,}元", EntryName.DEPARTMENT: "li@example.org"},
    )
    with pytest.raises(NotHeld) as refused:
        services.review.edit(office[0], draft.draft_id, 1, wrong)
    assert refused.value.reasons == {
        "ask": "praise", "closing": "value", "entry.person": "internal", "entry.department": "contact",
    }  # fmt: skip


def test_what_holds_is_a_new_version_with_what_changed(
    services: Services, office: tuple[Reader, Reader]
) -> None:
    draft = write(services, office[0], wanted=Wanted(text=NEED.text))
    words = typed(
        {"ask": "如贵公司有意，请回复，我们安排一次交流。"},
        {EntryName.RECIPIENT: "示例港机公司", EntryName.PERSON: "王丽", EntryName.REACH: "025-12345678"},
    )
    edited = services.review.edit(office[0], draft.draft_id, 1, words)
    assert (edited.version, edited.state) == (2, DraftState.DRAFT)
    assert (draft.enterprise, edited.enterprise) == ("", "示例港机公司"), "the list names who is written to"
    first, second = (services.review.drafts.version(office[0], draft.draft_id, n).content for n in (1, 2))
    assert [one.name for one in changes(first, second)] == ["ask", "recipient", "person", "reach"]
    assert first.draft.citations == second.draft.citations
    text = draft_markdown(services.review.exported(office[0], draft.draft_id))
    assert "尊敬的示例港机公司负责人：" in text
    assert "联系人：王丽，[部门]，025-12345678。" in text
    assert text.startswith("> 草稿（第 2 版，未提交审核）：批准之前不得发出。")
    assert services.review.edit(office[0], draft.draft_id, 2, words) == edited


@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("language", Language)
def test_a_draft_that_nobody_changed_passes_its_own_checks(
    services: Services, office: tuple[Reader, Reader], kind: DraftKind, language: Language
) -> None:
    draft = submitted(services, office[0], kind, language=language)
    content = services.review.drafts.version(office[0], draft.draft_id).content
    assert services.review.differences(office[0], draft.draft_id) == ()
    same = typed({slot.name: f" {slot.text}\r\n" for slot in content.draft.slots})
    assert services.review.edit(office[0], draft.draft_id, draft.version, same) == draft


def test_an_edit_of_another_version_is_refused(services: Services, office: tuple[Reader, Reader]) -> None:
    draft = write(services, office[0])
    services.review.edit(office[0], draft.draft_id, 1, typed({"closing": "此致"}))
    with pytest.raises(UsageError, match="draft_changed"):
        services.review.edit(office[1], draft.draft_id, 1, typed({"closing": "敬礼"}))


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_but_officers_writes_or_finds_drafts(
    services: Services, office: tuple[Reader, Reader]
) -> None:
    draft = write(services, office[0])
    for reader in (ANYONE, Reader(user="a", role=Role.ADMIN), Reader(user="s", role=Role.SME)):
        with pytest.raises(AccessError):
            write(services, reader)
        for act in (services.review.exported, services.review.evidence, services.review.differences):
            with pytest.raises(NotFoundError):
                act(reader, draft.draft_id)
        with pytest.raises(NotFoundError):
            services.review.approve(reader, draft.draft_id, 1)


def test_whoever_wrote_or_changed_it_last_does_not_approve_it(
    services: Services, office: tuple[Reader, Reader]
) -> None:
    li, wang = office
    draft = submitted(services, li)
    with pytest.raises(AccessError, match="four_eyes"):
        services.review.approve(li, draft.draft_id, draft.version)
    edited = services.review.edit(wang, draft.draft_id, draft.version, typed({"closing": "此致"}))
    services.review.drafts.submit(li, draft.draft_id, edited.version)
    for reader in office:  # one wrote it, the other changed it last
        assert not services.review.may_approve(reader, edited)
        with pytest.raises(AccessError, match="four_eyes"):
            services.review.approve(reader, draft.draft_id, edited.version)
    again = services.review.edit(li, draft.draft_id, edited.version, typed({"closing": "此致　敬礼"}))
    services.review.drafts.submit(li, draft.draft_id, again.version)
    assert services.review.approve(wang, draft.draft_id, again.version).state is DraftState.APPROVED


def test_the_only_officer_approves_and_the_record_says_so(
    services: Services, office: tuple[Reader, Reader]
) -> None:
    li, wang = office
    services.accounts.set_active(wang.user, False)
    draft = approved(services, li, li)
    assert services.review.drafts.steps(li, draft.draft_id)[-1].alone
    face = draft_markdown(services.review.exported(li, draft.draft_id)).splitlines()[0]
    assert "Li Na" in face
    assert "只有一位" in face


# ── places that are left to fill in ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", Language)
def test_places_left_open_stop_the_approval_and_are_named(
    services: Services, office: tuple[Reader, Reader], language: Language
) -> None:
    li, wang = office
    draft = write(services, li, language=language)
    content = services.review.drafts.version(li, draft.draft_id).content
    places = open_places(content)
    named = {Language.ZH: "[姓名]", Language.EN: "[name]"}[language]
    assert named in places
    some = services.review.edit(li, draft.draft_id, 1, typed(None, {EntryName.PERSON: "Wang"}))
    services.review.drafts.submit(li, draft.draft_id, some.version)
    with pytest.raises(UsageError, match="draft_places_open") as refused:
        services.review.approve(wang, draft.draft_id, some.version)
    assert named not in refused.value.fields["places"]
    assert all(place in refused.value.fields["places"] for place in places if place != named)
    full = services.review.edit(li, draft.draft_id, some.version, typed(None, FILLED))
    services.review.drafts.submit(li, draft.draft_id, full.version)
    assert services.review.approve(wang, draft.draft_id, full.version).state is DraftState.APPROVED


@pytest.mark.parametrize("place", ["[日期]", "[…]", "[ ]", "【待补充】"])
def test_a_place_that_an_officer_typed_stops_it_too(
    services: Services, office: tuple[Reader, Reader], place: str
) -> None:
    li, wang = office
    draft = submitted(services, li)
    words = typed({"ask": f"如有意，请于 {place} 前回复。"})
    edited = services.review.edit(li, draft.draft_id, draft.version, words)
    services.review.drafts.submit(li, draft.draft_id, edited.version)
    with pytest.raises(UsageError, match="draft_places_open") as refused:
        services.review.approve(wang, draft.draft_id, edited.version)
    assert refused.value.fields["places"] == place


# ── what stops an approval ───────────────────────────────────────────────────────────────────────────────


def lapsed(record: dict[str, Any]) -> None:
    record["events"] = [
        {
            "on": "2026-11-10",
            "kind": "lapsed_unpaid_fee",
            "code": "CF01",
            "statement": {"zh": "未缴年费专利权终止"},
        }
    ]


def withdrawn(record: dict[str, Any]) -> None:
    record["offers"] = []


def dearer(record: dict[str, Any]) -> None:
    offer = deepcopy(record["offers"][0])
    offer |= {
        "upfront_fee": {"amount": "390000", "currency": "CNY"},
        "statement": {"zh": "一次性许可费 390,000 元人民币"},
    }
    record["offers"] = [offer]


def sold(record: dict[str, Any]) -> None:
    record["owners"] = [
        {"zh": "示例大学A", "en": "Sample University A"},
        {"zh": "示例港机公司", "en": "Sample Cranes Ltd"},
    ]


def reworded(record: dict[str, Any]) -> None:
    record["claims"] = [{"number": "1", "text": "1. 一种集装箱锁具，其特征在于，锁具由钢制成。"}]
    record["abstracts"] = {"zh": "锁具。", "en": "A lock."}


@pytest.mark.parametrize(
    ("by", "kind", "before", "now"),
    [
        (lapsed, Differs.FACT, "有效", "终止"),
        (lapsed, Differs.GATE, "没有障碍", "终止"),
        (withdrawn, Differs.FACT, "260,000", ""),
        (dearer, Differs.FACT, "260,000", "390,000"),
        (sold, Differs.FIELD, "示例大学A", "示例港机公司"),
        (reworded, Differs.QUOTE, "能耗降低23%", ""),
    ],
)
def test_what_changed_since_stops_the_approval_and_is_told(
    services: Services,
    office: tuple[Reader, Reader],
    change: Callable[[Callable[[dict[str, Any]], object]], None],
    by: Callable[[dict[str, Any]], None],
    kind: Differs,
    before: str,
    now: str,
) -> None:
    li, wang = office
    draft = submitted(services, li)
    change(by)
    with pytest.raises(OutOfDate) as refused:
        services.review.approve(wang, draft.draft_id, draft.version)
    told = [one for one in refused.value.differences if one.kind is kind]
    assert any(before in one.before and now in one.now for one in told), refused.value.differences
    assert services.review.drafts.get(li, draft.draft_id) == draft
    line = services.audit.lines(Reader(user="a", role=Role.ADMIN), limit=1)[0]
    assert (line.action, line.outcome, line.details["reason"]) == (
        "draft_approved",
        "refused",
        "draft_out_of_date",
    )


def test_what_was_loaded_again_without_a_change_stops_nothing(
    services: Services,
    office: tuple[Reader, Reader],
    change: Callable[[Callable[[dict[str, Any]], object]], None],
) -> None:
    draft = submitted(services, office[0])
    change(lambda record: record.update(cpc=["B66C13/06"]))
    assert services.review.approve(office[1], draft.draft_id, draft.version).state is DraftState.APPROVED


def test_it_can_be_written_anew_and_then_approved(
    services: Services,
    office: tuple[Reader, Reader],
    change: Callable[[Callable[[dict[str, Any]], object]], None],
) -> None:
    li, wang = office
    draft = submitted(services, li)
    change(dearer)
    anew = services.review.rewrite(li, draft.draft_id, draft.version)
    assert (anew.version, anew.state) == (3, DraftState.DRAFT)
    text = draft_markdown(services.review.exported(li, draft.draft_id))
    assert "390,000" in text
    assert "260,000" not in text
    assert "王丽" in text
    services.review.drafts.submit(li, draft.draft_id, 3)
    assert services.review.approve(wang, draft.draft_id, 3).state is DraftState.APPROVED


def test_a_letter_on_what_lapsed_is_not_written_anew(
    services: Services,
    office: tuple[Reader, Reader],
    change: Callable[[Callable[[dict[str, Any]], object]], None],
) -> None:
    draft = submitted(services, office[0])
    change(lapsed)
    with pytest.raises(UsageError, match="draft_gated"):
        services.review.rewrite(office[0], draft.draft_id, draft.version)
    assert services.review.drafts.get(office[0], draft.draft_id) == draft


def test_a_need_that_is_withdrawn_stops_it_and_its_budget_is_never_kept(
    services: Services, office: tuple[Reader, Reader]
) -> None:
    firm = Reader(user="firm", role=Role.SME)
    wanted = Wanted(text=NEED.text, enterprise=NEED.enterprise, budget=Money(amount=7654321, currency="CNY"))
    need = services.needs.submit(firm, services.needs.create(firm, wanted, budget_shared=True).need_id)
    draft = submitted(services, office[0], wanted=None, need_id=need.need_id)
    content = services.review.drafts.version(office[0], draft.draft_id).content
    assert content.need.budget is None
    assert "7654321" not in str(content)
    assert services.review.differences(office[0], draft.draft_id) == ()
    services.needs.withdraw(firm, need.need_id)
    with pytest.raises(OutOfDate) as refused:
        services.review.approve(office[1], draft.draft_id, draft.version)
    assert [one.kind for one in refused.value.differences] == [Differs.NEED]
    services.needs.delete(firm, need.need_id)


def test_what_changes_between_the_check_and_the_signature_is_checked_again(
    services: Services, office: tuple[Reader, Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = submitted(services, office[0])
    changing = count(10_000)
    monkeypatch.setattr(type(services.contracts), "version", lambda self: next(changing))
    with pytest.raises(UsageError, match="library_changing"):
        services.review.approve(office[1], draft.draft_id, draft.version)
    monkeypatch.undo()
    assert services.review.approve(office[1], draft.draft_id, draft.version).state is DraftState.APPROVED


# ── what an approved draft keeps ─────────────────────────────────────────────────────────────────────────


def test_an_approved_draft_keeps_its_words_and_evidence(
    services: Services,
    office: tuple[Reader, Reader],
    change: Callable[[Callable[[dict[str, Any]], object]], None],
) -> None:
    li, wang = office
    draft = approved(services, li, wang)
    pack = services.review.evidence(li, draft.draft_id).pack
    before = draft_markdown(services.review.exported(li, draft.draft_id))
    assert before.startswith("> 已批准（第 2 版）：Wang Wei，")
    assert "草稿" not in before
    read = read_pack(pack.encode(), "pack.json")
    assert read.edited == ()
    assert not read.pack.holds_internal
    assert not library.leaks(pack)
    held = recheck(read, ask=services.ask, catalogue=services.catalogue, reader=ANYONE, as_of=DAY)
    assert held.still_true
    change(lapsed)
    assert services.review.evidence(li, draft.draft_id).pack == pack
    assert draft_markdown(services.review.exported(li, draft.draft_id)) == before
    assert not recheck(
        read, ask=services.ask, catalogue=services.catalogue, reader=ANYONE, as_of=DAY
    ).still_true


def test_there_is_no_evidence_before_the_approval(services: Services, office: tuple[Reader, Reader]) -> None:
    draft = submitted(services, office[0])
    with pytest.raises(UsageError, match="draft_not_approved"):
        services.review.evidence(office[0], draft.draft_id)


@pytest.mark.parametrize("kind", list(DraftKind))
def test_a_draft_names_no_more_of_a_need_than_it_says(
    services: Services, office: tuple[Reader, Reader], kind: DraftKind
) -> None:
    unsaid = "去年曾与一家供应商试用失败"
    need = Wanted(text=f"{NEED.text}{unsaid}，预算不超过30万元。")
    document = services.matching.patent_named(NUMBER)
    kept = services.review.write(office[0], kind, document, Language.ZH, wanted=need)
    draft = services.review.drafts.version(office[0], kept.draft_id).content.draft
    assert "吊钩减摆" in str(dict(draft.fields)["need.text"])
    assert "30万" not in str(draft.fields)
    assert (unsaid in str(draft.fields)) == (unsaid in draft_markdown(draft))
    assert services.review.differences(office[0], kept.draft_id) == ()
