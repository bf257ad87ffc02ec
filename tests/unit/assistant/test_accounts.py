"""Accounts, passwords, sessions and tokens: who may sign in, and what each wrong try costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from servers import in_a_file
from sqlalchemy.engine import Engine

from assistant.accounts import passwords
from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.sessions import SqlSessions
from assistant.accounts.tokens import SqlTokens
from assistant.accounts.types import Account, Scope
from knowledge.catalogue.engine import open_engine
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import Audience, Role

PASSWORD = "一座很长的桥 and a river"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> SqlAccounts:
    return SqlAccounts(engine, clock=clock)


@pytest.fixture
def admin(accounts: SqlAccounts) -> Account:
    return accounts.create("Wang Li", PASSWORD, [Role.ADMIN], first=True)


def test_signs_in_whatever_case_and_width_the_name_is_typed_in(accounts: SqlAccounts, admin: Account) -> None:
    assert accounts.sign_in("ｗａｎｇ  li", PASSWORD) == admin


@pytest.mark.parametrize(("name", "password"), [("Wang Li", "wrong password"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_look_the_same(
    accounts: SqlAccounts, admin: Account, name: str, password: str
) -> None:
    with pytest.raises(AccessError) as error:
        accounts.sign_in(name, password)
    assert (error.value.code, error.value.fields) == ("sign_in_wrong", {})


@pytest.mark.usefixtures("as_shipped")
def test_a_password_costs_whoever_steals_its_hash_64_mib_and_three_passes() -> None:
    kept = passwords.hash_of(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_behind(PASSWORD, kept)
    assert not passwords.is_behind("wrong password", kept)
    assert passwords.is_outdated(PasswordHasher(memory_cost=19_456, time_cost=2).hash(PASSWORD))


def test_a_switched_off_account_looks_like_a_wrong_password(accounts: SqlAccounts, admin: Account) -> None:
    other = accounts.create("officer", PASSWORD, [Role.OFFICER])
    accounts.set_active(other.account_id, False)
    with pytest.raises(AccessError, match="sign_in_wrong"):
        accounts.sign_in("officer", PASSWORD)


def test_a_thousand_wrong_passwords_are_refused_and_slowed(
    accounts: SqlAccounts, admin: Account, clock: Clock
) -> None:
    looked_at = waited = 0
    for number in range(1000):
        with pytest.raises(AccessError) as error:
            accounts.sign_in("wang li", f"wrong {number}")
        if error.value.code == "sign_in_wait":
            waited += 1
            clock.pass_by(seconds=1)
        else:
            looked_at += 1
    assert looked_at <= 12  # in a quarter of an hour and more
    assert looked_at + waited == 1000


def test_the_right_password_has_to_wait_too_and_clears_the_failures(
    accounts: SqlAccounts, admin: Account, clock: Clock
) -> None:
    for _ in range(5):
        with pytest.raises(AccessError, match="sign_in_wrong"):
            accounts.sign_in("wang li", "wrong password")
    with pytest.raises(AccessError, match="sign_in_wait"):
        accounts.sign_in("wang li", PASSWORD)
    clock.pass_by(seconds=16)
    assert accounts.sign_in("wang li", PASSWORD) == admin
    with pytest.raises(AccessError, match="sign_in_wrong"):
        accounts.sign_in("wang li", "wrong password")


def test_tries_at_the_same_time_are_counted(accounts: SqlAccounts, admin: Account) -> None:
    def code(number: int) -> str:
        try:
            accounts.sign_in("wang li", f"wrong {number}")
        except AccessError as error:
            return error.code
        return "in"

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(code, range(16)))
    assert codes.count("sign_in_wrong") == 5
    assert codes.count("sign_in_wait") == 11


def test_one_address_cannot_try_one_password_on_many_names(accounts: SqlAccounts, admin: Account) -> None:
    codes = []
    for number in range(25):
        with pytest.raises(AccessError) as error:
            accounts.sign_in(f"name {number}", "Spring 2026!!", address="10.0.0.7")
        codes.append(error.value.code)
    assert codes[:20] == ["sign_in_wrong"] * 20
    assert codes[20:] == ["sign_in_wait"] * 5
    assert accounts.sign_in("wang li", PASSWORD, address="10.0.0.8") == admin


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 257, "password_long"),
        ("aaaaaaaaaaaa", "password_simple"),
        ("Officer Zhang", "password_is_name"),
    ],
)
def test_bad_passwords_are_refused(accounts: SqlAccounts, password: str, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        accounts.create("officer zhang", password, [Role.OFFICER])


def test_names_are_taken_whatever_their_case(accounts: SqlAccounts, admin: Account) -> None:
    with pytest.raises(UsageError, match="name_taken"):
        accounts.create("WANG LI", PASSWORD, [Role.SME])


def test_the_first_account_is_made_once(accounts: SqlAccounts, admin: Account) -> None:
    with pytest.raises(UsageError, match="accounts_exist"):
        accounts.create("second", PASSWORD, [Role.ADMIN], first=True)


def test_the_first_account_is_an_admins(accounts: SqlAccounts) -> None:
    with pytest.raises(UsageError, match="admin_needed"):
        accounts.create("officer", PASSWORD, [Role.OFFICER])
    assert not accounts.any()


def test_there_is_always_an_admin(accounts: SqlAccounts, admin: Account) -> None:
    accounts.create("officer", PASSWORD, [Role.OFFICER])
    for change in (
        lambda: accounts.set_roles(admin.account_id, [Role.SME]),
        lambda: accounts.set_active(admin.account_id, False),
        lambda: accounts.delete(admin.account_id),
    ):
        with pytest.raises(UsageError, match="last_admin"):
            change()
    assert accounts.get(admin.account_id) == admin


@pytest.mark.parametrize(
    ("roles", "internal"),
    [
        ([Role.OFFICER], True),
        ([Role.ADMIN], False),
        ([Role.POLICY], False),
        ([Role.SME], False),
        ([Role.ADMIN, Role.OFFICER], True),
        ([Role.ADMIN, Role.POLICY, Role.SME], False),
    ],
)
def test_only_who_holds_the_officers_role_reads_what_is_internal(
    accounts: SqlAccounts, admin: Account, roles: list[Role], internal: bool
) -> None:
    reader = accounts.create("someone", PASSWORD, roles).reader
    assert reader.may_read_internal is internal
    assert (Audience.INTERNAL in reader.audiences) is internal


@in_a_file
def test_no_password_is_kept(accounts: SqlAccounts, admin: Account, tmp_path: Path) -> None:
    accounts.sign_in("wang li", PASSWORD)
    for file in tmp_path.iterdir():
        assert PASSWORD.encode() not in file.read_bytes()


def test_a_session_survives_a_restart_and_ends_with_its_account(
    accounts: SqlAccounts, admin: Account, engine: Engine, clock: Clock
) -> None:
    other = accounts.create("officer", PASSWORD, [Role.OFFICER])
    secret = SqlSessions(engine, clock=clock).open(other.account_id)
    again = SqlSessions(engine, clock=clock)
    found = again.session(secret)
    assert found is not None
    assert found.account == other
    accounts.set_roles(other.account_id, [Role.POLICY])
    changed = again.session(secret)
    assert changed is not None
    assert not changed.account.reader.may_read_internal  # a role that was taken away is gone at once
    accounts.set_active(other.account_id, False)
    assert again.session(secret) is None


def test_a_session_ends_unused_and_in_any_case_after_thirty_days(
    admin: Account, engine: Engine, clock: Clock
) -> None:
    sessions = SqlSessions(engine, idle=timedelta(hours=2), clock=clock)
    unused, used = sessions.open(admin.account_id), sessions.open(admin.account_id)
    for _ in range(4):
        clock.pass_by(hours=1)
        assert sessions.session(used) is not None
    assert sessions.session(unused) is None
    for _ in range(30 * 24):
        clock.pass_by(hours=1)
        sessions.session(used)
    assert sessions.session(used) is None


def test_closing_all_but_one_session(admin: Account, engine: Engine, clock: Clock) -> None:
    sessions = SqlSessions(engine, clock=clock)
    here, there = sessions.open(admin.account_id), sessions.open(admin.account_id)
    sessions.close_all(admin.account_id, but=here)
    assert sessions.session(here) is not None
    assert sessions.session(there) is None
    assert len(sessions.of(admin.account_id)) == 1


@pytest.mark.parametrize("secret", ["", "x", "' or 1=1 --", "a" * 43, "é" * 43])
def test_what_is_no_session_opens_none(admin: Account, engine: Engine, secret: str) -> None:
    assert SqlSessions(engine).session(secret) is None


def test_a_token_stands_for_its_account_until_revoked_or_expired(
    accounts: SqlAccounts, admin: Account, engine: Engine, clock: Clock
) -> None:
    tokens = SqlTokens(engine, clock=clock)
    token, secret = tokens.issue(admin.account_id, "script", [Scope.SEARCH, Scope.ASK], days=7)
    bearer = tokens.bearer(secret)
    assert bearer is not None
    assert (bearer.account, bearer.scopes) == (admin, (Scope.ASK, Scope.SEARCH))
    assert [one.token_id for one in tokens.of(admin.account_id)] == [token.token_id]
    other = accounts.create("officer", PASSWORD, [Role.OFFICER])
    with pytest.raises(NotFoundError):
        tokens.revoke(token.token_id, other.account_id)
    clock.pass_by(days=7)
    assert tokens.bearer(secret) is None
    _, lasting = tokens.issue(admin.account_id, "lasting", [Scope.ASK])
    clock.pass_by(days=3000)
    assert tokens.bearer(lasting) is not None
    tokens.revoke_all(admin.account_id)
    assert tokens.bearer(lasting) is None


def test_deleting_an_account_ends_its_sessions_and_tokens(
    accounts: SqlAccounts, admin: Account, engine: Engine, clock: Clock
) -> None:
    other = accounts.create("officer", PASSWORD, [Role.OFFICER])
    sessions, tokens = SqlSessions(engine, clock=clock), SqlTokens(engine, clock=clock)
    session, (_, token) = sessions.open(other.account_id), tokens.issue(other.account_id, "x1", [Scope.ASK])
    accounts.delete(other.account_id)
    assert sessions.session(session) is None
    assert tokens.bearer(token) is None
    assert accounts.by_name("officer") is None


def test_what_was_shut_out_stays_out(
    accounts: SqlAccounts, admin: Account, engine: Engine, clock: Clock
) -> None:
    other = accounts.create("officer", PASSWORD, [Role.OFFICER])
    sessions, tokens = SqlSessions(engine, clock=clock), SqlTokens(engine, clock=clock)
    session, (_, token) = sessions.open(other.account_id), tokens.issue(other.account_id, "x1", [Scope.ASK])
    accounts.set_active(other.account_id, False)
    accounts.set_active(other.account_id, True)
    assert sessions.session(session) is None
    assert tokens.bearer(token) is None
    again = sessions.open(other.account_id)
    accounts.set_password(other.account_id, "set by somebody else", must_change=True)
    assert sessions.session(again) is None
