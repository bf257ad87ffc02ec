"""What register wordings and codes of either language are taken for, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rights.register_words import (
    ending_of_words,
    event_kind,
    kind_of_code,
    kind_of_words,
    licence_type_of_words,
)
from knowledge.types import EventKind, LicenceType


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("CF01", EventKind.LAPSED_UNPAID_FEE),
        ("CX01", EventKind.TERM_EXPIRED),
        ("TR01", EventKind.TRANSFERRED),
        ("EE01", EventKind.LICENCE_RECORDED),
        ("EM01", EventKind.LICENCE_CHANGED),
        ("EC01", EventKind.LICENCE_CANCELLED),
        ("PE01", EventKind.PLEDGED),
        ("PM01", EventKind.PLEDGE_CHANGED),
        ("PC01", EventKind.PLEDGE_RELEASED),
        ("PP01", EventKind.PRESERVED),
        ("PD01", EventKind.PRESERVATION_LIFTED),
        ("AV01", EventKind.ABANDONED),
        ("IW01", EventKind.INVALIDATED),
        ("IP01", EventKind.PARTLY_INVALIDATED),
        ("RR01", EventKind.RESTORED),
    ],
)
def test_chinese_codes_name_their_event(code: str, kind: EventKind) -> None:
    assert kind_of_code(code) is kind
    assert kind_of_code(code.lower(), "CN") is kind
    assert kind_of_code(code, "EP") is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("未缴年费专利权终止", EventKind.LAPSED_UNPAID_FEE),
        ("专利权有效期届满", EventKind.TERM_EXPIRED),
        ("专利申请权、专利权的转移", EventKind.TRANSFERRED),
        ("专利实施许可合同备案的生效", EventKind.LICENCE_RECORDED),
        ("专利实施许可合同备案的变更", EventKind.LICENCE_CHANGED),
        ("专利实施许可合同备案的注销", EventKind.LICENCE_CANCELLED),
        ("专利权质押合同登记的生效", EventKind.PLEDGED),
        ("专利权质押合同登记的注销", EventKind.PLEDGE_RELEASED),
        ("专利权的保全", EventKind.PRESERVED),
        ("专利权保全的解除", EventKind.PRESERVATION_LIFTED),
        ("宣告专利权部分无效", EventKind.PARTLY_INVALIDATED),
        ("宣告专利权全部无效", EventKind.INVALIDATED),
        ("开放许可声明", EventKind.OPEN_LICENCE_DECLARED),
        ("开放许可声明的撤回", EventKind.OPEN_LICENCE_WITHDRAWN),
        ("发明专利申请公布后的驳回", EventKind.REFUSED),
        ("发明专利申请公布后的视为撤回", EventKind.WITHDRAWN),
        ("避免重复授予专利权", EventKind.ABANDONED),
        ("Termination of patent right due to non-payment of annual fee", EventKind.LAPSED_UNPAID_FEE),
        ("Discharge of preservation of patent", EventKind.PRESERVATION_LIFTED),
        ("Cancellation of recordation of patent licensing contract", EventKind.LICENCE_CANCELLED),
        ("ASSIGNMENT ASSIGNMENT OF ASSIGNORS INTEREST", EventKind.TRANSFERRED),
        ("ASSIGNMENT SECURITY INTEREST", EventKind.PLEDGED),
        ("ASSIGNMENT RELEASE BY SECURED PARTY", EventKind.PLEDGE_RELEASED),
        ("PATENT REVOKED", EventKind.INVALIDATED),
        ("APPLICATION DEEMED TO BE WITHDRAWN", EventKind.WITHDRAWN),
        ("STATUS: THE PATENT HAS BEEN GRANTED", EventKind.GRANTED),
    ],
)
def test_words_of_both_languages_name_their_event(words: str, kind: EventKind) -> None:
    assert kind_of_words(words) is kind


@pytest.mark.parametrize(
    "words",
    [
        "LAPSED IN A CONTRACTING STATE",  # one state's part of a European patent, not the right
        "GB: EUROPEAN PATENT CEASED THROUGH NON-PAYMENT OF RENEWAL FEE",
        "BE: LAPSED",
        "INTENTION TO GRANT ANNOUNCED",
        "(EXPECTED) GRANT",
        "GRANT FEE PAID",
        "PETITION RELATED TO MAINTENANCE FEES GRANTED",
        "PARTY DATA CHANGED (APPLICANT DATA CHANGED OR RIGHTS OF AN APPLICATION TRANSFERRED)",
        "ASSIGNMENT CHANGE OF NAME",
        "NO OPPOSITION FILED",
        "REQUEST FOR EXAMINATION FILED",
        "Maintenance fee reminder mailed",
        "专利权人的姓名或者名称、地址的变更",
        "",
    ],
)
def test_what_does_not_plainly_change_the_right_stays_other(words: str) -> None:
    assert event_kind(words) is EventKind.OTHER


def test_a_status_says_how_a_right_ended_only_where_it_did() -> None:
    assert ending_of_words("未缴年费") is EventKind.LAPSED_UNPAID_FEE
    assert ending_of_words("Expired") is EventKind.TERM_EXPIRED
    assert ending_of_words("授权") is None


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("独占许可", LicenceType.EXCLUSIVE),
        ("排他许可", LicenceType.SOLE),
        ("普通许可", LicenceType.NON_EXCLUSIVE),
        ("开放许可", LicenceType.OPEN),
        ("Exclusive License", LicenceType.EXCLUSIVE),
        ("non-exclusive licence", LicenceType.NON_EXCLUSIVE),
        ("Nonexclusive", LicenceType.NON_EXCLUSIVE),
        ("Common License", LicenceType.NON_EXCLUSIVE),
        ("Sole Licence", LicenceType.SOLE),
        ("示例咨询（普通合伙）", None),
        ("", None),
    ],
)
def test_licence_types_are_never_mixed(words: str, licence: LicenceType | None) -> None:
    assert licence_type_of_words(words) is licence


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(words: str) -> None:
    assert isinstance(event_kind(words), EventKind)
