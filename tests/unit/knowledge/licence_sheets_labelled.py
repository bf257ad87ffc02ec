"""Ten invented declarations, withdrawals, lists and term sheets, with what each states; unlisted fields are not stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.types import NoticeType


@dataclass(frozen=True, kw_only=True)
class LabelledSheet:
    """A text and its labels: of the notice, and of each offer in order. Money is (amount, currency)."""

    name: str
    title: str
    text: str
    kind: NoticeType
    notice: dict[str, Any]
    offers: tuple[dict[str, Any], ...] = ()


SHEETS = (
    LabelledSheet(
        name="open declaration as a form",
        title="专利开放许可声明",
        text="专利开放许可声明\n专利号 | ZL201919990001.5 | 专利权人 | 示例大学A\n发明名称 | 一种电池回收方法\n"
        "许可使用费支付方式和标准 | 入门费2万元，另按净销售额的3%提成\n许可期限 | 自2025年1月1日至2027年12月31日\n"
        "联系电话 | 010-55550000\n声明日期 | 2024年9月20日\n",
        kind=NoticeType.OPEN_DECLARATION,
        notice={"patent_ids": ("CN201919990001.5",), "licensors": ("示例大学A",), "licence_type": "open"},
        offers=(
            {"licence_type": "open", "patent_ids": ("CN201919990001.5",), "upfront_fee": ("20000", "CNY"), "royalty_rate": "0.03",
             "royalty_base": "net_sales", "fee_model": "entry_plus_running", "term_start": "2025-01-01", "term_end": "2027-12-31",
             "declared_on": "2024-09-20", "contact": "010-55550000", "licensors": ("示例大学A",)},
        ),
    ),
    LabelledSheet(
        name="open declaration as lines",
        title="专利开放许可声明信息",
        text="专利开放许可声明信息\n专利号：ZL 2019 2 9990004.0\n专利权人：示例科技有限公司\n许可使用费标准：三万元/年\n"
        "许可期限：至专利权有效期届满\n联系方式：示例科技有限公司知识产权部\n",
        kind=NoticeType.OPEN_DECLARATION,
        notice={"patent_ids": ("CN201929990004.0",), "licensors": ("示例科技有限公司",), "licence_type": "open"},
        offers=(
            {"licence_type": "open", "patent_ids": ("CN201929990004.0",), "periodic_fee": ("30000", "CNY"), "fee_model": "fixed_periodic",
             "contact": "示例科技有限公司知识产权部", "licensors": ("示例科技有限公司",)},
        ),
    ),
    LabelledSheet(
        name="free open declaration with several patents",
        title="开放许可声明公告",
        text="开放许可声明公告\n序号 | 专利号 | 专利名称 | 专利权人 | 许可使用费\n1 | ZL201919990001.5 | 一种泵 | 示例大学A | 免费许可\n"
        "2 | ZL201919990002.3 | 一种阀 | 示例大学A | 一次性支付10万元\n",
        kind=NoticeType.OPEN_DECLARATION,
        notice={"patent_ids": ("CN201919990001.5", "CN201919990002.3"), "licensors": ("示例大学A",)},
        offers=(
            {"licence_type": "open", "patent_ids": ("CN201919990001.5",), "fee_model": "royalty_free", "licensors": ("示例大学A",)},
            {"licence_type": "open", "patent_ids": ("CN201919990002.3",), "fee_model": "lump_sum", "upfront_fee": ("100000", "CNY"),
             "licensors": ("示例大学A",)},
        ),
    ),
    LabelledSheet(
        name="withdrawal",
        title="关于撤回专利开放许可声明的公告",
        text="关于撤回专利开放许可声明的公告\n专利号：ZL201919990001.5\n专利权人：示例大学A\n"
        "专利权人请求撤回开放许可声明，自2026年6月1日起生效。\n",
        kind=NoticeType.OPEN_WITHDRAWAL,
        notice={"patent_ids": ("CN201919990001.5",), "licensors": ("示例大学A",), "withdrawn_on": "2026-06-01"},
    ),
    LabelledSheet(
        name="Chinese term sheet with numbered clauses",
        title="专利实施许可合同条款清单",
        text="专利实施许可合同条款清单\n许可方（甲方）：示例大学A\n被许可方：示例动力有限公司\n1. 许可专利：ZL201919990001.5、ZL201919990002.3\n"
        "2. 许可类型：独占许可\n3. 入门费：人民币二十万元\n4. 提成率：净销售额的3%\n5. 最低年费：5万元\n6. 许可期限：自合同生效之日起5年\n"
        "7. 地域：中国大陆\n8. 使用领域：动力电池回收\n9. 分许可：经许可方书面同意后可以分许可\n10. 后续改进：归各自所有\n"
        "11. 保密：双方对技术资料保密五年\n12. 里程碑：中试完成后支付10万元；量产后支付20万元\n",
        kind=NoticeType.TERM_SHEET,
        notice={"patent_ids": ("CN201919990001.5", "CN201919990002.3"), "licensors": ("示例大学A",), "licensee": "示例动力有限公司",
                "licence_type": "exclusive", "territory": "中国大陆", "field_of_use": "动力电池回收"},
        offers=(
            {"licence_type": "exclusive", "patent_ids": ("CN201919990001.5", "CN201919990002.3"), "upfront_fee": ("200000", "CNY"),
             "royalty_rate": "0.03", "royalty_base": "net_sales", "minimum_annual": ("50000", "CNY"), "fee_model": "entry_plus_running",
             "term_months": 60, "territory": "中国大陆", "field_of_use": "动力电池回收", "sublicensing_terms": "经许可方书面同意后可以分许可",
             "improvements": "归各自所有", "confidentiality": "双方对技术资料保密五年",
             "milestones": (("中试完成后支付10万元", ("100000", "CNY")), ("量产后支付20万元", ("200000", "CNY"))), "licensors": ("示例大学A",)},
        ),
    ),
    LabelledSheet(
        name="English term sheet as a table",
        title="Term sheet for a patent licence",
        text="Term sheet for a patent licence\nLicensor | Sample University A\nLicensee | Example Pumps Ltd\n"
        "Licensed Patents | US 9,999,991 B2 and EP9999992B1\nGrant | a non-exclusive licence to make, use and sell Licensed Products\n"
        "Upfront fee | USD 50,000, payable on signing\nRunning royalty | 3.5% of Net Sales\n"
        "Minimum annual royalty | USD 10,000 from the third year\nTerm | ten years from the Effective Date\n"
        "Territory | United States and Canada\nField | water pumps\nSublicensing | not permitted\n"
        "Improvements | Licensee grants back a non-exclusive licence\nMaintenance | by Licensor at its own cost\n",
        kind=NoticeType.TERM_SHEET,
        notice={"patent_ids": ("US9999991B2", "EP9999992B1"), "licensors": ("Sample University A",), "licensee": "Example Pumps Ltd",
                "licence_type": "non_exclusive", "territory": "United States and Canada", "field_of_use": "water pumps",
                "sublicensing": False},
        offers=(
            {"licence_type": "non_exclusive", "patent_ids": ("US9999991B2", "EP9999992B1"), "upfront_fee": ("50000", "USD"),
             "royalty_rate": "0.035", "royalty_base": "net_sales", "minimum_annual": ("10000", "USD"), "fee_model": "entry_plus_running",
             "term_months": 120, "territory": "United States and Canada", "field_of_use": "water pumps", "sublicensing": False,
             "improvements": "Licensee grants back a non-exclusive licence", "maintenance": "by Licensor at its own cost",
             "licensors": ("Sample University A",)},
        ),
    ),
    LabelledSheet(
        name="English term sheet with clauses, tiers and a limit",
        title="TERM SHEET",
        text="TERM SHEET\n\n1. Licensor. Sample Institute\n\n2. Licence type: co-exclusive in the field of pumps\n\n3. Royalty\n"
        "3% up to USD 1,000,000 of Net Sales, 2% above\n\n4. Upfront fee: up to EUR 20,000\n\n5. Term: until 31 December 2030\n\n"
        "6. Territory\nWorldwide\n\n7. Sublicensing: Permitted\n",
        kind=NoticeType.TERM_SHEET,
        notice={"licensors": ("Sample Institute",), "licence_statement": "co-exclusive in the field of pumps", "territory": "Worldwide",
                "sublicensing": True},
        offers=(
            {"licence_statement": "co-exclusive in the field of pumps", "fee_model": "entry_plus_running", "term_end": "2030-12-31",
             "territory": "Worldwide", "sublicensing": True, "licensors": ("Sample Institute",)},
        ),
    ),
    LabelledSheet(
        name="list of a university",
        title="示例大学A可许可成果清单",
        text="示例大学A可许可成果清单\n序号 | 成果名称 | 专利号 | 专利权人 | 许可方式 | 许可费用（万元/年） | 联系人\n"
        "1 | 一种泵 | ZL201919990001.5 | 示例大学A | 普通许可 | 3 | 技术转移办公室\n"
        "2 | 一种阀 | ZL201919990002.3 | 示例大学A | 独家许可 | 面议 | 技术转移办公室\n"
        "3 | 一种管 | ZL201919990003.1 | 示例大学A；示例公司B | 排他许可 | 10-20 | 技术转移办公室\n",
        kind=NoticeType.AVAILABILITY,
        notice={"patent_ids": ("CN201919990001.5", "CN201919990002.3", "CN201919990003.1"), "licensors": ("示例大学A", "示例公司B")},
        offers=(
            {"patent_ids": ("CN201919990001.5",), "licence_type": "non_exclusive", "periodic_fee": ("30000", "CNY"),
             "fee_model": "fixed_periodic", "contact": "技术转移办公室", "licensors": ("示例大学A",)},
            {"patent_ids": ("CN201919990002.3",), "licence_statement": "独家许可", "fee_model": "negotiable", "contact": "技术转移办公室",
             "licensors": ("示例大学A",)},
            {"patent_ids": ("CN201919990003.1",), "licence_type": "sole", "contact": "技术转移办公室", "licensors": ("示例大学A", "示例公司B")},
        ),
    ),
    LabelledSheet(
        name="pay after use, blanks left open",
        title="专利实施许可合同（示范文本）",
        text="专利实施许可合同（示范文本）\n许可方：示例研究院\n被许可方：__________\n专利号：ZL201919990002.3\n许可方式：普通许可\n"
        "许可费：先用后付：自交付之日起12个月内免许可费，首批销售额达到100万元时支付12万元\n许可期限：3年\n地域：\n分许可：不得\n",
        kind=NoticeType.TERM_SHEET,
        notice={"patent_ids": ("CN201919990002.3",), "licensors": ("示例研究院",), "licence_type": "non_exclusive", "sublicensing": False},
        offers=(
            {"patent_ids": ("CN201919990002.3",), "licence_type": "non_exclusive", "fee_model": "pay_after_use", "free_months": 12,
             "trigger_sales": ("1000000", "CNY"), "deferred_fee": ("120000", "CNY"), "term_months": 36, "sublicensing": False,
             "licensors": ("示例研究院",)},
        ),
    ),
    LabelledSheet(
        name="heads of terms for a field",
        title="Heads of terms",
        text="Heads of terms\nLicensor: Sample Trust\nLicensed Patents: EP9999993B1\nExclusivity: exclusive\nField of use: wound dressings\n"
        "Royalty: GBP 0.40 per unit\nTerm: from 1 March 2026 to 28 February 2031\nSublicensing: only to affiliates\n"
        "Know-how: two days of training at Licensor's site\n",
        kind=NoticeType.TERM_SHEET,
        notice={"patent_ids": ("EP9999993B1",), "licensors": ("Sample Trust",), "licence_type": "exclusive", "field_of_use": "wound dressings"},
        offers=(
            {"patent_ids": ("EP9999993B1",), "licence_type": "exclusive", "field_of_use": "wound dressings", "fee_model": "running",
             "royalty_base": "unit", "unit_fee": ("0.4", "GBP"), "term_start": "2026-03-01", "term_end": "2031-02-28",
             "sublicensing_terms": "only to affiliates", "know_how": "two days of training at Licensor's site", "licensors": ("Sample Trust",)},
        ),
    ),
)  # fmt: skip
