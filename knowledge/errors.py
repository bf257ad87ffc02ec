"""Errors of the library: every failure carries a code, fields and nothing worded for users.

    PatentBridgeError
    ├── UsageError            the caller asked for something impossible (exit 2)
    ├── ReadError             one file cannot be read: it is set aside, the rest goes on
    ├── LibraryError          the library on disk
    │   ├── LibraryBusyError      another process owns it
    │   ├── EmbedderMismatchError the dense index was built by another embedder
    │   └── StorageError          disk full, permission, damaged store
    ├── NotFoundError         no such document for this reader
    ├── ClosingError          the app is being shut down: nothing new begins
    ├── AccessError           whoever asks may not: not signed in, wrong password, wait, not in that role
    ├── ModelError            a chat or embedding service failed (`retryable` says whether trying again may help)
    └── ServeError            the web host cannot start (port in use, address not available)

An edge (CLI, page, API) words an error with `ui.strings` by its `code` and `fields`.
"""

from __future__ import annotations


class PatentBridgeError(Exception):
    """Root of all expected failures. `code` is stable; `fields` name the file, field or value concerned."""

    code = "failed"

    def __init__(self, code: str | None = None, /, **fields: object) -> None:
        self.code = code or type(self).code
        self.fields: dict[str, object] = fields
        super().__init__(self.code, fields)

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value}" for name, value in self.fields.items())
        return f"{self.code} ({detail})" if detail else self.code


class UsageError(PatentBridgeError):
    code = "usage"


class ReadError(PatentBridgeError):
    """One file cannot become a record. Fields: `file`, and what was wrong with it."""

    code = "unreadable"


class LibraryError(PatentBridgeError):
    code = "library"


class LibraryBusyError(LibraryError):
    """Another process owns the library. Fields: `home`, `pid`, `doing`, `since`."""

    code = "library_busy"


class EmbedderMismatchError(LibraryError):
    """Fields: `built_by`, `configured`."""

    code = "embedder_mismatch"


class StorageError(LibraryError):
    """Fields: `path`, `reason` (disk_full, permission, damaged, …)."""

    code = "storage"


class NotFoundError(PatentBridgeError):
    """Nothing by that name that this reader may see. Fields: `name`."""

    code = "not_found"


class ClosingError(PatentBridgeError):
    """Nothing begins any more: the app is being shut down, what is under way is finished."""

    code = "closing"


class AccessError(PatentBridgeError):
    """Whoever asks may not. Codes: sign_in_wrong, sign_in_wait (`seconds`), sign_in_needed, not_allowed (`role`)."""

    code = "not_allowed"


class ModelError(PatentBridgeError):
    """A model service failed. Fields: `service`, `reason`; never a key or a prompt."""

    code = "model"

    def __init__(self, code: str | None = None, /, *, retryable: bool = False, **fields: object) -> None:
        super().__init__(code, **fields)
        self.retryable = retryable


class ServeError(PatentBridgeError):
    code = "serve"
