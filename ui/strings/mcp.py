"""The sentences of the tools for programs, in Chinese and English; those of patents are asked as questions."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MCP_TEXTS: Mapping[str, tuple[str, str]] = {
    "mcp.instructions": (
        "回答关于专利技术、许可条件和相关政策的问题。每句话都有出处；资料库里没有的，会直说没有。引用时请保留出处和截止日期。",
        "Answers questions about patented technologies, the terms on which they can be licensed, and the rules that apply. Each sentence has its source; what the library does not hold it says it does not hold. Keep sources and the as-of date when you quote.",
    ),
    "mcp.and": ("、", " and "),
    "mcp.get_patent": ("{patents} 的权利人、法律状态和到期日是什么？现在能许可吗？", "Who owns {patents}, what is the legal status and when does it expire? Can it be licensed now?"),
    "mcp.licence_terms": ("{patents} 的许可费和许可条件是什么？", "What are the licence fees and the licence terms of {patents}?"),
    "mcp.compare": ("比较 {patents}：法律状态、到期日、许可方式和费用有什么不同？", "Compare {patents}: how do status, expiry, licence type and fees differ?"),
    "mcp.failed": ("工具出错，没有得到结果；详情见服务器日志。", "The tool failed and gave nothing; the server's log says why."),
}
# fmt: on
