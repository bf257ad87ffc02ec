"""The page's HTML shell: what the framework renders in; the same page in the visitor's language, with our assets, out."""

from __future__ import annotations

import json

from markupsafe import Markup

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language
from ui.markup import html_lang
from ui.strings import say

SCRIPTS = ("page", "asking", "answers")  # in ui/static
STYLES = (
    "theme",
    "around",
    "turns",
    "filters",
    "asking",
    "composer",
    "evidence",
    "recheck",
    "accounts",
    "pool",
    "library",
    "needs",
    "matches",
    "drafts",
    "batches",
    "insights",
    "narrow",
)  # in ui/static, in this order
_TOKEN = lazy_pattern(r"@pb:(\w+)@")
_SCRIPT = lazy_pattern(r"<script(?=[\s>])")
_SOCIAL_META = lazy_pattern(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_HTML_TAG = lazy_pattern(r'<html\s+lang="en"')


def token(key: str) -> str:
    """Return what stands for a string until the shell is localised."""
    return f"@pb:{key}@"


def localise(shell: str, language: Language, *, nonce: str, version: str) -> str:
    """Put strings, language, assets and the nonce into the shell. `version` makes browsers fetch changed assets.

    Tokens stand inside the JSON of the page's configuration, so strings are escaped as JSON inside a script.
    """
    page = _TOKEN.sub(lambda match: _in_script(say(match[1], language)), shell)
    page = _SOCIAL_META.sub("", page)
    page = _HTML_TAG.sub(f'<html lang="{html_lang(language)}"', page, count=1)
    page = _SCRIPT.sub(f'<script nonce="{nonce}"', page)
    return page.replace("<head>", f"<head>{_head(language, nonce, version)}", 1).replace(
        "<gradio-app", f"<noscript>{say('noscript', language)}</noscript><gradio-app", 1
    )


def _head(language: Language, nonce: str, version: str) -> str:
    """Return the additions to the head: built-in texts follow the page's language, then our style and script."""
    tag = html_lang(language)
    override = (
        f"for (const [name, value] of [['language', '{tag}'], ['languages', ['{tag}']]])"
        " Object.defineProperty(navigator, name, { get: () => value });"
    )
    return (
        f'<title>{say("page_title", language)}</title><script nonce="{nonce}">{override}</script>'
        '<meta name="color-scheme" content="light dark"><link rel="icon" type="image/svg+xml" href="ui/icon.svg">'
        f"{_styles(version)}"
        + "".join(
            f'<script nonce="{nonce}" src="ui/{name}.js?v={version}" defer></script>' for name in SCRIPTS
        )
    )


def _styles(version: str, before: str = "") -> Markup:
    return Markup("").join(
        Markup('<link rel="stylesheet" href="{}ui/{}.css?v={}">').format(before, name, version)
        for name in STYLES
    )


def _in_script(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    return quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def plain_page(title: str, body: Markup, language: Language, *, version: str, root: str = "") -> str:
    """Return a page of its own; no script runs on it. `root` is what a reverse proxy puts before every path."""
    return Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        '<title>{}</title><link rel="icon" type="image/svg+xml" href="{}/ui/icon.svg">'
        '{}</head><body class="pb-plain"><main>{}</main></body></html>'
    ).format(html_lang(language), title, root, _styles(version, f"{root}/"), body)
