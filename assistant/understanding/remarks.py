"""Small ways in which a text leans on the conversation: thanks, corrections, another day, and a text that asks nothing new."""

from __future__ import annotations

import calendar
import re
from datetime import date

from assistant.understanding import lexicon
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_COURTESY = lazy_pattern(
    r"(?:\s|[,，.。!！~～、;；:：)]|谢谢(?:你|您|啦|了)?|多谢|感谢|非常|太|十分|好的?|好了|明白了?|知道了?|了解了?|收到|辛苦了?|你好|您好|再见|没问题|可以了|不客气|嗯|哦|啊|哈|行|棒|清楚了?"
    r"|\b(?:thanks?|thank you|thx|cheers|many|so much|very much|a lot|great|good|perfect|fine|ok(?:ay)?|got it|i see|understood|hello|hi|hey|bye|goodbye|nice|excellent|wonderful|that helps|that's|that is|all|for now|very helpful|helpful|much appreciated|you|for your help|for that)\b)+",
    _FLAGS,
)
_CORRECTION = tuple(
    lazy_pattern(pattern, _FLAGS)
    for pattern in (
        "^\\W*(?:不对|不|错了|哦)?[,，。!！\\s]*(?:不是|我不是(?:说|问|指))(?P<old>[^,，。;；?？]{1,20})[,，。;；\\s]+(?:而?是|我(?:说|问|要|指|想问|想要)的是|要的是)(?P<new>.+)$",
        "^\\W*(?:不对|不是的?|错了|说错了|搞错了|不)[,，。!！\\s]+(?:我(?:说|问|要|指|想问|想要)的?(?:是|的是)?|应该是|是)(?P<new>.+)$",
        "^\\W*我(?:说|问|要|指|想问)的是(?P<new>.+)$",
        r"^\W*(?:no|sorry|oops|wait|actually)\b[,.!]?\s*(?:sorry[,.]? )?(?:i (?:meant?|was asking about|am asking about)|make that)\s+(?P<new>.+)$",
        r"^\W*i (?:meant|mean)\s+(?P<new>.+)$",
        r"^\W*(?:no, )?not (?P<old>[^,;]{1,40}?)(?:,| but)+\s*(?:but )?(?P<new>.+)$",
        r"^\W*(?:no[,.]? )(?P<new>[^,;?]{1,40}), not (?P<old>[^,;?]{1,40})$",
    )
)
_NOISE = lazy_pattern(
    r"那么?|怎么办|么办|呢|的|吗|啊|吧|请问?|一下|再|看看?|说说?|讲讲?|告诉我|换成|如果|好|和|与|及|就|只|要|是|有|在|怎么样|如何|另外|顺便|嗯|对了|分别|都|也|了|麻烦|给我|我|从|到|开始|起|付|交|缴|一共|总共|合计"
    r"|\b(?:and|but|so|what|how|about|the|just|only|please|then|for|of|from|one|ones|same|ok|okay|now|tell me|me|show|give|also|too|with|a|an|again|is|are|was|in|it|yes|well|as|to|i|row|table|list|patents?|mean|would like)\b"
    r"|['’]s\b|[\W_]",
    _FLAGS,
)
_GENERAL = lazy_pattern(
    r"全国|国家|地方|统一|专门|规定|政策|法律|法规|依据|文件|办法|制度|需要|必须|应当|材料|资料|手续|流程|程序|步骤|办理|提交|申请|提出|条件|要求|期限|时间|地点|哪里|部门|窗口|对象|范围|例外|处罚|后果|限制|理由|原因|具体|例子|举例|解释|详细"
    r"|\b(?:national|nationwide|local|provincial|single|uniform|binding|rules?|regulations?|laws?|polic(?:y|ies)|provisions?|there|exist|any|documents?|materials?|forms?|steps?|procedures?|deadlines?|conditions?|requirements?|required"
    r"|apply|submit|file|need(?:ed)?|take|takes|long|where|office|exceptions?|limits?|penalt(?:y|ies)|consequences?|reasons?|details?|examples?|explain|more|get|done|happens?|must|else)\b",
    _FLAGS,
)
"""What one asks of any rule or right: alone it is no topic."""
_OF_USE = lazy_pattern(
    r"国外|海外|境外|国内|出口|隔壁|邻居|老板|领导|一家|独家|直接|马上|立刻|现在|行不行|行(?=[吗么?？]|$)|成不成|报价|报个?价|别的|别人|其他|其它|另外|大家|谁都|对手|竞争|同行|企业|公司|工厂|厂[家子里]?|学校|高校|单位|我们|咱们|自己|本地|下游|上游|子公司|客户|合作"
    r"|拿[到去来]?|带[到去]|用[到于在]?|使用|生产|制造|销售|卖[到给]?|买[到断下]?|转[给让]|签[约字下]?|谈[判下]?|联系|打电话|电话|找|付款|付钱|付费|交钱|交费|给钱|要钱|花钱|钱|首先|先|最早|最晚|开始|以后|之后|后来|然后|同意|允许|点头|拥有|归|算"
    r"|能够?|可以|会不会|还|仍|再|又|去|来|做|给|让|把|被|跟|同|向|对|该|得|多|少|一|个|家|年|月|天|话|样"
    r"|\b(?:we|us|our|ours|they|them|their|he|she|you|your|someone|somebody|anyone|anybody|everyone|nobody|else|others?|another|competitors?|rivals?|compan(?:y|ies)|firms?|factor(?:y|ies)|subsidiar(?:y|ies)|suppliers?|customers?|owner|school|university"
    r"|use[ds]?|using|make|making|made|produce|sell|selling|sold|buy|take|took|get|got|have|had|has|pay|paying|paid|owe|call|contact|talk|speak|sign|signed|agree|agreed|allow(?:ed)?|start(?:ed)?|begin|stop|keep|own|transfer|pass|give|move"
    r"|abroad|overseas|outside|elsewhere|here|home|export|money|first|later|after|afterwards|before|once|still|yet|anything|something|nothing|ever|never|really|directly|right|away|on|if|not|no|or|at|by|up|per|year|years|month|now|next|same|thing|only|just|own|whom|until|till|any|all|be|been|will|would|could|might|long|much|many|out|back|into|over)\b"
    r"|n['’]t\b",
    _FLAGS,
)
"""What one does with any right, where and with whom: alone it is no topic either."""
_DAY_ZH = lazy_pattern(
    r"(?:截至|截止到?|到|在)?(?P<y>(?:19|20)\d\d)\s?年(?:(?P<m>1[0-2]|0?[1-9])\s?月(?:(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号])?)?(?:份|时|当时|的时候|那时|底|末)?"
)
_DAY_EN = lazy_pattern(
    r"\b(?:as of|as at|in|on|at the end of|during|for|back in)?\s*(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)|(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? )?(?:(?P<mon>january|february|march|april|may|june|july|august|september|october|november|december) )?(?P<y>(?:19|20)\d\d))(?![\d-])",
    _FLAGS,
)
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_NOW = lazy_pattern(
    r"现在|目前|如今|今天|当前|\b(?:today|now|nowadays|currently|at present|at the moment)\b", _FLAGS
)
_AMOUNT = lazy_pattern(
    r"\d|[一二两三四五六七八九十]年|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:years?|months?)\b",
    _FLAGS,
)


