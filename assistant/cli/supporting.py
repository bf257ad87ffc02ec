"""support: an enterprise's profile, a file or a text, in; the measures that may be open to it out."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.cli.render import render_answer
from assistant.composing.support_answer import question, support_draft
from assistant.phrases import Phrases, phrases
from assistant.serialise import answer_to_json
from assistant.support.finder import SupportFinder
from assistant.support.profile import profile_of_file, profile_of_text
from assistant.support.types import Finding, Profile, Verdict
from assistant.types import Intent, Question
from assistant.understanding.languages import reply_language
from assistant.verifying import verified_answer
from knowledge.errors import UsageError
from knowledge.types import Language, PolicyRecord

if TYPE_CHECKING:
    from assistant.services import Services

_FILES = (".yaml", ".yml", ".json")


def support(arguments: Namespace, services: Services, console: Console) -> int:
    """Show which measures of the library may be open to an enterprise."""
    profile, language = _profile(arguments, console)
    reader = reader_from(arguments.reader, services.accounts)
    as_of = arguments.as_of or services.today()
    found = SupportFinder(services.catalogue).find(profile, reader, as_of, language)
    say = phrases(language)
    asked = Question(text="", reader=reader, as_of=as_of, language=language)
    answer = verified_answer(
        asked, support_draft(found, say), services.catalogue, language=language, intent=Intent.SUPPORT
    )
    services.note_answer(reader, answer)
    if arguments.json:
        measures = [_measure_to_json(finding, say) for finding in found.findings if finding.wanted]
        console.json({**answer_to_json(answer), "measures": measures, "not_read": list(profile.ignored)})
    else:
        console.show(render_answer(answer))
    return 0


def _profile(arguments: Namespace, console: Console) -> tuple[Profile, Language]:
    told = arguments.profile
    if told.lower().endswith(_FILES):
        profile = profile_of_file(console.path(told), told)
        return profile, arguments.lang or console.language
    if not told.strip():
        raise UsageError("profile_unreadable", file="", reason="empty")
    return profile_of_text(told), arguments.lang or reply_language(told)


def _measure_to_json(finding: Finding, say: Phrases) -> dict[str, Any]:
    record, head = finding.measure.document.record, finding.measure.document
    policy = record if isinstance(record, PolicyRecord) else None
    return {
        "document_id": head.document_id,
        "policy_id": policy.policy_id if policy else None,
        "title": head.title,
        "document_number": policy.document_number if policy else None,
        "kinds": sorted(finding.measure.kinds),
        "standing": str(finding.standing),
        "conditions": [
            {
                "topic": str(judged.topic),
                "verdict": str(judged.verdict),
                "quote": judged.condition.span.text,
                "label": judged.condition.span.passage.label,
                "question": question(judged, say) if judged.verdict is Verdict.UNKNOWN else None,
            }
            for judged in finding.judged
        ],
    }
