"""Facets: what the full-text index has of a record beside text: its documents and countries."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, literal, select
from sqlmodel import SQLModel

from app.api.query.filters import Bound, sql_table
from app.api.query.matches import SEARCH
from app.api.vocabulary import Match
from app.model import tables
from app.model.fulltext import IN_DOCUMENT, OF_COUNTRY


@dataclass(frozen=True)
class HasFacet:
    """The index has one of these records of another table beside the result."""

    of: type[SQLModel]
    mark: str

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        of = sql_table(self.of)
        token = func.printf(literal(f'"{self.mark}%d"'), of.c.key)
        tokens = select(func.group_concat(token, literal(" OR "))).where(of.c.id.in_(values))
        none = literal(f'"{self.mark}"')  # which is no record's
        wanted = func.coalesce(tokens.scalar_subquery(), none)
        return SEARCH.c.facets.op("MATCH", is_comparison=True)(wanted)

    def stored(self, value: object) -> object:
        return str(value)


WITHIN_DOCUMENT = HasFacet(tables.Document, IN_DOCUMENT)
WITH_COUNTRY = HasFacet(tables.Country, OF_COUNTRY)
