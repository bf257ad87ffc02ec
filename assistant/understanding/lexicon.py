"""The words by which a question shows what it wants, in both languages. Patterns only, no logic."""

from __future__ import annotations

import re

from assistant.types import Facet
from knowledge.lazy_patterns import any_of, lazy_pattern

_FLAGS = re.IGNORECASE


FACETS: dict[Facet, re.Pattern[str]] = {
    Facet.FEE: any_of(
        "许可费", "使用费", "多少钱", "便宜", "[更太很较最多不]贵", "贵(?:吗|不贵|一?[些点]|的那?[个件项])", "哪一?[个件项种]贵", "费用", "价格", "报价", "收费", "怎么算", "提成", "入门费", "许可条件", "许可条款",
        r"\bfees?\b", r"\bcosts?\b", r"\bprices?\b", r"\bpay(?:ing|ment)?\b", r"\broyalt", r"\bterms?\b(?! of protection)", r"\bcheap",
        r"\bhow much (?:per year |a year |each year |in total )?(?:is|does|do|would|will|are) (?:it|they|this|that|the (?:first|second|third|fourth|last|former|latter|other|cheaper)|P ?\d+)\b",
    ),
    Facet.TERM: any_of(
        "到期", "届满", "有效期", "保护期", "剩余", "还有.{0,6}年", "什么时候过期", "何时失效",
        r"\bexpir", r"\bvalid until", r"\buntil when\b(?!.{0,40}\b(?:licen[cs]e|offer)\b)", r"\bremaining", r"\blast(?:s|ing)?\b.{0,10}years", r"\byears? (?:left|remaining)\b", r"\bhow long\b", r"\bterm of protection",
    ),
    Facet.STATUS: any_of(
        "有效", "失效", "法律状态", "能许可", "可以许可", "能不能许可", "可许可", "还能用", "质押", "独占",
        r"\bin force", r"\blegal status", r"\bavailable", r"\blapsed", r"\bprotected\b", r"\bvalid\b", r"\blicens(?:e|able)\b",
    ),
    Facet.OWNER: any_of("权利人", "谁的(?!责)", "属于谁", "归谁", "哪个学校", "专利权人", r"\bown(?:s|er|ed)\b", r"\bassignee", r"\bwho holds"),
    Facet.INTERNAL: any_of(
        "底价", "底线", "最低价", "(?<!奖金|奖励|报酬|赔偿|罚款|补贴|补助|资助|学历|年费)(?<!奖金的|奖励的|报酬的|赔偿的|罚款的|补贴的|补助的|资助的|年费的)最低(?!比例|标准|奖|限额|年限|赔偿|罚款|补贴|补助|资助|学历).{0,4}(?:接受|多少)", "内部(?:备注|报价|资料|信息|字段|底)", "保密(?:备注|信息)", "私下",
        "心[里理]价位?", "[透交漏]个?底", "底牌", "(?:最低|最少|至少)能?(?:给到|谈到|卖到|让到|收)多少", "最低能[给谈让卖收到]", "最多能(?:让|降|便宜)多少",
        r"\b(?:fee|price) floors?\b", r"\binternal (?:notes?|figures?|fields?|prices?|terms?)", r"\bfloor price", r"\bbottom line",
        r"\bwalk[- ]?away (?:number|price|fee|figure|point)", r"\brock[- ]bottom", r"\breserv(?:e|ation) price", r"\b(?:our|the|their|its|your) floor\b", r"\bhow low (?:can|could|will|would|do|does|are|is)\b",
        r"\b(?:lowest|least|minimum|smallest)\b.{0,24}\b(?:(?:would|will|can|could|might)\b.{0,12}\b(?:take|accept|agree|settle|go|sell)|settle for|acceptable)\b",
        r"\blowest (?:price|fee|figure)", r"\bminimum (?:price|fee) (?:you|they|the)", r"\bconfidential (?:notes?|terms?)",
    ),
    Facet.EXCLUSIVITY: any_of("独占", "排他", "普通许可", r"\bexclusiv", r"\bsole licen", r"\bnon-exclusiv", r"\bordinary licen"),
    Facet.WHEN: any_of("什么时候", "何时", "哪天", "几月", "多久", "期限", "之前", "从哪天", r"\bwhen\b", r"\bby when", r"\bdeadline", r"\bsince when", r"\bhow long", r"\bdate\b"),
    Facet.WHO: any_of("哪些部门", "哪个部门", "由谁", "谁", "哪些机关", "发文", r"\bwho\b", r"\bwhich (?:office|authority|department|agency|ministr|bod)"),
    Facet.HOW_MANY: any_of("多少(?!钱)", "几件", "几项", "几家", "数量", "百分之几", r"\bhow many", r"\bhow much", r"\bfigures?\b", r"\btargets?\b", r"\bamount"),
    Facet.TITLE_AND_NUMBER: any_of("文号", "全称", r"\bdocument number", r"\bfull (?:title|name)", r"\bdoc(?:\.|ument)? no"),
    Facet.NOT_AVAILABLE: any_of("不(?:能|可|可以)许可", "不可用的", r"\bnot available\b", r"\bunavailable", r"\bcannot be licen", r"\bno longer"),
    Facet.AVAILABLE: any_of(
        "马上", "立即", "现在(?:就)?能", "可以(?:立即|马上|直接)", "能(?:马上|立即)?许可", "可许可", "可供许可", "开放推介",
        r"\bavailable\b", r"\bcan .{0,40}licen[cs]e\b", r"\bready to licen", r"\btoday\b",
    ),
    Facet.ASSERTS: any_of(
        "对吧", "是吧", "对吗", "是不是", "应该.{0,8}吧", "既然", "总可以吧", "没错吧", r"\bright\s*\?", r"\bisn't it", r"^\s*since\b", r"\bconfirm that", r"\bcorrect\s*\?",
    ),
    Facet.EARNINGS: any_of(
        "每年付", "付给学校", "收入是多少", "赚了多少", "销售额是多少", "营收", r"\brevenues?\b.{0,30}\b(?:make|made|earn|had|did)", r"\b(?:what|how much) .{0,40}\b(?:earned|turnover|profit)\b",
        r"\brevenue did\b",
    ),
    Facet.MATCHING: any_of("打分", "评分", "排序", r"\bscor(?:e|ing)\b", r"\brank\b"),
}  # fmt: skip

