"""The words by which a question sets a condition, in both languages. Patterns only, no logic.

Each pattern sets the condition apart from what it is said of: `c` is the condition, a look-ahead the patents or rules.
PLACE and OWNER stand for names that were looked up before: their letters are replaced by these characters.
"""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Kind, Language, LicenceType, PatentType

PLACE, OWNER, QUOTED = "\ue000", "\ue001", "\ue002"
_FLAGS = re.IGNORECASE
_P, _O = f"{PLACE}+", f"{OWNER}+"
_STOP_ZH = "，,。;；:：?？!！\\n" + QUOTED

# ── what a condition is said of ──────────────────────────────────────────────────────────────────────────

PATENTS_ZH = (
    "(?:专利(?!法|局|代理|年费|制度|权(?!人)|办|中心|证书|实施|审查|转化|转让|许可|开放|促进|链接|导航|产品|盘活|政策|条例|费|合同|申请费|质押|奖|补贴|资助)"
    "|技术(?!转移|转化|转让|合同|交易|开发|秘密|中心|市场|进出口|入股|需求)|发明(?!人)|成果(?!转化|评价|完成|权))"
)
PATENTS_EN = (
    r"(?:patents\b(?! (?:law|office|rights?|fees?|act|term|holders?|polic))|technologies\b|inventions\b)"
)
RULES_ZH = "(?:政策|规定|办法|细则|条例|法规|文件|通知|措施|指引|制度)"
SUPPORT_ZH = f"(?:{RULES_ZH}|补贴|补助|奖励|资助|扶持)"
RULES_EN = r"(?:polic(?:y|ies)|rules?|regulations?|measures|notices?|provisions|guidelines?|schemes?)"
SUPPORT_EN = rf"(?:{RULES_EN}|subsid(?:y|ies)|incentives?|grants?|funding|support)"
OF_PATENTS = lazy_pattern(f"{PATENTS_ZH}|\\b{PATENTS_EN}", _FLAGS)
ASKER_ZH = "我|想|企业|公司|厂|可以|能|怎|如何"
GAP_ZH = f"(?:(?!{ASKER_ZH})[^{_STOP_ZH}]){{0,24}}?"
_ANY_ZH = f"[^{_STOP_ZH}]{{0,20}}?"
_NO_GAP = "compan(?:y|ies)|firms?|enterprises?|smes?|can|could|may|want|needs?|licen[cs]e|looking|universit(?:y|ies)|institutes?|college|academy"
GAP_EN = rf"(?:(?!{_NO_GAP})[\w][\w-]* ){{0,3}}"
_ANY_EN = r"[^,.;:?!\n]{0,40}?"

ASKS_FOR_SOME = lazy_pattern(
    r"哪些|所有|全部|列出|有什么|有没有|推荐|几件|\b(?:which|what|all|any|list|show|find|are there)\b", _FLAGS
)
NAMES_SOME = lazy_pattern("^[^?？，,。;；吗呢怎能可该想要找]{2,24}的专利[。.]?$")
"""A phrase alone that stands for the patents that it tells of, as typed into a search box."""


def _all(*alternatives: str) -> tuple[re.Pattern[str], ...]:
    return tuple(lazy_pattern(alternative, _FLAGS) for alternative in alternatives)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────

