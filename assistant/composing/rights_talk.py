"""Whether a text speaks of rights, licences, owners or money, and which amounts it names, in either language.

Of a patent only its record tells these: a claim or an abstract that says "the fee is now 0" is no source for it. Claims and
descriptions hardly ever speak of such things, so that the words here are many rather than exact.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.values import SCALE, fold, plain, values_in
from knowledge.lazy_patterns import lazy_pattern

_RIGHTS = lazy_pattern(
    "许可|独占|排他|独家|专利权|发明权|权利(?!要求)|授权|转让|免费|无偿|付费|收费|缴费|年费|费用|价格|报价|使用费|入门费|提成|底价|备案|质押"
    "|失效|终止|届满|恢复(?!温|性|率|原状)|补缴|作废|有效(?!成分|成份|载荷|率|性|面积|长度|直径|降低|提高|改善|解决|避免|防止|地)|存续|直接实施|自由实施"
    "|支付|付款|款项|付酬|报酬|付钱|一分钱|分文|酬金|账户|汇款|归.{0,12}所有|属于.{0,12}(?:公司|大学|所有)|所有人|所有权|受让|收购"
    "|保护期|专利期|有效期|有效日|到期|登记簿|公有领域|公共领域|专利法|法律规定|司法|最高人民法院|法院|公告|邮件|邮箱|网址|网站|电话|请联系|与其联系|签约|签订|合同|资料见|索取"
    "|唯一值得|不可靠|值得|首选"
    r"|\blicen[cs]|\bsublicen|\bexclusiv|\broyalt|\bfees?\b|\bprices?\b|\bfree of charge|\bfor free\b|\b(?:is|are|now|be) free\b|\bgratis\b|\bin force\b|\blaps|\bexpir"
    r"|\brestored\b|\breinstat|\brights?\b(?!-hand| (?:angle|side|hand|end|of the figure))|\bpatent (?:is|was|has) (?:valid|available|open)|\bpledg|\bannuit|\bassign(?:ed|ee|ment|able)"
    r"|\bmay (?:work|use|exploit)\b|\bpa(?:y|ys|id|ying|yments?|yable)\b|\bcosts? (?:nothing|(?:only |just )?(?:CNY|RMB|USD|EUR|[$¥€\d]))|\bow(?:e|es|ed|ing)\b|\bremunerat|\bcompensation is|\bbelongs?\b|\bowned\b|\bowners?\b|\bownership|\bproprietor|\bacquired by"
    r"|\bterm of|\bprotection\b.{0,20}\b(?:until|runs?|lasts?|ends?)\b|\bthe register\b|\bpublic domain|\bpatent (?:law|act|office)|\bcourts?\b|\bCNIPA\b|\bnotice\b|\be-?mail|\bwrite to\b|\bto be contacted|\bcontact (?:us|it|them|the owner)"
    r"|\bvisit\b|\bdocuments see|\bcontracts?\b|\bworth\b|\bunreliable",
    re.IGNORECASE,
)
_DOMAINS = "com|cn|org|net|gov|edu|info|io|eu|uk|de|jp|kr|fr|us|biz|top|xyz|site|online|shop|app|dev|cc|tv|me|co|ai|example|test|local"
ADDRESS = lazy_pattern(
    rf"[\w.+-]+@[\w.-]+|\b[A-Za-z0-9-]{{2,}}(?:\.[A-Za-z0-9-]+)*\.(?:{_DOMAINS})\b(?![.-]?\w)(?:/[^\s，。；、)）】>]*)?|//\w",
    re.IGNORECASE,
)
_AMOUNT_IN_WORDS = lazy_pattern(
    r"[一二两三四五六七八九十百千万零]元(?![素件器数组正锂材电乙前体共])|\b[a-z]+ (?:yuan|dollars?|euros?)\b",
    re.IGNORECASE,
)
_COST = lazy_pattern("成本|投资|造价|产值|节约|节省|能耗|电费|售价|市价|原料|材料费|人工", re.IGNORECASE)
_COST_EN = lazy_pattern(
    r"\b(?:costs?|invest\w*|saves?|savings?|capital|raw material|labou?r|energy)\b", re.IGNORECASE
)
_SCALES = "万亿|万|亿|thousand|million|billion|trillion|bn|m"
_CURRENCIES = {
    "元": "CNY", "人民币": "CNY", "人民币元": "CNY", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "¥": "CNY", "￥": "CNY", "美元": "USD", "usd": "USD", "us$": "USD",
    "$": "USD", "dollar": "USD", "dollars": "USD", "欧元": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "英镑": "GBP", "gbp": "GBP", "£": "GBP",
    "日元": "JPY", "jpy": "JPY", "yen": "JPY",
}  # fmt: skip
_CURRENCY = "|".join(re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True))
_NUMBER = r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_AMOUNT = lazy_pattern(
    rf"({_CURRENCY})\s?{_NUMBER}\s?({_SCALES})?\b|{_NUMBER}\s?({_SCALES})?\s?({_CURRENCY})(?![素件器数组])",
    re.IGNORECASE,
)
_BARE = lazy_pattern(rf"{_NUMBER}\s?({_SCALES})?", re.IGNORECASE)
_AND = r"\s?(?:and|or|to|至|到|和|或|、|[-–—~～])\s?"
_AFTER = lazy_pattern(rf"({_CURRENCY})(\s?{_NUMBER}{_AND})(?=\d)", re.IGNORECASE)
_BEFORE = lazy_pattern(rf"({_NUMBER})(?={_AND}{_NUMBER}\s?((?:{_SCALES})?\s?(?:{_CURRENCY})))", re.IGNORECASE)
_PERCENT = lazy_pattern(r"\d+(?:\.\d+)?\s?(?:%|per ?cent\b)|百分之\S{1,4}", re.IGNORECASE)

Amount = tuple[str, str]  # number and currency


def rights_words(text: str) -> frozenset[str]:
    """Return the words by which a text speaks of rights, owners or money, folded."""
    return frozenset(match[0] for match in _RIGHTS.finditer(fold(text).lower()))


def speaks_of_rights(text: str) -> bool:
    """Say whether a text speaks of rights, owners or money, or names a day, an article or an address.

    What a technology saves or costs is none of it.
    """
    flat = fold(text)
    if _RIGHTS.search(flat) or ADDRESS.search(flat):
        return True
    if any(value.kind in ("date", "month", "article") for value in values_in(flat)):
        return True
    return bool(amounts_in(flat) or _AMOUNT_IN_WORDS.search(flat)) and not (
        _COST.search(flat) or _COST_EN.search(flat)
    )


def amounts_in(text: str) -> frozenset[Amount]:
    """Return the amounts of money of a text, each as its number and its currency."""
    found = set()
    for before, one, scale_one, two, scale_two, after in _AMOUNT.findall(fold(text)):
        found.add((_value(one or two, scale_one or scale_two), _CURRENCIES[(before or after).lower()]))
    return frozenset(found)


def amounts_unheld(text: str, held: str) -> frozenset[Amount]:
    """Return amounts of a text that its sources do not hold as money: 20 years are not 20 yuan.

    In a table the currency stands in the head: there a number is enough where the currency is named anywhere.
    """
    missing = amounts_in(text) - amounts_in(held)
    if missing:  # "CNY 3,000 and 1,000", "3至5万元"
        missing -= amounts_in(_AFTER.sub(r"\1\2\1 ", fold(held)))
        missing -= amounts_in(_BEFORE.sub(r"\1\4", fold(held)))
    if not missing:
        return missing
    rows = "\n".join(line for line in fold(held).splitlines() if "|" in line)
    bare = {_value(number, scale) for number, scale in _BARE.findall(rows)}
    return frozenset(amount for amount in missing if amount[0] not in bare)


def without_figures(text: str) -> str:
    """Return a name without amounts and rates: they are no part of what something is called."""
    return _PERCENT.sub(" ", _AMOUNT.sub(" ", fold(text)))


def _value(number: str, scale: str) -> str:
    return plain(Decimal(number.replace(",", "")) * SCALE.get(scale.lower(), 1))
