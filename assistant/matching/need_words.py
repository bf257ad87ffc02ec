"""The words by which enterprises tell what they want apart from who they are and what they offer, in both languages.

Patterns only, no logic.
"""

from __future__ import annotations

import re

from knowledge.lazy_patterns import any_of, lazy_pattern

_FLAGS = re.IGNORECASE


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────

HEADINGS: dict[str, str] = {
    "wanted": "技术需求|需求(?:描述|内容|名称|概述|说明)?|(?:技术)?难题|(?:技术)?问题(?:描述)?|拟解决(?:的)?(?:技术)?(?:问题|难题)|期望(?:达到)?的?(?:目标|效果)?|目标|技术(?:方向|内容|要求|描述)|具体要求|主要内容|what we (?:need|want|are looking for)|(?:technical )?(?:need|problem|challenge|wanted|demand|objective|goal)s?(?: statement| description)?|technology (?:wanted|needed|sought)|looking for",
    "property": "(?:主要)?(?:技术|性能|经济|质量)?(?:技术)?(?:指标|参数|性能)(?:要求)?|性能要求|(?:required |key |target )?(?:properties|specifications?|specs?|performance|parameters?|requirements?|targets?)(?: required)?",
    "field": "应用(?:领域|场景|方向|范围)|使用(?:领域|场景)|用途|所属(?:行业|领域)|行业|(?:fields? of use|applications?|use case|industry|sector|field)",
    "company": "企业(?:简介|概况|介绍|名称|情况|规模|信息)|公司(?:简介|概况|介绍|名称|情况|规模)?|单位(?:名称|简介)|关于我们|企业|所在地区?|地区|地址|联系(?:人|方式|电话)|电话|邮箱|规模|其他(?:说明|事项)?|备注|保密(?:声明|说明)?|可提供(?:的)?(?:条件|资源)?|合作基础|现有(?:条件|基础)|背景|现状|(?:other(?: remarks)?|remarks|notes|disclaimer|about us|company(?: profile| description| size)?|who we are|background|enterprise|location|size|contact|region|we (?:can )?(?:offer|bring)|what we (?:can )?(?:offer|bring))",
    "terms": "预算|资金(?:预算|投入)?|经费|费用|时间(?:要求)?|期限|完成时间|合作(?:方式|模式|期限)|许可(?:方式|类型|期限|地域|要求)?|授权(?:方式|地域)?|地域|实施地域|销售(?:地|市场|地区)|目标市场|技术成熟度|成熟度|(?:budget|timeline|timing|deadline|time frame|licen[cs]e(?: type| preference| terms)?|licen[cs]ing|territory|territories|(?:target |sales )?markets?|countries|trl|terms|maturity)",
}  # fmt: skip
HEADING = lazy_pattern(
    r"[\s#*\-•·]*(?:[一二三四五六七八九十\d]{1,2}[、.．)） ]\s*)?[【\[*]*(?:"
    + "|".join(f"(?P<{kind}>{names})" for kind, names in HEADINGS.items())
    + r")(?:[】\]*]*\s*[:：|]\s*\**|(?<=[\u4e00-\u9fff]{4}) {1,8}(?=\S)|(?<=预算|用途|行业|地区) {1,8}(?=\S)|[】*]+\s*|[】\]*]*\s*(?=\n|$))",
    _FLAGS,
)

# ── what sentences are about ─────────────────────────────────────────────────────────────────────────────

