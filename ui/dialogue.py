"""What a visitor does with conversations: a reader and an action in, views out. Knows nothing of the web framework."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from markupsafe import Markup

from assistant.answering import MOST_QUESTION_CHARACTERS, turn_of
from assistant.audit.types import Action, Subject, event_of
from assistant.stored import StoredTurn
from assistant.types import Answer, Progress, Question, Stage
from assistant.withholding import readable
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import ANYONE, Language, Reader, Role
from ui.answer_html import TurnView, transcript_html, turn_html, views_of
from ui.live_html import failed_html, pending_html, rejected_html
from ui.page_html import history_html, notices_html, welcome_html
from ui.protocols import Services
from ui.strings import say, word_error

_SOON_S = 0.1  # what is done is told where it takes longer
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows after a step. `unasked` is a question that got no answer: it goes back into the box.

    `turn` comes after the turns that are shown, and `folded` in the place of the last one, where it stands for that.
    """

    live: Markup
    conversation_id: str | None = None  # None: as before
    transcript: Markup | None = None  # None: as before
    turn: Markup | None = None
    folded: Markup | None = None
    history: Markup | None = None  # None: as before
    busy: bool = False
    unasked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One visitor's dealings with the product, in one language of the page."""

    services: Services
    reader: Reader | None  # None: the browser sent no cookie
    language: Language

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def turns(self, conversation_id: str) -> tuple[StoredTurn, ...]:
        """Return the turns, without what the visitor may no longer see. Raises NotFoundError, UsageError."""
        reader = self.visitor()
        notice = say("withheld", self.language)
        stored = self.services.history.turns(conversation_id, reader.user)
        return tuple(readable(turn, self.services.catalogue, reader, notice) for turn in stored)

    def turn(self, conversation_id: str, turn_id: str) -> StoredTurn:
        """Return one turn. Raises NotFoundError where it is not this visitor's."""
        for turn in self.turns(conversation_id):
            if turn.turn_id == turn_id:
                return turn
        raise NotFoundError(name=turn_id)

    def transcript(self, conversation_id: str) -> tuple[str, Markup]:
        """Return the conversation's id and turns; an empty id and the welcome where it is not this visitor's."""
        if conversation_id and self.reader:
            try:
                turns = self.turns(conversation_id)
            except NotFoundError:
                turns = ()
            if turns:
                return conversation_id, self._transcript(conversation_id, turns)
        return "", welcome_html(self.services.library_counts(self._anyone()), self.language)

    def _transcript(self, conversation_id: str, turns: tuple[StoredTurn, ...]) -> Markup:
        return transcript_html(conversation_id, self._views(conversation_id, turns))

    def _views(self, conversation_id: str, turns: tuple[StoredTurn, ...]) -> tuple[TurnView, ...]:
        officer = self.reader is not None and self.reader.holds(Role.OFFICER)
        opinions = self.services.opinions.of_owner(self.visitor().user, conversation_id)
        return views_of(conversation_id, turns, self.language, officer=officer, opinions=opinions)

    def history(self, current: str) -> Markup:
        entries = self.services.history.list(self.reader.user) if self.reader else ()
        return history_html(entries, current, self.services.today(), self.language)

    def notices(self) -> Markup:
        counts = self.services.library_counts(self._anyone())
        return notices_html(self.services.model_name, counts, self.services.today(), self.language)

    # ── changing ─────────────────────────────────────────────────────────────────────────────────────────

    def rename(self, conversation_id: str, title: str) -> None:
        self.services.history.rename(conversation_id, self.visitor().user, title)

    def delete(self, conversation_id: str) -> None:
        reader = self.visitor()
        self.services.history.delete(conversation_id, reader.user)
        self.services.audit.write(
            event_of(reader, Action.CONVERSATION_DELETED, Subject.CONVERSATION, conversation_id)
        )

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────

    def ask(
        self, text: str, conversation_id: str, without: tuple[str, ...] = (), replaces: str = ""
    ) -> Generator[Shown, None, None]:
        """Ask and yield what to show: progress, then the conversation with the answer, or what went wrong.

        `without` are keys of conditions in the question that shall not narrow its answer; `replaces` is the last turn
        where this is asked in its place: it is as if that one had not been asked.
        """
        question = text.strip()
        try:
            self._check(question)
        except PatentBridgeError as error:
            yield Shown(live=rejected_html(*word_error(error, self.language)), unasked=text)
            return
        yield Shown(live=pending_html(question, self.language), busy=True)
        try:
            with self.services.work.begun():
                yield from self._answered(question, conversation_id, without, replaces)
        except PatentBridgeError as error:
            _logger.warning("a question was not answered: %s", error.code)
            yield self._failed(question, error)
        except Exception as error:
            # An unforeseen error's message may hold the question: only its kind and place are logged above DEBUG.
            _logger.error("a question was not answered: %s", _place(error))
            _logger.debug("a question was not answered", exc_info=True)
            yield self._failed(question, PatentBridgeError())

    def _check(self, question: str) -> None:
        self.visitor()
        if not question:
            raise UsageError("question_empty")
        if len(question) > MOST_QUESTION_CHARACTERS:
            raise UsageError("question_too_long", length=len(question), limit=MOST_QUESTION_CHARACTERS)

    def _answered(
        self, text: str, conversation_id: str, without: tuple[str, ...], replaces: str
    ) -> Iterator[Shown]:
        reader = self.visitor()
        earlier = self._earlier(conversation_id)
        standing = [turn for turn in earlier if not turn.replaced_by]
        replaced = standing.pop() if standing and standing[-1].turn_id == replaces else None
        question = Question(
            text=text,
            reader=reader,
            as_of=self.services.today(),
            history=tuple(turn_of(turn.question, turn.answer) for turn in standing),
            without=without,
        )
        answer: Answer | None = None
        for item in self._progress(question):
            if isinstance(item, Answer):
                answer = item
            else:
                yield Shown(live=item, busy=True)
        if answer is None:
            raise PatentBridgeError("failed", reason="no answer")
        kept = conversation_id if earlier else self.services.history.create(reader.user)
        turn = self.services.keep(kept, reader, text, answer, replaces=replaced.turn_id if replaced else "")
        before = tuple(replace(t, replaced_by=turn.turn_id) if t is replaced else t for t in earlier)
        yield self._answer_shown(kept, before, turn)

    def _answer_shown(self, conversation_id: str, before: tuple[StoredTurn, ...], turn: StoredTurn) -> Shown:
        """Show a turn that was just kept: those before it stand on the page already."""
        shown = Shown(live=Markup(), conversation_id=conversation_id, history=self.history(conversation_id))
        if not before:
            return replace(shown, transcript=self._transcript(conversation_id, (turn,)))
        *_, last, new = self._views(conversation_id, (*before, turn))
        folded = turn_html(last) if last.turn.replaced_by == turn.turn_id else None
        return replace(shown, turn=turn_html(new), folded=folded)

    def _progress(self, question: Question) -> Iterator[Markup | Answer]:
        """Ask, and yield the turn in the making as HTML, and the answer; leaving early cancels the asking."""
        draft, shown_at = "", time.monotonic()
        with closing(_closable(self.services.ask(question))) as items:
            for item in items:
                if isinstance(item, Answer):
                    yield item
                    return
                draft += item.delta  # a sentence; the next one may take a while
                now = time.monotonic()
                if item.stage is Stage.COMPOSING or now - shown_at >= _SOON_S:
                    shown_at = now
                    yield pending_html(question.text, self.language, item, draft)

    def _earlier(self, conversation_id: str) -> tuple[StoredTurn, ...]:
        """Return the turns so far; none where the conversation was deleted meanwhile: a new one begins."""
        if not conversation_id:
            return ()
        try:
            return self.turns(conversation_id)
        except NotFoundError:
            return ()

    def _failed(self, question: str, error: PatentBridgeError) -> Shown:
        return Shown(
            live=failed_html(question, *word_error(error, self.language), self.language), unasked=question
        )

    def visitor(self) -> Reader:
        if self.reader is None:
            raise UsageError("cookie_needed")
        return self.reader

    def _anyone(self) -> Reader:
        return self.reader or ANYONE


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return (
        f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}"
        if frames
        else type(error).__name__
    )


def _closable(items: Iterator[Progress | Answer]) -> Generator[Progress | Answer, None, None]:
    """Wrap an iterator so that it can be closed; closing passes on to it where it can be closed itself."""
    try:
        yield from items
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
