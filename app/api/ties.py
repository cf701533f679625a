"""Ties: which facts tie one entity to another, and in what way, to SQL.

Each fact makes ties of one kind: a deal among its parties, a statement from its speakers to
what it is about, a meeting among those who take part, a position from its holders to its
subject, of the kind of its stance. Nothing is tied to itself.
"""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    FromClause,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union,
)

from app.api.filters import Bound, sql_table
from app.api.selection import Outline, shape_of
from app.api.shapes import Shape, Statement, conditions
from app.api.vocabulary import EdgeKind, Match
from app.model import tables
from app.model.vocabulary import EventKind, FactType, ParticipantRole, PartyRole

FIRST_FACTS = 100

# As literals: a statement is compiled once, with a place for each value.
MEETINGS = [literal(kind.value) for kind in (EventKind.MEETING, EventKind.SUMMIT, EventKind.TALKS)]
PARTIES = [literal(role.value) for role in PartyRole]
PARTICIPANTS = [literal(role.value) for role in ParticipantRole]
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


@dataclass(frozen=True)
class Plan:
    """The two statements that a graph takes."""

    edges: Statement
    nodes: Statement


@lru_cache(maxsize=1024)
def graph_plan(outline: Outline) -> Plan:
    """The statements for queries of this outline."""
    ties = _ties(shape_of(outline))
    return Plan(_edges_statement(ties), _nodes_statement(ties))


def _ties(shape: Shape) -> CTE:
    """Source, target, kind and fact: once each, whatever number of roles an entity has."""
    fact = shape.table
    event, position = sql_table(tables.Event), sql_table(tables.Position)
    one, other = (sql_table(tables.Involvement).alias(name) for name in ("one", "other"))
    is_deal = _both(one, other, PARTIES)
    has_met = and_(_both(one, other, PARTICIPANTS), event.c.kind.in_(MEETINGS))
    spoke = and_(one.c.role == "speaker", other.c.role == "about")
    holds = and_(one.c.role == "holder", other.c.role == "subject")
    kind = case((is_deal, DEAL), (has_met, MET), (spoke, SPOKE_ABOUT), else_=position.c.stance)
    return (
        select(
            one.c.entity.label("source"),
            other.c.entity.label("target"),
            kind.label("kind"),
            fact.c.key.label("fact"),
        )
        .select_from(
            fact.join(one, one.c.fact == fact.c.key)
            .join(other, other.c.fact == fact.c.key)
            .outerjoin(event, event.c.key == fact.c.key)
            .outerjoin(position, position.c.key == fact.c.key)
        )
        .where(
            one.c.entity != other.c.entity,
            or_(is_deal, has_met, spoke, holds),
            *conditions(shape),
        )
        .distinct()
        .cte("ties")
    )


def _both(
    one: FromClause, other: FromClause, roles: list[BindParameter[str]]
) -> ColumnElement[bool]:
    """Both have such a role, and are in the order of their ids: the tie has no direction."""
    return and_(one.c.role.in_(roles), other.c.role.in_(roles), one.c.entity < other.c.entity)


# As in summaries, what is known of an edge is carried along its ties by window functions.


def _weighed(ties: CTE) -> Subquery:
    """The ties, each with the weight of its edge and its number among those of the edge."""
    edge = (ties.c.source, ties.c.target, ties.c.kind)
    return select(
        *ties.c,
        func.count().over(partition_by=edge).label("weight"),
        func.row_number().over(partition_by=edge, order_by=ties.c.fact).label("number"),
    ).subquery("weighed")


def _placed(weighed: Subquery, *which: ColumnElement[bool]) -> Subquery:
    """Ties of edges that weigh enough, each with the place of its edge: the heaviest first."""
    edge = (weighed.c.source, weighed.c.target, weighed.c.kind)
    place = func.dense_rank().over(order_by=(weighed.c.weight.desc(), *edge))
    enough = weighed.c.weight >= bindparam("min_weight")
    return select(*weighed.c, place.label("place")).where(enough, *which).subquery("placed")


def _edges_statement(ties: CTE) -> Statement:
    """Selects the first facts of each edge, with the edge, its place and the number of edges."""
    weighed = _weighed(ties)
    placed = _placed(weighed, weighed.c.number <= FIRST_FACTS)
    counted = select(*placed.c, func.max(placed.c.place).over().label("edges")).subquery("counted")
    fact = sql_table(tables.Fact)
    return (
        select(
            counted.c.edges,
            counted.c.place,
            counted.c.source,
            counted.c.target,
            counted.c.kind,
            counted.c.weight,
            fact.c.id,
        )
        .select_from(counted.join(fact, fact.c.key == counted.c.fact))
        .where(counted.c.place <= bindparam("rows"))
        .order_by(counted.c.place, counted.c.number)
    )


def _nodes_statement(ties: CTE) -> Statement:
    """Selects the ends of the edges: id, type, name, and how many facts are behind their edges."""
    placed = _placed(_weighed(ties))
    shown = select(*placed.c).where(placed.c.place <= bindparam("rows")).cte("shown")
    ends = union(
        select(shown.c.source.label("entity"), shown.c.fact), select(shown.c.target, shown.c.fact)
    ).subquery("ends")
    node = select(ends.c.entity, func.count().label("weight")).group_by(ends.c.entity)
    weighted = node.subquery("node")
    entity = sql_table(tables.Entity)
    return (
        select(entity.c.id, entity.c.type, entity.c.name, weighted.c.weight)
        .select_from(weighted.join(entity, entity.c.id == weighted.c.entity))
        .order_by(weighted.c.weight.desc(), entity.c.id)
    )
