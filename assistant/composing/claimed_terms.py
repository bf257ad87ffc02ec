"""What a sentence claims besides its values: licence types, currencies, periods, limits, parties, in either language.

A sentence of a model may claim only what its sources say too. Every class below is a claim of its own: where a sentence
holds one, its sources must hold the same one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.composing.rights_talk import ADDRESS, amounts_unheld
from assistant.values import fold, values_in
from knowledge.lazy_patterns import any_of, lazy_pattern
from knowledge.numbers.numerals import parse_numeral

CLASSES: dict[str, re.Pattern[str]] = {
    "exclusive": any_of("(?<!非)独占", "独家", "非普通", r"(?<!non)(?<!non-)(?<!non )(?<!co-)\bexclusiv"),
    "sole": any_of("排他", r"\bsole(?:ly)? (?:(?:or|and) (?:exclusive|sole) )?(?:licen|right)"),
    "non_exclusive": any_of("(?<!非)普通(?=(?:实施)?许可|实施|[、和或及])", "非独占", r"\bnon[- ]?exclusiv", r"\bordinary licen"),
    "open_licence": any_of("开放许可", r"\bopen[- ]licen", r"\blicen[cs]es? of right"),
    "compulsory": any_of("强制许可", r"\bcompulsory licen"),
    "free": any_of(
        "免费", "无偿", "零(?:许可|使用)?费", "不收(?:取)?(?:任何)?费", "免(?:收|除|缴|交)", r"\bfree of charge", r"\broyalty[- ]free",
        "零元", "全免", "(?:费|款).{0,4}(?:豁免|免除)|(?:豁免|免除).{0,4}(?:费|款)", "分文", "不花.{0,4}钱", "(?:无须|无需|不用|不必|不再|免于).{0,8}(?:付(?!诸)|缴|交费)",
        r"\b(?:costs?|owes?|pays?) nothing\b", r"\bnothing (?:is|has to be) (?:owed|paid|due)", r"\b(?:not?|nobody|no one|never)\b.{0,16}\b(?:pay anything|payment|remuneration)", r"\bgratis\b",
        r"\bwithout (?:any )?(?:charge|payment|fee)", r"\b(?:is|are|now|now|be) free\b(?! (?:of|from)\b(?! charge))",
        r"\bno (?:licen[cs]e |upfront |entry )?(?:fee|charge|cost)s?\b", r"\bat no cost", r"\bfor free\b", r"\bfree licen", r"\bwaiv",
    ),
    "cny": any_of("人民币", "(?<![美欧日港澳韩台加])元(?![素件器数组])", r"\b(?:CNY|RMB|yuan)\b", "[¥￥]"),
    "usd": any_of("美元", r"\b(?:USD|US\$|dollars?)\b", r"\$"),
    "eur": any_of("欧元", r"\b(?:EUR|euros?)\b", "€"),
    "gbp": any_of("英镑", r"\b(?:GBP|pounds? sterling)\b", "£"),
    "jpy": any_of("日元", r"\b(?:JPY|yen)\b"),
    "per_year": any_of("每年", "年度", "/年", "一年", "年费", "按年", r"\b(?:per|a|each|every) year\b", r"\bannual", r"\byearly\b", r"\bper annum\b"),
    "per_month": any_of("每个?月", "/月", "按月", "月费", r"\b(?:per|a|each|every) month\b", r"\bmonthly\b"),
    "per_quarter": any_of("每个?季", "按季", r"\b(?:per|a|each|every) quarter\b", r"\bquarterly\b"),
    "per_unit": any_of("每(?:件|台|套|吨|千克|公斤|个)", "单件", r"\bper (?:unit|piece|item|ton(?:ne)?|kg|set)\b"),
    "once": any_of("一次性", "一次付清", "总付", r"\blump[- ]sum", r"\bone[- ](?:off|time)\b"),
    "net_sales": any_of("净销售额", r"\bnet sales"),
    "profit": any_of("利润", r"\bprofits?\b"),
    "at_least": any_of("不低于", "不少于", "至少", "最低", "不得低于", "不得少于", r"\bat least\b", r"\bno(?:t)? (?:less|lower|fewer) than\b", r"\bminimum\b", r"\bor more\b"),
    "at_most": any_of("不超过", "不高于", "至多", "最多", "最高", "不得超过", "不得高于", r"\bat most\b", r"\bnot? (?:more|higher|longer) than\b", r"\bmaximum\b", r"\bup to\b", r"\bor less\b"),
    "above": any_of(
        "(?<!不)(?<!不得)(?<!不应)(?:超过|高于|大于|多于|晚于|迟于)", r"(?<!not )(?<!no )\b(?:more|higher|greater|longer|later) than\b", r"(?<!not )\bexceed", r"\babove \d", r"\bover \d",
    ),
    "below": any_of(
        "(?<!不)(?<!不得)(?<!不应)(?:低于|少于|小于|早于|不足)", r"(?<!not )(?<!no )\b(?:less|lower|fewer|shorter|earlier) than\b", r"\bbelow \d", r"\bunder \d",
    ),
    "within": any_of(r"[日天月年周](?:之|以)?内", r"\bwithin\b", "之前|以前|不迟于|不晚于|届满前", r"\bno later than\b", r"\bbefore\b", r"\bby the end\b"),
    "after_a_time": any_of(r"(?:\d|[一二三四五六七八九十半]) ?个?(?:工作)?[日天月年周](?:之|以)?后", "期满后|届满后", r"\bafter (?:\d+|an?|one|two|three|four|five|six|ten|twelve|thirty|sixty) (?:working )?(?:days?|weeks?|months?|years?)\b", r"\b(?:days?|weeks?|months?|years?) (?:after|later)\b"),
    "praise": any_of("唯一(?!性|标识|编号|号)", "首选", "最(?:佳|好|优)", "值得", "(?<!性)不可靠", r"\bworth\b", r"\bthe only one\b", r"\bbest\b", r"\bunreliable\b", r"\bsuperior\b"),
    "not_needed": any_of(
        "无须|无需|毋须|不用(?!于)|不必|不需要?|免予?(?:申请|审批|备案|登记)", r"\b(?:needs?|requires?|takes?) (?:no|neither)\b", r"(?:\bnot|\bnever|n['’]t) (?:(?:be|been|being) )?(?:needed|required|necessary|obliged|(?:need|have|require) )", r"\bno need\b", r"\bunnecessary\b",
        r"\b(?:no|without(?: any| an| a)?) (?:\w+ )?(?:application|approval|consent|registration|recordal|recording|declaration)\b",
    ),
    "tax": any_of("免税", "税", r"\btax"),
    "guarantee": any_of("保证", "担保", "承诺", r"\bguarant", r"\bwarrant", r"\bassur"),
}  # fmt: skip

# Who does or owes something. A party may be called otherwise than in the source, so that only a clause's likeness tells.
ROLES: dict[str, re.Pattern[str]] = {
    "licensor": any_of("(?<!被)许可[人方](?!式)", r"\blicensors?\b"),
    "licensee": any_of("被许可[人方]", r"\blicensees?\b"),
    "assignor": any_of("(?:转|出)让[人方](?!式)", r"\b(?:assignor|transferor)s?\b"),
    "assignee": any_of("受让[人方]", r"\b(?:assignee|transferee)s?\b"),
    "right_holder": any_of("专利权人", "权利人", r"\bpatentees?\b", r"\b(?:patent|right)s? ?(?:owner|holder)s?\b", r"\bproprietors?\b"),
    "pledgee": any_of("质权人", r"\bpledgees?\b"),
    "pledgor": any_of("出质人", r"\bpledgors?\b"),
    "inventor": any_of("发明人", "设计人", "完成人", r"\binventors?\b", r"\bdesigners?\b"),
    "agency": any_of("代理机构", "代理师", r"\bpatent (?:agenc|agent|attorney)"),
    "unit": any_of("单位", r"\bemployers?\b", r"\bentit(?:y|ies)\b"),
    "individual": any_of("个人", "职工", "员工", r"\bindividuals?\b", r"\bemployees?\b"),
}  # fmt: skip
_REMEMBERED = 4096  # pieces of sentences and sources
_THOUSANDS = lazy_pattern(r"(?<=\d),(?=\d{3})")
_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# In a group only one may be true of one thing, so that a sentence may not put one in the place of another.
GROUPS = (
    ("exclusive", "sole", "non_exclusive", "open_licence", "compulsory"),
    ("at_least", "at_most", "above", "below"),
    ("within", "after_a_time"),
    ("per_year", "per_month", "per_quarter", "per_unit", "once"),
)

NEGATION = any_of(
    "不", "未", "无(?!人|机|线|水|氧|铅|害|毒|损|锡|纺|菌)", "没有", "非(?!常)", "禁止", "尚待", "停止", "失效", "终止", "届满",
    r"\bnot?\b", r"\bno longer\b", r"\bnever\b", r"\bcannot\b", r"n['’]t\b", r"\bwithout\b", r"\bneither\b", r"\bnor\b", r"\bun(?:available|able|less)\b",
    r"\blapsed\b", r"\bexpired\b", r"\bended\b", r"\brefus", r"\bprohibit", r"\bforbid", r"\bbar(?:s|red)\b", r"\bexcept\b", r"\bonly\b",
)  # fmt: skip
MUST_NOT = any_of(
    "不得", "不可", "不能", "禁止", "不予", "不应", "无权", r"\b(?:may|must|shall|can|could|should)(?: not|n['’]t)\b", r"\bcannot\b", r"\bprohibit", r"\bforbid",
    r"\bnot (?:be )?(?:allowed|permitted|possible|available|entitled)", r"\bno (?:licen[cs]e|one|person|other)\b", r"\bbar(?:s|red)\b",
)  # fmt: skip
MAY = any_of(
    "可以", "有权", "允许", "(?<![许认])可(?=[^能见靠行知再操]|自行|向|由|与|在)", "能够", r"\bmay\b(?! not)", r"\bcan\b(?! ?not|['’]t)", r"\ballow", r"\bpermit", r"\bentitled\b", r"\bis able\b", r"\bare able\b",
)  # fmt: skip
AVAILABLE = any_of(
    "(?<![许认])可(?:以)?(?:直接|立即|马上|现在|随时|自由|免费)?(?:被|获得|取得|申请|提供|供)?(?:许可|实施|使用|推介|洽谈|签约|利用)", "(?<![许认])(?:可|能)(?:够)?(?:对外)?(?:许可|实施|使用)",
    "(?:现行|仍然?|依然|目前|当前|持续|保持|处于|继续)?有效(?!期|日|成分|载荷|成份|性|率)", "维持(?!费)", "存续", "在保护期", "随时", "可用",
    r"\bavailab", r"\blicensable\b", r"\bbe licensed\b", r"(?<!last day )\bin force\b", r"\bvalid\b", r"\bactive\b", r"\bfree to\b", r"\bcan (?:be )?(?:used?|work|take|obtain|sign|exploit|practi[sc]e)", r"\bopen for\b", r"\balive\b",
    "(?<!否)(?<!否已)恢复(?!温|性|率|期|到|至|原状)", "已补缴|补缴了", "现可(?!见)",
    r"\bready (?:to|for)\b", r"\b(?:restored|reinstated|revived)\b", r"\bopen to\b", r"\bcan be (?:had|licen)", r"\bstill (?:stands|protect|enforceable)", r"\benforceable\b", r"\bmay be (?:used|worked|licen|taken|exploited)",
)  # fmt: skip
_NOT_ENDED = any_of(
    "(?:并未|尚未|从未|未曾|没有|不曾|不是|并非|(?<!因)未)(?:曾|被|真正|实际|发生)?(?:终止|失效|届满|过期|作废)", "公有领域|公共领域|登记簿.{0,4}(?:有误|错)",
    r"\b(?:not|never|n['’]t)\b.{0,12}\b(?:laps|expir|ended?|terminat)", r"\bpublic domain\b", r"\bregister is (?:wrong|mistaken|in error)",
)  # fmt: skip
THIS_PATENT = any_of(
    "[该此本这][件项个份]?(?:专利|技术|发明|权利|申请)",
    "它",
    r"\b(?:this|the|that|its?) (?:patent|technology|invention|right|application)\b",
    r"\bit\b",
)

DENIAL = any_of(
    "不(?!仅|但|同|断|锈|可逆|饱和|对称|规则|(?:得|应)?(?:少于|低于|超过|高于|大于|小于|早于|晚于|迟于|多于))", "未", "没有", "无(?!人|机|线|水|氧|铅|害|毒|损|锡|纺|菌|论)", "禁止", "并非", "而非", "无须", "无需",
    r"\bnot\b(?! only| (?:be )?(?:(?:more|less|later|fewer|higher|lower|longer|earlier) than|exceed))", r"\bno\b(?! (?:more|less|later|fewer|higher|lower|longer|earlier) than|\.)", r"\bnever\b", r"\bcannot\b", r"n['’]t\b",
    r"\bwithout\b", r"\bneither\b", r"\bnor\b", r"\bno longer\b", r"\bprohibit", r"\bforbid", r"\bbar(?:s|red)\b", r"\brefuse",
)  # fmt: skip
_STOP = lazy_pattern(r"[;；。\n]|(?<![Nn]o)[.!?](?=\s|$)")
_COMMA = lazy_pattern(rf"[,，]|{_STOP.pattern}")
_CLAUSE = lazy_pattern(
    rf"[、:：]|{_COMMA.pattern}|\b(?:but|and|however|although|though)\b|但|而(?=且|是)|然而|不过",
    re.IGNORECASE,
)
_PARTY_ZH = lazy_pattern(
    r"[\u3400-\u9fffA-Za-z0-9]{2}(?=(?:大学|学院|研究院|研究所|公司|银行|集团|医院))(?:大学|学院|研究院|研究所|公司|银行|集团|医院)"
)
_PARTY_EN = lazy_pattern(
    r"\b(?:[A-Z][\w&'’-]+ )(?:University|Institute|College|Company|Corporation|Bank|Hospital|Co\b|Ltd\b|Inc\b|GmbH|LLC)|\b(?:University|Institute|Bank|Academy) of (?:the )?[A-Z][\w-]+"
)
_LETTERS_OF_A_WORD = 6  # in English; in Chinese it is one character or two
_HAN = lazy_pattern(r"[\u3400-\u9fff]{2,}")
_LATIN = lazy_pattern(r"[A-Za-z]{4,}")
_CODE = lazy_pattern(r"(?<![\w+/=-])(?=[\w+/-]*(?:\d|=|[a-z][A-Z]))[A-Za-z0-9+/_-]{14,}=*")
_ENGLISH_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_WORD_FIGURE = lazy_pattern(
    rf"\b(?:{'|'.join(_ENGLISH_NUMBERS)}|hundred|thousand|million|billion|dozen|half|double|twice|triple|tenfold|quarter|zero|nil)s?\b", re.IGNORECASE
)  # fmt: skip
_ZH_RUN = lazy_pattern(
    r"[零〇一二两三四五六七八九十百千万亿]{2,}|[两三四五六七八九十](?=个?(?:工作日|周|星期|季度|小时|次|人|名|级|倍|美元|欧元|日元|港元|英镑))"
)
_ZH_FIGURE = lazy_pattern(
    r"[壹贰叁肆伍陆柒捌玖拾佰仟]+|[一二三四五六七八九两]成|[一二三四五六七八九]折|一半|减半|半价|翻[倍番两]|数[十百千万]"
)
_DATE = lazy_pattern(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{4}年(?!\s*(?:期|以))")
_DURATION = lazy_pattern(
    rf"(\d+(?:\.\d+)?|[一二两三四五六七八九十百]+|\b(?:one|an?|{'|'.join(_ENGLISH_NUMBERS)})\b)[ -]?个?\s?"
    r"(年|月|日|天|周|星期|工作日|小时|years?\b|months?\b|days?\b|weeks?\b|hours?\b|working days?\b)",
    re.IGNORECASE,
)  # fmt: skip
_UNITS = {"年": "y", "月": "m", "日": "d", "天": "d", "周": "w", "星期": "w", "工作日": "d", "小时": "h"}


def unsupported(sentence: str, sources: Sequence[str], names: Sequence[str] = ()) -> str | None:
    """Name the first claim of a sentence that none of its sources makes; None where all are made.

    `names` are what documents and owners are called: a sentence may name them, but they are no source for what it claims.
    """
    text, held = fold(sentence), fold("\n".join(sources))
    called = fold("\n".join((held, *names)))
    for name, pattern in CLASSES.items():
        if pattern.search(text) and not pattern.search(held):
            return name
    checks = (
        ("modality", _modality_differs(text, held)),
        ("duration", bool(durations_in(text) - durations_in(held) - _rates_in(held))),
        ("figure", any(not _figure_held(figure, held) for figure in _figures(text))),
        ("amount", bool(amounts_unheld(text, held))),
        ("party", any(party not in called for party in _parties(text, called))),
        ("code", any(code not in held for code in _CODE.findall(text))),
        ("word", any(word.lower() not in called.lower() for word in _of_other_script(text))),
        ("address", bool(ADDRESS.search(text))),
    )
    return next((name for name, failed in checks if failed), None)


def _modality_differs(text: str, held: str) -> bool:
    """Say whether a sentence forbids what its sources nowhere forbid, or permits what they only forbid."""
    if MUST_NOT.search(text):
        return not (MUST_NOT.search(held) or NEGATION.search(held))
    if MAY.search(text) and not NEGATION.search(text):
        permitted = MAY.search(MUST_NOT.sub(" ", held))
        return bool(MUST_NOT.search(held)) and not permitted
    return False


def says_available(sentence: str) -> bool:
    """Say whether a clause of a sentence calls a right usable or in force without any negation in it."""
    clauses = _CLAUSE.split(fold(sentence))
    return any(AVAILABLE.search(clause) and not NEGATION.search(clause) for clause in clauses)


def denies_end(sentence: str) -> bool:
    """Say whether a sentence denies that a right ended, or lets everybody use it."""
    return bool(_NOT_ENDED.search(fold(sentence)))


def clauses(text: str) -> tuple[str, ...]:
    """Cut a text where a denial ends its reach: at commas, stops and lines."""
    return _pieces(text, _CLAUSE)


def between_commas(text: str) -> tuple[str, ...]:
    """Cut a text at commas that are no lists: what is swapped may not show in a single clause."""
    return _pieces(text, _COMMA)


def whole_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into sentences and lines: what is swapped may show only there."""
    return _pieces(text, _STOP)


