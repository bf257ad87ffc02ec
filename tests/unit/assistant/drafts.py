"""What the tests of drafts share: a made-up need for a sample patent, and both drafts of it."""

from __future__ import annotations

from asking import DAY

from assistant.drafting.types import DraftKind, OfficeDraft
from assistant.matching.requirements import read_need
from assistant.matching.types import Match, ReadNeed
from assistant.needs.types import Wanted
from assistant.services import Services
from knowledge.types import ANYONE, DocumentHead, Kind, Language, PatentRecord, text_in

MAKER = {Language.ZH: "示例制造公司甲", Language.EN: "Sample Works Ltd"}


def patents(services: Services) -> tuple[DocumentHead, ...]:
    return services.catalogue.heads(ANYONE, kinds=(Kind.PATENT,))


def patent(services: Services, case: str) -> DocumentHead:
    return next(head for head in patents(services) if record_of(head).case_number == case)


def record_of(head: DocumentHead) -> PatentRecord:
    assert isinstance(head.record, PatentRecord)
    return head.record


def need_for(
    head: DocumentHead, language: Language, *, more: str = "", enterprise: str | None = None
) -> ReadNeed:
    """Return what a company may write that looks for this technology, with a value that no sample promises."""
    record = record_of(head)
    field = text_in(record.technical_field, language) or head.title
    title = text_in(record.titles, language)
    text = (
        f"我公司从事{field}，希望引进一种{title.removeprefix('一种')}，能耗要降低15%以上，设备占地小，今年内投产。"
        if language is Language.ZH
        else f"We work in {field} and look for a {title[0].lower()}{title[1:]}. Energy use should fall by at least 15 %, and the "
        "equipment has to be small. We want to start this year."
    )
    name = MAKER[language] if enterprise is None else enterprise
    return read_need(Wanted(text=text + more, enterprise=name), language=language)


def match_of(services: Services, need: ReadNeed, head: DocumentHead) -> Match:
    found = services.matcher.why_not(need, head.document_id, ANYONE, DAY)
    assert found is not None
    return found


def written(
    services: Services,
    case: str,
    kind: DraftKind,
    language: Language,
    *,
    need_in: Language | None = None,
    more: str = "",
) -> OfficeDraft:
    """Return a draft on a sample patent."""
    head = patent(services, case)
    need = need_for(head, need_in or language, more=more)
    return services.drafter.draft(kind, need, match_of(services, need, head), language, DAY)


def words(draft: OfficeDraft) -> str:
    """Return all that a reader of the file reads."""
    return "\n".join([*(slot.text for slot in draft.slots), *(c.quote for c in draft.citations)])
