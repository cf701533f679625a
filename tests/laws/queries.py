"""Queries out of thin air: filters, sorts and page sizes of every kind, many of which find much."""

from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.laws.conditions import MEASURES, VALUE_RANGES
from tests.laws.contract import Contract, Parameter
from tests.laws.oracle import FILTERS
from tests.laws.world import Query, World

LAWS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    print_blob=True,
)
"""How the laws are tested with Hypothesis: to compile and serve a dataset takes its time, and
to shrink one would take minutes."""


@st.composite
def queries(draw: st.DrawFn, contract: Contract, world: World, collection: str) -> Query:
    """A valid query of the collection, with up to three filters."""
    parameters = contract.parameters(f"/v1/{collection}")
    names = draw(st.lists(st.sampled_from(sorted(FILTERS[collection])), max_size=3, unique=True))
    query: dict[str, Sequence[str]] = {}
    if not set(VALUE_RANGES).isdisjoint(names):
        query |= draw(_measures(world))
        names = [name for name in names if name not in MEASURES]
    for name in names:
        query[name] = draw(_values(parameters[name], world, collection))
    if "match" in parameters:
        query |= draw(st.sampled_from(({}, {"match": ["certain"]}, {"match": ["possible"]})))
    if draw(st.booleans()):
        keys = draw(st.lists(parameters["sort"].values(), min_size=1, max_size=3))
        query["sort"] = draw(st.sampled_from((keys, [",".join(keys)])))
    query["limit"] = [draw(st.sampled_from(("1", "2", "3", "7", "20")))]
    return query


@st.composite
def _values(draw: st.DrawFn, parameter: Parameter, world: World, collection: str) -> Sequence[str]:
    """Values that records of the collection have, or that none needs to have."""
    filter_ = FILTERS[collection][parameter.name]
    had = {
        query[parameter.name][0]
        for record in world.collections[collection]
        for query in filter_.queries(parameter.name, record, world)
    }
    value = parameter.values()
    if had:
        value = st.one_of(*3 * [st.sampled_from(sorted(had))], value)
    return draw(st.lists(value, min_size=1, max_size=3 if parameter.repeatable else 1))


@st.composite
def _measures(draw: st.DrawFn, world: World) -> Query:
    """A currency, of the dataset where it has one."""
    had = {amount["currency"] for amount in world.collections["amounts"]} - {None}
    return {"currency": [draw(st.sampled_from(sorted(had) or ["GBP"]))]}
