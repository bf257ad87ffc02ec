"""Drafts of all sample patents: bound to the last number, as long as they should be, the same in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from asking import DAY
from drafts import match_of, need_for, patents, words, written

from assistant.citations import locate
from assistant.composing.claimed_terms import bodies_in
from assistant.drafting.drafter import body_length
from assistant.drafting.lengths import BOUNDS, excerpt, length
from assistant.drafting.quotable import broken_rule
from assistant.drafting.types import DraftKind, OfficeDraft, Origin
from assistant.matching.types import GateKind, ReadNeed
from assistant.services import Services
from assistant.values import fold, values_in
from knowledge.errors import UsageError
from knowledge.types import ANYONE, DocumentHead, Language


@dataclass(frozen=True)
class Tried:
    """A draft that was asked for: what came, or the code of the refusal."""

    head: DocumentHead
    need: ReadNeed
    kind: DraftKind
    language: Language
    draft: OfficeDraft | None
    refused: str
    in_the_way: bool


@pytest.fixture(scope="module")
def tried(services: Services) -> tuple[Tried, ...]:
    return tuple(_tried(services))


def _tried(services: Services) -> Iterator[Tried]:
    for head in patents(services):
        need = need_for(head, Language.ZH)
        match = match_of(services, need, head)
        gated = any(gate.kind is not GateKind.LICENCE_TYPE for gate in match.gates)
        for kind in DraftKind:
            for language in Language:
                draft, refused = None, ""
                try:
                    draft = services.drafter.draft(kind, need, match, language, DAY)
                except UsageError as error:
                    refused = error.code
                yield Tried(head, need, kind, language, draft, refused, gated)


def made(tried: tuple[Tried, ...]) -> list[tuple[Tried, OfficeDraft]]:
    return [(one, one.draft) for one in tried if one.draft]


def test_every_patent_has_a_summary_and_every_licensable_one_a_letter(tried: tuple[Tried, ...]) -> None:
    assert len(tried) == 61 * 2 * 2
    for one in tried:
        if one.kind is DraftKind.SUMMARY or not one.in_the_way:
            assert one.draft is not None, one.head.title
        else:
            assert one.refused == "draft_gated"


def test_no_number_date_or_patent_number_is_unbound(tried: tuple[Tried, ...], services: Services) -> None:
    """Held against the whole public text of what is cited and the need, by a count of its own."""
    count = 0
    for one, draft in made(tried):
        sources = [one.need.wanted.text, one.need.wanted.enterprise, DAY.isoformat()]
        ids = {one.head.document_id, *(c.document_id for c in draft.citations)}
        for document_id in ids:
            sources += [p.text for p in services.catalogue.document_passages(document_id, ANYONE)]
            sources += [p.label for p in services.catalogue.document_passages(document_id, ANYONE)]
        held = {value for text in sources for value in values_in(text)}
        names = fold("\n".join([*sources, "贵公司"]))
        computed = {"rights.term", "fit.counts", "rights.status", "status", "gap.unmet", "gap.contradicted"}
        for slot in draft.slots:
            if slot.name in computed or slot.name.endswith(".requirement") or slot.name.startswith("gate."):
                continue
            loose = [v for v in values_in(slot.text) if v not in held]
            assert loose == [], (one.head.title, slot.name)
            assert [b for b in bodies_in(slot.text.replace("贵公司", "")) if b not in names] == []
            count += len(values_in(slot.text))
    assert count > 1_000


def test_every_quote_stands_in_its_public_source(tried: tuple[Tried, ...], services: Services) -> None:
    for _, draft in made(tried):
        passages = services.catalogue.passages(tuple(c.passage_id for c in draft.citations), ANYONE)
        texts = {p.passage_id: p for p in passages}
        for citation in draft.citations:
            assert locate(citation.quote, texts[citation.passage_id].text)
            assert not texts[citation.passage_id].instruction_like


def test_drafts_are_as_long_as_they_should_be(tried: tuple[Tried, ...]) -> None:
    outside = [
        (one.head.title, one.kind, one.language, body_length(draft.parts, one.language))
        for one, draft in made(tried)
        if not BOUNDS[one.kind, one.language][0]
        <= body_length(draft.parts, one.language)
        <= BOUNDS[one.kind, one.language][1]
    ]
    assert outside == []


def test_both_languages_have_the_same_slots(tried: tuple[Tried, ...]) -> None:
    drafts = {(one.head.document_id, one.kind, one.language): draft for one, draft in made(tried)}
    pairs = 0
    for (document_id, kind, language), draft in drafts.items():
        if language is Language.ZH:
            other = drafts[document_id, kind, Language.EN]
            assert [s.name for s in draft.slots] == [s.name for s in other.slots]
            assert [s.origin is Origin.FIXED for s in draft.slots] == [
                s.origin is Origin.FIXED for s in other.slots
            ]
            pairs += 1
    assert pairs >= 61 + 30


def test_no_name_of_a_slot_is_used_twice(tried: tuple[Tried, ...]) -> None:
    for _, draft in made(tried):
        names = [slot.name for slot in draft.slots]
        assert len(names) == len(set(names))


def test_fixed_words_state_nothing(tried: tuple[Tried, ...]) -> None:
    for _, draft in made(tried):
        for slot in draft.slots:
            if slot.origin is Origin.FIXED:
                assert values_in(slot.text) == (), slot.text


def test_tone_is_plain(tried: tuple[Tried, ...]) -> None:
    for _, draft in made(tried):
        for slot in draft.slots:
            assert broken_rule(slot.text) is None, slot.text


def test_only_letters_about_available_rights_speak_of_them_as_such(tried: tuple[Tried, ...]) -> None:
    for one, draft in made(tried):
        if one.kind is DraftKind.LETTER:
            assert not one.in_the_way
            assert {s.name for s in draft.slots} >= {
                "reason",
                "benefit",
                "status",
                "terms",
                "ask",
                "contact",
                "opt_out",
            }
            assert "贵公司" in words(draft) or one.language is Language.EN


def test_a_synthetic_patent_is_marked_wherever_it_is_shown(services: Services) -> None:
    for kind in DraftKind:
        assert any(s.name == "synthetic" for s in written(services, "P01", kind, Language.ZH).slots)


@pytest.mark.parametrize(
    ("text", "most", "around", "piece"),
    [
        ("甲步骤在280～320℃下保温，乙步骤水洗。丙的收率为95%。", 16, "95%", "丙的收率为95%。"),
        ("加入1,000 g盐，搅拌4 h，得到粉末", 8, "", "加入1,000 g盐"),
        (
            "A is mixed with 1,000 g of B, stirred for 4 h, and dried.",
            8,
            "4 h",
            "stirred for 4 h, and dried.",
        ),
    ],
)
def test_an_excerpt_ends_where_a_clause_does(text: str, most: int, around: str, piece: str) -> None:
    language = Language.EN if text.isascii() else Language.ZH
    assert excerpt(text, most, language, around=around) == piece


def test_length_counts_as_a_word_processor() -> None:
    assert length("能耗降低15%，共3项", Language.ZH) == 9
    assert length("Energy use falls by 15 %.", Language.EN) == 6
