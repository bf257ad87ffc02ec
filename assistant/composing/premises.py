"""What a question takes for granted and the library knows otherwise: a plan in; the sentences to say first out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.composing.legal_basis import BASES, LawShelf
from assistant.composing.rules_answer import document_line
from assistant.phrases import Phrases, phrases
from assistant.types import DraftStatement, Plan, Unheld
from assistant.understanding import lexicon
from assistant.understanding.places_asked import CHINA
from knowledge.analysis import terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import find_keys
from knowledge.policies.lineages import lineage_of
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Hit, Kind, PolicyRecord, Reader

_NAMED = 0.5  # of a title's terms: a question that repeats as many names that instrument
_MOST_NEAR = 2
_TAXES = lazy_pattern(
    r"(?=.*(?:专利|技术|成果|\bpatent|\btechnolog))(?=.*(?:转让|许可|过户|卖|转移|\bassign|\btransfer|\blicen[cs]|\bsell|\bsale\b))"
    r".*(?:[交缴纳要上付免减][^，。；？?]{0,6}税|(?:什么|哪些|多少|所得|增值)税|税[^，。；？?]{0,4}(?:怎么|多少|要不要|免|减)|\btax(?:es|ed|ation)?\b)(?!.*(?:奖金|现金奖励|个税|个人所得|美国|德国|英国|欧洲|\bUS\b|\bpersonal\b|\bindividual\b|\breward))",
    re.IGNORECASE | re.DOTALL,
)
_SITUATIONS = {
    "relief_beneficiary": lazy_pattern(
        r"(?=.*(?:开放许可|open licen))(?=.*(?:年费|annual[- ]fees?|annuit))(?=.*(?:减|15 ?%|reduc|relief|\boff\b|discount|cut))"
        r".*(?:被许可|我们|我司|企业|拿到|取得|licensee|\bwe\b|\bour\b|\bus\b|taking|SMEs?\b)",
        re.IGNORECASE | re.DOTALL,
    ),
    "term_not_agreed": lazy_pattern(
        r"(?=.*(?:合同|协议|contract|agreement))(?=.*(?:期限|多长|多久|\bterm\b|duration|how long))"
        r".*(?:没写|没有写|没约定|未约定|没有约定|约定不明|不明确|没说|未载明|silent|not agreed|no term|not stat|not specif|without a term|unspecified|says nothing)",
        re.IGNORECASE | re.DOTALL,
    ),
    "inventors_share": lazy_pattern(
        r"(?=.*(?:许可|转让|转化|licen[cs]|royalt|assignment|technology transfer))(?=.*(?:收入|收益|许可费|使用费|钱|income|revenue|fees?\b|royalt|proceeds|money))"
        r".*(?:(?:分|奖|给)[^，。；]{0,6}(?:发明人|完成人|老师|教授|科研人员|研究人员|团队)|(?:发明人|完成人|老师|教授|科研人员|研究人员|团队)[^，。；]{0,8}(?:分|拿|得)"
        r"|\b(?:share|portion|part|percentage|cut)\b.{0,60}\b(?:inventors?|researchers?|contributors?|professors?)\b|\b(?:inventors?|researchers?|contributors?|professors?)\b.{0,40}\b(?:share|get|receive|paid)\b)(?!.*(?:\bUS\b|美国|Bayh|federal|拜杜))",
        re.IGNORECASE | re.DOTALL,
    ),
    "right_ended": lazy_pattern(
        r"(?=.*(?:专利|patent))(?=.*(?:到期|失效|终止|过期|届满|\blaps|\bexpir|\b(?:runs?|ran) out))(?=.*(?:我们|合同|许可|被许可|\b(?:we|our|us|licen[cs]|contract|agreement)))"
        r".*(?:(?:还|继续|再)[^，。；？?]{0,8}(?:交|付|给)[^，。；？?]{0,4}(?:钱|费|款)|合同[^，。；？?]{0,8}(?:怎么办|还有效|还算|继续)|\b(?:keep|still|go on|continue)\b.{0,24}\bpay|\bwhat happens\b|\bwhile we (?:are )?pay)(?!.*(?:美国|\bUS\b|Kimble|Brulotte))",
        re.IGNORECASE | re.DOTALL,
    ),
    "invalidated_later": lazy_pattern(
        r"(?=.*(?:无效|\binvalid))(?=.*(?:钱|费|款|\bmoney|\bfees?\b|\bpaid\b|\broyalt|\brefund)).*(?:退|返还|还给|要回|拿回|\bback\b|\brefund|\breturn|\breimburs)",
        re.IGNORECASE | re.DOTALL,
    ),
    "small_firms_fees": lazy_pattern(
        r"(?=.*(?:小微?企业|小公司|小厂|中小|个人|我们|\bsmall|\bSMEs?\b|\bwe\b|\bour\b))(?=.*(?:年费|申请费|官费|专利费|\bannual fees?|\bfiling fees?|\brenewal|\bofficial fees?))"
        r"(?!.*(?:开放许可|open licen|15 ?%|被许可)).*(?:便宜|优惠|打折|少[交缴]|减[缴免少几多]|\breduc|\bdiscount|\bcheaper|\bless\b)",
        re.IGNORECASE | re.DOTALL,
    ),
    "price_publicity": lazy_pattern(
        r"(?=.*(?:定价|价格|作价|\bprices?\b|\bpricing\b))(?=.*(?:公示|公开|\bpubli(?:sh|ci[sz]|c)|\bannounc|\bdisplay)).*(?:几天|多少天|多久|天数|几日|多少日|\bhow long\b|\bhow many days\b|\bdays\b)",
        re.IGNORECASE | re.DOTALL,
    ),
    "paid_later": lazy_pattern(
        r"(?=.*(?:先用后付|先使用后付费|\bpay[- ]after[- ]use\b|\buse (?:first|now),? pay later\b)).*(?:不要钱|免费|不用[付交花给]钱|白用|\bfree\b|\bfor nothing\b|\bno fee\b)(?!.{0,4}(?:期|试用))",
        re.IGNORECASE | re.DOTALL,
    ),
    "term": lazy_pattern(
        r"(?=.*(?:外观设计|实用新型|发明专利))(?=.*(?:保护期|期限|有效期|保护)).*(?:多少年|几年|多久|多长)(?!.*(?:美国|日本|德国|欧洲|英国|韩国))",
        re.DOTALL,
    ),
    "taxes": _TAXES,
    "taxes_vat": _TAXES,
    "assignment_effect": lazy_pattern(
        r"(?=.*(?:专利|\bpatent))(?=.*(?:转让|过户|买卖|买下|\bassign|\btransfer)).*(?:(?:签|合同|协议|付款|付钱)[^，。；？?]{0,8}(?:就|才|算|生效|过户|归我|是我)|(?:什么时候|何时|哪天|从哪天)[^，。；？?]{0,6}(?:生效|算|归)"
        r"|\b(?:take|takes|took) effect\b|\beffective\b|\bonce (?:we |it is |the contract is |they )?(?:sign|pay)|\bsigned\b.{0,40}\b(?:ours|own|enough|done)\b)(?!.*(?:美国|\bUS\b|许可|\blicen[cs]))",
        re.IGNORECASE | re.DOTALL,
    ),
    "pledge_registered": lazy_pattern(
        r"(?=.*(?:专利|\bpatent))(?=.*(?:贷款|融资|抵押|质押|出质|\bloan|\bpledg|\bcollateral|\bmortgag)).*(?:手续|流程|步骤|材料|怎么(?:办|做|弄|申请|登记)|如何|要办|\bhow (?:do|can|to|should)\b|\bsteps?\b|\bprocedure|\bpaperwork|\bdocuments?\b|\bformalit)"
        r"(?!.*(?:许可|注销|解除|补贴|贴息|补助|\blicen[cs]|\bsubsid|\brelease))",
        re.IGNORECASE | re.DOTALL,
    ),
    "licence_kinds": lazy_pattern(
        r"(?=.*(?:独占|排他|\bexclusive|\bsole\b))(?=.*(?:排他|普通|\bsole\b|\bnon-?exclusive|\bordinary)).*(?:区别|不同|差别|差异|不一样|怎么分|分不清|什么意思|啥意思|哪种|\bdifferen|\bdistinguish|\bmean\b)(?!.*(?:[这那]件|[Pp] ?\d|\bthis patent))",
        re.IGNORECASE | re.DOTALL,
    ),
    "co_owned": lazy_pattern(
        r"(?=.*(?:共有|共同拥有|co-?own|joint(?:ly)? own|joint owners?)).*(?:(?:自己|单独|一方|一家)[^，。；]{0,12}(?:许可|授权|转让)|\b(?:alone|by (?:it|them|our)sel\w+|without the other|on its own|one (?:co-?)?owner)\b)(?!.*(?:\bUS\b|美国|United States))",
        re.IGNORECASE | re.DOTALL,
    ),
}
"""Questions that often take a rule for the opposite of what it is, and the situation whose rule says it.

