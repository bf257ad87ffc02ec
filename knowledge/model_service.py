"""The edge to a model service over HTTP: a JSON body out, the JSON of its answer in; every failure is a ModelError.

Codes (`service` names which one, `reason` is a short word or the status; never a key, a text or the service's own words):
model_unauthorised 401/403 · model_not_found 404 · model_rejected other 4xx · model_busy 429 · model_quota 429 for want of credit ·
model_down 5xx, no connection · model_timeout silence · model_malformed not the protocol. `asked_s` is the pause that the
service asks for, where it does.
"""

from __future__ import annotations

import ipaddress
import json
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from knowledge.errors import ModelError

if TYPE_CHECKING:
    import httpx

_CONNECT_S = 5.0
_MOST_BYTES = 64_000_000


class ModelService:
    """One address and key. Connections are kept; safe to share between threads; nothing is opened before the first `post`."""

    def __init__(self, *, service: str, model: str, base_url: str, api_key: str = "") -> None:
        self.address = address_of(base_url)
        self._service = service
        self._model = model
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    def post(self, path: str, body: dict[str, Any], *, timeout_s: float) -> Any:
        """Return the JSON value that the service answers with. Raises ModelError."""
        import httpx

        try:
            status, headers, content = self._exchange(path, body, timeout_s)
        except httpx.TimeoutException:
            raise self.failed("model_timeout", "silence", retryable=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            reason = "connection" if isinstance(error, httpx.TransportError) else type(error).__name__
            raise self.failed("model_down", reason, retryable=True) from None
        except UnicodeEncodeError:
            raise self.failed("model_unauthorised", "key_not_ascii") from None
        if status != 200:
            asked_s = asked_pause_s(headers.get("retry-after"))
            raise of_status(status, _code(content), service=self._service, model=self._model, asked_s=asked_s)
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise self.failed("model_malformed", "json") from None

    def failed(self, code: str, reason: str, *, retryable: bool = False, **fields: object) -> ModelError:
        """Return the error to raise for this service."""
        return ModelError(code, retryable=retryable, service=self._service, reason=reason, **fields)

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _exchange(
        self, path: str, body: dict[str, Any], timeout_s: float
    ) -> tuple[int, httpx.Headers, bytes]:
        import httpx

        until = time.monotonic() + timeout_s
        wait = httpx.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
        url = f"{self._base_url}/{path}"
        with self.open().stream("POST", url, json=body, timeout=wait) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > _MOST_BYTES:
                    raise httpx.DecodingError("too long")
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("too slow")
            return response.status_code, response.headers, bytes(content)

    def open(self) -> httpx.Client:
        """Return the client; no request is made."""
        with self._lock:
            if self._client is None:
                import httpx

                headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
                # a service on this machine is never reached through a proxy
                self._client = httpx.Client(headers=headers, trust_env=not on_this_machine(self._base_url))
            return self._client


def address_of(base_url: str) -> str:
    """Name an address without the user and password that may stand in it."""
    place = urlsplit(base_url)
    port = f":{place.port}" if place.port else ""
    return f"{place.hostname or ''}{port}{place.path.rstrip('/')}"


def on_this_machine(base_url: str) -> bool:
    """Say whether an address is this machine's own."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def of_status(
    status: int, code: str, *, service: str, model: str, asked_s: float | None = None
) -> ModelError:
    """Translate an HTTP status, and the service's own code beside it, into the error to raise."""

    def failed(name: str, *, retryable: bool = False, **fields: object) -> ModelError:
        return ModelError(name, retryable=retryable, service=service, reason=str(status), **fields)

    asked = {} if asked_s is None else {"asked_s": asked_s}
    if status in (401, 403):
        return failed("model_unauthorised")
    if status == 404:
        return failed("model_not_found", model=model)
    if status == 429 and code == "insufficient_quota":
        return failed("model_quota")
    if status == 429:
        return failed("model_busy", retryable=True, **asked)
    if status >= 500 or status in (408, 409):
        return failed("model_down", retryable=True, **asked)
    return failed("model_rejected")


def asked_pause_s(header: str | None) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3), seconds or a date, as seconds from now; None where it says nothing."""
    try:
        seconds = float(header or "")
    except ValueError:
        seconds = _until(header or "")
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return -1.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _code(content: bytes) -> str:
    """Return the code in an error's body, as OpenAI writes it; empty where there is none."""
    try:
        error = json.loads(content)["error"]
        return str(error["code"] or "")
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