ASKS_LEAVE = any_of(
    "能不能", "能否", "可否", "可不可以", "是否(?:可以|能|应当?|需要|必须)", "(?:能|可以?|要|需要|必须|应当)[^，,。;；?？]{1,24}(?:吗|么)", "(?:什么|哪些)(?:条件|要求|资格)", "符合条件", "够条件",
    r"\b(?:can|may|could|must|should) (?:we|i|they|it|an?|the|our|my|any)\b", r"\b(?:do|does|are|is) (?:we|i|they|it|an?|the|our|my) .{0,24}\b(?:have to|need|required|allowed|eligible|entitled|qualif)", r"\b(?:what|which|under what) (?:conditions?|requirements?)\b",
)  # fmt: skip
"""Asks whether something is allowed or due, or on which conditions."""
ASKS_WHICH = any_of(
    "(?:哪些|哪几[个项种类]|有什么|有没有什么)[^，。？?]{0,8}(?:规定|规则|政策|文件|办法|措施|制度|做法|类型|种类|方式|地方|法规)",
    r"\b(?:what|which) (?:[\w-]+ ){0,3}(?:rules?|polic(?:y|ies)|regulations?|measures|provisions|schemes|documents|types|kinds|ways)\b",
)  # fmt: skip
"""Asks for all rules, or kinds of a thing, that there are."""
CONDITION = any_of(
    "应当", "必须", "须[^知]", "才能", "才可", "方可", "不得", "条件", "只能", "只有",
    r"\b(?:must|shall|may not|only (?:if|where|when|to)|unless|provided that|requires?|required|subject to|conditions?)\b",
)  # fmt: skip
"""What a sentence speaks of that says on which conditions something is so."""
DRAFTING = any_of(
    "写一?封", "起草", "草拟", "拟一?[份个封]", "帮我?忙?(?:写|拟)", "代写", "请写", "写(?:个|几句|一?[两三]句|一?段|邮件|信给|文案)", "(?:发|写)一?[封份个]?(?:邮件|信|函|短信|微信)给", "(?:做成|整理成|列成).{0,16}发给", "写进", "做一页", "(?:生成|做|写|出).{0,14}(?:摘要|对接函|推介函|邀请函|简报)", "翻(?:成|译)",
    r"\bdraft\b", r"\bwrite (?:a|an|me|us|to|up)\b", r"\bwrite (?:\w+ ){0,2}(?:letters|e-?mails|summaries)\b", r"\bcompose (?:a|an)\b", r"\bprepare (?:a|an|the|our) .{0,24}\b(?:quotes?|quotation|offer|letter|e-?mail|pitch|one-pager|leaflet|flyer)\b", r"\b(?:e-?mail|letter|quotation|quote|leaflet) (?:to|for) (?:the |a |our |my )?(?:customer|client|compan|firm|prospect)", r"\b(?:out ?reach|cover) (?:letter|e-?mail)", r"\bbriefing\b", r"\bproduce the .{0,20}summary", r"\btranslate\b",
)  # fmt: skip
SUPPORT = lazy_pattern(
    "(?=.*(?:企业|公司|我们|我司|小微|厂))"
    "(?:(?=.*(?:我们|咱们|我司|我公司|本公司|本企业|我厂|我是|我有|专利|(?:能|可以?)(?:享受|申请|申报|获得|拿到))).*(?:享受|申请|申报|获得|拿到|适用|符合|有)到?(?:哪些|什么|哪几[项种])[^，。？?]{0,14}(?:政策|支持|扶持|补贴|补助|优惠|减免|减缴|资助|奖励)"
    "|(?=.*(?:我们|咱们|我司|我公司|本公司|本企业|我厂|我是|我有|专利)).*有没有[^，。？?]{0,8}(?:贴息|补贴|补助|扶持|优惠政策|支持政策))"
    r"|(?=.*\b(?:we|us|our|compan\w+|enterprises?|firms?|SMEs?|start-?ups?)\b)"
    r".*\b(?:what|which)\b.{0,30}\b(?:support|subsid\w+|relie(?:f|fs)|reductions?|incentives?|funding)\b.{0,20}\b(?:can|could|may|is|are)\b.{0,60}\b(?:get|apply|available|claim|enjoy|receive|eligible|open)\b",
    _FLAGS | re.DOTALL,
)
"""An enterprise that asks which measures are open to it."""
LEGAL_OPINION = any_of(
    "(?:会不会|是否|算不算|会).{0,10}侵权", "侵犯.{0,12}(?:专利|权)", "侵不侵权", "侵没侵权", "[算是]侵权[吗吧不么?？]", "侵权吗", "侵犯.{0,40}[吗么?？]", "(?:专利|权利要求|[这那]件)[^,，。;；?？合]{0,12}(?:稳不稳|稳定[吗么]|稳吗|站得住|立得住|硬不硬)", "(?:专利|权利要求|[这那]件|它)[^,，。;；?？合]{0,12}(?:会不会|能不能|能否|可否|会|容易|可能)(?:不会)?被.{0,6}无效", "(?:新颖性|创造性)[^,，。]{0,8}(?:够|吗|么|有没有|怎么样|如何)", "(?:绕[过开]|规避).{0,12}(?:专利|权利要求)", "(?:能|可).{0,6}(?:被)?无效掉", "专利.{0,10}(?:稳定|有效)性(?:怎么样|如何|分析)", "自由实施",
    r"\binfring(?:e|es|ing)\b.{0,60}\?", r"\b(?:will|would|does|do) .{0,60}\binfring", r"\bfreedom[- ]to[- ]operate", r"\bfto\b", r"\bis (?:the |this )?patent .{0,20}invalid\b",
    r"\b(?:claims?|patents?)\b.{0,60}\b(?:in)?valid (?:over|in view of|in (?:the )?light of|against|given)\b", r"\bvalidity (?:opinion|of (?:the )?(?:claim|patent))", r"\bis claims? \d+\b.{0,60}\b(?:valid|novel|inventive|obvious)\b",
    r"\b(?:claims?|patents?)\b.{0,40}\b(?:novel|inventive|obvious)\b.{0,30}\?", r"\b(?:claims?|patents?)\b.{0,30}\b(?:stand|hold) up (?:in court|if challenged|to a challenge)", r"\b(?:can|could|would|will) (?:the |this |that |it|claim)?.{0,40}\bbe (?:invalidated|knocked out|struck down)\b", r"\bdesign(?:ing)? around\b",
)  # fmt: skip
LISTING = any_of(
    "(?:列出|列一下|列举|(?<!专利)盘点(?!工作|任务|目标|完成|结果|什么|何时))", "(?:本库|库里|库中|库内|系统里).{0,30}(?:哪些|有哪)", "哪些专利", "哪几件",
    "有哪些开放许可", "(?:名下|手上|手里)(?:都)?有(?:哪些|什么|几[件项])",
    r"\blist (?:the|all|every|everything|our|your|what)\b", r"\bwhat (?:patents )?(?:do|does|have) (?:we|you) (?:hold|have|got) (?:from|of|by)\b", r"\b(?:everything|all) (?:that )?.{0,40}\b(?:owns|holds)\b", r"\bwhich (?:of (?:the|your|our|those|these)\b.{0,20}|patents\b).{0,40}\b(?:are|is|have|has|can|will|end|ended|lapsed?|expired?)\b", r"\bwhich patents\b", r"\bshow (?:me )?all\b",
)  # fmt: skip
_NO_RULE_ZH = "(?!的?(?:规定|政策|办法|制度|手续|条款|条件|要求|好处|流程))"
OFFERS_LISTED = any_of(
    f"(?:有|是)?哪些(?:专利)?(?:有|是|挂着?|属于|正在)?(?:免费的?)?开放许可{_NO_RULE_ZH}", f"(?:列出|列一下|盘点|所有|全部)[^,，。?？]{{0,12}}开放许可{_NO_RULE_ZH}",
    r"\b(?:which|list|show)\b.{0,40}\bpatents\b.{0,40}\b(?:open[- ]licen|licen[cs]es? of right)", r"\b(?:which|list|show)\b.{0,20}\bopen[- ]licen[cs]e (?:declarations|offers|patents)\b", r"\b(?:which|list|show|what)\b.{0,20}\bopen[- ]licen[cs]e(?:s|d)\b(?! (?:rules|laws|disputes|procedure)).{0,30}\b(?:are there|there are|do you|free|in (?:force|the library)|available|today)\b",
)  # fmt: skip
CHEAPEST = any_of(
    "最(?:便宜|省钱|划算|低价|不贵)", "(?:许可|使用)?(?:费用?|价格?|钱)最(?:低|少)(?!多)", "从(?:便宜|低)到(?:贵|高)",
    r"\bcheapest\b(?! of)", r"\b(?:least|lowest|smallest) (?:expensive|costly|(?:public )?(?:licen[cs]e )?(?:fees?|prices?|costs?))\b", r"\bcosts? (?:the )?least\b",
)  # fmt: skip
"""Asks which of many costs least."""
COMPARISON = any_of(
    "对比", "比较(?!好)", "哪个更", "哪一?件更", "哪种更", "哪一?[个件项种](?:专利)?(?:便宜|贵|合适|划算|好)", "有(?:什么|啥|何|哪些|没有)(?:区别|不同|不一样|差别|差异)", "的(?:区别|差别|差异)", "(?:哪里|哪儿|哪些地方|怎么|为什么)不(?:同|一样)", "差在哪", "(?:二者|两者|两种)", "还是.{1,14}(?:更|好|合适)",
    r"\bcompar", r"\bwhich (?:one )?(?:fits|is|suits|would be)(?: us| me| our \w+)? (?:better|best|more|cheaper|cheapest)", r"\bdifferences?\b", r"\bdiffer(?:s|ed)?\b", r"\b(?:how|what)\b.{0,80}\bdifferent (?:from|between|about)\b", r"\bhow (?:is|are|was|were)\b.{0,80}\bdifferent\b", r"\bversus\b", r"\bvs\.?\b", r"\bbetter\s*\?",
)  # fmt: skip
TECHNOLOGY = any_of(
    "有没有.{0,40}(?:技术|专利|方法|工艺|材料|装置|设备|成果|方案)", "(?:找|寻找|需要|想要|求购|引进|求).{0,40}(?:技术|专利|方法|工艺|装置|设备|方案)", "(?:技术|专利)(?:有哪些|推荐)",
    "有哪些(?:(?!政策|规定|办法|条例|制度|法|规则)[^，,。?？]){0,24}(?:专利(?!法|权|局|政策|代理|年费|制度|转化|许可|开放|审查|实施|质押|产品|奖|费|申请|导航|联盟)|技术(?!转移|转让|合同|交易|开发|入股))", "(?<![没只拥持所还哪])有(?![哪没关多几])[^，,。;；?？]{1,16}?(?:技术|专利|方法|工艺|装置|设备|方案)(?:吗|么|没有)", "有(?:没有)?(?:专利|技术|方法|办法|方案)(?:吗|么|没有|能用|可用)", "有(?:搞|做)[^，,。;；?？]{2,12}的?(?:技术|专利|方法)",
    "有什么(?:好|新)?(?:专利|技术|方法)(?!政策|转移|合同|规定)", "适合我们的", "有什么(?:专利|技术|成果)?(?:可以|能|适合)(?:对接|推荐|推介|用得上)",
    r"\b(?:any|which|what|are there)(?! (?:is|are|was|were|do|does|did) (?:the|an?|its?|this|that) (?!patents|technolog))(?! (?:happens|happened|would happen|will happen|if)\b)(?! (?:articles?|sections?|provisions?|laws?|rules?|regulations?|notices?|statutes?|tax(?:es)?|fees?|dut(?:y|ies)|costs?|documents?|forms?|steps?|conditions?|formalit(?:y|ies)|deadlines?|penalt(?:y|ies)|subsid(?:y|ies)|support|relief)\b) .{0,50}\b(?:patents?(?! (?:law|office|rights?|fees?|terms?|holders?|act|licen[cs]\w+ contracts?))|technolog(?:y|ies)(?! (?:transfer|contracts?|import|export))|methods?|inventions?)\b", r"\blooking for\b", r"\b(?:have|got|is there|are there)(?: you)? (?:any ?thing|something) (?:for|against|that|to|on|about|in|with|like)\b", r"\bneed (?:something|anything|a way|a method)\b", r"\b(?:anything|something|any way|a way) to (?:stop|avoid|prevent|reduce|remove|detect|measure|improve|recycle|treat|make|keep|clean)\b", r"\b(?:got|have you|have) (?:any|a|some) (?:\w+ ){0,2}(?:patents?|technolog|methods?|inventions?)\b", r"\bwe (?:need|want|are looking)\b", r"\bis there (?:a|an|any)\b.{0,60}\b(?:patent|technolog|method|process|sensor|device|material)",
    r"\bfind (?:me |us )?(?:a|an|some|patents?|technolog)",
)  # fmt: skip
LOOKS_FOR_A_THING = any_of(
    "专利(?!局|法|年?费|权|代理|申请|审查|证|制度|政策|登记)|技术|方法|工艺|设备|装置|仪器|我们|咱|[我本]厂|想[要找买用做]|不想|怎么(?:解决|处理|防|去除|提高|降低|检测)",
    r"\bpatents?\b(?! (?:offices?|laws?|acts?|fees?|agents?|attorneys?|applications?|systems?|registers?|rights?))|\b(?:technolog|method|equipment|device)|\b(?:we|our|i) (?:\w+ ){0,2}(?:make|need|want|have|weld|produce|run|sell|build|use|grow|process|treat)\b|\b(?:any ?th?i?ng|something|any way) (?:to|for|that|against)\b|\bneed\b",
)  # fmt: skip
"""Somebody tells of what they make or need, or names what a patent can be of."""
PROCEDURE = any_of(
    "怎么(?:办|办理|申请|提交|撤回|备案|登记|做)", "如何(?:办理|申请|提交|撤回|备案|登记)", "手续", "流程", "步骤", "材料清单", "要交哪些",
    r"\bhow (?:do|can|should|to)\b.{0,60}\b(?:apply|file|record|register|withdraw|submit|take|obtain|get)\b", r"\bprocedure", r"\bsteps?\b", r"\bwhat must we attach", r"\bprocess (?:for|to)\b",
)  # fmt: skip
POLICY = any_of(
    "政策", "通知", "办法", "条例", "规定", "细则", "专利法", "民法典", "法律", "依据", "文号", "年费", "备案", "减免", "免税", "税", "奖励", "补贴", "声明", "开放许可", "行动方案", "计划", "司法解释",
    "独占许可", "排他许可", "普通许可", "质押", "滞纳金", "先使用后付费", "先用后付", "盘活", "职务", "转化法", "指南", "财政资助", "国务院", "知识产权局", "解读", "统计",
    r"\bpolic(?:y|ies)\b", r"\blaws?\b", r"\brules?\b", r"\bregulations?\b", r"\bnotices?\b", r"\barticles?\b", r"\bmeasures\b", r"\bact\b", r"\bannual[- ]fee", r"\brecord(?:ed|al)\b", r"\btax", r"\bopen licen",
    r"\bplan\b", r"\bcnipa\b", r"\bamendment", r"\bmandatory", r"\bdeclaration", r"\beligib", r"\baward", r"\binventory", r"\bevent codes?\b", r"\bpay[- ]after[- ]use", r"\blicen[cs]es? of right", r"\bbayh", r"\bstatut",
)  # fmt: skip
KIND_OF_LICENCE = any_of(
    "(?:开放|独占|排他|普通)许可(?:费|声明)?", "质押", r"\bopen[- ]licen\w+", r"\bterms?\b"
)
"""What a question about one patent names of its terms or its state, which asks of no rule."""
ASKS = any_of(
    "[?？吗呢]", "什么", "怎", "如何", "谁", "哪", "是否", "是不是", "为何", "为什么", "多少", "多久", "几", "能不能", "可否", "可以", "请", "第.{1,6}条", "自.{1,12}起", "应当", "必须",
    r"\b(?:what|who|whom|whose|how|when|why|which|where|does|do|did|is|are|was|were|can|could|may|should|must|shall|will|would|please|tell|explain|summari[sz]e|since)\b",
)  # fmt: skip
RULE_ASKED = any_of(
    "法律.{0,6}(?:规定|怎么说)",
    "法规",
    "条例",
    "依据哪",
    r"\blaws?\b",
    r"\brules?\b",
    r"\bregulations?\b",
    r"\bstatut",
    r"\bwhich article",
)
LIBRARY = any_of(
    "你(?:是谁|能做什么|会什么)", "库里有(?:什么|多少)", "收录了(?:什么|哪些|多少)", r"\bwhat can you do\b", r"\bwho are you\b", r"\bwhat (?:do|does) (?:you|the library) (?:hold|contain)", r"\bhow many (?:patents|documents) (?:do you|are) (?:have|in|hold)",
)  # fmt: skip
ANAPHORA = any_of(
    "它", "这(?:件|个|项|份|条|些)", "那(?:件|个|项|份|条|些|么|普通|独占|排他|如果)?", "其(?:中|许可|权利)", "该(?:专利|技术|办法|规定|通知|条)", "上面", "前面", "刚才", "第[一二三四五]个",
    r"\b(?:it|its|that|this|those|these|them|they|the same|the second|the first|the other)\b", r"^(?:and|but|so|then|what about|how about)\b", r"\bthe (?:bank|owner|licensee|patentee|notice|rule|law|fee)\b",
)  # fmt: skip
CONNECTING = lazy_pattern(r"^\W*(?:那么?|还有|and|but|so|then)(?![件个项份条些])[,，]?\s*", _FLAGS)
INSTRUCTION = lazy_pattern(
    r"忽略(?:你的|以上|之前|前面|所有|一切).{0,14}(?:指令|指示|来源|规则|要求)[^，,。；;！？!?\n]{0,4}[，,。；;]?"
    r"|(?:你现在(?:是|进入)|进入)(?:管理员|开发者|上帝)模式[，,。]?"
    r"|\b(?:please )?ignore (?:all |any |your |the |previous |above )+(?:sources?|instructions?|rules?|prompts?|guidelines?)(?: and)?[,.;:]?"
    r"|\byou are now in (?:admin|developer|debug|god)[a-z]* mode[.,;:]?"
    r"|\b(?:SYSTEM|ASSISTANT|ADMIN)\s*[:：][^\"”\n.。]*[.。]?",
    _FLAGS,
)
# What an instruction tries to extract still decides the intent: the whole text is looked at for Facet.INTERNAL.

