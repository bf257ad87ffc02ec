"""What embedding models want before a text: a model's name in; the words before questions and before passages out.

Open models that are trained with such words find less without them, and neither fastembed nor the usual servers add them.
The words are those of each model's card. A hosted service's own models are named otherwise and get none.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "prompted@1"
_SEARCH = "Represent this sentence for searching relevant passages: "
_TASK = "Given a question, retrieve passages that answer it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """The words before a question and before a passage."""

    query: str = ""
    passage: str = ""

    @property
    def mark(self) -> str:
        """What an embedder's id carries where vectors were made with such words."""
        return f"+{VERSION}" if self.query or self.passage else ""


_BY_NAME = (  # a part of the model's name, lower case; the first that fits counts
    ("qwen3-embedding", Prompts(query=f"Instruct: {_TASK}\nQuery:")),
    ("e5-mistral", Prompts(query=f"Instruct: {_TASK}\nQuery: ")),
    ("e5-large-instruct", Prompts(query=f"Instruct: {_TASK}\nQuery: ")),
    ("multilingual-e5", Prompts(query="query: ", passage="passage: ")),
    ("/e5-", Prompts(query="query: ", passage="passage: ")),
    ("nomic-embed-text", Prompts(query="search_query: ", passage="search_document: ")),
    ("embeddinggemma", Prompts(query="task: search result | query: ", passage="title: none | text: ")),
    ("mxbai-embed", Prompts(query=_SEARCH)),
    ("snowflake-arctic-embed2", Prompts(query="query: ")),
    ("snowflake-arctic-embed-l-v2", Prompts(query="query: ")),
    ("snowflake-arctic-embed", Prompts(query=_SEARCH)),
    ("bge-small-en", Prompts(query=_SEARCH)),
    ("bge-base-en", Prompts(query=_SEARCH)),
    ("bge-large-en", Prompts(query=_SEARCH)),
)


def prompts_of(model: str) -> Prompts:
    """Return the words that a model wants; none for one that is not known to want any."""
    name = model.lower()
    return next((prompts for part, prompts in _BY_NAME if part in name), Prompts())
