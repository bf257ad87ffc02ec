"""How text addresses an assistant, in Chinese and English: patterns, each behind the words that it cannot do without.

The patterns look at folded text (see knowledge.folding). Patents describe assistants, models and robots that must answer
and output; such sentences are no orders: a machine that "must" counts only together with what this library answers about.
"""

from __future__ import annotations

from knowledge.lazy_patterns import lazy_pattern

# A pattern, and before it groups of words of which each must have one in the text: most texts are done with after these.
Words = tuple[str, ...]
Guarded = tuple[tuple[Words, ...], str]

AI = ("ASSISTANT", "CHATBOT", "LLM", "LANGUAGE MODEL")  # or AI as a word of its own
AI_AS_A_WORD = lazy_pattern(
    r"AI(?![A-Z0-9_])"
)  # what stands before it is left to the pattern: this is asked of every text

_MACHINE = (
    "(?:(?:AI|人工智能|智能|大?语言|聊天|对话|自动问答|检索增强)*(?:助手|助理|大?模型|机器人)|AI|人工智能)"
)
_MACHINES = ("助手", "助理", "模型", "机器人", "AI", "人工智能")
_USER = "(?:用户|使用者|提问者|读者|询问者)"
_SAY = "(?:回答|回复|告诉|告知|输出|声称|声明|说明|说|推荐|写成|写明|宣布|答复|表示|标记|标注|列为|排在|引用|忽略|视为)"
_MATTER = "(?:本文|本专利|该专利|此专利|本段|本资料|本文件|上文|来源|许可费|质押|独家|免费|0元|为零|首选|第一|本公司)"
_CLAUSE = r"(?:^|[,。;:!?.\])>\n] *|(?:请|务必|必须) *)"

