"""Ties: which facts tie one entity to another, and in what way, to SQL.

Each fact makes ties of one kind: a deal among its parties, a statement from its speakers to
what it is about, a meeting among those who take part, a position from its holders to its
subject, of the kind of its stance. Nothing is tied to itself.
"""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    CTE,
    ColumnElement,
    Subquery,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from app.api.filters import Bound, sql_table
from app.api.selection import Outline, shape_of
from app.api.statements import Shape, Statement, conditions
from app.api.vocabulary import EdgeKind, Match
from app.model import tables
from app.model.vocabulary import EventKind, ParticipantRole, PartyRole

FIRST_FACTS = 100

# As literals: a statement is compiled once, with a place for each value.
MEETINGS = [literal(kind.value) for kind in (EventKind.MEETING, EventKind.SUMMIT, EventKind.TALKS)]
AMONG = [literal(role.value) for role in (*PartyRole, *ParticipantRole)]
"""Roles whose entities are tied to each other, without a direction."""
FROM_TO = (("speaker", "about"), ("holder", "subject"))
"""Roles between which a tie has a direction."""


def _kinds() -> Subquery:
    """Each fact that makes ties, with their kind."""
    deal, statement, event, position = (
        sql_table(table) for table in (tables.Deal, tables.Statement, tables.Event, tables.Position)
    )
    return union_all(
        select(deal.c.key, literal(EdgeKind.DEAL.value).label("kind")),
        select(statement.c.key, literal(EdgeKind.SPOKE_ABOUT.value)),
        select(event.c.key, literal(EdgeKind.MET.value)).where(event.c.kind.in_(MEETINGS)),
        select(position.c.key, position.c.stance),
    ).subquery("tying")


@dataclass(frozen=True)
class MakesTies:
    """The fact makes ties of one of these kinds."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        kinds = _kinds()
        return table.c.key.in_(select(kinds.c.key).where(kinds.c.kind.in_(values)))

    def stored(self, value: object) -> object:
        return str(value)


@dataclass(frozen=True)
class Plan:
    """The two statements that a graph takes."""

    edges: Statement
    facts: Statement


@lru_cache(maxsize=1024)
def graph_plan(outline: Outline) -> Plan:
    """The statements for queries of this outline."""
    ties = _ties(shape_of(outline))
    heaviest = _heaviest(ties)
    return Plan(_edges_statement(ties, heaviest), _facts_statement(ties, heaviest))


def _ties(shape: Shape) -> CTE:
    """Source, target, kind and fact: once each, whatever number of roles an entity has."""
    kinds = _kinds()
    one, other = (sql_table(tables.Involvement).alias(name) for name in ("one", "other"))
    directed = [and_(one.c.role == role, other.c.role == to) for role, to in FROM_TO]
    undirected = and_(one.c.role.in_(AMONG), other.c.role.in_(AMONG), one.c.entity < other.c.entity)
    fact = shape.table
    return (
        select(
            one.c.entity.label("source"),
            other.c.entity.label("target"),
            kinds.c.kind,
            fact.c.key.label("fact"),
        )
        .select_from(
            fact.join(kinds, kinds.c.key == fact.c.key)
            .join(one, one.c.fact == fact.c.key)
            .join(other, other.c.fact == fact.c.key)
        )
        .where(one.c.entity != other.c.entity, or_(undirected, *directed), *conditions(shape))
        .distinct()
        .cte("ties")
    )


def _heaviest(ties: CTE) -> CTE:
    """The edges with the most facts, each with its place among them and the number of all."""
    ends = (ties.c.source, ties.c.target, ties.c.kind)
    edges = (
        select(*ends, func.count().label("weight"))
        .group_by(*ends)
        .having(func.count() >= bindparam("min_weight"))
        .cte("edges")
    )
    order = (edges.c.weight.desc(), edges.c.source, edges.c.target, edges.c.kind)
    return (
        select(
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("number"),
            *edges.c,
        )
        .order_by(*order)
        .limit(bindparam("rows"))
        .cte("heaviest")
    )


def _of_edge(ties: CTE, edge: CTE) -> ColumnElement[bool]:
    names = ("source", "target", "kind")
    return and_(*(ties.c[name] == edge.c[name] for name in names))


def _edges_statement(ties: CTE, heaviest: CTE) -> Statement:
    """Selects the edges, with type, name and weight of the node at either end."""
    tied = ties.join(heaviest, _of_edge(ties, heaviest))
    ends = union(
        select(ties.c.source.label("entity"), ties.c.fact).select_from(tied),
        select(ties.c.target, ties.c.fact).select_from(tied),
    ).subquery("ends")
    entity = sql_table(tables.Entity)
    nodes = (
        select(entity.c.id, entity.c.type, entity.c.name, func.count().label("weight"))
        .select_from(ends.join(entity, entity.c.id == ends.c.entity))
        .group_by(entity.c.id, entity.c.type, entity.c.name)
        .cte("nodes")
    )
    source, target = nodes.alias("source_node"), nodes.alias("target_node")
    return (
        select(
            heaviest.c.number,
            heaviest.c.place,
            heaviest.c.kind,
            heaviest.c.weight,
            *source.c,
            *target.c,
        )
        .select_from(
            heaviest.join(source, source.c.id == heaviest.c.source).join(
                target, target.c.id == heaviest.c.target
            )
        )
        .order_by(heaviest.c.place)
    )


def _facts_statement(ties: CTE, heaviest: CTE) -> Statement:
    """Selects the ids of the first facts of each edge, each with the edge's place."""
    number = func.row_number().over(partition_by=heaviest.c.place, order_by=ties.c.fact)
    numbered = (
        select(heaviest.c.place, ties.c.fact, number.label("number"))
        .select_from(ties.join(heaviest, _of_edge(ties, heaviest)))
        .subquery("numbered")
    )
    fact = sql_table(tables.Fact)
    return (
        select(numbered.c.place, fact.c.id)
        .select_from(numbered.join(fact, fact.c.key == numbered.c.fact))
        .where(numbered.c.number <= FIRST_FACTS)
        .order_by(numbered.c.place, numbered.c.number)
    )
