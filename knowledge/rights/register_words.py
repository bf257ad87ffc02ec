"""Register wordings and codes → what the entry did to the right: the one table, in Chinese and English.

An entry whose words do not plainly say so is `EventKind.OTHER`: its statement is kept and nothing is made of it.
Sources: CNIPA codes of the patent gazette; EPO INPADOC legal event data (code, description, free text).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_types import parse_licence_type
from knowledge.types import EventKind, LicenceType

_T = TypeVar("_T")

ENDINGS = frozenset(
    {
        EventKind.LAPSED_UNPAID_FEE, EventKind.TERM_EXPIRED, EventKind.ABANDONED, EventKind.INVALIDATED,
        EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.ENDED,
    }
)  # fmt: skip

_CN_CODES = {
    "PB01": EventKind.PUBLISHED,
    "C06": EventKind.PUBLISHED,
    "SE01": EventKind.EXAMINATION,
    "C10": EventKind.EXAMINATION,
    "GR01": EventKind.GRANTED,
    "C14": EventKind.GRANTED,
    "CF01": EventKind.LAPSED_UNPAID_FEE,
    "CX01": EventKind.TERM_EXPIRED,
    "TR01": EventKind.TRANSFERRED,
    "EE01": EventKind.LICENCE_RECORDED,
    "EM01": EventKind.LICENCE_CHANGED,
    "EC01": EventKind.LICENCE_CANCELLED,
    "PE01": EventKind.PLEDGED,
    "PM01": EventKind.PLEDGE_CHANGED,
    "PC01": EventKind.PLEDGE_RELEASED,
    "PP01": EventKind.PRESERVED,
    "PD01": EventKind.PRESERVATION_LIFTED,
    "AV01": EventKind.ABANDONED,
    "IW01": EventKind.INVALIDATED,
    "IP01": EventKind.PARTLY_INVALIDATED,
    "RR01": EventKind.RESTORED,
}

# Entries about something else that carry a telling word: one state's part of a European patent, a lapse that was
# taken back, an intention, a fee, a name, a request.
_NOT_THE_RIGHT = lazy_pattern(
    r"^[A-Z]{2}: |CONTRACTING STATE|NATIONAL CODE|CORRESPONDS TO|EUROPEAN PATENT CEASED|EXPECTED\) GRANT"
    r"|INTENTION TO GRANT|GRANT FEE|FEE PAYMENT PROCEDURE$|\bOR RIGHTS OF AN APPLICATION|CHANGE OF NAME"
    r"|\(DELETED\)|DELETED$|REQUEST FOR (?:EXAMINATION|GRANT|LIMITATION)|OPPOSITION(?!.*REVO[KC])|TRANSLATION"
    r"|PETITION|NOTICE OF|REMINDER|恢复(?:权利)?请求|(?:请求|申请)(?:的)?(?:撤回|驳回)(?!的)|更正|公告送达|地址的变更$"
)

# The first row that matches decides, so that a cancelled licence is not taken for a licence.
_WORDS: tuple[tuple[str, EventKind], ...] = (
    (r"开放许可.{0,8}撤回|撤回.{0,8}开放许可|OPEN LICEN[CS]E.{0,30}WITHDR|WITHDR.{0,40}OPEN LICEN[CS]E", EventKind.OPEN_LICENCE_WITHDRAWN),
    (r"开放许可|OPEN LICEN[CS]E|LICEN[CS]ES? OF RIGHT", EventKind.OPEN_LICENCE_DECLARED),
    (r"许可.{0,10}(?:注销|终止|解除)|(?:CANCELLATION|TERMINATION|REVOCATION) OF.{0,40}LICEN[CS](?:E|ING)", EventKind.LICENCE_CANCELLED),
    (r"许可.{0,10}变更|(?:CHANGE|ALTERATION|MODIFICATION) OF.{0,40}LICEN[CS](?:E|ING)", EventKind.LICENCE_CHANGED),
    (r"许可.{0,6}备案|备案.{0,8}许可|强制许可|(?:RECORD|REGISTR|ENTRY).{0,50}LICEN[CS](?:E|ING)|^(?:EXCLUSIVE |SOLE |NON-EXCLUSIVE )?LICEN[CS]E$", EventKind.LICENCE_RECORDED),
    (r"质押.{0,10}(?:注销|解除)|(?:CANCELLATION|RELEASE|TERMINATION) OF.{0,50}(?:PLEDGE|SECURITY)|RELEASE BY SECURED PARTY", EventKind.PLEDGE_RELEASED),
    (r"质押.{0,10}变更|(?:CHANGE|ALTERATION|MODIFICATION) OF.{0,50}PLEDGE", EventKind.PLEDGE_CHANGED),
    (r"质押|PLEDGE|SECURITY (?:INTEREST|AGREEMENT)", EventKind.PLEDGED),
    (r"保全.{0,6}解除|解除.{0,6}保全|(?:DISCHARGE|CANCELLATION|RELEASE|LIFTING) OF.{0,20}PRESERVATION", EventKind.PRESERVATION_LIFTED),
    (r"保全|\bPRESERVATION OF (?:THE )?PATENT", EventKind.PRESERVED),
    (r"恢复|RESTOR(?:ATION|ED)|REINSTATE(?:MENT|D)", EventKind.RESTORED),
    (r"部分无效|(?:PARTLY|PARTIALLY) INVALID|PARTIAL INVALIDATION|INVALIDATED IN PART", EventKind.PARTLY_INVALIDATED),
    (r"全部无效|宣告无效|^无效(?:[(（]|$)|FULL INVALIDATION|PATENT REVOKED|^REVOKED|\bINVALIDATED\b|REVOCATION OF (?:THE )?(?:EUROPEAN )?PATENT", EventKind.INVALIDATED),
    (r"期限届满|有效期届满|期满|EXPIRY OF (?:THE )?(?:PATENT )?TERM|TERM (?:HAS )?EXPIRED|EXPIRATION OF (?:THE )?TERM|EXPIRED.{0,12}LIFETIME|^EXPIRED$", EventKind.TERM_EXPIRED),
    (r"未缴(?:纳)?年费|(?:NON|FAILURE).{0,12}PAY(?:MENT)?.{0,24}FEE|UNPAID|FEE.RELATED|NON.?PAYMENT", EventKind.LAPSED_UNPAID_FEE),
    (r"放弃|避免重复授权|避免重复授予|ABANDON|SURRENDER", EventKind.ABANDONED),
    (r"驳回|REFUS(?:ED|AL)|REJECTION OF (?:THE )?(?:INVENTION )?(?:PATENT )?APPLICATION|^(?:APPLICATION )?REJECTED", EventKind.REFUSED),
    (r"撤回|撤销申请|WITHDRAWN|WITHDRAWAL OF (?:THE )?(?:PATENT )?APPLICATION|WITHDRAWAL$", EventKind.WITHDRAWN),
    (r"\bLAPSED?\b|CESSATION OF (?:THE )?PATENT RIGHT|TERMINATION OF (?:THE )?PATENT RIGHT|(?:专利权|权利)的?终止", EventKind.ENDED),
    (r"(?:专利权|申请权|权利)的?(?:转移|转让)|ASSIGNMENT OF ASSIGNOR|TRANSFER OF (?:THE )?(?:PATENT|RIGHT)|CHANGE OF (?:OWNER|PROPRIETOR)", EventKind.TRANSFERRED),
    (r"^(?:发明)?(?:专利权?)?授权|授予专利权|授权公告|^授权$|PATENT GRANT(?:ED)?\b|PATENT HAS BEEN GRANTED|^GRANT(?:ED)?(?: OF (?:A )?PATENT)?$|APPLICATION GRANTED|PATENTED CASE|^GRANT OF (?:PATENT|UTILITY)", EventKind.GRANTED),
    (r"实质审查|实审|SUBSTANTIVE EXAMINATION|FIRST EXAMINATION REPORT", EventKind.EXAMINATION),
    (r"^(?:发明)?(?:专利)?(?:申请)?公[布开]|^PUBLICATION\b|^PUBLISHED$|^LAID.OPEN", EventKind.PUBLISHED),
)  # fmt: skip


def event_kind(words: str, code: str | None = None, country: str | None = None) -> EventKind:
    """Return what an entry did: by its code where that is a Chinese one, else by its words, else OTHER.

    A lapse or cessation whose cause the words leave open is ENDED.
    """
    by_code = kind_of_code(code, country) if code else None
    return by_code or kind_of_words(words) or EventKind.OTHER


def kind_of_code(code: str, country: str | None = None) -> EventKind | None:
    """Return the kind of a CNIPA code; None for codes of other offices, which mean other things there."""
    if country not in (None, "CN"):
        return None
    return _CN_CODES.get(folded(code).strip())


def kind_of_words(words: str) -> EventKind | None:
    """Return the kind that a wording plainly names; None where it does not."""
    flat = folded(words).strip()
    if _NOT_THE_RIGHT.search(flat):
        return None
    return _first(flat, _WORDS)


def ending_of_words(words: str) -> EventKind | None:
    """Return how a right ended, as a status cell words it; None where it does not say that it did."""
    kind = kind_of_words(words)
    return kind if kind in ENDINGS else None


def licence_type_of_words(words: str) -> LicenceType | None:
    """Return the licence type that a wording names. Exclusive, sole and non-exclusive are never mixed."""
    return parse_licence_type(words)


def _first(flat: str, patterns: Sequence[tuple[str, _T]]) -> _T | None:
    return next((value for pattern, value in patterns if re.search(pattern, flat)), None)
