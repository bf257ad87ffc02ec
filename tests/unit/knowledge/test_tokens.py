"""Token counts without a network: exact from a right file, never too low without one, never a hang."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.tokens import cache_folders, fill_cache, load_encoding, most_tokens, token_counter

NAME = hashlib.sha1(b"https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken").hexdigest()
ENCODING = load_encoding(cache_folders())
needs_file = pytest.mark.skipif(ENCODING is None, reason="the encoding's file is in no cache folder")


def test_without_the_file_the_count_is_an_upper_bound_by_bytes() -> None:
    counter = token_counter([])
    assert not counter.exact
    assert counter.count("") == 0
    assert counter.count("abc") == 3
    assert counter.count("2025") == 2
    assert counter.count("国家") == 4
    assert counter.count("é") == 2
    assert counter.count("😀") == 4


def test_a_wrong_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"YQ== 0\n")
    assert not token_counter([tmp_path]).exact


def test_the_counter_travels_to_another_process() -> None:
    counter = pickle.loads(pickle.dumps(token_counter([])))
    assert counter.count("国家") == 4


@needs_file
def test_with_the_file_the_count_is_exact() -> None:
    counter = token_counter()
    assert counter.exact
    assert counter.count("hello world") == 2
    assert counter.count("<|endoftext|>") > 1


pieces = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["911", "㊴911-", "１2３", "  ", "\r\n", "专利法", "'s", "\U00020bb7", "1,234.5", "第3十"]
    ),
)


@needs_file
@settings(max_examples=400)
@given(st.lists(pieces, max_size=12).map("".join))
@example("㊴911-")
def test_the_bound_is_never_too_low(text: str) -> None:
    assert ENCODING is not None
    exact = len(ENCODING.encode_ordinary(text))
    assert exact <= most_tokens(text)


@contextlib.contextmanager
def silent_proxy() -> Iterator[str]:
    """Accept connections and never answer."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    for connection in held:
        connection.close()


def test_a_proxy_that_never_answers_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with silent_proxy() as address:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        started = time.monotonic()
        assert fill_cache(tmp_path / "tiktoken", deadline_s=3) is False
        assert time.monotonic() - started < 10
        assert token_counter([tmp_path / "tiktoken"]).count("国家") == 4


def test_counting_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert token_counter([]).count("patent") == 6
