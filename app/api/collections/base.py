"""What all collections share: how a query becomes a page, and an id a record."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from pydantic import BaseModel
from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.responses import Response

from app.api.http import problems
from app.api.http.conditional import answer
from app.api.http.representations import Columns, negotiate, only, pretty
from app.api.query.arguments import Canonical, canonical
from app.api.query.filters import sql_table
from app.api.query.naming import nearest_id
from app.api.query.parameters import ListQuery, RecordQuery
from app.api.query.selection import Selection
from app.api.query.statements import record_statement
from app.api.query.streams import stream
from app.api.served import Served, served
from app.api.summaries.summary import SummaryQuery, summarised
from app.api.vocabulary import Format
from app.store.prepared import Prepared

NOT_BOUND = frozenset({"cursor", "limit", "pretty"})
"""What may differ from page to page of one query."""


@dataclass(frozen=True, eq=False)
class Collection:
    """Records of one type: their names in the API, and the table that filters and sorts read."""

    name: str
    singular: str
    table: type[SQLModel]
    query: type[ListQuery]
    record_model: Any
    """The record's model, or the union of models for records of several types."""
    columns: Columns
    """The columns of its CSV."""

    @property
    def path(self) -> str:
        """Where its list is."""
        return f"/v1/{self.name}"

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The top-level keys of its records."""
        return field_names(self.record_model)

    @cached_property
    def _record(self) -> Prepared:
        """The statement that selects a record by its id."""
        return record_statement(sql_table(self.table))

    async def page(self, request: Request, query: ListQuery) -> Response:
        """The records that the query lets through: a page of them, or all as NDJSON or CSV."""
        self.check_fields(query)
        state = served(request)
        format_ = negotiate(request, query.format)
        asked = Canonical(query)
        bound = f"{self.path}?{asked.without(NOT_BOUND)}"
        url = f"{self.path}?{asked}"
        if format_ is not Format.JSON:
            columns = self.columns.within(query.fields)
            if format_ is Format.CSV:
                self._check_columns(query)
            selection = Selection(self.table, query, bound)
            return await stream(
                request,
                selection=selection,
                query=query,
                format_=format_,
                columns=columns,
                name=self.name,
                url=url,
            )

        async def body() -> tuple[bytes, str | None]:
            content, following = await self._page(query, bound, state)
            return (pretty(content) if query.pretty else content), following

        return await answer(request, url, body)

    async def summary(self, request: Request, query: SummaryQuery) -> Response:
        """The records that the query lets through, in groups."""

        async def body() -> tuple[bytes, None]:
            content = await summarised(self.table, query, served(request))
            return (pretty(content) if query.pretty else content), None

        return await answer(request, f"/v1/{self.name}/summary?{canonical(query)}", body)

    async def record(self, request: Request, id_: str, query: RecordQuery) -> Response:
        """The one record with this id. Raises a 404 problem where there is none."""
        self.check_fields(query)
        state = served(request)

        async def body() -> tuple[bytes, str | None]:
            rows = await state.rows(self._record, {"id": id_})
            if not rows:
                suggestion = await nearest_id(sql_table(self.table).name, id_, state)
                raise problems.not_found(self.singular, id_, suggestion)
            [found] = state.bodies(self.table, rows)
            content = only(found, query.fields)
            return (pretty(content) if query.pretty else content), None

        return await answer(request, f"{self.path}/{id_}?{canonical(query)}", body)

    def check_fields(self, query: RecordQuery) -> None:
        """Raise a 400 problem where `fields` names what the records do not have."""
        unknown = [name for name in query.fields or () if name not in self.fields]
        if unknown:
            raise problems.bad_request(
                [problems.unknown_term("fields", name, self.fields) for name in unknown]
            )

    def _check_columns(self, query: ListQuery) -> None:
        """Raise a 400 problem where `fields` names what has no column in CSV."""
        there = list(dict.fromkeys(path.split(".")[0] for path in self.columns.paths))
        absent = [name for name in query.fields or () if name not in there]
        if absent:
            hint = f"has no column in the CSV of {self.name}, which has {', '.join(there)}."
            raise problems.bad_request(
                [
                    problems.ParameterError(
                        parameter="fields",
                        detail=f"`{name}` {hint} JSON and NDJSON have it.",
                        suggestion=None,
                    )
                    for name in absent
                ]
            )

    async def _page(self, query: ListQuery, bound: str, state: Served) -> tuple[bytes, str | None]:
        chosen = await Selection(self.table, query, bound).page(state)
        bodies, counted = chosen.bodies, chosen.counted
        if query.fields is not None:
            bodies = [only(body, query.fields) for body in bodies]
        following = "null" if chosen.following is None else f'"{chosen.following}"'
        end = f'],"total":{counted.found},"left_out":{counted.left_out},"next":{following}}}'
        bodies = bodies or [b""]
        # The records are copied once, into their place, but for the first and the last.
        bodies[0] = b'{"data":[' + bodies[0]
        bodies[-1] += end.encode()
        return b",".join(bodies), chosen.following


def field_names(model: Any) -> tuple[str, ...]:
    """The top-level keys of records of this model, or of any model of this union."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        return tuple(model.model_fields)
    parts = get_args(getattr(model, "__value__", model))  # a union may go by a name
    names = (name for part in parts for name in field_names(part))
    return tuple(dict.fromkeys(names))
