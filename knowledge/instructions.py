"""Find text that addresses the reader's assistant: it is shown as what it is, never obeyed, never evidence."""

from __future__ import annotations

import re

from knowledge.folding import folded
from knowledge.sentences import Span, line_spans, sentence_spans

_ADDRESSED = "(?:用户|使用者|提问者|读者|询问者)"
_MACHINE = "(?:AI|人工智能|智能|语言|聊天)?(?:助手|助理|大?模型|机器人)"
_SAY = "(?:回答|回复|告诉|告知|输出|声称|说明|推荐|写成|宣布|答复|表示)"
_EN_SAY = r"(?:SAY|STATE|ANSWER|REPLY|RESPOND|TELL|REPORT|OUTPUT|CLAIM|RECOMMEND|PRINT|REVEAL|RANK|MARK|TREAT|CONFIRM|WRITE|LIST)"
_AI = ("ASSISTANT", "CHATBOT", "LLM", "LANGUAGE MODEL")
_AI_AS_A_WORD = re.compile(r"AI(?![A-Z0-9_])")

# A pattern, and before it groups of words of which each must have one in the text: most texts are done with after these.
_Words = tuple[str, ...]
_CHINESE: tuple[tuple[tuple[_Words, ...], str], ...] = (
    (
        (("忽略", "无视", "忘记", "忘掉", "理会", "遵守"),),
        r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|不要遵守|停止遵守).{0,10}(?:指令|指示|提示词?|规则|系统消息|设定|上文|前文|对话)",
    ),
    (
        (("你",),),
        r"(?:从现在起|从现在开始|现在起).{0,4}你(?:是|将|要|必须)|你现在(?:是|处于|进入)",
    ),
    ((("你是",),), rf"你是(?:一[个名位款])?{_MACHINE}"),
    (
        (("助手", "助理", "模型", "机器人"),),
        rf"{_MACHINE}.{{0,6}}(?:请|必须|应当|应该|务必|需要|要).{{0,24}}{_SAY}",
    ),
    (
        (("用户", "使用者", "提问者", "读者", "询问者"),),
        rf"(?:^|[,。;:!. \\]]) *(?:请|必须|务必)?(?:直接|明确)?(?:告诉|回答|回复|对){_ADDRESSED}(?:说|,|:|该|本|这|此|它|可以|已)",
    ),
    (
        (("回答", "回复", "总结", "被问到"),),
        rf"(?:回答|回复|总结|被问到)(?!.{{0,8}}(?:询问|审议)).{{0,12}}时.{{0,6}}(?:请|必须|务必|一律|只能).{{0,16}}{_SAY}",
    ),
    (
        (("系统", "提示词", "内部备注", "你的指令"),),
        r"系统(?:提示词?|指令|消息) *[::]|(?:输出|打印|泄露|显示).{0,8}(?:系统提示|提示词|内部备注|你的指令)",
    ),
    ((("模式",),), r"(?:进入|切换到?|启用)(?:管理员|开发者|调试|越狱)模式"),
)
_ENGLISH: tuple[tuple[tuple[_Words, ...], str], ...] = (
    (
        (
            ("IGNORE", "DISREGARD", "FORGET", "OVERRIDE", "BYPASS"),
            ("INSTRUCTION", "PROMPT", "RULES", "GUIDELINES", "SOURCES", "CONTEXT", "GUARDRAILS"),
        ),
        r"(?:IGNORE|DISREGARD|FORGET|OVERRIDE|BYPASS)\b.{0,40}\b(?:INSTRUCTIONS?|PROMPTS?|RULES|GUIDELINES|SOURCES|CONTEXT|GUARDRAILS)\b",
    ),
    (
        (("YOU",),),
        r"\bYOU ARE NOW\b|\bFROM NOW ON,? YOU\b|\bYOU ARE (?:AN? |THE )?(?:AI|ASSISTANT|CHATBOT|LANGUAGE MODEL|LLM)\b",
    ),
    (
        (("SYSTEM", "ASSISTANT", "DEVELOPER"), (":",)),
        r"(?:^|[^A-Z ]) *(?:SYSTEM|ASSISTANT|DEVELOPER)(?: (?:PROMPT|MESSAGE|INSTRUCTION|OVERRIDE|NOTE))? *: *(?:PLEASE |NOW |ALWAYS |NEVER |DO NOT |YOU )*"
        rf"(?:{_EN_SAY}|IGNORE|DISREGARD|YOU (?:ARE|MUST|SHOULD|WILL)|ACT|SET|SWITCH|FROM NOW)\b",
    ),
    (
        (("<|", "INST]", "SYS>>", "##"),),
        r"<\|(?:IM_START|IM_END|SYSTEM|ENDOFTEXT)\|>|\[/?INST\]|<</?SYS>>|#{2,} *(?:SYSTEM|INSTRUCTION)S? *:?",
    ),
    (
        (_AI, ("MUST", "SHOULD", "SHALL", "HAVE TO", "ARE TO", "IS TO")),
        rf"\b(?:AI|ASSISTANTS?|CHATBOTS?|LLMS?|LANGUAGE MODELS?)\b.{{0,30}}\b(?:MUST|SHOULD|SHALL|HAVE TO|ARE TO|IS TO)\b.{{0,60}}\b{_EN_SAY}\b",
    ),
    (
        (("WHEN",), ("ASKED", "ANSWERING", "SUMMARI", "REPLYING", "RESPONDING")),
        rf"\bWHEN (?:YOU (?:ARE )?)?(?:ASKED|ANSWERING|SUMMARI[SZ]ING|REPLYING|RESPONDING)\b.{{0,80}}\b{_EN_SAY}\b",
    ),
    (
        (
            ("THE USER", "THE READER", "THE ASKER", "PROMPT", "INSTRUCTIONS"),
            ("TELL", "INFORM", "ASSURE", "REVEAL", "PRINT", "SHOW", "REPEAT"),
        ),
        r"\b(?:TELL|INFORM|ASSURE) THE (?:USER|READER|ASKER)\b|\b(?:REVEAL|PRINT|SHOW|REPEAT) (?:YOUR|THE) (?:SYSTEM )?(?:PROMPT|INSTRUCTIONS)\b",
    ),
    (
        ((" MODE",), ("ADMIN", "DEVELOPER", "DEBUG", "JAILBREAK")),
        r"\b(?:ENTER|SWITCH TO|ENABLE|YOU ARE IN) (?:ADMIN|ADMINISTRATOR|DEVELOPER|DEBUG|JAILBREAK) MODE\b",
    ),
    (
        (("DO NOT",),),
        r"\bDO NOT (?:MENTION|DISCLOSE|TELL|REVEAL|CITE)\b.{0,40}\b(?:USER|READER|ASKER)\b",
    ),
)
_COMPILED_CHINESE = tuple((groups, re.compile(pattern)) for groups, pattern in _CHINESE)
_COMPILED_ENGLISH = tuple((groups, re.compile(pattern)) for groups, pattern in _ENGLISH)


