"""Descriptions and claims of ST.36 and ST.96 documents → numbered paragraphs under their headings, numbered claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.xml.flow import below, find, flow_text, line_text, local_name

Wording = Callable[[etree._Element], str]

_PARAGRAPHS: Final = frozenset({"p", "paragraph", "paragraphs"})
_LEFT_OUT: Final = frozenset(
    {"inventiontitle", "docpage", "documenturi", "drawings", "figure", "image", "img"}
)
_ON_THEIR_OWN: Final = frozenset({"tables", "tabledetails", "table", "maths", "mathdetails", "chemistry", "pre", "ul", "ol", "dl"})  # fmt: skip
_HEADING_LINE: Final = lazy_pattern(
    r"(?:[一二三四五六七八九十\d]+ *[、.]? *)?[【〔\[<《(（]*"
    r"(?:(?:所属)?技术领域|背景技术|现有技术|(?:发明|实用新型)(?:的)?(?:内容|概述|概要)|发明内容和(?:实施方式|具体实施方式)|"
    r"附图(?:的)?(?:简要|简单)?(?:说明|描述|简述)|(?:具体|最佳|优选)?(?:的)?(?:实施方式|实施例|实施方案)|(?:对)?相关申请(?:的)?(?:交叉)?(?:引用|参考)|交叉引用|"
    r"工业(?:实用性|适用性|上的可利用性)|(?:附图标记|符号|标号)(?:的)?说明|序列表|现有技术文献|(?:非)?专利文献|引用文献列表|"
    r"发明(?:所)?要解决的(?:技术)?(?:问题|课题)|(?:用于)?解决(?:技术)?(?:问题|课题)的(?:技术)?(?:方案|手段|方法)|(?:发明的?)?(?:有益)?(?:的)?效果)"
    r"[】〕\]>》)）]*[::。]?"
)
# Sections that the element names; what stands there is the standard's own heading of that section.
_NAMED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "technicalfield": {"zh": "技术领域", "ja": "技術分野", "en": "Technical field"},
    "backgroundart": {"zh": "背景技术", "ja": "背景技術", "en": "Background art"},
    "disclosure": {"zh": "发明内容", "ja": "発明の開示", "en": "Disclosure"},
    "summaryofinvention": {"zh": "发明内容", "ja": "発明の概要", "en": "Summary of invention"},
    "inventionsummary": {"zh": "发明内容", "ja": "発明の概要", "en": "Summary of invention"},
    "techproblem": {"zh": "技术问题", "ja": "発明が解決しようとする課題", "en": "Technical problem"},
    "technicalproblem": {"zh": "技术问题", "ja": "発明が解決しようとする課題", "en": "Technical problem"},
    "techsolution": {"zh": "技术方案", "ja": "課題を解決するための手段", "en": "Solution to problem"},
    "technicalsolution": {"zh": "技术方案", "ja": "課題を解決するための手段", "en": "Solution to problem"},
    "advantageouseffects": {"zh": "有益效果", "ja": "発明の効果", "en": "Advantageous effects"},
    "descriptionofdrawings": {"zh": "附图说明", "ja": "図面の簡単な説明", "en": "Brief description of drawings"},
    "drawingsdescription": {"zh": "附图说明", "ja": "図面の簡単な説明", "en": "Brief description of drawings"},
    "drawingdescription": {"zh": "附图说明", "ja": "図面の簡単な説明", "en": "Brief description of drawings"},
    "descriptionofembodiments": {"zh": "具体实施方式", "ja": "発明を実施するための形態", "en": "Description of embodiments"},
    "embodimentsdescription": {"zh": "具体实施方式", "ja": "発明を実施するための形態", "en": "Description of embodiments"},
    "embodimentdescription": {"zh": "具体实施方式", "ja": "発明を実施するための形態", "en": "Description of embodiments"},
    "embodimentsexample": {"zh": "实施例", "ja": "実施例", "en": "Examples"},
    "embodimentexample": {"zh": "实施例", "ja": "実施例", "en": "Examples"},
    "bestmode": {"zh": "最佳实施方式", "ja": "発明を実施するための最良の形態", "en": "Best mode"},
    "modeforinvention": {"zh": "具体实施方式", "ja": "発明を実施するための形態", "en": "Mode for invention"},
    "inventionmode": {"zh": "具体实施方式", "ja": "発明を実施するための形態", "en": "Mode for invention"},
    "industrialapplicability": {"zh": "工业实用性", "ja": "産業上の利用可能性", "en": "Industrial applicability"},
    "referencesignslist": {"zh": "附图标记说明", "ja": "符号の説明", "en": "Reference signs list"},
    "referencesignbag": {"zh": "附图标记说明", "ja": "符号の説明", "en": "Reference signs list"},
    "sequencelisttext": {"zh": "序列表", "ja": "配列表フリーテキスト", "en": "Sequence listing"},
    "citationlist": {"zh": "引用文献", "ja": "先行技術文献", "en": "Citation list"},
    "citationbag": {"zh": "引用文献", "ja": "先行技術文献", "en": "Citation list"},
    "patentliterature": {"zh": "专利文献", "ja": "特許文献", "en": "Patent literature"},
    "nonpatentliterature": {"zh": "非专利文献", "ja": "非特許文献", "en": "Non-patent literature"},
})  # fmt: skip


def read_paragraphs(
    description: etree._Element | None, code: str, *, wording: Wording = flow_text
) -> tuple[Paragraph, ...]:
    """Return a description's paragraphs in order, each with its number and the heading it stands under.

    `code` is the language (ISO 639-1) of headings that only the element's name gives. A paragraph that is nothing
    but a customary heading (技术领域) becomes the heading of those after it.
    """
    if description is None:
        return ()
    return tuple(_walk(description, None, code, wording))


def read_claims(claims: Iterable[etree._Element], *, wording: Wording = flow_text) -> tuple[Claim, ...]:
    """Return claims with their numbers (as the source counts them, else by place) and what they depend on."""
    found: list[Claim] = []
    for element in claims:
        text = wording(element)
        if not text:
            continue
        stated = line_text(find(element, "ClaimNumber")) or attribute(
            element, "num", "claimNumber", "sequenceNumber"
        )
        number = _digits(stated).lstrip("0")
        printed = re.match(r"(\d{1,3}) ?[.、．](?!\d)", text)
        number = number or (printed[1] if printed else str(len(found) + 1))
        if not printed or printed[1] != number:
            text = f"{number}. {text}"
        found.append(Claim(number=number, text=text))
    return with_references(_once(found))


def abstract_text(element: etree._Element | None, *, wording: Wording = flow_text) -> str:
    """Return an abstract's paragraphs, its drawing left out."""
    if element is None:
        return ""
    own = [child for child in element if _name(child) in _PARAGRAPHS]
    nested = own or [child for child in element.iterdescendants() if _name(child) in _PARAGRAPHS]
    return "\n".join(filter(None, map(wording, nested))) if nested else wording(element)