_SELF_ZH = "(?:我们|我司|本司|我公司|本公司|该公司|公司|我厂|本厂|本企业|我企业|企业|我单位|本单位|敝司|[^，,。；;]{2,20}(?:有限公司|股份公司|集团|研究院|科技公司))"
_SEEK_ZH = "(?:急需|亟需|亟待|需要?(?!求)|拟引进|拟(?:开发|寻|采|解)|希望|想要?|寻求|寻找|征集|求购|计划引进|正在找|在找|打算引进|期望|诚征|有意引进|欲引进|引进|(?:请)?帮(?:我们?|忙)?(?:找|匹配|推荐)|想找|请推荐|有没有|求(?=一|购|[^解得出是证和职生]{4,20}(?:技术|方法|工艺|装置|设备|方案)$))"
_SEEK_EN = r"(?:need|require|want|seek|look(?:ing)? for|search(?:ing)? for|are after|would like|hope|wish|interested in|in search of|seeking)"
SEEKS = lazy_pattern(
    rf"^(?P<lead>(?:(?:因此|为此|所以|现|目前|现在|当前|今年|明年|为了?[^，,。；;]{{2,30}}[，,])[，,]?)?(?:{_SELF_ZH})?(?:目前|现|正|特|也|还|已|一直|同时|拟|计划)*{_SEEK_ZH}(?:能够?|可以?|引进|找到?|获得|开发|采用|得到|一[种项个款套类]|高校的?|科研院所的?|到|以下(?:技术|需求|成果|专利)?|有|购买|的(?:是|技术(?:是|为)?)|解决(?:的(?:问题|难题)(?:是|为)?)?|[:：，, ])*)"
    rf"|^(?P<lead_en>(?:(?:our (?![A-Z])\w|[A-Z])[\w&.]*,? )*(?:(?:now|currently|urgently|also|therefore|are|is|am|would|have|has|a|been|the|in) )*(?:{_SEEK_EN}|(?:could|can|would) you (?:please )?(?:find|show|recommend|suggest)(?: us| me)?(?: any| some)? (?:patents?|technolog(?:y|ies)|inventions?)(?: on| for| about)?)s?(?:ing)?(?: (?:to (?:find|license|license in|in-license|licence|buy|acquire|obtain|use|have|get|adopt|develop|introduce)|a licen[cs]e (?:to|for|of)|an?|the|some|any|for|us|in|(?:new|proven|patented|mature) (?=technolog))(?![a-z]))*[: ]*)",
    _FLAGS,
)
SEEKING = lazy_pattern(
    rf"{_SEEK_ZH}|\b{_SEEK_EN}|\byou (?:please )?(?:find|show|recommend|suggest)\b", _FLAGS
)
COMPANY = any_of(
    rf"^{_SELF_ZH}(?:(?:做|生产(?!中|过程|线上|时)|加工|制造|销售|研发|经营)|成立|创[立建办]|位于|坐落|地处|拥有|主营|主要(?:从事|生产|经营|业务)|专注|专业|从事|现有员工|有员工|有职工|是[^，,。]{{0,20}}?(?:企业|公司|厂|厂家|生产商|制造商|供应商|服务商|商|院|所)|属于|年产|年销|年营|注册|占地|的?(?:规模|主要产品|产品))",
    "^(?:成立于|创立于|创建于|位于|坐落于|地处|总部|注册资[本金]|占地(?!要|需|应|面积?要|[小少省紧])|现有(?:员工|职工)|员工|职工|年(?:产值|销售|营业|营收)|主营|主要产品|拥有(?:员工|职工|厂房|生产线|专利|自己)|是(?:一家|国家|省|高新|中小|专精|民营|国有|当地)|专业从事|从事|为(?:一家|中小|高新))",
    "^(?:项目|实施|建设|交付|使用)(?:地点|所在地|地址)",
    "^[^，,的]{1,10}(?:企业|厂|公司|合作社|农场)$",
    "^[^，,的]{0,12}(?:厂家|服务商|供应商|运营商|制造商|集成商|经销商|团队|品牌|集团|基地|车间)$",
    "^做[^，,]{1,30}的(?:[^，,的]{0,8}(?:企业|公司|厂家?|团队|厂商))?$",
    r"^(?:an? |the )?[\w -]{0,40}\b(?:foundry|mill|dairy|manufacturer|maker|company|firm|start-?up|producer|factory|plant|workshop|supplier|farm) (?:based )?(?:in|from) (?-i:[A-Z])",
    "高新技术企业|专精特新|小巨人企业|上市公司|民营企业",
    r"^(?:we|our (?:company|firm|plant|group|factory|team|business)|the company|(?-i:[A-Z])[\w&.-]*(?: (?-i:[A-Z])[\w&.-]*){0,5},?) (?:(?:currently|mainly|also|already|now) )*(?:(?:is|are|'re|were|was) (?:a|an|one of|the|based|located|founded|established|headquartered|situated|active|owned|listed|family)|(?:make|manufactur|produc|suppl|sell|operat|employ|specialis|specializ|export|own|run|serv|recycl|process|collect|treat|refin|build|grow|breed|farm|coat|print|pack|install|maintain|clean|repair|assembl|design|develop|cast|forg|dy|knit|weav)(?:e|es|ce|ces|y|ies|s)?\b|have (?:\d|been|a (?:plant|factory|team|turnover)|about|some|over)|has (?:\d|been|a (?:plant|factory|team)))",
    r"^(?:founded|established|based|located|headquartered|incorporated|listed|employing|with (?:about |around |over |some )?\d[\d,]{0,12} (?:staff|employees|people|workers)|\d[\d,]{0,12} (?:staff|employees|people|workers))\b",
    r"\b(?:annual (?:turnover|revenue|sales|output)|registered capital|high-tech enterprise|family-owned|employees|headcount)\b",
    rf"^{_SELF_ZH}?(?:可|能|愿意?|将)(?:以|够)?(?:提供|投入|配合|承担)|^we (?:can|could|will|are able to|would) (?:offer|provide|bring|contribute|supply|host|put in)",
)  # fmt: skip
OPENING_COMPANY = lazy_pattern(
    r"^(?:an? |the )?(?:[\w'-]+ ){0,6}(?:maker|manufacturer|producer|supplier|operator|contractor|distributor|integrator|company|firm|start-?up|retailer|cooperative|"
    r"chain|utility|brand|bureau|shop|house|group|designer|builder|caterer|spinner|owner|service|platform|provider|dyehouse|brewery|mill|laboratory|hospital|institute|"
    r"foundry|dairy|farm)\b(?! (?:must|should|for use|that can))[^.,;]{0,80}$",
    _FLAGS,
)
"""How the first clause of a need says who asks."""
ITEM_ENDS = lazy_pattern(r" (?:that|which|so that)\b|[:：;；]", _FLAGS)
NEEDED = any_of(
    "要|须|应当?|必须|不得|希望", r"\b(?:must|should|shall|has to|have to|needs? to|ought to|may)\b"
)
PRESENT = any_of(
    "^(?:但|由于|因为|因)?(?:目前|现有|现在|当前|现阶段|现行|传统|市面上|市场上|国内)(?!.{0,10}(?:需要?|希望|急需|亟需|寻求|寻找|拟))",
    "^(?:存在|导致|造成|面临|但(?:是)?(?:存在|效率|成本))",
    r"\b(?:today|at present|at the moment)$",
    r"^our (?:\w+ ){1,3}(?:contains?|is|are|has|have|loses?|runs?|costs?|only|still|now|currently)\b",
    r"^(?:but |however,? |as )?(?:(?:at present|currently|today|at the moment|existing|conventional|traditional|so far|right now)\b(?!.{0,20}\b(?:need|want|seek|look))|(?:our|the) (?:current|present|existing)\b)",
)
FIELD = any_of(
    "^(?:主要|拟|可|将|计划|产品|该技术|技术)*(?:应?用于|适用于|面向|服务于|应用(?:在|到|领域)|使用(?:在|场景)|用在)",
    r"^(?:(?:it|this|the technology|which|that|to be|for|mainly|is|are|will|should|can|be|intended) )*(?:used|applied|deployed|applicable|usable|use|application|applications) (?:in|for|on|to|as)\b",
    r"^for (?:the |our |use in (?:the )?)?[\w -]{2,60}(?:industry|market|sector|applications?|products?|plants?|vehicles?|lines?|devices?|batteries|buildings|use)$",
    r"^(?:field of use|application)s?\b",
)
A_THING_ZH = lazy_pattern(
    r"(?:路线|做法|办法|配方|方法|技术|工艺|装置|设备|材料|系统|方案|产品|药物|催化剂|涂料|仪器|算法|平台|软件|[^透成制覆]膜|涂?层|剂|板|管|机|器|仪|纤维|电池|合金|陶瓷|树脂|胶|油|漆|泵|阀|喷?头|芯片|箱|炉|丝|布|纸|粉|菌|酶|肥料?|模块|机器人|机械手)$"
)
PROPERTY = any_of(
    r"(?:率|性能?|度|强度|寿命|精度|能耗|成本|粘度|含量|稳定|功耗|噪[音声]|重量|体积|误差|污染|排放)(?:更?[高低好强长小大少]|可控|稳定|优[异良])?$",
    "^(?:耐|抗|防|高|低|轻|易|可|阻燃|环保|节能|绿色|安全|稳定|成本|操作|结构|无需)[^，,]{1,14}$",
    r"\b(?:resistan[ct]\w*|strength|stability|stable|durab\w+|efficien\w+|low[- ]cost|cheap\w*|light(?:weight|er)?|flexib\w+|toughness|hardness|accuracy|precision|yield|purity|lifetime|life|noise|selectiv\w+|recyclab\w+|non-toxic|energy consumption)\b",
)

