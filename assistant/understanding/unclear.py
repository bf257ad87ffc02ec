"""Questions of one patent or one article that several could be: a text in; the options to ask back with out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from assistant.types import Option, Question
from assistant.understanding import filter_words, lexicon
from assistant.understanding.choices import MOST_OPTIONS, by_rule, patent_options, rule_options
from assistant.understanding.languages import reply_language
from assistant.understanding.names import Names
from assistant.understanding.rule_names import articles_in, names_a_law
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, PatentRecord

_O = f"{filter_words.OWNER}+"
_ONE_OF_OWNER = lazy_pattern(
    f"{_O}(?:的|名下的?)?(?:那|这|该)(?:一)?(?:件|项|个)(?:专利|技术|发明)"
    rf"|\bthe patent (?:of|from|owned by|held by|belonging to) (?:the )?{_O}(?! (?:on|for|about))"
    rf"|(?<!\w){_O}['’]s? patent\b(?! (?:on|for|about|portfolio))|\bthe {_O} patent\b(?! (?:on|for|about|portfolio))",
    re.IGNORECASE,
)
_LONGEST = 80  # characters of a question about one article


def unclear(
    text: str, question: Question, spoken_of: Mapping[str, DocumentHead], catalogue: Catalogue, names: Names
) -> tuple[Option, ...]:
    """Return what a question can mean: none where its words say it, one where only one thing fits."""
    return _of_an_owner(text, question, catalogue, names) or _of_an_article(text, question, spoken_of, names)


def _of_an_owner(text: str, question: Question, catalogue: Catalogue, names: Names) -> tuple[Option, ...]:
    """Return the patents of an owner where one of them is asked about, those on offer first."""
    owners = list(names.owners.named(text))
    if len(owners) != 1:
        return ()
    owner = owners[0]
    shown = text[: owner.start] + filter_words.OWNER * (owner.end - owner.start) + text[owner.end :]
    rest = text[: owner.start] + " " + text[owner.end :]
    if not _ONE_OF_OWNER.search(shown) or names.titles.mentioned(rest):
        return ()
    heads = catalogue.heads(question.reader, ids=names.of_owner.get(owner.value, ()))
    ranked = sorted(heads, key=lambda head: not _on_offer(head, question.as_of))
    return patent_options(ranked, text, question.language or reply_language(text))


def _on_offer(head: DocumentHead, on: date) -> bool:
    return isinstance(head.record, PatentRecord) and bool(current_offers(head.record, on))


def _of_an_article(
    text: str, question: Question, spoken_of: Mapping[str, DocumentHead], names: Names
) -> tuple[Option, ...]:
    """Return the rules that hold an article where none is named: those spoken of, else those of the library."""
    articles = articles_in(text)
    if len(articles) != 1 or names_a_law(text) or len(text) > _LONGEST or lexicon.DRAFTING.search(text):
        return ()
    holding = by_rule(names.rules.holding(articles, question.as_of))
    before = tuple(group for group in holding if any(head.document_id in spoken_of for head in group))
    rules = before or holding
    return (
        rule_options(rules, text, question.language or reply_language(text))
        if len(rules) <= MOST_OPTIONS
        else ()
    )
