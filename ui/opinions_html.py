"""Opinions on answers as HTML: an opinion in; two thumbs and a form under an answer, or a list for officers, out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.opinions import LONGEST_WORDS, Flaw, Opinion, SharedOpinion
from knowledge.types import Language
from ui.forms_html import join
from ui.icons import icon
from ui.markup import html_lang
from ui.strings import say


def opinion_html(url: str, opinion: Opinion | None, language: Language) -> Markup:
    """Return what stands under an answer; `url` is its evidence address. The page's script sends it in place."""
    thumbs = join(
        Markup(
            '<button type="submit" class="pb-act pb-thumb" name="verdict" value="{}" aria-pressed="{}" aria-label="{}" title="{}">{}</button>'
        ).format(
            name,
            "true" if opinion and opinion.helpful is helpful else "false",
            say(f"opinion_{name}", language),
            say(f"opinion_{name}", language),
            icon(f"thumb_{name}"),
        )
        for name, helpful in (("up", True), ("down", False))
    )
    return Markup(
        '<form class="pb-opinion" method="post" action="{}/opinion" data-unreachable="{}">'
        '<div class="pb-thumbs" role="group" aria-label="{}"><span>{}</span>{}</div>{}</form>'
    ).format(
        url,
        say("evidence_unreachable", language),
        say("opinion_ask", language),
        say("opinion_ask", language),
        thumbs,
        _more(url, opinion, language) if opinion else Markup(),
    )


def _more(url: str, opinion: Opinion, language: Language) -> Markup:
    """Return where the reason, words and consent are put in."""
    name = url.rpartition("/")[2]
    flaws = (
        join(
            Markup(
                '<label class="pb-choice"><input type="radio" name="flaw" value="{}"{}> {}</label>'
            ).format(
                flaw,
                Markup(" checked") if opinion.flaw is flaw else Markup(),
                say(f"flaw.{flaw}", language),
            )
            for flaw in Flaw
        )
        if not opinion.helpful
        else Markup()
    )
    reasons = (
        Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(say("opinion_why", language), flaws)
        if flaws
        else Markup()
    )
    return Markup(
        '<div class="pb-opinion-more"><p role="status">{status}</p>{reasons}'
        '<label for="words-{name}">{words}</label>'
        '<textarea id="words-{name}" name="words" rows="2" maxlength="{longest}">\n{said}</textarea>'
        '<label class="pb-choice"><input type="checkbox" name="shared" value="yes"{shared}> {consent}</label>'
        '<p class="pb-acts"><button type="submit" class="pb-act is-primary" name="verdict" value="{verdict}">{save}</button>'
        '<button type="submit" class="pb-act" name="verdict" value="none">{withdraw}</button></p></div>'
    ).format(
        status=say("opinion_shared" if opinion.shared else "opinion_kept", language),
        reasons=reasons,
        name=name,
        words=say("opinion_words", language),
        longest=LONGEST_WORDS,
        said=opinion.words,
        shared=Markup(" checked") if opinion.shared else Markup(),
        consent=say("opinion_consent", language),
        verdict="up" if opinion.helpful else "down",
        save=say("save", language),
        withdraw=say("opinion_withdraw", language),
    )


def opinions_html(shared: Sequence[SharedOpinion], language: Language) -> Markup:
    """Return what was shared: how many of each kind, then each with its question and answer."""
    if not shared:
        return Markup("<p>{}</p>").format(say("opinions_none", language))
    helpful = sum(one.opinion.helpful for one in shared)
    counts = [
        say("opinions_helpful", language, count=helpful, all=len(shared)),
        *(
            f"{say(f'flaw.{flaw}', language)} {count}"
            for flaw in Flaw
            if (count := sum(one.opinion.flaw is flaw for one in shared))
        ),
    ]
    return Markup('<p>{}</p><ul class="pb-rows">{}</ul>').format(
        " · ".join(counts), join(Markup("<li>{}</li>").format(_shared(one, language)) for one in shared)
    )


def _shared(one: SharedOpinion, language: Language) -> Markup:
    opinion = one.opinion
    verdict = say("opinion_up" if opinion.helpful else "opinion_down", language)
    parts = [verdict, *([say(f"flaw.{opinion.flaw}", language)] if opinion.flaw else [])]
    head = Markup("<p><strong>{}</strong> · {:%Y-%m-%d}</p>").format(
        " · ".join(parts), one.given_at.astimezone()
    )
    if one.turn is None:
        return head + Markup("<p>{}</p>").format(say("opinions_withheld", language))
    words = Markup("<blockquote>{}</blockquote>").format(opinion.words) if opinion.words else Markup()
    return (
        head
        + words
        + Markup(
            '<p>{}</p><details><summary>{}</summary><div class="pb-text" lang="{}">{}</div></details>'
        ).format(
            one.turn.question,
            say("opinions_answer", language, day=one.turn.answer.as_of),
            html_lang(one.turn.answer.language),
            one.turn.answer.text,
        )
    )