# ── terms ────────────────────────────────────────────────────────────────────────────────────────────────

COST = any_of("成本|造价|单价|能耗费", r"\bcosts?\b|\bper (?:tonne|ton|unit|piece|kg)\b")
BUDGET = any_of(
    "预算|经费|资金(?!属)|(?:项目)?投资(?:额|规模|约|在)?|投入|报价|许可费|使用费|转让费|入门费|提成|出资|分成|付费|免费|好?商量|[可能都]谈|面谈|(?:可|能|愿)(?:以)?(?:支付|承受|出)|先用后付|先使用后付费|面议",
    r"\bbudget\w*|\bfunds?\b|\bfunding\b|\bafford\b|\bspend\b|\binvest\w*|\b(?:licen[cs]e|entry|one-off|annual) fees?\b|\binstal?ments?\b|\bterms are\b|\broyalt\w+|\bupfront\b|\bpay(?:ment)?\b|\bprice\b",
)
MONEY = any_of(
    r"(?<![\d,.])\d[\d,.]{0,20} ?[十百千]?[万亿千]?(?:元(?!素)|美元|欧元|人民币)|[一二两三四五六七八九十百千]{1,12}(?:万元|(?<=[十百千万])元(?!素)|万块?(?=$|以[内下上]|左右|之内))",
    r"(?:[$€£¥]|\b(?:CNY|RMB|USD|EUR|GBP)\b) ?\d|(?<![\d,.])\d[\d,.]{0,20} ?(?:k|m|million|thousand)? ?(?:CNY|RMB|USD|EUR|GBP|yuan|euros?|dollars?)\b",
)
TIME = any_of(
    "(?:希望|计划|要求|需|力争|争取|预计|拟|应)?(?:在|于)?[^，,。；;]{0,14}(?:完成|落地|投产|交付|上线|签约|到位|启动|实现产业化|量产|投运|投用|中试|试产|装好|出样|供货|见效|达产|结题|洽谈|开始合作|合作)[^，,。；;]{0,6}$",
    "^(?:改造|施工|实施|交付|建设|项目|开发|研发|安装)?(?:时间|工期|周期)(?!率|数|性)|(?:19|20)\\d\\d ?年.{0,6}前.{0,12}验收|^(?:期限|完成时间|合作期限?|许可期限?|项目周期)",
    r"\b(?:deadline|timeline|time frame|start(?:ing)? (?:production|in|by)|in production|go live|launch\w*|deliver(?:y|ed)|sign(?:ed)?|pilot\w* (?:by|in|within)|up and running|roll[- ]?out|be ready|in place|completed?|implement\w*|industriali[sz]\w+|decision|term of|talks|years? licen[cs]e)\b",
)
MONTHS = lazy_pattern(
    r"(?<![\d.])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半|one|two|three|four|five|six|nine|ten|twelve|eighteen|half an?)\s*(?:个|-)?\s*(?P<unit>(?<=个)月|(?<=个 )月|年|季度|周|months?|years?|quarters?|weeks?)(?!龄)(?P<half>半)?",
    _FLAGS,
)
LICENCE = any_of(
    "许可|授权|独占|排他|独家|专利权?转让|转让专利|技术入股",
    r"^(?:sole|open|ordinary|普通|开放)\W*$",
    r"\blicen[cs](?:e|es|ing|ed|able)\b|\bexclusiv\w*|\bassignment of\b|\btransfer of (?:the )?patents?",
)
LICENCE_TYPE = lazy_pattern(
    r"(?P<not>(?:不(?:要求|需要?|接受|考虑|必)|无需|非必须)[^，,。；;]{0,6})?(?P<zh>非独占|独占|独家|排他|普通|开放)(?=(?:性)?(?:优先|的?(?:实施|使用)?(?:许可|授权)|[、或和/及与]|方式|均可|都可|也可|$|[，,。；;]))"
    r"|(?P<no>\b(?:no|not|without|rather than|instead of|need not be|does not have to be)\b(?: need| want| require| necessarily)?(?: an?| be| the)* )?\b(?P<en>non-?exclusive|exclusive|sole|ordinary|open|simple)(?:ly)?\b(?=(?:,? (?:or|and|/) [\w-]+)? ?(?:patent )?(?:licen[cs]|rights|basis|or |in |for |preferred|$|[.,;/]))",
    _FLAGS,
)
TERRITORY = any_of(
    "^(?:只|仅|都|均)?(?:在|做|限于?|供)?国内(?![外同没尚目已市技产设有]).{0,8}$|^[^，。；]{0,6}(?:只|仅)在[^，。；]{2,12}$|在[^，。；]{2,8}推广|"
    "地域|区域范围|许可范围|许可区域|实施地|范围内|全国|全球|境内|独占区域|国内(?:使用|实施|生产|销售|加工|制造|市场)|在[^，。；]{2,8}?(?:使用|实施|生产|销售|加工|制造|组装|上市)",
    r"\b(?:built|run|used|sold|sell|made|make|operated?|marketed|manufactured?)\b.{0,24}\bin (?:the )?[A-Z]|\b(?:use|usage|sales|production|manufactur\w+|operation|plants?|rights)\b(?: (?:would|will|is|are|be|only))* (?:in|for) (?:the )?[A-Z]|\bmarkets?: |\bmainland\b|\b[A-Z]\w+ market\b|\b(?:in|for) [A-Z]\w+ only$|^[A-Z]\w+ only$|\bterritor\w+|\bworldwide\b|\bglobal(?:ly)?\b|\b(?:licen[cs]e|rights|exclusiv\w+)\b.{0,40}\b(?:in|for) (?:the )?[A-Z]",
)
WORLD = any_of("全球|世界范围", r"\bworldwide\b|\bglobal(?:ly)? (?:licen|rights)|\bworld\b")
WHOLE_CHINA = any_of("全国|国内|境内|大陆|东北|华北|华东|华南|华中|西北|西南", r"\bmainland\b")
EMPTY = lazy_pattern(
    r"(?:企业)?(?:技术|创新)?需求(?:信息|征集|登记|调查|汇总|申报)*(?:表|书|函|清单)|(?:(?:新|相关|以下|该|有关)*(?:技术|方法|工艺|成果|专利|需求|解决方案|合作|支持|产品)+|(?:a |an |the |new )*(?:technolog(?:y|ies)|solutions?|process|method|partners?|help|patents?|licen[cs]es?))",
    _FLAGS,
)
TRL = lazy_pattern(
    r"(?:TRL|技术成熟度|成熟度|(?-i:technology )?readiness level)[^\d，,。；;]{0,16}?(?P<n>[1-9])(?!\d)",
    _FLAGS,
)
TABLE_HEAD = lazy_pattern(
    r"\W*(?:(?:序号|指标|指标名称|项目|参数|名称|内容|要求|指标要求|技术要求|目标|目标值|单位|备注|说明|no\.?|propert(?:y|ies)|parameters?|targets?|requirements?|values?|units?|specifications?|remarks?|notes?|items?|criteri(?:on|a))\W*)+",
    _FLAGS,
)
"""The head of a table of requirements."""
CONTACT = any_of(
    "(?:仅供|未经|不得外传|版权所有|保密|解释权)",
    r"\ball rights reserved\b|©|\bcookies?\b|\bprivacy policy\b|\bconfidential\b|\bdisclaimer\b",
    "联系人|联系电话|手机(?:号|[:：]| ?1\\d{10})|邮箱|微信(?:号|[:：])|谢谢|您好|你好|敬请|欢迎(?:联系|洽谈|对接)|此致",
    r"\b(?:contact (?:us|person|:)|e-?mail|telephone|phone|thank(?:s| you)|kind regards|best regards|dear (?:sir|madam|all|team)|hello|get in touch|look forward)\b|^hi\b|\w@\w[\w-]{0,60}\.\w",
)  # fmt: skip

