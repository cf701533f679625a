"""The collections: one module each, with its filters, its sorts and its routes."""

from app.api.collections import (
    amounts,
    countries,
    deals,
    documents,
    entities,
    events,
    evidence,
    facts,
    groups,
    initiatives,
    mentions,
    organisations,
    people,
    places,
    positions,
    sentences,
    statements,
)

MODULES = (
    documents,
    sentences,
    entities,
    countries,
    organisations,
    people,
    groups,
    places,
    initiatives,
    facts,
    deals,
    statements,
    events,
    positions,
    amounts,
    evidence,
    mentions,
)
"""In the order in which the documentation lists them."""

COLLECTIONS = (
    documents.DOCUMENTS,
    sentences.SENTENCES,
    entities.ENTITIES,
    countries.COUNTRIES,
    organisations.ORGANISATIONS,
    people.PEOPLE,
    groups.GROUPS,
    places.PLACES,
    initiatives.INITIATIVES,
    facts.FACTS,
    deals.DEALS,
    statements.STATEMENTS,
    events.EVENTS,
    positions.POSITIONS,
    amounts.AMOUNTS,
    evidence.EVIDENCE,
    mentions.MENTIONS,
)
"""The same, as what they are."""
