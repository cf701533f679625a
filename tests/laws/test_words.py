"""Full text: each word of a record finds it, and a word of none finds nothing."""

import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.oracle import COLLECTIONS
from tests.laws.queries import LAWS
from tests.laws.world import Record, World, reach

WORD = re.compile(r"[^\W_]+")
NONSENSE = "xyzzyqwfp"


def texts(collection: str, record: Record, world: World) -> Iterator[str]:
    """The texts in which a record is found: its own, or those of its fact or sentence."""
    if collection in {"amounts", "evidence"}:
        yield from texts("facts", world.facts[record["fact"]], world)
        return
    if collection == "mentions":
        yield record["exact"]
        return
    yield from (record[key] or "" for key in ("title", "name", "text", "content") if key in record)
    yield from record.get("aliases", [])
    yield from (evidence["exact"] for evidence in record.get("evidence", []))


@pytest.mark.parametrize("collection", COLLECTIONS)
@settings(LAWS, max_examples=25)
@given(data=st.data())
def test_each_word_of_a_record_finds_it(
    client: httpx.Client, world: World, collection: str, data: st.DataObject
) -> None:
    record = data.draw(st.sampled_from(world.collections[collection]))
    words = sorted(
        {word for text in texts(collection, record, world) for word in WORD.findall(text)}
    )
    word = data.draw(st.sampled_from(words))
    assert record["id"] in reach(client, collection, {"q": [word], "limit": ["200"]}).ids


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_word_of_no_record_finds_nothing(client: httpx.Client, collection: str) -> None:
    assert reach(client, collection, {"q": [NONSENSE]}).totals == {0}
