"""Inside a process that answers: the serving one's settings and a pipe to it in; for each question its steps out."""

from __future__ import annotations

import logging
import signal
import threading
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from assistant.beside.told import Asked, Failed, Ready, VectorsFound, VectorsWanted
from knowledge.errors import StorageError

if TYPE_CHECKING:
    from assistant.conversation import Conversation
    from assistant.settings import Settings
    from knowledge.library_beside import LibraryBeside
    from knowledge.search.dense_elsewhere import Method

_log = logging.getLogger(__name__)


def answer_beside(settings: Settings, pipe: Connection) -> None:
    """Answer what is asked through the pipe until the other end is closed."""
    from assistant.operations.logs import set_up_logging
    from knowledge.memory import share_heaps

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    set_up_logging(settings.log_level, settings.log_format)
    share_heaps()
    try:
        _answer_all(settings, pipe)
    except (EOFError, ConnectionError):
        return  # the process that asks is gone, or needs this one no more
    except Exception as error:  # noqa: BLE001 - a traceback may hold somebody's words
        _log.error("ended: %s", type(error).__name__)


def _answer_all(settings: Settings, pipe: Connection) -> None:
    from assistant.operations.logs import within_request
    from assistant.wiring import open_services_beside

    def owner(method: Method, *arguments: Any) -> Any:
        pipe.send(VectorsWanted(method=method, arguments=arguments))
        answered: VectorsFound = pipe.recv()
        if answered.failed:
            raise StorageError(path="dense", reason=answered.failed)
        return answered.found

    services, library = open_services_beside(settings, owner)
    services.warm_up_answers()
    pipe.send(Ready())
    threading.Thread(target=services.warm_up_words, name="words", daemon=True).start()
    while True:
        asked: Asked = pipe.recv()
        with within_request(asked.request_id):
            _answer(services.conversation, library, asked, pipe)


def _answer(conversation: Conversation, library: LibraryBeside, asked: Asked, pipe: Connection) -> None:
    """Send each step of an answer. An error is only named: the process that serves meets it again when it answers itself."""
    try:
        library.look_again()
        for step in conversation.ask(asked.question):
            pipe.send(step)
    except (EOFError, ConnectionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is: the process that serves answers instead
        pipe.send(Failed(kind=type(error).__name__))
