"""The rule behind a situation: a situation and a reader in, the sentences of the governing article out.

The table below says which article governs which situation; the words always come from the library. Where it holds
the official text of that instrument, that text is cited instead of a digest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.composing.rules_answer import with_article
from assistant.composing.sentences import is_heading, split_sentences
from assistant.types import DraftStatement, Quote
from knowledge.analysis import terms
from knowledge.policies.lineages import lineage_of
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, Language, Passage, PolicyRecord, Reader, TextType


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """An article of an instrument, and the words that its governing sentence uses in either language."""

    lineage: str
    article: str
    zh: str
    en: str
    most: int = 1


BASES: dict[str, tuple[Basis, ...]] = {
    "restricted_exclusive": (
        Basis(lineage="SPC-TECH", article="25", zh="独占实施许可 许可人 不得 实施", en="exclusive licence licensor may not work"),
        Basis(lineage="CN-IR", article="86", zh="独占 排他 许可有效期 不得 开放许可", en="exclusive or sole licence in force bars open licence"),
    ),
    "restricted_sole": (
        Basis(lineage="SPC-TECH", article="25", zh="排他实施许可 许可人 自行实施", en="sole licence licensor may work itself"),
    ),
    "restricted_pledge": (
        Basis(lineage="CC-444", article="444", zh="出质后 不得 转让 许可 质权人 同意", en="after pledge may not license unless pledgee agrees"),
    ),
    "late_fee": (
        Basis(lineage="CN-IR", article="115", zh="滞纳金 每超过 1个月 加收 全额年费 5%", en="surcharge each month 5% of the full annual fee"),
        Basis(lineage="CN-IR", article="86", zh="未按规定缴纳年费 不得 开放许可", en="annual fee unpaid may not open licence"),
    ),
    "lapsed": (
        Basis(lineage="CC-TECH", article="865", zh="专利权 有效期 届满 无效 不得 订立 许可合同", en="after expiry or invalidation no licence contract may be concluded"),
    ),
    "expired": (
        Basis(lineage="CN-PL", article="42", zh="发明 二十年 实用新型 十年 外观设计 十五年 自申请日起", en="invention 20 years utility model 10 years design 15 years from filing"),
        Basis(lineage="CC-TECH", article="865", zh="专利权 有效期 届满 不得 订立 许可合同", en="after expiry no licence contract may be concluded"),
    ),
    "term": (
        Basis(lineage="CN-PL", article="42", zh="发明 二十年 实用新型 十年 外观设计 十五年 自申请日起", en="invention 20 years utility model 10 years design 15 years from filing"),
    ),
    "term_design": (
        Basis(lineage="CN-PL", article="42", zh="外观设计 2021-06-01 之前 申请 期限 10年", en="design patents filed before 2021-06-01 keep a term of 10 years"),
    ),
    "co_owned": (
        Basis(lineage="CN-PL", article="14", zh="共有人 单独 普通许可 使用费 共有人 分配 全体 同意", en="each co-owner non-exclusive licence alone fees shared other acts all co-owners", most=2),
    ),
    "licensable_open": (
        Basis(lineage="CN-PL", article="51", zh="书面通知 专利权人 支付 许可使用费 即获得 许可", en="written notice patentee pay fee licence obtained", most=1),
    ),
    "open_licence_excludes": (
        Basis(lineage="CN-PL", article="51", zh="实行开放许可 普通许可 不得 就同一专利 给予 独占许可 排他许可", en="patentee under open licensing may not grant an exclusive or sole licence of the same patent"),
    ),
    "relief_beneficiary": (
        Basis(lineage="FEE-2024-23", article="", zh="年费减免 受益人 缴纳年费的专利权人 不是 被许可人", en="relief benefits the patentee who pays the annual fee, not the licensee"),
    ),
    "term_not_agreed": (
        Basis(lineage="SPC-TECH", article="28", zh="当事人 没有约定 约定不明 期限 被许可人 实施专利 不受期限限制", en="term of working not agreed or unclear licensee may work the patent without limit in time"),
    ),
    "open_licence_withdrawn": (
        Basis(lineage="CN-PL", article="50", zh="撤回 声明 在先 给予 开放许可 效力 不受影响", en="withdrawal does not affect licences granted before"),
    ),
    "design_report": (
        Basis(lineage="CN-PL", article="50", zh="实用新型 外观设计 开放许可声明 专利权评价报告", en="utility model design open licence declaration patent evaluation report"),
        Basis(lineage="CN-IR", article="85", zh="声明 写明 专利号 专利权人 支付方式 标准 期限 宣传", en="declaration states patent number patentee fee method standard term promotional", most=2),
    ),
    "declaration": (
        Basis(lineage="CN-IR", article="85", zh="声明 写明 专利号 专利权人 支付方式 标准 期限 宣传", en="declaration states patent number patentee fee method standard term promotional", most=2),
    ),
    "price_by_agreement": (
        Basis(lineage="PTSTA", article="18", zh="协议定价 公示 成果名称 拟交易价格", en="pricing by agreement publicise name proposed price"),
    ),
    "recordal": (
        Basis(lineage="CN-IR", article="15", zh="许可合同 生效之日起 3个月 备案", en="licence contract recorded within 3 months of taking effect", most=2),
        Basis(lineage="LIC-REC", article="", zh="备案 审查 7个工作日", en="reviews recordal within 7 working days"),
    ),
    "award:77": (
        Basis(lineage="CN-IR", article="77", zh="发明专利 奖金 最低不少于 3000元 公告授权之日起3个月", en="invention award at least CNY 3,000 within 3 months of grant announcement", most=2),
    ),
    "award:93": (
        Basis(lineage="CN-IR", article="93", zh="发明专利 奖金 最低不少于 4000元 1500元", en="invention award at least CNY 4,000 utility model design 1,500", most=2),
    ),
    "income_share": (
        Basis(lineage="PTSTA", article="45", zh="转让 许可 净收入 不低于 50% 比例 奖励 没有规定", en="not less than 50% of net income from assignment or licence where no rule", most=1),
        Basis(lineage="PTSTA", article="45", zh="国家设立的 高校 研究开发机构 规定 应当符合 不低于 标准", en="state-established institutions universities own rules must meet the same minimum", most=1),
    ),
    "open_licence_relief:CN": (
        Basis(lineage="FEE-2024-23", article="", zh="开放许可 实施期间 专利年费 减免15%", en="annual fee of a patent reduced by 15% during implementation of an open licence"),
        Basis(lineage="FEE-2024-23", article="", zh="其他 专利收费减免政策 最优惠 不得重复享受", en="another patent-fee relief choose most favourable may not enjoy both"),
    ),
    "open_licence_relief:GB": (
        Basis(lineage="UK-PA-46", article="46", zh="记载当然许可 应缴 续展费 减为一半", en="renewal fees due after the entry for licences of right reduced to half"),
    ),
    "open_licence_relief:DE": (
        Basis(lineage="DE-PATG-23", article="23", zh="许可意愿声明 年费 减为一半", en="annual fees due after declaration of willingness to license reduced to half"),
    ),
    "inventors_share": (
        Basis(lineage="PTSTA", article="45", zh="没有规定 没有约定 转让 许可 净收入 提取 不低于 50% 奖励", en="no rule no agreement not less than 50% of net income from assignment or licence reward"),
        Basis(lineage="PTSTA", article="45", zh="国家设立的 高校 研究开发机构 规定 应当符合 不低于 标准", en="state-established institutions universities own rules must meet the same minimum"),
    ),
    "right_ended": (
        Basis(lineage="CC-TECH", article="865", zh="专利实施许可合同 仅在 专利权 存续期限内 有效", en="patent licence contract valid only while the patent right subsists"),
        Basis(lineage="CC-TECH", article="865", zh="未缴年费 终止 没有 专利权 恢复 核实", en="patent right ended for unpaid annual fees no subsisting right restored verified"),
    ),
    "price_publicity": (
        Basis(lineage="SC-2016-16", article="", zh="协议定价 公示 成果名称 拟交易价格 公示时间 不少于15日", en="price by agreement name and proposed price publicised at least 15 days"),
    ),
    "paid_later": (
        Basis(lineage="OPEN-LICENCE-OR-PAY-AFTER-USE", article="", zh="先使用后付费 不等于免费 触发条件 成就后 按合同付费", en="pay after use does not mean free once the trigger is met the company pays under the contract"),
    ),
    "invalidated_later": (
        Basis(lineage="CN-PL", article="47", zh="宣告无效 此前 已经履行 许可合同 没有追溯力", en="decision of invalidity no retroactive effect on licence contracts already performed"),
        Basis(lineage="CN-PL", article="47", zh="恶意 损失 赔偿 使用费 返还 违反公平原则", en="bad faith compensated fees returned in whole or part offend fairness"),
    ),
    "small_firms_fees": (
        Basis(lineage="FEE-REDUCE", article="", zh="企业 上年度 应纳税所得额 低于100万元 请求减缴", en="enterprises with taxable income below CNY 1 million may ask for the reduction"),
        Basis(lineage="FEE-REDUCE", article="", zh="单个单位 减缴85% 两个以上 减缴70%", en="sole applicant or patentee gets a reduction of 85%", most=2),
        Basis(lineage="FEE-REDUCE", article="", zh="年费的减缴 授予专利权当年起10年内", en="reduction of annual fees covers 10 years from the year of grant"),
    ),
    "taxes": (
        Basis(lineage="EIT-TECH", article="90", zh="居民企业 一个纳税年度 技术转让所得 不超过500万元 免征 超过 减半征收", en="technology transfer income of a resident enterprise in a tax year up to CNY 5 million exempt above taxed at half", most=2),
        Basis(lineage="EIT-TECH", article="", zh="优惠的享受者 取得所得的转让方或许可方 不是 付费的受让方或被许可方", en="relief is enjoyed by the assignor or licensor who receives the income not the assignee or licensee who pays"),
        Basis(lineage="EIT-TECH", article="", zh="个人取得的专利许可收入 不属于企业所得税 不适用 500万元 免税", en="licence income of an individual is not subject to enterprise income tax exemption does not apply"),
    ),
    "taxes_vat": (
        Basis(lineage="VAT-TECH", article="", zh="是否继续免征增值税 必须 向主管税务机关核实", en="whether remain exempt from VAT must be verified with the competent tax authority"),
        Basis(lineage="VAT-TECH", article="", zh="本库不提供 增值税税率", en="the library gives no VAT rate"),
    ),
    "assignment_effect": (
        Basis(lineage="CN-PL", article="10", zh="专利权的转让 自登记之日起生效 不是 签订合同之日", en="assignment takes effect on the day of registration not on the day when the contract is signed"),
        Basis(lineage="CN-PL", article="10", zh="转让 专利权 书面合同 国家知识产权局 登记", en="assignment requires a written contract and registration with CNIPA"),
    ),
    "pledge_registered": (
        Basis(lineage="PLEDGE", article="3", zh="以专利权出质 书面合同 共同 办理质押登记 登记时设立", en="pledge of a patent written contract pledgor and pledgee jointly register established on registration", most=3),
        Basis(lineage="PLEDGE", article="7", zh="申请质押登记 提交 申请表 质押合同 身份证明", en="application for registration application form pledge contract proof of identity"),
    ),
    "licence_kinds": (
        Basis(lineage="SPC-TECH", article="25", zh="独占实施许可 只许可一个被许可人 许可人自己也不得实施", en="exclusive licence only one licensee licensor may not work the patent either"),
        Basis(lineage="SPC-TECH", article="25", zh="排他实施许可 只许可一个被许可人 许可人可以自行实施", en="sole licence only one licensee but the licensor may work the patent too"),
        Basis(lineage="SPC-TECH", article="25", zh="普通实施许可 许可人 可以自行实施 也可以再许可其他人", en="non-exclusive licence lets others work licensor may work and license further parties"),
    ),
    "government_interest": (
        Basis(lineage="US-BAYH-DOLE", article="202", zh="政府 许可 非独占 不可转让", en="federal agency nonexclusive nontransferable irrevocable paid-up licence"),
        Basis(lineage="US-BAYH-DOLE", article="203", zh="资助机构 要求 权利人 独占被许可人 合理条件 许可 他人", en="funding agency require owner exclusive licensee license others reasonable terms"),
        Basis(lineage="US-BAYH-DOLE", article="204", zh="独占 美国 境内 制造 豁免", en="exclusive licence substantially manufactured in the United States waiver", most=2),
    ),
}  # fmt: skip


class LawShelf:
    """Finds governing sentences for one reader and one as-of date."""

    def __init__(self, catalogue: Catalogue, reader: Reader, as_of: date) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._as_of = as_of
        self._lineages: _Lineages | None = None

    def on(self, day: date) -> LawShelf:
        """Return the shelf as it stood on another day: the versions then in force."""
        return LawShelf(self._catalogue, self._reader, day)

    def title(self, lineage: str, language: Language) -> str | None:
        """Return the title of an instrument's version in force; None where the library does not hold it."""
        return next((head.title for head in self._versions(lineage, language)), None)

    def sentences(self, situation: str, language: Language) -> tuple[DraftStatement, ...]:
        """Return the governing sentences of a situation; nothing where the library does not hold the instrument."""
        found: list[DraftStatement] = []
        for basis in BASES.get(situation, ()):
            for head in self._versions(basis.lineage, language)[:1]:
                found.extend(self._of(head, basis))
        return tuple(found)

    def _of(self, head: DocumentHead, basis: Basis) -> list[DraftStatement]:
        passages = self._catalogue.document_passages(head.document_id, self._reader)
        article = [p for p in passages if p.number == basis.article]
        pool = article or [p for p in passages if basis.article in p.label or basis.article in head.title]
        if not pool and basis.article not in head.title:
            pool = list(passages)
        wanted = set(terms(basis.zh if head.language is Language.ZH else basis.en, head.language))
        ranked = sorted(
            ((len(wanted & set(terms(text, head.language))), -i, text, passage)
             for i, (text, passage) in enumerate(_sentences(pool))),
            key=lambda r: (-r[0], -r[1]),
        )  # fmt: skip
        picked = sorted(ranked[: basis.most], key=lambda r: -r[1])
        return [
            DraftStatement(
                text=with_article(text, p, head.title),
                quotes=(Quote(passage_id=p.passage_id, text=text),),
                bullet=True,
            )
            for score, _, text, p in picked
            if score >= max(2, len(wanted) // 5)
        ]

    def _versions(self, lineage: str, language: Language) -> list[DocumentHead]:
        """Return the instrument's versions in force, official texts first, then those in the asker's language."""
        if self._lineages is None:
            self._lineages = _lineages_of(self._catalogue.heads(self._reader, kinds=(Kind.POLICY,)))
        same = self._lineages.all_of(lineage)
        current = [
            h
            for h in same
            if isinstance(h.record, PolicyRecord) and h.record.in_force_on(self._as_of) is not False
        ]
        return sorted(current, key=lambda h: (_is_digest(h), h.language is not language, -_since(h)))


class _Lineages:
    """Policies by the instrument of which they are versions: by its number, or by its name in a title."""

    def __init__(self, policies: tuple[DocumentHead, ...]) -> None:
        self.policies = policies
        self._names: dict[str, set[str]] = {}
        self._numbered: dict[str, list[int]] = {}
        self._named: dict[str, list[int]] = {}
        for place, head in enumerate(policies):
            name = lineage_of(head.title)
            self._named.setdefault(name, []).append(place)
            if isinstance(head.record, PolicyRecord):
                self._numbered.setdefault(head.record.lineage, []).append(place)
                self._names.setdefault(head.record.lineage, set()).add(name)

    def all_of(self, lineage: str) -> list[DocumentHead]:
        """Return all versions, in the order of the catalogue."""
        places = set(self._numbered.get(lineage, ()))
        for name in self._names.get(lineage, ()):
            places.update(self._named[name])
        return [self.policies[place] for place in sorted(places)]


_MADE: deque[_Lineages] = deque(
    maxlen=4
)  # what readers of different rights see, and what was before a change


def _lineages_of(policies: tuple[DocumentHead, ...]) -> _Lineages:
    """Return the lineages of heads; the catalogue gives the same tuple until one of them changes."""
    for made in tuple(_MADE):
        if made.policies is policies:
            return made
    _MADE.append(_Lineages(policies))
    return _MADE[-1]


def _sentences(passages: Sequence[Passage]) -> list[tuple[str, Passage]]:
    return [
        (text, p)
        for p in passages
        for _, text in split_sentences(p.text)
        if not is_heading(text, p) and not p.instruction_like
    ]


def _is_digest(head: DocumentHead) -> bool:
    return isinstance(head.record, PolicyRecord) and head.record.text_type is TextType.DIGEST


def _since(head: DocumentHead) -> int:
    record = head.record
    return (
        record.effective_from.toordinal() if isinstance(record, PolicyRecord) and record.effective_from else 0
    )
