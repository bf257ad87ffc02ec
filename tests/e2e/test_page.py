"""The page in a real browser: what a visitor sees, clicks and types."""

from __future__ import annotations

import re

import httpx
import pytest
from app_in_browser import PHONE, AppProcess, Seen, Visit, ask, needs_browser
from fake_services import PAYLOAD
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, needs_browser]

LICENCE = "有没有能马上许可的正极材料再生技术?"


def question_box(page: Page):
    return page.locator("#pb-question textarea")


def last_answer(page: Page):
    return page.locator("#pb-transcript .pb-answer").last


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_in_chinese_gets_a_cited_answer(visit: Visit) -> None:
    page = visit()
    ask(page, LICENCE)
    answer = last_answer(page)
    expect(answer.locator(".pb-answer-body")).to_have_attribute("lang", "zh-CN")
    expect(answer).to_contain_text("每年 30,000 元人民币")
    expect(answer.locator("a.pb-cite").first).to_be_visible()
    expect(answer.locator("table th").first).to_have_text("专利")
    expect(answer.locator(".pb-callout")).to_contain_text("签约前请再次核实")
    expect(answer.locator(".pb-facts")).to_contain_text("截至 2026-11-24")
    expect(page.locator("#pb-transcript h2.pb-question-text")).to_have_text(LICENCE)
    expect(question_box(page)).to_have_value("")


def test_a_question_in_english_gets_a_cited_answer(visit: Visit) -> None:
    page = visit(locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ask(page, "May a small firm grant an exclusive right?")
    answer = last_answer(page)
    expect(answer).to_contain_text("No small business firm")
    expect(answer.locator(".pb-facts")).to_contain_text("As of 2026-11-24")
    answer.locator("a.pb-cite").click()
    expect(page.locator(".pb-passage mark")).to_contain_text("No small business firm which receives title")
    expect(page.locator(".pb-card.is-open")).to_contain_text("verbatim")


def test_an_example_question_is_asked_with_one_click(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".pb-example-group")).to_have_count(3)
    example = page.locator(".pb-example").first
    text = example.inner_text()
    example.click()
    expect(page.locator("#pb-transcript h2.pb-question-text")).to_have_text(text)


def test_the_page_says_how_answers_are_made_and_that_these_are_samples(visit: Visit) -> None:
    page = visit()
    notices = page.locator("#pb-notices")
    expect(notices).to_contain_text("未连接大模型")
    notices.get_by_text(re.compile("示例资料库")).click()
    expect(notices.locator("details[open]")).to_contain_text("patentbridge ingest")
    expect(notices.locator("details[open]")).to_contain_text("library remove --samples")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_on_a_phone_each_notice_is_one_line_and_none_is_cut_off(visit: Visit, locale: str) -> None:
    page = visit(locale=locale, viewport=PHONE, is_mobile=True, has_touch=True)
    notices = page.locator("#pb-notices :is(summary, .pb-chip)")
    expect(notices).to_have_count(3)
    for notice in notices.all():
        box = notice.bounding_box()
        assert box is not None
        assert box["height"] < 36
        assert box["x"] + box["width"] <= PHONE["width"]
        assert notice.evaluate("one => one.scrollWidth <= one.clientWidth + 1")


def test_back_and_forward_lead_through_the_conversations_that_were_looked_at(visit: Visit) -> None:
    page = visit()
    questions = page.locator("#pb-transcript h2.pb-question-text")
    ask(page, "国内优先权的期限是多久?")
    first = page.url
    page.locator("#pb-new").click()
    expect(questions).to_have_count(0)
    ask(page, "明天天气怎么样?")
    second = page.url
    assert first != second
    page.locator(".pb-history .pb-open").nth(1).click()
    expect(questions).to_have_text("国内优先权的期限是多久?")
    page.go_back()
    expect(questions).to_have_text("明天天气怎么样?")
    assert page.url == second
    page.go_back()
    expect(questions).to_have_text("国内优先权的期限是多久?")
    assert page.url == first
    page.go_forward()
    expect(questions).to_have_text("明天天气怎么样?")
    page.reload()
    expect(questions).to_have_text("明天天气怎么样?")


