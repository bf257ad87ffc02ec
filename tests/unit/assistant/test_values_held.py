"""What a patent says to a required value or an exclusion, as the user sees it: a clause of a need beside words of a patent."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.matching.evidence import EvidenceReader
from assistant.matching.requirements import read_need
from assistant.matching.types import Cell, Verdict
from assistant.needs.types import Wanted
from knowledge.bridge import DictionaryBridge
from knowledge.types import Audience, DocumentHead, Hit, Kind, Language, Passage, PassageKind

MET, OPEN, MISSED, UNKNOWN = Verdict.SUPPORTED, Verdict.PARTLY, Verdict.CONTRADICTED, Verdict.NOT_FOUND


@cache
def _reader() -> EvidenceReader:
    return EvidenceReader(DictionaryBridge())


def _language(text: str) -> Language:
    return Language.ZH if any("\u4e00" <= char <= "\u9fff" for char in text) else Language.EN


def _cell(need: str, said: str, heading: str = "", *, of_words: bool = False) -> Cell:
    """Return the cell of the only requirement with a value or an exclusion, or of the first, held against one paragraph."""
    language = _language(need)
    read = read_need(Wanted(text=need), language=language)
    requirement = next(r for r in read.requirements if of_words or r.quantities or r.excluded)
    head = DocumentHead(
        document_id="d",
        kind=Kind.PATENT,
        audience=Audience.PUBLIC,
        language=_language(said),
        title="",
        record=None,
        source="d.json",
    )
    passage = Passage(
        passage_id="p",
        document_id="d",
        ordinal=0,
        kind=PassageKind.CLAIM if not heading else PassageKind.PARAGRAPH,
        label="1",
        language=_language(said),
        start=0,
        end=len(said),
        text=said,
        headings=(heading,) if heading else (),
    )
    hit = Hit(rank=1, score=1.0, coverage=1.0, passage=passage, document=head)
    return _reader().cells(requirement, language, [hit])["d"]


@pytest.mark.parametrize(
    ("need", "said", "verdict"),
    [
        ("需要一种密封胶，剪切强度不低于8 MPa", "所得密封胶的剪切强度为9.5 MPa。", MET),
        ("需要一种密封胶，剪切强度不低于8 MPa", "所得密封胶的剪切强度为6～7 MPa。", MISSED),
        ("需要一种密封胶，剪切强度不低于8 MPa", "所得密封胶的剪切强度为6～9 MPa。", OPEN),
        ("需要一种密封胶，剪切强度不低于8 MPa", "The sealant has a shear strength of 6 MPa.", MISSED),
        ("We need a sealant with a shear strength of at least 8 MPa", "密封胶的剪切强度达到9 MPa。", MET),
        ("We need an alloy with an elongation of at least 15 %", "断后伸长率为8%～10%。", MISSED),
        ("需要一种合金，伸长率15%以上", "The alloy shows a tensile strength of 300 MPa and an elongation of 18 %.", MET),
        ("需要一种涂料，固化温度不超过120℃", "The coating is cured at 160 °C for 20 min.", MISSED),
        ("需要一种水泵，单台每小时抽水量不少于20吨", "水泵的抽水量为15 t/h。", MISSED),
        ("We need a scanner with a measuring range up to 500 mm", "扫描仪的量程为50～300 mm。", MISSED),
        ("We need a scanner with a measuring range up to 500 mm", "扫描仪的量程为50～800 mm。", MET),
        ("We need a lens mount whose angle holds within ±2°", "The angle of the mount holds within ±0.5°.", MET),
        ("We need a filter that retains at least 95 % of its flux after a year", "The filter loses 3 % of its flux in a year.", MET),
        ("需要一种催化剂，使用500 h后活性保持率不低于90%", "催化剂使用500 h后活性下降25%。", MISSED),
        ("需要一种传感器，灵敏度漂移不超过2%，", "传感器的灵敏度漂移为1.5%，量程为0～10 kPa。", MET),
    ],
)  # fmt: skip
def test_a_required_value_is_held_against_the_value_of_the_same_property(
    need: str, said: str, verdict: Verdict
) -> None:
    assert _cell(need, said).verdict is verdict


@pytest.mark.parametrize(
    ("need", "said", "verdict"),
    [
        ("需要一种炉子，载气总流量不超过9 L/min", "炉内通入氮气6 L/min和氢气5 L/min。", MISSED),
        ("需要一种炉子，载气总流量不超过20 L/min", "炉内通入氮气6 L/min和氢气5 L/min。", OPEN),
        ("We need a label film that is at most 70 µm thick in total", "It consists of a 50 µm film, a 12 µm adhesive layer and a 10 µm print layer.", MISSED),
        ("We need a label film that is at most 80 µm thick in total", "It consists of a 50 µm film, a 12 µm adhesive layer and a 10 µm print layer.", MET),
        ("需要一种焊料，锡含量不低于95%", "焊料含银3%、铜4%，余量为锡。", MISSED),
        ("需要一种焊料，锡含量不低于90%", "The solder contains 3 % silver and 4 % copper, the balance being tin.", MET),
        ("We need a lacquer with at most 10 % talc", "由以下重量份的原料制成：树脂60份、滑石粉30份、助剂10份。", MISSED),
        ("需要一种方法，能耗降低30%以上", "单位产品能耗由100 kWh降至80 kWh。", MISSED),
        ("需要一种方法，能耗降低15%以上", "单位产品能耗由100 kWh降至80 kWh。", MET),
        ("We need a model whose accuracy drops by at most 1 percentage point", "Accuracy falls from 95 % to 94.5 %.", MET),
        ("需要一种工艺，比传统工艺节能30%以上", "本工艺电耗为80 kWh/t，而传统工艺为100 kWh/t。", MISSED),
        ("We need a camera to find at least 95 % of the cracks", "Of 200 cracks, 178 were detected.", MISSED),
        ("We need a camera to find at least 95 % of the cracks", "裂纹的检出率为97%。", MET),
        ("We need a cable that keeps at least three quarters of its strength", "The cable kept 60 % of its strength.", MISSED),
        ("需要一种胶，贮存期至少一年半", "胶在常温下的贮存期为12个月。", MISSED),
        ("We need a process that must run below 120 °C", "将木片在150～160℃下蒸煮2 h。", MISSED),
        ("We need a process that must run below 120 °C", "树脂的熔点为210℃。", UNKNOWN),
        ("需要一种水处理药剂，出水余氯不超过0.5 mg/L", "出水余氯为1.2 ppm。", MISSED),
    ],
)  # fmt: skip
def test_what_follows_from_what_a_patent_says_counts_too(need: str, said: str, verdict: Verdict) -> None:
    cell = _cell(need, said)
    assert cell.verdict is verdict
    assert not cell.found or cell.found.text in cell.quote


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("需要一种炉子，载气总流量不超过9 L/min", "先通入氮气6 L/min，再通入氢气5 L/min。"),
        ("需要一种焊料，银含量不低于5%", "焊料含铜4%、锌2%，余量为锡。"),
        ("需要一种方法，能耗降低30%以上", "能耗降至20%。"),
        (
            "We need a label film that is at most 70 µm thick in total",
            "A 50 µm film or a 60 µm film is used.",
        ),
    ],
)
def test_what_does_not_follow_is_not_told(need: str, said: str) -> None:
    assert _cell(need, said).verdict in (OPEN, UNKNOWN)


@pytest.mark.parametrize(
    ("need", "said", "verdict"),
    [
        ("需要回收钴，钴回收率不低于90%", "洗液中锂的回用率不低于92%。", UNKNOWN),
        ("需要回收钴，钴回收率不低于90%", "镍、钴的回收率为93%～95%，锂的回收率为80%。", MET),
        ("需要回收钴，钴回收率不低于90%", "浸出液经萃取得到硫酸钴，回收率不低于96%。", MET),
        ("需要回收钴，钴回收率不低于90%", "尾气经冷凝回收乙醇，回收率不低于95%。", UNKNOWN),
        ("需要回收钴，钴回收率不低于90%", "In the examples the cobalt yield is 85 %.", MISSED),
        ("需要回收钴，钴回收率不低于90%", "The material holds a quarter of the cobalt of the known one.", UNKNOWN),
        ("We need to recover cobalt, at least 90 % cobalt recovery", "One line recovers at least 93 % of the solvents.", UNKNOWN),
        ("We need to recover cobalt, at least 90 % cobalt recovery", "钴的总回收率为94%。", MET),
        ("废水除磷，总磷去除率不低于90%", "氨氮去除率为95%，总磷去除率为70%。", MISSED),
        ("废水除磷，总磷去除率不低于90%", "处理后氨氮去除率不低于95%。", UNKNOWN),
        ("需要一种回收方法，回收率不低于90%", "洗液中锂的回用率不低于92%。", MET),
    ],
)  # fmt: skip
def test_the_share_of_one_substance_says_nothing_of_another(need: str, said: str, verdict: Verdict) -> None:
    assert _cell(need, said).verdict is verdict


@pytest.mark.parametrize(
    "said",
    [
        "对比例的剪切强度为3 MPa，本例的剪切强度为9 MPa。",
        "剪切强度由5 MPa提高至9 MPa。",
        "The shear strength of the sealant is 9 MPa against 4 MPa without the filler.",
    ],
)
def test_what_others_reached_and_where_a_change_began_contradicts_nothing(said: str) -> None:
    cell = _cell("需要一种密封胶，剪切强度不低于8 MPa", said)
    assert cell.verdict is MET
    assert cell.found is not None
    assert "9 MPa" in cell.found.text


def test_the_state_of_the_art_is_no_evidence() -> None:
    assert (
        _cell("需要一种密封胶，剪切强度不低于8 MPa", "现有密封胶的剪切强度为9 MPa。", "背景技术").verdict
        is not MET
    )


@pytest.mark.parametrize(
    ("heading", "verdict"), [("背景技术", UNKNOWN), ("Background", UNKNOWN), ("具体实施方式", MET)]
)
def test_what_others_did_before_backs_no_words(heading: str, verdict: Verdict) -> None:
    cell = _cell("需要一种钢结构用水性防腐涂料", "钢结构用水性防腐涂料。", heading, of_words=True)
    assert cell.verdict is verdict


@pytest.mark.parametrize(
    ("need", "said", "verdict"),
    [
        ("需要一种清洗剂，不含磷", "所述清洗剂不含磷和氯。", MET),
        ("需要一种清洗剂，不含磷", "A cleaner free of phosphorus.", MET),
        ("需要一种清洗剂，不含磷", "所述清洗剂包括表面活性剂和水。", UNKNOWN),
        ("We need an ink without toluene", "The ink contains 20 % toluene.", MISSED),
        ("We need an ink without toluene", "The ink needs no toluene.", MET),
    ],
)
def test_what_must_not_be_there(need: str, said: str, verdict: Verdict) -> None:
    assert _cell(need, said).verdict is verdict