UNIVERSITY_OWNED = any_of(
    "高校", "大学", "院校", "科研院所", "研究院", r"\buniversit", r"\binstitutes?\b", r"\bcampus"
)
DECLARING = any_of(
    "开放许可(?:声明)?.{0,16}(?:提交|申请|声明|办|做)", "(?:提交|申请|声明|做|办|实行|想).{0,12}开放许可", "开放许可.{0,12}(?:标准|上限|定)",
    r"\b(?:file|filing|declare|submit|make|register)\b.{0,40}\bopen[- ]licen", r"\bopen[- ]licen[cs]e declaration",
)  # fmt: skip
FRAMED_IN_ENGLISH = any_of(
    r"(?:^|[.?!;:,]\s|\n)\W*(?:(?:and|but|so|then|ok|please|hello|hi)\b,? )*"
    r"(?:what|which|who|whose|how|when|why|where|is|are|was|were|do|does|did|has|have|can|could|may|should|must|will|would|shall|tell|explain|list|show|find|give|summari[sz]e"
    r"|compare|draft|write|translate|describe|any|there|we|i|our|my|if|under|the)\b(?! ?[/&-])",
)  # fmt: skip
FRAMED_IN_CHINESE = any_of(
    "什么|怎|如何|哪|吗|呢|多少|是否|能否|可否|有没有|能不能|可不可以|是不是|(?<!申)请(?!求)|为何|谁|多久|多长|几(?:年|件|个|种|项|天|条|次)|意思|我们|我想|帮我"
)
REPLY_IN_ENGLISH = any_of(
    "(?:翻|译)(?:译)?成英文", "用英文", "英文(?:版|稿)", r"\bin english\b", r"\binto english\b"
)
REPLY_IN_CHINESE = any_of("用中文", "译成中文", "翻成中文", r"\bin chinese\b", r"\binto chinese\b")
FOREIGN = any_of(
    "德国", "欧洲", "欧盟", "美国", "日本", "韩国", "英国", "法国", "印度", "越南", "泰国", "海外", "国外", "境外", "出口",
    r"\bgerman", r"\beurope", r"\bunited states", r"\bu\.?s\.?a?\b(?! ?\$)", r"\bjapan", r"\bkorea", r"\bbritish|\buk\b", r"\bfrance|\bfrench", r"\bindia", r"\bvietnam", r"\boverseas", r"\babroad", r"\bexport",
)  # fmt: skip
ENDS = any_of(
    "到期",
    "届满",
    "期满",
    "过期",
    r"\bexpir(?:e|es|ing)\b",
    r"\brun(?:s|ning)? out\b",
    r"\bend(?:s|ing)?\b",
    r"\bcom(?:e|es|ing) to an end\b",
)
"""The end of a right or of terms that lies ahead."""
CLEAR_TITLE = any_of("权利清晰", "权属清晰", r"\bclear title")
YEARS_LEFT = lazy_pattern(
    r"(?:剩余|还剩|保护期|有效期).{0,10}?(?P<zh>\d+|[一二三四五六七八九十]+) ?年(?:以上|及以上)?|(?:more than|at least|over) (?P<en>\d+) years? (?:left|remaining|of)",
    _FLAGS,
)
VERSION_YEAR = lazy_pattern(
    r"(?P<a>(?:19|20)\d\d)\s*(?:年)?的?\s*(?:新)?(?:修正|修订|修改|版|amendment|revision|version|edition)"
    r"|(?:amendment|revision|version) (?:of|from|in) (?P<b>(?:19|20)\d\d)",
    _FLAGS,
)
AS_OF = lazy_pattern(r"(?:截至|截止|as (?:of|at))\s*(?:到)?", _FLAGS)

