"""Order among good candidates: named articles and titles first, one of two twins, no document crowding out others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.analysis import fold
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import DocumentHead, Language, Passage, PassageKind, PolicyRecord, TextType

PER_DOCUMENT = 3  # of the first ten
NAMED_TOGETHER = 6  # of the first ten: what documents that the question names may share beyond three each
_FIRST = 10
_ARTICLE = 0.5  # the article that the question names, in a document whose title it names
_TITLE = 0.1
_DIGEST = 0.97
_ASIDE = lazy_pattern(r"\([^()]*\)|〔[^〕]*〕|\[[^\]]*\]")
_STATE = lazy_pattern(r"^中华人民共和国|\b(?:of the )?(?:people's republic of china|prc)\b|^(?:the|cnipa) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    passage: Passage
    document: DocumentHead
    score: float
    components: Mapping[str, float]


def arrange(
    choices: Iterable[Choice],
    *,
    question: str,
    language: Language,
    articles: frozenset[str],
    k: int,
    named: frozenset[str] = frozenset(),
) -> list[Choice]:
    """Return the choices in their final order. Pure: the same choices and question give the same order.

    Documents that the question names, by number (`named`) or by title, may have more than three of the first ten.
    """
    titled = titles_named(question, choices := list(choices))
    raised = [_raise(choice, titled, articles) for choice in choices]
    ranked = sorted(raised, key=lambda choice: -choice.score)
    return spread(prefer_official(drop_twins(ranked, language)), k=k, named=named | titled)


@lru_cache(maxsize=8_192)
def core_title(title: str) -> str:
    """Return a title as people cite it: without the state's name, years and other asides in brackets."""
    return " ".join(_STATE.sub(" ", _ASIDE.sub(" ", fold(title)).strip()).split()).strip(" 《》")


def titles_named(question: str, choices: Iterable[Choice]) -> frozenset[str]:
    """Return the ids of policies whose title the question names; a title inside a longer named one does not count."""
    asked = fold(question)
    cores: dict[str, set[str]] = {}
    for choice in choices:
        if isinstance(choice.document.record, PolicyRecord):
            core = core_title(choice.document.title)
            if len(core) >= 3 and core in asked:
                cores.setdefault(core, set()).add(choice.document.document_id)
    named: set[str] = set()
    for core in sorted(cores, key=len, reverse=True):
        if core in asked:
            named |= cores[core]
            asked = asked.replace(core, "\n")
    return frozenset(named)


def drop_twins(ranked: Sequence[Choice], language: Language) -> list[Choice]:
    """Of two language versions of one policy's passage keep the question's, at the better rank of the two.

    The other one stays where it is the issuer's own text and the question's is a digest.
    """
    best: dict[tuple[str, str], Choice] = {}
    for choice in ranked:
        key = _aligned(choice)
        if key and choice.passage.language is language:
            best.setdefault(key, choice)
    kept: list[Choice] = []
    placed: set[str] = set()
    for choice in ranked:
        key = _aligned(choice)
        twin = best.get(key) if key else None
        if twin is not None and choice.passage.language is not language:
            if twin.passage.passage_id not in placed:
                placed.add(twin.passage.passage_id)
                kept.append(replace(twin, score=max(twin.score, choice.score)))
            if _text_type(twin) is TextType.DIGEST and _text_type(choice) is TextType.OFFICIAL:
                kept.append(choice)
        elif choice.passage.passage_id not in placed:
            placed.add(choice.passage.passage_id)
            kept.append(choice)
    return kept


def prefer_official(ranked: Sequence[Choice]) -> list[Choice]:
    """Put the issuer's text of an article before a digest of the same article of the same instrument."""
    order = list(ranked)
    digests = {_article(choice): at for at, choice in reversed(list(enumerate(order))) if _is_digest(choice)}
    for at, choice in enumerate(list(order)):
        digest_at = digests.get(_article(choice))
        if digest_at is None or _is_digest(choice) or digest_at > at or _article(choice) is None:
            continue
        order.remove(choice)
        ahead = replace(choice, score=max(choice.score, ranked[digest_at].score))
        order.insert(order.index(ranked[digest_at]), ahead)
    return order


def spread(ranked: Sequence[Choice], *, k: int, named: frozenset[str] = frozenset()) -> list[Choice]:
    """Let no document have more than three of the first ten, a named one some more; the rest follows in its order.

    Even of a named document other texts keep a part: what a rule says about a patent is evidence too.
    """
    allowed = max(PER_DOCUMENT, NAMED_TOGETHER // max(len(named), 1))
    taken: Counter[str] = Counter()
    first: list[Choice] = []
    later: list[Choice] = []
    for choice in ranked:
        document_id = choice.document.document_id
        most = allowed if document_id in named else PER_DOCUMENT
        if taken[document_id] >= most and len(first) < _FIRST:
            later.append(choice)
        else:
            taken[document_id] += 1
            first.append(choice)
    return [*first[:_FIRST], *sorted((*first[_FIRST:], *later), key=lambda choice: -choice.score)][
        : max(k, 0)
    ]


def _raise(choice: Choice, titled: frozenset[str], articles: frozenset[str]) -> Choice:
    named = choice.document.document_id in titled
    is_article = choice.passage.kind is PassageKind.ARTICLE and choice.passage.number in articles
    score = choice.score * (_DIGEST if _is_digest(choice) else 1.0)
    score += (_TITLE if named else 0.0) + (_ARTICLE if named and is_article else 0.0)
    return replace(choice, score=score)


def _aligned(choice: Choice) -> tuple[str, str] | None:
    record = choice.document.record
    if not isinstance(record, PolicyRecord):
        return None
    return record.policy_id, choice.passage.number or str(choice.passage.ordinal)


def _article(choice: Choice) -> tuple[str, str, Language] | None:
    if not isinstance(choice.document.record, PolicyRecord) or not choice.passage.number:
        return None
    return core_title(choice.document.title), choice.passage.number, choice.passage.language


def _text_type(choice: Choice) -> TextType | None:
    record = choice.document.record
    return record.text_type if isinstance(record, PolicyRecord) else None


def _is_digest(choice: Choice) -> bool:
    return _text_type(choice) is TextType.DIGEST