_UNIT_ZH = "(?:省|市|自治区)?(?:内|境内|地区|本地)?"
_HOLDING_ZH = "(?:拥有|持有|所有|申请|名下)"
_SCHOOLS_ZH = "(?:高校|高等学校|院校|科研院所|科研机构|研究机构|研究院所|单位|权利人|专利权人)"
_NOW_ZH = "(?:现在|目前|当前|如今|眼下|马上|立即|立刻|直接|已经?|都|就|还|也)*"
_LICENSABLE_ZH = (
    f"{_NOW_ZH}(?:(?:可以?|能够?)(?:被|{_NOW_ZH}(?:给我们)?)(?:免费|独占|排他|普通|开放|对外)?(?:许可|转让|授权|引进|拿到|获得)"
    "|(?:开放|免费|对外)许可)(?:到|给我们|过来)?的?"
)
_TO_PATENTS_ZH = f"(?:{_LICENSABLE_ZH})?{GAP_ZH}{PATENTS_ZH}"
_NOT_THE_ASKER_ZH = "(?<![与和跟同给向对厂是于])(?<!公司)(?<!企业)"
_HERE_ZH = f"{_NOT_THE_ASKER_ZH}(?P<c>(?:在|(?<!在)){_P}{_UNIT_ZH})"
_BODIES_EN = "(?:universities|institutes|institutions|colleges|schools|owners|assignees|applicants)"
_BODY_EN = "(?:university|institute|institution|college|school|company|firm)"
_ASKER_EN = (
    r"\b(?:compan(?:y|ies)|firms?|enterprises?|smes?|business(?:es)?|manufacturers?|factor(?:y|ies)|plants?|start-?ups?|partners?|customers?|licensees?"
    r"|sell|selling|export\w*|based|located|if|because|since|(?:us|me|them|ourselves) in|(?:we|i|you|they|who) (?:are|am) in)\b"
)
_UP_TO_EN = rf"(?:(?!{_ASKER_EN})[^,.;:?!\n]){{0,90}}?"
OWNER_PLACES = _all(
    f"(?<![与和跟同给向对])(?P<c>(?:来自|位于|在)?{_P}{_UNIT_ZH}的?{_SCHOOLS_ZH}{_HOLDING_ZH}?(?:了|的|有(?:哪些|什么|没有)?)?)(?={_TO_PATENTS_ZH})",
    f"(?<![与和跟同给向对])(?P<c>{_P}{_UNIT_ZH}的?(?:企业|公司|厂家)(?:{_HOLDING_ZH}?的|(?:拥有|持有|申请)(?:了|有)?(?:哪些|什么)?))(?={_TO_PATENTS_ZH})",
    f"(?<![在是])(?<!位于)(?<!地处)(?<!来自)(?P<c>{_P}{_UNIT_ZH}(?:的|有(?:哪些|什么|没有)|申请的))(?={_TO_PATENTS_ZH})",
    f"(?P<c>来自{_P}{_UNIT_ZH}的)(?={_TO_PATENTS_ZH})",
    f"{_HERE_ZH}(?={_LICENSABLE_ZH}{GAP_ZH}{PATENTS_ZH})",
    f"{_HERE_ZH}(?={_NOW_ZH}有(?:哪些|什么|没有){_TO_PATENTS_ZH})",
    f"{PATENTS_ZH}(?:里面|里|中)?[，,]?{_NOW_ZH}(?P<c>在?{_P}{_UNIT_ZH})(?={_NOW_ZH}(?:有(?:哪些|什么|没有))?(?:是)?{_LICENSABLE_ZH})",
    rf"(?P<c>\b(?:(?:owned|held|filed) by |from |of |by )?(?:the )?(?:public |research |local )?{_BODIES_EN}(?: located| based)? (?:in|from|of) {_P})",
    rf"(?P<c>\b(?:(?:owned|held|filed) by|from|of) an? (?:public |research |local )?{_BODY_EN}(?: located| based)? (?:in|from) {_P})",
    rf"\b{PATENTS_EN}(?: (?:owned|held|filed))? (?P<c>(?:by |of |from |in )(?:(?:companies|firms|enterprises) (?:in|from|of) )?{_P})",
    rf"\b{PATENTS_EN} {_UP_TO_EN}(?P<c>\b(?:here |based |located )?(?:in|within|from) {_P}(?:['’]s)?(?: {_BODIES_EN}\b)?)",
    rf"\b{PATENTS_EN} {_UP_TO_EN}(?P<c>\b(?:owned by|held by|of|by|at) {_P}(?:['’]s)? {_BODIES_EN}\b)",
    rf"^\W*(?P<c>(?:here )?in {_P}),? (?={_UP_TO_EN}\b{PATENTS_EN})",
    rf"(?P<c>\b(?:companies|firms|enterprises|manufacturers) (?:in|from) {_P}) (?=(?:own|hold|have filed|offer)\b)",
    rf"(?P<c>{_P}(?:['’]s|-based)? (?:(?:universities|institutes|owners)['’]? |(?:companies|enterprises|firms)['’] )?)(?={GAP_EN}{PATENTS_EN})",
)
_TITLE_ZH = f"(?:(?!的|有|对|关于|什么|哪|现行|企业|高校)[^{_STOP_ZH}]){{2,16}}(?:条例|办法|细则)(?!有(?:哪些|什么|没有))"
RULE_PLACES = _all(
    f"(?<![给向对与])(?P<c>在?{_P}(?!{_TITLE_ZH}){_UNIT_ZH}(?:地方|当地)?(?:的|出台的?|发布的?|印发的?|现行|有(?:哪些|什么|没有)|对|关于|高校|(?:中小|小微)?(?:企业|公司))?)(?={_ANY_ZH}{SUPPORT_ZH})",
    rf"\b{SUPPORT_EN}\b(?:(?! to )[^,.;:?!\n]){{0,40}}? (?P<c>(?:in|of|from) {_P})",
    rf"\b{SUPPORT_EN}\b(?:(?! to )[^,.;:?!\n]){{0,40}}? (?P<c>(?:does|do|did|has|have) {_P})(?= (?:have|had|offer|apply|issued?|set|adopt)\b)",
    rf"(?P<c>{_P}(?:['’]s)?(?: provincial| province)? )(?=(?:[\w'’-]+ ){{0,4}}{SUPPORT_EN}\b)",
    rf"^\W*(?P<c>in {_P}),? (?=.*\b{SUPPORT_EN}\b)",
)
INSTITUTION = lazy_pattern(
    r"(?: (?:[A-Z][\w&-]*|of|and|for)){0,4} (?:University|Institute|College|Academy|Polytechnic|Hospital|Laborator(?:y|ies)|Group|Corporation|Company|Co|Ltd|Inc)\b"
)
"""What follows a place in the name of an institution: Jiangsu Normal University is no place."""
BETTER_KNOWN = {"suzhou": "CN-JS", "fuzhou": "CN-FJ"}
"""Of cities that are spelled alike in Latin letters, the ones that everybody means."""
WHOLE_COUNTRY = lazy_pattern(
    r"国家|中央|全国|国务院|\b(?:national|nationwide|nationally|central|state council|china)\b", _FLAGS
)
PLACES_THAT_ARE_WORDS = frozenset(["白银", "日照", "大同", "朝阳", "安康", "长治", "海东", "海北", "海西"])

