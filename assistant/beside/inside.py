"""Inside a process that prepares: the serving one's settings and a pipe to it in; for each question what was prepared out."""

from __future__ import annotations

import logging
import signal
import threading
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from assistant.beside.told import Asked, Failed, Ready, VectorsFound, VectorsWanted
from knowledge.errors import StorageError

if TYPE_CHECKING:
    from assistant.preparation import Preparation, Prepared
    from assistant.settings import Settings
    from assistant.types import Question
    from knowledge.library_beside import LibraryBeside
    from knowledge.search.dense_elsewhere import Method

_log = logging.getLogger(__name__)


def prepare_beside(settings: Settings, pipe: Connection) -> None:
    """Prepare an answer to each question that comes through the pipe, until the other end is closed."""
    from assistant.operations.logs import set_up_logging
    from knowledge.memory import share_heaps

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    set_up_logging(settings.log_level, settings.log_format)
    share_heaps()
    try:
        _prepare_all(settings, pipe)
    except (EOFError, ConnectionError):
        return  # the process that asks is gone, or needs this one no more
    except Exception as error:  # noqa: BLE001 - a traceback may hold somebody's words
        _log.error("ended: %s", type(error).__name__)


def _prepare_all(settings: Settings, pipe: Connection) -> None:
    from assistant.operations.logs import within_request
    from assistant.wiring import open_services_beside

    def owner(method: Method, *arguments: Any) -> Any:
        pipe.send(VectorsWanted(method=method, arguments=arguments))
        answered: VectorsFound = pipe.recv()
        if answered.failed:
            raise StorageError(path="dense", reason=answered.failed)
        return answered.found

    services, library = open_services_beside(settings, owner)
    services.warm_up_preparation()
    pipe.send(Ready())
    threading.Thread(target=services.warm_up_words, name="words", daemon=True).start()
    while True:
        asked: Asked = pipe.recv()
        with within_request(asked.request_id):
            pipe.send(_prepared(services.preparation, library, asked.question))


def _prepared(preparation: Preparation, library: LibraryBeside, question: Question) -> Prepared | Failed:
    """Prepare an answer. An error is only named: the process that serves meets it again when it does so itself."""
    try:
        library.look_again()
        return preparation.prepare(question)
    except (EOFError, ConnectionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is: the process that serves tries instead
        return Failed(kind=type(error).__name__)
