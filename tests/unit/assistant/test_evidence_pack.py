"""What an evidence pack holds, what it never holds, and how a file that is none, or was changed, is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import OFFICER, SME, Ask
from pydantic import BaseModel

from assistant import evidence_pack
from assistant.evidence_pack import Pack, digest_of, file_name, read_pack, write_pack
from assistant.kept import kept_from_json, kept_to_json
from assistant.left_out import LeftOut
from assistant.packing import pack_of
from assistant.services import Services
from knowledge.errors import UsageError
from knowledge.types import Audience

FEE = "CN199900001B现在能许可吗？多少钱？"
FLOOR = "CN199900011B 的许可费底价是多少？"
DOCS = Path(__file__).parents[3] / "docs" / "evidence-pack.md"


@pytest.fixture(scope="module")
def content(services: Services, ask: Ask) -> dict[str, Any]:
    """The JSON of an SME's pack."""
    return dict(json.loads(write_pack(pack_of(FEE, ask(FEE), services.catalogue, SME))))


def changed(content: dict[str, Any], *path: str | int, to: object) -> bytes:
    """Return the file with one field changed."""
    copy = json.loads(json.dumps(content))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(copy).encode()


def refused(data: bytes) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read_pack(data, "a.json")
    return caught.value


# ── what it holds ────────────────────────────────────────────────────────────────────────────────────────


def test_every_quote_stands_in_its_passage_and_every_digest_is_of_its_text(
    content: dict[str, Any], services: Services
) -> None:
    assert content["citations"]
    for citation in content["citations"]:
        passage, span = citation["passage"], citation["span"]
        text = passage["text"]
        assert text[span["start"] - passage["start"] : span["end"] - passage["start"]] == span["quote"]
        assert passage["sha256"] == digest_of(text)
    for document in content["documents"]:
        held = services.catalogue.document(document["document_id"], SME)
        assert held is not None
        assert document["sha256"] == digest_of(held.text)


def test_it_says_what_was_asked_when_by_which_program_over_which_library(content: dict[str, Any]) -> None:
    assert content["question"]["text"] == FEE
    assert content["question"]["as_of"] == "2026-11-24"
    assert content["question"]["asked_as"] == "sme"
    assert content["program"]["version"]
    assert len(content["library"]["digest"]) == 64
    assert content["answer"]["mode"] == "extractive"
    assert content["notice"] == next(v for k, v in content.items() if k == "notice")
    assert list(content)[:4] == ["schema", "schema_version", "notice", "holds_internal"]


def test_every_value_of_a_statement_names_where_it_stands(content: dict[str, Any]) -> None:
    fee = next(s for s in content["answer"]["statements"] if "30,000" in s["text"])
    (amount,) = [v for v in fee["verdict"]["values"] if v["value"] == "30000"]
    (marker,) = fee["markers"]
    assert f"[{marker}]" in amount["bound_to"]
    stated = [v for s in content["answer"]["statements"] if s["markers"] for v in s["verdict"]["values"]]
    assert stated
    assert all(value["bound_to"] for value in stated)


def test_a_right_and_a_rule_carry_their_facts(content: dict[str, Any]) -> None:
    facts = {d["kind"]: d["facts"] for d in content["documents"]}
    assert facts["patent"]["right"]["availability"] == "licensable_open"
    assert facts["patent"]["right"]["offers"]
    assert facts["policy"]["rule"]["in_force"] is True


def test_it_comes_back_as_it_was_and_unedited(content: dict[str, Any]) -> None:
    read = read_pack(json.dumps(content).encode(), "a.json")
    assert read.edited == ()
    assert json.loads(write_pack(read.pack)) == content


def test_a_kept_answer_gives_the_same_pack_after_a_restart(services: Services, ask: Ask) -> None:
    answer = ask(FEE)
    kept = kept_from_json(json.loads(json.dumps(kept_to_json(answer))))
    assert kept.basis == answer.basis
    first, second = (pack_of(FEE, one, services.catalogue, SME) for one in (answer, kept))
    assert first == second


def test_what_was_left_out_of_the_answer_is_told_apart_from_it(services: Services, ask: Ask) -> None:
    answer = ask(FEE)
    assert answer.basis is not None
    cut = LeftOut(text="费用为每年 300,000 元。", values=("300000",))
    pack = pack_of(
        FEE, replace(answer, basis=replace(answer.basis, left_out=(cut,))), services.catalogue, SME
    )
    assert pack.cut[0].text == cut.text
    assert cut.text not in pack.answer.text
    assert not pack.holds_internal


def test_an_answer_of_an_earlier_version_says_that_it_cannot_be_exported(
    services: Services, ask: Ask
) -> None:
    with pytest.raises(UsageError) as caught:
        pack_of(FEE, replace(ask(FEE), basis=None), services.catalogue, SME)
    assert caught.value.code == "pack_without_basis"


