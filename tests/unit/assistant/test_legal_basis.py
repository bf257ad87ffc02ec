"""The rule behind a situation: every article that the program refers to stands in the samples in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from asking import DAY, SME, Ask

from assistant.citations import locate
from assistant.composing.legal_basis import BASES, LawShelf
from assistant.services import Services
from knowledge.rights.legal_status import Availability
from knowledge.types import DocumentHead, Kind, Language, PolicyRecord

PAIRS = sorted({(basis.lineage, basis.article) for bases in BASES.values() for basis in bases})
OLD = {"award:77"}  # rules that were replaced: cited as of a day when they were in force


def of_lineage(services: Services, lineage: str, language: Language) -> list[DocumentHead]:
    return [
        head
        for head in services.catalogue.heads(SME, kinds=(Kind.POLICY,))
        if isinstance(head.record, PolicyRecord)
        and head.record.lineage == lineage
        and head.language is language
    ]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("lineage", "article"), PAIRS)
def test_every_article_referred_to_is_in_the_library(
    services: Services, lineage: str, article: str, language: Language
) -> None:
    heads = of_lineage(services, lineage, language)
    assert heads
    if article:
        passages = [p for head in heads for p in services.catalogue.document_passages(head.document_id, SME)]
        titles = [head.title for head in heads]
        assert any(p.number == article for p in passages) or any(article in title for title in titles)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("situation", BASES)
def test_every_situation_has_its_rule_in_the_words_of_the_library(
    services: Services, situation: str, language: Language
) -> None:
    as_of = date(2022, 1, 1) if situation in OLD else DAY
    said = LawShelf(services.catalogue, SME, as_of).sentences(situation, language)
    assert len(said) >= len({basis.article for basis in BASES[situation]})
    for statement in said:
        (quote,) = statement.quotes
        (passage,) = services.catalogue.passages((quote.passage_id,), SME)
        assert locate(quote.text, passage.text) is not None
        assert passage.language is language
        assert not passage.instruction_like


@pytest.mark.parametrize(
    ("situation", "zh", "en"),
    [
        ("restricted_pledge", "质权人", "pledgee"), ("late_fee", "5%", "5%"), ("term", "20", "20"), ("recordal", "3个月", "3 months"), ("award:93", "4000", "4,000"),
        ("income_share", "50%", "50%"), ("co_owned", "共有人", "co-owner"), ("licensable_open", "书面", "writing"), ("open_licence_withdrawn", "撤回", "withdraw"),
        ("restricted_exclusive", "独占", "exclusive"), ("restricted_sole", "排他", "sole"), ("term_design", "2021-06-01", "2021-06-01"), ("government_interest", "合理条件", "reasonable terms"), ("government_interest", "不可转让", "nontransferable"),
    ],
)  # fmt: skip
def test_the_rule_speaks_of_the_situation(services: Services, situation: str, zh: str, en: str) -> None:
    shelf = LawShelf(services.catalogue, SME, DAY)
    for language, word in ((Language.ZH, zh), (Language.EN, en)):
        said = " ".join(s.text.lower() for s in shelf.sentences(situation, language))
        assert word.replace(",", "") in said.replace(",", "")


def test_the_version_in_force_on_the_day_is_read(services: Services) -> None:
    def cited(as_of: date) -> set[str]:
        said = LawShelf(services.catalogue, SME, as_of).sentences("late_fee", Language.ZH)
        ids = services.catalogue.passages(tuple(q.passage_id for s in said for q in s.quotes), SME)
        heads = services.catalogue.heads(SME, ids=tuple(p.document_id for p in ids))
        return {h.record.policy_id for h in heads if isinstance(h.record, PolicyRecord)}

    assert cited(DAY) == {"CN-IR-2023"}
    shelf = LawShelf(services.catalogue, SME, date(2022, 1, 1))
    assert "2010" in (shelf.title("CN-IR", Language.ZH) or "")
    assert "2023" in (shelf.on(DAY).title("CN-IR", Language.ZH) or "")


def test_an_instrument_that_the_library_does_not_hold_gives_no_rule(services: Services) -> None:
    shelf = LawShelf(services.catalogue, SME, DAY)
    assert shelf.title("NO-SUCH-LAW", Language.EN) is None
    assert shelf.sentences("no such situation", Language.ZH) == ()
    assert LawShelf(services.catalogue, SME, date(1990, 1, 1)).sentences("award:93", Language.ZH) == ()


def test_the_situations_of_a_patent_are_those_of_its_status() -> None:
    named = {str(kind) for kind in Availability}
    assert {
        "restricted_exclusive",
        "restricted_sole",
        "restricted_pledge",
        "lapsed",
        "expired",
    } <= named & set(BASES)


def test_a_governing_sentence_names_its_law_and_its_article_as_headed(services: Services) -> None:
    shelf = LawShelf(services.catalogue, SME, DAY)
    said = [statement.text for statement in shelf.sentences("government_interest", Language.EN)]
    assert any("Bayh-Dole Act" in text and "Section 203 March-in rights: " in text for text in said)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("学校许可收入要分给发明人多少?", "不低于50%"),
        ("What share of a licence fee goes to the inventors?", "not less than 50%"),
        ("专利到期了我们还要继续交钱吗?", "只在专利权存续期限内有效"),
        (
            "What happens if the patent lapses while we are paying for it?",
            "only while the patent right subsists",
        ),
        ("If the patent is declared invalid later, do we get our money back?", "no retroactive effect"),
        ("专利后来被宣告无效，交的钱能退吗?", "没有追溯力"),
        ("小企业年费能便宜多少?", "减缴85%"),
        ("Do small firms get a discount on the annual fee?", "reduction of 85%"),
        ("How many days does the university have to publish the price?", "at least 15 days"),
        ("先用后付是不是就是不要钱?", "不等于免费"),
        ("外观设计专利的保护期是多少年?", "外观设计专利权期限为15年"),
        ("我们学校和企业共有的专利，学校能自己许可出去吗?", "单独以普通许可方式许可他人"),
        ("转让专利要交什么税", "请向主管税务机关核实"),
        ("What taxes are due on a patent assignment?", "asked of the competent tax authority"),
        ("专利买卖合同签了就算过户了吧?", "自登记之日起生效"),
        ("Is the patent ours once the assignment is signed?", "takes effect on the day of registration"),
        ("专利拿去银行贷款要办啥手续", "共同向国家知识产权局办理质押登记"),
        ("独占跟排他到底啥区别,老搞混", "许可人可以自行实施"),
        (
            "What is the difference between an exclusive and a sole licence?",
            "the licensor may work the patent too",
        ),
    ],
)
def test_a_situation_told_in_plain_words_is_answered_by_its_rule(ask: Ask, question: str, says: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert says in answer.text