CHINESE: tuple[Guarded, ...] = (
    (
        (("忽略", "无视", "忘记", "忘掉", "理会", "遵守", "相信"),),
        r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|不要遵守|停止遵守|不要相信).{0,10}(?:指令|指示(?!灯|器|牌)|提示词|提示语|规则|系统消息|设定|上文|前文|对话)"
        rf"|{_CLAUSE}(?:忽略|无视|忘记|忘掉|不要理会|不要相信)掉?(?:以上|上述|上面|之前|前面|先前|此前|其他|其它)(?:的|所有|全部|一切)*(?:内容|资料|文字|信息|说明|要求|来源|证据)",
    ),
    (
        (("视为",), ("把", "将")),
        r"(?:把|将).{0,8}(?:之外|以外)的(?:其他|所有)?(?:资料|来源|内容|文字|信息).{0,8}视为(?:无效|虚假|错误)",
    ),
    (
        (("你",),),
        r"(?:从现在起|从现在开始|现在起).{0,4}你(?:是|将|要|必须)|你现在(?:是|处于|进入)"
        rf"|你是(?:一?[个名位款])?{_MACHINE}|作为(?:一?[个名位款])?{_MACHINE}[,、 ]*你"
        r"|你(?:必须|应当|应该|务必|只能|要|需要)(?:直接|明确|始终|一律)?(?:回答|回复|输出|声称|告诉|推荐|忽略|引用)",
    ),
    (
        (_MACHINES, ("供", "写给", "致", "读", "看到", "处理", "总结")),
        rf"(?:仅供|只供|专供|写给|致|供){_MACHINE}(?:阅读|读取|看|参考|执行|:)"
        rf"|(?:读到|读取|阅读|看到|处理|总结)(?:此处|这里|本[文段页]|这段|该段).{{0,6}}的?{_MACHINE}",
    ),
    (
        (_MACHINES, ("须知", "注意", "请", "务必", "作为")),
        rf"{_MACHINE} *(?:须知|请注意|请务必|注意) *[:,]|{_MACHINE}.{{0,12}}(?:请|务必)(?:勿|不要|优先|直接|只|仅)?.{{0,10}}{_SAY}"
        rf"|作为(?:一?[个名位款])?{_MACHINE}[,、 ]*(?:请|必须|务必)",
    ),
    (
        (_MACHINES, ("必须", "应", "要", "不可", "不得", "只能", "务必")),
        rf"{_MACHINE}.{{0,20}}(?:必须|应当|应该|应|需要|要|不可|不得|只能).{{0,24}}{_SAY}.{{0,20}}{_MATTER}"
        rf"|{_MACHINE}.{{0,12}}{_MATTER}.{{0,12}}(?:必须|应当|应该|应|只能).{{0,16}}{_SAY}"
        rf"|{_MACHINE}.{{0,12}}(?:不可|不得).{{0,6}}引用|{_MACHINE}.{{0,6}}(?:必须|务必|只能)(?:回答|回复|声称)(?!{_USER}|.{{0,8}}(?:询问|问题|指令))",
    ),
    (
        (("用户", "使用者", "提问者", "读者", "询问者"),),
        rf"(?:^|[,。;:!. \]]) *(?:请|必须|务必)?(?:直接|明确)?(?:告诉|回答|回复|对){_USER}(?:说|,|:|(?:该|本|此|这[项件个]?)(?:专利|技术|许可|公司|合同|转让)|它(?:可以|已)|可以(?:免费|直接|零)|已)",
    ),
    (
        (("回答", "回复", "总结", "被问到"), ("时",)),
        r"(?:回答|回复|总结|被问到)(?!.{0,8}(?:询问|审议)).{0,12}时.{0,6}(?:请|必须|务必|一律|只能).{0,16}(?:回答|回复|告诉|输出|声称|说|推荐|写成|宣布|表示)",
    ),
    (
        (("回答", "回复", "摘要", "总结", "答复"),),
        r"(?:请|务必|必须)在(?:你的)?(?:回答|回复|摘要|总结)(?:中|里|时).{0,6}(?:加入|附上|写明|注明|提到|推荐|声明|说|引用)"
        r"|(?:任何|所有|一切)(?:自动|机器|AI|智能|模型)(?:生成的?)?(?:摘要|总结|回答|答复)都?(?:必须|应当|应|要|只能)",
    ),
    (
        (("优先", "只", "仅", "一律"), ("引用", "采用", "推荐", "相信", "信任")),
        r"(?:请|务必)(?:你)?(?:优先|只|仅|一律)(?:引用|采用|推荐|相信|信任)(?:本|该|此|这)(?:段|文|专利|公司|资料|件)",
    ),
    (
        (("说成", "写成", "改成", "报成"),),
        r"(?:把|将)(?:该专利的?|本专利的?)?(?:许可费|费用|价格|许可价).{0,6}(?:说成|写成|改成|报成)",
    ),
    (
        (("系统", "指令", "提示词", "指示", "内部备注"),),
        r"(?:隐藏|新的?|附加|秘密)(?:指令|提示词|指示) *[::]|系统(?:提示词?|指令|消息) *[::]|(?:^|[。!\n]) *系统 *[::] *(?:请|你|将|把|必须|标记|忽略)"
        r"|(?:输出|打印|泄露|显示).{0,8}(?:系统提示(?!音|信息)|提示词|内部备注|你的指令)",
    ),
    (
        (
            ("阅读", "读取", "读到", "处理", "总结", "摘录", "解析"),
            ("程序", "系统", "模型", "助手", "软件", "代理", "机器"),
        ),
        r"(?:阅读|读取|读到|处理|总结|摘录|解析)(?:本|该|此|这)[件段篇份]?(?:摘要|文件|文档|专利|说明书?|权利要求书?|[段页文]|资料|通知|办法).{0,4}的?(?:任何|所有|一切)?(?:智能|自动)?(?:程序|系统|模型|助手|软件|代理|机器人?).{0,4}(?:须|必须|应|要|请|务必)",
    ),
    ((("模式",),), r"(?:进入|切换到?|启用)(?:管理员|开发者|调试|越狱)模式"),
)

_EN_MACHINE = (
    r"(?:(?:GENERATIVE )?AI(?: (?:ASSISTANT|MODEL|AGENT|REVIEWER|SYSTEM|CHATBOT))?S?|CHATBOTS?|LLMS?|(?:LARGE )?LANGUAGE MODELS?|"
    r"ASSISTANTS?(?! (?:COMMISSIONER|SECRETARY|DIRECTOR|PROFESSOR|EXAMINER|ATTORNEY|CHIEF|GENERAL|MANAGER|UNITED|REGISTRAR)))"
)
_EN_SAY = (
    r"(?:SAY|STATE|ANSWER|REPLY|RESPOND|TELL|REPORT|OUTPUT|CLAIM|RECOMMEND|PRINT|REVEAL|RANK|MARK|TREAT|CONFIRM|WRITE|LIST|PREFER|CITE|"
    r"DECLARE|ASSUME)"
)
_EN_MATTER = (
    r"(?:TH(?:IS|E) (?:PATENT|LICEN[CS]E|FEE|ROYALTY|DOCUMENT|TEXT|TECHNOLOGY|INVENTION|COMPANY|OFFER|USER|READER|ASKER)|FREE\b|ZERO\b|"
    r"AVAILABLE|FIRST\b|IN FORCE)"
)
_EN_MUST = ("MUST", "SHOULD", "SHALL", "HAVE TO", "ARE TO", "IS TO")

