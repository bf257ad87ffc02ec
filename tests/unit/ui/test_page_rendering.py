"""Answers and evidence as HTML: nothing of theirs becomes markup, every marker a link, quotes stand where they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fake_services import PAYLOAD, TODAY, FakeServices
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from assistant.stored import Counts, StoredTurn
from assistant.types import Answer, Mode, Question, Statement, Table
from assistant.withholding import readable, withhold
from knowledge.types import ANYONE, Language, Passage, PassageKind
from ui.answer_html import TurnView, copy_text, seconds, transcript_html, turn_html, views_of
from ui.evidence import open_source, quote_range
from ui.evidence_html import force_of, passage_html
from ui.markup import inline, safe_url, with_chips
from ui.page_html import notices_html, welcome_html


def answered(services: FakeServices, text: str) -> Answer:
    answer = list(services.ask(Question(text=text, reader=ANYONE, as_of=TODAY)))[-1]
    assert isinstance(answer, Answer)
    return answer


def view(answer: Answer, question: str = "问") -> TurnView:
    turn = StoredTurn(
        turn_id="t1", question=question, answer=answer, created_at=datetime(2026, 11, 24, tzinfo=UTC)
    )
    return TurnView(conversation_id="c1", turn=turn, language=Language.ZH)


def chip(marker: int) -> Markup:
    return Markup("<a>{}</a>").format(marker)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>x</b> & \"y\" 'z'", "&lt;b&gt;x&lt;/b&gt; &amp; &#34;y&#34; &#39;z&#39;"),
        ("**“先用后付”**方式", "<strong>“先用后付”</strong>方式"),
        ("a `x<y` b", "a <code>x&lt;y</code> b"),
        ("![图](http://evil.invalid/a.png)见图", "图见图"),
        ("[原文](https://example.org/a)", "原文 (https://example.org/a)"),
        ("[点我](javascript:alert)", "点我"),
        ("**<img onerror=1>**", "<strong>&lt;img onerror=1&gt;</strong>"),
        ("式[1](见图)", "式[1](见图)"),
        ("至2027-12-31止", '至<span class="pb-date">2027-12-31</span>止'),
    ],
)
def test_a_models_text_is_escaped_and_lightly_formatted(text: str, shown: str) -> None:
    assert inline(text, markdown=True) == shown


def test_extracted_words_are_shown_as_they_are() -> None:
    assert inline("a**b**c ![x](y)") == "a**b**c ![x](y)"


@given(st.text(max_size=200))
def test_no_text_ever_opens_a_tag(text: str) -> None:
    allowed = inline(text, markdown=True)
    for tag in ("strong", "code", "span"):
        allowed = Markup(allowed.replace(f"<{tag}>", "").replace(f"</{tag}>", ""))
    assert "<" not in allowed.replace('<span class="pb-date">', "")


@pytest.mark.parametrize(
    ("text", "markers", "shown"),
    [
        ("每年三万元。", (2, 3), "每年三万元。<a>2</a><a>3</a>"),
        ("每年三万元 [2]。", (2,), "每年三万元<a>2</a>。"),
        ("见 [0032] 段 [9]", (1,), "见 [0032] 段 [9]<a>1</a>"),
        ("", (), ""),
    ],
)
def test_every_marker_becomes_one_chip(text: str, markers: tuple[int, ...], shown: str) -> None:
    assert with_chips(text, markers, chip) == shown


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.invalid", "ftp://a/b", "http:", "http://[", "", None],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────


def test_hostile_text_in_every_place_stays_text(services: FakeServices) -> None:
    html = turn_html(view(answered(services, "注入"), question=PAYLOAD))
    assert "<img" not in html
    assert "<script" not in html
    assert 'href="javascript:' not in html
    assert html.count("&lt;script&gt;") >= 6


def test_a_marker_without_a_citation_is_no_link(services: FakeServices) -> None:
    answer = replace(
        answered(services, "怎样许可?"), statements=(Statement(text="x", markers=(1, 99)),), tables=()
    )
    html = turn_html(view(answer))
    assert html.count('class="pb-cite"') == 1
    assert "/99" not in html


def test_a_table_has_headers_and_its_markers_open_sources(services: FakeServices) -> None:
    table = Table(title="费用", columns=("项", "额"), rows=(("年费", "30,000 [2]"), ("其他", "[0032]")))
    html = turn_html(view(replace(answered(services, "怎样许可?"), statements=(), tables=(table,))))
    assert ">项</button></th>" in html
    assert '30,000<a class="pb-cite" href="evidence/c1/t1/2"' in html
    assert "[0032]" in html


def test_generated_sentences_run_on_and_extracted_ones_stand_alone(services: FakeServices) -> None:
    statements = (Statement(text="甲。"), Statement(text="乙。"), Statement(text="丙", bullet=True))
    answer = replace(answered(services, "怎样许可?"), statements=statements, tables=())
    assert "<p>甲。</p><p>乙。</p><ul><li>丙</li></ul>" in turn_html(view(answer))
    generated = replace(answer, mode=Mode.GENERATED, model="m")
    assert "<p>甲。乙。</p><ul><li>丙</li></ul>" in turn_html(view(generated))


def test_a_long_question_is_folded_and_still_there(services: FakeServices) -> None:
    question = "问" * 5_000
    html = turn_html(view(answered(services, "怎样许可?"), question=question))
    assert "<details>" in html
    assert question in html


def test_the_copy_has_text_tables_sources_and_the_date(services: FakeServices) -> None:
    copied = copy_text(answered(services, "怎样许可?"), Language.EN)
    assert "每年 30,000 元人民币" in copied
    assert "专利\t权利人" in copied
    assert "[4] 专利法(2020年修正)" in copied
    assert "Digest, not the official wording" in copied
    assert "Synthetic example" in copied
    assert copied.endswith("As of 2026-11-24")


@pytest.mark.parametrize(
    ("ms", "shown"), [(4.0, "0.00"), (140.0, "0.14"), (2_345.0, "2.3"), (12_000.0, "12")]
)
def test_durations_read_naturally(ms: float, shown: str) -> None:
    assert seconds(ms) == shown


# ── what may be seen ─────────────────────────────────────────────────────────────────────────────────────


def test_what_rested_on_a_document_that_is_closed_now_is_withheld(services: FakeServices) -> None:
    turn = view(answered(services, "怎样许可?")).turn
    services.catalogue.hide("patent")
    shown = readable(turn, services.catalogue, ANYONE, "(撤回)")
    html = transcript_html("c1", views_of("c1", [shown], Language.ZH))
    assert "30,000" not in html
    assert "2027-12-31" not in html
    assert "(撤回)" in html
    assert "年费相应减免" in html
    assert {citation.document_id for citation in shown.answer.citations} == {"policy"}
    assert "30,000" not in shown.answer.text
    assert "patent" not in shown.answer.document_ids


def test_a_refusals_nearest_passages_are_withheld_too(services: FakeServices) -> None:
    answer = withhold(answered(services, "天气"), {"patent"}, "(撤回)")
    assert [hit.document.document_id for hit in answer.nearest] == ["policy", "act"]


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_quote_is_marked_at_its_offsets(services: FakeServices) -> None:
    opened = open_source(answered(services, "怎样许可?"), "4", services.catalogue, ANYONE)
    assert opened.mark is not None
    start, end = opened.mark
    assert opened.passage.text[start:end] == opened.source.citation.quote


def test_a_quote_that_moved_is_found_and_one_that_is_gone_is_not_marked(services: FakeServices) -> None:
    opened = open_source(answered(services, "怎样许可?"), "4", services.catalogue, ANYONE)
    quote = opened.source.citation.quote
    assert quote_range(replace(opened.passage, text=f"新增。{quote}。"), opened.source.citation) == (
        3,
        3 + len(quote),
    )
    assert quote_range(replace(opened.passage, text="全改了"), opened.source.citation) is None


def test_a_passage_that_is_a_table_is_shown_as_one_with_the_cell_marked() -> None:
    text = "| 项目 | 金额 |\n|---|---|\n| 年费 | 900 <元> |\n"
    passage = Passage(
        passage_id="p", document_id="d", ordinal=0, kind=PassageKind.TABLE, label="表 1", language=Language.ZH,
        start=0, end=len(text), text=text,
    )  # fmt: skip
    start = text.index("900")
    html = passage_html(passage, (start, start + 3))
    assert html.count("<tr>") == 2
    assert '<td> <mark id="pb-mark">900</mark> &lt;元&gt; </td>' in html


@pytest.mark.parametrize(
    ("start", "end", "force"),
    [
        (date(2021, 6, 1), None, "current"),
        (date(2021, 6, 1), TODAY, "current"),
        (date(2021, 6, 1), date(2026, 11, 23), "ended"),
        (date(2027, 1, 1), None, "coming"),
        (None, None, None),
        (None, date(2020, 1, 1), "ended"),
    ],
)
def test_a_policy_is_in_force_from_its_first_to_its_last_day(
    services: FakeServices, start: date | None, end: date | None, force: str | None
) -> None:
    citation = answered(services, "怎样许可?").citations[3]
    assert force_of(replace(citation, effective_from=start, effective_to=end), TODAY) == force


# ── notices ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_notices_say_what_the_library_holds() -> None:
    counts = Counts(documents=10, patents=6, policies=4, sample=10, passages=100)
    samples = notices_html(None, counts, TODAY, Language.EN)
    assert "No chat model" in samples
    assert "Sample library: not real data" in samples
    assert "patentbridge library remove --samples" in samples
    mixed = notices_html("gpt-x", replace(counts, documents=12), TODAY, Language.EN)
    assert "Chat model: gpt-x" in mixed
    assert "10 sample documents" in mixed
    own = notices_html(None, replace(counts, sample=0, vectors_pending=3), TODAY, Language.EN)
    assert "ample" not in own
    assert "3 documents still await" in own


def test_an_empty_library_says_how_to_fill_it() -> None:
    counts = Counts(documents=0, patents=0, policies=0, sample=0, passages=0)
    html = welcome_html(counts, Language.EN)
    assert "The library is empty" in html
    assert "patentbridge ingest FOLDER" in html
