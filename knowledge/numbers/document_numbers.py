"""Numbers of Chinese official documents (文号), orders, announcements and standards, and their English forms, as keys.

A key is the issuer's word, the year and the number without brackets and 号: 国知发运字202516, 公告590, 令62.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral

_OPEN, _CLOSE = r"[\[(〔【<〈「{﹝]", r"[\])〕】>〉」}﹞]"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_HAN = r"[\u3400-\u9fff〇]"
_NUMERAL = rf"(?P<no>\d{{1,5}}|[{CHINESE_NUMERAL_CHARS}]{{1,8}})"
_BRACKETED = lazy_pattern(
    rf"(?P<word>{_HAN}{{1,14}}) *(?:(?P<open>{_OPEN}) *{_YEAR} *年? *{_CLOSE}|(?P<bare>(?:19|20)\d\d) *[年-]?) *第? *(?P<no>\d{{1,5}}) *(?P<mark>号)?"
)
_YEAR_AND_NUMBER = lazy_pattern(
    rf"(?<![\u3400-\u9fff〇A-Z] )(?<![\u3400-\u9fff〇A-Z]){_OPEN} *{_YEAR} *年? *{_CLOSE} *(?:第? *(?P<no>\d{{1,5}}) *号|NO\.? *(?P<no_en>\d{{1,5}})(?!\d))"
)
_ORDER = lazy_pattern(
    rf"(?P<word>{_HAN}{{0,16}}?)(?P<kind>公告|通告|令) *{_OPEN}? *(?:{_OPEN}? *{_YEAR} *年? *{_CLOSE}? *)?第? *{_NUMERAL} *号(?: *{_CLOSE})?"
)
_ORDER_BEHIND = lazy_pattern(
    rf"(?:{_YEAR} *年 *)?第? *{_NUMERAL} *号 *(?P<word>国务院|主席|总局|局|部|国家知识产权局)?(?P<kind>公告|通告|令)"
)
_PAPER = lazy_pattern(rf"(?:{_YEAR} *年 *)?第? *(?P<no>\d{{1,5}}) *号 *(?:文件|文)(?!{_HAN}?字)")
_STANDARD = lazy_pattern(
    r"(?<![A-Z0-9])(?P<word>GB|DB\d{2}|HJ|QB|SJ|YY|NY|JB)(?P<t> *[/-]? *T| */ *Z)? *(?P<no>\d{3,6}(?:\.\d{1,2})?)(?:-(?P<year>(?:19|20)\d\d))?(?![0-9])"
)
_EU = lazy_pattern(
    r"(?:\((?:EU|EC|EEC)\)|REGULATION|DIRECTIVE)[ ,]*(?:NO\.? *)?(?P<no>\d{1,4}/\d{2,4}(?:/(?:EU|EC|EEC))?)(?![0-9/])"
)
_CODE = lazy_pattern(r"(?<![0-9A-Z])(?P<title>\d{1,2}) *(?P<code>U\.? ?S\.? ?C|C\.? ?F\.? ?R)\b\.?")
_ROMAN = lazy_pattern(
    rf"(?<![A-Z])(?P<word>[A-Z][A-Z ]{{2,40}}?) *{_OPEN} *{_YEAR} *{_CLOSE} *(?:NO\.?|NUMBER|#)? *(?P<no>\d{{1,5}})"
)
_EN_ORDER = lazy_pattern(
    r"(?P<word>STATE COUNCIL|PRESIDENTIAL|PRESIDENT'?S?|CNIPA|SIPO|SAMR|SAT|STA|MOF)?(?:'S)? *"
    r"(?<![A-Z])(?P<kind>ANNOUNCEMENT|ORDER|DECREE)(?![A-Z])"
    rf" *(?:{_OPEN}? *{_YEAR} *{_CLOSE}? *)?(?P<mark>NO\.?|NUMBER|#)? *(?P<no>\d{{1,5}})(?![0-9,.]*\d)"
    r"(?: +(?:OF|,) *(?P<late>(?:19|20)\d\d)(?!\d))?"
)

_KNOWN_WORDS_TEXT = (
    "国发 国办发 国函 国办函 国办 中办发 中发 厅字 国知发 国知发运字 国知办发运字 国知办函运字 国知发保字 国知发管字 国知发法字 国知发服字 "
    "国知办发 国知办函 国知发协函字 国知办发管字 财税 财资 财综 财教 财建 财行 财企 国税函 国税发 税总发 税总函 法释 法发 法 高检发释字 国科发 "
    "国科发区 国科发资 国科发政 国科办 教科技 教技 教技厅 教科技厅 教高 发改价格 发改高技 发改 工信部联 工信部 工信厅 人社部发 国市监 国市监知 国市监规 "
    "银发 银保监发 证监发 国资发 商服贸发 农科教发 卫科教发 京政发 沪府发 浙政发 粤府 苏政发 鲁政发 川科 穗府办规"
)
_KNOWN_WORDS = tuple(_KNOWN_WORDS_TEXT.split())
_SYLLABLES_TEXT = (
    "国:guo 发:fa 办:ban 函:han 中:zhong 厅:ting 字:zi 知:zhi 运:yun 保:bao 管:guan 法:fa 服:fu 协:xie 财:cai 税:shui 资:zi 综:zong "
    "教:jiao 建:jian 行:xing 企:qi 总:zong 释:shi 高:gao 检:jian 科:ke 区:qu 政:zheng 技:ji 改:gai 价:jia 格:ge 工:gong 信:xin 部:bu "
    "联:lian 人:ren 社:she 市:shi 监:jian 规:gui 银:yin 证:zheng 商:shang 贸:mao 农:nong 卫:wei 京:jing 沪:hu 府:fu 浙:zhe 粤:yue "
    "苏:su 鲁:lu 川:chuan 穗:sui"
)
_SYLLABLES = dict(pair.split(":") for pair in _SYLLABLES_TEXT.split())
_ISSUERS = (
    ("国务院", ("国务院", "STATE COUNCIL")),
    ("主席", ("主席", "PRESIDENT")),
    ("国家知识产权局", ("国家知识产权局", "知识产权局", "CNIPA", "SIPO")),
    ("市场监管总局", ("国家市场监督管理总局", "市场监督管理总局", "市场监管总局", "SAMR")),
    ("税务总局", ("国家税务总局", "税务总局", "SAT", "STA")),
    ("财政部", ("财政部", "MOF")),
)
_LEADING_TEXT = (
    "请问 根据 依据 按照 依照 参照 遵照 关于 对于 以及 现行 解读 解释 印发 说明 查询 查找 查 看 见 按 依 据 在 与 和 及 或 由 从 对 把 将 的 是 了 问 该 即 "
    "文号为 文号 文件 编号 发布 公布 通知"
)
_LEADING = tuple(_LEADING_TEXT.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber:
    """A document number in a folded text. `key` is the one to look up; `wider` names it less precisely."""

    key: str
    start: int
    end: int
    wider: tuple[str, ...] = ()
    qualified: str | None = None  # with the issuer: 国家知识产权局公告590


def find_document_numbers(flat: str) -> Iterator[FoundNumber]:
    """Yield the document numbers of a folded text (see knowledge.folding), keys without their `docno:`."""
    yield from _bracketed(flat)
    yield from _orders(flat)
    yield from _english(flat)
    for match in _PAPER.finditer(flat):
        yield FoundNumber(key=f"文{match['year'] or ''}{match['no']}", start=match.start(), end=match.end())
    for match in _YEAR_AND_NUMBER.finditer(flat):
        number = f"文{match['year']}{match['no'] or match['no_en']}"
        yield FoundNumber(key=number, start=match.start(), end=match.end())
    for match in _STANDARD.finditer(flat):
        plain = f"{match['word']}{(match['t'] or '').strip(' /-')}{match['no'].replace('.', '')}"
        wider = (plain,) if match["year"] else ()
        yield FoundNumber(
            key=plain + (match["year"] or ""), start=match.start(), end=match.end(), wider=wider
        )
    for match in _EU.finditer(flat):
        yield FoundNumber(key=re.sub(r"\D", "", match["no"]), start=match.start("no"), end=match.end())
    for match in _CODE.finditer(flat):
        code = re.sub(r"[^A-Z]", "", match["code"])
        yield FoundNumber(key=f"{match['title']}{code}", start=match.start(), end=match.end())


def number_as_written(line: str) -> str | None:
    """Return the first number that a line carries, with its issuer's name in front of an order or announcement."""
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


