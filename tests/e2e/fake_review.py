"""A desk of drafts over made-up documents, at which none can be written: there is nothing to match in."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from assistant.accounts.accounts import SqlAccounts
from assistant.audit.log import SqlAudit
from assistant.drafting.drafter import Drafter
from assistant.internal_figures import InternalFigures
from assistant.matching.desk import MatchingDesk
from assistant.matching.matcher import Matcher
from assistant.needs.needs import SqlNeeds
from assistant.review.drafts import SqlDrafts
from assistant.review.office import ReviewOffice
from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Catalogue
from knowledge.types import Hit, Query


class NoRetriever:
    """Finds nothing."""

    def search(self, query: Query) -> tuple[Hit, ...]:
        return ()


def review_office(
    engine: Engine, catalogue: Catalogue, accounts: SqlAccounts, needs: SqlNeeds, audit: SqlAudit
) -> ReviewOffice:
    return ReviewOffice(
        catalogue,
        drafts=SqlDrafts(engine, audit),
        drafter=Drafter(catalogue),
        matching=MatchingDesk(Matcher(catalogue, NoRetriever(), DictionaryBridge()), catalogue),
        needs=needs,
        accounts=accounts,
        audit=audit,
        figures=InternalFigures(catalogue),
    )