They match from the beginning: each looks through the whole text, and would do so again from every place of it."""


class Premises:
    """Corrects what one question says, for one reader."""

    def __init__(self, plan: Plan, catalogue: Catalogue, reader: Reader) -> None:
        self._plan = plan
        self._catalogue = catalogue
        self._reader = reader
        self._say = phrases(plan.language)

    @property
    def leaves_nothing(self) -> bool:
        """Say whether a question asks for nothing but what the library does not hold, so that no neighbour may answer."""
        plan = self._plan
        if plan.document_ids:
            return False
        if self._foreign:
            return not CHINA.search(plan.text)
        if plan.unheld and not plan.within:
            named = sum(key.scheme in ("docno", "art") for key in find_keys(plan.text))
            lacking = sum(len(one.articles) or 1 for one in plan.unheld)
            return lacking >= named and not any(one.near for one in plan.unheld if one.articles)
        return False

    @property
    def _foreign(self) -> tuple[str, ...]:
        return tuple(
            p for p in self._plan.places_unheld if not p.startswith("CN-") or p in ("CN-TW", "CN-HK", "CN-MO")
        )

    def mentioned_in(self, hits: Sequence[Hit]) -> bool:
        """Say whether passages that were found speak of a document that the library does not hold itself."""
        keys = {key for one in self._plan.unheld for key in one.keys}
        found = (key for hit in hits for key in find_keys(hit.passage.text))
        return any(keys.intersection((key.key, *key.also)) for key in found)

    def said(self, asked_on: date) -> tuple[DraftStatement, ...]:
        """Return what is to be said before the answer."""
        return (
            *self._day(asked_on),
            *self._numbers(),
            *(statement for one in self._plan.unheld for statement in self._unheld(one)),
            *self._places(),
        )

    # ── days and numbers ─────────────────────────────────────────────────────────────────────────────────

    def _day(self, asked_on: date) -> Iterator[DraftStatement]:
        if not self._plan.day_told:
            return
        key = "premise.as_of_future" if self._plan.as_of > asked_on else "premise.as_of"
        yield _sentence(self._say.say(key, day=self._plan.as_of, today=asked_on))

    def _numbers(self) -> Iterator[DraftStatement]:
        say, plan = self._say, self._plan
        for one in plan.miswritten:
            if one.taken:
                yield _sentence(say.say("premise.miswritten", written=one.written, held=one.taken))
            elif one.held:
                held = say.join(one.held)
                yield _sentence(say.say("premise.miswritten_near", written=one.written, held=held))
            else:
                yield _sentence(say.say("premise.miswritten_unheld", written=one.written))
        wrong = {one.written for one in plan.miswritten}
        rest = tuple(number for number in plan.unknown_numbers if number not in wrong)
        if rest and (plan.document_ids or wrong):
            yield _sentence(say.say("refusal.number_unknown", number=say.join(rest)))

    # ── rules that are not held ──────────────────────────────────────────────────────────────────────────

    def _unheld(self, one: Unheld) -> Iterator[DraftStatement]:
        say = self._say
        if one.written:
            yield _sentence(say.say("premise.document_unheld", number=one.written))
            near = self._heads(one.near)[:_MOST_NEAR]
            if near:
                yield _sentence(say.say("premise.document_near"))
                yield from map(self._line, near)
            return
        law, articles = self._heads(one.of)[:1], self._listed(one.articles)
        for head in law:
            key = "premise.article_unheld"
            yield _sentence(
                say.say(key, title=_title(head, say), articles=articles, held=self._listed(one.held))
            )
        for head in self._heads(one.near)[:1]:
            since = head.record.effective_from if isinstance(head.record, PolicyRecord) else None
            text = say.say(
                "premise.article_elsewhere", title=_title(head, say), articles=articles,
                since=since or say.say("unknown_date"),
            )  # fmt: skip
            yield _sentence(text)

    def _line(self, head: DocumentHead) -> DraftStatement:
        line = document_line(head, self._plan, self._say, self._catalogue, self._reader)
        return replace(line, heading=False, bullet=True, premise=True)

    def _listed(self, articles: Sequence[str]) -> str:
        """Write article numbers as a list, runs of three or more as a range."""
        say, runs = self._say, list[list[str]]()
        for number in articles:
            follows = runs and number.isdecimal() and runs[-1][-1].isdecimal()
            if follows and int(number) == int(runs[-1][-1]) + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        written = [part for run in runs for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else run)]
        key = "articles.several" if len(articles) > 1 else "articles.one"
        return say.say(key, numbers=say.say("articles.join").join(written))

    def _heads(self, documents: Sequence[str]) -> tuple[DocumentHead, ...]:
        """Return heads in the order given, each rule once, in the asker's language where it is there."""
        found = {h.document_id: h for h in self._catalogue.heads(self._reader, ids=tuple(documents))}
        chosen: dict[str, DocumentHead] = {}
        for document in documents:
            head = found.get(document)
            if head is None or not isinstance(head.record, PolicyRecord):
                continue
            known = chosen.get(head.record.policy_id)
            if known is None or head.language is self._plan.language:
                chosen[head.record.policy_id] = head
        return tuple(chosen.values())

    def _places(self) -> Iterator[DraftStatement]:
        places = self._plan.places_unheld
        if not places:
            return
        say = self._say
        names = say.join([say.say(f"place.{p}") if say.has(f"place.{p}") else p for p in places])
        if self._foreign:
            heads = self._catalogue.heads(self._reader, kinds=(Kind.POLICY,))
            codes = dict.fromkeys(h.record.jurisdiction for h in heads if isinstance(h.record, PolicyRecord))
            held = say.join([say.say(f"place.{c}") for c in codes if say.has(f"place.{c}")])
            yield _sentence(say.say("premise.country_unheld", places=names, held=held))
        else:
            yield _sentence(say.say("premise.region_unheld", places=names))


