"""Read what a policy says about itself: title, issuer, number, dates, validity, legal force, region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.document_numbers import find_document_numbers, number_as_written
from knowledge.policies.history import deeds, enacting_body, is_entry_into_force, is_history_line
from knowledge.policies.labels import Labels, read_labels
from knowledge.policies.titles import policy_level
from knowledge.policies.validity import effective_from, effective_to
from knowledge.types import Language, PolicyLevel
from knowledge.written_dates import find_dates, parse_date

NO_LABELS = Labels()
_ORGANS = (
    "全国人民代表大会常务委员会|全国人民代表大会|国务院办公厅|国务院|中共中央办公厅|中共中央|最高人民法院|最高人民检察院|"
    "国家知识产权局办公室|国家知识产权局|财政部|国家税务总局|国家发展改革委|国家发展和改革委员会|科学技术部|科技部|教育部|工业和信息化部|商务部|"
    "国家市场监督管理总局|市场监管总局|人力资源和?社会保障部|生态环境部|交通运输部|民政部|农业农村部|国家卫生健康委员会|中国人民银行"
)
_ORGAN_END = (
    "局|部|委员会|委|办公厅|办公室|人民政府|政府|法院|检察院|总局|署|中心|联合会|厅|银行|会议|协会|管理处"
)
_ISSUED_BY_TITLE = lazy_pattern(
    rf"^(?P<issuer>.{{2,60}}?(?:{_ORGAN_END}|国务院|中央|等.{{1,3}}部门))(?:印发)?关于"
)
_PLACES = (
    "北京|上海|天津|重庆|浙江|江苏|广东|山东|河南|四川|湖南|湖北|福建|安徽|江西|河北|山西|陕西|辽宁|吉林|黑龙江|云南|贵州|甘肃|青海|海南|"
    "内蒙古|广西|西藏|宁夏|新疆"
)
_PLACE = lazy_pattern(
    rf"^(?:中共|中国[（(])?(?P<region>(?:北京|上海|天津|重庆|广州|深圳|[\u4e00-\u9fff]{{2,7}}?)(?:特别行政区|自治区|自治州|自治县|省|市|州|盟)|(?:{_PLACES}))"
)
_SIGNED_BY = lazy_pattern(rf"[\u4e00-\u9fff 、（）()]+(?:{_ORGAN_END})")
_NOT_A_PLACE = lazy_pattern(
    "^(?:国家|中华|全国|关于|城市|超市|股市|各|我|本|全|该)|怎么|怎样|如何|办理|申领|申请|关于|促进|推进|加强|开展|做好|进入|支持"
)
_DATED_LINES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """What was found; None where the text does not say."""

    issuer: str | None = None
    document_number: str | None = None
    level: PolicyLevel | None = None
    region: str | None = None
    date_issued: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    status: str | None = None  # 有效性 as the page words it
    jurisdiction: str = "XX"


def policy_facts(
    title: str,
    lines: Sequence[str],
    language: Language,
    named_date: date | None = None,
    *,
    shown: Labels = NO_LABELS,
    published: date | None = None,
) -> PolicyFacts:
    """Read a policy's facts from its title and lines.

    `named_date` is a date that its file name gives, `shown` what the page shows beside the text, `published` the day
    it was put online, which counts as the date of issue where nothing else does.
    """
    head = [line.strip() for line in lines[:40] if line.strip()]
    tail = [line.strip() for line in lines[-25:] if line.strip()]
    labels = shown | read_labels(head) | read_labels(tail)
    history = [line for line in head if is_history_line(line)]
    number = _number(title, head, history) if history else labels.number or _number(title, head, history)
    issued = _issued(labels, lines, head, tail, history, named_date)
    issuer = _issuer(title, lines, history, tail, number, labels)
    made = [day for line in history for day, deed in deeds(line) if not is_entry_into_force(deed)]
    amended_since = bool(made) and issued != max(made)  # later than its history: a day from the file name
    effective = effective_from(labels, lines, history, issued, amended=amended_since)
    region = region_of(title, issuer)
    return PolicyFacts(
        issuer=issuer,
        document_number=number or labels.number,
        level=policy_level(title, issuer, number or labels.number, region),
        region=region,
        date_issued=issued or labels.published or published,
        effective_from=effective,
        effective_to=effective_to(title, labels, lines, effective or issued),
        status=labels.status,
        jurisdiction="CN" if language is Language.ZH else _jurisdiction(title, head),
    )


def _number(title: str, head: Sequence[str], history: Sequence[str]) -> str | None:
    """Take the number that stands on a line of its own, in a promulgation line, or in the title."""
    for line in history[::-1]:
        found = number_as_written(line)
        if found:
            return found
    for line, following in pairwise(head[:13]):
        if (
            line.endswith("令")
            and len(line) <= 30
            and following.startswith("第")
            and number_as_written(line + following)
        ):
            return line + following
    for line in head[:25]:
        stripped = line.strip(" （）()【】[]")
        if len(stripped) <= 40 and number_as_written(stripped) and _alone(stripped):
            return stripped
    return number_as_written(title)


def _alone(line: str) -> bool:
    number = next(find_document_numbers(folded(line)), None)
    return number is not None and len(line) - (number.end - number.start) <= 14


def _issued(
    labels: Labels,
    lines: Sequence[str],
    head: Sequence[str],
    tail: Sequence[str],
    history: Sequence[str],
    named: date | None,
) -> date | None:
    """Take the last deed of the history, the labelled date, the first signed date, else a date that stands alone."""
    made = [day for line in history for day, deed in deeds(line) if not is_entry_into_force(deed)]
    if made:
        return max([*made, *([named] if named else [])])
    if labels.issued is not None:
        return labels.issued
    signed = _signed(lines)
    if signed is not None:
        return signed[1]
    for line in [*reversed(tail), *head[:12]]:
        if (day := _only_date(line)) is not None:
            return day
    return named


def _signed(lines: Sequence[str]) -> tuple[str, date] | None:
    """Return who signed the text and when: the first date that stands alone below the names of bodies."""
    shown = [line.strip() for line in lines[:_DATED_LINES] if line.strip()]
    for position, line in enumerate(shown):
        day = _only_date(line) if "年" in line else None
        if day is None:
            continue
        above = position
        while above > 0 and len(shown[above - 1]) <= 60 and _SIGNED_BY.fullmatch(_bare(shown[above - 1])):
            above -= 1
        if above < position:
            return " ".join(_bare(signer) for signer in shown[above:position]), day
    return None


def _bare(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip("。 ")


def _only_date(line: str) -> date | None:
    bare = line.strip("　 （）()")
    return parse_date(bare) if len(bare) <= 24 and _is_only_date(bare) else None


def _is_only_date(line: str) -> bool:
    found = next(find_dates(line), None)
    return found is not None and len(folded(line)) - (found.end - found.start) <= 6


def _issuer(
    title: str,
    lines: Sequence[str],
    history: Sequence[str],
    tail: Sequence[str],
    number: str | None,
    labels: Labels,
) -> str | None:
    """Take the body that enacted, that the title names, whose order it is, that the page names, that signed."""
    for line in history:
        issuer = enacting_body(line, _ORGANS, _ORGAN_END)
        if issuer:
            return issuer
    named = _ISSUED_BY_TITLE.match(title.strip("《》 "))
    if named:
        return named["issuer"].strip()
    if number and (
        ordered := re.match(
            rf"(?:中华人民共和国)?(?P<who>{_ORGANS}|[\u4e00-\u9fff]{{2,20}}?(?:{_ORGAN_END}))令", number
        )
    ):
        return ordered["who"]
    if number and (organ := re.search(rf"({_ORGANS})", number)):
        return organ[1]
    if labels.issuer:
        return labels.issuer
    known = re.match(rf"(?:{_ORGANS})", title)
    if known:
        return known[0]
    signed = _signed(lines)
    if signed is not None:
        return signed[0]
    for line in reversed(tail):
        bare = _bare(line)
        if 3 <= len(bare) <= 40 and _SIGNED_BY.fullmatch(bare):
            return bare
    return None


def region_of(title: str, issuer: str | None) -> str | None:
    """Return the province, city or prefecture that an issuer or a title begins with."""
    for text in (issuer or "", title.strip("《 ")):
        match = _PLACE.match(text)
        if match and not _NOT_A_PLACE.search(match["region"]) and "市场" not in text[: match.end() + 1]:
            return match["region"]
    return None


def _jurisdiction(title: str, head: Sequence[str]) -> str:
    text = folded(title + "\n" + "\n".join(head[:30]))
    for code, pattern in (
        ("CN", r"PEOPLE'S REPUBLIC OF CHINA|CNIPA|STATE COUNCIL|CHINESE|\bPRC\b"),
        ("EP", r"EUROPEAN|\(EU\)|\bEPO\b"),
        ("US", r"U\. ?S\. ?C|\bUSC\b|\bCFR\b|C\.F\.R|UNITED STATES|USPTO|FEDERAL REGISTER|MPEP|U\.S\."),
        ("GB", r"UNITED KINGDOM|\bUK\b|PATENTS ACT 1977"),
        ("DE", r"GERMANY|PATENTGESETZ|PATG"),
        ("WO", r"WIPO|\bPCT\b"),
    ):
        if re.search(pattern, text):
            return code
    return "XX"
