"""draft: a need and a patent in; a match summary or a letter, as a Word or Markdown file, out. It is never sent."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action, Details, Outcome, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.matching import wanted_from
from assistant.cli.readers import reader_from
from assistant.drafting.types import OfficeDraft
from assistant.drafting.worded_marks import with_worded_marked
from assistant.matching.requirements import read_need
from assistant.matching.types import Match, ReadNeed
from assistant.records import find_document
from assistant.review.as_json import slots_to_json
from assistant.serialise import citation_to_json
from assistant.understanding.languages import reply_language
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import ANYONE, Kind, Reader

if TYPE_CHECKING:
    from datetime import date

    from assistant.services import Services

_WORD, _MARKDOWN = ".docx", ".md"


def draft(arguments: Namespace, services: Services, console: Console) -> int:
    """Write one draft. Only what anybody may read goes into it, whoever writes it."""
    path = _path(arguments, console)
    wanted = wanted_from(arguments.need, console)
    need = read_need(wanted, language=reply_language(wanted.text))
    reader = reader_from(arguments.reader, services.accounts)
    as_of = arguments.as_of or services.today()
    match = _match(arguments.patent, need, services, as_of)
    try:
        worded = not arguments.no_model
        written = services.drafter.draft(arguments.what, need, match, arguments.lang, as_of, worded=worded)
    except PatentBridgeError as error:
        _note(
            services,
            reader,
            match.head.document_id,
            arguments.what,
            outcome=Outcome.REFUSED,
            reason=error.code,
        )
        raise
    with storing_in(path):
        path.write_bytes(_as_file(written, path))
    _note(services, reader, written.document_id, arguments.what, citations=len(written.citations))
    for notice in written.notices:
        console.note(notice)
    if arguments.json:
        console.json(draft_to_json(written, path.name))
    else:
        console.note(console.word("draft_written", file=path.name))
    return 0


def _path(arguments: Namespace, console: Console) -> Path:
    path = console.path(arguments.out)
    if path.suffix.lower() not in (_WORD, _MARKDOWN):
        raise UsageError("draft_format", file=arguments.out)
    if path.exists() and not arguments.force:
        raise UsageError("draft_exists", file=arguments.out)
    return path


def _match(number: str, need: ReadNeed, services: Services, as_of: date) -> Match:
    head = find_document(number, services.catalogue, ANYONE)
    match = (
        services.matcher.why_not(need, head.document_id, ANYONE, as_of)
        if head is not None and head.kind is Kind.PATENT
        else None
    )
    if match is None:
        raise NotFoundError(name=number)
    return match


def _as_file(written: OfficeDraft, path: Path) -> bytes:
    written = with_worded_marked(written)
    if path.suffix.lower() == _WORD:
        from assistant.drafting.docx_file import draft_docx

        return draft_docx(written, made_at=datetime.now(UTC))
    from assistant.drafting.markdown import draft_markdown

    return draft_markdown(written).encode()


def _note(
    services: Services,
    reader: Reader,
    document_id: str,
    kind: str,
    *,
    outcome: Outcome = Outcome.DONE,
    citations: int | None = None,
    reason: str = "",
) -> None:
    """Write into the audit that a draft on a patent was written, or refused; none of its words."""
    details = Details(mode=str(kind), citations=citations, seen=(document_id,), reason=reason)
    services.audit.write(
        event_of(
            reader, Action.DRAFT_WRITTEN, Subject.DOCUMENT, document_id, outcome=outcome, details=details
        )
    )


def draft_to_json(written: OfficeDraft, file: str) -> dict[str, Any]:
    """Return the JSON object of a draft: its slots with what backs them, and its citations."""
    return {
        "kind": str(written.kind),
        "language": str(written.language),
        "as_of": written.as_of.isoformat(),
        "file": file,
        "publication_number": written.publication_number,
        "document_id": written.document_id,
        "slots": slots_to_json(written),
        "citations": [citation_to_json(citation) for citation in written.citations],
        "mode": str(written.mode),
        "model": written.model,
        "left_out": [{"text": cut.text, "reason": str(cut.reason)} for cut in written.left_out],
        "notices": list(written.notices),
        "sent_to": list(written.sent_to),
    }
