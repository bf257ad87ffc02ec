"""Markup in words of documents and of models: nothing that a browser or a Markdown reader acts on is left."""

from __future__ import annotations

import pytest

from assistant.markup import without_markup, words_only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("其中![图](https://a.example/c.png)所示", "其中图所示"),
        ("见[说明](https://a.example/x)一节", "见说明一节"),
        ("见[说明](javascript:alert(1))", "见说明)"),
        ("<b onclick=x()>研磨</b>之后", "研磨之后"),
        ("前<script>fetch('x')</script>后", "前后"),
        ("前<!-- 注 -->后", "前后"),
        ("图<img src=x onerror=alert(1)>一", "图一"),
        ("自动链接<https://a.example>完", "自动链接完"),
        ("写信到 mailto:x@a.example 即可", "写信到 … 即可"),
        ("[t]: https://a.example/t", "t"),
    ],
)
def test_what_would_be_acted_on_is_gone(text: str, words: str) -> None:
    assert words_only(text) == words


@pytest.mark.parametrize(
    "text", ["若a<b, c>d则停止", "T1<T<T2", "[0011](见图1)", "化合物[2](a)与[3](b)", "x < 5 mm, y > 3 mm", "比例为1:2", "|a|b|", "the following data: 5", "A//B", "文件:见附表"]
)  # fmt: skip
def test_signs_of_a_text_stay(text: str) -> None:
    assert words_only(text) == text


def test_a_bare_address_stays_where_it_is_asked_for() -> None:
    text = "在 https://www.cnipa.gov.cn 提交[表格](https://a.example/f)。"
    assert words_only(text, addresses=True) == "在 https://www.cnipa.gov.cn 提交表格。"
    assert "cnipa" not in words_only(text)


def test_a_models_links_keep_their_words_and_its_references_too() -> None:
    assert without_markup("见[条款][t]和[表](x)").split() == ["见", "条款", "和", "表"]
