"""The bytes of one XML document → its root element: nothing is fetched, no entity is followed, slips are repaired."""

from __future__ import annotations

import re
from html.entities import html5
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.bytes import MOST_BYTES, decode_text
from knowledge.readers.xml.sgml import as_xml, looks_like_sgml
from knowledge.types import NoteKind, ReadingNote

_BIG: Final = 9_000_000  # above this libxml2 must be told to accept long texts
_DEEPEST: Final = 250
_MOST_EXPANDED: Final = 5_000_000  # characters that the document's own entities may stand for
_DECLARATION: Final = lazy_pattern(r"\A\s*<\?xml\s(?P<inside>[^>]*?)\?>", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_DOCTYPE: Final = lazy_pattern(
    r"(?>(?>[^<]|<\?.*?\?>|<!--.*?-->)*)(?P<doctype><!DOCTYPE\b)", re.DOTALL | re.IGNORECASE
)
_ENTITY: Final = lazy_pattern(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[^\s%\"'>]+)\s+"
    r"(?:(?P<outside>SYSTEM|PUBLIC)\b(?P<where>[^>]*)|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')"
)
_REFERENCE_INSIDE: Final = lazy_pattern(r"[&%](?!#)[\w.:-]+;")
_OTHER_AMPERSAND: Final = lazy_pattern(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_AMPERSAND: Final = lazy_pattern(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:(#?[\w.:-]{1,64});)?", re.DOTALL
)
_PREDEFINED: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_GREEK: Final = dict(
    zip(
        [
            "a",
            "b",
            "g",
            "d",
            "e",
            "z",
            "ee",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "sf",
            "s",
            "t",
            "u",
            "ph",
            "kh",
            "ps",
            "oh",
        ],
        "αβγδεζηθικλμνξοπρςστυφχψω",
        strict=True,
    )
)  # ISO 8879 Greek letters: &agr; and, with capitals, &Agr;
_CHARACTER: Final = lazy_pattern(r"&#([0-9]{1,7}|x[0-9A-Fa-f]{1,6});")
_NUMERIC: Final = lazy_pattern(r"#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6})")


def parse_xml(content: bytes, path: Path) -> tuple[etree._Element, tuple[ReadingNote, ...]]:
    """Return the root of a document and what had to be repaired in it.

    Named entities become the characters they stand for, undefined ones stay visible as text; a document that is
    not well formed is read as far as it can be. Raises ReadError: too_large, xml_entities (entities that stand
    for other entities, or for too much), bad_xml (line, reason) where nothing can be read.
    """
    if len(content) > MOST_BYTES:
        raise ReadError("too_large", file=str(path), size=len(content), most=MOST_BYTES)
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), _decoded(content, path), count=1)
    text, subset = _without_doctype(text)
    entities, outside = _declared(subset, path)
    notes: list[ReadingNote] = []
    if _OTHER_AMPERSAND.search(text):
        text = _with_characters(text, entities, outside, notes, path)
    root = _from_sgml(text)
    if root is None:
        root = _parsed(text, path, notes)
    return root, tuple(notes)


def _from_sgml(text: str) -> etree._Element | None:
    """Read a document whose elements are named as SGML's are, where it is whole."""
    if not looks_like_sgml(text):
        return None
    content = text.lstrip().encode("utf-8", "replace")
    for form in (content, as_xml(text.lstrip()).encode("utf-8", "replace")):
        try:
            return etree.fromstring(form, _parser(form, recover=False))
        except etree.XMLSyntaxError:
            continue
    return None


def _decoded(content: bytes, path: Path) -> str:
    """Decode by the byte-order mark or the declaration, and as text in general where that is wrong."""
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    declared = _ENCODING.search(content[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in ("gb2312", "gbk", "gb_2312-80"):
        name = "gb18030"
    for candidate in dict.fromkeys(
        ("utf-8" if name.startswith(("utf-16", "ucs", "utf16")) else name, "utf-8")
    ):
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    return decode_text(content, path)


def _without_doctype(text: str) -> tuple[str, str]:
    """Return the text without its document type declaration (line numbers stay true), and what that declared."""
    found = _DOCTYPE.match(text)
    if found is None:
        return text, ""
    start = found.start("doctype")
    end, subset = _doctype_end(text, found.end())
    return text[:start] + "\n" * text.count("\n", start, end) + text[end:], subset


def _doctype_end(text: str, position: int) -> tuple[int, str]:
    inside = -1
    quote = ""
    while position < len(text):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif inside >= 0 and text.startswith("<!--", position):
            end = text.find("-->", position)
            position = len(text) if end < 0 else end
        elif char == "[" and inside < 0:
            inside = position + 1
        elif char == "]" and inside >= 0:
            end = text.find(">", position)
            return (len(text) if end < 0 else end + 1), text[inside:position]
        elif char == ">" and inside < 0:
            return position + 1, ""
        position += 1
    return len(text), text[inside:] if inside >= 0 else ""


def _declared(subset: str, path: Path) -> tuple[dict[str, str], frozenset[str]]:
    """Return the texts of the entities that the document declares, and the names of those that lie outside of it."""
    texts: dict[str, str] = {}
    outside: set[str] = set()
    for match in _ENTITY.finditer(subset):
        if match["parameter"]:
            continue
        if match["outside"]:
            outside.add(match["name"])
            continue
        value = match["double"] if match["double"] is not None else match["single"]
        inner = {found.strip("&%;") for found in _REFERENCE_INSIDE.findall(value)} - _PREDEFINED
        if any(f"{name};" not in html5 for name in inner):
            raise ReadError("xml_entities", file=str(path))
        texts.setdefault(match["name"], value)
    return texts, frozenset(outside)


def _with_characters(
    text: str, entities: dict[str, str], outside: frozenset[str], notes: list[ReadingNote], path: Path
) -> str:
    """Write every named entity as the characters it stands for."""
    undefined: dict[str, int] = {}
    missing: set[str] = set()
    expanded = 0

    def character(match: re.Match[str]) -> str:
        nonlocal expanded
        name = match[1]
        if match[0][0] == "<" or name in _PREDEFINED or (name and _NUMERIC.fullmatch(name)):
            return match[0]
        if name in entities:
            expanded += len(entities[name])
            if expanded > _MOST_EXPANDED:
                raise ReadError("xml_entities", file=str(path))
            return entities[name]
        if name in outside:
            missing.add(name)
            return ""
        known = (html5.get(f"{name};") or _greek(name)) if name else None
        if known is not None:
            return known.replace("&", "&amp;").replace("<", "&lt;")
        undefined[name or "&"] = undefined.get(name or "&", 0) + 1
        return f"&amp;{match[0][1:]}"

    text = _AMPERSAND.sub(character, text)
    if undefined:
        notes.append(ReadingNote(kind=NoteKind.REPAIRED, fields={"entities": sorted(undefined)[:10]}))
    if missing:
        notes.append(ReadingNote(kind=NoteKind.PART_MISSING, fields={"entities": sorted(missing)[:10]}))
    return text


def _greek(name: str) -> str | None:
    letter = name.removesuffix("gr")
    known = _GREEK.get(letter.lower()) if letter != name else None
    return known.upper() if known and not letter.islower() else known


def _parsed(text: str, path: Path, notes: list[ReadingNote]) -> etree._Element:
    written = as_xml(text) if looks_like_sgml(text) else text
    content = written.lstrip("\ufeff \t\r\n\0").encode("utf-8", "replace")
    skipped = text[: len(text) - len(text.lstrip("\ufeff \t\r\n\0"))].count("\n")
    try:
        root = etree.fromstring(content, _parser(content, recover=False))
    except etree.XMLSyntaxError as error:
        line, reason = (error.lineno or 0) + skipped, _reason(error)
        if "depth" in reason.lower():
            raise ReadError("bad_xml", file=str(path), line=line, reason=reason) from error
        root = _recovered(
            _CHARACTER.sub(_possible, written.lstrip("\ufeff \t\r\n\0")).encode("utf-8", "replace")
        )
        if root is None or not len(root):
            raise ReadError("bad_xml", file=str(path), line=line, reason=reason) from error
        cut_off = "premature end" in reason.lower() or "not found" in reason.lower()
        kind = NoteKind.PART_MISSING if cut_off else NoteKind.REPAIRED
        notes.append(ReadingNote(kind=kind, fields={"line": line, "reason": reason}))
    if len(content) > _BIG:
        _check_depth(root, path)
    return root


def _possible(match: re.Match[str]) -> str:
    """Return a character reference where XML has that character, else nothing."""
    code = int(match[1][1:], 16) if match[1][0] == "x" else int(match[1])
    allowed = (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return match[0] if allowed else ""


def _recovered(content: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(content, _parser(content, recover=True))
    except etree.XMLSyntaxError:
        return None


def _parser(content: bytes, *, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_pis=True,
        remove_comments=True,
        huge_tree=len(content) > _BIG,
        recover=recover,
    )


def _check_depth(root: etree._Element, path: Path) -> None:
    """Refuse nesting that no patent has: readers walk a tree by recursion."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ReadError("bad_xml", file=str(path), line=0, reason=f"more than {_DEEPEST} levels deep")


def _reason(error: etree.XMLSyntaxError) -> str:
    return re.sub(r",? line \d+, column \d+.*$", "", error.msg or "")[:120]