@lru_cache(maxsize=_REMEMBERED)
def _pieces(text: str, cut: re.Pattern[str]) -> tuple[str, ...]:
    found = (piece.strip() for piece in cut.split(_THOUSANDS.sub("", fold(text))))
    return tuple(piece for piece in found if len(piece) > 1)


@lru_cache(maxsize=_REMEMBERED)
def denials(clause: str) -> int:
    """Count what a clause denies; a limit such as "not more than" denies nothing."""
    return len(DENIAL.findall(clause))


@lru_cache(maxsize=_REMEMBERED)
def permits(clause: str) -> bool | None:
    """Say whether a clause permits something or forbids it; None where it does neither."""
    if MUST_NOT.search(clause):
        return False
    return True if MAY.search(clause) else None


@lru_cache(maxsize=_REMEMBERED)
def named_in(text: str) -> tuple[Counter[str], ...]:
    """Count what a text names of each thing that a sentence may not swap: licence types, limits, periods, parties, years."""
    groups = (_counted(text, {name: CLASSES[name] for name in group}) for group in GROUPS)
    return (*groups, _counted(text, ROLES), Counter(_YEAR.findall(text)))


def _counted(text: str, patterns: Mapping[str, re.Pattern[str]]) -> Counter[str]:
    return Counter({name: len(found) for name, p in patterns.items() if (found := p.findall(text))})


