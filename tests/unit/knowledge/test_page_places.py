"""Where on which page a passage stands: a long section is cut, and each part knows the page it begins on."""

from __future__ import annotations

from pathlib import Path

from library_fakes import Characters
from pdf_factory import column, draw_pdf

from knowledge.readers import read_file
from knowledge.splitting import split


def test_each_part_of_a_long_section_knows_the_page_it_begins_on(tmp_path: Path) -> None:
    pages = [
        [
            f"Sentence {page} {line} tells how a steady crane hook number {page}{line} is kept."
            for line in range(20)
        ]
        for page in (1, 2, 3)
    ]
    pdf = draw_pdf(tmp_path, "long.pdf", [column(lines) for lines in pages])
    (read,) = read_file(pdf)
    passages = split("d", read, counter=Characters(), fits=lambda text, language: True, max_tokens=300)
    assert len(passages) > 9
    shown = ["".join("".join(lines).split()) for lines in pages]
    for passage in passages:
        begins = "".join(passage.text.split())[:20]
        assert passage.page is not None
        assert begins in shown[passage.page - 1], (passage.page, passage.text)
    assert {passage.page for passage in passages} == {1, 2, 3}