def is_courtesy(text: str) -> bool:
    """Say whether a text thanks or greets and asks nothing."""
    return bool(_COURTESY.fullmatch(text.strip())) and any(c.isalpha() for c in text) and len(text) <= 60


def corrected(text: str) -> str | None:
    """Return what a text puts in the place of what was said before; None where it corrects nothing."""
    for pattern in _CORRECTION:
        if match := pattern.search(text.strip()):
            return match["new"].strip(" ,，。.!！?？")
    return None


def asks_nothing_new(rest: str) -> bool:
    """Say whether what is left of a text is connecting words alone: it asks the same as the turn before."""
    return not _NOISE.sub("", rest)


def own_topic(text: str) -> bool:
    """Say whether a short text without a pronoun speaks of something of its own, beside what one asks of a patent."""
    if _AMOUNT.search(text) and not lexicon.POLICY.search(text):
        return False
    han, words = _of_its_own(text)
    return han >= 4 or words >= 2


def names_something(text: str) -> bool:
    """Say whether a few words name anything at all, beside what one asks of a patent or does with it."""
    han, words = _of_its_own(text)
    return han >= 2 or words >= 1


def _of_its_own(text: str) -> tuple[int, int]:
    """Count the Han characters and the words that are not about what one asks of any patent."""
    for pattern in (*lexicon.FACETS.values(), lexicon.ASKS, _GENERAL, _OF_USE, _NOISE):
        text = pattern.sub(" ", text)
    return len(re.sub(r"[^\u3400-\u9fff]", "", text)), len(re.findall(r"[a-z]{3,}", text, _FLAGS))


def day_said(text: str, today: date) -> tuple[date, str] | None:
    """Return the day that a text speaks of and the text without it; the last day of a year or month, at most today."""
    if match := _NOW.search(text):
        return today, text.replace(match[0], " ")
    match = _DAY_ZH.search(text) or _DAY_EN.search(text)
    if match is None:
        return None
    said = match.groupdict()
    rest = text[: match.start()] + " " + text[match.end() :]
    if said.get("iso"):
        return date.fromisoformat(str(said["iso"])), rest
    year = int(str(said["y"]))
    month = _MONTHS.index(str(said["mon"]).lower()) if said.get("mon") else int(said.get("m") or 12)
    last = calendar.monthrange(year, month)[1]
    return min(date(year, month, min(int(said.get("d") or last), last)), today), rest