ENGLISH: tuple[Guarded, ...] = (
    (
        (
            ("IGNORE", "DISREGARD", "FORGET", "OVERRIDE", "BYPASS"),
            ("INSTRUCTION", "PROMPT", "RULES", "GUIDELINES", "SOURCES", "CONTEXT", "GUARDRAILS"),
        ),
        r"(?:IGNORE|DISREGARD|FORGET|OVERRIDE|BYPASS)\b.{0,40}\b(?:INSTRUCTIONS?|PROMPTS?|RULES|GUIDELINES|SOURCES|CONTEXT|GUARDRAILS)\b",
    ),
    (
        (("IGNORE", "DISREGARD", "FORGET"), ("ABOVE", "PREVIOUS", "PRIOR", "PRECEDING", "FOREGOING")),
        r"(?:^|[.!:;] *|PLEASE )(?:IGNORE|DISREGARD|FORGET) (?:ALL |EVERYTHING |ANYTHING )?(?:OF )?(?:THE )?(?:ABOVE|PREVIOUS|PRIOR|PRECEDING|FOREGOING)\b",
    ),
    (
        (("YOU",),),
        r"\bYOU ARE NOW\b|\bYOU ARE (?:AN? |THE )?(?:[A-Z]+ ){0,2}(?:AI|ASSISTANT|CHATBOT|LANGUAGE MODEL|LLM)\b",
    ),
    ((("FROM NOW ON",),), r"\bFROM NOW ON,? (?:YOU|RESPOND|REPLY|ANSWER|ALWAYS|ONLY)\b"),
    (
        (AI, ("AS A",)),
        rf"\bAS AN? {_EN_MACHINE},? *(?:YOU|PLEASE|ALWAYS|NEVER)\b",
    ),
    (
        (AI, ("DEAR", "ATTENTION", "HEY", "HELLO", "NOTE", "MESSAGE", "INSTRUCTION")),
        rf"\b(?:DEAR|ATTENTION|HEY|HELLO|NOTE TO|MESSAGE TO|INSTRUCTIONS? (?:TO|FOR)) (?:AN? |ANY |ALL |THE )?{_EN_MACHINE}\b *[,:.-]"
        r"|\b(?:NOTE|MESSAGE) (?:TO|FOR) (?:AN? |ANY |ALL |THE )?(?:AI|LLM|CHATBOT|LANGUAGE MODEL)S?\b",
    ),
    (
        (AI, ("THIS", "THE FOLLOWING"), ("READING", "PROCESSING", "PARSING", "SUMMARI", "INDEXING")),
        rf"\b(?:ANY|EVERY|ALL|IF AN?) {_EN_MACHINE} (?:THAT )?(?:IS |ARE )?(?:READING|PROCESSING|PARSING|SUMMARI[SZ]ING|INDEXING) (?:THIS|THE FOLLOWING)\b",
    ),
    (
        (
            ("PROGRAM", "SYSTEM", "SOFTWARE", "MODEL", "AGENT", "TOOL", "BOT", "CRAWLER"),
            ("THIS",),
            ("SUMMARI", "READ", "PROCESS", "PARS", "INDEX"),
        ),
        r"\b(?:ANY|EVERY|ALL|THE|IF AN?) (?:[A-Z]+ )?(?:PROGRAM|SYSTEM|SOFTWARE|MODEL|AGENT|TOOL|BOT|CRAWLER)S? (?:THAT |WHICH )?(?:IS |ARE )?"
        r"(?:SUMMARI[SZ](?:ES?|ING)|READ(?:S|ING)?|PROCESS(?:ES|ING)?|PARS(?:ES?|ING)|INDEX(?:ES|ING)?) THIS (?:ABSTRACT|DOCUMENT|TEXT|PATENT|PAGE|PASSAGE|SECTION|PARAGRAPH|CLAIM|ARTICLE|NOTICE)\b",
    ),
    (
        (AI, (",",)),
        rf"(?:^|[.!\n] *){_EN_MACHINE}, *(?:PLEASE|DISREGARD|IGNORE|YOU|ALWAYS|NEVER|{_EN_SAY})\b",
    ),
    (
        (("SYSTEM", "ASSISTANT", "DEVELOPER"), (":", "]", ">", ")")),
        r"(?:^|[^A-Z ]) *(?:AI )?(?:SYSTEM|ASSISTANT|DEVELOPER)(?: (?:PROMPT|MESSAGE|INSTRUCTION|OVERRIDE|NOTE))? *[\])>:] *(?:PLEASE |NOW |ALWAYS |NEVER |DO NOT |YOU )*"
        rf"(?:{_EN_SAY}|IGNORE|DISREGARD|YOU (?:ARE|MUST|SHOULD|WILL)|MUST|ACT|SET|SWITCH|FROM NOW)\b",
    ),
    (
        (("<|", "INST]", "SYS>>", "##", "EVIDENCE", "TOOL_CALL", "FUNCTION_CALL"),),
        r"</?EVIDENCE(?:-[0-9A-F]+)?>|</?(?:TOOL|FUNCTION)_CALL>|<\|(?:IM_START|IM_END|SYSTEM|ENDOFTEXT)\|>|\[/?INST\]|<</?SYS>>|#{2,} *(?:SYSTEM|INSTRUCTION)S? *:?",
    ),
    (
        (("INSTRUCTION", "PROMPT"), (":",)),
        r"\b(?:NEW|HIDDEN|SECRET|LLM|AI) (?:INSTRUCTIONS?|PROMPTS?) *:",
    ),
    (
        (AI, _EN_MUST),
        rf"\b{_EN_MACHINE}\b.{{0,30}}\b(?:MUST|SHOULD|SHALL|HAVE TO|ARE TO|IS TO)\b.{{0,40}}\b{_EN_SAY}\b.{{0,40}}\b{_EN_MATTER}",
    ),
    (
        (
            ("WHEN",),
            ("ASKED", "ANSWERING", "SUMMARI", "REPLYING", "RESPONDING", "GENERATING", "WRITING", "CREATING"),
        ),
        r"\bWHEN (?:YOU (?:ARE )?)?(?:ASKED|ANSWERING|SUMMARI[SZ]ING|REPLYING|RESPONDING|GENERATING|WRITING|CREATING)\b[^.;]{0,80}, *"
        rf"(?:YOU (?:MUST|SHOULD|WILL) |ALWAYS |PLEASE |ONLY |NEVER |DO NOT )*{_EN_SAY}\b",
    ),
    (
        (("THE USER", "THE READER", "THE ASKER"), ("TELL", "INFORM", "ASSURE")),
        rf"\b(?:TELL|INFORM|ASSURE) THE (?:USER|READER|ASKER)\b.{{0,40}}\b(?:{_EN_MATTER}|PATENT|LICEN[CS]|ROYALT)",
    ),
    (
        (("PROMPT", "INSTRUCTIONS"), ("REVEAL", "PRINT", "SHOW", "REPEAT")),
        r"\b(?:REVEAL|PRINT|SHOW|REPEAT) (?:YOUR|THE) (?:SYSTEM )?(?:PROMPT|INSTRUCTIONS)\b",
    ),
    (
        (("ONLY", "ALWAYS", "ACT AS"), ("REPLY", "RESPOND", "ANSWER", "PLEASE")),
        r"\b(?:REPLY|RESPOND|ANSWER) ONLY WITH\b|\b(?:ALWAYS|ONLY) (?:REPLY|RESPOND|ANSWER) (?:WITH|THAT|IN|YES|NO)\b|\bPLEASE ACT AS (?:AN?|MY|THE)\b",
    ),
    (
        ((" MODE",), ("ADMIN", "DEVELOPER", "DEBUG", "JAILBREAK")),
        r"\b(?:ENTER|SWITCH TO|ENABLE|YOU ARE IN) (?:ADMIN|ADMINISTRATOR|DEVELOPER|DEBUG|JAILBREAK) MODE\b",
    ),
    (
        (("DO NOT",), ("USER", "READER", "ASKER")),
        r"\bDO NOT (?:MENTION|DISCLOSE|TELL|REVEAL|CITE)\b.{0,40}\b(?:USER|READER|ASKER)\b",
    ),
)
