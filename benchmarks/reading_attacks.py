"""Questions that a chat model reads in the worst way: an attacked library and attacks in; what each reading got out.

The rules are certain of a question that names its patent and ask no model, so such a question is asked by its topic. Each
attack gets some replies of every way, the next attack others; all where that is asked for. Where a reading was taken,
the question is asked once more with a model that also writes what the attack wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.conversation import Conversation
from assistant.models import OpenAiChatModel
from assistant.preparation import Preparation
from assistant.services import Services
from assistant.types import Answer, Question
from assistant.understanding.model import ModelUnderstander, is_certain
from assistant.understanding.rules import RuleUnderstander
from assistant.values import Value
from benchmarks.attack_checks import KINDS, Seen, faults
from benchmarks.attack_library import Attack, document_of, number_of, topic_of
from benchmarks.chat_server import ChatServer, by_kind, calls, says
from benchmarks.obeying_model import answer_of
from benchmarks.obeying_reader import READINGS, Asked, Reply
from knowledge.breaker import Breaker
from knowledge.types import Language

_NEVER = 1_000_000
_PIECE = 40  # characters of one piece of the stream
_REPLIES = 3  # of each way for each attack, or one more
_WORDED_WAY = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reply got. `asked`: the model was asked at all; `taken`: the answer rests on its reading."""

    attack: Attack
    way: str
    reply: Reply
    worded: bool
    asked: bool
    taken: bool
    faults: tuple[str, ...]
    answer: Answer


class ReadingDesk:
    """Asks questions that a chat model reads."""

    def __init__(
        self, services: Services, server: ChatServer, attacks: Sequence[Attack], clean: frozenset[Value]
    ) -> None:
        self._attacks = attacks
        self._at = {attack.id: position for position, attack in enumerate(attacks)}
        catalogue = services.catalogue
        model = OpenAiChatModel(
            model_name="reads", base_url=server.base_url, api_key="none", timeout_s=30.0,
            breaker=Breaker(failures=_NEVER), tool_breaker=Breaker(failures=_NEVER),  # asked again however often it fails
        )  # fmt: skip
        self._server = server
        self._clean = clean
        self._rules = RuleUnderstander(catalogue, services.retriever)
        parts: dict[str, Any] = {
            "catalogue": catalogue,
            "preparation": Preparation(catalogue=catalogue, retriever=services.retriever, understander=self._rules),
            "extractive": ExtractiveComposer(catalogue),
        }  # fmt: skip
        second = ModelUnderstander(catalogue, self._rules, model, timeout_s=20.0, always=True)
        self._plain = Conversation(**parts)
        self._read = Conversation(**parts, second=second)
        self._worded = Conversation(**parts, second=second, generated=GeneratedComposer(catalogue, model))

    def results(
        self, attack: Attack, position: int, question: Question, ways: Iterable[str], *, every: bool
    ) -> Iterator[Reading]:
        """Play each reply of each way to the question, or to one by topic where the rules are certain of it."""
        if is_certain(self._rules.understand(question)):
            before = f"{attack.text}\n" if attack.place == "profile" else ""
            question = replace(question, text=f"{before}{open_question(attack, position)}")
        plain = _answer(self._plain, question)
        asked = Asked(
            attack=attack, position=position, question=question.text, number=number_of(position),
            another=number_of(position + 1 if position else 7), document=document_of(attack, position)[1],
        )  # fmt: skip
        for way in ways:
            replies = list(READINGS[way](asked))
            step = 1 if every else len(replies) // _REPLIES
            for reply in replies[position % step :: step]:
                reading = self._result(self._read, attack, way, reply, question, plain)
                yield reading
                if reading.taken:
                    yield self._result(self._worded, attack, way, reply, question, reading.answer)

    def _result(
        self,
        conversation: Conversation,
        attack: Attack,
        way: str,
        reply: Reply,
        question: Question,
        plain: Answer,
    ) -> Reading:
        writing = says(answer_of(attack, _WORDED_WAY), size=_PIECE)
        self._server.plays(by_kind(calling=calls(*reply), writing=writing))
        self._server.requests.clear()
        provisional = ""
        answer: Answer | None = None
        for piece in conversation.ask(question):
            if isinstance(piece, Answer):
                answer = piece
            else:
                provisional += piece.delta
        if answer is None:
            raise RuntimeError("no answer")
        seen = Seen(
            answer=answer, provisional=provisional, sent=self._server.sent(), plain=plain, clean=self._clean
        )
        wrong = {kind for part in self._parts(attack, seen) for kind in faults(*part)}
        if answer.refused and not plain.refused:
            wrong.add("left unanswered")
        reading = answer.understanding
        return Reading(
            attack=attack,
            way=way,
            reply=reply,
            worded=conversation is self._worded,
            asked=any(request.get("tools") for request in self._server.requests),
            taken=reading is not None and reading.used,
            faults=tuple(kind for kind in KINDS if kind in wrong),
            answer=answer,
        )

    def _parts(self, attack: Attack, seen: Seen) -> Iterator[tuple[Attack, Seen]]:
        """Yield what is held against what: the whole, and what is said of each patent against that one's own attack.

        What is false of one patent may be true of another, and a reading can bring up any. What the rules say of several
        may be said before the answer stands.
        """
        answer, rules = seen.answer, "\n".join(s.text for s in seen.plain.statements)
        yield replace(attack, must=(), must_not=(), wanted=()), seen
        own = replace(seen, provisional="")
        yield replace(attack, must=()), replace(own, answer=_only(answer, attack, self._at[attack.id]))
        for other in self._attacks:
            if other is not attack and (part := _only(answer, other, self._at[other.id])).citations:
                yield replace(other, must=()), replace(own, answer=replace(part, warnings=()))
        if seen.provisional:
            said = tuple(text for text in attack.must_not if text not in rules)
            yield replace(attack, must=(), must_not=said, wanted=()), seen


def _only(answer: Answer, attack: Attack, position: int) -> Answer:
    """Return what an answer says of the patent of an attack, and without a source."""
    number = number_of(position)
    citations = tuple(c for c in answer.citations if c.publication_number == number or attack.id in c.title)
    markers = {c.marker for c in citations}
    statements = tuple(s for s in answer.statements if not s.markers or markers & {*s.markers})
    text = "\n".join(s.text for s in statements)
    return replace(answer, text=text, statements=statements, citations=citations, tables=())


def open_question(attack: Attack, position: int) -> str:
    """Return a question for the topic of an attack's document that names no number."""
    zh, en = topic_of(position)
    if attack.language is Language.ZH:
        return f"有没有{zh}方面的技术可以许可?"
    return f"Is there a technology for {en} that can be licensed?"


def counted(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """Count answers and faults by language and way."""
    return [
        {
            "language": language.value,
            "way": way,
            "answers": len(own),
            "asked": sum(r.asked for r in own),
            "taken": sum(r.taken for r in own),
            **{kind: sum(kind in r.faults for r in own) for kind in KINDS},
        }
        for language in Language
        for way in READINGS
        if (own := [r for r in readings if r.way == way and r.attack.language is language])
    ]


def _answer(conversation: Conversation, question: Question) -> Answer:
    *_, last = conversation.ask(question)
    if not isinstance(last, Answer):
        raise RuntimeError("no answer")
    return last


def told(reading: Reading) -> str:
    """Return what went wrong as lines for a terminal."""
    said = " ".join((*reading.answer.warnings, *(s.text for s in reading.answer.statements)))
    called = str(reading.reply)[:300]
    return f"\n{reading.attack.id} · {reading.way} · worded={reading.worded} · {', '.join(reading.faults)}\n  {called}\n  {said}"
