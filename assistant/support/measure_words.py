"""The words by which policies say what they give, to whom and on which condition, in both languages. Patterns only."""

from __future__ import annotations

import re

from assistant.support.types import Topic, Want
from knowledge.lazy_patterns import any_of, lazy_pattern

_FLAGS = re.IGNORECASE


# ── what is given ────────────────────────────────────────────────────────────────────────────────────────

BENEFITS: dict[Want, re.Pattern[str]] = {
    Want.FEE_RELIEF: any_of(
        "(?:年费|续展费|申请费|费用|收费|单独指定费)[^。]{0,24}(?:减免|减缴|减半|减为|免缴|免收)", "(?:减免|减缴|免缴|免收)[^。]{0,24}(?:年费|申请费|审查费|\\d+ ?%)", "减缴 ?\\d",
        r"\b(?:annual|renewal|patent|filing|designation|official) fees?\b[^.]{0,110}\b(?:reduced|reduction|waived|exempt|halved)", r"\b(?:reduction|relief) of (?:\d|annual|renewal)", r"\bfees? that can be reduced",
    ),
    Want.TAX_RELIEF: any_of(
        "免征[^。]{0,12}税", "减半征收", "减征", "减按[^。]{0,12}计", "加计扣除", r"\bexempt(?:ed)? (?:from|up to)\b", r"\btaxed at (?:half|a reduced)", r"\bcounted at \d", r"\bsuper-?deduction",
    ),
    Want.PAY_AFTER_USE: any_of(
        "先使用后付费", "先用后付", "先用后转", "里程碑付款", "延期起付", "不付前期费", "免费试用", r"\bpay[- ]after[- ]use\b", r"\buse first,? (?:pay|transfer) later", r"\bmilestone payments?", r"\bno up-?front fee", r"\btr(?:ies|y|ial)\b[^.]{0,40}\bfree of charge",
    ),
    Want.INTEREST_SUBSIDY: any_of("贴息", r"\binterest (?:subsid|support)", r"\bsubsid\w+ (?:the )?interest"),
    Want.GRANT: any_of(
        "给予[^。]{0,24}(?:奖励|补贴|补助|资助|奖补|支持)", "(?:奖励|补贴|补助|资助|奖补)(?:金额|标准)?[^。]{0,8}(?:最高|不超过|\\d)", r"\b(?:offers?|gives?|grants?|provides?|receives?)\b[^.]{0,40}\b(?:rewards?|subsid\w+|grants?|bonus)", r"\bsubsidi[sz]es?\b", r"\b(?:reward|subsidy|grant) of up to\b",
    ),
    Want.PLEDGE: any_of(
        "(?:可以|支持|鼓励|给予|提供|应当)[^。]{0,24}(?:质押融资|质押贷款|质押登记)", "(?:质押融资|质押贷款|质押登记)[^。]{0,12}(?:可以|支持|给予|补)", "以专利权出质(?:应当|可以)", r"\b(?:pledge|pledging)\b[^.]{0,30}\b(?:can be registered|loans?|finance|needs a written contract)", r"\bpledge financing",
    ),
    Want.RECOGNITION: any_of(
        "(?:建立|培育|认定|推广|遴选|申报|评选)[^。]{0,24}(?:样板企业|密集型产品|示范企业|优势企业|培育库)", r"\b(?:cultivat\w+|sets? up|recogni[sz]\w+|promot\w+|select\w*|pool of)\b[^.]{0,60}\b(?:model enterprises|patent-intensive products|demonstration enterprises)",
    ),
    Want.PRIORITY: any_of("优先(?:向|支持|许可|转让|考虑)[^。]{0,16}企业", "优先向", r"\bto (?:micro|small)[^.]{0,40}\bwith priority", r"\bpreference (?:to|for) small"),
}  # fmt: skip

