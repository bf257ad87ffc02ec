"""Prompts: a name and a language in; the texts for a chat model, with the id that an answer records, out.

A prompt is `prompts/<name>/<zh|en>.md`: a TOML header between `+++` lines (version, variables), then the system text, a
line `--- user ---`, and the user text, both `string.Template`s. What is set in is never scanned again.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from knowledge.types import Language

_HEADER = "+++"
_USER = "--- user ---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """What a chat model reads."""

    system: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt before its values are set in. `prompt_id` is name.language@version-hash of the file."""

    prompt_id: str
    variables: frozenset[str]
    system: str
    user: str

    def render(self, **values: str) -> Messages:
        """Set the values in. Raises ValueError where they are not exactly the declared variables."""
        if values.keys() != self.variables:
            raise ValueError(f"{self.prompt_id}: {sorted(values.keys() ^ self.variables)}")
        return Messages(
            system=Template(self.system).substitute(values), user=Template(self.user).substitute(values)
        )


@cache
def load_prompt(name: str, language: Language) -> Prompt:
    """Read a prompt, once. Raises FileNotFoundError for an unknown one, ValueError for a broken file."""
    text = files("prompts").joinpath(name, f"{language}.md").read_text(encoding="utf-8")
    return parse_prompt(f"{name}.{language}", text)


def parse_prompt(name: str, text: str) -> Prompt:
    """Read a prompt's text. Raises ValueError where header and body do not agree."""
    lines = text.split("\n")
    if lines[0] != _HEADER or _HEADER not in lines[1:] or lines.count(_USER) != 1:
        raise ValueError(f"{name}: a prompt needs a header and a user part")
    end = lines.index(_HEADER, 1)
    header = tomllib.loads("\n".join(lines[1:end]))
    at = lines.index(_USER)
    system, user = "\n".join(lines[end + 1 : at]).strip(), "\n".join(lines[at + 1 :]).strip()
    declared = frozenset(header["variables"])
    used = {*Template(system).get_identifiers(), *Template(user).get_identifiers()}
    if declared != used:
        raise ValueError(f"{name}: declared and used variables differ: {sorted(declared ^ used)}")
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Prompt(
        prompt_id=f"{name}@{header['version']}-{mark}", variables=declared, system=system, user=user
    )
