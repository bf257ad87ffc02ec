"""Two texts side by side as HTML: what changed is told by signs and words, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from knowledge.browsing.differences import Change, Differences, Pair, Piece
from knowledge.types import DocumentHead, Language
from ui.forms_html import join
from ui.markup import html_lang
from ui.strings import say

_SIGNS = {Change.SAME: "", Change.CHANGED: "≠", Change.ADDED: "+", Change.REMOVED: "−"}


def differences_html(
    found: Differences, earlier: DocumentHead, later: DocumentHead, root: str, language: Language
) -> Markup:
    heading = Markup("<h1>{}</h1>").format(say("differences", language))
    if found.too_long:
        return heading + Markup('<p class="pb-form-problem">{}</p>').format(
            say("differences_too_long", language)
        )
    counts = {str(kind): found.count(kind) for kind in (Change.CHANGED, Change.ADDED, Change.REMOVED)}
    told = (
        say("differences_count", language, **counts)
        if any(counts.values())
        else say("differences_none", language)
    )
    heads = join(
        Markup('<th scope="col"><a href="{}/library/{}">{}</a><br><small>{}: {}</small></th>').format(
            root, head.document_id, head.title, say(key, language), _told(head)
        )
        for key, head in (("differences_earlier", earlier), ("differences_later", later))
    )
    return Markup(
        '{}<p>{}</p><div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-sides" lang="{}"><thead><tr>'
        '<th scope="col"><span class="pb-vh">{}</span></th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(
        heading,
        told,
        say("differences", language),
        html_lang(later.language),
        say("differences_kind", language),
        heads,
        join(_row(pair, language) for pair in found.pairs),
    )


def _told(head: DocumentHead) -> str:
    day = getattr(head.record, "effective_from", None) or getattr(head.record, "register_checked_on", None)
    return str(day or head.loaded_on or "–")


def _row(pair: Pair, language: Language) -> Markup:
    if pair.change is Change.LEFT_OUT:
        return Markup('<tr class="is-left-out"><td></td><td colspan="2">{}</td></tr>').format(
            say("differences_left_out", language, count=pair.count)
        )
    name = say(f"differences.{pair.change}", language)
    sign = Markup('<span aria-hidden="true">{}</span><span class="pb-vh">{}</span>').format(
        _SIGNS[pair.change], name
    )
    return Markup('<tr class="is-{}"><td title="{}">{}</td><td>{}</td><td>{}</td></tr>').format(
        pair.change, name, sign, _side(pair.earlier, "del"), _side(pair.later, "ins")
    )


def _side(pieces: Sequence[Piece], tag: str) -> Markup:
    opening, closing = Markup(f"<{tag}>"), Markup(f"</{tag}>")
    return join(
        Markup("{}{}{}").format(opening, piece.text, closing)
        if piece.marked
        else Markup("{}").format(piece.text)
        for piece in pieces
    )
