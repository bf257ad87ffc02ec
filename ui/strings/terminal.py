"""The sentences of the command line in Chinese and English: progress, summaries and notices in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
TERMINAL_TEXTS: Mapping[str, tuple[str, str]] = {
    "cli.chat_hint": ("输入问题，空行忽略；/quit 结束。", "Type a question; /quit ends."),
    "cli.serving": ("网页已就绪：{address}（按 Ctrl+C 停止）", "Ready on {address} (Ctrl+C stops it)"),
    "cli.mode_extractive": ("没有设置大模型：回答由资料库原文摘取而成。", "No chat model is set: answers are put together from the library's own sentences."),
    "cli.mode_generated": ("大模型：{model}", "Chat model: {model}"),
    "cli.samples_loaded": (
        "资料库是空的，已载入示例资料（{documents} 份：虚构的示例专利和政策摘要）。用 patentbridge library remove --samples 移除。",
        "The library was empty: loaded the sample library ({documents} documents, synthetic patents and policy digests). Remove it with `patentbridge library remove --samples`.",
    ),
    "cli.waiting": ("资料库正由进程 {pid}（{doing}）使用，等它完成…", "The library is in use by process {pid} ({doing}): waiting for it …"),
    "cli.ingested": (
        "共 {files} 个文件：新增 {added}，未变 {unchanged}，替换 {replaced}，搁置 {set_aside}；写入文档 {documents} 份、段落 {passages} 个，用时 {seconds} 秒",
        "{files} files: {added} added, {unchanged} unchanged, {replaced} replaced, {set_aside} set aside; {documents} documents, {passages} passages in {seconds} s",
    ),
    "cli.set_aside": ("搁置：{reason}", "set aside: {reason}"),
    "cli.set_aside_more": ("…另有 {count} 个；用 --json 列出全部", "… and {count} more; `--json` lists all"),
    "cli.recognised": ("扫描件识别文字", "recognised from a scan"),
    "cli.recognised_doubtful": ("扫描件识别文字，可能有误", "recognised from a scan, may be wrong"),
    "cli.read_with_another": (
        "另有 {count} 个文件是其他文件的组成部分（申请包的其余部分、附图），已随之读入",
        "{count} files belong to others and were read with them (parts of filing packages, drawings)",
    ),
    "cli.duplicates": ("其中 {count} 个与已载入的文件内容相同", "{count} of the unchanged hold what another file already gave"),
    "cli.notes_more": ("…另有 {count} 条说明；用 --json 列出全部", "… and {count} more notes; `--json` lists all"),
    "cli.note_hidden_text": ("读者看不到的文字未收入（{what}）", "text that a reader would not see was left out ({what})"),
    "cli.note_low_confidence": ("识别的文字可能有误（{what}）", "recognised text may be wrong ({what})"),
    "cli.note_member_set_aside": ("其中一部分搁置：{reason}", "a part was set aside: {reason}"),
    "cli.note_row_set_aside": ("部分行搁置（{what}）", "rows were set aside ({what})"),
    "cli.note_unknown_column": ("不认识的列（{what}）", "columns that are not known ({what})"),
    "cli.note_part_missing": ("内容不全（{what}）", "a part is missing ({what})"),
    "cli.note_repaired": ("标记有误，已修复（{what}）", "broken markup was repaired ({what})"),
    "cli.note_doubtful_value": ("有的值没有照用，请核对（{what}）", "values that were not taken over as they stand, please check ({what})"),
    "cli.files": ("共 {count} 个文件", "{count} files"),
    "cli.run": (
        "新增 {added}，未变 {unchanged}，替换 {replaced}，搁置 {set_aside}；文档 {documents} 份、段落 {passages} 个",
        "{added} added, {unchanged} unchanged, {replaced} replaced, {set_aside} set aside; {documents} documents, {passages} passages",
    ),
    "cli.run_unfinished": ("（中断）", "(interrupted)"),
    "cli.watching": ("正在留意 {folders}（按 Ctrl+C 停止）", "Watching {folders} (Ctrl+C stops it)"),
    "cli.watch_gone": ("文件不在了：{file}；它的文档保留（--mirror 会移除）", "The file is gone: {file}; its documents stay (`--mirror` would remove them)"),
    "cli.watch_mirrored": ("文件不在了：{file}；{count} 份文档不再用于回答", "The file is gone: {file}; {count} documents no longer answer"),
    "cli.watch_failed": ("暂时无法继续：{reason}稍后再试。", "Cannot go on for now: {reason} Trying again."),
    "cli.watch_ended": ("已停止", "stopped"),
    "cli.purged": ("删除了 {count} 份文档及其全部文字；旧引文不再能打开", "{count} documents deleted with all their words; old citations open nothing"),
    "cli.reading": ("{done}/{total} 个文件，{passages} 个段落", "{done}/{total} files, {passages} passages"),
    "cli.passages": ("{count} 个段落", "{count} passages"),
    "cli.columns_head": ("{name}：表头在第 {row} 行，来源 {source}，{verdict}", "{name}: header in row {row}, source {source}, {verdict}"),
    "cli.columns_patents": ("每行读作一件专利", "each row becomes a patent"),
    "cli.columns_offers": ("每行读作一件供许可的专利", "each row becomes a patent on offer"),
    "cli.columns_no_patents": ("不像专利清单：整表读作普通表格", "not a list of patents: read as a plain table"),
    "cli.columns_by_values": ("{field}（按取值判断）", "{field} (by its values)"),
    "cli.columns_rows": ("前几行会读成：", "The first rows would become:"),
    "cli.columns_doubtful": ("请核对：{columns}", "check: {columns}"),
    "cli.columns_written": ("列对照表已写入 {file}；改好后用 ingest --columns {file} 载入", "Column map written to {file}; edit it, then use ingest --columns {file}"),
    "cli.row_no_title": ("搁置：没有名称", "set aside: no title"),
    "cli.row_no_number": ("搁置：没有号码", "set aside: no number"),
    "cli.row_too_many_cells": ("搁置：单元格多于表头（可能有多余的分隔符）", "set aside: more cells than the header (a stray separator?)"),
    "cli.row_repeated_header": ("跳过：重复的表头", "skipped: the header again"),
    "cli.no_hits": ("没有找到相关段落。", "No passage was found."),
    "cli.documents": ("共 {count} 份文档", "{count} documents"),
    "cli.sample": ("（示例）", "(sample)"),
    "cli.removed": ("移除了 {count} 份文档；它们不再用于回答，旧引文仍可打开", "{count} documents removed; they no longer answer, old citations still open them"),
    "cli.exported": ("{count} 份文档已写入 {file}", "{count} documents written to {file}"),
    "cli.examined": (
        "{audience}：{documents} 份文档，{passages} 个段落；词法索引 {lexical}；向量 {vectors} / {wanted}",
        "{audience}: {documents} documents, {passages} passages; lexical index {lexical}; vectors {vectors} of {wanted}",
    ),
    "cli.vectors_left": (
        "还有 {count} 个向量未建，不影响提问；serve 运行时会补上，reindex 会立即建好",
        "{count} vectors are still to be made; questions are answered without them. `serve` makes them as it runs, `reindex` at once",
    ),
    "cli.in_order": ("一切正常", "in order"),
    "cli.not_in_order": ("有问题：请运行 patentbridge reindex", "not in order: run `patentbridge reindex`"),
    "cli.reindexed": ("两个索引都已重建", "both indexes were built anew"),
    "cli.indexed": ("词法索引：{count} 个段落", "lexical index: {count} passages"),
    "cli.embedded": ("向量：{count} 个", "vectors: {count}"),
    "cli.measured_set": ("{set}：{queries} 个查询（方括号内为 95% 自助法区间）", "{set}: {queries} queries (95 % bootstrap intervals in brackets)"),
    "cli.against_best": (
        "与最好的基线 {system} 相比，nDCG@10 {difference} [{low} {high}]，p = {p}（配对自助法）",
        "against the best baseline {system}: nDCG@10 {difference} [{low} {high}], p = {p} (paired bootstrap)",
    ),
    "cli.changes": (
        "{set}：与 {against} 相比，{better} 个查询变好，{worse} 个变差，{equal} 个不变；nDCG@10 {difference} [{low} {high}]，p = {p}",
        "{set}: against {against}, {better} queries better, {worse} worse, {equal} equal; nDCG@10 {difference} [{low} {high}], p = {p}",
    ),
    "cli.mixed": (
        "R@10：单独、与同语言的测试集同库、全部同库；另一语言的文档带来的变化；与单独相比的变化（方括号内为 95% 自助法区间）",
        "R@10 alone, with all sets of its language, with all sets; change by the documents of the other language; change from alone (95 % bootstrap intervals in brackets)",
    ),
    "cli.questions": ("共 {count} 个问题", "{count} questions"),
}
# fmt: on
