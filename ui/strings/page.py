"""The sentences of the page in Chinese and English, and the example questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.types import Language

# fmt: off
PAGE_TEXTS: Mapping[str, tuple[str, str]] = {
    # the frame
    "product": ("专利桥", "PatentBridge"),
    "page_title": ("专利桥 · 有出处的专利与政策问答", "PatentBridge · patents and policy, every answer with its source"),
    "tagline": ("每句话都有出处", "Every sentence has its source"),
    "other_language": ("en", "zh"),
    "other_language_name": ("English", "中文"),
    "open_menu": ("打开对话记录", "Open conversations"),
    "close_menu": ("关闭对话记录", "Close conversations"),
    "open_evidence": ("打开出处", "Open sources"),
    "close_evidence": ("关闭出处", "Close sources"),
    "new_conversation": ("新对话", "New conversation"),
    "history": ("对话记录", "Conversations"),
    "history_empty": ("提问之后，对话会保存在这里。", "Your conversations are kept here."),
    "day_today": ("今天", "Today"),
    "day_yesterday": ("昨天", "Yesterday"),
    "day_week": ("最近七天", "Last seven days"),
    "day_earlier": ("更早", "Earlier"),
    "rename": ("重命名", "Rename"),
    "rename_this": ("重命名“{title}”", "Rename “{title}”"),
    "rename_title": ("重命名对话", "Rename conversation"),
    "rename_label": ("对话名称", "Name of the conversation"),
    "delete": ("删除", "Delete"),
    "delete_this": ("删除“{title}”", "Delete “{title}”"),
    "delete_title": ("删除这个对话？", "Delete this conversation?"),
    "delete_note": ("其中的问题和回答会一并删除，不能恢复。", "Its questions and answers are deleted for good."),
    "save": ("保存", "Save"),
    "cancel": ("取消", "Cancel"),
    "noscript": ("此页面需要 JavaScript。", "This page needs JavaScript."),
    # asking
    "question_label": ("问题", "Question"),
    "question_placeholder": ("问专利、许可条件或政策", "Ask about patents, terms or policy"),
    "send": ("发送", "Send"),
    "stop": ("停止", "Stop"),
    "composer_keys": ("Enter 发送，Shift + Enter 换行。", "Enter sends, Shift + Enter starts a new line."),
    "composer_note": ("回答只依据资料库，不是法律意见。", "Answers rest on the library alone and are not legal advice."),
    "your_question": ("您的问题", "Your question"),
    "whole_question": ("展开全文（共 {length} 字）", "Show all ({length} characters)"),
    "stage_understanding": ("正在理解问题…", "Reading your question…"),
    "stage_retrieving": ("正在检索资料库…", "Searching the library…"),
    "stage_found": ("检索到 {found} 段依据，正在组织回答…", "Found {found} passages, composing the answer…"),
    "stage_composing": ("正在组织回答…", "Composing the answer…"),
    "stage_verifying": ("正在逐条核对引文…", "Checking every quotation…"),
    "draft_note": ("草稿，引文尚未核对", "Draft, quotations not yet checked"),
    "stopped": ("已停止。", "Stopped."),
    "unreachable": ("没有连上程序。", "The program could not be reached."),
    "unreachable_hint": ("问题已放回输入框。检查网络，或稍候再问。", "Your question is back in the box. Check the connection, or ask again in a moment."),
    "stopped_hint": ("问题已放回输入框，可以修改后再问。", "Your question is back in the box: change it or ask again."),
    "ask_again": ("再问一次", "Ask again"),
    # what narrows an answer
    "filters": ("筛选", "Narrowed to"),
    "filter_remove": ("移除筛选：{name}", "Remove filter: {name}"),
    "filter_apply": ("恢复筛选：{name}", "Apply filter again: {name}"),
    "filter_words": ("取自问题中的“{words}”", "From “{words}” in the question"),
    # answers
    "chip_name": ("出处 {marker}:{source}", "Source {marker}: {source}"),
    "table": ("表格", "Table"),
    "warning": ("提示：", "Note: "),
    "as_of": ("截至 {day}", "As of {day}"),
    "sent_to": ("问题及引用段落已发送至 {hosts}", "the question and passages were sent to {hosts}"),
    "answered_extractive": ("抽取式回答", "Extractive answer"),
    "answered_by": ("由 {model} 撰写，引文已核对", "Written by {model}, quotations checked"),
    "a_model": ("大模型", "a chat model"),
    "seconds": ("{seconds} 秒", "{seconds} s"),
    "sources": ("出处", "Sources"),
    "sources_count": ("出处 {count}", "Sources {count}"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "tokens": ("{tokens} 个 token", "{tokens} tokens"),
    "tokens_estimated": ("约 {tokens} 个 token", "about {tokens} tokens"),
    "export_evidence": ("导出依据", "Export evidence"),
    "still_true": ("还成立吗？", "Still true?"),
    "still_true_busy": ("正在复核…", "Checking…"),
    "recheck_facts": ("权利、许可要约和规定的变化", "What changed of rights, offers and rules"),
    "recheck_statements": ("不再成立的陈述", "Statements that do not hold any more"),
    "recheck_citations": ("不在原处的引文", "Citations whose words are gone"),
    "recheck_all": ("逐条结果（{statements} 条陈述，{citations} 条引文）", "Each result ({statements} statements, {citations} citations)"),
    "refused_no_evidence": ("资料库里没有足够的依据来回答", "The library does not hold enough to answer this"),
    "refused_narrowed": ("按现有筛选没有结果", "Nothing is left with these filters"),
    "refused_confidential": ("这属于内部信息，不能提供", "This is internal and cannot be shown"),
    "refused_legal_opinion": ("这需要法律意见，本系统不提供", "This calls for a legal opinion, which is not given here"),
    "refused_off_topic": ("这超出了本系统的范围", "This is outside of what can be answered here"),
    "refused_role": ("这要由其他角色来做", "This is for somebody of another role"),
    "refused_empty_question": ("没有看到问题", "There was no question"),
    "nearest_title": ("最接近的资料", "The nearest passages"),
    "nearest_note": ("以下段落与问题最接近，但不足以作为回答的依据。", "These come closest to the question, but do not answer it."),
    "withheld": ("（此处所依据的文档已不在资料库中，或您无权查看。）", "(The document behind this is no longer in the library, or not open to you.)"),
    # evidence
    "evidence": ("出处", "Sources"),
    "evidence_empty": ("点开回答里的编号，这里会显示原文、引用的句子和文件信息。", "Open a number in an answer to see the passage here, with the quoted words marked and where they come from."),
    "evidence_note": ("回答引用的段落，按编号排列。", "The passages that the answer cites, by number."),
    "evidence_unreachable": ("服务没有响应，请稍后再点一次。", "The service does not respond: try again in a moment."),
    "evidence_gone": ("这条出处已无法打开", "This source can no longer be opened"),
    "evidence_gone_hint": ("文档可能已从资料库移除。再问一次，会得到依据现有资料的回答。", "The document may have been removed from the library. Ask again for an answer from what it holds now."),
    "evidence_of": ("出处：{title}", "Source: {title}"),
    "back_to_page": ("返回问答", "Back to the conversation"),
    "back_to_page_short": ("问答", "Ask"),
    "kind_patent": ("专利", "Patent"),
    "kind_policy": ("政策", "Policy"),
    "kind_other": ("资料", "Document"),
    "recognised": ("扫描件识别文字", "Recognised from a scan"),
    "recognised_doubtful": ("扫描件识别文字，可能有误", "Recognised from a scan, may be wrong"),
    "assumptions": ("改变假设", "Change the assumptions"),
    "assumptions_again": ("重新测算", "Calculate again"),
    "assumptions_question": ("如果{changes}，一共多少？", "What if {changes}: how much in total?"),
    "page_number": ("第 {page} 页", "page {page}"),
    "digest": ("摘要（非原文）", "Digest, not the official wording"),
    "synthetic": ("示例数据", "Synthetic example"),
    "force_current": ("现行有效", "In force"),
    "force_ended": ("已失效", "No longer in force"),
    "force_coming": ("尚未施行", "Not yet in force"),
    "in_force_from": ("自 {start} 起施行；截至 {as_of} 未见失效日期。", "In force from {start}; no end known as of {as_of}."),
    "in_force_between": ("施行期间：{start} 至 {end}。", "In force from {start} to {end}."),
    "in_force_until": ("有效至 {end}。", "In force until {end}."),
    "in_force_unknown": ("施行日期未载明。", "The dates in force are not recorded."),
    "register_checked": ("法律状态核查日：{day}。签约前请向登记机关再次核实。", "Register checked on {day}. Verify with the office before you sign."),
    "register_unchecked": ("法律状态未核查，请向登记机关核实。", "The register was not checked: verify the status with the office."),
    "own_document": ("资料库中的文档。", "A document of the library."),
    "mark_verbatim": ("标记部分为回答所依据的原文。", "The marked words, verbatim, are what the answer rests on."),
    "mark_digest": ("标记部分为回答依据的摘要文字，不是官方原文。", "The marked words are from a digest, not the official wording."),
    "quote_moved": ("回答时引用的文字“{quote}”已不在这段文字中。", "The words cited at the time, “{quote}”, no longer stand in this passage."),
    "instruction_like": ("这段文字含有针对助手的指令，仅供展示，不会被执行，也不作为依据。", "This passage addresses the assistant: it is shown, never obeyed, and no answer rests on it."),
    "replaced_since": ("这份文档已被替换或移除，新的回答不再使用它。", "This document has been replaced or removed; new answers do not use it."),
    "in_full_text": ("在全文中查看", "See in the full text"),
    "official_text": ("官方原文：{site}", "Official text: {site}"),
    # notices
    "mode_extractive": ("未连接大模型：抽取式回答", "No chat model: extractive answers"),
    "mode_extractive_short": ("抽取式回答", "Extractive"),
    "mode_extractive_note": ("回答由资料库中的句子组成，每句都可打开出处。设置 OPENAI_API_KEY（以及需要时的 OPENAI_BASE_URL）后重启，即可由大模型撰写回答。", "Answers are made of sentences from the library, each with its source. Set OPENAI_API_KEY (and OPENAI_BASE_URL where needed) and restart to have a chat model write them."),
    "mode_model": ("大模型：{model}", "Chat model: {model}"),
    "mode_model_short": ("大模型 {model}", "Model {model}"),
    "mode_model_note": ("回答由大模型依据检索到的段落撰写；每条引文都逐字核对过，未通过核对的内容不会显示。", "The model writes from the passages found; every quotation is checked word for word, and what fails the check is not shown."),
    "library_sample": ("示例资料库：非真实数据", "Sample library: not real data"),
    "library_sample_short": ("示例数据", "Sample data"),
    "library_mixed": ("资料库含 {count} 份示例文档", "{count} sample documents in the library"),
    "library_mixed_short": ("含示例 {count} 份", "{count} samples"),
    "library_own": ("资料库已载入。", "The library is loaded."),
    "library_loaded": ("最近载入：{day}。", "Last loaded on {day}."),
    "library_empty": ("资料库是空的", "The library is empty"),
    "library_empty_short": ("资料库为空", "Empty library"),
    "library_counts": ("{patents} 件专利，{policies} 份政策文件，共 {passages} 段文字。", "{patents} patents, {policies} policy documents, {passages} passages."),
    "library_counts_short": ("{documents} 份文档", "{documents} documents"),
    "library_sample_note": ("示例专利均为虚构，政策为摘要而非官方原文，只供试用。", "Sample patents are invented, and policies are digests, not official texts: for trying out only."),
    "sample_callout": ("现在看到的是示例资料：专利为虚构，政策为摘要。", "You are looking at samples: invented patents, and digests of policies."),
    "mixed_callout": ("资料库里除您的资料外，还有 {count} 份示例文档。", "Besides your own documents, the library holds {count} samples."),
    "load_own": ("载入自己的资料：", "Load your own documents:"),
    "load_command": ("patentbridge ingest 文件夹", "patentbridge ingest FOLDER"),
    "remove_samples": ("移除示例：", "Remove the samples:"),
    "remove_command": ("patentbridge library remove --samples", "patentbridge library remove --samples"),
    "vectors_pending": ("语义索引还剩 {count} 份文档待建，不影响提问", "{count} documents still await the semantic index; you can ask already"),
    "vectors_pending_short": ("待建索引 {count}", "{count} to index"),
    # welcome
    "welcome": ("想了解哪项技术或政策？", "Which technology or policy would you like to know about?"),
    "welcome_lead": ("用中文或英文提问。回答里的每个编号都能打开它的出处。", "Ask in English or Chinese. Every number in an answer opens its source."),
    "group_sme": ("企业", "Companies"),
    "group_officer": ("技术转移", "Technology transfer"),
    "group_policy": ("政策研究", "Policy"),
}
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question to try. `sample`: it asks for something that only the sample library holds."""

    zh: str
    en: str
    sample: bool = False

    def text(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "sme": (
        Example(
            zh="有没有可以马上许可的废旧电池正极材料回收技术？",
            en="Is there a technology for recycling battery cathodes that we could license now?",
            sample=True,
        ),
        Example(
            zh="CN199900010B 的许可费怎么算？",
            en="How is the licence fee of CN199900010B calculated?",
            sample=True,
        ),
        Example(
            zh="开放许可和先使用后付费有什么区别？",
            en="How do open licences and pay after use differ?",
        ),
    ),
    "officer": (
        Example(zh="开放许可的专利有哪些？", en="Which patents are under open licence?"),
        Example(
            zh="CN199900002B 现在还能许可吗？",
            en="Can CN199900002B still be licensed?",
            sample=True,
        ),
    ),
    "policy": (
        Example(
            zh="开放许可期间专利年费减多少？依据是什么？",
            en="By how much are annual fees reduced during an open licence, and under which rule?",
        ),
        Example(
            zh="职务发明奖励的最低金额，新旧细则分别是多少？",
            en="What do the Implementing Regulations require as reward for a service invention?",
        ),
    ),
}


def examples(group: str, *, with_samples: bool, most: int = 2) -> tuple[Example, ...]:
    """Return the questions to show a kind of user, given what the library holds."""
    fitting = [example for example in EXAMPLES[group] if with_samples or not example.sample]
    return tuple(fitting[:most])
