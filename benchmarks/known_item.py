"""How defaults hold on texts that nobody fitted them to: `python -m benchmarks known-item [--out FOLDER] [--write]`.

Test sets are derived from laws and patents of the measuring data (`known_item_laws`, `known_item_patents`): which text a
question asks for is known because the one names the other, or because it was a part of it. They are written into a
folder outside the project and measured by `evaluate retrieval` like any others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import known_item_laws as laws
from benchmarks import known_item_patents as patents
from benchmarks.known_item_sets import KnownItemSet, Row
from benchmarks.measuring_data import lines, measuring_data
from benchmarks.retrieval import MeasurementFailed, add_cache, measure, show
from benchmarks.retrieval_tables import DOCUMENT, markdown, write

MOST_QUERIES = 300
_LAWS_WITH_ALL_ARTICLES = 30  # of those that are cited: what law_sentences_zh is made of
_ENGLISH_PATENTS = ("epo_wo_grobid_xml", "uspto", "us_patent_json", "st36_st96_cn_xml", "epo_ops_xml")


def main(arguments: Sequence[str]) -> int:
    """Derive, write, measure and print; leave with 1 when nothing could be measured."""
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    with TemporaryDirectory() as scratch:
        out = asked.out or Path(scratch)
        folders = [one.write(out) for one in derived(data, asked.sets)]
        try:
            results = [] if asked.only_write_sets else measure(folders, asked.cache)
        except MeasurementFailed as failure:
            print(failure, file=sys.stderr)
            return 1
    if results:
        show(results, [], as_json=asked.json)
    if asked.write:
        write(DOCUMENT, "known-item", markdown(results, []))
    return 0


def derived(data: Path, names: Sequence[str]) -> Iterator[KnownItemSet]:
    """Yield the sets of these names, made of the measuring data; what no set of them needs is not read."""
    for group, made_of in _GROUPS.items():
        if not set(group).isdisjoint(names):
            yield from (one for one in made_of(data) if one.name in names)


def _of_laws(data: Path) -> Iterator[KnownItemSet]:
    rows = list(lines(data / "laws_zh" / "laws.jsonl.gz"))
    cited = laws.citations(rows, MOST_QUERIES)
    yield cited
    newest = laws.newest_laws(rows)
    names = list(dict.fromkeys(row.title for row in cited.documents))
    yield laws.withheld_sentences((newest[name] for name in names[:_LAWS_WITH_ALL_ARTICLES]), MOST_QUERIES)


def _of_chinese_patents(data: Path) -> Iterator[KnownItemSet]:
    path = data / "patents_misc" / "zh_patent_sample" / "zh_patents_liaoleyuan.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    beside = [
        Row(id=row["id"], title=row["title"], text=row["text"])
        for row in lines(data / "retrieval" / "csprd_en2zh" / "corpus.jsonl.gz")
    ]
    yield patents.titles_zh(rows, beside)
    yield patents.keywords_en2zh(rows, beside)


def _of_english_patents(data: Path) -> Iterator[KnownItemSet]:
    files = chain.from_iterable((data / "formats" / kind).iterdir() for kind in _ENGLISH_PATENTS)
    yield patents.claims_en(patents.read_claimed(files), MOST_QUERIES)


_GROUPS: Mapping[tuple[str, ...], Callable[[Path], Iterator[KnownItemSet]]] = {
    ("law_citations_zh", "law_sentences_zh"): _of_laws,
    ("patent_titles_zh", "patent_keywords_en2zh"): _of_chinese_patents,
    ("patent_claims_en",): _of_english_patents,
}
SETS: tuple[str, ...] = tuple(chain.from_iterable(_GROUPS))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks known-item")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="only these (default: all)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the test sets here")
    parser.add_argument("--only-write-sets", action="store_true", help="with --out: measure nothing")
    add_cache(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help=f"rewrite the tables of docs/{DOCUMENT.name}")
    asked = parser.parse_args(arguments)
    if asked.write and (asked.only_write_sets or len(asked.sets) != len(SETS)):
        parser.error("--write takes the figures of all sets: leave out --sets and --only-write-sets")
    if asked.only_write_sets and not asked.out:
        parser.error("--only-write-sets needs --out")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