# ── who may see what ─────────────────────────────────────────────────────────────────────────────────────


def test_an_officers_pack_says_at_its_head_and_in_its_name_that_it_is_internal(
    services: Services, ask: Ask
) -> None:
    pack = pack_of(FLOOR, ask(FLOOR, OFFICER), services.catalogue, OFFICER)
    assert any(d.audience is Audience.INTERNAL for d in pack.documents)
    assert pack.holds_internal
    assert pack.notice.startswith("内部资料")
    assert "INTERNAL" in file_name(pack)


def test_an_officers_answer_packed_for_an_sme_holds_nothing_internal(services: Services, ask: Ask) -> None:
    answer = ask(FLOOR, OFFICER)
    cited = services.catalogue.heads(OFFICER, ids=[c.document_id for c in answer.citations])
    hidden = {head.document_id for head in cited if head.audience is Audience.INTERNAL}
    internal = {c.quote for c in answer.citations if c.document_id in hidden}
    assert internal
    assert "80,000" in answer.text
    text = write_pack(pack_of(FLOOR, answer, services.catalogue, SME))
    pack = read_pack(text.encode(), "p").pack
    assert all(d.audience is Audience.PUBLIC for d in pack.documents)
    assert not any(json.dumps(quote, ensure_ascii=False)[1:-1] in text for quote in internal)
    assert "80,000" not in text
    assert not pack.holds_internal


def test_whether_there_are_internal_documents_does_not_show_in_an_officers_pack(
    content: dict[str, Any], services: Services, ask: Ask
) -> None:
    pack = pack_of(FEE, ask(FEE, OFFICER), services.catalogue, OFFICER)
    assert not pack.holds_internal
    assert pack.library.model_dump() == content["library"]


def test_a_public_pack_has_an_ordinary_name(content: dict[str, Any]) -> None:
    pack = Pack.model_validate(content)
    assert file_name(pack, "abcdefghijkl") == "patentbridge-evidence-2026-11-24-abcdefgh.json"


# ── files that are none, and files that were changed ─────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"{", b"[" * 100_000])
def test_what_is_no_json_is_told(data: bytes) -> None:
    assert refused(data).code == "pack_not_json"


@pytest.mark.parametrize("data", [b"[]", b"17", b"{}", b'{"schema": "other"}'])
def test_another_json_file_is_told_by_its_schema(data: bytes) -> None:
    assert refused(data).fields["field"] == "schema"


@pytest.mark.parametrize(
    ("path", "to", "field"),
    [
        (("schema_version",), 2, "schema_version"),
        (("question", "as_of"), "yesterday", "question.as_of"),
        (("question", "asked_as"), "king", "question.asked_as"),
        (("answered_at",), "2026-11-24", "answered_at"),
        (("question", "context"), [{"question": "?"}] * 99, "question.context"),
        (("answer", "statements"), None, "answer.statements"),
        (("citations", 0, "span", "start"), "five", "citations.0.span.start"),
        (("citations", 0, "document_id"), "d0", "citations.0.document_id"),
        (("citations", 1, "marker"), 1, "citations.1.marker"),
        (("answer", "statements", 1, "markers"), [99], "answer.statements.1.markers"),
    ],
)
def test_a_wrong_field_is_named(
    content: dict[str, Any], path: tuple[str | int, ...], to: object, field: str
) -> None:
    assert refused(changed(content, *path, to=to)).fields["field"] == field


def test_a_file_that_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_pack, "MOST_BYTES", 10)
    assert refused(b" " * 11).code == "pack_too_large"


@pytest.mark.parametrize(
    ("path", "to", "named"),
    [
        (("citations", 0, "passage", "text"), "other words", "citations.0.passage.text"),
        (("citations", 0, "span", "quote"), "other words", "citations.0.span"),
        (("answer", "text"), "other words", "content"),
        (("documents", 0, "facts"), None, "content"),
        (("holds_internal",), True, "content"),
        (("content_sha256",), "0" * 64, "content"),
    ],
)
def test_a_change_is_noticed_and_named_where_it_can_be(
    content: dict[str, Any], path: tuple[str | int, ...], to: object, named: str
) -> None:
    assert read_pack(changed(content, *path, to=to), "a.json").edited == (named,)


def test_a_field_of_a_later_version_is_passed_over_but_counts_in_the_digest(content: dict[str, Any]) -> None:
    read = read_pack(json.dumps({**content, "signature": "x"}).encode(), "a.json")
    assert read.edited == ("content",)


# ── the docs ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_docs_name_every_field() -> None:
    text = DOCS.read_text(encoding="utf-8")
    parts = [p for p in vars(evidence_pack).values() if isinstance(p, type) and issubclass(p, BaseModel)]
    names = {f.alias or name for part in parts for name, f in part.model_fields.items()}
    assert sorted(name for name in names if not re.search(rf"[`.…]{name}(?:\[\])?`", text)) == []