def plain_document_key(text: str) -> str:
    """Return a document number folded to its letters, digits and Han characters, without 第 and 号."""
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]|第|号", "", folded(text))


def _bracketed(flat: str) -> Iterator[FoundNumber]:
    for match in _BRACKETED.finditer(flat):
        word = _trimmed(match["word"])
        known = word in _KNOWN_WORDS
        if not word or word.endswith(("公告", "令", "通告")):
            continue
        if not known and not (match["open"] and match["mark"]):
            continue
        number = f"{match['year'] or match['bare']}{match['no']}"
        tails = () if known else tuple(word[i:] for i in range(1, len(word) - 1))
        yield FoundNumber(
            key=word + number,
            start=match.end("word") - len(word),
            end=match.end(),
            wider=(*(tail + number for tail in tails), f"文{number}", f"文{match['no']}"),
        )


def _orders(flat: str) -> Iterator[FoundNumber]:
    for pattern in (_ORDER, _ORDER_BEHIND):
        for match in pattern.finditer(flat):
            number = parse_numeral(match["no"])
            if number is None or number == 0:
                continue
            issuer = _issuer(match["word"] or "")
            start = match.start("kind") if pattern is _ORDER else match.start()
            if issuer and pattern is _ORDER:
                start = match.start("word") + (match["word"] or "").rfind(issuer[1])
            yield _order(match["kind"], match["year"], number, issuer and issuer[0], start, match.end())