MAY_GIVE = any_of(
    "减[免缴半征按为]|免[征缴收]|加计扣除|付费|先用后|付款|起付|试用|贴息|给予|奖励|补贴|补助|资助|奖补|质押|出质|样板|密集型|示范企业|优势企业|培育库|优先",
    r"\bfee|\bexempt|\btaxed|\bcounted|\bdeduction|\bpay|\buse first|\bfree of charge|\bsubsid|\breward|\bgrant|\bbonus|\bpledg|\benterprises\b|\bproducts\b|\bpriority|\bpreference",
)
"""What a passage has to hold to be read for benefits at all: a law of a hundred articles mostly gives nothing."""
TITLES = any_of(
    "专利|知识产权|科技|科学技术|成果|技术|创新|中小|小微|民营|高新|产业|税|收费|减缴|质押|融资|转化|扶持|奖励|补贴|资助|贴息|付费|样板|企业",
    r"\bpatent|\bintellectual|\btechnolog|\binnovat|\bSMEs?\b|\bsmall|\benterprise|\btax|\bfees?\b|\bpledge|\bgrant|\bsubsid|\brelie|\bincentive|\bpay|\blicen[cs]|\bscheme|\bprogramme|\bResults\b|\bDecision\b",
)
"""What a title names where a library holds so many policies that not each of them is read."""

NAMES = any_of(
    "“[^”]{2,20}”", "(?:先使用后付费|先用后付|先用后转|减缴|质押登记|培育|开放许可)(?:改革|推广|实施|操作|工作)?(?:试点|方案|指引|办法|计划|规则|政策|措施|概览)(?:工作方案|实施方案)?(?:（试行）)?",
    r"“[^”]{2,40}”", r"\bpay[- ]after[- ]use (?:pilot|guideline|plan|scheme|rules?|policy)", r"\bMeasures for (?:the )?Reduction of Patent Fees", r"\bpledge registration measures", r"\bpool of model enterprises\b(?= through)",
)  # fmt: skip
"""Names of programmes: that a sentence has one says nothing of what it gives."""

GIVEN_ALL_THE_SAME = any_of("不付前期费用?", "不超过", "不低于", r"\bno up-?front fee", r"\bnot exceeding", r"\bnot (?:less|more) than")  # fmt: skip
NOT_GIVEN = any_of(
    "不(?!同)", "没有", "未", "停止", "取消", "违反", "骗取", "核实", "确认", "本摘要", "本库", "见诸报道", "报道", "目标", "称，", "印发", "发布", "取代", "制定，", "起(?:施行|试点)", "依据是", "法律依据", "以前的", "达不到", "人员", "发明人", "设计人", "完成人", "个人(?:是|的|取得)", "突出贡献", "显著成绩", "表彰", "举报", "奖励期", "政府应当(?:建立|建设|加强|完善|加大|采取)", "代码", "补缴", "取决于", "例如", "名称", "(?:申请|申报)[^。]{0,10}(?:企业|单位|申请人)(?:应当|须|必须)", "产值", "成交额",
    r"\bnot\b", r"\bno\b(?!\.)", r"\bnever\b", r"\bcannot\b", r"\bmust be verified", r"\bdigest\b", r"\breport", r"\bissued\b", r"\bstarted as\b", r"\breplaced\b", r"\brests? on\b", r"\blegal basis\b", r"\bbreach", r"\btargets?\b", r"\bsays that\b", r"\bbefore \d{4}", r"\bfalls short", r"\bpersonnel\b", r"\binventors?\b", r"\bresearchers?\b", r"\bindividuals with\b", r"\bevent code", r"\bcancel", r"\bfor example\b", r"\bdifferent names\b", r"\bwas made by\b",
)  # fmt: skip
"""What a sentence holds that bounds, reports or denies, or that rewards persons: it is no gift to an enterprise."""

SUBJECT = any_of("专利", "知识产权", "科技成果", "技术(?:转让|许可|合同|转移|成果)", r"\bpatent", r"\bintellectual property", r"\bIP\b", r"\btechnology (?:transfer|contract|licen)", r"\bS&T\b", r"\bresults?\b")  # fmt: skip
AUTHORITY = any_of(
    "[局部委会院厅省市]|政府|中央|国务院|共和国|银行",
    r"\b(?:ministr|administration|commission|council|congress|office|department|government|committee|bureau|court|province|parliament|authorit|agency|bank|academy|republic|union|CNIPA|institute of standards|beijing|shanghai|state)",
)  # fmt: skip
"""Who makes a measure: an overview or a press report is none."""

# ── on which condition ───────────────────────────────────────────────────────────────────────────────────

