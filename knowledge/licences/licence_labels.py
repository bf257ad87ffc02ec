"""Labelled terms in a text (a two-column table, label: value lines, numbered clauses) → fields with their places.

The labels are those of open licence declarations, licence contracts and their term sheets, in Chinese and English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern

_ALIASES = {
    "patents": "专利号|专利号/申请号|专利号或申请号|申请号|专利(申请)号|专利申请号|许可专利|标的专利|许可专利号|许可标的|涉及专利|授权专利|开放许可专利号|LICENSEDPATENTS|LICENSEDPATENT|PATENTS|PATENTNUMBER|PATENTNUMBERS|PATENTNO|PATENTNOS|PATENTRIGHTS|LICENSEDPATENTRIGHTS|APPLICATIONNO|APPLICATIONNUMBER",
    "title": "发明名称|专利名称|发明创造名称|成果名称|技术名称|项目名称|名称|INVENTIONTITLE|TITLE|TECHNOLOGY|TITLEOFINVENTION",
    "licensor": "许可方|许可人|专利权人|权利人|专利权人(许可方)|许可方(甲方)|甲方|甲方(许可方)|专利权人名称|专利权人姓名或名称|LICENSOR|PATENTEE|OWNER|PATENTOWNER|PROPRIETOR|THELICENSOR",
    "licensee": "被许可方|被许可人|被许可方(乙方)|乙方|乙方(被许可方)|LICENSEE|THELICENSEE",
    "licence_type": "许可类型|许可方式|许可种类|实施许可方式|授权方式|授权类型|许可性质|许可权限|GRANT|LICENSETYPE|TYPEOFLICENSE|GRANTOFLICENSE|GRANTOFRIGHTS|LICENSEGRANT|EXCLUSIVITY|TYPE",
    "fee": "许可费|许可费用|许可使用费|使用费|许可价格|转化价格|价格|报价|许可使用费支付方式和标准|许可使用费支付方式及标准|许可使用费支付方式、标准|许可使用费的支付方式和标准|许可使用费的支付方式、标准|许可使用费标准|许可使用费支付标准|许可使用费支付方式|付费方式|支付方式|许可费支付方式|许可费标准|支付标准|收费标准|费用标准|计费方式|许可费及支付方式|许可费用及支付方式|LICENSEFEE|LICENSEFEES|FEE|FEES|FINANCIALTERMS|CONSIDERATION|PAYMENT|PAYMENTS|ROYALTIES|PRICE",
    "upfront": "入门费|首付款|首期款|前期费用|一次性费用|一次性许可费|UPFRONTFEE|UP-FRONTFEE|UPFRONTPAYMENT|UP-FRONTPAYMENT|UPFRONT|ENTRYFEE|INITIALFEE|LICENSEISSUEFEE|ISSUEFEE|SIGNINGFEE|EXECUTIONFEE|LUMPSUM",
    "royalty": "提成率|提成|提成费|提成费率|提成比例|销售提成|费率|许可费率|ROYALTY|RUNNINGROYALTY|RUNNINGROYALTIES|ROYALTYRATE|EARNEDROYALTY|EARNEDROYALTIES",
    "minimum": "最低年费|最低提成费|年度最低许可费|最低许可费|保底费|年保底费|最低年许可费|最低年度许可费|最低年提成费|MINIMUMANNUALROYALTY|MINIMUMANNUALROYALTIES|MINIMUMROYALTY|ANNUALMINIMUM|ANNUALMINIMUMROYALTY|MINIMUMANNUALFEE",
    "periodic": "年许可费|年度许可费|年使用费|年度使用费|ANNUALFEE|ANNUALLICENSEFEE",
    "milestones": "里程碑|里程碑付款|里程碑费|里程碑费用|MILESTONES|MILESTONEPAYMENTS|MILESTONE|MILESTONEFEES",
    "trigger": "付费条件|触发条件|付费触发条件|付款条件|TRIGGER|PAYMENTTRIGGER",
    "free_period": "免费期|免费使用期|免费期限|免费试用期|FREEPERIOD|FEE-FREEPERIOD|FREEUSE",
    "term": "期限|许可期限|许可期|合同期限|许可期间|有效期限|许可有效期|TERM|LICENSETERM|DURATION|TERMOFLICENSE",
    "term_end": "许可期限届满日|许可期限截止日|许可届满日|许可到期日|许可截止日|TERMEND|TERMENDS|ENDOFTERM|EXPIRYOFTERM",
    "parties": "PARTIES|双方|合同双方|当事人",
    "territory": "地域|许可地域|许可区域|地域范围|许可地域范围|TERRITORY|LICENSEDTERRITORY",
    "field_of_use": "领域|使用领域|许可领域|应用领域|许可使用领域|实施领域|FIELD|FIELDOFUSE|FIELDSOFUSE|LICENSEDFIELD",
    "sublicensing": "分许可|再许可|分许可权|转许可|分许可权利|SUBLICENSING|SUBLICENSES|SUBLICENSE|RIGHTTOSUBLICENSE|SUBLICENSERIGHTS|SUBLICENSINGRIGHTS",
    "improvements": "改进|后续改进|改进技术|改进成果|技术改进|改进与回授|回授|后续改进成果|IMPROVEMENTS|GRANT-BACK|GRANTBACK|IMPROVEMENTSANDGRANT-BACK",
    "know_how": "技术支持|技术服务|技术秘密|技术资料|技术指导|专有技术|技术服务与支持|培训|KNOW-HOW|KNOWHOW|TECHNICALASSISTANCE|TECHNICALSUPPORT|SUPPORT|TRAINING|KNOW-HOWANDSUPPORT",
    "maintenance": "专利维持|专利维护|年费缴纳|维持义务|专利权维持|专利维持义务|专利年费|MAINTENANCE|PATENTCOSTS|PATENTMAINTENANCE|PROSECUTIONANDMAINTENANCE|PROSECUTION|PATENTPROSECUTIONANDMAINTENANCE",
    "confidentiality": "保密|保密义务|保密条款|CONFIDENTIALITY|CONFIDENTIALINFORMATION",
    "contact": "联系方式|联系人|联系人及电话|联系人及联系方式|联系电话|电话|邮箱|电子邮箱|电子邮件|联系地址|通讯地址|CONTACT|CONTACTDETAILS|CONTACTS|CONTACTPERSON|E-MAIL|EMAIL|PHONE|TELEPHONE",
    "declared_on": "声明日|声明日期|提交日期|公告日|公告日期|声明公告日|DECLARATIONDATE|DATEOFDECLARATION|DECLAREDON|DATE",
    "withdrawn_on": "撤回日|撤回日期|撤回公告日|撤回生效日|WITHDRAWNON|DATEOFWITHDRAWAL|WITHDRAWALDATE",
    "declaration_number": "声明编号|开放许可声明编号|声明号|开放许可编号|DECLARATIONNUMBER|DECLARATIONNO",
    "other": "序号|质量|质量保证|产品质量|违约责任|争议解决|适用法律|生效|陈述与保证|保证|报告与审计|审计|终止|侵权处理|专利类型|法律状态|备注|摘要|技术简介|成果简介|成果类型|完成人|发明人|技术领域|GOVERNINGLAW|TERMINATION|WARRANTIES|WARRANTY|DISPUTES|DISPUTERESOLUTION|AUDIT|REPORTS|REPORTING|RECORDS|QUALITY|QUALITYCONTROL|INDEMNITY|LIABILITY|INFRINGEMENT|ENFORCEMENT|DILIGENCE|BINDINGEFFECT|NON-BINDING|STATUS|BACKGROUND|LICENSEDPRODUCTS|NETSALES",
}  # fmt: skip
FEE_FIELDS = ("fee", "upfront", "royalty", "minimum", "periodic", "free_period")
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split("|")}
_NUMBERING = lazy_pattern(
    r"^\s*(?:第[一二三四五六七八九十百\d]{1,4}条|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|"
    r"\d{1,2}(?:[.．]\d{1,2}){0,2}(?:[.．、)]|(?=[\s\u4e00-\u9fff]))|[•·*–-]|[a-z][.)])\s*"
)
_SEPARATOR = lazy_pattern(r"\s*(?:[:：]|(?:\s[–—-]\s))\s*")
_UNIT = lazy_pattern(
    r"[(（]\s*(?:单位[:：]?\s*)?(?P<unit>万元|元|美元|万美元|亿元)(?:人民币)?(?P<per>/年)?\s*[)）]"
)
_BARE_NUMBERS = lazy_pattern(r"[\d.,]+(?:\s*[-–—~至]\s*[\d.,]+)?")
_LONGEST_LABEL = 28
_CELL = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledValue:
    """A term of a text: what its label says it is, and where label and value stand (code points)."""

    field: str
    label: str
    value: str
    label_start: int
    start: int
    end: int
    label_end: int = 0  # of a column's header whose unit belongs to the value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    start: int
    text: str


def field_of(label: str) -> str | None:
    """Return the field that a label names; asides in brackets, numbering, case and spelling (license) do not count."""
    flat = (
        re.sub(r"\s+", "", folded(_NUMBERING.sub("", label))).rstrip(":：.。*").replace("LICENCE", "LICENSE")
    )
    if flat in _FIELD_OF:
        return _FIELD_OF[flat]
    bare = re.sub(r"\([^()]*\)", "", flat)
    return _FIELD_OF.get(bare) if bare else None


def unit_of(label: str) -> str:
    """Return the unit that a label states for its values: 许可费（万元） → 万元."""
    match = _UNIT.search(label)
    return f"{match['unit']}{match['per'] or ''}" if match else ""


def labelled_values(text: str) -> tuple[LabelledValue, ...]:
    """Return the labelled terms of a text in reading order. Rows of a table with a header are not read here."""
    found: list[LabelledValue] = []
    opened: tuple[str, str, int] | None = None  # a label that stands alone on its line
    taken = _table_lines(text)
    for line in _lines(text):
        if line.start in taken or not line.text.strip():
            opened = opened if not line.text.strip() and line.start not in taken else None
            continue
        pairs = list(_pairs(line))
        if pairs:
            found += [pair for pair in pairs if pair.value]
            last = pairs[-1]
            opened = (
                (last.field, last.label, last.label_start) if not last.value and len(pairs) == 1 else None
            )
        elif opened is not None and not _is_heading(line.text):
            found.append(_continued(opened, line))
        else:
            opened = None
    return tuple(_joined(found, text))


def table_rows(text: str) -> Iterator[tuple[tuple[LabelledValue, ...], tuple[str, ...]]]:
    """Yield each row of a table whose header names terms: its values, and its unknown columns' cells."""
    lines = _lines(text)
    header: list[str | None] = []
    labels: list[tuple[int, str]] = []
    for line in lines:
        cells = _cells(line)
        fields = [field_of(cell) for _, cell in cells]
        if _is_header(fields):
            header, labels = fields, cells
            continue
        if not header or len(cells) != len(header):
            header = header if _CELL in line.text else []
            continue
        yield (
            tuple(
                _cell_value(field, label, cell)
                for cell, field, label in zip(cells, header, labels, strict=True)
                if field and cell[1]
            ),
            tuple(cell for (_, cell), field in zip(cells, header, strict=True) if not field),
        )