def _english(flat: str) -> Iterator[FoundNumber]:
    for match in _EN_ORDER.finditer(flat):
        announced = match["kind"] == "ANNOUNCEMENT"
        if not announced and not match["mark"]:
            continue
        issuer = _issuer(match["word"] or "") or _issuer(flat[match.end() : match.end() + 40])
        kind = "公告" if announced else "令"
        year = match["year"] or match["late"]
        yield _order(kind, year, int(match["no"]), issuer and issuer[0], match.start(), match.end())
    for match in _ROMAN.finditer(flat):
        found = _from_pinyin(match["word"])
        if found is None:
            continue
        word, offset = found
        number = f"{match['year']}{match['no']}"
        yield FoundNumber(
            key=word + number,
            start=match.start("word") + offset,
            end=match.end(),
            wider=(f"文{number}", f"文{match['no']}"),
        )


def _order(kind: str, year: str | None, number: int, issuer: str | None, start: int, end: int) -> FoundNumber:
    plain = f"{kind}{number}"
    key = f"{kind}{year or ''}{number}"
    return FoundNumber(
        key=key,
        start=start,
        end=end,
        wider=() if key == plain else (plain,),
        qualified=f"{issuer}{key}" if issuer else None,
    )


def qualify(key: str, issuer: str | None) -> str | None:
    """Return an order's or announcement's key with its issuer in front; None where the issuer is not known."""
    known = _issuer(folded(issuer)) if issuer and key.startswith(("公告", "令", "通告")) else None
    return f"{known[0]}{key}" if known else None


def _issuer(text: str) -> tuple[str, str] | None:
    for name, words in _ISSUERS:
        for word in words:
            if re.search(rf"(?<![A-Z]){word}(?![A-Z])" if word.isascii() else word, text):
                return name, word
    return None


def _trimmed(word: str) -> str:
    """Cut what stands before the issuer's word in running text: the longest known word, else leading particles."""
    for known in _KNOWN_BY_LENGTH:
        if word.endswith(known):
            return known
    cut = True
    while cut:
        cut = False
        for lead in _LEADING:
            if word.startswith(lead) and len(word) > len(lead):
                word, cut = word[len(lead) :], True
    return word


_KNOWN_BY_LENGTH = tuple(sorted(_KNOWN_WORDS, key=len, reverse=True))
_PINYIN = {
    "".join(_SYLLABLES[char] for char in word).upper(): word
    for word in _KNOWN_WORDS
    if all(char in _SYLLABLES for char in word)
}
_PINYIN_BY_LENGTH = tuple(sorted(_PINYIN, key=len, reverse=True))


def _from_pinyin(text: str) -> tuple[str, int] | None:
    """Return the issuer's word that romanised text ends with, and where it begins."""
    letters = [(char, position) for position, char in enumerate(text) if char != " "]
    joined = "".join(char for char, _ in letters)
    for pinyin in _PINYIN_BY_LENGTH:
        if not joined.endswith(pinyin):
            continue
        begin = letters[len(joined) - len(pinyin)][1]
        if begin == 0 or text[begin - 1] == " ":
            return _PINYIN[pinyin], begin
    return None
