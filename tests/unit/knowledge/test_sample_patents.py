"""The shipped sample patents: numbers valid, dates in order, claims and offers consistent, floors kept apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[3] / "knowledge" / "samples"
FILES = sorted((SAMPLES / "patents").glob("*.json"))
AS_OF = date(2026, 11, 24)
NEW_DESIGN_TERM = date(2021, 6, 1)
ENDING = {"lapsed_unpaid_fee", "term_expired", "invalidated", "refused", "withdrawn", "abandoned"}
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
Record = dict[str, Any]


def _load() -> dict[str, list[Record]]:
    loaded = {}
    for path in FILES:
        raw = json.loads(path.read_text(encoding="utf-8"))
        assert raw["format"] == "patentbridge/patent-records@1"
        loaded[path.stem] = raw["records"]
    return loaded


BY_FIELD = _load()
RECORDS = [record for records in BY_FIELD.values() for record in records]
BY_CASE = {record["case_number"]: record for record in RECORDS}
OFFERS = [
    (f"{record['case_number']}-{position}", offer)
    for record in RECORDS
    for position, offer in enumerate(record["offers"], start=1)
]
each_record = pytest.mark.parametrize("record", RECORDS, ids=[record["case_number"] for record in RECORDS])
each_offer = pytest.mark.parametrize(
    "offer", [offer for _, offer in OFFERS], ids=[name for name, _ in OFFERS]
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [str(value)] if isinstance(value, str | int) and not isinstance(value, bool) else []


def _public_text(record: Record) -> str:
    return "\n".join(_strings({key: value for key, value in record.items() if key != "internal"}))


def _grouped(money: dict[str, str]) -> str:
    return f"{Decimal(money['amount']):,f}"


def _percent(rate: str) -> str:
    return f"{(Decimal(rate) * 100).normalize():f}%"


def _lasting_end(record: Record) -> list[Record]:
    """Return the events that ended the right and were not undone by a later restoration."""
    ended: list[Record] = []
    for event in record["events"]:
        if event["kind"] in ENDING:
            ended.append(event)
        elif event["kind"] == "restored":
            ended = []
    return ended


def test_the_library_is_as_broad_as_promised() -> None:
    assert len(RECORDS) >= 60
    assert len(BY_FIELD) >= 10
    assert len(OFFERS) >= 30
    assert all(record["synthetic"] is True for record in RECORDS)


def test_numbers_are_unique() -> None:
    for key in ("case_number", "publication_number", "application_number"):
        counts = Counter(record[key] for record in RECORDS if record[key])
        assert [number for number, count in counts.items() if count > 1] == []
    assert set(BY_CASE) == {f"P{n:02d}" for n in range(1, 62)}


@each_record
def test_numbers_lie_outside_real_ranges_and_carry_valid_check_digits(record: Record) -> None:
    publication, application = record["publication_number"], record["application_number"]
    if record["jurisdiction"] != "CN":
        assert re.fullmatch(r"US99999\d{3}B2|EP9999\d{3}B1|WO20\d\d999\d{3}A1", publication)
        return
    digit, suffixes = {"invention": ("1", "AB"), "utility_model": ("2", "U"), "design": ("3", "S")}[
        record["patent_type"]
    ]
    found = re.fullmatch(r"CN((?:19|20)\d\d" + digit + r"999\d{4})\.([\dX])", application)
    assert found is not None
    remainder = sum(int(d) * w for d, w in zip(found[1], WEIGHTS, strict=True)) % 11
    assert found[2] == ("X" if remainder == 10 else str(remainder))
    assert re.fullmatch(r"CN(1999|2999|3099)\d{5}[" + suffixes + "]", publication)
    assert publication[2] == digit
    assert publication.endswith("A") == (record["grant_date"] is None)


@each_record
def test_dates_are_in_order(record: Record) -> None:
    filed, granted = _day(record["filing_date"]), _day(record["grant_date"])
    assert filed is not None
    published = _day(record["publication_date"])
    assert published is not None
    assert filed < published <= AS_OF
    assert granted is None or filed < granted <= AS_OF
    priority = _day(record["priority_date"])
    assert priority is None or 0 < (filed - priority).days <= 366
    days = [date.fromisoformat(event["on"]) for event in record["events"]]
    assert days == sorted(days)
    assert all(filed < day <= AS_OF for day in days)
    for event in record["events"]:
        assert event["until"] is None or event["until"] > event["on"]
    for offer in record["offers"]:
        declared, withdrawn, end = (_day(offer[key]) for key in ("declared_on", "withdrawn_on", "term_end"))
        assert (offer["licence_type"] == "open") == (declared is not None)
        assert declared is None or (granted is not None and granted < declared)
        assert withdrawn is None or (declared is not None and declared < withdrawn <= AS_OF)
        assert end is None or end > AS_OF


@each_record
def test_the_status_agrees_with_the_term_and_the_fees(record: Record) -> None:
    if record["jurisdiction"] != "CN" or record["grant_date"] is None:
        return
    filed = date.fromisoformat(record["filing_date"])
    years = {"invention": 20, "utility_model": 10, "design": 15 if filed >= NEW_DESIGN_TERM else 10}
    expires = filed.replace(year=filed.year + years[record["patent_type"]])
    ended = _lasting_end(record)
    assert (expires <= AS_OF) == any(event["kind"] == "term_expired" for event in ended)
    assert all(event["on"] == expires.isoformat() for event in ended if event["kind"] == "term_expired")
    paid = _day(record["annual_fee_paid_through"])
    if ended:
        assert paid is None
    elif any(event["kind"] == "fee_unpaid" for event in record["events"]):
        assert paid is not None
        assert paid <= AS_OF
    else:
        assert paid is not None
        assert paid > AS_OF
        assert (paid.month, paid.day) == (filed.month, filed.day)
    for offer in record["offers"]:
        assert offer["term_end"] is None or date.fromisoformat(offer["term_end"]) < expires


@each_record
def test_ended_or_bound_rights_are_not_on_offer(record: Record) -> None:
    today = AS_OF.isoformat()
    bound = any(
        event["licence_type"] in {"exclusive", "sole"} and (event["until"] or today) >= today
        for event in record["events"]
        if event["kind"] == "licence_recorded"
    )
    if _lasting_end(record) or bound:
        assert record["offers"] == []


@each_record
def test_open_licences_stand_in_the_events_too(record: Record) -> None:
    events = {(event["kind"], event["on"]) for event in record["events"]}
    declared = {
        ("open_licence_declared", offer["declared_on"]) for offer in record["offers"] if offer["declared_on"]
    }
    withdrawn = {
        ("open_licence_withdrawn", offer["withdrawn_on"])
        for offer in record["offers"]
        if offer["withdrawn_on"]
    }
    assert {event for event in events if event[0].startswith("open_licence")} == declared | withdrawn


@each_record
def test_event_codes_are_those_of_the_chinese_gazette(record: Record) -> None:
    codes = {
        "published": "PB01",
        "examination": "SE01",
        "refused": "RJ01",
        "withdrawn": "WD01",
        "lapsed_unpaid_fee": "CF01",
        "term_expired": "CX01",
        "invalidated": "IW01",
        "partly_invalidated": "IP01",
        "restored": "RR01",
        "transferred": "TR01",
        "licence_recorded": "EE01",
        "licence_cancelled": "EC01",
        "pledged": "PE01",
        "pledge_released": "PC01",
        "preserved": "PP01",
        "preservation_lifted": "PD01",
    }
    for event in record["events"]:
        expected = codes.get(event["kind"]) if record["jurisdiction"] == "CN" else None
        assert event["code"] == expected
        assert event["statement"]


@each_record
def test_dependent_claims_refer_to_earlier_claims_and_say_so(record: Record) -> None:
    claims = record["claims"]
    if record["patent_type"] == "design":
        assert claims == []
        return
    assert 3 <= len(claims) <= 6
    assert claims[0]["depends_on"] == []
    for position, claim in enumerate(claims, start=1):
        assert claim["number"] == str(position)
        assert claim["text"].startswith(f"{position}. ")
        assert all(int(number) < position for number in claim["depends_on"])
        named = re.findall(r"(?:权利要求|claims? )(\d+)(?:(?:或| or )(\d+))?", claim["text"])
        if claim["depends_on"]:
            assert sorted(claim["depends_on"]) == sorted({n for pair in named for n in pair if n})


@each_record
def test_description_paragraphs_are_numbered_under_headings(record: Record) -> None:
    paragraphs = record["description"]
    assert 4 <= len(paragraphs) <= 7
    assert [paragraph["number"] for paragraph in paragraphs] == [
        f"{n:04d}" for n in range(1, len(paragraphs) + 1)
    ]
    assert all(paragraph["heading"] and paragraph["text"] for paragraph in paragraphs)


@each_record
def test_abstracts_have_a_useful_length(record: Record) -> None:
    abstracts = record["abstracts"] or {}
    if record["patent_type"] != "design":
        assert record["language"] in abstracts
    assert "zh" not in abstracts or 120 <= len(abstracts["zh"]) <= 200
    assert "en" not in abstracts or 70 <= len(abstracts["en"].split()) <= 130


def test_some_records_can_only_be_found_across_languages() -> None:
    without_english = [
        r for r in RECORDS if r["language"] == "zh" and r["abstracts"] and "en" not in r["abstracts"]
    ]
    without_chinese = [r for r in RECORDS if r["language"] == "en" and "zh" not in r["titles"]]
    assert len(without_english) >= 8
    assert len(without_chinese) >= 5


def test_every_field_has_a_record_with_two_independent_claims() -> None:
    for field, records in BY_FIELD.items():
        assert any(sum(not claim["depends_on"] for claim in r["claims"]) == 2 for r in records), field


@each_offer
def test_an_offer_says_what_its_fields_say(offer: Record) -> None:
    assert offer["statement"]
    assert offer["fee_model"]
    stated = [
        _grouped(offer[key])
        for key in ("upfront_fee", "periodic_fee", "deferred_fee", "trigger_sales", "unit_fee")
        if offer.get(key)
    ]
    if offer["royalty_rate"]:
        stated.append(_percent(offer["royalty_rate"]))
    if offer["free_months"] is not None:
        stated.append(str(offer["free_months"]))
    bases = {
        "net_sales": ("净销售额", "net sales"),
        "profit": ("利润", "profit"),
        "unit": ("每台", "per unit"),
    }
    for language, text in offer["statement"].items():
        numbers = re.findall(r"\d[\d,]*(?:\.\d+)?%?", text)
        assert sorted(set(numbers)) == sorted(set(stated)), text
        if offer["royalty_base"]:
            assert bases[offer["royalty_base"]][language == "en"] in text
    assert offer["contact"]
    assert not re.search(r"@|\d", " ".join(_strings(offer["contact"])))


@each_offer
def test_an_offer_fills_the_fields_of_its_fee_model(offer: Record) -> None:
    fields = {
        "lump_sum": {"upfront_fee"},
        "instalment": {"upfront_fee", "periodic_fee", "term_end"},
        "fixed_periodic": {"periodic_fee"},
        "running": {"royalty_base"},
        "entry_plus_running": {"upfront_fee", "royalty_rate", "royalty_base"},
        "pay_after_use": {"deferred_fee", "free_months", "trigger_sales"},
        "royalty_free": set(),
        "equity": set(),
        "negotiable": set(),
    }[offer["fee_model"]]
    money_or_rate = {
        "upfront_fee",
        "periodic_fee",
        "deferred_fee",
        "free_months",
        "trigger_sales",
        "royalty_rate",
    }
    filled = {key for key in money_or_rate | {"royalty_base", "term_end"} if offer[key] is not None}
    assert fields <= filled
    extra = {"royalty_rate"} if offer["fee_model"] == "running" else set()
    assert (filled & money_or_rate) <= fields | extra
    assert (offer["royalty_base"] == "unit") == (offer.get("unit_fee") is not None)


def _spellings(amount: str) -> str:
    """Match an amount with or without separators, and in ten thousands, not as part of a longer number."""
    number = Decimal(amount)
    grouped = f"{number:,f}".replace(",", "[, ]?")
    return rf"(?<![\d.,])(?:{grouped}|{re.escape(f'{(number / 10000).normalize():f}')} ?万)(?!\d|,\d)"


def test_fee_floors_occur_nowhere_else_in_the_samples() -> None:
    floors = {
        record["case_number"]: record["internal"]["fee_floor"]["amount"]
        for record in RECORDS
        if record["internal"]
    }
    assert len(floors) >= 6
    assert len(set(floors.values())) == len(floors)
    policies = [path.read_text(encoding="utf-8") for path in sorted((SAMPLES / "policies").glob("*.md"))]
    for case, amount in floors.items():
        pattern = re.compile(_spellings(amount))
        assert pattern.search(f"底价 {Decimal(amount):,f} 元")
        for text in (*map(_public_text, RECORDS), *policies):
            assert not pattern.search(text), case
        assert not any(pattern.search(record["internal"]["note"]) for record in RECORDS if record["internal"])


def test_internal_notes_are_not_repeated_in_public_fields() -> None:
    notes = [record["internal"]["note"] for record in RECORDS if record["internal"]]
    public = "\n".join(map(_public_text, RECORDS))
    assert all(note and note not in public for note in notes)
    assert not re.search(r"底价|fee floor|internal floor|内部使用|不得对外", public)


def test_nothing_is_advertised() -> None:
    praise = r"领先|首创|先进水平|最佳|最优|最先进|填补.{0,4}空白|独有|world-class|cutting-edge|state-of-the-art|revolutionary|\bbest\b|superior|guarantee|unrivalled"
    for record in RECORDS:
        assert not re.search(praise, _public_text(record), re.IGNORECASE), record["case_number"]


def test_many_legal_situations_and_fee_models_occur() -> None:
    kinds = {event["kind"] for record in RECORDS for event in record["events"]}
    assert ENDING - {"abandoned"} <= kinds
    assert {
        "restored",
        "partly_invalidated",
        "transferred",
        "pledged",
        "pledge_released",
        "preserved",
    } <= kinds
    assert {
        "preservation_lifted",
        "licence_recorded",
        "licence_cancelled",
        "fee_unpaid",
        "examination",
    } <= kinds
    assert {"exclusive", "sole", "non_exclusive"} <= {e["licence_type"] for r in RECORDS for e in r["events"]}
    assert len({offer["fee_model"] for _, offer in OFFERS}) == 9
    assert sum(len(record["owners"]) > 1 for record in RECORDS) >= 2
    assert sum(record["trl"] is not None for record in RECORDS) * 3 >= len(RECORDS) * 2