def test_the_focus_goes_back_to_the_box_from_what_is_gone(visit: Visit) -> None:
    page = visit()
    page.locator(".pb-example").first.click()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)
    expect(question_box(page)).to_be_focused()
    page.locator(".pb-history li").first.hover()
    page.locator(".pb-history .pb-delete").first.click()
    page.locator("#pb-delete-dialog .is-danger").click()
    expect(page.locator(".pb-history li")).to_have_count(0)
    expect(question_box(page)).to_be_focused()


def test_a_refusal_is_shown_as_one_with_the_nearest_passages(visit: Visit) -> None:
    page = visit()
    ask(page, "明天天气怎么样?")
    answer = last_answer(page)
    expect(answer).to_have_class(re.compile("is-refusal"))
    expect(answer.locator(".pb-refusal")).to_contain_text("没有足够的依据")
    nearest = answer.locator(".pb-nearest a")
    expect(nearest).to_have_count(3)
    expect(page.locator("#pb-evidence .pb-cards")).to_have_count(2)
    nearest.nth(1).click()
    expect(page.locator(".pb-card.is-open .pb-passage")).to_contain_text("CN199900001B")
    expect(page.locator(".pb-card.is-open")).to_contain_text("示例数据")


def test_text_is_shown_as_draft_while_a_model_writes_and_then_replaced(visit: Visit) -> None:
    page = visit()
    question_box(page).fill("请慢慢写")
    question_box(page).press("Enter")
    expect(page.locator("#pb-live .pb-progress")).to_contain_text("12")
    expect(page.locator("#pb-live .pb-draft")).to_contain_text("<b>草稿</b>")
    expect(page.locator("#pb-stop")).to_be_visible()
    expect(last_answer(page)).to_contain_text("test-model")
    expect(page.locator("#pb-live .pb-turn")).to_have_count(0)
    expect(page.locator("#pb-send")).to_be_visible()


def test_another_conversation_can_be_read_while_an_answer_is_on_its_way(visit: Visit) -> None:
    page = visit()
    ask(page, LICENCE)
    page.locator("#pb-new").click()
    expect(page.locator(".pb-welcome")).to_be_visible()
    question_box(page).fill("请慢慢写")
    question_box(page).press("Enter")
    page.locator("#pb-live .pb-draft").wait_for()
    page.locator(".pb-open").click()
    expect(page.locator(".pb-open")).to_have_count(2)  # it has been answered meanwhile
    expect(page.locator("#pb-transcript h2.pb-question-text")).to_have_text(LICENCE)
    expect(page.locator("#pb-live .pb-turn")).to_have_count(0)
    page.locator(".pb-open", has_text="请慢慢写").click()
    expect(last_answer(page)).to_contain_text("test-model")


def test_a_question_that_does_not_get_through_is_given_back(visit: Visit, seen: Seen) -> None:
    page = visit()
    page.route("**/ask", lambda route: route.abort())
    question_box(page).fill(LICENCE)
    question_box(page).press("Enter")
    expect(page.locator("#pb-live [role=alert]")).to_contain_text("没有连上程序")
    expect(question_box(page)).to_have_value(LICENCE)
    page.unroute("**/ask")
    question_box(page).fill("")
    page.locator("#pb-live .pb-again").click()
    expect(last_answer(page)).to_contain_text("30,000")
    seen.problems.clear()  # the browser says that it failed


def test_two_visitors_are_answered_at_the_same_time(visit: Visit) -> None:
    pages = [visit(), visit()]
    for page in pages:
        question_box(page).fill("请慢慢写")
        question_box(page).press("Enter")
    for page in pages:
        page.locator("#pb-live .pb-draft").wait_for()
    assert all(page.locator("#pb-live .pb-draft").is_visible() for page in pages)
    for page in pages:
        expect(last_answer(page)).to_contain_text("test-model")


def test_stop_cancels_and_gives_the_question_back(visit: Visit) -> None:
    page = visit()
    question_box(page).fill("请慢慢写")
    question_box(page).press("Enter")
    expect(page.locator("#pb-live .pb-draft")).to_be_visible()
    page.locator("#pb-stop").click()
    expect(page.locator("#pb-live")).to_contain_text("已停止")
    expect(question_box(page)).to_have_value("请慢慢写")
    expect(page.locator("#pb-send")).to_be_visible()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(0)
    ask(page, LICENCE)
    expect(page.locator("#pb-live .pb-turn")).to_have_count(0)


