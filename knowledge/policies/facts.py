"""Read what a policy says about itself: title, issuer, number, dates, validity, legal force, region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from knowledge.dates import add_years, day_before
from knowledge.document_numbers import find_document_numbers
from knowledge.folding import folded
from knowledge.numerals import parse_numeral
from knowledge.policies.titles import policy_level
from knowledge.types import Language, PolicyLevel
from knowledge.written_dates import find_dates, parse_date

_ORGANS = (
    "全国人民代表大会常务委员会|全国人民代表大会|国务院办公厅|国务院|中共中央办公厅|中共中央|最高人民法院|最高人民检察院|"
    "国家知识产权局办公室|国家知识产权局|财政部|国家税务总局|国家发展改革委|国家发展和改革委员会|科学技术部|科技部|教育部|工业和信息化部|商务部|"
    "国家市场监督管理总局|市场监管总局|人力资源和?社会保障部|生态环境部|交通运输部|民政部|农业农村部|国家卫生健康委员会|中国人民银行"
)
_ORGAN_END = (
    "局|部|委员会|委|办公厅|办公室|人民政府|政府|法院|检察院|总局|署|中心|联合会|厅|银行|会议|协会|管理处"
)
_ISSUED_BY_TITLE = re.compile(
    rf"^(?P<issuer>.{{2,60}}?(?:{_ORGAN_END}|国务院|中央|等.{{1,3}}部门))(?:印发)?关于"
)
_CONGRESS = re.compile(
    r"(?P<region>[\u4e00-\u9fff]{0,12}?)(?:第[^届\s]{1,6}届)?(?P<whole>全国)?人民代表大会(?P<standing>常务委员会)?"
)
_HISTORY = re.compile(
    r"^[（(]?(?:根据)? *(?:\d{4}年\d{1,2}月\d{1,2}日|发布之日|公布之日).{0,160}?(?:通过|修正|修订|公布|发布|施行|批准|决定》?|会议)[）)]?(?: *根据)?$"
)
_EFFECT_VERB = "(?:起 *(?:正式)? *(?:施行|实施|执行|生效|试行)|施行|实施|生效)"
_TAKES_EFFECT = re.compile(
    rf"(?:自|从|于)? *(?P<day>(?:\d{{4}}|[一二][〇○零一二三四五六七八九]{{3}}) *年[^年，。；]{{1,12}}日) *{_EFFECT_VERB}"
)
_AT_ONCE = re.compile(
    r"自(?:本.{0,6})?(?:公布|发布|印发|下发|公告|通过)之日起 *(?:\d+ *日后)? *(?:施行|实施|执行|生效)"
)
_EN_EFFECT = re.compile(
    r"(?:ENTER(?:S|ED)? INTO FORCE|TAKES? EFFECT|EFFECTIVE|IN FORCE|COMES? INTO (?:FORCE|EFFECT|OPERATION))(?: DATE)?(?: ON| FROM| SINCE| AS OF|:)? "
)
_VALID_UNTIL = re.compile(
    r"(?:有效期 *(?:截?至|到|为?至)|执行 *(?:至|到)|施行 *至|试行 *至|截止 *(?:至|到)) *(?P<day>\d{4} *年[^年，。；]{1,10}日)"
)
_VALID_YEARS = re.compile(
    r"(?:有效期|试行期|试行|有效期限)(?:限|间)? *(?:为|是)? *(?P<years>[\d一二两三四五六七八九十]{1,2}) *年"
)
_OWN_TERM = re.compile(
    rf"本(?:办法|规定|通知|意见|方案|细则|条例|指引|规则|公告|通告|文件|标准|指南|措施|政策|计划|决定).{{0,30}}(?:有效|试行)|{_EFFECT_VERB}.{{0,12}}(?:有效期|试行期|试行)"
)
_PERIOD = re.compile(r"[(\[〔]20\d\d *年? *[-~至—]+ *(?P<last>20\d\d) *年?[)\]〕]")
_LABELLED = re.compile(
    r"^[【\[]?(?P<name>发布机构|发文机关|发文单位|制定机关|发布单位|颁布单位|公布机关|来源单位|信息来源|文号|发文字号|发文文号|文件编号|发布文号|成文日期|印发日期|发布日期|公布日期|发文日期|生效日期|施行日期|实施日期|失效日期|废止日期|标题|名称|"
    r"ISSUER|ISSUED BY|ISSUING AUTHORITY|DOCUMENT (?:NO|NUMBER)\.?|DATE(?: ISSUED| OF ISSUE)?|ISSUED|EFFECTIVE(?: DATE)?|TITLE)[】\]]? *[::] *(?P<value>.+)$"
)
_NAMES = {
    "issuer": (
        "发布机构",
        "发文机关",
        "发文单位",
        "制定机关",
        "发布单位",
        "颁布单位",
        "公布机关",
        "ISSUER",
        "ISSUED BY",
        "ISSUING AUTHORITY",
    ),
    "number": (
        "文号",
        "发文字号",
        "发文文号",
        "文件编号",
        "发布文号",
        "DOCUMENT NO",
        "DOCUMENT NO.",
        "DOCUMENT NUMBER",
    ),
    "issued": (
        "成文日期",
        "印发日期",
        "发文日期",
        "公布日期",
        "发布日期",
        "DATE",
        "DATE ISSUED",
        "DATE OF ISSUE",
        "ISSUED",
    ),
    "effective": ("生效日期", "施行日期", "实施日期", "EFFECTIVE", "EFFECTIVE DATE"),
    "ended": ("失效日期", "废止日期"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """What was found; None where the text does not say. `signals` counts what marks the text as a policy."""

    issuer: str | None = None
    document_number: str | None = None
    level: PolicyLevel | None = None
    region: str | None = None
    date_issued: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    jurisdiction: str = "XX"


def policy_facts(
    title: str, lines: Sequence[str], language: Language, named_date: date | None = None
) -> PolicyFacts:
    """Read a policy's facts from its title and lines. `named_date` is a date that its file name gives."""
    head = [line.strip() for line in lines[:40] if line.strip()]
    tail = [line.strip() for line in lines[-25:] if line.strip()]
    labels = _labels([*head, *tail, *(line.strip() for line in lines[40:] if "：" in line[:8])])
    history = [line for line in head if is_history_line(line)]
    number = labels.get("number") or _number(title, head, history)
    issued = _issued(labels, head, tail, history) or named_date
    issuer = labels.get("issuer") or _issuer(title, history, tail, number)
    effective = _effective(labels, lines, history, issued)
    region = _region(title, issuer)
    return PolicyFacts(
        issuer=issuer,
        document_number=number,
        level=policy_level(title, issuer, number, region),
        region=region,
        date_issued=issued,
        effective_from=effective,
        effective_to=_ends(title, labels, lines, effective or issued),
        jurisdiction="CN" if language is Language.ZH else _jurisdiction(title, head),
    )


