"""Whether a figure stands in a public document: a figure in; yes or no out, by the lexical index and the passages it finds."""

from __future__ import annotations

from knowledge.licences.figures import Figure, figures_in
from knowledge.protocols import Catalogue
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field
from knowledge.search.lexical_queries import FieldTerms
from knowledge.types import ANYONE, Audience

_MOST = 200  # passages that are read for it, in each language


def stands_in_public(figure: Figure, as_amount: bool, *, lexical: TantivyIndex, catalogue: Catalogue) -> bool:
    """Say whether a public passage holds the figure. `as_amount`: with a currency beside it; rates count anyhow.

    Spellings that the index does not know by their value (CNY 30k) are not found.
    """
    term = f"{(figure.value * 100 if figure.is_rate else figure.value).normalize():f}"
    term += "%" if figure.is_rate else ""
    for field in (Field.ZH, Field.EN):
        run = lexical.search(Audience.PUBLIC, (FieldTerms(field=field, terms={term: 1.0}),), k=_MOST)
        there = {h.document_id for h in catalogue.heads(ANYONE, ids=[hit.document_id for hit in run.hits])}
        named = [hit.passage_id for hit in run.hits if hit.document_id in there]
        for passage in catalogue.passages(named, ANYONE):
            for found in figures_in(passage.text):
                if found.figure == figure and (figure.is_rate or found.has_currency or not as_amount):
                    return True
    return False