def is_instruction_like(text: str) -> bool:
    """Say whether a sentence addresses an assistant rather than a reader of the document."""
    flat = folded(text)
    for groups, pattern in _COMPILED_ENGLISH:
        if all(_any_in(words, flat) for words in groups) and pattern.search(flat):
            return True
    if text.isascii():
        return False
    return any(
        all(_any_in(words, flat) for words in groups) and pattern.search(flat) is not None
        for groups, pattern in _COMPILED_CHINESE
    )


def _any_in(words: _Words, flat: str) -> bool:
    for word in words:  # a loop: this is asked of every passage
        if word in flat:
            return True
    return words is _AI and _AI_AS_A_WORD.search(flat) is not None


def instruction_spans(text: str) -> tuple[Span, ...]:
    """Return the stretches that address an assistant: from such a sentence to the end of its paragraph.

    What follows it in the same paragraph is taken with it: the order may be in one sentence, its payload in the next.
    """
    if not is_instruction_like(text):
        return ()
    spans: list[Span] = []
    for line_start, line_end in line_spans(text):
        line = text[line_start:line_end]
        if not is_instruction_like(line):
            continue
        begin = next(
            (start for start, end in sentence_spans(line) if is_instruction_like(line[start:end])), 0
        )
        if spans and spans[-1][1] == line_start + begin:
            spans[-1] = (spans[-1][0], line_end)
        else:
            spans.append((line_start + begin, line_end))
    return tuple(spans)