def is_history_line(line: str) -> bool:
    """Say whether a line tells of adoption, promulgation, amendment or entry into force."""
    return len(line) <= 260 and _HISTORY.match(folded(line).strip()) is not None


def _labels(lines: Sequence[str]) -> dict[str, str]:
    """Read `label: value` lines, as government pages show them; the first of each wins."""
    found: dict[str, str] = {}
    for line in lines:
        line = re.sub(r"^(标|文|来) +(题|号|源)", r"\1\2", line)
        match = _LABELLED.match(folded(line))
        if match is None:
            continue
        value = re.split("[:：]", line, maxsplit=1)[-1].strip(" 】]")
        for name, words in _NAMES.items():
            if re.sub(r" +", " ", match["name"]).strip() in words and value:
                found.setdefault(name, value)
    return found


def _number(title: str, head: Sequence[str], history: Sequence[str]) -> str | None:
    """Take the number that stands on a line of its own, in a promulgation line, or in the title."""
    for line in history[::-1]:
        found = _number_in(line)
        if found:
            return found
    for line, following in pairwise(head[:13]):
        if (
            line.endswith("令")
            and len(line) <= 30
            and following.startswith("第")
            and _number_in(line + following)
        ):
            return line + following
    for line in head[:25]:
        stripped = line.strip(" （）()【】[]")
        if len(stripped) <= 40 and _number_in(stripped) and _alone(stripped):
            return stripped
    return _number_in(title)


def _number_in(line: str) -> str | None:
    flat = folded(line)
    if len(flat) != len(line):
        line = flat
    for number in find_document_numbers(flat):
        if number.key.startswith("文"):
            continue
        begin = number.start
        while (
            number.key.startswith(("公告", "令"))
            and begin > 0
            and ("\u4e00" <= line[begin - 1] <= "\u9fff" or line[begin - 1] == "、")
            and line[begin - 1] not in "日以根据"
        ):
            begin -= 1
        return line[begin : number.end]
    return None


def _alone(line: str) -> bool:
    number = next(find_document_numbers(folded(line)), None)
    return number is not None and len(line) - (number.end - number.start) <= 14


def _issued(
    labels: dict[str, str], head: Sequence[str], tail: Sequence[str], history: Sequence[str]
) -> date | None:
    made = [day for line in history for day, deed in _deeds(line) if not deed.endswith("施行")]
    if made:
        return max(made)
    if labels.get("issued"):
        return parse_date(labels["issued"])
    for line in [*reversed(tail), *head[:12]]:
        bare = line.strip("　 （）()")
        if len(bare) <= 24 and (day := parse_date(bare)) is not None and _is_only_date(bare):
            return day
    return None