_COUNTRIES = {
    "CN": ("中国", "Chinese|PRC|CN"), "US": ("美国", r"U\.?S\.?(?:A\.?)?|American"), "EP": ("欧洲", "European|EP"), "DE": ("德国", "German"),
    "JP": ("日本", "Japanese"), "KR": ("韩国", "Korean"), "GB": ("英国", "British|UK"), "FR": ("法国", "French"),
}  # fmt: skip
_COUNTRY_WORDS = {
    "CN": "China|Chinese|PRC|CN", "US": r"U\.?S\.?(?:A\.?)?|American?|United States", "EP": "European?|EP", "DE": "German(?:y)?", "JP": "Japan(?:ese)?", "KR": "Korean?",
    "GB": "British|Britain|UK|United Kingdom", "FR": "French|France",
}  # fmt: skip
COUNTRY_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (
        code,
        lazy_pattern(
            rf"{zh}|(?<![\w-])(?:{_COUNTRY_WORDS[code]})(?![\w-])", 0 if code in ("US", "EP") else _FLAGS
        ),
    )
    for code, (zh, _) in _COUNTRIES.items()
)
"""How a country is called where nothing but a country is meant."""
COUNTRIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (
        code,
        lazy_pattern(
            f"(?<![到在往向])(?P<c>{zh}(?:(?:的|有(?:哪些|什么|没有))(?={GAP_ZH}{PATENTS_ZH})|(?=(?:发明|实用新型|外观设计)?专利(?!法|局|制度|商标|政策|律师|年费|权))))"
            rf"|(?P<c2>(?<![\w-])(?:{en}) )(?={GAP_EN}{PATENTS_EN})",
            _FLAGS,
        ),
    )
    for code, (zh, en) in _COUNTRIES.items()
)

# ── owners, classes, languages, kinds ────────────────────────────────────────────────────────────────────

