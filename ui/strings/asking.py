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
}
# fmt: on
