"""From when amended texts of well-known Chinese statutes apply, where the amended text itself does not say.

An amended statute goes on to carry the first day of its first version in its last article; the day from which the amendment
applies stands in the amending decision or order alone. The table holds those days for the statutes of intellectual property,
technology and procedure; the decisions are published by the National People's Congress and the State Council.
"""

from __future__ import annotations

from datetime import date

_DAYS = """
专利法 1992-09-04 1993-01-01
专利法 2000-08-25 2001-07-01
专利法 2008-12-27 2009-10-01
专利法 2020-10-17 2021-06-01
专利法实施细则 2002-12-28 2003-02-01
专利法实施细则 2010-01-09 2010-02-01
专利法实施细则 2023-12-11 2024-01-20
商标法 2001-10-27 2001-12-01
商标法 2013-08-30 2014-05-01
商标法 2019-04-23 2019-11-01
著作权法 2010-02-26 2010-04-01
著作权法 2020-11-11 2021-06-01
知识产权海关保护条例 2010-03-24 2010-04-01
反不正当竞争法 2017-11-04 2018-01-01
反不正当竞争法 2019-04-23 2019-04-23
反不正当竞争法 2025-06-27 2025-10-15
反垄断法 2022-06-24 2022-08-01
促进科技成果转化法 2015-08-29 2015-10-01
科学技术进步法 2021-12-24 2022-01-01
公司法 2013-12-28 2014-03-01
公司法 2018-10-26 2018-10-26
民事诉讼法 2007-10-28 2008-04-01
民事诉讼法 2012-08-31 2013-01-01
民事诉讼法 2017-06-27 2017-07-01
民事诉讼法 2021-12-24 2022-01-01
民事诉讼法 2023-09-01 2024-01-01
行政诉讼法 2014-11-01 2015-05-01
行政诉讼法 2017-06-27 2017-07-01
"""
_KNOWN = {
    (name, date.fromisoformat(issued)): date.fromisoformat(first)
    for name, issued, first in (line.split() for line in _DAYS.strip().split("\n"))
}


def amendment_applies_from(lineage: str, issued: date | None) -> date | None:
    """Return the first day of the amended text of `lineage` that was issued on a day; None where it is not in the table."""
    return _KNOWN.get((lineage, issued)) if issued is not None else None
