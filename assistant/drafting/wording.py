"""Word a draft with a chat model: its slots in; those whose words hold, what was cut, and what a reader has to be told, out.

Nothing that goes wrong stops a draft: where the service fails, is slow or answers with nothing that holds, the words of
the form stand and the draft says why.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from assistant.composing.exhibits import defused
from assistant.drafting.desk import Desk
from assistant.drafting.types import Slot
from assistant.drafting.wording_checks import WordingCheck
from assistant.drafting.wording_tasks import Task, bundle_of, tasks_of
from assistant.internal_figures import INSIDE, InternalFigures
from assistant.left_out import LeftOut
from assistant.metering import noting_usage, total
from assistant.models import ChatModel
from assistant.phrases import Phrases
from assistant.prompts import Messages, load_prompt
from assistant.service_hosts import NOWHERE, ServiceHosts
from assistant.types import Usage
from knowledge.errors import ModelError
from knowledge.types import Language

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

_log = logging.getLogger(__name__)
PROMPT = "drafting"
_MOST_CHARACTERS = 12_000
_MOST_TOKENS = 1_500
_DEEPEST = "[" * 20  # no answer is nested so deep


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What became of wording a draft. `slots` are those in the model's words, by name."""

    slots: Mapping[str, Slot]
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    prompt_id: str = ""
    sent_to: tuple[str, ...] = ()
    usage: Usage | None = None


class Wording:
    """Words drafts with a chat model, each within `timeout_s`. Safe to use from several threads."""

    def __init__(
        self,
        model: ChatModel,
        figures: InternalFigures,
        bridge: DictionaryBridge,
        *,
        hosts: ServiceHosts = NOWHERE,
        timeout_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._figures = figures
        self._bridge = bridge
        self._hosts = hosts
        self._timeout_s = timeout_s
        self._clock = clock

    @property
    def model_name(self) -> str:
        return self._model.model_name

    def word(self, desk: Desk, slots: Sequence[Slot]) -> Worded:
        """Return the slots that the model worded and that hold; never raises for what the model does."""
        bundle = bundle_of(desk)
        tasks = tasks_of(desk, slots, bundle)
        if not tasks:
            return Worded(slots={})
        say = desk.say
        prompt = load_prompt(PROMPT, desk.language)
        messages = _messages(tasks, desk.language)
        if self._figures.stand_in((messages.user,), INSIDE):
            return Worded(slots={}, notices=(say.say("wording.figure_kept"),))
        with noting_usage() as used:
            try:
                texts = _read(self._written(messages))
                failure = None
            except ModelError as error:
                _log.warning("a draft was not worded: %s", error.code)
                texts, failure = {}, error
        held = [WordingCheck(desk, bundle, self._bridge.terms).hold(t, texts[t.slot.name]) for t in tasks if t.slot.name in texts]  # fmt: skip
        found = {one.slot.name: one.slot for one in held if one.slot is not None}
        _log.info("draft slots asked=%d worded=%d", len(tasks), len(found))
        return Worded(
            slots=found,
            left_out=tuple(cut for one in held for cut in one.left_out),
            notices=_notices(failure, found, held, say),
            prompt_id=prompt.prompt_id,
            sent_to=(self._hosts.chat,) if used.requested and self._hosts.chat else (),
            usage=total(used),
        )

    def _written(self, messages: Messages) -> str:
        """Return the model's whole answer. Raises ModelError, also where it has no end in time or in length."""
        until = self._clock() + self._timeout_s
        pieces: list[str] = []
        stream = cast("Generator[str]", self._model.stream(messages.system, messages.user, _MOST_TOKENS))
        with closing(stream):
            for piece in stream:
                pieces.append(piece)
                if self._clock() > until:
                    raise ModelError("model_timeout", retryable=True, service="chat", reason="wording")
                if sum(map(len, pieces)) > _MOST_CHARACTERS:
                    raise ModelError("model_malformed", retryable=False, service="chat", reason="endless")
        return "".join(pieces)


def _messages(tasks: Sequence[Task], language: Language) -> Messages:
    """Set the slots into the prompt, inside a fence that no text can know beforehand."""
    fence = f"slots-{secrets.token_hex(8)}"
    asked = [
        {
            "slot": task.slot.name,
            "task": task.asks,
            "at_most": task.at_most,
            "words": task.slot.text,
            "evidence": [exhibit.text for exhibit in task.exhibits[1:]],
            **({"need": task.need} if task.need else {}),
        }
        for task in tasks
    ]
    body = defused(json.dumps(asked, ensure_ascii=False, indent=1))
    return load_prompt(PROMPT, language).render(fence=fence, slots=body)


def _read(answer: str) -> dict[str, str]:
    """Read a JSON object of texts by slot. Raises ModelError(model_malformed)."""
    start, end = answer.find("{"), answer.rfind("}")
    if start < 0 or end < start or _DEEPEST in answer:
        raise ModelError("model_malformed", retryable=False, service="chat", reason="json")
    try:
        found = json.loads(answer[start : end + 1])
    except (ValueError, RecursionError):
        raise ModelError("model_malformed", retryable=False, service="chat", reason="json") from None
    texts = {str(name): text.strip() for name, text in found.items() if isinstance(text, str)}
    if not any(texts.values()):
        raise ModelError("model_empty", retryable=False, service="chat", reason="json")
    return texts


def _notices(
    failure: ModelError | None, found: Mapping[str, Slot], held: Sequence[object], say: Phrases
) -> tuple[str, ...]:
    """Say why the words of the form stand, where none of the model's do."""
    if failure is not None:
        key = f"model_failure.{failure.code}"
        reason = say.say(key) if say.has(key) else failure.code
        return (say.say("wording.failed", reason=reason),)
    return () if found else (say.say("wording.unverified"),)