_ONE_PATENT = lazy_pattern(
    r"[那这该]一?[件个项][^，,。;；?？]{0,20}专利|[那这]件|该专利|\b(?:this|that) patent\b(?! (?:office|law|act))",
    re.IGNORECASE,
)


def of_the_patents_country(plan: Plan, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Leave out foreign rules where one patent is asked about and no country abroad: they do not reach it."""
    if not _ONE_PATENT.search(plan.text) or lexicon.FOREIGN.search(plan.text):
        return tuple(hits)
    return tuple(hit for hit in hits if not _is_foreign(hit.document))


def _is_foreign(head: DocumentHead) -> bool:
    return isinstance(head.record, PolicyRecord) and head.record.jurisdiction not in ("CN", "WO", "XX")


def rules_first(plan: Plan, shelf: LawShelf) -> tuple[DraftStatement, ...]:
    """Return the rule that decides a situation that the question describes."""
    say, said = phrases(plan.language), list[DraftStatement]()
    for name, pattern in _SITUATIONS.items():
        rule = shelf.sentences(name, plan.language) if pattern.match(plan.text) else ()
        title = shelf.title(BASES[name][0].lineage, plan.language)
        if rule and title:
            text = say.say("policy.head", title=title, details="")
            said += [DraftStatement(text=text, quotes=rule[0].quotes, computed=True, heading=True), *rule]
            if say.has(f"situation.{name}"):
                closing = say.say(f"situation.{name}")
                said.append(DraftStatement(text=closing, quotes=rule[0].quotes, computed=True, bullet=True))
    return tuple(said)


def _sentence(text: str) -> DraftStatement:
    return DraftStatement(text=text, computed=True, premise=True)


def _title(head: DocumentHead, say: Phrases) -> str:
    return say.say("policy.head", title=head.title, details="")


# ── instruments ──────────────────────────────────────────────────────────────────────────────────────────


def policy_premises(
    plan: Plan, hits: Sequence[Hit], heads: Sequence[DocumentHead]
) -> tuple[DraftStatement, ...]:
    """Correct what a question takes for granted about an instrument: a version not held, a period that is over."""
    say = phrases(plan.language)
    main = _main(plan, hits)
    if main is None or not isinstance(main.record, PolicyRecord):
        return ()
    said: list[DraftStatement] = []
    match = lexicon.VERSION_YEAR.search(plan.text)
    if match and not _version_held(main, match["a"] or match["b"], heads):
        year, since = match["a"] or match["b"], main.record.effective_from
        key = "premise.version_unknown" if since else "premise.version_unknown_undated"
        issuer = main.record.issuer or say.say("issuing_body")
        said.append(_sentence(say.say(key, year=year, title=main.title, since=since or "", issuer=issuer)))
    begins, ended = main.record.effective_from, main.record.effective_to
    if begins and begins > plan.as_of:
        said.append(_sentence(say.say("premise.not_yet", title=main.title, since=begins, as_of=plan.as_of)))
    if (
        ended
        and ended < plan.as_of
        and not main.record.replaced_by
        and not _is_past_question(plan.text, ended.year)
    ):
        said.append(
            _sentence(say.say("premise.policy_ended", title=main.title, until=ended, as_of=plan.as_of))
        )
    return tuple(said)


def _main(plan: Plan, hits: Sequence[Hit]) -> DocumentHead | None:
    """Return the instrument that the question is about: the one whose title it repeats most, else the best hit."""
    policies = list(dict.fromkeys(h.document.document_id for h in hits if h.document.kind is Kind.POLICY))
    heads = {h.document.document_id: h.document for h in hits}
    own = [heads[d] for d in policies if heads[d].language is plan.language] or [heads[d] for d in policies]
    asked = set(terms(plan.search_text, plan.language))

    def named(head: DocumentHead) -> float:
        title = set(terms(lineage_of(head.title), head.language))
        return len(title & asked) / len(title) if title else 0.0

    return (
        max(own, key=named, default=None) if any(named(h) >= _NAMED for h in own) else next(iter(own), None)
    )


def _version_held(main: DocumentHead, year: str, heads: Sequence[DocumentHead]) -> bool:
    name = lineage_of(main.title)
    records = [h.record for h in heads if isinstance(h.record, PolicyRecord)]
    same = [r for r in records if r.lineage == _lineage_of(main) or lineage_of(r.title) == name]
    return any(
        year in {str(day.year) for day in (r.date_issued, r.effective_from) if day} or year in r.title
        for r in same
    )


def _is_past_question(text: str, year: int) -> bool:
    """Say whether a question asks what an ended plan set, rather than what applies now."""
    return bool(re.search(rf"{year}|目标|指标|\btargets?\b|\bdid\b|\bwas\b|\bset\b", text))


def _lineage_of(head: DocumentHead) -> str:
    return head.record.lineage if isinstance(head.record, PolicyRecord) else head.document_id
