"""Law 1: `text[start:end] == exact`; every fact has evidence; every reference resolves."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache

import httpx
from hypothesis import given, settings

from app.settings import bundled
from tests.laws.datasets import Seed, published, seeds
from tests.laws.oracle import COLLECTIONS
from tests.laws.queries import LAWS
from tests.laws.world import Record, World, walk

CONTEXT = 32
"""How many code points of prefix and suffix a span carries at most."""


def spans(world: World) -> Iterator[Record]:
    """Everything with a start and an end, in whatever record and however deep within it."""
    for collection in COLLECTIONS:
        yield from (found for found in walk(world.collections[collection]) if "start" in found)


def check_spans(world: World) -> None:
    """Each span has the words that stand there, in their paragraph and within their sentence."""
    texts = {document["id"]: document["text"] for document in world.collections["documents"]}
    sentences = {sentence["id"]: sentence for sentence in world.collections["sentences"]}
    for span in spans(world):
        text, start, end = texts[span["document"]], span["start"], span["end"]
        assert 0 <= start < end <= len(text)
        assert text[start:end] == span["exact" if "exact" in span else "text"]
        if "sentence" in span:
            sentence = sentences[span["sentence"]]
            assert sentence["document"] == span["document"]
            assert sentence["start"] <= start < end <= sentence["end"]
        if "prefix" in span:
            assert span["prefix"] == re.split(r"[\r\n]", text[:start])[-1][-CONTEXT:]
            assert span["suffix"] == re.split(r"[\r\n]", text[end:])[0][:CONTEXT]


def check_sentences(world: World) -> None:
    """Sentences are numbered as they stand, and there is nothing but white space around them."""
    for document in world.collections["documents"]:
        end, paragraph = 0, 0
        own = [s for s in world.collections["sentences"] if s["document"] == document["id"]]
        for number, sentence in enumerate(own, start=1):
            between = document["text"][end : sentence["start"]]
            paragraph += not paragraph or "\n" in between
            assert not between.strip()
            assert (sentence["number"], sentence["paragraph"]) == (number, paragraph)
            end = sentence["end"]
        assert not document["text"][end:].strip()


def check_evidence(world: World) -> None:
    """Each fact carries its evidence and amounts, as their own collections have them."""
    for part in ("evidence", "amounts"):
        records = {record["id"]: record for record in world.collections[part]}
        within = [inner for fact in world.facts.values() for inner in fact[part]]
        assert {inner["id"] for inner in within} == set(records)
        assert all(inner == records[inner["id"]] for inner in within)
    for fact in world.facts.values():
        assert fact["evidence"]
        assert all(inner["fact"] == fact["id"] for inner in (*fact["evidence"], *fact["amounts"]))
        assert all(inner["document"] == fact["document"] for inner in fact["evidence"])


def check_references(client: httpx.Client, world: World) -> None:
    """Whatever a record refers to can be fetched, and is what the reference says."""

    @cache
    def fetched(collection: str, id_: str) -> Record:
        answer = client.get(f"/v1/{collection}/{id_}")
        assert answer.status_code == 200, answer.text
        record: Record = answer.json()
        assert record["id"] == id_
        return record

    for collection in COLLECTIONS:
        for record in world.collections[collection]:
            assert fetched(collection, record["id"]) == record
            for found in walk(record):
                if found.keys() == {"id", "type", "name"}:
                    entity = fetched("entities", found["id"])
                    assert {key: entity[key] for key in found} == found
                for key in found.keys() & COLLECTION_OF.keys():
                    fetched(COLLECTION_OF[key], found[key])


COLLECTION_OF = {"document": "documents", "sentence": "sentences", "fact": "facts"}


def check(client: httpx.Client) -> World:
    """The law, over all that the API gives out."""
    world = World.of(client, COLLECTIONS)
    check_spans(world)
    check_sentences(world)
    check_evidence(world)
    check_references(client, world)
    return world


def test_the_seed_is_cited_to_the_character(client: httpx.Client) -> None:
    world = check(client)
    for document in world.collections["documents"]:
        source = bundled("seed") / "documents" / document["id"] / "text.txt"
        check_text(document, source.read_bytes())


@settings(LAWS, max_examples=8)
@given(seeds())
def test_any_dataset_is_cited_to_the_character(seed: Seed) -> None:
    with published(seed) as client:
        world = check(client)
    for document in world.collections["documents"]:
        check_text(document, seed.files[f"documents/{document['id']}/text.txt"])


def check_text(document: Record, source: bytes) -> None:
    """The text is the source's, byte for byte, and its hash proves it."""
    assert document["text"].encode() == source
    assert document["sha256"] == hashlib.sha256(source).hexdigest()
