"""An exclusive or sole licence in the office's register stands in the way: in matches, batches, drafts and at approval."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import walled_library as library
from fakes.small_library import DAY

from assistant.batch.matching import row_to_json
from assistant.batch.types import Conditions, NeedRow
from assistant.drafting.markdown import draft_markdown
from assistant.drafting.types import DraftKind
from assistant.matching.as_json import match_to_json
from assistant.matching.requirements import read_need
from assistant.matching.scoring import Weights
from assistant.matching.types import Gate, GateKind
from assistant.needs.types import Wanted
from assistant.register.types import Contract, LicensedPatent
from assistant.review.types import Differs, EntryName, KeptDraft, OutOfDate
from assistant.services import Services
from knowledge.errors import UsageError
from knowledge.types import ANYONE, Language, LicenceType, Reader, Role

NEED = Wanted(text="我们寻找一种起重机吊钩减摆方法，要有测量步骤和控制步骤。", enterprise="示例港机公司")
NUMBER = "CN199900801B"
LI, WANG = (Reader(user=name, role=Role.OFFICER) for name in ("li", "wang"))


@pytest.fixture(scope="module")
def services(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = library.opened(tmp_path_factory.mktemp("entered") / "home", models)
    opened.review._today = lambda: DAY
    yield opened
    opened.close()


def enter(services: Services, kind: LicenceType, **more: object) -> str:
    contract = Contract(
        licensors=("示例大学A",), licensee="青梧公司", patents=(LicensedPatent(number=NUMBER),), licence_type=kind, remark="银杏备忘", **more
    )  # type: ignore[arg-type]  # fmt: skip
    return services.register.add(LI, contract).licence_id


@pytest.fixture
def taken(services: Services, request: pytest.FixtureRequest) -> Iterator[LicenceType]:
    kind: LicenceType = getattr(request, "param", LicenceType.EXCLUSIVE)
    licence_id = enter(services, kind)
    yield kind
    version = services.register.licences.get(LI, licence_id).version
    services.register.licences.mistaken(LI, licence_id, version, "x")


def gates(services: Services, language: Language = Language.ZH) -> list[Gate]:
    need = read_need(NEED, language=Language.ZH)
    found = services.matching.match(need, DAY, told_in=language)
    return [g for one in found if one.publication_number == NUMBER for g in one.gates if g.entered_on]


def submitted(services: Services, kind: DraftKind = DraftKind.SUMMARY) -> KeptDraft:
    patent = services.review.patent(NUMBER)
    filled = dict.fromkeys(EntryName, "王丽")
    draft = services.review.write(LI, kind, patent, Language.ZH, wanted=NEED, entries=filled)
    return services.review.drafts.submit(LI, draft.draft_id, draft.version)


@pytest.mark.parametrize("taken", [LicenceType.EXCLUSIVE, LicenceType.SOLE], indirect=True)
@pytest.mark.parametrize("language", Language)
def test_a_match_tells_that_it_stands_and_nothing_of_the_contract(
    services: Services, taken: LicenceType, language: Language
) -> None:
    (gate,) = gates(services, language)
    assert gate.kind is GateKind(str(taken))
    assert gate.blocks
    words = {
        (LicenceType.EXCLUSIVE, Language.ZH): "独占许可",
        (LicenceType.SOLE, Language.ZH): "排他许可",
        (LicenceType.EXCLUSIVE, Language.EN): "exclusive licence",
        (LicenceType.SOLE, Language.EN): "sole licence",
    }
    assert words[taken, language] in gate.text
    need = read_need(NEED, language=Language.ZH)
    found = services.matcher.match(need, ANYONE, DAY)
    told = str([match_to_json(one) for one in found])
    assert "青梧" not in told
    assert "银杏" not in told
    assert gate.entered_on is not None
    assert str(gate.entered_on) not in told
    assert str(gate.entered_on) not in gate.text
    assert not any(one.is_recommended for one in found if one.publication_number == NUMBER)


def test_without_one_that_stands_there_is_no_gate(services: Services) -> None:
    assert gates(services) == []
    over = enter(
        services,
        LicenceType.EXCLUSIVE,
        effective_from=DAY.replace(year=2020),
        term_end=DAY.replace(year=2021),
    )
    other = enter(services, LicenceType.NON_EXCLUSIVE)
    assert gates(services) == []
    for licence_id in (over, other):
        services.register.licences.mistaken(LI, licence_id, 1, "x")


def test_a_batch_gates_it_and_matches_anew_what_was_matched_before(services: Services) -> None:
    row = NeedRow(number=1, row=2, sheet="", wanted=NEED)
    conditions = Conditions(as_of=DAY, k=5, language=None, drafts=DraftKind.LETTER, weights=Weights())
    before = services.library_state()
    licence_id = enter(services, LicenceType.EXCLUSIVE)
    assert services.library_state() != before
    result, _ = services.batch_matcher.match(row, conditions, conditions.told("x"))
    assert result["digest"] == row_to_json(row)["digest"]
    told = next(one for one in result["matches"] if one["publication_number"] == NUMBER)
    assert not told["recommended"]
    assert [gate["gate"] for gate in told["gates"] if gate["blocks"]] == ["exclusive"]
    services.register.licences.mistaken(LI, licence_id, 1, "x")
    assert services.library_state() == before


def test_no_letter_is_written_and_a_summary_says_why(services: Services, taken: LicenceType) -> None:
    patent = services.review.patent(NUMBER)
    with pytest.raises(UsageError, match="draft_gated") as refused:
        services.review.write(LI, DraftKind.LETTER, patent, Language.ZH, wanted=NEED)
    assert "独占许可" in refused.value.fields["reason"]
    for language, words in ((Language.ZH, "独占许可"), (Language.EN, "exclusive licence")):
        draft = services.review.write(LI, DraftKind.SUMMARY, patent, language, wanted=NEED)
        text = draft_markdown(services.review.exported(LI, draft.draft_id))
        assert words in text
        assert "青梧" not in text
        assert services.review.differences(LI, draft.draft_id) == ()


@pytest.mark.parametrize("kind", DraftKind)
def test_one_that_was_entered_since_stops_the_approval(services: Services, kind: DraftKind) -> None:
    draft = submitted(services, kind)
    licence_id = enter(services, LicenceType.EXCLUSIVE)
    with pytest.raises(OutOfDate) as refused:
        services.review.approve(WANG, draft.draft_id, draft.version)
    (told,) = [one for one in refused.value.differences if one.kind is Differs.GATE]
    day = services.register.licences.get(LI, licence_id).created_at.astimezone().date()
    assert f"{day} 录入" in told.now
    services.register.licences.mistaken(LI, licence_id, 1, "x")
    assert services.review.differences(LI, draft.draft_id) == ()


def test_one_that_is_entered_while_it_is_signed_stops_the_approval(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = submitted(services)
    pack = services.review._packs.pack
    entered: list[str] = []

    def packed(*arguments: object) -> str:
        if not entered:
            entered.append(enter(services, LicenceType.SOLE))
        return pack(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(services.review._packs, "pack", packed)
    with pytest.raises(OutOfDate):
        services.review.approve(WANG, draft.draft_id, draft.version)
    services.register.licences.mistaken(LI, entered[0], 1, "x")
