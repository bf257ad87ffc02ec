"""What all versions of an instrument share, and an id for a version that brings none.

Versions of one instrument are named alike: the same title but for years, 修订, 试行 and 中华人民共和国. Never of one lineage:
equally named rules of different regions, interpretations (一) (二), an amendment and the law it amends, two decisions that
amend the same law, an instrument and the commentary on it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern

_VERSION_NOTE = lazy_pattern(
    r"[（(\[〔【][^（()）\[\]〔〕【】]*(?:\d{4}|[二一][〇零○一二三四五六七八九]{3}年|修正|修订|修改|版|试行|暂行|AMEND|REVIS|VERSION|TRIAL|摘要|DIGEST)[^（()）\[\]〔〕【】]*[)）\]〕】]"
)
_YEAR_BEHIND = lazy_pattern(r"(?<=[南录准法则例范定])(?:19|20)\d\d(?:年?版|年?修[订正]版?)?$")
_NOT_WORD = lazy_pattern(r"[^0-9A-Z\u3400-\u9fff\U00020000-\U0003ffff]+")
_ISSUED = lazy_pattern(
    r"^.{0,80}?关于(?:重新|联合|修订)?(?:印发|发布|公布|下发)(?P<name>[^、]+?)的(?:通知|公告|通告)$"
)
_ONCE = lazy_pattern(
    r"关于(?:修改|废止|延长|暂停|授权|批准|调整|修订).{2,}的?(?:决定|公告|通知|批复)$|修正案(?!.*[(（][一二三四五六七八九十]+[)）])|批复$"
)
_SHORTEST_UNWRAPPED = 7


@lru_cache(maxsize=65_536)
def lineage_of(title: str) -> str:
    """Return what all versions of an instrument share: its title without version notes, punctuation and 中华人民共和国.

    A notice that only issues an instrument (关于印发…的通知) is of the instrument's lineage.
    """
    flat = folded(title).strip(" 《》")
    flat = flat if "修正案" in flat else _YEAR_BEHIND.sub("", _VERSION_NOTE.sub("", flat).strip())
    issued = _ISSUED.match(flat)
    if issued is not None:
        name = _VERSION_NOTE.sub("", issued["name"]).strip(" 《》〈〉")
        flat = name if len(_NOT_WORD.sub("", name)) >= _SHORTEST_UNWRAPPED and "》" not in name else flat
    flat = re.sub(r"(?<=[《〈<])中华人民共和国(?=.{2})", "", flat)
    flat = _NOT_WORD.sub("", flat)
    short = re.sub(r"^(?:中华人民共和国)(?=.{2})", "", flat)
    short = re.sub(r"^(?:THE)?(.{3,}?)OFTHEPEOPLESREPUBLICOFCHINA", r"\1", short)
    return (short or flat)[:80]


def instrument_lineage(title: str, region: str | None, dated: date | None) -> str:
    """Return the lineage of an instrument that was read: with its region, and with its date where it is a single act."""
    lineage = lineage_of(title)
    if region and not lineage.startswith(region) and not lineage.startswith(_without_level(region)):
        lineage = f"{region}{lineage}"
    if dated is not None and _ONCE.search(folded(title)):
        lineage = f"{lineage}{dated:%Y%m%d}"
    return lineage


def policy_id_of(lineage: str, dated: date | None, text: str) -> str:
    """Return an id for a version that brings none: its lineage and date, or its lineage and text where undated."""
    if dated is not None:
        return f"{lineage}@{dated.isoformat()}"
    return f"{lineage}@{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _without_level(region: str) -> str:
    return (
        re.sub(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|自治县|省|市|州|盟)$", "", region) or region
    )