def durations_in(text: str) -> frozenset[tuple[str, str]]:
    """Return the (number, unit) pairs of a text that are lengths of time; dates are none."""
    rest = _DATE.sub(" ", fold(text))
    found = set()
    for number, unit in _DURATION.findall(rest):
        short = _UNITS.get(unit) or ("d" if unit.lower().startswith("working") else unit[0].lower())
        if value := _number(number):
            found.add((value, short))
    return frozenset(found)


def _rates_in(text: str) -> frozenset[tuple[str, str]]:
    """Return the lengths of time that a rate names: what is paid every year is paid "a year"."""
    rates = {("1", "y"): "per_year", ("1", "m"): "per_month"}
    return frozenset(length for length, name in rates.items() if CLASSES[name].search(text))


def _number(text: str) -> str | None:
    word = text.lower()
    if word in ("one", "a", "an"):
        return "1"
    if word in _ENGLISH_NUMBERS:
        return str(_ENGLISH_NUMBERS[word])
    if text[0].isdigit():
        return text
    number = parse_numeral(text)
    return None if number is None else str(number)


def _figures(text: str) -> Iterable[str]:
    """Return the figures written in words, which comparing values does not see."""
    yield from _WORD_FIGURE.findall(text)
    yield from _ZH_FIGURE.findall(text)
    yield from _ZH_RUN.findall(text)


