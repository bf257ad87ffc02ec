"""The foreign countries whose rules a question asks for: a text in; their codes out.

A country counts where its law or its fees are asked for (日本特许法, "the Korean annual fee", "Japan: how …"), not where
somebody or something only comes from there or goes there.
"""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_WORDS = {
    "JP": ("日本", "Japan", "Japanese"), "KR": ("韩国|南韩", "(?:South )?Korea", "(?:South )?Korean"), "IN": ("印度(?!尼)", "India", "Indian"),
    "VN": ("越南", "Vietnam", "Vietnamese"), "TH": ("泰国", "Thailand", "Thai"), "SG": ("新加坡", "Singapore", "Singaporean"),
    "ID": ("印度尼西亚|印尼", "Indonesia", "Indonesian"), "MY": ("马来西亚", "Malaysia", "Malaysian"), "CA": ("加拿大", "Canada", "Canadian"),
    "AU": ("澳大利亚|澳洲", "Australia", "Australian"), "BR": ("巴西", "Brazil", "Brazilian"), "RU": ("俄罗斯", "Russia", "Russian"),
    "FR": ("法国", "France", "French"), "IT": ("意大利", "Italy", "Italian"), "ES": ("西班牙", "Spain", "Spanish"), "NL": ("荷兰", "(?:The )?Netherlands", "Dutch"),
    "CH": ("瑞士", "Switzerland", "Swiss"), "SE": ("瑞典", "Sweden", "Swedish"), "IL": ("以色列", "Israel", "Israeli"), "MX": ("墨西哥", "Mexico", "Mexican"),
    "DE": ("德国", "Germany", "German"), "GB": ("英国", "(?:the )?(?:UK|United Kingdom|Britain)", "British|UK"), "US": ("美国", r"(?-i:(?:the )?(?:USA?|U\.S\.(?:A\.)?))|(?:the )?United States", r"American|(?-i:US|U\.S\.)"),
    "EP": ("欧洲|欧盟", "(?:the )?(?:Europe|European Union|EU)", "European"),
    "CN-TW": ("台湾", "Taiwan", "Taiwanese"), "CN-HK": ("香港", "Hong Kong", "Hong Kong"), "CN-MO": ("澳门", "Maca[ou]", "Maca[on]ese"),
}  # fmt: skip
_SOMEBODY_ZH = "(?!的?(?:公司|企业|客户|厂|人|大学|高校|市场|子公司|合作|买家|同行|品牌|机构|投资|留学))"
_LAW_ZH = "(?:法|规定|制度|规则|条例|判例|年费|续展费|官费|报酬|奖励|怎么|如何|多少|几年|什么|期限|要求|允许|可以|能)"
_LAW_EN = r"(?:laws?|acts?|rules?|statut\w+|regulations?|fees?|annuit\w+|practice|system|rates?|provisions?|courts?|code|term|requirements?)"
_ASKS_OF_LAW = lazy_pattern(
    rf"\b{_LAW_EN}\b|\b(?:licen[cs]es? of right|reward|remuneration|employee|compulsory|record\w*|allowed|required|long)\b",
    _FLAGS,
)
CHINA = lazy_pattern(r"中国|我国|国内|\b(?:China|Chinese|PRC|CNIPA)\b", _FLAGS)


def _pattern(zh: str, country: str, of_it: str) -> re.Pattern[str]:
    return lazy_pattern(
        rf"(?<![到往向对去从与和跟给在])(?:{zh}){_SOMEBODY_ZH}(?=[^，,。;；?？]{{0,20}}{_LAW_ZH})|在(?:{zh})(?=[，,：:]|怎|如何|有没有|是否|职务|专利法|年费)|(?:{zh})[:：]"
        rf"|(?<![\w-])(?:{of_it}) (?=(?:[\w-]+ ){{0,3}}?{_LAW_EN}\b)|(?<![\w-])(?:{country})['’]s? (?=(?:[\w-]+ ){{0,3}}?{_LAW_EN}\b)"
        rf"|^\W*(?:in |under )?(?:{country})[:,]|\b{_LAW_EN}\b[^,.;:?!]{{0,30}} (?:of|in) (?:{country})(?![\w-])|(?:^|[?.;] ?)(?:how|what|which|is|are|does|do|must|can)\b[^.;?!]{{0,80}}\bin (?:{country})\W*$",
        _FLAGS,
    )


_PATTERNS = {code: _pattern(*words) for code, words in _WORDS.items()}


def places_asked(text: str) -> tuple[str, ...]:
    """Return the codes of the countries and territories outside mainland China whose rules a text asks for."""
    english = not re.search(r"[\u3400-\u9fff]", text)
    if english and not _ASKS_OF_LAW.search(text):
        return ()
    return tuple(code for code, pattern in _PATTERNS.items() if pattern.search(text))
