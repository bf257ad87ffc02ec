"""The tables of the catalogue, in SQL that SQLite and PostgreSQL share."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# `number` counts up as documents come in. The text has a table of its own: heads are scanned by the thousand.
documents = Table(
    "documents",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document_id", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("loaded_on", Date),
    Column("publication_number", String(80)),
    Column("policy_id", String(200)),
    Column("lineage", String(200)),
    Column("passage_count", Integer, nullable=False),
    Column("text_length", Integer, nullable=False),  # code points
    Column("replaced_by", String(80)),
    Column("run_id", String(80)),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("record", Text),
    Column("purged", Boolean),  # its words are gone; only its number is kept, so that indexes can follow
    Index("documents_by_publication", "publication_number"),
    Index("documents_by_policy", "policy_id"),
    # none by audience: it says too little, and SQLite would walk all documents instead of looking up what is asked
)

document_texts = Table(
    "document_texts",
    metadata,
    Column("document", Integer, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

# A passage's text is stored beside its offsets: cutting it out of a long document takes milliseconds each time.
passages = Table(
    "passages",
    metadata,
    Column("document", Integer, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("passage_id", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("label", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    Column("number", String(80)),
    Column("depends_on", Text),  # JSON
    Column("headings", Text),  # JSON
    Column("instruction_like", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("page", Integer),
    Column("confidence", Float),
)

keys = Table(
    "keys",
    metadata,
    Column("value", String(200), primary_key=True),
    Column("document", Integer, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),  # what stands before the colon
    Index("keys_by_document", "document"),
)

files = Table(
    "files",
    metadata,
    Column("file_id", Integer, primary_key=True, autoincrement=False),
    Column("location", Text, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("audience", String(20), nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("reading", String(40), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(80)),
    Column("fields", Text),  # JSON
    Column("run_id", String(80), nullable=False),
    Column("notes", Text),  # JSON: what its readers had to say
    Column("source", Text),  # its name in citations
    Index("files_by_content", "sha256"),
)

file_documents = Table(
    "file_documents",
    metadata,
    Column("file_id", Integer, ForeignKey("files.file_id"), primary_key=True, autoincrement=False),
    Column("document", Integer, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Index("file_documents_by_document", "document"),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(80), primary_key=True),
    Column("started_at", String(40), nullable=False),  # ISO 8601, UTC
    Column("finished_at", String(40)),
    Column("audience", String(20), nullable=False),
    Column("added", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("replaced", Integer, nullable=False, default=0),
    Column("set_aside", Integer, nullable=False, default=0),
    Column("records", Integer, nullable=False, default=0),
    Column("passages", Integer, nullable=False, default=0),
    Column("made_by", String(200)),
    Column("paths", Text),  # JSON: what it was asked to read
)

# What became of each file of a run; files that were unchanged and of which nothing is noted are only counted.
run_files = Table(
    "run_files",
    metadata,
    Column("run_id", String(80), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("location", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(80)),
    Column("fields", Text),  # JSON
    Column("notes", Text),  # JSON
    Column("records", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
)

# A large file is stored in batches of parts: how far it is, and which documents this reading of it gave so far.
file_progress = Table(
    "file_progress",
    metadata,
    Column("file_id", Integer, ForeignKey("files.file_id"), primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("reading", String(40), nullable=False),
    Column("parts", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("changed", Boolean, nullable=False),  # some document started or stopped answering
    Column("replaced", Boolean, nullable=False),  # some document of another file gave way
    Column("notes", Text),  # JSON
)

file_pending = Table(
    "file_pending",
    metadata,
    Column("file_id", Integer, ForeignKey("files.file_id"), primary_key=True, autoincrement=False),
    Column("document", Integer, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("op", String(8), nullable=False),
    Column("document_id", String(80), nullable=False),
    Column("audience", String(20), nullable=False),
)
