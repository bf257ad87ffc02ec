"""Text to HTML: everything is escaped before anything of ours is added. `Markup` marks what is safe."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_IMAGE = lazy_pattern(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = lazy_pattern(r"\[([^\]\n]+)\]\(\s*([A-Za-z][A-Za-z0-9+.-]*:[^)\n]*?)\s*\)")
_BOLD = lazy_pattern(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_CODE = lazy_pattern(r"`([^`\n]+)`")
_DATE = lazy_pattern(r"(?<![A-Za-z0-9_-])\d{4}-\d{2}-\d{2}(?![A-Za-z0-9_-])")
_MARKER = lazy_pattern(r"\s*\[(\d{1,3})\]")


def inline(text: str, *, markdown: bool = False) -> Markup:
    """Escape a text. With `markdown`, bold and code are shown as such, links as text, images not at all."""
    if not markdown:
        return _unbroken(escape(text))
    safe = str(escape(_LINK.sub(_link_text, _IMAGE.sub(r"\1", text))))
    safe = _CODE.sub(r"<code>\1</code>", safe)
    return _unbroken(Markup(_BOLD.sub(r"<strong>\1</strong>", safe)))


def _unbroken(safe: Markup) -> Markup:
    """Keep dates on one line: browsers break them at their hyphens."""
    return Markup(_DATE.sub(r'<span class="pb-date">\g<0></span>', str(safe)))


def _link_text(match: re.Match[str]) -> str:
    label, target = match[1], match[2]
    if urlsplit(target).scheme.lower() not in ("http", "https") or label == target:
        return label
    return f"{label} ({target})"


def with_chips(
    text: str, markers: Collection[int], chip: Callable[[int], Markup], *, markdown: bool = False
) -> Markup:
    """Return the text with a chip for each of its markers: where it stands as [n], else at the end, in order."""
    parts: list[Markup] = []
    placed: set[int] = set()
    position = 0
    for match in _MARKER.finditer(text):
        marker = int(match[1])
        if marker not in markers:
            continue
        parts += [inline(text[position : match.start()], markdown=markdown), chip(marker)]
        placed.add(marker)
        position = match.end()
    parts.append(inline(text[position:].rstrip(), markdown=markdown))
    parts += [chip(marker) for marker in markers if marker not in placed]
    return Markup("").join(parts)


def safe_url(url: str | None) -> str | None:
    """Return an address that may become a link: absolute, http or https; else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def html_lang(language: Language) -> str:
    """Return the tag for `lang=`, so that browsers choose simplified Chinese glyphs."""
    return "zh-CN" if language is Language.ZH else "en"
