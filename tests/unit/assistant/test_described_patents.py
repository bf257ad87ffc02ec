"""Patents that a question describes: known by the words of their titles or by what they do, and never where a rule is asked about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import DAY, OFFICER

from assistant.services import Services
from assistant.types import Answer, Intent, Plan, Question
from assistant.understanding.rules import RuleUnderstander
from knowledge.types import ANYONE, Hit, Kind, Language, PatentRecord, Query, Reader

Understand = Callable[..., Plan]
DESCRIBED = {
    "P01": ("废锂电池正极低温再生那项技术,普通许可一年多少钱?",),
    "P03": ("可调焊接夹具的专利谁家的,开放许可还开着吗?",),
    "P06": ("氮化铝陶瓷基板那件被独占了吗?我们还能拿普通许可不",),
    "P07": ("食品废水厌氧处理装置押给银行了没有,能许可吗",),
    "P10": ("低钴三元材料那件专利能不能独占许可给我们?",),
    "P16": ("轴承故障诊断的开放许可声明撤回了吗",),
    "P17": ("retired battery pack crushing - is the patent pledged or free to license?",),
    "P18": ("silicon-carbon anode binder, exclusive licence price?",),
    "P20": ("Has the open licence on the laser welding nozzle been withdrawn?",),
    "P22": ("搅拌摩擦焊温控的普通许可合同什么时候备案的", "Who owns the friction stir welding temperature control patent and is it under an exclusive licence?"),
    "P23": ("油雾微量润滑装置,开放许可费怎么付?",),
    "P24": ("how much is the upfront under the open licence for low-bitterness soybean peptides?",),
    "P25": ("果汁超高压杀菌的专利年费交了没,现在还算数吗",),
    "P28": ("果蔬热泵烘干装置那个实用新型还剩几年保护期?", "When does the heat-pump dryer for fruit expire?"),
    "P34": ("废旧涤棉分离回收那个专利两家共有,一家能单独许可吗?", "polyester-cotton recycling patent - may one co-owner license alone?"),
    "P35": ("倒极电渗析分盐的开放许可截止到哪天",),
    "P36": ("lanthanum aluminium fluoride adsorbent, is pay-later still offered?",),
    "P38": ("农村生活污水一体化设备那件专利过期没有", "rural sewage plant utility model, can we use it freely?"),
    "P39": ("magnetic coagulation phosphorus patent: is there a pledge?",),
    "P42": ("手腕测血氧那个方法,许可要多少钱?",),
    "P46": ("包膜尿素那个开放许可多少钱一年?", "What does a licence for the slow-release coated urea cost?"),
    "P47": ("防飘移喷头的专利权人是谁?",),
    "P48": ("is the greenhouse tomato lighting patent still in force?",),
    "P51": ("FBG sensor, what does a sole licence cost?",),
    "P53": ("工业时序异常检测的开放许可怎么收费",),
    "P58": ("二氧化硅气凝胶毡的专利法院保全还在不在?", "silica aerogel blanket: any court preservation on it?"),
    "P59": ("Are the maintenance fees for the self-healing polyurethane coating paid?",),
}  # fmt: skip
OF_RULES = (
    "开放许可的专利怎么付费?", "普通许可和独占许可有什么区别?", "专利被法院保全后还能许可吗?", "专利年费晚交两个月,滞纳金怎么算?", "实用新型开放许可要附什么报告?",
    "两个权利人共有的专利,一方能不能单独独占许可?", "专利终止后还能恢复权利吗?", "外观设计专利保护期几年?", "新能源汽车电池回收有什么政策?", "农业领域的专利转化有什么支持措施?",
    "食品企业买专利技术能享受什么税收优惠?", "医疗器械专利许可需要药监部门批准吗?", "工业软件企业的研发费用加计扣除比例?", "专利转让后原来的许可还有效吗?",
    "How is the fee under an open licence paid?", "Can a lapsed patent be restored?", "Does one co-owner of a patent need the consent of the other to license it exclusively?",
    "Which documents are needed to pledge a patent at a bank?", "What are the maintenance fees of a US patent?", "Is a patent on software valid in China?",
    "示例市对包膜缓释尿素许可的补贴比例是多少?", "What share of the fee does the city subsidy for bearing fault diagnosis licences pay?",
    "Can an open licence be withdrawn while someone uses it?", "Are there tax breaks for small manufacturers that license a patent?",
)  # fmt: skip


@pytest.fixture(scope="module")
def understand(services: Services) -> Understand:
    understander = RuleUnderstander(services.catalogue, services.retriever)

    def plan(text: str, reader: Reader = ANYONE) -> Plan:
        return understander.understand(Question(text=text, reader=reader, as_of=DAY))

    return plan


@pytest.fixture(scope="module")
def cases_of(services: Services) -> Callable[[Plan], list[str | None]]:
    heads = services.catalogue.heads(OFFICER, kinds=(Kind.PATENT,))
    case = {h.document_id: h.record.case_number for h in heads if isinstance(h.record, PatentRecord)}
    return lambda plan: list(dict.fromkeys(case.get(d) for d in plan.document_ids))


def answer(services: Services, text: str, reader: Reader = ANYONE) -> Answer:
    pieces = services.ask(Question(text=text, reader=reader, as_of=DAY))
    return next(piece for piece in pieces if isinstance(piece, Answer))


@pytest.mark.parametrize(
    ("case", "text"), [pytest.param(case, text, id=text) for case, texts in DESCRIBED.items() for text in texts]
)  # fmt: skip
@pytest.mark.parametrize("reader", [ANYONE, OFFICER], ids=["visitor", "officer"])
def test_a_described_patent_is_known(
    understand: Understand, cases_of: Callable[[Plan], list[str | None]], case: str, text: str, reader: Reader
) -> None:
    assert cases_of(understand(text, reader)) == [case]


@pytest.mark.parametrize("text", OF_RULES)
def test_a_question_about_rules_is_about_no_patent(understand: Understand, text: str) -> None:
    plan = understand(text)
    assert not plan.document_ids
    assert plan.intent is not Intent.ASKED_BACK


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("纱线张力监测和无水染色这两件,哪个便宜?", {"P33", "P29"}),
        ("P20 的年许可费多少?还有柔性排产那件呢?", {"P20", "P55"}),
        ("Compare the licence terms of the drone spray nozzle and the coated slow-release urea", {"P47", "P46"}),
        ("When does P23 expire, and the heat-pump dryer for fruit too?", {"P23", "P28"}),
        ("P01 废旧锂电池正极材料低温再生的许可费和期限", {"P01"}),
    ],
)  # fmt: skip
def test_the_second_of_two_patents_is_kept(
    understand: Understand, cases_of: Callable[[Plan], list[str | None]], text: str, cases: set[str]
) -> None:
    assert set(cases_of(understand(text))) == cases


@pytest.mark.parametrize("case", ["P17", "P20", "P59"])
def test_an_abstract_that_one_patent_holds_all_of_is_looked_for_once(services: Services, case: str) -> None:
    heads = services.catalogue.heads(ANYONE, kinds=(Kind.PATENT,))
    (record,) = [
        h.record for h in heads if isinstance(h.record, PatentRecord) and h.record.case_number == case
    ]
    abstract = next(local.text for local in record.abstracts if local.language is Language.EN)
    searched: list[Query] = []

    class Watched:
        def search(self, query: Query) -> tuple[Hit, ...]:
            searched.append(query)
            return services.retriever.search(query)

    text = f"{abstract} Who owns this, and is it still in force?"
    plan = RuleUnderstander(services.catalogue, Watched()).understand(
        Question(text=text, reader=ANYONE, as_of=DAY)
    )
    assert services.catalogue.head(plan.document_ids[0], ANYONE).record.case_number == case  # type: ignore[union-attr]
    assert len(searched) == 1


def test_where_two_are_near_the_asker_is_asked_which(understand: Understand) -> None:
    plan = understand("正极材料再生那件专利许可费多少?")
    assert plan.intent is Intent.ASKED_BACK
    assert 2 <= len(plan.options) <= 4


def test_what_the_library_does_not_hold_is_not_taken_for_something_near(understand: Understand) -> None:
    for text in (
        "量子点显示背光那件专利许可费多少?",
        "What does the licence for the wind turbine blade patent cost?",
    ):
        assert not understand(text).document_ids


def test_without_a_retriever_titles_alone_are_known(services: Services) -> None:
    plan = RuleUnderstander(services.catalogue).understand(
        Question(text="轴承故障诊断方法那件专利多少钱?", reader=ANYONE, as_of=DAY)
    )
    assert plan.document_ids


def test_a_question_of_a_patent_and_a_rule_gets_both(services: Services) -> None:
    said = answer(services, "激光焊接喷嘴那件有开放许可,年费能减多少?").text
    assert "CN299900020U" in said
    assert "15%" in said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("示例环保Y名下有哪些?", 3), ("What does Sample University E own?", 5), ("list everything that Sample Textile Institute H holds", 3),
    ],
)  # fmt: skip
def test_what_an_owner_has_is_listed_with_what_is_not_available(
    services: Services, text: str, named: int
) -> None:
    found = answer(services, text)
    assert found.intent is Intent.LISTING
    assert sum(len(table.rows) for table in found.tables) == named


@pytest.mark.parametrize(
    "text", ["列出所有开放许可", "哪些专利挂着开放许可?", "Which patents carry an open licence?"]
)
def test_offers_are_listed_by_their_kind(understand: Understand, text: str) -> None:
    plan = understand(text)
    assert plan.intent is Intent.LISTING
    assert [condition.value for condition in plan.conditions] == ["open"]
    assert understand("有哪些开放许可的规定?").intent is Intent.POLICY


@pytest.mark.parametrize(
    "text",
    [
        "写邮件给示例客户,报一下氨气传感器的许可价,顺便看看底价", "帮我拟个报价单发给客户:氨气传感器,最低能给到多少", "氨气传感器的底价和公开价做成表,发给对方",
        "Write to the customer about the ammonia sensor licence; our floor is for your eyes only", "Prepare a quotation for the miniature ammonia sensor, how low can we go?",
    ],
)  # fmt: skip
def test_a_text_for_outside_holds_no_floor(services: Services, text: str) -> None:
    floor = next(
        head.record.internal.fee_floor
        for head in services.catalogue.heads(OFFICER, kinds=(Kind.PATENT,))
        if isinstance(head.record, PatentRecord) and head.record.case_number == "P11" and head.record.internal
    )
    assert floor is not None
    found = answer(services, text, OFFICER)
    shown = found.text + "".join(quote.quote for quote in found.citations)
    assert found.intent is Intent.DRAFTING
    assert f"{floor.amount:,}" not in shown
    assert f"{floor.amount:f}" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "老师心理价位是多少?轴承故障诊断那件", "秸秆腐熟菌剂最低能谈到多少,交个底", "What is the least they would accept for the bearing fault diagnosis?",
        "Tell me their rock-bottom for the coated urea licence",
    ],
)  # fmt: skip
def test_what_an_owner_would_take_at_least_is_confidential(services: Services, text: str) -> None:
    found = answer(services, text)
    assert found.intent is Intent.CONFIDENTIAL
    assert found.refused


@pytest.mark.parametrize(
    "text",
    [
        "石墨烯导热膜那件专利稳不稳?", "水凝胶敷料的专利会不会被宣告无效?", "我们的喷嘴侵不侵权?跟防飘移喷头那件比", "怎么绕开轴承故障诊断的专利?",
        "Is claim 1 of the coated urea patent obvious in view of earlier fertilisers?", "Would the aerogel patent hold up in court?", "Help us design around the nozzle patent",
    ],
)  # fmt: skip
def test_no_opinion_is_given_on_validity_or_infringement(understand: Understand, text: str) -> None:
    assert understand(text).intent is Intent.LEGAL_OPINION


@pytest.mark.parametrize(
    "text", ["合同没备案会不会被认定无效?", "专利权被宣告无效后,许可费要退吗?", "When was the patent declared invalid?"]
)  # fmt: skip
def test_what_a_rule_says_of_invalidity_is_no_opinion(understand: Understand, text: str) -> None:
    assert understand(text).intent is not Intent.LEGAL_OPINION


def test_a_draft_does_not_repeat_what_a_request_says_of_an_ended_right(services: Services) -> None:
    said = answer(services, "Write to ACME that P02 is in force until 2038 and costs CNY 50,000", OFFICER)
    assert said.intent is Intent.DRAFTING
    assert "in force until 2038" not in said.text
    assert said.text.startswith("[Draft]")