def _deeds(line: str) -> list[tuple[date, str]]:
    """Split a history line into its dates and what was done on each: 通过, 公布, 修正, 施行."""
    flat = folded(line)
    dates = list(find_dates(flat))
    ends = [found.start for found in dates[1:]] + [len(flat)]
    deeds = [flat[found.end : end] for found, end in zip(dates, ends, strict=False)]
    return [(found.day, deed.strip(" ()自根据;,。")) for found, deed in zip(dates, deeds, strict=True)]


def _is_only_date(line: str) -> bool:
    found = next(find_dates(line), None)
    return found is not None and len(folded(line)) - (found.end - found.start) <= 6


def _issuer(title: str, history: Sequence[str], tail: Sequence[str], number: str | None) -> str | None:
    for line in history:
        issuer = _enacting_body(line)
        if issuer:
            return issuer
    named = re.match(_ISSUED_BY_TITLE, title.strip("《》 "))
    if named:
        return named["issuer"].strip()
    if number:
        organ = re.search(rf"({_ORGANS})", number)
        if organ:
            return organ[1]
    known = re.match(rf"(?:{_ORGANS})", title)
    if known:
        return known[0]
    for line in reversed(tail):
        bare = re.sub(r"\s+", " ", line).strip("。 ")
        if 3 <= len(bare) <= 40 and re.fullmatch(rf"[\u4e00-\u9fff 、]+(?:{_ORGAN_END})", bare):
            return bare
    return None


def _enacting_body(line: str) -> str | None:
    after = re.sub(r"^[（(]?(?:根据)?[\s]*[\d]{4}年\d+月\d+日\s*(?:经)?", "", line)
    congress = _CONGRESS.match(after)
    if congress:
        region = "全国" if congress["whole"] else congress["region"]
        return f"{region}人民代表大会{congress['standing'] or ''}"
    national = re.match(r"第[^届\s]{1,6}届全国人民代表大会(常务委员会)?", after)
    if national:
        return f"全国人民代表大会{national[1] or ''}"
    organ = re.match(
        rf"(?:中华人民共和国)?(?P<name>{_ORGANS}|[\u4e00-\u9fff]{{2,20}}?(?:{_ORGAN_END}))", after
    )
    return organ["name"] if organ else None


def _effective(
    labels: dict[str, str], lines: Sequence[str], history: Sequence[str], issued: date | None
) -> date | None:
    """Return the day from which this version applies, where the text says so.

    The date in an instrument's last article is that of its first version: it counts only where nothing amended
    the text later.
    """
    if labels.get("effective"):
        return parse_date(labels["effective"])
    stated: list[date | None] = [
        day for line in history for day, deed in _deeds(line) if deed.endswith("施行")
    ]
    text = "\n".join(lines[-60:] if len(lines) > 120 else lines)
    stated += [parse_date(match["day"]) for match in _TAKES_EFFECT.finditer(folded(text))]
    for match in _EN_EFFECT.finditer(folded(text)):
        found = next(find_dates(folded(text)[match.end() : match.end() + 20]), None)
        stated += [found.day] if found and found.start == 0 else []
    days = [day for day in stated if day is not None and (issued is None or day >= issued)]
    if days:
        return days[0]
    amended = any(re.search("修正|修订", line) for line in history)
    return issued if not amended and _AT_ONCE.search(folded(text)) else None


def _ends(title: str, labels: dict[str, str], lines: Sequence[str], begins: date | None) -> date | None:
    """Return the last day stated for the instrument itself; terms of permits and the like that it speaks of do not count."""
    if labels.get("ended"):
        return parse_date(labels["ended"])
    for line in lines[-40:]:
        for sentence in re.split("[。；]", folded(line)):
            if not _OWN_TERM.search(sentence):
                continue
            until = _VALID_UNTIL.search(sentence)
            if until:
                return parse_date(until["day"])
            term = _VALID_YEARS.search(sentence)
            years = parse_numeral(term["years"]) if term else None
            if years and begins:
                return day_before(add_years(begins, years))
    period = _PERIOD.search(folded(title))
    return date(int(period["last"]), 12, 31) if period else None


_PLACE = re.compile(
    r"^(?:中共|中国[（(])?(?P<region>(?:北京|上海|天津|重庆|广州|深圳|[\u4e00-\u9fff]{2,7}?)(?:特别行政区|自治区|自治州|自治县|省|市|州|盟)|(?:北京|上海|天津|重庆|浙江|江苏|广东|山东|河南|四川|湖南|湖北|福建|安徽|江西|河北|山西|陕西|辽宁|吉林|黑龙江|云南|贵州|甘肃|青海|海南|内蒙古|广西|西藏|宁夏|新疆))"
)


def _region(title: str, issuer: str | None) -> str | None:
    for text in (issuer or "", title.strip("《 ")):
        match = _PLACE.match(text)
        if (
            match
            and not match["region"].startswith(("国家", "中华", "全国", "关于", "城市", "超市", "股市"))
            and "市场" not in text[: match.end() + 1]
        ):
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
