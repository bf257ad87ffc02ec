"""Index terms: the spellings of one thing meet, and what carries no topic is left out."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import (
    TextTerms,
    characters,
    fold,
    folded_terms,
    han_terms,
    joined,
    language_of,
    runs,
    terms,
    word_terms,
)
from knowledge.analysis.quantities import quantity_terms
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "Licenses"),
        ("aluminium fibre", "aluminum fibers"),
        ("commercialisation", "commercialization"),
        ("sulphuric", "sulfuric"),
        ("batteries", "battery"),
        ("ＬｉＦｅＰＯ４", "LiFePO4"),
        ("30,000", "30000"),
        ("15 %", "15％"),
        ("elec\u00adtrode", "electrode"),
        ("80 percent", "80%"),
        ("80 per cent", "80 %"),
        ("5–10 µm", "5-10μm"),
        ("5 to 10 micrometers", "5-10um"),
        ("0.5 microns", "0.5μm"),
        ("1,000 mm", "1000mm"),
        ("100 °C", "100℃"),
        ("10 mm – 20 mm", "10mm-20mm"),
        ("three months", "3 months"),
        ("LiFePO₄", "LiFePO4"),
        ("α-Fe2O3", "alpha-Fe2O3"),
        ("TGF-β1", "TGF-beta1"),
        ("LiFePO4\u2011C", "LiFePO4-C"),
        ("lithium-ion", "lithium ion"),
        ("haemoglobin", "hemoglobin"),
        ("oesophageal oedema", "esophageal edema"),
        ("instalments", "installments"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one, EN) == terms(other, EN) != []


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("百分之八十", "80 percent", {"80%"}),
        ("百分之三点五的提成", "3.5%", {"3.5%"}),
        ("百分之0.5", "0.5 %", {"0.5%"}),
        ("百分之零", "0%", {"0%"}),
        ("5~10微米", "5 to 10 micrometers", {"5", "10", "μm"}),
        ("１０ 纳米以下", "10nm", {"10", "nm"}),
        ("100摄氏度", "100 °C", {"100", "°c"}),
        ("100摄氏度", "100 degrees Celsius", {"100", "°c"}),
        ("3万元", "30,000 yuan", {"30000"}),
        ("三万元", "30000元", {"30000"}),
        ("3.5亿美元", "350 million dollars", {"350000000"}),
        ("1.2万亿元", "1.2 trillion yuan", {"1200000000000"}),
        ("二十五万元", "250,000", {"250000"}),
        ("第50条", "Article 50", {"50"}),
        ("2020年", "in 2020", {"2020"}),
        ("e-mail", "email", {"email"}),
        ("x-ray", "xray", {"xray"}),
        ("non-exclusive licence", "nonexclusive license", {"nonexclus", "licens"}),
        ("sub-licence", "sublicense", {"sublicens"}),
        ("NCM-811", "NCM811", {"ncm811"}),
        ("α相氧化铝", "alpha alumina", {"alpha"}),
        ("PM2.5监测", "PM2.5 monitoring", {"pm25"}),
        ("2,4-D除草剂", "2,4-D herbicide", {"2,4", "d"}),
    ],
)
def test_spellings_of_one_thing_share_the_terms_that_matter(one: str, other: str, shared: set[str]) -> None:
    assert shared <= set(terms(one, language_of(one))) & set(terms(other, language_of(other)))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("独占许可", "排他许可", {"许可"}),
        ("10 µm", "10 nm", {"10"}),
        ("10微米", "10纳米", {"10"}),
        ("0.5", "5", set()),
        ("80%", "80", set()),
        ("百分之八十", "八十", {"八十"}),
        ("3万元", "3亿元", {"3"}),
        ("CO", "CO2", set()),
        ("Al2O3", "Fe2O3", set()),
        ("2,4-D", "2,5-D", {"d"}),
        ("5G", "5 g", set()),
        ("NCM811", "NCM523", set()),
        ("α-amylase", "β-amylase", {"amylas"}),
        ("三元材料", "3元", set()),
        ("几十万元", "十万元", {"十万", "万元"}),
        ("著作权", "着作权", {"作权"}),
    ],
)
def test_different_things_share_nothing_else(one: str, other: str, shared: set[str]) -> None:
    assert set(terms(one, ZH)) & set(terms(other, ZH)) == shared


def test_case_is_no_difference_so_that_co_and_cobalt_meet() -> None:
    assert terms("CO", ZH) == terms("Co", ZH)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("⻋⻓⻔⻚", "车长门页"),
        ("粘合劑", "黏合剂"),
        ("矽晶圓", "硅晶圆"),
        ("銲接", "焊接"),
        ("鹼性與堿性", "碱性与碱性"),
        ("硏究値", "研究值"),
        ("⼀種⽅法", "一种方法"),
    ],
)
def test_other_shapes_of_a_character_are_the_same(written: str, plain: str) -> None:
    assert terms(written, ZH) == terms(plain, ZH)


def test_folding_any_character_twice_changes_nothing() -> None:
    every = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    assert [c for c in every if fold(fold(c)) != fold(c)] == ["薴"]  # OpenCC's own: 薴 → 苧 → 苎


@given(st.text(st.sampled_from("，：；（）！？％…　专利a=\u0338\u0301ﬁ㎡Å") | st.characters(codec="utf-8")))
def test_signs_that_are_replaced_first_make_no_difference(text: str) -> None:
    assert characters._composed(text) == unicodedata.normalize("NFKC", text)


def test_traditional_and_simplified_chinese_are_the_same() -> None:
    assert terms("專利權的許可", ZH) == terms("专利权的许可", ZH)


def test_a_han_run_gives_its_pairs_and_a_lone_character_itself() -> None:
    assert terms("锂电池", ZH) == ["锂电", "电池"]
    assert terms("钴、镍", ZH) == ["钴", "镍"]


def test_latin_and_digits_inside_chinese_are_shared_with_english() -> None:
    assert terms("LiFePO4正极", ZH) == ["lifepo4", "正极"]
    assert "lifepo4" in terms("a LiFePO4 cathode", EN)
    assert terms("30,000元", ZH)[0] == "30000"


def test_a_hyphenated_word_is_found_by_its_parts_and_a_model_name_also_whole() -> None:
    assert terms("low-cobalt", EN) == terms("low cobalt", EN)
    assert "lifepo4c" in terms("LiFePO4-C", EN)


def test_function_words_are_no_terms_but_a_letter_beside_han_is_a_name() -> None:
    assert terms("what is the fee of a patent", EN) == terms("fee patent", EN)
    assert "a" in terms("示例大学A", ZH)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这件专利的许可费怎么算?", ZH),
        ("P10 这件专利", ZH),
        ("CN199900001B 有效吗", ZH),
        ("Is CN199900001B still in force?", EN),
        ("What does 独占许可 mean in a licence contract?", EN),
        ("", EN),
        ("P10", EN),
    ],
)
def test_the_language_of_a_text(text: str, language: Language) -> None:
    assert language_of(text) is language


@given(st.text(max_size=200))
def test_any_text_has_terms_without_spaces_and_no_term_is_empty(text: str) -> None:
    for language in Language:
        assert all(term and not any(map(str.isspace, term)) for term in terms(text, language))


@given(st.text(alphabet="0123456789,. 百分之点三五十万亿元%微米年第条percent million", max_size=60))
def test_any_quantity_has_terms(text: str) -> None:
    for language in Language:
        assert all(term and not any(map(str.isspace, term)) for term in terms(text, language))


@pytest.mark.parametrize("digit", ["9", "九", "9,", "百分之九", "万"])
@pytest.mark.parametrize("after", ["", "万元", "元", " million", "微米", "点九", "%", " percent"])
def test_numbers_of_any_length_have_terms_of_bounded_length(digit: str, after: str) -> None:
    found = terms(digit * 10_000 + after, ZH)
    assert found
    assert max(map(len, found)) <= 80


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_for_the_terms(text: str) -> None:
    assert [run for _, run in runs(fold(fold(text)))] == [run for _, run in runs(fold(text))]


@given(
    st.text(st.sampled_from("专利许可可可许三万元百分之八十一A a1,.3％5μm微米\n，。")),
    st.sampled_from(list(Language)),
)
def test_a_text_is_asked_for_terms_as_if_they_were_listed(text: str, language: Language) -> None:
    listed, asked = folded_terms(fold(text), language), TextTerms.of(fold(text), language)
    wanted = {*listed, "利专", "可可", "许可", "a1", "专"}
    assert asked.length == len(listed)
    assert asked.counts(wanted) == {term: listed.count(term) for term in wanted if term in listed}
    assert asked.held(wanted) == wanted & set(listed)
    both = joined(asked, TextTerms.listed(["许可", "a1"]))
    assert both.held(wanted) == wanted & {*listed, "许可", "a1"}
    assert both.counts({"许可"}) == {"许可": listed.count("许可") + 1}


def test_terms_are_the_same_from_many_threads() -> None:
    text = "專利權人的 low-cobalt cathodes 与锂电池 " * 50
    alone = terms(text, ZH)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone for found in pool.map(lambda _: terms(text, ZH), range(64)))


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60) | st.text(max_size=40))
def test_terms_do_not_depend_on_the_way_they_were_found(text: str) -> None:
    folded = fold(text)
    one_by_one = [
        term
        for is_han, run in runs(folded)
        for term in (han_terms(run) if is_han else word_terms(run, letters=False))
    ]
    assert folded_terms(folded, EN) == one_by_one + quantity_terms(folded)