def test_a_question_clicked_twice_is_asked_once(visit: Visit) -> None:
    page = visit()
    question_box(page).fill(LICENCE)
    page.locator("#pb-send").dblclick()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)
    expect(page.locator(".pb-open")).to_have_count(1)


def test_a_reload_while_the_answer_is_on_its_way_gives_the_question_back(visit: Visit, seen: Seen) -> None:
    page = visit()
    question_box(page).fill("请慢慢写")
    question_box(page).press("Enter")
    page.locator("#pb-live .pb-draft").wait_for()
    page.reload()
    expect(question_box(page)).to_have_value("请慢慢写")
    ask(page, LICENCE)
    page.reload()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)
    expect(question_box(page)).to_have_value("")
    # The framework says of the first reload, sooner or later, that its stream was cut off.
    seen.problems[:] = [
        p for p in seen.problems if "AbortError" not in p and "Connection errored out" not in p
    ]


def test_a_failed_question_is_explained_and_not_lost(visit: Visit) -> None:
    page = visit()
    for question, words in (("这会失败", "大模型服务没有给出回答"), ("这会崩溃", "没有完成")):
        question_box(page).fill(question)
        question_box(page).press("Enter")
        expect(page.locator("#pb-live .pb-problem")).to_contain_text(words)
        expect(question_box(page)).to_have_value(question)
    page.locator("#pb-live .pb-again").click()
    expect(page.locator("#pb-live .pb-problem")).to_contain_text("没有完成")
    expect(page.locator("#pb-history")).not_to_contain_text("崩溃")


def test_empty_and_very_long_questions_are_refused_with_a_sentence_and_kept(visit: Visit) -> None:
    page = visit()
    question_box(page).press("Enter")
    expect(page.locator("#pb-live")).to_contain_text("还没有写问题")
    long = "问" * 100_000
    question_box(page).fill(long)
    question_box(page).press("Enter")
    expect(page.locator("#pb-live")).to_contain_text("100,000 个字符")
    assert question_box(page).input_value() == long


def test_enter_that_ends_a_composition_does_not_send(visit: Visit) -> None:
    page = visit()
    question_box(page).fill("电池")
    question_box(page).evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(600)
    expect(question_box(page)).to_have_value("电池")
    expect(page.locator("#pb-live .pb-turn")).to_have_count(0)
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(0)


# ── conversations ────────────────────────────────────────────────────────────────────────────────────────


def test_the_language_switch_keeps_the_conversation_and_the_draft(visit: Visit, seen: Seen) -> None:
    page = visit()
    ask(page, LICENCE)
    question_box(page).fill("还没写完的问题")
    seen.wait_for_streams(page)
    with page.expect_navigation():
        page.locator("a.pb-lang").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#pb-send")).to_have_text("Send")
    expect(page.locator("#pb-notices")).to_contain_text("No chat model")
    expect(page.locator("#pb-transcript")).to_contain_text("每年 30,000 元人民币")
    expect(last_answer(page).locator(".pb-facts")).to_contain_text("As of 2026-11-24")
    expect(question_box(page)).to_have_value("还没写完的问题")
    seen.wait_for_streams(page)
    with page.expect_navigation():
        page.locator("a.pb-lang").click()
    expect(page.locator("#pb-send")).to_have_text("发送")


def test_conversations_are_kept_over_a_restart(browser: Browser, app: AppProcess) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(app.url)
    page.wait_for_selector("#pb-transcript [data-conversation]")
    ask(page, LICENCE)
    ask(page, "那怎样取得许可?")
    page.locator("#pb-new").click()
    expect(page.locator(".pb-welcome")).to_be_visible()
    ask(page, "明天天气怎么样?")
    page.close()
    app.stop()
    app.start()
    page = context.new_page()
    page.goto(app.url)
    expect(page.locator(".pb-open")).to_have_count(2)
    page.locator(".pb-open", has_text=LICENCE).click()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(2)
    page.locator("#pb-transcript a.pb-cite").first.click()
    expect(page.locator(".pb-card.is-open mark")).to_be_visible()
    ask(page, "能便宜些吗?")
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(3)
    page.reload()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(3)
    context.close()
    assert "Traceback" not in app.log, app.log[-3000:]