def _cell_value(field: str, label: tuple[int, str], cell: tuple[int, str]) -> LabelledValue:
    """Make a value of a cell; the unit of its column's header is put behind a bare number."""
    (label_start, words), (start, text) = label, cell
    unit = unit_of(words) if _BARE_NUMBERS.fullmatch(text) else ""
    return LabelledValue(
        field=field,
        label=_UNIT.sub("", words).strip(),
        value=f"{text}{unit}",
        label_start=label_start if unit else start,
        label_end=label_start + len(words) if unit else 0,
        start=start,
        end=start + len(text),
    )


def _table_lines(text: str) -> frozenset[int]:
    """Return where the lines of tables with a header begin."""
    taken: set[int] = set()
    width = 0
    for line in _lines(text):
        cells = _cells(line)
        if _is_header([field_of(cell) for _, cell in cells]):
            width = len(cells)
        elif len(cells) != width:
            width = 0
        if width:
            taken.add(line.start)
    return frozenset(taken)


def _is_header(fields: Sequence[str | None]) -> bool:
    known = [field for field in fields if field]
    return len(known) >= 3 and len(known) * 2 > len(fields) and len(set(known)) >= 2


def _lines(text: str) -> list[_Line]:
    lines = []
    at = 0
    for part in text.split("\n"):
        lines.append(_Line(start=at, text=part))
        at += len(part) + 1
    return lines


