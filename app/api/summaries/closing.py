"""Closing: the texts that an answer has of rows, looked up when it is known which rows they are.

All of them take one statement, with a part for each column. A part gives its keys and texts as
two lists in JSON, which costs less than a row for each.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from sqlalchemy import bindparam, func, literal, select, union_all
from sqlmodel import SQLModel

from app.api.query.outlines import PLANS
from app.api.query.selection import as_bytes, as_int
from app.api.query.shapes import Statement
from app.model.columns import keys_of
from app.store.columns import Columns
from app.store.prepared import Prepared, prepared

Name: TypeAlias = tuple[str, str]
"""A table, and a column of text that it has."""
Texts: TypeAlias = Mapping[Name, Mapping[int, str]]
"""The texts of columns, by the rows that they stand in."""


def id_of(table: str) -> Name:
    """The ids of a table."""
    return table, "id"


def texts_of(wanted: Mapping[Name, Iterable[int]], columns: Columns) -> Texts:
    """The texts of columns in these rows, none of which is null.

    Raises TookTooLong at the deadline.
    """
    rows = {name: sorted(set(places)) for name, places in wanted.items()}
    asked = tuple(name for name, places in rows.items() if places)
    texts: dict[Name, Mapping[int, str]] = {name: {} for name in rows}
    if not asked:
        return texts
    keys = {
        name: columns.numbers(keys_of(name[0]))[np.array(rows[name], np.int64)].tolist()
        for name in asked
    }
    given = {f"keys_{i}": json.dumps(keys[name]) for i, name in enumerate(asked)}
    for number, found, contents in columns.rows(_closing_plan(asked), given):
        name = asked[as_int(number)]
        lists = (json.loads(as_bytes(content)) for content in (found, contents))
        by_key = dict(zip(*lists, strict=True))
        texts[name] = {row: by_key[key] for row, key in zip(rows[name], keys[name], strict=True)}
    return texts


@lru_cache(maxsize=PLANS)
def _closing_plan(names: tuple[Name, ...]) -> Prepared:
    """The statement for these columns, built once."""
    parts = union_all(*(_part(i, *name) for i, name in enumerate(names)))
    return prepared(select(parts.subquery()))


def _part(number: int, table: str, column: str) -> Statement:
    of = SQLModel.metadata.tables[table].c
    given = func.json_each(bindparam(f"keys_{number}")).table_valued("value")
    return select(
        literal(number).label("part"),
        func.json_group_array(of.key).label("keys"),
        func.json_group_array(of[column]).label("texts"),
    ).where(of.key.in_(select(given.c.value)))