def test_a_page_left_open_over_a_restart_goes_on_and_keeps_what_was_being_written(
    browser: Browser, app: AppProcess
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(app.url)
    page.wait_for_selector("#pb-transcript [data-conversation]")
    ask(page, LICENCE)
    question_box(page).fill("那怎样取得许可?")
    app.stop()
    app.start()
    page.wait_for_timeout(4_000)  # where its stream was cut off, the page reloads by itself
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)
    expect(question_box(page)).to_have_value("那怎样取得许可?")
    question_box(page).press("Enter")
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(2)
    context.close()


def test_what_was_being_written_survives_a_reload(visit: Visit) -> None:
    page = visit()
    question_box(page).fill("还没写完的问题")
    page.reload()
    expect(question_box(page)).to_have_value("还没写完的问题")


def test_a_conversation_can_be_renamed_and_deleted(visit: Visit) -> None:
    page = visit()
    ask(page, LICENCE)
    page.locator(".pb-rename").click()
    page.locator("#pb-rename-dialog input").fill("电池 <b>回收</b>")
    page.locator("#pb-rename-dialog input").press("Enter")
    expect(page.locator(".pb-open")).to_have_text("电池 <b>回收</b>")
    page.locator(".pb-delete").click()
    page.locator("#pb-delete-dialog .pb-dialog-cancel").click()
    expect(page.locator(".pb-open")).to_have_count(1)
    page.locator(".pb-delete").click()
    page.locator("#pb-delete-dialog").get_by_role("button", name="删除").click()
    expect(page.locator(".pb-open")).to_have_count(0)
    expect(page.locator(".pb-welcome")).to_be_visible()
    assert page.url.endswith("/")


def test_another_visitor_can_open_neither_conversation_nor_source(
    visit: Visit, app: AppProcess, seen: Seen
) -> None:
    mine = visit()
    ask(mine, LICENCE)
    conversation = mine.locator("[data-conversation]").first.get_attribute("data-conversation")
    source = mine.locator("#pb-transcript a.pb-cite").first.get_attribute("href")
    assert mine.url.endswith(f"?c={conversation}")
    theirs = visit(f"/?c={conversation}")
    expect(theirs.locator(".pb-welcome")).to_be_visible()
    expect(theirs.locator(".pb-open")).to_have_count(0)
    cookies = {cookie["name"]: cookie["value"] for cookie in theirs.context.cookies()}
    for path in (source, f"{source}/document", source.rpartition("/")[0]):
        answer = httpx.get(f"{app.url}/{path}", cookies=cookies, trust_env=False)
        assert answer.status_code == 404
        assert "30,000" not in answer.text
        assert httpx.get(f"{app.url}/{path}", trust_env=False).status_code == 404
    # Asking on in somebody else's conversation begins one of their own, and changes nothing in mine.
    theirs.locator("#pb-transcript [data-conversation]").evaluate(
        "(shown, id) => { shown.dataset.conversation = id }", conversation
    )
    ask(theirs, "明天天气怎么样?")
    assert f"?c={conversation}" not in theirs.url
    mine.reload()
    expect(mine.locator("#pb-transcript .pb-turn")).to_have_count(1)


# ── a phone ──────────────────────────────────────────────────────────────────────────────────────────────


def test_on_a_phone_sources_are_a_sheet_and_conversations_a_drawer(visit: Visit) -> None:
    page = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    ask(page, LICENCE)
    expect(page.locator("#pb-evidence")).not_to_be_visible()
    last_answer(page).locator("a.pb-cite").nth(3).tap()
    sheet = page.locator("#pb-evidence")
    expect(sheet).to_be_visible()
    expect(sheet.locator("mark")).to_be_in_viewport()
    box = sheet.bounding_box()
    assert box is not None
    assert box["width"] == PHONE["width"]
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()
    page.locator("button.pb-nav-open").tap()
    expect(page.locator("#pb-nav")).to_be_visible()
    page.locator("#pb-new").tap()
    expect(page.locator("#pb-nav")).not_to_be_visible()
    expect(page.locator(".pb-welcome")).to_be_visible()
    page.locator("button.pb-nav-open").tap()
    page.locator(".pb-open").tap()
    expect(page.locator("#pb-nav")).not_to_be_visible()
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(1)


