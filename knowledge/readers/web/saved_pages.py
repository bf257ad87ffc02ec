"""Pages that a page saver turned into Markdown (Title:, URL Source:, Markdown Content:) → the page's own text and facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.lazy_patterns import lazy_pattern
from knowledge.policies.labels import read_labels
from knowledge.readers.plain import PageFacts
from knowledge.readers.web.page_chrome import is_chrome
from knowledge.written_dates import parse_date

_HEADER = lazy_pattern(
    r"\A\s*Title:[ \t]*(?P<title>[^\n]*)\n+(?:URL Source:[ \t]*(?P<url>[^\n]*)\n+)?(?:Published Time:[ \t]*(?P<time>[^\n]*)\n+)?(?:Number of Pages:[^\n]*\n+)?Markdown Content:[ \t]*\n"
)
_IMAGE = lazy_pattern(r"!\[[^\]\n]{0,500}\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_LINK = lazy_pattern(r"\[(?P<words>[^\[\]\n]{0,500})\]\((?P<target>[^)\s]{0,2000})[^)\n]{0,300}\)")
_FILE = lazy_pattern(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?)(?:\?|$)", re.IGNORECASE)
_SITE_BEHIND = lazy_pattern(r"\s*[-_|–—]\s*[^-_|–—]*(?:网站?|政府|官网|门户|\.gov)[^-_|–—]*$")
_FOOT = lazy_pattern(
    r"ICP *备|公网安备|网站标识码|版权所有|扫一扫在手机|返回顶部|关闭窗口|打印.{0,40}关闭|^(?:相关新闻|网站地图)"
)
_SOURCE = lazy_pattern(
    r"(?:信息)?来源[:：]?\s*\**[:：]?\s*\**(?P<source>[^*\s_|]{2,30}?)(?=浏览|阅读|点击|[*\s_|]|$)"
)
_LINKED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    title: str
    markdown: str
    page: PageFacts


def saved_page(text: str) -> SavedPage | None:
    """Return the page that a page saver wrote down; None where the text is any other Markdown."""
    header = _HEADER.match(text)
    if header is None:
        return None
    title = _SITE_BEHIND.sub("", header["title"].strip()).strip()
    lines = [_IMAGE.sub("", line) for line in text[header.end() :].split("\n")]
    start = _start(lines, title)
    body = lines[start:]
    kept = [line for line in _above_foot(body) if not _is_site(line)]
    around = [_words(line).replace("*", "") for line in lines[max(0, start - 4) : start + 12]]
    labels = read_labels([part for line in around for part in re.split(r"(?=信息来源|来源[:：]|浏览)", line)])
    return SavedPage(
        title=title,
        markdown="\n".join(kept),
        page=PageFacts(
            labels=labels,
            published=parse_date(header["time"] or "") or _first_date(around),
            publisher=next((hit["source"] for line in around if (hit := _SOURCE.search(line))), None),
            official=".gov" in (header["url"] or ""),
        ),
    )


def _start(lines: list[str], title: str) -> int:
    """Return the line after the last heading that repeats the title, else the beginning."""
    wanted = re.sub(r"\W", "", title)
    places = [
        place
        for place, line in enumerate(lines)
        if wanted and line.lstrip().startswith("#") and re.sub(r"\W", "", _words(line)) == wanted
    ]
    if not places:
        places = [
            place for place, line in enumerate(lines) if wanted and re.sub(r"\W", "", _words(line)) == wanted
        ]
    return places[0] + 1 if places else 0


def _above_foot(lines: list[str]) -> list[str]:
    """Return the lines down to the first of the page's foot that follows some text."""
    text = 0
    for place, line in enumerate(lines):
        if text and _FOOT.search(_words(line)):
            return lines[:place]
        text += len(line) > 20 and not _is_site(line)
    return lines


def _is_site(line: str) -> bool:
    """Say whether a line is one of the site's: nearly all links to other pages, a button, a fact about the page."""
    words = _words(line).strip(" *#>-_")
    if not words:
        return bool(line.strip())
    links = list(_LINK.finditer(line))
    if any(_FILE.search(link["target"]) for link in links):
        return False
    linked = sum(len(link["words"].strip(" *_")) for link in links)
    return linked >= _LINKED * len(words) or is_chrome(words, edge=len(words) < 60)


def _first_date(lines: list[str]) -> date | None:
    return next((day for line in lines if len(line) < 120 and (day := parse_date(line))), None)


def _words(line: str) -> str:
    return _LINK.sub(lambda link: link["words"], line).strip()