_N = r"(?P<n>\d+)"
CONDITIONS: dict[Topic, re.Pattern[str]] = {
    Topic.AREA: any_of(
        "(?:地域|区域|范围)(?:是|为)(?P<area>[\u4e00-\u9fff]{4,30}?(?:区|园))[。，]", "注册(?:地)?在(?P<area2>[\u4e00-\u9fff]{2,24}?(?:新区|示范区|开发区|高新区|园区|自贸区|核心区))", r"\bcovers (?P<area3>the [^.]{4,80}?(?:zone|area|park))\b[^.]*\.", r"\bregistered in (?P<area4>the [^.,]{4,60}?(?:zone|area|park))\b",
    ),
    Topic.SIZE: any_of(
        "(?:给|对|向|面向|支持|促进|帮助|适用于|限于|须为|应当?为|被许可方是|针对)(?:[\u4e00-\u9fff、]{0,10})?(?:中小微|中小|小微|小型微利|小型|微型|大型)企业", "(?:中小微|中小|小微|小型微利)企业[^。]{0,6}(?:可以|给予|享受|优先)",
        r"\b(?:to|for|supports?|promotes?|helps?|limited to|licensees are|benefits?)\b[^.]{0,24}\b(?:micro, small and medium|small and medium|small and micro|SMEs?\b|micro and small|small business)",
    ),
    Topic.HIGH_TECH: any_of("(?:给|对|向|面向|支持|限于|须为|应当?为|认定的|具备)[\u4e00-\u9fff、]{0,10}高新技术企业", r"\b(?:to|for|limited to|must be)\b[^.]{0,24}\bhigh-?(?:and new-?)?tech(?:nology)? enterprises?"),
    Topic.INCOME: any_of("应纳税所得额(?:低于|少于|不超过|不高于|小于)", r"\btaxable income (?:below|under|less than|not exceeding|of up to)"),
    Topic.ROLE: any_of(
        "(?:优惠|减免|享受者)[^。]{0,24}(?:由|是)[^。]{0,14}许可方", "许可方才能享受", "转让[^。]{0,12}许可使用权(?:的|取得)", r"\b(?:relief|exemption)\b[^.]{0,60}\b(?:belongs to|benefits) the (?:assignor or )?licensor", r"\bbefore the licensor can enjoy", r"\bresident enterprises [^.]{0,24}from granting [^.]{0,20}licen[cs]es",
    ),
    Topic.PATENTS: any_of(
        "受益人是[^。]{0,14}专利权人", "由(?:申请人或者?)?专利权人(?:请求|享受)", "专利权人(?:在授权后)?可以随时请求", r"\bbenefits? the patentee", r"\brequested by the (?:applicant or )?patentee", r"\bthe proprietor may ask",
    ),
    Topic.OPEN_LICENCE: any_of(
        "开放许可实施期间", "记载(?:其专利可供)?当然许可", "记载当然许可", r"\b(?:during the implementation of an|in which the) open licen[cs]e\b", r"\bopen licen[cs]e is implemented", r"\bafter the entry for licen[cs]es of right", r"\bentry in the register that licen[cs]es",
    ),
    Topic.LICENCE_YEARS: any_of(f"期限须为 ?{_N} ?年以上", "(?P<n2>\\d+) ?年以上(?:（含\\d+年）)?的?非独占许可", r"\bmust run for (?P<n3>\d+) years or more", r"\blicen[cs]es? of (?P<n4>\d+) years or more"),
    Topic.OWN_TECHNOLOGY: any_of("(?:限于|须对|应当?对)[^。]{0,16}拥有所有权", "须对[^。]{0,12}拥有所有权", r"\bmust be technology that the enterprise owns", r"\blicensor must own"),
    Topic.UNIVERSITY_TECHNOLOGY: any_of(
        "针对职务科技成果", "使用职务科技成果", "许可方是高校", "(?:高校|高等院校|研究开发机构|科研院所)[^。]{0,24}(?:许可给|转移科技成果|转移给)", "科技成果[，、]?先?免费试用", r"\bconcerns service S&T results", r"\busing a service S&T result", r"\buniversities and research institutes to license", r"\binstitutes and universities to take measures to transfer",
    ),
    Topic.TRL: any_of(r"TRL ?(?P<n>[1-9])[)）]?以上", r"\bTRL (?P<n2>[1-9]) or above"),
    Topic.REGISTERED_CONTRACT: any_of("应当签订[^。]{0,14}合同[^。]{0,14}登记", r"\brequires a signed [^.]{0,40}contract and its recognition and registration", r"\bneeds a technology contract that has been"),
    Topic.WRITTEN_CONTRACT: any_of("出质应当订立书面合同", r"\bpledging a patent needs a written contract"),
    Topic.JOINT: any_of("共有专利出质的", r"\bpledging a co-owned patent needs"),
    Topic.OTHER_RELIEF: any_of(
        "不[得能](?:重复|同时)享受", "不能与[^。]{0,40}叠加", "只能选择最优惠", r"\bmay not (?:enjoy both|be enjoyed together)", r"\bmore favourable may be chosen", r"\bcannot be added to", r"\bmost favourable one",
    ),
    Topic.FURTHER: any_of(
        "(?:营业收入|销售收入|销售额|注册资本|实缴资本|成立|研发(?:投入|费用)|职工|从业人员|资产总额|信用)[^。]{0,16}(?:不超过|不低于|不少于|低于|高于|以上|以下|满|达到|良好|记录)",
        r"\b(?:turnover|revenue|registered capital|R&D (?:spending|expenditure)|employees|staff|established for|credit record)\b[^.]{0,30}(?:\b(?:below|under|at least|not exceeding|more than|above|over|fewer|less|good)\b|\d)",
    ),
}  # fmt: skip
NO_CONDITION = any_of(
    "不以", "不以[^。]{0,20}为条件", "没有(?:规定|要求)", r"\bis not a condition", r"\bdoes not depend on"
)
ENTITIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (any_of("(?:适用对象|对象|发放单位)(?:是|限于|为)[^。]{0,24}(?:高校|高等院校|高等学校|研究机构|研究开发机构)", "(?:方案|通知|办法)针对高校", r"\bappl(?:ies|y) to pilot universities", r"\bconcerns the [^.]{0,40}patents in force of universities", r"\binstitutions in [^.]{0,30}are non-profit research institutes and universities"), "university"),
    (any_of("居民企业", r"\bresident enterprises?\b"), "resident_enterprise"),
    (any_of("对机构给予", r"\boffers institutions\b"), "institution"),
)  # fmt: skip

