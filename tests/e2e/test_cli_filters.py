"""Options that narrow search and ask."""

from __future__ import annotations

import pytest
from command_line import CommandLine


def test_search_is_narrowed_and_says_to_what(shared: CommandLine) -> None:
    found = shared.as_process(
        "search", "电池", "--owner", "示例大学A", "--language", "zh", "--ipc", "H01M", "--json"
    ).json
    assert found["narrowed_to"] == {"languages": ["zh"], "owners": ["示例大学A"], "ipc": ["H01M"]}
    assert found["hits"]
    shown = [shared("show", one, "--json").json for one in {hit["document_id"] for hit in found["hits"]}]
    assert all("示例大学A" in str(record["record"]["owners"]) for record in shown)


def test_a_filter_that_leaves_nothing_gives_nothing(shared: CommandLine) -> None:
    found = shared("search", "电池", "--owner", "没有这样的大学", "--json").json
    assert found == {"hits": [], "narrowed_to": {"owners": ["没有这样的大学"]}}


def test_ask_says_what_it_was_narrowed_to(shared: CommandLine) -> None:
    answer = shared("ask", "先使用后付费怎么做？", "--region", "四川", "--kind", "policy", "--json").json
    assert answer["narrowed_to"] == {"regions": ["CN-SC"]}
    assert answer["citations"]
    assert all("浙江" not in citation["title"] for citation in answer["citations"])


@pytest.mark.parametrize("option", [("--region", "火星"), ("--status", "great"), ("--from", "soon")])
def test_a_value_that_is_none_is_a_usage_error(shared: CommandLine, option: tuple[str, str]) -> None:
    done = shared("search", "x", *option)
    assert done.code == 2
    assert option[1] in done.err


def test_ask_says_what_the_words_narrow_to_and_how_to_switch_that_off(shared: CommandLine) -> None:
    question = "江苏高校的电池专利有哪些?"
    narrowed = shared("ask", question)
    assert "江苏" in narrowed.out.splitlines()[0]
    assert "--no-filters" in narrowed.out
    told = shared("ask", question, "--json").json
    assert told["narrowed_to"] == {"regions": ["CN-JS"]}
    assert told["conditions"] == [{"field": "regions", "value": "CN-JS", "words": "江苏高校的", "off": False}]
    assert told["refused"]
    whole = shared("ask", question, "--no-filters", "--json").json
    assert whole["narrowed_to"] == {}
    assert not whole["refused"]
    assert whole["conditions"][0]["off"]
