"""Matches: full text as a filter of lists, and the index that it is found in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    column,
    func,
    literal,
    select,
    text,
)
from sqlalchemy import null as sql_null
from sqlalchemy import table as lightweight_table

from app.api.query.filters import Bound
from app.api.query.words import COMPLETIONS, as_query
from app.api.vocabulary import Match
from app.model.fulltext import KEY_MASK, stretch_of

SEARCH = lightweight_table("search", column("rowid"), column("search"), column("facets"))
"""The FTS5 table. Its column of its own name stands for all that it has indexed."""

COMPLETED = """json_extract(:{name}, '$[0]') || CASE
    WHEN json_extract(:{name}, '$[2]') IS NULL THEN ''
    ELSE '(' || json_extract(:{name}, '$[1]') || coalesce((
        SELECT ' OR ' || group_concat('"' || word || '"', ' OR ') FROM ({completions})), '') || ')'
    END"""
"""Full text in FTS5, with the last word completed from the dataset's own (see `words.as_query`)."""


def completed(words: BindParameter[Any]) -> ColumnElement[bool]:
    """The condition on `SEARCH` that the words are found, the last of them perhaps cut short."""
    first, last = (f"json_extract(:{words.key}, '$[{i}]')" for i in (2, 3))
    completions = COMPLETIONS.format(first=first, last=last)
    expression = text(COMPLETED.format(name=words.key, completions=completions)).bindparams(words)
    return SEARCH.c.search.op("MATCH", is_comparison=True)(expression)


@dataclass(frozen=True)
class Matches:
    """The words are found in the text of the record, or of that which `own` names by its key.

    `type` is what search calls such records: the index is read only where they stand in it.
    """

    type: str
    own: str = "key"

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return table.c[self.own].in_(self._found(values))

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other.

        The index has no way from a record to its words, so all that is found is listed first; an
        expression keeps SQLite from going through the list instead of through the records.
        """
        return func.coalesce(table.c[self.own], sql_null()).in_(self._found(values))

    def _found(self, values: Bound) -> Select[tuple[Any]]:
        key = SEARCH.c.rowid.op("&")(literal(KEY_MASK))
        first, after = stretch_of(self.type)
        within = (SEARCH.c.rowid >= first, SEARCH.c.rowid < after)
        return select(key).where(completed(values[0]), *within)

    def stored(self, value: object) -> object:
        return as_query(str(value))
