"""Which column of a patent export holds what: CNIPA, incoPat, PatSnap, Lens, Google Patents and plain English ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.folding import folded

# Field → headers, folded as `fold_header` does: upper case, no spaces, half-width brackets.
_ALIASES = {
    "publication_number": "公开(公告)号|公开公告号|公开号|公告号|授权公告号|专利公开号|公布号|PUBLICATIONNUMBER|PUBLICATIONNO|PUBNUMBER|PUB_NUMBER|PUB_NO|DISPLAYKEY|PUBLICATIONKEY|PATENTNUMBER|PATENT_NUMBER|ID",
    "application_number": "申请号|专利申请号|专利号|申请(专利)号|APPLICATIONNUMBER|APPLICATIONNO|APPL.NO|APPNUMBER|APP_NO|FILINGNUMBER|SERIALNUMBER",
    "case_number": "案卷号|案卷编号|内部编号|编号|CASENUMBER|CASENO|REFERENCENUMBER|DOCKETNUMBER",
    "title": "发明名称|标题|专利名称|名称|标题(中文)|标题(原文)|实用新型名称|TITLE|INVENTIONTITLE|PATENTTITLE",
    "title_translated": "标题(译)(简体中文)|标题(译)|标题(英文)|英文标题|标题(翻译)|标题(小语种原文)|TITLE(TRANSLATED)|TITLE(ENGLISH)",
    "abstract": "摘要|摘要(中文)|摘要(原文)|ABSTRACT|TEXT|SUMMARY",
    "abstract_translated": "摘要(译)(简体中文)|摘要(译)|摘要(英文)|英文摘要|摘要(翻译)|ABSTRACT(TRANSLATED)|ABSTRACT(ENGLISH)",
    "owners": "专利权人|当前权利人|[标]当前申请(专利权)人|当前申请(专利权)人|权利人|OWNERS|OWNER|CURRENTASSIGNEE|CURRENTOWNER|ASSIGNEE|ASSIGNEES|PATENTEE",
    "applicants": "申请人|申请(专利权)人|申请(专利权)人(原始)|[标]原始申请(专利权)人|原始申请(专利权)人|申请人名称|第一申请人|APPLICANTS|APPLICANT|ORIGINALASSIGNEE",
    "inventors": "发明人|设计人|发明(设计)人|[标]发明人|INVENTORS|INVENTOR|INVENTOR/AUTHOR",
    "ipc_main": "IPC主分类|IPC主分类号|主分类号|MAINIPC",
    "ipc": "IPC分类号|IPC|IPC分类|分类号|IPCR分类号|IPCRCLASSIFICATIONS|IPCCLASSIFICATIONS|INT.CL|INTCL|IPCS",
    "cpc": "CPC分类号|CPC|CPC分类|CPCCLASSIFICATIONS",
    "locarno": "外观设计洛迦诺分类号|洛迦诺分类号|LOC分类号|LOCARNOCLASSIFICATION",
    "filing_date": "申请日|申请日期|FILINGDATE|APPLICATIONDATE|FILING/CREATIONDATE|FILED",
    "priority_date": "优先权日|最早优先权日|优先权日期|PRIORITYDATE|EARLIESTPRIORITYDATE",
    "publication_date": "公开(公告)日|公开公告日|公开日|公告日|公开(公告)日期|PUBLICATIONDATE|PUBDATE|PUB_DATE|DATEPUBLISHED",
    "grant_date": "授权公告日|授权日|授权公告日期|GRANTDATE|DATEOFGRANT|ISSUEDATE",
    "patent_type": "专利类型|文献类型|类型|PATENTTYPE|DOCUMENTTYPE|TYPE",
    "jurisdiction": "公开国别|受理局|国别|公开国家|JURISDICTION|COUNTRY|OFFICE",
    "kind": "公开类型代码|文献种类代码|KIND|KINDCODE",
    "status": "当前法律状态|法律状态|法律状态/事件|简单法律状态|专利有效性|有效性|LEGALSTATUS|STATUS|SIMPLELEGALSTATUS",
    "ended_on": "失效日|失效日期|LAPSEDATE|EXPIREDDATE",
    "first_claim": "首项权利要求|首权|主权项|主权利要求|FIRSTCLAIM",
    "claims": "权利要求|权利要求书|CLAIMS",
    "description": "说明书|说明书全文|DESCRIPTION",
    "licensee": "被许可人|当前被许可人|LICENSEE|CURRENTLICENSEE",
    "licence_type": "许可类型|许可种类|LICENCETYPE|LICENSETYPE",
    "licence_recorded_on": "许可合同备案日期|许可备案日期|备案日期|许可合同备案日|LICENCERECORDEDON|LICENSERECORDALDATE",
    "new_owner": "受让人|ASSIGNEEOFTRANSFER",
    "transferred_on": "转让执行日|转让生效日|转移执行日|TRANSFERDATE",
    "pledgee": "质权人|PLEDGEE",
    "pledged_on": "质押登记日|质押生效日|质押登记生效日|PLEDGEDATE",
    "pledge_term": "质押期限",
    "family": "简单同族编号|同族编号|SIMPLEFAMILYID|FAMILYID",
    "fee_paid_through": "年费缴至|年费缴纳至|FEEPAIDTHROUGH",
    "trl": "技术成熟度|技术成熟度(TRL)|TRL",
}
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split("|")}
_NUMBERS = ("publication_number", "application_number")
_TELLING = (
    "applicants",
    "owners",
    "inventors",
    "ipc",
    "ipc_main",
    "cpc",
    "filing_date",
    "publication_date",
    "abstract",
)
SEPARATORS = re.compile(r"\s*(?:;;|[;；]|\s\|\s|\||\n)\s*")


def fold_header(text: str) -> str:
    """Fold a header: width, case, spaces, dots at its end, invisible characters, kinds of brackets."""
    flat = folded(text).replace("【", "[").replace("】", "]").replace("〔", "(").replace("〕", ")")
    return re.sub(r"[\s*]+", "", flat).rstrip(".:")


def patent_columns(header: Sequence[str]) -> dict[str, tuple[int, ...]] | None:
    """Return for each field its columns, leftmost first; None where the header is not that of a patent list.

    A patent list has a number and a title column and at least one more that is known.
    """
    columns: dict[str, list[int]] = {}
    for position, name in enumerate(header):
        field = _FIELD_OF.get(fold_header(name))
        if field:
            columns.setdefault(field, []).append(position)
    numbered = any(field in columns for field in _NUMBERS)
    titled = "title" in columns or "title_translated" in columns
    if not (numbered and titled and any(field in columns for field in _TELLING)):
        return None
    return {field: tuple(positions) for field, positions in columns.items()}


def known_columns(columns: Mapping[str, tuple[int, ...]]) -> frozenset[int]:
    """Return the positions that some field uses; a status column is quoted in full as well."""
    return frozenset(
        position
        for field, positions in columns.items()
        if field not in ("status", "pledge_term")
        for position in positions
    )