CHANGE = lazy_pattern(
    r"(?:从|由)(?P<from>[^，,；;]{1,20}?)(?:降|升|提|增|减|缩|变)|\b(?:from) (?P<from_en>[^,;]{1,24}?) (?:down |up )?to\b",
    _FLAGS,
)
TERM_OF_LICENCE = any_of("(?:合作|许可|授权)期", r"\bterm of\b|\byears? licen[cs]e")
RELATIVE = lazy_pattern(
    r"[ ,]*(?:(?:that|which|with|having|whose|capable of|able to) (?:an? |the )?)?", _FLAGS
)
THING_BEFORE = lazy_pattern(
    r",? (?:that|which|with|having|whose|capable of|able to|for use at|at|below|above|under) ", _FLAGS
)
THING_AFTER_USE = lazy_pattern(
    "^(?:主要)?(?:应?用于|适用于|面向|适合)[^，,]*的(?!行业|领域|场景|场合|方面)[^的，,]{2,}$"
)
COLON = lazy_pattern("[:：]")

# ── splitting ────────────────────────────────────────────────────────────────────────────────────────────

BULLET = lazy_pattern(
    r"[\s]*(?:[-*•·●■◆▪–—\uf0b7\uf0a7\uf06c]+\s+|[●■◆▪•\uf0b7\uf0a7\uf06c]\s*|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-hA-H])(?:[)）]|[、．]|\.(?!\d))\s*|[①-⑳]\s*)"
)
INLINE_NUMBER = lazy_pattern(
    r"[（(](?:\d{1,2}|[一二三四五六七八九十]|[a-h]|i{1,3}|iv|v)[）)]|[①-⑳]|(?<=[；;，,：:。\s])\d{1,2}[、)）](?!\d)"
)
CONDITION = lazy_pattern(
    r"(?:次?后|之后|时|(?<!以)下|情况下|条件下|前提下|的同时|基础上|过程中)$|^(?:after|at|under|when|if|while|in|for|by|once|during|over|with) (?:[^,]{0,40})$",
    _FLAGS,
)
CONDITION_EN_BEHIND = lazy_pattern(r"^(?:after|at|under|when|over|during|even|measured|while) ", _FLAGS)
JOINS = lazy_pattern(
    r"(?:并且|而且|且|以及|同时|和|及|、)|,? (?:and|as well as|but|plus|while|whereas|that still) |, with ",
    _FLAGS,
)
COMMA_EN = lazy_pattern(
    r"[,，]\s+|;\s*|\s+[–—]\s+|,? (?:and|but) (?=(?:must|should|can|has|have|is|we|it|with|without|free|no |the (?:process|method|technology|product)|need|want|are|would)\b)|(?<=\w),? (?=(?:without|free of|free from|containing no|which (?:must|should|can)|that (?:must|should))\b)",
    _FLAGS,
)
COMMA_ZH = lazy_pattern(r"[，；;]\s*|,\s*(?!\d{3}(?!\d))")
LEAD = lazy_pattern(
    r"^(?:(?:其中|同时|另外|此外|并且?|而且|且|以及|和|及|还|但是?|要求|需(?:要|满足)?|须|必须|应当?|希望|最好|尽量|期望|能够?|可以?|该|所述|技术|产品|工艺|方案|设备)*(?:要求|需要?|须|必须|应当?(?!用)|要|能够?|可以)(?!求|性|靠|见|控|耗|效|级|带|力|点|降解|再生|溶|燃|调|逆|移动|穿戴|视|拆|回收|循环|持续|变|行|充|编程|量|源)(?:满足|达到(?=[^\d]))?[:：]?|其中|同时|另外|此外|并且|而且|以及|还|且|和|及|要求|一[种项款套类个]|(?:我们?|企业|公司)?(?:在?[^，,]{0,8}(?:中|上|过程中?))?(?:遇到|存在|面临)的(?:技术)?(?:难题|问题|困难)(?:主要)?(?:是|为|在于)"
    r"|(?:and|but|also|moreover|furthermore|ideally|preferably|in addition|additionally),? (?!at least)|(?:it|they|this|which|that|the (?:technology|process|method|product|solution|system|material|device)) (?:must|should|shall|has to|have to|needs to|need to|ought to|would|can|could)(?: also| be able to| ideally)? (?:be |have |reach |offer )?|(?:must|should|has to|needs to|need to)(?: also)? (?:be |have |reach |offer )?|to (?:be|have) |(?:with|having) (?=an? |the |low|high)(?:an? |the )?|(?:an?|the) )",
    _FLAGS,
)
EXCLUDED = lazy_pattern(
    r"(?P<zh>^无(?!人|线|机|纺|损|缝|菌|需|论|法|刷|源|级|极|限|创|接触|害|土|定|序|监督|水|铅玻璃)|不(?:得|能|可|应|允许|需要?|要)?(?:再)?(?:含(?:有(?!机))?|使用|采用|添加|加入|引入|产生|用(?!于)|掺|依赖)|(?:避免|杜绝|禁止|禁用|拒绝)(?:使用|采用|含(?:有(?!机))?|产生|添加)?|无需(?:使用|采用|添加)?|(?:没有|无)(?=铅|氟|卤|溶剂|有机溶剂|铬|磷|甲醛|汞|镉|砷|钴|镍|酸|碱|胶|添加|二次污染|污染|废水|废液|废气|毒|异味|粉尘|VOC)|免(?=清洗|胶|维护|焊|溶剂|喷涂|烧|蒸|加热|打磨))"
    r"|(?P<en>\b(?:without(?: (?:using|any|the use of|adding|containing))*|(?:must|should|may|shall|does|do|can)(?: |)not (?:contain|use|include|require|involve|rely on|need|produce|release)(?: any)?|(?:is|be|are)? ?free (?:of|from)|contain(?:s|ing)? no|use(?:s|ing)? no|with no|no (?:added |use of )?(?=[a-z-]+(?: [a-z-]+){0,3}$)|avoid(?:s|ing)?(?: the use of)?|excluding|instead of|rather than)\b ?)"
    r"|(?P<behind>\b[a-z]+(?:-[a-z]+)*?(?=-free\b))",
    _FLAGS,
)
ITEMS = lazy_pattern(
    r"[、]|\s*(?:和|或者?|以及|及|与|/)\s*|,\s*(?:and |or |nor )?|\s+(?:and|or|nor)\s+", _FLAGS
)
