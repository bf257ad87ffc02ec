"""The sentences around questions and answers in Chinese and English: asking again, opinions, suggestions, files."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
ASKING_TEXTS: Mapping[str, tuple[str, str]] = {
    # asking again
    "retry": ("重新回答", "Answer again"),
    "edit_question": ("修改问题", "Edit question"),
    "edit_question_label": ("修改后的问题", "The question in other words"),
    "replaced_question": ("已替换的提问：{question}", "Replaced question: {question}"),
    # opinions
    "opinion_ask": ("这个回答有帮助吗？", "Did this answer help?"),
    "opinion_up": ("有帮助", "It helped"),
    "opinion_down": ("没有帮助", "It did not help"),
    "opinion_why": ("哪里不对？", "What is the matter?"),
    "flaw.wrong": ("内容有误", "It is wrong"),
    "flaw.incomplete": ("不完整", "It is incomplete"),
    "flaw.not_my_question": ("答非所问", "It is not what I asked"),
    "flaw.source_differs": ("出处没有这样说", "The source does not say it"),
    "flaw.other": ("其他", "Something else"),
    "opinion_words": ("想说的话（可不填）", "In your words (optional)"),
    "opinion_consent": ("允许技术转移人员和管理员查看这条评价，以及这个问题和回答", "Let transfer officers and administrators read this opinion, with this question and its answer"),
    "opinion_kept": ("已记下，只有您自己能看到。", "Noted, for your eyes only."),
    "opinion_shared": ("已记下，技术转移人员和管理员可以查看，不显示您的姓名。", "Noted. Transfer officers and administrators can read it, without your name."),
    "opinion_withdraw": ("撤回评价", "Take it back"),
    "opinions": ("对回答的评价", "Opinions on answers"),
    "opinions_note": ("只列出提问者同意公开的评价，不显示是谁提出的；撤回或删除对话后即不再显示。", "Only what askers agreed to share, without their names; it goes when they take it back or delete the conversation."),
    "opinions_none": ("还没有人分享评价。", "Nobody has shared an opinion yet."),
    "opinions_helpful": ("{all} 条中有帮助 {count} 条", "{count} of {all} helped"),
    "opinions_answer": ("{day} 的回答", "The answer of {day}"),
    "opinions_withheld": ("提问者能查看内部资料，问题和回答不在此显示。", "Its asker could read internal documents: question and answer are not shown here."),
    # going on
    "suggestions": ("可以接着问", "You could go on with"),
    # tables
    "sort_by": ("按“{column}”排序", "Sort by {column}"),
    "export_table": ("导出表格（{kind}）", "Export table ({kind})"),
    # conversations
    "find": ("查找", "Search"),
    "find_conversation": ("查找对话", "Search conversations"),
    "found_none": ("没有找到含有“{words}”的对话。", "No conversation holds “{words}”."),
    "found_count": ("{count} 个对话", "{count} conversations"),
    "found_one": ("1 个对话", "1 conversation"),
    "found_all": ("显示全部", "Show all"),
    "take_along": ("导出", "Export"),
    "as_markdown": ("Markdown", "Markdown"),
    "as_word": ("Word", "Word"),
    "as_json": ("JSON", "JSON"),
    "export_named": ("将“{title}”导出为 {kind}", "Export “{title}” as {kind}"),
    "asked_at": ("提问时间：{moment}", "Asked on {moment}"),
    "exported_internal": ("含内部资料，不得外传。", "Holds internal information: not to leave the office."),
}
# fmt: on
