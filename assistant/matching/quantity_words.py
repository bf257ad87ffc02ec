"""The words around numbers, in both languages: what bounds a value, joins a range, or makes a number no quantity."""

from __future__ import annotations

import re

from assistant.matching.types import Comparison
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LEAST, _MORE = Comparison.AT_LEAST, Comparison.MORE_THAN
_MOST, _LESS = Comparison.AT_MOST, Comparison.LESS_THAN

_BEFORE = {
    _LEAST: "≥|>=|=>|⩾|不低于|不得低于|不少于|不得少于|不小于|不得小于|不短于|不亚于|不弱于|至少(?:[^\\d,。;、一二两三四五六七八九十百千]{0,3})|最少|最低|最小|起码|大于(?:或)?等于|高于(?:或)?等于|at least|no(?:t)? (?:less|lower|fewer|smaller|shorter|thinner|finer|colder) than|(?:greater|more|higher|larger) than or equal to|equal to or (?:greater|more|higher|larger) than|min(?:imum|imal|\\.)?|a minimum of|not (?:be )?(?:below|under)|never below",
    _MORE: ">|大于|超过|高于|多于|长于|超出|逾|突破|more than|greater than|higher than|larger than|longer than|over|above|exceed(?:s|ing)?|in excess of|beyond|better than|thicker than",
    _MOST: "≤|<=|=<|⩽|不(?:会|得|能|可)?(?:产生|增加|造成)?超过|不高于|不得高于|不大于|不得大于|不多于|不长于|不超出|至多|最多|最高|最大|最长|最晚|小于(?:或)?等于|低于(?:或)?等于|控制在(?=[^,。;]{0,24}(?:以[内下]|之内))|up to|at most|no(?:t)? (?:more|greater|higher|larger|longer|later|coarser|thicker|heavier|wider|hotter|bigger|deeper|slower) than|(?:less|lower|smaller) than or equal to|equal to or (?:less|lower|smaller) than|not (?:to )?exceed(?:ing)?|(?:does|do|must|should|may|can|will) ?not exceed|never (?:to )?exceed(?:s|ing)?|without exceeding|without (?:[a-z]+ing )?more than|max(?:imum|imal|\\.)?|a maximum of|within|not (?:be )?(?:above|over)|never above|capped at|limited to",
    _LESS: "<|小于|低于|少于|短于|不足|不到|未满|less than|lower than|smaller than|shorter than|fewer than|thinner than|below|under",
    Comparison.ABOUT: "约为?|大约为?|大概|近似|接近|将近|≈|~|about|around|approx(?:imately|\\.)?|roughly|circa|ca\\.|nearly|close to|some(?= \\d)",
}
_BEHIND = {
    _LEAST: "(?:及其?|或|和)?以上|或更[高多大长]|起(?![始来到])|\\+(?![\\d\\w])|or (?:more|higher|above|greater|better|longer|larger|over)|and (?:above|over|up|more|higher)|at (?:the )?(?:least|minimum)|minimum|min\\.?(?![\\w])|(?:and )?upwards?",
    _MOST: "(?:及其?|或|和)?以[下内]|之内|内(?=[,。;、完]|$|达|实|可|即)|或更[低少小短]|封顶|or (?:less|lower|below|fewer|under|smaller|shorter)|and (?:below|under|less|lower)|at (?:the )?(?:most|maximum)|maximum|max\\.?(?![\\w])|tops",
    Comparison.ABOUT: "左右|上下|or so|\\(?approx\\.?\\)?|前后",
}
_FILLER = r"(?:(?<=\w) ?(?:of|a|an|the|to|at|about|approximately|only|just|around|as (?:high|low|much|many|long|little) as) | ?(?:应|须|可|在|为|是|到|达到?|至|于|约|有|[:=]) ?| )*"


def _grouped(words: dict[Comparison, str]) -> str:
    return "|".join(f"(?P<{comparison}>{alternatives})" for comparison, alternatives in words.items())