def _cells(line: _Line) -> list[tuple[int, str]]:
    if _CELL not in line.text:
        return []
    cells = []
    at = line.start
    for part in line.text.split(_CELL):
        lead = len(part) - len(part.lstrip())
        cells.append((at + lead, part.strip()))
        at += len(part) + len(_CELL)
    return cells


def _pairs(line: _Line) -> Iterator[LabelledValue]:
    cells = _cells(line)
    if not cells:
        pair = _written(line)
        if pair:
            yield pair
        return
    place = 0
    while place + 1 < len(cells):
        (label_start, label), (start, value) = cells[place], cells[place + 1]
        field = field_of(label)
        if field is None:
            place += 1
            continue
        yield LabelledValue(
            field=field,
            label=label,
            value=value,
            label_start=label_start,
            start=start,
            end=start + len(value),
        )
        place += 2


def _written(line: _Line) -> LabelledValue | None:
    """Read `label: value`, a label alone, or a numbered clause that opens with its label and 为 or a full stop."""
    numbered = _NUMBERING.match(line.text)
    begin = numbered.end() if numbered else len(line.text) - len(line.text.lstrip())
    rest = line.text[begin:]
    match = _SEPARATOR.search(rest[: _LONGEST_LABEL + 12])
    candidates = [(rest[: match.start()], begin + match.end())] if match else []
    if len(rest.strip()) <= _LONGEST_LABEL:
        candidates.append((rest.strip(), len(line.text)))
    if numbered:
        clause = re.match(r"([^\s为是.。,，:：]{2,14}?(?:\s\w+){0,3}?)(?:为|是|[.。]\s)\s*", rest)
        if clause:
            candidates.append((clause[1], begin + clause.end()))
    for label, at in candidates:
        field = field_of(label) if len(label) <= _LONGEST_LABEL else None
        if field:
            value = line.text[at:].strip()
            start = line.start + at + (len(line.text[at:]) - len(line.text[at:].lstrip()))
            return LabelledValue(
                field=field,
                label=label,
                value=value,
                label_start=line.start + begin,
                start=start,
                end=start + len(value),
            )
    return None


def _is_heading(text: str) -> bool:
    return bool(re.match(r"^\s*第[一二三四五六七八九十百\d]+[条章]", text))


def _continued(opened: tuple[str, str, int], line: _Line) -> LabelledValue:
    lead = len(line.text) - len(line.text.lstrip())
    value = line.text.strip()
    start = line.start + lead
    return LabelledValue(
        field=opened[0],
        label=opened[1],
        value=value,
        label_start=opened[2],
        start=start,
        end=start + len(value),
    )


def _joined(found: Sequence[LabelledValue], text: str) -> Iterator[LabelledValue]:
    """Join the lines under one label that stands alone."""
    last: LabelledValue | None = None
    for value in found:
        if last is not None and last.label_start == value.label_start and last.field == value.field:
            last = LabelledValue(
                field=last.field, label=last.label, value=text[last.start : value.end], label_start=last.label_start,
                start=last.start, end=value.end,
            )  # fmt: skip
            continue
        if last is not None:
            yield last
        last = value
    if last is not None:
        yield last
