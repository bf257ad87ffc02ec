"""Is an answer still true? Packs held against a library whose files changed, went, were withdrawn, or simply grew older."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import DAY, OFFICER, SME

from assistant.changed_facts import What
from assistant.evidence_pack import ReadPack, read_pack, write_pack
from assistant.packing import pack_of
from assistant.phrases import phrases
from assistant.recheck_report import render_recheck
from assistant.rechecking import Recheck, Standing, recheck
from assistant.replaced_words import CheckedCitation, Op, Words
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Mode, Question
from assistant.wiring import open_services
from knowledge.errors import UsageError
from knowledge.ingestion import ingest
from knowledge.types import Audience, Language, PassageKind, Reader

FEE = "CN199900905B 的许可费是多少？"
AMOUNT = "What is the amount of the crane subsidy under the Crane Subsidy Rules?"
RECORD: dict[str, Any] = {
    "publication_number": "CN199900905B", "application_number": "CN201919990905.5", "jurisdiction": "CN", "language": "zh",
    "patent_type": "invention", "titles": {"zh": "一种起重机吊钩减摆器"}, "owners": [{"zh": "示例大学A"}], "filing_date": "2019-04-01",
    "grant_date": "2021-05-04", "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20",
}  # fmt: skip
DECLARED = (
    "专利开放许可声明\n\n专利号：ZL201919990905.5\n\n专利权人：示例大学A\n\n许可使用费：每年{}\n\n"
    "许可期限：至2028年12月31日\n\n声明日期：2025年1月1日\n"
)
WITHDRAWN = (
    "关于撤回专利开放许可声明的公告\n\n专利号：ZL201919990905.5\n\n专利权人：示例大学A\n\n撤回日期：{}\n"
)
RULES = """+++
kind = "policy"
policy_id = "XX-CRANE-{year}"
lineage = "XX-CRANE"
language = "en"
title = "Crane Subsidy Rules {year}"
jurisdiction = "CN"
issuer = "Harbour Office"
level = "local"
date_issued = {year}-01-02
effective_from = {year}-02-01
text_type = "official"
+++
# Crane Subsidy Rules {year}
## Article 1 Scope
These rules apply to subsidies for harbour cranes.
## Article 2 Amount
{amount}
"""
TWELVE = "The crane subsidy is 12 percent of the purchase price of a crane."


@dataclass
class Desk:
    """A library of a few files that tests change, and packs of its answers."""

    services: Services
    folder: Path

    def put(self, *, audience: Audience = Audience.PUBLIC, **files: str) -> None:
        """Write files and load them."""
        paths = []
        for name, text in files.items():
            stem, _, suffix = name.rpartition("_")
            path = self.folder / f"{stem}.{suffix}"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        ingest(paths, audience=audience, library=self.services.library)

    def put_patent(self, **more: Any) -> None:
        records = {"format": "patentbridge/patent-records@1", "records": [{**RECORD, **more}]}
        self.put(patent_json=json.dumps(records, ensure_ascii=False))

    def remove(self, title: str, *, purge: bool = False) -> None:
        heads = self.services.catalogue.heads(OFFICER)
        ids = [head.document_id for head in heads if title in head.title]
        assert ids
        self.services.library.remove(ids, purge=purge)

    def ask(self, text: str, reader: Reader = SME, as_of: date = DAY) -> Answer:
        *_, last = self.services.ask(Question(text=text, reader=reader, as_of=as_of))
        assert isinstance(last, Answer)
        return last

    def pack(self, text: str, reader: Reader = SME, as_of: date = DAY) -> bytes:
        """Ask and return the file that would be exported."""
        answer = self.ask(text, reader, as_of)
        return write_pack(pack_of(text, answer, self.services.catalogue, reader)).encode()

    def check(self, pack: bytes | ReadPack, reader: Reader = SME, as_of: date = DAY) -> Recheck:
        read = pack if isinstance(pack, ReadPack) else read_pack(pack, "pack.json")
        return recheck(
            read, ask=self.services.ask, catalogue=self.services.catalogue, reader=reader, as_of=as_of
        )


@pytest.fixture
def desk(new_home: Path) -> Iterator[Desk]:
    services = open_services(Settings.model_construct(home=new_home), doing="test")
    yield Desk(services=services, folder=new_home.parent)
    services.close()


def outcomes(done: Recheck) -> set[Words]:
    return {citation.outcome for citation in done.citations}


def cited(done: Recheck, words: str) -> CheckedCitation:
    """Return the check of the one citation under the statement that holds these words."""
    (markers,) = {s.markers for s in done.statements if words in s.text}
    (found,) = [c for c in done.citations if c.marker in markers]
    return found


def standing_of(done: Recheck, words: str) -> Standing:
    (found,) = [s.standing for s in done.statements if words in s.text]
    return found


# ── the same library ─────────────────────────────────────────────────────────────────────────────────────


def test_in_the_same_library_on_the_same_day_all_is_still_true(desk: Desk) -> None:
    desk.put_patent()
    desk.put(first_txt=DECLARED.format("4万元"))
    done = desk.check(desk.pack(FEE))
    assert done.still_true
    assert done.same_library
    assert outcomes(done) == {Words.UNCHANGED}
    assert {s.standing for s in done.statements} == {Standing.STILL_TRUE}
    assert done.now_also == ()


def test_a_document_that_has_nothing_to_do_with_it_changes_nothing(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(note_txt="Lighthouse upkeep\n\nEach lighthouse is painted every nine years.\n")
    done = desk.check(pack)
    assert done.still_true
    assert not done.same_library


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────


def test_changed_words_are_shown_with_what_stands_there_now(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE.replace("12", "15")))
    done = desk.check(pack)
    assert not done.still_true
    (changed,) = [c for c in done.citations if c.outcome is Words.CHANGED]
    assert changed.now_in is not None
    assert changed.now_in.version == "XX-CRANE-2024"
    assert [p.text for p in changed.difference if p.op is not Op.SAME] == ["12", "15"]
    assert standing_of(done, "12 percent") is Standing.NO_LONGER_SUPPORTED
    assert any("15 percent" in text for text in done.now_also)


def test_words_that_stand_elsewhere_in_the_document_are_moved(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    moved = f"Only new cranes count.\n## Article 3 Size of the subsidy\n{TWELVE}"
    desk.put(rules_md=RULES.format(year=2024, amount=moved))
    done = desk.check(pack)
    assert cited(done, "12 percent").outcome is Words.MOVED
    assert cited(done, "12 percent").now_label == "Article 3"
    assert standing_of(done, "12 percent") is Standing.STILL_TRUE
    assert done.still_true


def test_an_article_that_was_renumbered_is_told_with_its_new_number(desk: Desk) -> None:
    """The words stand at the same place of the document, under another heading."""
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE).replace("Article 2", "Article 3"))
    done = desk.check(pack)
    assert cited(done, "12 percent").outcome is Words.MOVED
    assert cited(done, "12 percent").label == "Article 2"
    assert cited(done, "12 percent").now_label == "Article 3"
    assert standing_of(done, "12 percent") is Standing.STILL_TRUE
    assert done.still_true


def test_text_put_in_before_the_words_leaves_them_unchanged(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    longer = RULES.format(year=2024, amount=TWELVE).replace("cranes.\n", "cranes and for their hooks.\n")
    desk.put(rules_md=longer)
    done = desk.check(pack)
    found = cited(done, "12 percent")
    assert found.outcome is Words.UNCHANGED
    assert found.now_in is not None  # of a newer text
    assert standing_of(done, "12 percent") is Standing.STILL_TRUE


@pytest.mark.parametrize("purge", [False, True])
def test_a_removed_document_is_told_and_its_statements_are_not_supported(desk: Desk, purge: bool) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.remove("Crane Subsidy", purge=purge)
    done = desk.check(pack)
    assert outcomes(done) == {Words.REMOVED}
    assert standing_of(done, "12 percent") is Standing.NO_LONGER_SUPPORTED
    assert not done.still_true
    assert done.is_refused


def test_a_removed_rule_names_the_other_version_that_is_there(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(later_md=RULES.format(year=2026, amount=TWELVE.replace("12", "20")))
    desk.remove("Rules 2024")
    done = desk.check(pack)
    assert outcomes(done) == {Words.REPLACED}
    assert {c.now_in.version for c in done.citations if c.now_in} == {"XX-CRANE-2026"}


def test_the_same_words_in_another_document_support_a_statement_still(desk: Desk) -> None:
    desk.put(note_txt=f"Harbour note\n\n{TWELVE}\n")
    pack = desk.pack("How many percent is the crane subsidy?")
    desk.put(other_txt=f"Harbour leaflet\n\n{TWELVE}\n")
    desk.remove("Harbour note")
    done = desk.check(pack)
    assert outcomes(done) == {Words.REMOVED}
    assert standing_of(done, "12 percent") is Standing.STILL_TRUE


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_the_term_the_right_and_what_was_said_of_it_have_changed(desk: Desk) -> None:
    desk.put_patent()
    pack = desk.pack("CN199900905B 现在能许可吗？")
    done = desk.check(pack, as_of=date(2039, 4, 2))
    assert outcomes(done) == {Words.UNCHANGED}
    (fact,) = done.facts
    assert fact.what is What.STATUS
    assert fact.on == date(2039, 4, 1)
    assert "期限届满" in fact.now
    assert Standing.FACTS_CHANGED in {s.standing for s in done.statements}
    assert not done.still_true


def test_a_register_check_that_grew_old_is_told_as_such(desk: Desk) -> None:
    desk.put_patent()
    pack = desk.pack("CN199900905B 现在能许可吗？")
    done = desk.check(pack, as_of=date(2027, 3, 20))
    (fact,) = done.facts
    assert (fact.what, fact.on) == (What.REGISTER_CHECK, date(2026, 11, 20))


def test_a_withdrawn_offer_is_told_with_its_day(desk: Desk) -> None:
    desk.put_patent()
    desk.put(first_txt=DECLARED.format("4万元"))
    pack = desk.pack(FEE)
    desk.put(end_txt=WITHDRAWN.format("2026年11月10日"))
    done = desk.check(pack)
    by_kind = {fact.what: fact for fact in done.facts}
    assert by_kind[What.OFFER_WITHDRAWN].on == date(2026, 11, 10)
    assert by_kind[What.STATUS].on is None  # no open licence to be taken any more; in force since its grant
    assert not done.still_true


def test_an_altered_offer_shows_both_fees(desk: Desk) -> None:
    desk.put_patent()
    desk.put(first_txt=DECLARED.format("4万元"))
    pack = desk.pack(FEE)
    desk.put(first_txt=DECLARED.format("5万元"))
    done = desk.check(pack)
    (fact,) = [f for f in done.facts if f.what is What.OFFER_ALTERED]
    assert "40,000" in fact.before
    assert "50,000" in fact.now
    assert Words.CHANGED in outcomes(done)


def test_an_offer_whose_term_has_passed_is_told(desk: Desk) -> None:
    desk.put_patent(register_checked_on="2028-12-20", annual_fee_paid_through="2030-04-01")
    desk.put(first_txt=DECLARED.format("4万元"))
    done = desk.check(desk.pack(FEE, as_of=date(2028, 12, 21)), as_of=date(2029, 1, 2))
    assert {fact.what for fact in done.facts} >= {What.OFFER_ENDED}


def test_a_new_register_entry_changes_the_status(desk: Desk) -> None:
    desk.put_patent()
    pack = desk.pack("CN199900905B 现在能许可吗？")
    desk.put_patent(
        events=[
            {"on": "2026-11-22", "kind": "lapsed_unpaid_fee", "statement": {"zh": "未缴年费，专利权终止"}}
        ],
        register_checked_on="2026-11-23",
    )
    done = desk.check(pack)
    (fact,) = done.facts
    assert (fact.what, fact.on) == (What.STATUS, date(2026, 11, 22))


def test_a_rule_that_a_newer_version_replaced_is_told(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(later_md=RULES.format(year=2026, amount=TWELVE.replace("12", "20")))
    done = desk.check(pack)
    assert outcomes(done) == {Words.UNCHANGED}
    (fact,) = done.facts
    assert (fact.what, fact.on) == (What.RULE_REPLACED, date(2026, 1, 31))
    assert "XX-CRANE-2026" in fact.now
    assert standing_of(done, "12 percent") is Standing.FACTS_CHANGED


def test_what_a_claim_says_stays_true_when_the_right_ends(desk: Desk) -> None:
    desk.put_patent()
    pack = read_pack(desk.pack("CN199900905B 现在能许可吗？"), "p").pack
    claim = {"kind": PassageKind.CLAIM}
    technical = pack.model_copy(
        update={"citations": tuple(
            c.model_copy(update={"passage": c.passage.model_copy(update=claim)}) for c in pack.citations
        )}
    )  # fmt: skip
    done = desk.check(ReadPack(pack=technical), as_of=date(2039, 4, 2))
    assert done.facts  # told of the right, but not held against what the claims say
    assert Standing.FACTS_CHANGED not in {s.standing for s in done.statements}


# ── refusals, follow-ups, model answers ──────────────────────────────────────────────────────────────────


def test_a_refusal_stands_until_the_library_can_answer(desk: Desk) -> None:
    desk.put(note_txt="Lighthouse upkeep\n\nEach lighthouse is painted every nine years.\n")
    pack = desk.pack(AMOUNT)
    assert desk.check(pack).still_true
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    done = desk.check(pack)
    assert done.refusal_changed
    assert not done.still_true


def test_a_follow_up_is_asked_again_with_the_question_before_it(desk: Desk) -> None:
    from asking import turn

    desk.put_patent()
    desk.put(first_txt=DECLARED.format("4万元"))
    first = desk.ask("CN199900905B 现在能许可吗？")
    follow = Question(
        text="它的许可费呢？", reader=SME, as_of=DAY, history=(turn(first, "CN199900905B 现在能许可吗？"),)
    )
    *_, answer = desk.services.ask(follow)
    assert isinstance(answer, Answer)
    pack = pack_of(follow.text, answer, desk.services.catalogue, SME)
    assert [t.question for t in pack.question.context] == ["CN199900905B 现在能许可吗？"]
    assert first.text not in write_pack(pack)
    assert desk.check(ReadPack(pack=pack)).still_true


def test_an_answer_of_a_model_is_judged_by_its_citations_and_facts(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = read_pack(desk.pack(AMOUNT), "p").pack
    worded = pack.model_copy(
        update={"answer": pack.answer.model_copy(update={
            "mode": Mode.GENERATED,
            "statements": tuple(
                s.model_copy(update={"text": "In short: 12 percent of the price."}) if "12" in s.text else s
                for s in pack.answer.statements
            ),
        })}
    )  # fmt: skip
    assert desk.check(ReadPack(pack=worded)).still_true
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE.replace("12", "15")))
    done = desk.check(ReadPack(pack=worded))
    assert standing_of(done, "In short") is Standing.NO_LONGER_SUPPORTED


# ── who may see what ─────────────────────────────────────────────────────────────────────────────────────


def test_an_internal_pack_tells_an_sme_nothing_of_the_internal_documents(desk: Desk) -> None:
    secret = "The crane subsidy reserve is 77 percent of the harbour fund."
    question = "How many percent is the crane subsidy reserve of the harbour fund?"
    desk.put(audience=Audience.INTERNAL, reserve_txt=f"Reserve note\n\n{secret}\n")
    pack = desk.pack(question, OFFICER)
    assert json.loads(pack)["holds_internal"]
    assert desk.check(pack, OFFICER).still_true
    before = desk.check(pack, SME)
    assert outcomes(before) == {Words.NOT_CHECKED}
    assert standing_of(before, "77 percent") is Standing.NOT_CHECKED
    assert not before.still_true
    assert {(c.title, c.label, c.now_in) for c in before.citations} == {("", "", None)}
    desk.remove("Reserve note", purge=True)
    after = desk.check(pack, SME)
    assert after == before  # whether it is there or not


def test_a_library_with_internal_documents_looks_the_same_to_an_sme(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT)
    desk.put(
        audience=Audience.INTERNAL, reserve_txt="Reserve note\n\nThe crane subsidy reserve is 77 percent.\n"
    )
    assert desk.check(pack).same_library
    assert json.loads(desk.pack(AMOUNT))["library"] == json.loads(pack)["library"]


# ── edited packs ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_edited_pack_is_noticed_and_nothing_of_it_counts_as_true(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT).decode()
    done = desk.check(pack.replace("12 percent", "92 percent").encode())
    assert done.edited
    assert not done.still_true
    assert Words.CHANGED in outcomes(done)


def test_control_characters_of_a_pack_do_not_reach_the_terminal(desk: Desk) -> None:
    desk.put(rules_md=RULES.format(year=2024, amount=TWELVE))
    pack = desk.pack(AMOUNT).decode().replace("12 percent", "\\u001b]0;owned\\u0007 12 percent")
    shown = render_recheck(desk.check(pack.encode()), phrases(Language.EN))
    assert "owned" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_facts_that_are_none_are_named(desk: Desk) -> None:
    desk.put_patent()
    content = json.loads(desk.pack("CN199900905B 现在能许可吗？"))
    content["documents"][0]["facts"] = {"right": {"status": "splendid"}}
    with pytest.raises(UsageError) as caught:
        desk.check(json.dumps(content).encode())
    assert caught.value.fields["field"] == "documents.0.facts"


def test_changes_are_worded_in_the_language_asked_for(desk: Desk) -> None:
    desk.put_patent()
    read = read_pack(desk.pack("CN199900905B 现在能许可吗？"), "p")
    done = recheck(
        read, ask=desk.services.ask, catalogue=desk.services.catalogue, reader=SME, as_of=date(2039, 4, 2),
        language=Language.EN,
    )  # fmt: skip
    assert "expired" in done.facts[0].now
