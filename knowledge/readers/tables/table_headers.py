"""Which field a column's header names: CNIPA, incoPat, PatSnap, Lens, Google Patents, Derwent and plain ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from knowledge.folding import folded, han_share
from knowledge.lazy_patterns import lazy_pattern

# Field → headers, folded as `fold_header` does: upper case, no spaces, half-width brackets.
_ALIASES = {
    "publication_number": "公开(公告)号|公开公告号|公开号|公告号|授权公告号|公布号|公布(公告)号|专利公开号|专利公开(公告)号|申请公布号|文献号|公开/公告号|公开号/公告号"
    "|PUBLICATIONNUMBER|PUBLICATIONNO|PUBLICATION_NUMBER|PUBNUMBER|PUB_NUMBER|PUB_NO|PUBNO|PUBLICATIONNUMBERS|DISPLAYKEY|PUBLICATIONKEY|DOCKEY|PATENTNUMBER|PATENT_NUMBER|PATENTNO|PATENTORPUBLICATIONNO|PN|ID",
    "application_number": "申请号|专利申请号|专利号|申请(专利)号|专利(申请)号|申请号/专利号|专利号/申请号|申请编号"
    "|APPLICATIONNUMBER|APPLICATIONNO|APPLICATION_NUMBER|APPL.NO|APPNUMBER|APP_NUMBER|APP_NO|FILINGNUMBER|SERIALNUMBER|APPLICATIONNUMBERS|APN",
    "case_number": "案卷号|案卷编号|内部编号|编号|CASENUMBER|CASENO|REFERENCENUMBER|DOCKETNUMBER|CASEID",
    "title": "发明名称|标题|专利名称|名称|标题(中文)|标题(原文)|实用新型名称|专利标题|发明(设计)名称|题名|专利题目|发明创造名称|TITLE|INVENTIONTITLE|PATENTTITLE|TITLE(ORIGINAL)|TITLE_ORIGINAL",
    "title_translated": "标题(译)(简体中文)|标题(译)|标题(英文)|英文标题|标题(翻译)|标题(小语种原文)|标题(译)(英文)|标题(机翻)|TITLE(TRANSLATED)|TITLE(ENGLISH)|TITLE(TRANSLATED)(ENGLISH)|TITLE_EN|TITLE-DWPI",
    "abstract": "摘要|摘要(中文)|摘要(原文)|专利摘要|文摘|说明书摘要|ABSTRACT|TEXT|SUMMARY|ABSTRACT(ORIGINAL)",
    "abstract_translated": "摘要(译)(简体中文)|摘要(译)|摘要(英文)|英文摘要|摘要(翻译)|摘要(译)(英文)|摘要(小语种原文)|摘要(机翻)|ABSTRACT(TRANSLATED)|ABSTRACT(ENGLISH)|ABSTRACT(TRANSLATED)(ENGLISH)|ABSTRACT_EN|ABSTRACT-DWPI",
    "owners": "专利权人|当前权利人|[标]当前申请(专利权)人|当前申请(专利权)人|[标]当前专利权人|当前专利权人|当前申请人|权利人|当前权利人名称|OWNERS|OWNER|CURRENTASSIGNEE|CURRENTASSIGNEES|[STANDARD]CURRENTASSIGNEE|CURRENTOWNER|ASSIGNEE|ASSIGNEES|PATENTEE|PATENTEES|ASSIGNEE/APPLICANT|OWNERSALL",
    "applicants": "申请人|申请(专利权)人|申请(专利权)人(原始)|[标]原始申请(专利权)人|原始申请(专利权)人|申请人名称|第一申请人|申请(权利)人|专利申请人|申请单位|原始申请人|APPLICANTS|APPLICANT|ORIGINALASSIGNEE|ORIGINALASSIGNEES|[STANDARD]ORIGINALASSIGNEE|APPLICANTNAME",
    "inventors": "发明人|设计人|发明(设计)人|[标]发明人|当前发明人|发明人名称|发明人/设计人|INVENTORS|INVENTOR|INVENTOR/AUTHOR|INVENTORNAME",
    "ipc_main": "IPC主分类|IPC主分类号|主分类号|IPC主分类号(小组)|主IPC|MAINIPC|PRIMARYIPC|IPC_MAIN",
    "ipc": "IPC分类号|IPC|IPC分类|分类号|国际专利分类号|国际分类号|IPCR分类号|IPCRCLASSIFICATIONS|IPCCLASSIFICATIONS|IPCCLASSIFICATION|INT.CL|INTCL|IPCS|IPC-CURRENT|IPCCODES",
    "cpc": "CPC分类号|CPC|CPC分类|联合专利分类号|CPCCLASSIFICATIONS|CPCCLASSIFICATION|CPC-CURRENT|CPCS|CPCCODES",
    "locarno": "外观设计洛迦诺分类号|洛迦诺分类号|LOC分类号|洛迦诺(LOCARNO)分类号|LOCARNOCLASSIFICATION|LOCARNO",
    "filing_date": "申请日|申请日期|专利申请日|申请时间|FILINGDATE|APPLICATIONDATE|FILING/CREATIONDATE|FILED|FILED_ON|FILING_DATE|APPLICATION_DATE|APD|APP_DATE",
    "priority_date": "优先权日|最早优先权日|优先权日期|PRIORITYDATE|EARLIESTPRIORITYDATE|PRIORITY_DATE|PRIORITYDATES",
    "priority_numbers": "优先权号|优先权|优先权信息|优先权数据|PRIORITYNUMBERS|PRIORITYNUMBER|PRIORITY|PRIORITYFILINGKEYSACTIVE|PRIORITY_NUMBERS",
    "publication_date": "公开(公告)日|公开公告日|公开日|公告日|公开(公告)日期|公开日期|公告日期|公布日|公开/公告日|PUBLICATIONDATE|PUBDATE|PUB_DATE|DATEPUBLISHED|PUBLICATION_DATE|PUBLISHED|PBD",
    "grant_date": "授权公告日|授权日|授权日期|授权公告日期|GRANTDATE|DATEOFGRANT|ISSUEDATE|GRANT_DATE",
    "patent_type": "专利类型|文献类型|类型|专利类别|专利种类|PATENTTYPE|DOCUMENTTYPE|DOCTYPE|TYPE|PATENT_TYPE",
    "jurisdiction": "公开国别|受理局|国别|公开国家|专利公开国别|公开国家/地区|国家/地区|JURISDICTION|COUNTRY|OFFICE|AUTHORITY|COUNTRYCODE",
    "kind": "公开类型代码|文献种类代码|公开类型|文献种类|KIND|KINDCODE|KIND_CODE",
    "status": "当前法律状态|法律状态|法律状态/事件|简单法律状态|专利有效性|有效性|最新法律状态|专利状态|案件状态|法律状态信息|权利状态|LEGALSTATUS|STATUS|SIMPLELEGALSTATUS|LEGALSTATUS/EVENT|LEGAL_STATUS|SIMPLE_LEGAL_STATUS|PATENTSTATUS|DEAD/ALIVE",
    "status_date": "法律状态公告日|法律状态公告日期|法律状态日期|法律状态日|最新法律状态日期|当前法律状态日期|当前法律状态公告日|法律状态生效日|LEGALSTATUSDATE|STATUSDATE|LEGAL_STATUS_DATE",
    "register_checked_on": "登记簿核查日|登记簿查询日|法律状态核查日|法律状态查询日|状态核查日期|核查日期|REGISTERCHECKEDON|STATUSCHECKEDON|REGISTER_CHECKED_ON|STATUSASOF",
    "ended_on": "失效日|失效日期|终止日|权利终止日|LAPSEDATE|EXPIREDDATE|DISCONTINUATIONDATE|DISCONTINUEDDATE",
    "expected_expiry": "预估到期日|预计到期日|预估到期日期|届满日|专利到期日|到期日|保护期限届满日|ESTIMATEDEXPIRYDATE|EXPECTEDEXPIRY|ANTICIPATEDTERMDATE|ANTICIPATEDEXPIRATION|EXPIRYDATE|EXPIRATIONDATE",
    "first_claim": "首项权利要求|首权|主权项|主权利要求|首项权利要求(中文)|首项权利要求(原文)|独立权利要求1|FIRSTCLAIM|MAINCLAIM",
    "claims": "权利要求|权利要求书|权利要求(中文)|权利要求(原文)|CLAIMS|ALLCLAIMS",
    "description": "说明书|说明书全文|说明书(中文)|DESCRIPTION",
    "licensee": "被许可人|当前被许可人|LICENSEE|CURRENTLICENSEE",
    "licence_type": "许可类型|许可种类|许可方式|LICENCETYPE|LICENSETYPE",
    "licence_recorded_on": "许可合同备案日期|许可备案日期|备案日期|许可合同备案日|许可备案日|备案日|许可生效日|LICENCERECORDEDON|LICENSERECORDALDATE",
    "licence_until": "许可截止日|许可终止日|许可到期日|许可期限截止日|LICENCEUNTIL|LICENSEEXPIRY",
    "new_owner": "受让人|ASSIGNEEOFTRANSFER|TRANSFEREE",
    "transferred_on": "转让执行日|转让生效日|转移执行日|转让日|转让日期|权利转移日|TRANSFERDATE",
    "pledgee": "质权人|当前质权人|PLEDGEE",
    "pledged_on": "质押登记日|质押生效日|质押登记生效日|质押日期|质押日|PLEDGEDATE",
    "pledge_term": "质押期限",
    "pledge_released_on": "质押解除日|质押登记解除日|质押注销日|质押登记注销日|PLEDGERELEASEDON",
    "family": "简单同族编号|同族编号|简单同族ID|SIMPLEFAMILYID|FAMILYID|INPADOCFAMILYID",
    "family_members": "简单同族|同族专利|同族|同族成员|扩展同族|INPADOC同族|PATSNAP同族|DOCDB同族|同族公开号|同族号|SIMPLEFAMILYMEMBERS|EXTENDEDFAMILYMEMBERS|FAMILYMEMBERS|SIMPLEFAMILY|EXTENDEDFAMILY|INPADOCFAMILY|INPADOCFAMILYMEMBERS|PATSNAPFAMILY",
    "fee_paid_through": "年费缴至|年费缴纳至|年费有效期至|年费已缴至|FEEPAIDTHROUGH|ANNUALFEEPAIDTHROUGH",
    "term_adjustment_days": "专利期限调整|期限补偿天数|PTA|PTADAYS|TERMADJUSTMENT",
    "trl": "技术成熟度|技术成熟度(TRL)|TRL",
}  # fmt: skip
FIELDS: Final = frozenset(_ALIASES)
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split("|")}
# Headers that other tables have too: they name a field only where something else shows a list of patents.
_WEAK: Final = frozenset(
    {"ID", "PN", "TEXT", "SUMMARY", "编号", "名称", "类型", "TYPE", "STATUS", "OFFICE", "COUNTRY", "OWNER", "PUBLISHED", "FILED", "到期日", "EXPIRATIONDATE", "DESCRIPTION", "PATENTNUMBER", "SERIALNUMBER", "REFERENCENUMBER"}
)  # fmt: skip
_ORDINALS = frozenset({"#", "INDEX", "序号", "行号", "NO", "S/N", "ROW"})
NUMBERS: Final = ("publication_number", "application_number")
DATES: Final = (
    "filing_date", "priority_date", "publication_date", "grant_date", "status_date", "register_checked_on", "ended_on",
    "expected_expiry", "licence_recorded_on", "licence_until", "transferred_on", "pledged_on", "pledge_released_on",
    "fee_paid_through",
)  # fmt: skip
SYMBOLS: Final = ("ipc", "ipc_main", "cpc")
TELLING: Final = frozenset(
    {
        "applicants", "owners", "inventors", "ipc", "ipc_main", "cpc", "filing_date", "publication_date", "grant_date",
        "priority_date", "priority_numbers", "first_claim", "kind", "family_members", "locarno",
    }
)  # fmt: skip
_FORMAT = lazy_pattern(
    r"\((?:[万亿千百]?[元件个天日月年项次页%]|人民币|CNY|RMB|USD|EUR|DAYS?|YEARS?|MONTHS?|%|YYYY.{0,8}|[YMD/.-]+|格式.*|必填|选填|可选|REQUIRED|OPTIONAL)\)$"
)
_BESIDE = lazy_pattern(r"[\n/|()]|(?<=[\u4e00-\u9fff)])\s+(?=[A-Z])|(?<=[A-Z.)])\s+(?=[\u4e00-\u9fff])")
# What a header that is not known still tells of a column of dates.
_DATE_HINTS = (
    (r"优先权|PRIORITY", "priority_date"),
    (r"授权|GRANT|ISSUED", "grant_date"),
    (r"公[开告布]|PUBLI", "publication_date"),
    (r"(?<!变更)申请|FILING|FILED|APPLI", "filing_date"),
)


def fold_header(text: str) -> str:
    """Fold a header: width, case, spaces, dots at its end, invisible characters, kinds of brackets."""
    flat = folded(text).replace("【", "[").replace("】", "]").replace("〔", "(").replace("〕", ")")
    return re.sub(r"[\s*]+", "", flat).rstrip(".:")


def field_of(header: str) -> str | None:
    """Return the field that a header names; a unit or format in brackets at its end does not count."""
    flat = fold_header(header)
    found = _FIELD_OF.get(flat) or _FIELD_OF.get(_FORMAT.sub("", flat))
    return found or _field_beside(header)


def is_weak(header: str) -> bool:
    """Say whether a header is one that tables of other things have as well."""
    return fold_header(header) in _WEAK


def is_ordinal(header: str) -> bool:
    """Say whether a column only counts the rows of its export."""
    return fold_header(header) in _ORDINALS


def date_hint(header: str) -> str | None:
    """Return the date field that an unknown header points at, for a column that holds dates."""
    flat = folded(header)
    return next((field for pattern, field in _DATE_HINTS if re.search(pattern, flat)), None)


def known_headers(header: Sequence[str]) -> int:
    """Return how many different fields a row of headers names."""
    return len({field for field in map(field_of, header) if field})


def _field_beside(header: str) -> str | None:
    """Read a header in two languages, 申请号 Application No.: each part that is known has to name the same field."""
    flat = folded(header.replace("\n", "|")).strip()
    parts = [part for part in re.split(r"[\n/|]|\s{2,}", flat) if part.strip()]
    if len(parts) < 2:
        parts = [part for part in _BESIDE.split(flat) if part and part.strip()]
    languages = {han_share(part) >= 0.5 for part in parts}
    found = {field for part in parts if (field := _FIELD_OF.get(fold_header(part)))}
    return found.pop() if len(parts) == 2 and len(languages) == 2 and len(found) == 1 else None
