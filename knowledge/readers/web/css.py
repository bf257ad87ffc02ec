"""Style sheets and style attributes → what they declare for one element, as far as simple selectors tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from knowledge.lazy_patterns import lazy_pattern

_COMMENT = lazy_pattern(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = lazy_pattern(r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:[.#][\w-]+)*)")
_DECLARATION = lazy_pattern(r"([a-z-]+)\s*:\s*([^;]+)")
_MOST_STYLE = 400_000
_MOST_RULES = 5_000
Declarations = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A simple selector (tag, id, classes) and its declarations."""

    tag: str
    identifier: str
    classes: frozenset[str]
    declared: Declarations


@dataclass(slots=True)
class StyleSheet:
    """The rules of a page's own style elements; later ones win. Style sheets in other files are not at hand."""

    _by_key: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))

    def of(self, element: Any) -> Declarations:
        """Return what applies to an element, its style attribute last."""
        classes = frozenset((element.get("class") or "").split())
        identifier = element.get("id") or ""
        declared: dict[str, str] = {}
        for key in (element.tag, *(f".{name}" for name in sorted(classes)), f"#{identifier}"):
            for rule in self._by_key.get(key, ()):
                if (
                    rule.tag in ("", element.tag)
                    and rule.classes <= classes
                    and rule.identifier in ("", identifier)
                ):
                    declared.update(rule.declared)
        declared.update(declarations(element.get("style") or ""))
        return declared

    def add(self, text: str) -> None:
        """Read a style element's text; rules for print, for narrow screens and with combinators are left out."""
        plain = _without_at_rules(_COMMENT.sub("", text[:_MOST_STYLE]).lower())
        for match in list(re.finditer(r"([^{}]+)\{([^{}]*)\}", plain))[:_MOST_RULES]:
            declared = declarations(match[2])
            for selector in match[1].split(","):
                rule = _rule(selector.strip(), declared)
                if rule is not None:
                    key = min((f".{name}" for name in rule.classes), default="")
                    self._by_key[f"#{rule.identifier}" if rule.identifier else key or rule.tag].append(rule)


def page_styles(tree: Any) -> StyleSheet:
    """Return the rules that a page carries in itself."""
    sheet = StyleSheet()
    for element in tree.iter("style"):
        sheet.add(element.text or "")
    return sheet


@lru_cache(maxsize=4_096)
def declarations(text: str) -> Declarations:
    """Read `property: value; …`; values are lower case and without `!important`."""
    return {
        name: re.sub(r"\s*!important", "", value).strip()
        for name, value in _DECLARATION.findall(text.lower())
    }


def _rule(selector: str, declared: Declarations) -> Rule | None:
    match = _SELECTOR.fullmatch(selector)
    if match is None or not selector or not declared:
        return None
    parts = re.findall(r"([.#])([\w-]+)", match["rest"] or "")
    return Rule(
        tag=match["tag"] or "",
        identifier=next((name for mark, name in parts if mark == "#"), ""),
        classes=frozenset(name for mark, name in parts if mark == "."),
        declared=declared,
    )


def _without_at_rules(text: str) -> str:
    """Leave out @media, @supports and the like with all that they hold."""
    kept: list[str] = []
    position = 0
    for match in re.finditer(r"@[a-z-]+[^{};]*([{;])", text):
        if match.start() < position:
            continue
        kept.append(text[position : match.start()])
        position = match.end() if match[1] == ";" else _closing(text, match.end())
    kept.append(text[position:])
    return "".join(kept)


def _closing(text: str, position: int) -> int:
    depth = 1
    for match in re.finditer(r"[{}]", text[position:]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return position + match.end()
    return len(text)