OWNERS = _all(
    f"(?P<c>(?:属于|归)?{_O}(?:所有的|拥有的|持有的|申请的|名下的?|拥有(?:哪些|什么)?|持有(?:哪些|什么)?|的|有(?:哪些|什么|没有)?))(?=有?(?:哪些|什么)?{_TO_PATENTS_ZH})",
    f"{_NOT_THE_ASKER_ZH}(?P<c>{_O})(?={_LICENSABLE_ZH}{GAP_ZH}{PATENTS_ZH})",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:that |which )?(?:are )?(?:owned by|held by|belonging to|assigned to|of|from|by) (?:the )?{_O})",
    rf"(?P<c>{_O}(?:['’]s?)? )(?={GAP_EN}{PATENTS_EN})",
    rf"\b{PATENTS_EN}(?: (?:do|does|has|have|did))? (?P<c>(?:the )?{_O} (?:own|owns|hold|holds|have|has|offers?))\b",
)
OWNED = _all(
    rf"\b(?:everything|all|what(?:ever)?)(?: that| does| do)? (?P<c>(?:the )?{_O} (?:owns?|holds?|has|have|offers?))\b",
    rf"\b(?:do|does|have) (?:we|you|the library) (?:hold|have|got|list|keep) (?P<c>(?:from|of|by) (?:the )?{_O})",
    f"(?P<c>{_O}(?:名下|手上|手里)?(?:都|总共|一共)?(?:有|持有|拥有)(?:哪些|什么|几[件项]))",
)
"""What an owner has, where the text does not say that patents are meant."""
_SYMBOL = r"(?-i:[A-HY]\d{2}[A-Z])(?:\s?\d{1,4}/\d{1,6}|\d{1,4}(?!\d))?"
CLASSES = _all(
    rf"(?P<c>(?:属于|归入)?(?:(?:IPC|CPC)(?:分类)?(?:号)?(?:为|是|[:：])?\s*|分类号(?:为|是|[:：])?\s*)(?P<v>{_SYMBOL})(?![A-Za-z0-9])\s*(?:类|小类|大类|分类|下)?的?)",
    rf"(?<![A-Za-z0-9])(?P<c>(?:属于|归入)?(?P<v>{_SYMBOL})\s*(?:这一|这个)?(?:类|小类|大类|分类|分类号)?下?的?)(?={GAP_ZH}{PATENTS_ZH})",
    rf"(?P<c>(?:(?:that |which )?(?:are )?(?:classified|fall(?:ing)?) )?(?:in |under |within |with )(?:the )?(?:(?:IPC|CPC)(?: class| subclass| symbol| code)? |(?:class|subclass) )?(?P<v>{_SYMBOL}))(?![A-Za-z0-9])",
    rf"(?<![A-Za-z0-9])(?P<c>(?:(?:IPC|CPC)(?: class| subclass)? )?(?P<v>{_SYMBOL}) )(?={GAP_EN}{PATENTS_EN})",
    rf"(?P<c>\b(?:IPC|CPC)(?: class| subclass| symbol)? (?P<v>{_SYMBOL}))(?![A-Za-z0-9])",
)
MEANING = lazy_pattern(
    r"什么意思|代表|含义|是指|指的是|\bmean|\bstand for|\bcover|\bdefinition|\bdefine", _FLAGS
)
PATENT_TYPES = _all(
    "(?P<c>(?P<v>实用新型|外观(?:设计)?)(?:的)?)(?=专利(?!权|法|制度|保护|期|年费|申请|证书|评价|的(?:保护|期限|年费)))",
    r"(?P<c>\b(?P<v>utility[- ]model|design) )(?=patents\b(?! (?:law|office|rights?|fees?|act|term)))",
)
PATENT_TYPE_OF = {
    "实用新型": PatentType.UTILITY_MODEL, "外观": PatentType.DESIGN, "外观设计": PatentType.DESIGN,
    "utility model": PatentType.UTILITY_MODEL, "utility-model": PatentType.UTILITY_MODEL, "design": PatentType.DESIGN,
}  # fmt: skip
LANGUAGES = _all(
    f"(?<![成用为译翻写])(?P<c>(?P<v>中文|汉语|英文|英语)(?:版)?(?:的(?={GAP_ZH}(?:专利|文献|资料|政策|文件|文本|规定))|(?=(?:专利|文献|资料|政策|文件|文本)(?!怎么|如何))))",
    r"\b(?:patents|documents|policies|rules|texts|sources|notices)(?: are| is)?(?: (?:written|published|available|drafted))? (?P<c>in (?P<v>English|Chinese))\b",
    r"(?P<c>\b(?P<v>English|Chinese)[- ]language )(?=(?:[\w-]+ ){0,2}(?:patents|documents|policies|rules|texts|sources|notices)\b)",
)
ANSWER_LANGUAGE = lazy_pattern(
    r"译|用(?:中|英)文|\b(?:answer|reply|respond|explain|summari[sz]e|describe|translate|write|draft|tell|give)\b",
    _FLAGS,
)
LANGUAGE_OF = {
    "中文": Language.ZH, "汉语": Language.ZH, "chinese": Language.ZH, "英文": Language.EN, "英语": Language.EN, "english": Language.EN,
}  # fmt: skip
KINDS = _all(
    "(?P<c>(?:只|仅)(?:看|查|找|搜|从|限|在)(?:于)?(?P<v>专利|政策)(?!法|权|局|年费)(?:文件|文献|库)?(?:里面|里|中|范围内)?(?:找|查|看|搜)?[，,:：]?)",
    r"(?P<c>\b(?:(?:show|search|list|find)(?: me)?(?: in)? only|only (?:from|in)) (?:the )?(?P<v>patents|policies)\b[:,]?)",
    r"(?P<c>\b(?P<v>patents|policies) only)(?=\s*(?:[:,.?!]|$))",
)
KIND_OF = {"专利": Kind.PATENT, "patents": Kind.PATENT, "政策": Kind.POLICY, "policies": Kind.POLICY}