# ── until when ───────────────────────────────────────────────────────────────────────────────────────────

_DAY = r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]+ \d{4}"
PERIOD = any_of(
    r"(?:目标期|方案期|任务期|计划期|有效期|执行期|试点期|实施期)[^。]{0,24}?(?:到|至|届满)[^。]{0,6}?(?:(?P<year>\d{4}) ?年底|(?P<day>" + _DAY + "))",
    r"\b(?:goals?|period|plan|scheme|programme)\b[^.]{0,80}?\b(?:ran|runs?|ended|ends|valid) (?:to|until|till|on) (?:the end of (?P<year2>\d{4})|(?P<day2>" + _DAY + "))",
)  # fmt: skip
YEARS = any_of(r"(?:有效期|试点期|试行期)(?:为|是|限)? ?(?P<n>\d+|[一二两三四五六七八九十]) ?年", r"\b(?:pilot period|valid)\b[^.]{0,40}?\b(?P<n2>\d+) years?\b")  # fmt: skip
OVER = any_of(
    "试点已经?结束",
    "已(?:经)?(?:废止|失效|停止执行)",
    r"\bpilot has ended",
    r"\bhas been (?:repealed|discontinued)",
)
DOUBTFUL = any_of(
    "目前是否(?:继续|有效|实施)",
    "是否(?:仍|继续)(?:在)?(?:实施|执行)",
    r"\bwhether [^.]{0,60}\bstill runs",
    r"\bpresent status must",
)
DEADLINE = lazy_pattern(
    rf"(?P<day>{_DAY})(?:（[^）]{{4,14}}）)?(?:以|之)?前[^。]{{0,16}}(?:完成|申报|提交|推荐)|(?:申报|申请|报名|推荐)[^。]{{0,24}}(?:截止|截至)[^。]{{0,6}}(?P<day2>{_DAY})"
    rf"|\b(?:completed|submitted|appl(?:y|ied|ications?))\b[^.]{{0,120}}?\b(?:by|before) (?P<day3>{_DAY})",
    _FLAGS,
)
SINCE = lazy_pattern(rf"自 ?(?P<day>{_DAY}) ?起|\bsince (?P<day2>{_DAY})", _FLAGS)
BEFORE = lazy_pattern(rf"(?P<day>{_DAY}) ?(?:以前|之前)|\bbefore (?P<day2>{_DAY})", _FLAGS)
