"""Find the part of a web page that holds its text, and take the site around it away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from knowledge.lazy_patterns import lazy_pattern

_CHROME = lazy_pattern(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|mainnav|topnav|menu|header|footer|foot|breadcrumbs?|crumbs?|curb|share|sharebox|bdsharebuttonbox|sidebar|related|friend-?links?|links|toolbar|copyright|pager|pagination|search|login|banner|cookie|qr-?code|ewm|gotop|backtop|xgwz_list|pageslide)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DROPPED = ("script", "style", "noscript", "template", "nav", "footer", "aside", "select", "button", "iframe", "svg",
            "object", "input", "textarea", "option")  # fmt: skip
_NAMED = lazy_pattern(
    r"^(?:zoom(?:con)?|ucap-?content|trs_\w+|view trs\w*|pages_?content|(?:content|article|news|detail|info|page|text|main|xl|zw|wz|con|art|post|entry)[-_]?(?:article|content|body|con|cont|text|txt|nr|zw|wrap|main|detail)|detailcon|info_cont|article|zhengwen|wzcon|nr|htmlcontent|xxgk_?content|gkml_?content|j_content|rich_media_content|markdown-body)$",
    re.IGNORECASE,
)
_BOXES = ("div", "article", "section", "main", "td", "ucapcontent", "table", "tbody", "tr", "body", "form", "center",
          "li", "ul", "dl", "dd", "font", "span")  # fmt: skip
_DOMINANT = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class MainPart:
    """The element that holds the text. `named`: its class or id says so, as content management systems write it."""

    element: Any
    named: bool
    share: float  # of the page's text outside links


def drop_site(tree: Any) -> None:
    """Take navigation, footers, forms and lists of links out of a page, in place."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag in ("html", "body", "article", "main"):
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.tag in _DROPPED
            or element.get("role") in ("navigation", "banner", "contentinfo", "search")
            or (
                _CHROME.search(named) is not None
                and _length(element) < 1_500
                and element.find(".//h1") is None
            )
            or _is_link_list(element)
        ):
            element.drop_tree()


def main_part(tree: Any) -> MainPart:
    """Return the part of a page with its text: the named one where there is one, else the one that outweighs the rest."""
    body = tree.find(".//body")
    root = tree if body is None else body
    weights = _weights(root)
    whole = max(1, weights[root])
    best: Any = None
    for element in root.iter():
        if element not in weights or not _is_named(element):
            continue
        if best is None or weights[element] > weights[best]:
            best = element
    if best is not None and weights[best] >= 40 and weights[best] >= 0.3 * whole:
        best = _innermost_named(best, weights)
        return MainPart(element=best, named=True, share=weights[best] / whole)
    element = _dominant(root, weights)
    return MainPart(element=element, named=False, share=weights[element] / whole)


def _weights(root: Any) -> dict[Any, int]:
    """Count each element's characters outside links, from the leaves up."""
    weights: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str):
            continue
        own = _count(element.text)
        for child in element:
            own += weights.get(child, 0) + _count(child.tail)
        weights[element] = own // 4 if element.tag == "a" else own
    return weights


def _count(text: str | None) -> int:
    return len(re.sub(r"\s", "", text)) if text else 0


def _is_named(element: Any) -> bool:
    if element.tag == "article":
        return True
    names = [element.get("id") or "", *(element.get("class") or "").split(), element.get("class") or ""]
    return any(_NAMED.match(name) for name in names)


def _innermost_named(element: Any, weights: dict[Any, int]) -> Any:
    for inner in element.iterdescendants():
        if inner in weights and _is_named(inner) and weights[inner] >= 0.95 * weights[element]:
            element = inner
    return element


def _dominant(root: Any, weights: dict[Any, int]) -> Any:
    element = root
    while True:
        boxes = [child for child in element if child in weights and child.tag in _BOXES]
        best = max(boxes, key=lambda child: weights[child], default=None)
        if best is None or weights[best] < _DOMINANT * weights[element] or best.tag in ("span", "font"):
            return element
        if best.tag in ("table", "tbody", "tr", "ul", "dl", "li", "dd") and not _holds_boxes(best):
            return element
        element = best


def _holds_boxes(element: Any) -> bool:
    return any(inner.tag in ("div", "p", "article", "section") for inner in element.iterdescendants())


def _length(element: Any) -> int:
    return len("".join(element.itertext()))


def _is_link_list(element: Any) -> bool:
    """Say whether nearly all of an element is links to other pages; links to files are attachments and stay."""
    if element.tag not in ("ul", "ol", "dl", "div", "table"):
        return False
    links = element.findall(".//a")
    if len(links) < 4 or any(is_file(link) for link in links):
        return False
    whole = _count("".join(element.itertext()))
    linked = sum(_count("".join(link.itertext())) for link in links)
    return whole < 4_000 and linked >= 0.75 * whole


def is_file(link: Any) -> bool:
    """Say whether a link leads to a file that a person would download."""
    target = (link.get("href") or "").lower().split("?")[0]
    return re.search(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?|txt|csv|jpe?g|png)$", target) is not None