BEFORE = lazy_pattern(rf"(?:(?<![a-z])|(?=[^a-z]))(?:{_grouped(_BEFORE)}){_FILLER}$", _FLAGS)
BEHIND = lazy_pattern(rf"[ ,]{{0,2}}\(?(?:{_grouped(_BEHIND)})(?![a-z])", _FLAGS)
BETWEEN = lazy_pattern(
    r"(?:(?<![a-z])(?:between|from|anywhere from|in the range(?: of| from)?|rang(?:e|es|ing) (?:from|between|of)|范围为?|介于|从|自|由|在) ?)$",
    _FLAGS,
)
CHANGES = lazy_pattern(
    r"(?:increas|rais|improv|reduc|lower|cut|drop|fall|fell|ris|rose|boost|grow|shorten|提高|提升|降低|下降|缩短|增加|减少)[^,，;；]{0,24}(?:from|从|由) ?$",
    _FLAGS,
)
TO = lazy_pattern(r" ?(?:-{1,2}|~{1,2}|至|到|—|to|until|up to|\.{2,3}|÷) ?(?:约|about )?", _FLAGS)
AND = lazy_pattern(r" ?(?:and|与|和|及|,|、) ?", _FLAGS)
TOLERANCE = lazy_pattern(r" ?(?:±|\+/-|\+-) ?")
PLUS_MINUS = lazy_pattern(r"(?:±|\+/-|plus or minus) ?$", _FLAGS)
AROUND = lazy_pattern(
    r" ?(?P<first>≤|<=?) ?[A-Za-zα-ω\u4e00-\u9fff][\w\u4e00-\u9fff]{0,7} ?(?P<second>≤|<=?) ?"
)
JOINED = lazy_pattern(r"[ ,]{0,2}(?:并?且|但是?|而|and|but)? ?(?:still |also |同时)?", _FLAGS)
SCALE_BEFORE = lazy_pattern(r"(?P<unit>grade|HRC|HRB|HRA|HBW|HB|HV|pH)(?:值|硬度)? ?(?:应|需|须|要|控制|保持|维持)?(?:为|是|在|达到?|of|is|value of|value)? ?$")  # fmt: skip
PER_BEFORE = lazy_pattern(
    r"(?:每(?:一|个|平均)?(?P<each>)|(?=吨水))(?P<unit>吨水|小时|分钟|秒钟?|天|日|千克|公斤|克|吨|毫升|升|立方米|平方米|平方厘米|平方毫米|公顷|亩)(?![\d])[^,。;、]{0,14}$"
)
PER_BEHIND = lazy_pattern(r" of (?:the )?[a-z-]+(?: [a-z-]+)? per (?:a )?", _FLAGS)
RANGE_END = lazy_pattern(r" ?(?:之间|范围内?|区间|的范围|in range)")

_NUMBER = r"(?<!\d)\d[\d,]{0,20}(?:\.\d{1,8})?(?!\d)"
_SCALED = rf"{_NUMBER} ?(?:[十百千]?万亿?|亿|千|百|thousand|million|billion|mn?|bn|k)?(?![a-z])"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_MONEY = r"(?:元(?![素件器组])|美元|欧元|美金|人民币|块钱|日元|英镑|yuan|rmb|cny|usd|eur|gbp|jpy|dollars?|euros?|pounds sterling)"
NO_QUANTITY = lazy_pattern(
    "|".join(
        (
            r"\[\d{3,5}\]",
            r"(?<![A-Za-z0-9])(?:CN|US|EP|WO|JP|KR|DE|GB|ZL|ISBN|CAS)[ .]?\d[\d.,/ -]{3,24}\d(?:\.?[\dX])?(?: ?[A-Z]\d?(?![A-Za-z]))?",
            r"(?<![A-Za-z])(?:GB|ISO|IEC|ASTM|DIN|EN|JIS|HG|YB|NB|QB|UL)(?:[ /-]?T)?[ -]?[A-Z]?\d[\d.-]{0,20}",
            r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
            r"(?<!\d)(?:19|20)\d\d ?(?:[-~至到] ?(?:19|20)\d\d ?)?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?",
            r"(?<!\d)\d{1,2} ?月(?: ?\d{1,2} ?[日号])?",
            rf"(?<![\d.])\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b(?:,? (?:19|20)\d\d)?",
            rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?(?![\d.])",
            r"(?:权利要求|实施例|对比例|比较例|附图|公式|通式|步骤|章节|第|(?<!视)图|(?<![仪列发代手钟电水])表) ?\(?\d+[a-z]?\)?(?: ?(?:[-~、,至到或和及]|to) ?(?:权利要求|实施例|图|表)?\d+[a-z]?)*",
            r"\b(?:claims?|figs?\.?|figures?|tables?|steps?|examples?|embodiments?|paragraphs?|formula|eqs?\.|equations?|no\.|items?|sections?|chapters?|articles?|types?) ?\(?\d+[a-z]?\)?(?: ?(?:-|~|,|to|and|or) ?\d+[a-z]?(?![\w.%]))*",
            r"(?<=[\w\u4e00-\u9fff])[ ]?\(\d{1,4}[a-z]?(?:[,、-] ?\d{1,4}[a-z]?)*\)",
            r"(?:^|\n) *\(?\d{1,2}(?:[.、)](?!\d)|\))",
            r"\(\d{1,2}\)",
            r"TRL ?\d(?: ?[-~至到] ?\d)?|技术成熟度 ?\d ?(?:[-~至到] ?\d ?)?级?",
            rf"(?:us ?\$|hk ?\$|[$€£¥]|(?<![a-z])(?:rmb|cny|usd|eur|gbp)) ?{_SCALED}(?: ?(?:-|~|to|至|到) ?[$€£¥]? ?{_SCALED})?",
            rf"{_SCALED}(?: ?(?:-|~|to|至|到) ?{_SCALED})? ?[余多]? ?{_MONEY}(?:/\S{{1,3}})?",
            rf"(?<![一二两三四五六七八九十百千万])[一二两三四五六七八九十][一二三四五六七八九十百千万亿零]{{0,12}} ?{_MONEY}",
        )
    ),
    _FLAGS,
)
"""What holds numbers and no quantities: numbers of paragraphs, patents, standards, claims, figures and parts; dates; money."""
