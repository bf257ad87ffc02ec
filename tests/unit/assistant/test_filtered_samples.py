"""The sample library under filters: a narrowed search gives what the whole gives, less what is not allowed."""

from __future__ import annotations

from datetime import date

import pytest
from asking import DAY
from filter_oracle import Oracle

from assistant.services import Services
from knowledge.rights.standing import Availability, Status
from knowledge.search.filtering import Narrower
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field
from knowledge.search.lexical_queries import FieldTerms
from knowledge.types import ANYONE, Audience, Filters, Language, LicenceType, PatentType, Query

EACH = (
    Filters(languages=(Language.EN,)), Filters(jurisdictions=("US", "EP")), Filters(regions=("CN-SC",)),
    Filters(owners=("示例大学A",)), Filters(owners=("Sample Institute",)), Filters(ipc=("H01M",)),
    Filters(patent_types=(PatentType.UTILITY_MODEL,)), Filters(statuses=(Status.LAPSED, Status.EXPIRED)),
    Filters(statuses=(Status.IN_FORCE,)), Filters(availabilities=(Availability.LICENSABLE_OPEN,)),
    Filters(availabilities=(Availability.RESTRICTED_EXCLUSIVE, Availability.LATE_FEE)),
    Filters(licence_types=(LicenceType.OPEN,)), Filters(free_of_charge=True), Filters(from_date=date(2021, 1, 1)),
    Filters(to_date=date(2016, 1, 1)), Filters(in_force_on=date(2015, 6, 1)), Filters(in_force_on=DAY),
    Filters(ipc=("H01M",), availabilities=(Availability.LICENSABLE_OPEN,), in_force_on=DAY),
)  # fmt: skip


@pytest.mark.parametrize("filters", EACH, ids=lambda filters: str(EACH.index(filters)))
def test_the_samples_narrowed_are_the_samples_less_what_is_not_allowed(
    services: Services, filters: Filters
) -> None:
    catalogue, index = services.catalogue, services.library.lexical
    assert isinstance(index, TantivyIndex)
    oracle = Oracle(catalogue, ANYONE, DAY)
    narrowing = Narrower(catalogue, lambda: DAY).narrow(
        Query(text="x", audiences=ANYONE.audiences, filters=filters), ANYONE
    )
    for field, words in (
        (Field.ZH, ("专利", "方法", "许可", "技术")),
        (Field.EN, ("patent", "method", "licens")),
    ):
        wanted = [FieldTerms(field=field, terms=dict.fromkeys(words, 1.0))]
        whole = index.search(Audience.PUBLIC, wanted, k=10_000).hits
        heads = {h.document_id: h for h in catalogue.heads(ANYONE, ids=[hit.document_id for hit in whole])}
        passages = catalogue.passages([hit.passage_id for hit in whole], ANYONE)
        allowed = {p.passage_id for p in passages if oracle.allows(heads[p.document_id], p, filters)}
        narrowed = index.search(Audience.PUBLIC, wanted, k=10_000, narrowing=narrowing).hits
        assert {hit.passage_id for hit in narrowed} == allowed
        assert len(index.search(Audience.PUBLIC, wanted, k=3, narrowing=narrowing).hits) == min(
            3, len(allowed)
        )
        assert allowed or (filters.languages and field is Field.ZH) or len(whole) > 500
