"""Ties: which facts tie one entity to another, and in what way.

Each fact makes ties of one kind: a deal among its parties, a statement from its speakers to
what it is about, a meeting among those who take part, a position from its holders to its
subject, of the kind of its stance. Nothing is tied to itself. They are worked out when the
dataset is compiled.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, literal, or_, select

from app.api.filters import Bound, sql_table
from app.api.vocabulary import EdgeKind, Match
from app.model import tables
from app.model.vocabulary import EventKind, FactType

# As literals: a statement is compiled once, with a place for each value.
MEETINGS = [literal(kind.value) for kind in (EventKind.MEETING, EventKind.SUMMIT, EventKind.TALKS)]
DEAL, SPOKE_ABOUT, MET = (
    literal(kind.value) for kind in (EdgeKind.DEAL, EdgeKind.SPOKE_ABOUT, EdgeKind.MET)
)


@dataclass(frozen=True)
class MakesTies:
    """The fact makes ties of one of these kinds."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        event, position = sql_table(tables.Event), sql_table(tables.Position)
        meetings = select(event.c.key).where(event.c.kind.in_(MEETINGS))
        positions = select(position.c.key).where(position.c.stance.in_(values))
        return or_(
            and_(DEAL.in_(values), table.c.type == FactType.DEAL.value),
            and_(SPOKE_ABOUT.in_(values), table.c.type == FactType.STATEMENT.value),
            and_(MET.in_(values), table.c.key.in_(meetings)),
            table.c.key.in_(positions),
        )

    def stored(self, value: object) -> object:
        return str(value)