# ── days ─────────────────────────────────────────────────────────────────────────────────────────────────

_YEAR_ZH = r"(?P<y>(?:19|20)\d\d)\s?年(?:(?P<m>1[0-2]|0?[1-9])\s?月(?:份)?)?"
_FROM_TO_ZH = r"(?P<y>(?:19|20)\d\d)\s?年?(?:到|至|[-—–~～])(?P<y2>(?:19|20)\d\d)\s?年(?:之间|期间|间)?"
_DIRECTION_ZH = "(?P<d>及以后|或以后|以后|之后|以来|起|后|及以前|以前|之前|前)"
_FILED_ZH = "(?:申请|提交|递交|提出申请)"
_ISSUED_ZH = "(?:发布|出台|印发|颁布|公布|施行|实施|生效|制定)"
_MONTH = (
    r"(?:(?P<mon>january|february|march|april|may|june|july|august|september|october|november|december) )?"
)
_YEAR_EN = (
    rf"(?P<d>since|in or after|after|from|before|until|in|during|between) {_MONTH}(?P<y>(?:19|20)\d\d)(?![\d-])"
    r"(?: (?:and|to) (?P<y2>(?:19|20)\d\d)| onwards?| on\b)?"
)
FILED = _all(
    f"(?P<c>申请(?:日|时间)(?:期)?(?:在|为|是)?{_YEAR_ZH}{_DIRECTION_ZH}的?)",
    f"(?P<c>自?{_YEAR_ZH}(?P<d>以来|以后|之后|起|后))(?={_ANY_ZH}{_FILED_ZH}(?:了|过)?(?:哪些|什么){_ANY_ZH}{PATENTS_ZH})",
    f"(?P<c>{_FROM_TO_ZH}{_FILED_ZH}?的)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?P<c>自?{_YEAR_ZH}{_DIRECTION_ZH}{_FILED_ZH}?的)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?P<c>自?{_YEAR_ZH}{_DIRECTION_ZH}{_FILED_ZH}的?)(?=[、，,且并][^{_STOP_ZH}]{{0,24}}?的{GAP_ZH}{PATENTS_ZH})",
    f"{PATENTS_ZH}(?:都)?是(?P<c>自?{_YEAR_ZH}{_DIRECTION_ZH}{_FILED_ZH}的)(?![吗嘛么])",
    f"(?P<c>{_YEAR_ZH}(?:内|间)?{_FILED_ZH}的)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?P<c>近(?P<n>\\d{{1,2}}|[一二三四五六七八九十]+)年(?:来|内)?{_FILED_ZH}的)(?={GAP_ZH}{PATENTS_ZH})",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:that (?:were |are )?|which (?:were |are )?)?(?:filed|applied for) {_YEAR_EN})",
    rf"(?P<c>\b(?:filed|applied for) {_YEAR_EN})",
    rf"\b{PATENTS_EN} (?P<c>(?P<d>since|from) (?P<y>(?:19|20)\d\d)(?: onwards?| on\b)?)(?![\d-])",
)
ISSUED = _all(
    f"(?P<c>自?{_YEAR_ZH}(?P<d>以来|以后|之后|起|后))(?={_ANY_ZH}(?:出台|发布|印发|颁布)(?:了|过)?(?:哪些|什么){_ANY_ZH}{RULES_ZH})",
    f"(?P<c>{_FROM_TO_ZH}{_ISSUED_ZH}?的)(?={GAP_ZH}{RULES_ZH})",
    f"(?P<c>自?{_YEAR_ZH}{_DIRECTION_ZH}{_ISSUED_ZH}?的)(?={GAP_ZH}{RULES_ZH})",
    f"(?P<c>{_YEAR_ZH}(?:内|间)?{_ISSUED_ZH}(?:了|的))(?={_ANY_ZH}{RULES_ZH})",
    rf"\b{RULES_EN}\b{_ANY_EN} ?(?P<c>(?:issued|published|adopted|promulgated|released) {_YEAR_EN})",
    r"\b(?:policies|rules|notices|regulations|measures) (?P<c>(?P<d>since|from) (?P<y>(?:19|20)\d\d)(?: onwards?| on\b)?)(?![\d-])",
)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip

# ── standing and offers ──────────────────────────────────────────────────────────────────────────────────

_STILL_ZH = "(?:仍然|依然|仍旧|仍|还|尚|目前|现在|当前|现行|现)"
PATENTS_IN_FORCE = _all(
    f"(?P<c>(?:{_STILL_ZH}{{0,2}}(?:在)?有效(?:状态)?|{_STILL_ZH}?(?:处于|在)有效(?:期|状态)内?|(?:未|还没有?)(?:失效|过期|到期))的)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?P<c>{_STILL_ZH}?有效)(?=(?:发明|实用新型|外观设计)?专利(?!权|期|性|拥有|数|量|许可|年费))",
    f"哪些{GAP_ZH}专利(?P<c>{_STILL_ZH}{{1,2}}(?:是)?(?:在)?有效(?:的)?)(?!期)",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:(?:that |which )?are (?:still |currently |now )?|still |currently )in[ -]force)\b(?! (?:until|since|from|for|in)\b)",
    rf"(?P<c>(?:\bstill |\bcurrently )?\bin[ -]force )(?={GAP_EN}{PATENTS_EN})",
)
RULES_IN_FORCE = _all(
    f"(?P<c>{_STILL_ZH}{{1,2}}(?:有效|在?施行|生效)(?:中)?的)(?={GAP_ZH}{RULES_ZH})",
    f"(?P<c>现行(?:有效)?的?)(?={GAP_ZH}{RULES_ZH})",
    f"{RULES_ZH}(?P<c>{_STILL_ZH}{{1,2}}有效)",
    r"\b(?:policies|rules|regulations|measures|notices|provisions)\b[^,.;:?!\n]{0,40}? (?P<c>(?:that |which )?(?:are )?(?:still |currently )in force)\b(?! (?:until|since|from)\b)",
    r"(?P<c>\b(?:still |currently )?in[ -]force )(?=(?:[\w-]+ ){0,3}(?:policies|rules|regulations|measures|notices|provisions)\b)",
)
ASKS_WHEN = lazy_pattern(
    r"什么时候|何时|多久|哪天|哪年|版本|哪一?版|新旧|变化|修改了|\b(?:when|how long|versions?|chang(?:ed?|es))\b",
    _FLAGS,
)