def _figure_held(figure: str, held: str) -> bool:
    if figure.lower() in held.lower():
        return True
    number = _ENGLISH_NUMBERS.get(figure.lower()) or parse_numeral(figure)
    return number is not None and any(value.text == str(number) for value in values_in(held))


def _of_other_script(text: str) -> Iterable[str]:
    """Return the Latin words of a Chinese sentence, the Chinese ones of an English sentence: such words are taken over."""
    han, latin = _HAN.findall(text), _LATIN.findall(text)
    return latin if sum(map(len, han)) * _LETTERS_OF_A_WORD > sum(map(len, latin)) else han


def names_a_body(text: str) -> bool:
    """Say whether a text names a university, a company or the like."""
    return bool(_PARTY_ZH.search(text) or _PARTY_EN.search(text))


def bodies_in(text: str) -> tuple[str, ...]:
    """Return what in a text looks like the end of a body's name: of a university, a company or the like."""
    return (*_PARTY_ZH.findall(text), *_PARTY_EN.findall(text))


def _parties(text: str, held: str) -> Iterable[str]:
    """Return names of bodies, where the sources are in the sentence's script and so can hold them."""
    if re.search(r"[\u3400-\u9fff]", held):
        yield from _PARTY_ZH.findall(text)
    yield from _PARTY_EN.findall(text)
