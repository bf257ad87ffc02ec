"""Regular expressions that are compiled when they are first used: a command that reads nothing need not compile a thousand."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


class _LazyPattern:
    """Stands in for a pattern. Once it is used the methods of the compiled one are its own, and cost what they cost there."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and pickling ask for
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[type[_LazyPattern], tuple[str, int]]:
        return (_LazyPattern, (self.pattern, self._flags))

    def __repr__(self) -> str:
        return f"lazy_pattern({self.pattern!r})"


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled at its first use. An error in it (re.error) is raised then.

    It is used by its methods alone: the functions of `re` do not take it.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Return what finds any of some regular expressions, in capitals or not; compiled at its first use."""
    return lazy_pattern("|".join(alternatives), re.IGNORECASE)