_TYPES_ZH = {
    "独占": LicenceType.EXCLUSIVE,
    "排他": LicenceType.SOLE,
    "普通": LicenceType.NON_EXCLUSIVE,
    "开放": LicenceType.OPEN,
}
_TYPES_EN = {
    "exclusive": LicenceType.EXCLUSIVE, "sole": LicenceType.SOLE, "non-exclusive": LicenceType.NON_EXCLUSIVE, "nonexclusive": LicenceType.NON_EXCLUSIVE,
    "ordinary": LicenceType.NON_EXCLUSIVE, "open": LicenceType.OPEN,
}  # fmt: skip
LICENCE_TYPE_OF = {**_TYPES_ZH, **_TYPES_EN}
_CAN_ZH = "(?:可以|可|能够|能|提供|接受|支持|愿意|允许)"
_NO_RULE_ZH = "(?!的?(?:规定|政策|办法|制度|手续|条款|条件|要求|好处|流程))"
OFFERS = _all(
    f"(?P<c>(?:实行|声明了?|已经?|处于|可以|可|能|提供)?(?P<v>开放)许可(?:中|状态)?的)(?={GAP_ZH}{PATENTS_ZH})",
    "(?P<c>(?P<v>开放)许可)(?=专利(?:有哪些|有没有|推荐|清单|$))",
    f"哪些{_ANY_ZH}{PATENTS_ZH}(?P<c>(?:实行|声明了|处于)了?(?P<v>开放)许可)",
    f"(?P<c>{_CAN_ZH}(?:给我们)?(?:以)?(?P<v>独占|排他|普通)(?:许可)?(?:的)?(?:方式)?(?:许可)?的)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?:哪些|什么|有没有){GAP_ZH}{PATENTS_ZH}(?P<c>(?:可以|可|能够|能)(?:给我们)?(?P<v>独占|排他|普通|开放)许可)",
    r"(?P<c>(?:that are |which are )?\b(?:available|offered|on offer|licensable|open)(?: to us)? (?:for|under|on|with|as|through) (?:an? )?(?P<v>exclusive|sole|non-?exclusive|ordinary|open) licen[cs](?:es?|ing)(?: basis)?)",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:that |which )?\b(?:can|could|may) (?:be )?(?:had|have|licen[cs]ed|taken|obtained|available|get) (?:on an |as |under an )?(?P<v>exclusive|sole|non-?exclusive)(?:ly)?(?: licen[cs]es?| basis)?)\b",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:that are |which are |are )?\bavailable (?P<v>exclusive|non-?exclusive)ly)\b",
    f"(?:哪些|所有|全部|列出|列一下|盘点)(?:专利|免费的?|库里的?|有效的?)*(?:有|是|挂着?|属于|正在)?(?P<c>(?P<v>开放)许可){_NO_RULE_ZH}",
    r"(?P<c>(?:that are |which are )?\bunder (?:an )?(?P<v>open)[- ]licen[cs]es?)\b",
    r"\bpatents\b.{0,20}\b(?P<c>(?:carry|have|hold|with|on|offer) (?:an? )?(?P<v>open)[- ]licen[cs]es?)\b",
    r"\b(?:which|list|show|what)\b(?: me| us| the| all| free)* (?P<c>(?P<v>open)[- ]licen[cs]es)\b(?! (?:rules|laws|disputes|procedure))",
    rf"(?P<c>\b(?P<v>open)[- ]licen[cs]ed? )(?={GAP_EN}{PATENTS_EN})",
)
FREE = _all(
    f"(?:哪些|所有|全部|列出|列一下|盘点)[^,，。?？]{{0,8}}开放许可{_NO_RULE_ZH}[^,，。?？]{{0,4}}?(?P<c>是?(?:免费|不收(?:许可)?费|不要钱|零许可费)的?)",
    f"(?:哪些|所有|全部)(?:是|有)?(?P<c>免费的?)(?=开放许可{_NO_RULE_ZH})",
    r"\b(?:which|list|show|what)\b.{0,12}(?P<c>\b(?:free|royalty-free) )(?=open[- ]licen[cs]es\b)",
    r"\bopen[- ]licen[cs]es\b.{0,24}?(?P<c>\b(?:(?:that|which) )?(?:are |is )?(?:free(?! to)|free of charge|royalty[- ]free))\b",
    f"(?P<c>(?:可以?|能够?|提供)?(?:免费|零许可费|免许可费|不收(?:许可)?费|不要钱)的?(?:许可|开放许可|使用|实施|开放)?的?)(?={GAP_ZH}{PATENTS_ZH})",
    f"(?:哪些|什么|有没有){GAP_ZH}{PATENTS_ZH}(?P<c>(?:是|可以|可|能)?(?:免费|不要钱|不收(?:许可)?费|不用[交付花]钱)(?:的|许可|开放|使用|实施)?(?:的)?)",
    rf"(?P<c>(?<![\w-])(?:royalty[- ]free|free[- ]of[- ]charge|free[- ]licen[cs]e(?:d)?|freely licen[cs](?:ed|able)) )(?={GAP_EN}{PATENTS_EN})",
    rf"\b{PATENTS_EN}{_ANY_EN} ?(?P<c>(?:that |which )?(?:can be |are |is )?(?:available |licen[cs]ed |offered |used )?(?:free of charge|royalty[- ]free|for free|(?:under|with) a (?:royalty[- ])?free licen[cs]e))\b",
)
