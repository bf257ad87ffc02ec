"""From when to when an instrument applies, as its own words say: 自…起施行, 有效期五年, 自印发之日起, …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.dates import add_years, day_before
from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import parse_numeral
from knowledge.policies.history import deeds, is_amended, is_entry_into_force
from knowledge.policies.labels import Labels
from knowledge.written_dates import find_dates, parse_date

_VERB = "(?:起 *(?:正式)? *(?:施行|实施|执行|生效|试行)|施行|实施|生效)"
_TAKES_EFFECT = lazy_pattern(
    rf"(?P<from>自|从|于|在)? *(?P<day>(?:\d{{4}}|[一二][〇○零一二三四五六七八九]{{3}}) *年[^年，。；]{{1,12}}日) *{_VERB}"
)
_AT_ONCE = lazy_pattern(
    r"自(?:本.{0,6})?(?P<deed>公布|发布|印发|下发|公告|通过|颁布)之日起 *(?P<wait>(?:满? *)?[\d一二三四五六七八九十]{1,3} *(?:个?月|[日天])后?)? *(?:施行|实施|执行|生效|试行)"
)
_PRINTED = lazy_pattern(
    r"(?:办公厅|办公室|秘书处|局|委员会|政府|部|厅|院|处)? *(?P<day>\d{4} *年 *\d{1,2} *月 *\d{1,2} *日) *(?:印发|印制)$"
)
_EN_EFFECT = lazy_pattern(
    r"(?:ENTER(?:S|ED)? INTO FORCE|TAKES? EFFECT|EFFECTIVE|IN FORCE|COMES? INTO (?:FORCE|EFFECT|OPERATION))(?: DATE)?(?: ON| FROM| SINCE| AS OF|:)? "
)
_UNTIL = lazy_pattern(
    r"(?:有效期 *(?:截?至|到|为?至|调整至|延长至|延续至)|执行 *(?:至|到)|施行 *至|试行 *至|有效 *至|截止 *(?:至|到)|(?:起 *)?至) *(?P<day>\d{4} *年[^年，。；]{1,10}日)"
)
_YEARS = lazy_pattern(
    r"(?:有效期|试行期|试行|有效期限|执行期限|施行期限)(?:限|间)? *(?:为|是)? *(?P<years>[\d一二两三四五六七八九十]{1,2}) *年"
)
_OWN_TERM = lazy_pattern(
    rf"本(?:办法|规定|通知|意见|方案|细则|条例|指引|规则|公告|通告|文件|标准|指南|措施|政策|计划|决定|实施办法|实施细则).{{0,40}}(?:有效|试行|执行 *[至到])|{_VERB}.{{0,12}}(?:有效期|试行期|试行)|^有效期"
)
_PERIOD = lazy_pattern(r"[(\[〔](?P<first>20\d\d) *年? *[-~至—]+ *(?P<last>20\d\d) *年?[)\]〕]")
_LAST_LINES = 60


def effective_from(
    labels: Labels,
    lines: Sequence[str],
    history: Sequence[str],
    issued: date | None,
    *,
    amended: bool = False,
) -> date | None:
    """Return the day from which this version applies, where the text says so.

    The date in an instrument's last article is that of its first version: it counts only where nothing amended
    the text later. "From the day of printing" counts from the printing line, else from the date of issue.
    """
    if labels.effective is not None:
        return labels.effective
    stated = [day for line in history for day, deed in deeds(line) if is_entry_into_force(deed)]
    text = folded("\n".join(lines[-_LAST_LINES:] if len(lines) > 2 * _LAST_LINES else lines))
    stated += [day for match in _TAKES_EFFECT.finditer(text) if (day := _own_day(match, text)) is not None]
    for match in _EN_EFFECT.finditer(text):
        found = next(find_dates(text[match.end() : match.end() + 20]), None)
        stated += [found.day] if found and found.start == 0 else []
    days = [day for day in stated if issued is None or day >= issued]
    if days:
        return days[0]
    return None if amended or is_amended(history) else _at_once(text, lines, issued)


def effective_to(title: str, labels: Labels, lines: Sequence[str], begins: date | None) -> date | None:
    """Return the last day stated for the instrument itself; terms of permits and the like that it speaks of do not count."""
    if labels.ended is not None and (begins is None or labels.ended >= begins):
        return labels.ended
    telling = [line for line in lines if "有效" in line or "试行" in line or "执行" in line]
    sentences = [part.strip() for line in telling for part in re.split("[。；]", folded(line))]
    for sentence in reversed(sentences):
        if not _OWN_TERM.search(sentence):
            continue
        until = _UNTIL.search(sentence)
        day = parse_date(until["day"]) if until else None
        if day is not None and (begins is None or day > begins):
            return day
        term = _YEARS.search(sentence)
        years = parse_numeral(term["years"]) if term else None
        if years and begins:
            return day_before(add_years(begins, years))
    period = _PERIOD.search(folded(title))
    return date(int(period["last"]), 12, 31) if period and period["first"] < period["last"] else None


def _own_day(match: re.Match[str], text: str) -> date | None:
    """Read a day of entry into force, unless the sentence speaks of another instrument's (…起施行的《…》)."""
    after = text[match.end() : match.end() + 3]
    return None if after.startswith(("的", "前", "后", "之", "以前", "以后")) else parse_date(match["day"])


def _at_once(text: str, lines: Sequence[str], issued: date | None) -> date | None:
    match = _AT_ONCE.search(text)
    if match is None or match["wait"]:
        return None
    printed = None
    if match["deed"] in ("印发", "下发"):
        found = (_PRINTED.search(folded(line).strip()) for line in reversed(lines[-80:]))
        printed = next((day for hit in found if hit and (day := parse_date(hit["day"]))), None)
    if printed is not None and (issued is None or printed >= issued):
        return printed
    return issued