def attribute(element: etree._Element, *names: str) -> str:
    """Return the first of these attributes, whatever its namespace; an empty string where there is none."""
    for name in names:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""


def has_text(element: etree._Element | None) -> bool:
    return element is not None and any(text.strip() for text in element.itertext())


def claim_elements(root: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the claims of a document or of its claims part."""
    yield from below(root, "claim", "Claim")


def _walk(element: etree._Element, heading: str | None, code: str, wording: Wording) -> Iterator[Paragraph]:
    for child in element:
        name = _name(child)
        if not name or name in _LEFT_OUT:
            continue
        if name == "heading":
            heading = line_text(child) or heading
        elif name in _PARAGRAPHS or name in _ON_THEIR_OWN:
            text = wording(child)
            if name in _PARAGRAPHS and _is_heading(text):
                heading = text.rstrip(":：。 ")
            elif text:
                yield Paragraph(text=text, number=_paragraph_number(child), heading=heading)
        else:
            named = _NAMED.get(name, {}).get(code)
            yield from _walk(child, named or heading, code, wording)


def _is_heading(text: str) -> bool:
    return len(text) <= 24 and _HEADING_LINE.fullmatch(folded(text).strip()) is not None


def _paragraph_number(element: etree._Element) -> str | None:
    digits = _digits(attribute(element, "num", "pNumber"))
    return digits.zfill(4) if digits else None


def _digits(text: str) -> str:
    match = re.search(r"\d+", folded(text))
    return match[0] if match else ""


def _name(element: etree._Element) -> str:
    return local_name(element).lower().replace("-", "")


def _once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Keep the first claim of each number: a source that repeats its claims has them in another form again."""
    by_number: dict[str, Claim] = {}
    for claim in claims:
        by_number.setdefault(claim.number, claim)
    return tuple(by_number.values())
