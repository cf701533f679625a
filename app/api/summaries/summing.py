"""Summing: how many records there are in each group, which are first, and what they come to."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlmodel import SQLModel

from app.api.http.problems import too_many_combinations
from app.api.query.outlines import Bindings, Outline
from app.api.query.parameters import parameters_of
from app.api.query.selection import Counted
from app.api.summaries.closing import id_of, texts_of
from app.api.summaries.counting import largest
from app.api.summaries.found import found
from app.api.summaries.grouping import Key, key_of, referred, values_for
from app.api.summaries.groups import Grouped
from app.api.summaries.measures import amounts_of
from app.api.vocabulary import FIRST_IDS
from app.store.columns import Columns


def summed(
    columns: Columns,
    *,
    outline: Outline,
    values: Bindings,
    names: Sequence[str],
    number: int,
    size: int,
    most: int,
) -> tuple[Counted, dict[str, Any]]:
    """How many records of a table of this size are found, and so many of the groups that they make
    by the keys of these names.

    Raises a 400 problem where two keys have more combinations than `most`, before any is formed.
    """
    records, counts = found(outline, values, size, columns)
    grouped = Grouped(records, _keys(outline, names, columns), columns)
    if grouped.multiplies and grouped.combinations > most:
        raise too_many_combinations(names, grouped.combinations, most)
    return counts, _groups(outline.table, names, number, grouped, columns)


def _keys(outline: Outline, names: Sequence[str], columns: Columns) -> list[Key]:
    """The keys of these names."""
    filters = parameters_of(outline.query).filters
    return [key_of(filters[name], outline.table, columns) for name in names]


def _groups(
    table: type[SQLModel], names: Sequence[str], number: int, grouped: Grouped, columns: Columns
) -> dict[str, Any]:
    """How many groups the records make, and so many of them."""
    total, shown = largest(grouped, number, columns)
    members = grouped.first(shown, FIRST_IDS)
    own = id_of(str(table.__tablename__))
    parts = [
        (key, codes.tolist())
        for key, codes in zip(grouped.keys, grouped.parts(shown.codes), strict=True)
    ]
    wanted = defaultdict(list, {own: list(chain.from_iterable(members))})
    for key, codes in parts:
        for name, rows in referred(key, codes).items():
            wanted[name] += rows
    texts = texts_of(wanted, columns)
    values = [values_for(key, codes, texts, columns) for key, codes in parts]
    amounts = amounts_of(table, grouped, shown, columns)
    return {
        "total_groups": total,
        "groups": [
            {
                "key": {name: value[i] for name, value in zip(names, values, strict=True)},
                "count": count,
                "ids": [texts[own][row] for row in members[i]],
                "amounts": amounts[i],
            }
            for i, count in enumerate(shown.counts.tolist())
        ],
    }
