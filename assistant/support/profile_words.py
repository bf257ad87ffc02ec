"""The words by which an enterprise tells what it is and wants, in both languages. Patterns only, no logic."""

from __future__ import annotations

import re

from assistant.support.types import Entity, Size, Want
from knowledge.lazy_patterns import any_of, lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS

_FLAGS = re.IGNORECASE


_ALL_SMALL = frozenset({Size.MICRO, Size.SMALL, Size.MEDIUM})
_FIRM = r"(?:[- ]sized)?(?: [a-z-]+){0,2} ?(?:compan(?:y|ies)|enterprises?|firms?|business(?:es)?|manufacturers?|makers?|start-?ups?)"
SIZES: tuple[tuple[re.Pattern[str], frozenset[Size]], ...] = (
    (any_of("中小微", r"\bmicro,? small,? and medium"), _ALL_SMALL),
    (any_of("小微", r"\b(?:small and micro|micro and small|micro or small)\b"), frozenset({Size.MICRO, Size.SMALL})),
    (any_of("中小", r"\bSMEs?\b", r"\bsmall (?:and|or|to) medium"), _ALL_SMALL),
    (any_of("微型", rf"\bmicro{_FIRM}", r"\bmicro-?(?:enterprise|business)"), frozenset({Size.MICRO})),
    (any_of("大型", "大企业", "大公司", rf"\blarge{_FIRM}"), frozenset({Size.LARGE})),
    (any_of("中型", rf"\bmedium{_FIRM}"), frozenset({Size.MEDIUM})),
    (any_of("小型", "小企业", "小公司", "小厂", rf"\bsmall{_FIRM}"), frozenset({Size.SMALL})),
)  # fmt: skip
"""The first that fits counts: what names several classes at once goes before what names one."""

ENTITIES: tuple[tuple[re.Pattern[str], Entity], ...] = (
    (any_of("我们?是[^，。,；;]{0,12}(?:大学|学院|高校|研究院|研究所)", r"\bwe are (?:a|an|the) [^.,;]{0,30}(?:universit|research institute)"), Entity.UNIVERSITY),
    (any_of("我是(?:一名)?(?:个人|自然人)", "个人发明人", r"\bI am (?:a|an) (?:individual|private inventor)"), Entity.INDIVIDUAL),
    (any_of("企业", "公司", "厂", "小微", r"\b(?:compan(?:y|ies)|enterprises?|firms?|SMEs?|start-?ups?|manufacturers?)\b"), Entity.ENTERPRISE),
)  # fmt: skip

WANTS: dict[Want, re.Pattern[str]] = {
    Want.LICENSE_IN: any_of(
        "引进.{0,12}(?:专利|技术|成果)", "(?:取得|获得|引入|购买).{0,8}许可", "许可引进", "被许可", "想用.{0,12}专利", r"\blicen[cs](?:e|ing)[- ]in\b", r"\bin-licen[cs]", r"\b(?:tak(?:e|ing)|get(?:ting)?|obtain(?:ing)?) (?:a |patent )*licen[cs]e",
    ),
    Want.LICENSE_OUT: any_of("对外许可", "许可给(?:他人|别人|其他|别的)", "许可他人", "把.{0,12}专利.{0,6}(?:许可|转让)", r"\blicen[cs](?:e|ing)[- ]out\b", r"\bout-licen[cs]", r"\blicen[cs](?:e|ing) (?:our|my) (?:own )?patents?"),
    Want.PAY_AFTER_USE: any_of("先使用后付费", "先用后付", "先用后转", r"\bpay[- ]after[- ]use", r"\buse first"),
    Want.FEE_RELIEF: any_of("减免", "减缴", "年费", r"\b(?:annual|patent|renewal|official)[- ]fee", r"\bfee (?:reductions?|relief)"),
    Want.TAX_RELIEF: any_of("税(?!所得)", "免税", r"\btax(?!able)\b", r"\btax relief"),
    Want.GRANT: any_of("补贴", "补助", "资助", "奖励", "奖补", r"\bsubsid", r"\bgrants?\b", r"\brewards?\b"),
    Want.INTEREST_SUBSIDY: any_of("贴息", r"\binterest subsid"),
    Want.PLEDGE: any_of("质押", r"\bpledg"),
    Want.RECOGNITION: any_of("样板", "密集型产品", "培育库", "(?:企业|产品)认定", r"\bmodel enterprise", r"\bpatent[- ]intensive", r"\brecogni[sz]"),
}  # fmt: skip

_COUNT = rf"(?P<zh>\d{{1,6}}|[{CHINESE_NUMERAL_CHARS}]{{1,5}})"
PATENTS = lazy_pattern(
    rf"{_COUNT} *(?:件|项|个)(?:有效|授权|自有|发明|实用新型|外观设计|的|、|和){{0,4}}专利(?!申请)"
    rf"|专利 *{_COUNT.replace('zh', 'behind')} *(?:件|项|个)"
    r"|\b(?P<en>\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?: (?:granted|valid|own|invention|active|Chinese|utility model)){0,2} patents?\b",
    _FLAGS,
)
NO_PATENTS = any_of("没有(?:自己的|自有)?专利", "无专利", r"\b(?:no|without (?:any )?) ?patents?\b")
ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "twenty": 20,
}  # fmt: skip

HIGH_TECH = any_of(
    "高新技术企业", "高企(?![业图])", r"\bhigh-?(?:and new-?)?tech(?:nology)? (?:enterprise|compan|firm)"
)
NOT_HIGH_TECH = any_of(
    "(?:不是|非|没有|尚未|未).{0,6}(?:高新技术企业|高企)", r"\bnot (?:a |an )?(?:certified )?high-?tech"
)
INCOME = lazy_pattern(r"应纳税所得额|\btaxable (?:income|profit)", _FLAGS)
UNIVERSITY_TECHNOLOGY = any_of("(?:引进|许可|用|来自|购买|转化)[^，。,.]{0,8}(?:高校|大学|科研院所|研究院|研究所)", "(?:高校|大学|科研院所)的?(?:专利|成果|技术)", r"\b(?:universit(?:y|ies)|(?:research )?institutes?)(?:'s|'|’s)? (?:patents?|technolog|results?)", r"\bfrom (?:a|an|the) (?:universit|research institut)")  # fmt: skip
OPEN_LICENCE = any_of("(?:已经?|已)(?:声明|实施|办理)?了?开放许可", "有.{0,6}开放许可", r"\bunder an open licen[cs]e\b", r"\bdeclared (?:an )?open licen[cs]e")  # fmt: skip
NO_OPEN_LICENCE = any_of(
    "(?:没有?|未|尚未).{0,6}开放许可", r"\bno open licen[cs]e", r"\bnot .{0,20}open licen[cs]e"
)
YEARS = lazy_pattern(r"许可(?:期限?)?(?:为|是|签)? *(?P<zh>\d{1,2}) *年|\blicen[cs]e (?:of|for|term of) (?P<en>\d{1,2}) years?", _FLAGS)  # fmt: skip
TRL = lazy_pattern(r"TRL *(?P<n>[1-9])|技术成熟度 *(?P<m>[1-9]) *级", _FLAGS)
