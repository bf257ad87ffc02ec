"""Which dialect a root element belongs to. A dialect's module is imported when its first document comes."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.xml.flow import local_name

Dialect = Callable[[etree._Element, Path], Iterator[ReadDocument]]

DIALECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # CNIPA and JPO publications
        "cn-patent-document": "knowledge.readers.xml.cn_publication:read_cn_publication",
        "PatentDocumentAndRelated": "knowledge.readers.xml.cn_publication:read_cn_publication",
        "cn-application-body": "knowledge.readers.xml.cn_filing:read_cn_application_body",
        "application-body": "knowledge.readers.xml.cn_publication:read_st36",
        "Application-body": "knowledge.readers.xml.not_patents:read_contents",
        "schema": "knowledge.readers.xml.not_patents:read_schema",
        "jp-official-gazette": "knowledge.readers.xml.jp_gazette:read_jp_gazette",
        "us-patent-grant": "knowledge.readers.xml.us_patent:read_us_patent",
        "us-patent-application": "knowledge.readers.xml.us_patent:read_us_patent",
        "patent-application-publication": "knowledge.readers.xml.us_pap:read_us_pap",
        "PATDOC": "knowledge.readers.xml.us_st32:read_us_st32",
        "class-scheme": "knowledge.readers.xml.not_patents:read_classification",
        "CPCMasterClassificationFile": "knowledge.readers.xml.not_patents:read_classification",
        "sequence-cwu": "knowledge.readers.xml.not_patents:read_sequence_listing",
        # EPO Open Patent Services and DOCDB
        "world-patent-data": "knowledge.readers.xml.ops:read_ops",
        "exchange-documents": "knowledge.readers.xml.ops:read_ops",
        "exchange-document": "knowledge.readers.xml.ops:read_ops",
        "fulltext-documents": "knowledge.readers.xml.ops:read_ops",
        "fault": "knowledge.readers.xml.ops:read_ops",
        # full text of several offices in one markup
        "patent-document": "knowledge.readers.xml.patent_document:read_patent_document",
        "fulltext-document": "knowledge.readers.xml.patent_document:read_patent_document",
        "ep-patent-document": "knowledge.readers.xml.ep_patent_document:read_ep_patent_document",
        # exports of PatSnap
        "doc": "knowledge.readers.xml.patsnap:read_patsnap",
    }
)


_ST96: Final = "/ST96/"  # in the namespace of WIPO's schemas and of the offices' own on top of them
_ST36_DIALECT: Final = "knowledge.readers.xml.cn_publication:read_st36"
_ST96_DIALECT: Final = "knowledge.readers.xml.st96:read_st96"


def dialect_of(root: etree._Element, path: Path) -> Dialect:
    """Return the dialect of a document. Raises ReadError("unknown_xml", root=…)."""
    place = DIALECTS.get(local_name(root))
    if place is None and _ST96 in str(root.tag):
        place = _ST96_DIALECT
    if (
        place is None
        and next(root.iterdescendants("{*}bibliographic-data", "{*}document-id"), None) is not None
    ):
        place = _ST36_DIALECT
    if place is None:
        raise ReadError("unknown_xml", file=str(path), root=local_name(root))
    module, function = place.split(":")
    return cast(Dialect, getattr(importlib.import_module(module), function))
