"""What went wrong with a chat service: an exception of the client in; a ModelError that repeats nothing of it out."""

from __future__ import annotations

from knowledge.errors import ModelError
from knowledge.model_service import asked_pause_s, of_status

_LONGEST_PAUSE_S = 4.0


def failure_of(error: Exception, model_name: str, *, begun: bool) -> ModelError:
    """Return what an exception means; `begun` says that text had come. The codes are those of assistant/models.py."""
    import openai

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ModelError("model_timeout", retryable=True, service="chat", reason="silence")
    if isinstance(error, UnicodeEncodeError):
        return ModelError("model_unauthorised", retryable=False, service="chat", reason="key_not_ascii")
    if isinstance(error, openai.APIStatusError):
        return of_status(error.status_code, str(error.code or ""), service="chat", model=model_name)
    if isinstance(error, openai.APIResponseValidationError):
        return ModelError("model_malformed", retryable=False, service="chat", reason="response")
    if isinstance(error, openai.APIError):
        code = "model_cut_off" if begun else "model_down"
        reason = "connection" if isinstance(error, openai.APIConnectionError) else "error_in_stream"
        return ModelError(code, retryable=True, service="chat", reason=reason)
    if isinstance(error, ValueError | TypeError | LookupError | AttributeError):
        return ModelError("model_malformed", retryable=False, service="chat", reason=type(error).__name__)
    return ModelError("model_down", retryable=True, service="chat", reason=type(error).__name__)


def asked_pause_s_of(error: Exception) -> float | None:
    """Return how long a refusal asks to wait, where it does."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return asked_pause_s(error.response.headers.get("retry-after"))
    return None


def is_about_usage(error: Exception) -> bool:
    """Say whether a service refuses a request because it does not know the wish for a count of tokens."""
    import openai

    if not isinstance(error, openai.APIStatusError):
        return False
    return error.status_code in (400, 422) and "stream_options" in f"{error.message} {error.body}"


def worth_another_try(error: ModelError, asked_s: float | None) -> bool:
    """Say whether a request that brought no text yet is to be made again."""
    by_status = str(error.fields.get("reason", "")).isdecimal()
    return error.code in ("model_busy", "model_down") and by_status and (asked_s or 0) <= _LONGEST_PAUSE_S


def unfinished(finish: str) -> ModelError:
    """Return what it means that an answer ended with this word, or without one."""
    if finish == "content_filter":
        return ModelError("model_filtered", retryable=False, service="chat", reason=finish)
    if finish:
        return ModelError("model_malformed", retryable=False, service="chat", reason="finish_reason")
    return ModelError("model_cut_off", retryable=True, service="chat", reason="no_finish")
