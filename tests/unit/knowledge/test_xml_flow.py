"""What an element reads like: lines, line breaks in Chinese, indices, exponents, formulas, tables."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from knowledge.readers.xml.flow import below, find, find_all, flow_text, iso_date, line_text, local_name


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>称量料罐的出口<br/>\n串联接一水封管</p>", "称量料罐的出口串联接一水封管"),
        ("<p>压力为5<br/>\n帕，长度1<br/>mm</p>", "压力为5帕，长度1 mm"),
        ("<p>the housing<br/>\nand the lid</p>", "the housing and the lid"),
        ("<p>CO<sub>2</sub> 和 6 Nm<sup>3</sup></p>", "CO2 和 6 Nm3"),
        ("<p>7×10<sup>-3</sup>s<sup>-1</sup></p>", "7×10^-3s^-1"),
        ("<p>10<sup>5</sup> Ca<sup>2+</sup></p>", "10^5 Ca2+"),
        ("<p>see <img file='a.tif'/>the <b>lid</b></p>", "see the lid"),
        ("<claim><claim-text>A box of<claim-text>a lid;</claim-text><claim-text>a seal.</claim-text></claim-text></claim>", "A box of\na lid;\na seal."),
        ("<p>a<ul><li>b</li><li>c</li></ul>d</p>", "a\nb\nc\nd"),
        ("<p>表<tables><table><tgroup><tbody><row><entry>名</entry><entry>值<br/></entry></row>"
         "<row><entry>长<br/>度</entry><entry>5</entry></row></tbody></tgroup></table></tables></p>", "表\n名 | 值\n长度 | 5"),
        ("<p>x <maths><math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math></maths></p>", "x (a + b)/c"),
        ("<p><math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mi>y</mi></msqrt></math></p>", "x^2 = √(y)"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_a_person_reads_it(source: str, text: str) -> None:
    assert flow_text(etree.fromstring(source)) == text


def test_breaks_can_be_lines_where_a_source_means_them() -> None:
    element = etree.fromstring("<p>１ 板<br/>２ 蓋</p>")
    assert flow_text(element, lines=True) == "１ 板\n２ 蓋"


def test_elements_are_found_by_local_names() -> None:
    root = etree.fromstring('<x:a xmlns:x="urn:x"><x:b><x:c>1</x:c></x:b><b><c>2</c></b><!-- c --></x:a>')
    assert local_name(root) == "a"
    assert line_text(find(root, "b", "c")) == "1"
    assert find(root, "b", "missing", "c") is None
    assert len(list(find_all(root, "b"))) == 2
    assert [line_text(element) for element in below(root, "c")] == ["1", "2"]
    assert line_text(None) == flow_text(None) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20140328", date(2014, 3, 28)),
        ("2014-03-28", date(2014, 3, 28)),
        ("2014/3/28", date(2014, 3, 28)),
        ("2014-03-28T10:00:00+08:00", date(2014, 3, 28)),
        ("20140000", None),
        ("00000000", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_or_left_out(text: str | None, day: date | None) -> None:
    assert iso_date(text) == day