def test_on_a_phone_a_wide_table_scrolls_in_its_frame_and_the_page_does_not(visit: Visit) -> None:
    page = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    ask(page, LICENCE)
    widths = page.evaluate(
        "(() => { const t = document.querySelector('.pb-table'); const s = document.querySelector('#pb-scroll');"
        " return [t.scrollWidth > t.clientWidth, document.documentElement.scrollWidth, s.scrollWidth - s.clientWidth]; })()"
    )
    assert widths == [True, PHONE["width"], 0]
    expect(question_box(page)).to_be_in_viewport()


# ── safety ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_in_question_document_or_title_becomes_markup_or_runs(visit: Visit) -> None:
    page = visit()
    ask(page, f"注入 {PAYLOAD}")
    answer = last_answer(page)
    expect(answer).to_contain_text("onerror")
    answer.locator("a.pb-cite").first.click()
    expect(page.locator(".pb-card.is-open mark")).to_have_text(PAYLOAD)
    page.reload()
    expect(page.locator(".pb-open")).to_contain_text("<img")
    page.locator(".pb-delete").click()
    expect(page.locator(".pb-dialog-name")).to_contain_text("<img")
    page.locator("#pb-delete-dialog .pb-dialog-cancel").click()
    assert page.locator("#pb-layout img, #pb-layout script, #pb-dialogs img").count() == 0
    assert page.locator('#pb-layout a[href^="javascript:"]').count() == 0
    assert page.evaluate("window.pwned") is None


def test_a_handler_that_slipped_through_would_not_run(visit: Visit, seen: Seen) -> None:
    page = visit()
    page.evaluate(
        "document.querySelector('#pb-live').innerHTML = '<img src=data:, onerror=\"window.pwned=1\">'"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert all("Content Security Policy" in problem or "data:," in problem for problem in seen.problems)
    seen.problems.clear()


@pytest.mark.parametrize(
    ("locale", "options"),
    [("zh-CN", {}), ("en-GB", {"viewport": PHONE}), ("zh-CN", {"color_scheme": "dark"})],
    ids=["desktop", "phone", "dark"],
)
def test_axe_finds_nothing_critical_or_serious(visit: Visit, locale: str, options: dict[str, object]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(locale=locale, **options)
    violations = _serious(Axe, page)
    ask(page, LICENCE)
    last_answer(page).locator("a.pb-cite").first.click()
    expect(page.locator(".pb-card.is-open mark")).to_be_visible()
    violations += _serious(Axe, page)
    page.keyboard.press("Escape")
    ask(page, "明天天气怎么样?")
    violations += _serious(Axe, page)
    ask(page, "江苏的电池专利")
    page.locator("#pb-transcript .pb-turn").last.locator(".pb-filter").first.click()
    expect(page.locator(".pb-filter.is-off")).to_be_visible()
    page.locator(".pb-thumb").last.click()
    expect(page.locator(".pb-opinion-more")).to_be_visible()
    page.locator(".pb-edit").click()
    violations += _serious(Axe, page)
    page.goto(f"{page.url.partition('?')[0]}conversations?q=专利")
    expect(page.locator(".pb-rows mark").first).to_be_visible()
    violations += _serious(Axe, page)
    assert violations == []


_SETTLED = """() => [...document.querySelectorAll('.pb-panel-note, .pb-card, .pb-answer')].every(element => {
  for (let node = element; node; node = node.parentElement) if (getComputedStyle(node).opacity !== '1') return false;
  return true;
}) && document.getAnimations().every(one => one.playState !== 'running' || !(one instanceof CSSTransition))"""


def _serious(axe: type, page: Page) -> list[str]:
    page.wait_for_function(_SETTLED)  # what is still being loaded is dimmed
    report = axe().run(page).response
    return [
        f"{found['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for found in report["violations"]
        if found["impact"] in ("critical", "serious")
        for node in found["nodes"]
    ]
