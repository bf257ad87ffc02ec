"""Sections of the examination manual saved as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.readers import read_file
from knowledge.types import Kind, PolicyLevel, PolicyRecord

SECTION = """[
# 2999 Sample Rules for
 Boxes [R-10.2019]

**I.** **BOXES ARE EXAMINED FIRST**A box is examined before its lid. See
 **[MPEP §
 2998](s2998.html#d0e1)** for lids.


# 2999.01 Lids [R-07.2015]


*In re Doe* is about lids.

* 1. Lids close.
* 2. Lids open.


# 2999.02 [Reserved]


[[top]](#top)


,
# 2999.01 Lids [R-07.2015]


*In re Doe* is about lids.


]"""


def test_a_section_becomes_guidance_with_its_headings(tmp_path: Path) -> None:
    (document,) = read_file(write(tmp_path, "s2999.html.txt", SECTION))
    assert document.kind is Kind.POLICY
    assert document.title == "MPEP 2999 Sample Rules for Boxes"
    record = document.record
    assert isinstance(record, PolicyRecord)
    assert (record.document_number, record.level) == ("MPEP § 2999", PolicyLevel.GUIDANCE)
    assert record.policy_id == "US-MPEP-2999@R-10.2019"
    assert [s.label for s in document.sections] == ["I. BOXES ARE EXAMINED FIRST", "2999.01 Lids [R-07.2015]"]
    assert "See MPEP § 2998 for lids." in document.text
    assert document.text.count("In re Doe is about lids.") == 1
    assert "*" not in document.text
    assert "top" not in document.text


def test_a_reserved_number_is_refused_with_that_reason(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(
            read_file(
                write(tmp_path, "s2998.html.txt", "[\n# 2998-2999 [Reserved]\n\n\n\n[[top]](#top)\n\n\n]")
            )
        )
    assert (caught.value.code, caught.value.fields["section"]) == ("reserved_section", "2998-2999")
