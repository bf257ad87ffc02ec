"""Accounts in a real browser: the first one, signing in and out, passwords, tokens; in both languages, on a desk and in a hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_in_browser import DESKTOP, PHONE, AppProcess, Seen, needs_browser
from person import Person
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, needs_browser]

PASSWORD = "eine lange Brücke 7"
NEW = "ein ganz anderer Steg 8"
KINDS = [("zh-CN", DESKTOP), ("en-GB", PHONE)]


@pytest.fixture(scope="module")
def accounts_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    process = AppProcess(tmp_path_factory.mktemp("accounts"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
def people(browser: Browser, accounts_app: AppProcess, seen: Seen) -> Iterator[list[Person]]:
    made = [Person(browser, accounts_app, seen, locale, viewport) for locale, viewport in KINDS]
    yield made
    for person in made:
        person.context.close()
    # a refused form has a status that the browser notes
    assert [p for p in seen.problems if "status of 4" not in p] == []
    assert seen.outside == []


def test_the_first_account_is_made_on_the_page(people: list[Person], accounts_app: AppProcess) -> None:
    for person in people:
        person.open("/")
        person.sees_the_page()
        person.open("/setup")
        person.examine()
        person.fill(name="Wang Li", password=PASSWORD, again="another one")
        person.press("set_up_submit")
        expect(person.page.get_by_role("alert")).to_contain_text(person.say("error.passwords_differ"))
        person.examine()
    first, second = people
    first.fill(name="Wang Li", password=PASSWORD, again=PASSWORD)
    first.press("set_up_submit")
    expect(first.page.locator("h1")).to_contain_text("Wang Li")
    second.open("/")  # what was open to all is shut now
    expect(second.page.locator("h1")).to_have_text(second.say("sign_in_title"))


@pytest.mark.parametrize("number", [0, 1], ids=["desktop", "phone"])
def test_from_a_new_account_to_signing_out(people: list[Person], number: int) -> None:
    admin, name = people[number], f"colleague {number}"
    admin.open("/")
    admin.examine()
    admin.sign_in("wang li", "a wrong password")
    expect(admin.page.get_by_role("alert")).to_contain_text(admin.say("error.sign_in_wrong"))
    admin.examine()
    admin.sign_in("wang li", PASSWORD)
    admin.sees_the_page()
    admin.open("/admin/accounts")
    admin.examine()
    admin.fill(name=name)
    admin.press("account_make")
    given = admin.page.locator(".pb-secret").inner_text()
    admin.examine()
    admin.press("sign_out")
    expect(admin.page.locator("h1")).to_have_text(admin.say("sign_in_title"))

    colleague = admin
    colleague.sign_in(name, given)
    expect(colleague.page.locator("h1")).to_contain_text(name)
    colleague.examine()
    colleague.open("/")  # nothing opens before the password is one's own
    expect(colleague.page.locator("h1")).to_contain_text(name)
    colleague.fill(old=given, password=NEW, again=NEW)
    colleague.press("change_password")
    expect(colleague.page.get_by_role("status")).to_contain_text(colleague.say("done.password"))
    colleague.fill(label="a program")
    colleague.page.locator("input[name=scope]").first.check()
    colleague.press("token_issue")
    token = colleague.page.locator(".pb-secret").inner_text()
    colleague.examine()
    headers = {"authorization": f"Bearer {token}"}
    assert colleague.page.request.get(f"{colleague.url}/api/me", headers=headers).json()["name"] == name
    assert colleague.page.request.get(f"{colleague.url}/admin/accounts").status == 404
    colleague.open("/")
    colleague.sees_the_page()
    secret = colleague.context.cookies()
    colleague.open("/account")
    colleague.press("sign_out")
    colleague.context.add_cookies(secret)  # whoever kept the cookie has nothing of it
    colleague.open("/")
    expect(colleague.page.locator("h1")).to_have_text(colleague.say("sign_in_title"))


@pytest.mark.parametrize("number", [0, 1], ids=["desktop", "phone"])
def test_an_administrator_looks_after_the_system(people: list[Person], number: int) -> None:
    admin = people[number]
    admin.open("/sign-in?next=admin/health")
    admin.sign_in("wang li", PASSWORD)
    for name, button, told, following in (
        ("health", "system_examine", "lexical_missing", "models"),
        ("models", "models_test", "built-in", "backup"),
        ("backup", "backup_make", "patentbridge-2026", "tokens"),
    ):
        expect(admin.page.locator("h1")).to_have_text(admin.say(f"system_{name}"))
        admin.examine()
        admin.press(button)
        expect(admin.page.locator("body")).to_contain_text(told)
        admin.examine()
        admin.page.get_by_role("link", name=admin.say(f"system_{following}"), exact=True).click()
    expect(admin.page.locator("h1")).to_have_text(admin.say("system_tokens"))
    admin.examine()