FRAMING = lazy_pattern(
    r"^\W*有(?![机色害毒效源限线序轨]|没有)|可以用(?!于)|能用(?!于)|已经?|声明了?|我们|贵校|你们|请问|请|想要|想|需要|寻找|找|求购|引进|推荐|有没有|有哪些|哪些|是否有|能不能|可以|可许可|能(?:马上|立即|直接)?许可|马上|立即|直接|现在|许可|列出|列举|免费|转让|的?专利|技术成果|的?技术|成果|高校|大学|院校|科研院所|研究院"
    r"|企业|公司|厂家|小厂|工厂|中小|小微|做|从事|生产|合适|适合|哪一?[个件项种]|最便宜的?|便宜的?|最省钱|最划算|最低|一年|多少钱|费用|价格|条件|条款|吗|呢|的话"
    r"|\b(?:royalty[- ]free|free of charge|which|what|any|anything|something|are|is|there|do|does|you|your|have|has|can|could|we|our|us|i|a|an|the|some|patents?|patented|technolog(?:y|ies)|inventions?|licen[cs]e[ds]?|licensing|licensable"
    r"|available|today|now|right now|immediately|terms?|conditions?|fees?|costs?|company|companies|enterprise|firm|sme|small|start-?up|manufacturer|business|universit(?:y|ies)|institutes?|library|looking|need|want|find|show|list"
    r"|cheapest|cheap|lowest|least expensive|prices?|on what|and on|for us|to us|from|in your|please|that|who|how much|make|making|produce)\b",
    _FLAGS,
)
"""What only frames a request for a technology: what is left names the technology."""
