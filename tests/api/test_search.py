"""Search: one ranked list over everything, which agrees with the collections."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.search.search import COLLECTIONS
from tests.api.newsroom import AWKWARD, SEED, Newsroom, newsroom

TYPES = ("document", "sentence", "entity", "fact")
UNIONS = {"document": "documents", "sentence": "sentences", "entity": "entities", "fact": "facts"}
WORD = re.compile(r"[^\W_]+")


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with newsroom() as room:
        yield room


def plain_words(text: str) -> list[str]:
    """The words of a text, in lower case and without diacritics."""
    letters = unicodedata.normalize("NFD", text.lower())
    return WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


@pytest.fixture(scope="module")
def oracle(room: Newsroom) -> dict[tuple[str, str], set[str]]:
    """The words by which each record is to be found, read off the records themselves."""
    found = {}
    for type_, collection in UNIONS.items():
        for record in room.all(collection):
            texts = [record.get(key) or "" for key in ("name", "title", "text", "content")]
            texts += record.get("aliases", [])
            texts += [record.get(key, "") for key in ("official_name", "alpha_3")]
            texts += [evidence["exact"] for evidence in record.get("evidence", [])]
            found[type_, record["id"]] = {word for text in texts for word in plain_words(text)}
    return found


@pytest.fixture(scope="module")
def simple_words(oracle: dict[tuple[str, str], set[str]]) -> list[str]:
    """Words that share their start with no other, so that no ending can be taken off them."""
    words = sorted(set().union(*oracle.values()))
    starts = Counter(word[:3] for word in words)
    return [word for word in words if len(word) > 3 and starts[word[:3]] == 1]


def results(room: Newsroom, **parameters: Any) -> list[dict[str, Any]]:
    """All results of a search, page by page."""
    found: list[dict[str, Any]] = []
    page = room.get("search", limit=100, **parameters)
    found += page["data"]
    while page["next"]:
        page = room.client.get(page["next"]).json()
        found += page["data"]
    return found


def keys(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Type and id of each result."""
    return [(result["type"], result["id"]) for result in found]


# --- What is found


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_search_finds_the_records_that_have_all_the_words(
    room: Newsroom,
    oracle: dict[tuple[str, str], set[str]],
    simple_words: list[str],
    data: st.DataObject,
) -> None:
    words = data.draw(st.lists(st.sampled_from(simple_words), min_size=1, max_size=2, unique=True))
    expected = {key for key, has in oracle.items() if has.issuperset(words)}

    page = room.get("search", q=" ".join(words), limit=100)

    assert set(keys(page["data"])) == expected
    assert page["total"] == len(expected) == len(page["data"])
    assert page["counts"] == {type_: sum(key[0] == type_ for key in expected) for type_ in TYPES}


@pytest.mark.parametrize("q", ["ukraine", "deal", "the", "bridge"])
def test_each_result_leads_to_its_record(room: Newsroom, q: str) -> None:
    for result in results(room, q=q):
        record = room.get(f"{result['collection']}/{result['id']}")
        assert record.get("type", result["type"]) in COLLECTIONS
        assert COLLECTIONS[record.get("type", result["type"])] == result["collection"]
        match result["type"]:
            case "document":
                assert (result["document"], result["title"]) == (record["id"], record["title"])
            case "sentence":
                title = f"Sentence {record['number']} of {record['document']}"
                assert (result["document"], result["title"]) == (record["document"], title)
            case "entity":
                assert (result["document"], result["title"]) == (None, record["name"])
            case "fact":
                assert result["document"] == record["document"]
                assert result["title"] == record["title"]


def test_every_type_of_record_is_found(room: Newsroom) -> None:
    found = {
        result["collection"] for q in ("ukraine", "uk", "sea") for result in results(room, q=q)
    }
    found |= {
        result["collection"] for q in ("keir", "unesco", "plan") for result in results(room, q=q)
    }

    assert found == set(COLLECTIONS.values())


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("deals", "deal "),
        ("MISSILE Deal ", "missile deal "),
        ("turkiye ", "Türkiye "),
        ("cafe", "CAFÉ"),
        ("cafe\u0301 ", "café "),
        ("Anglo-American ", "Anglo–American "),
        ("anglo‑american ", "anglo—american "),
        ("O'Brien ", "O’Brien "),
        ("isn't ", "isn’t "),
        ('"missile deal"', "“missile deal”"),
        ("missile, deal!", "missile deal "),
        ("missile\ndeal ", "missile deal "),
        ("(missile) -deal* ", "missile deal "),
    ],
)
def test_typing_differently_finds_the_same(room: Newsroom, typed: str, same: str) -> None:
    found = keys(results(room, q=typed))

    assert found
    assert sorted(found) == sorted(keys(results(room, q=same)))


def test_the_last_word_may_be_cut_short(room: Newsroom) -> None:
    assert ("entity", "UA") in keys(results(room, q="ukr"))
    assert ("entity", "john-healey") in keys(results(room, q="defence sec"))
    assert not results(room, q="ukrai war")
    assert not results(room, q="“ukrai”")


@pytest.mark.parametrize("q", ["ukr", "the", "deal", "bridge", "missile de", "o", "over"])
def test_a_word_as_typed_comes_before_its_completions(room: Newsroom, q: str) -> None:
    as_typed = keys(results(room, q=f"{q} "))

    found = keys(results(room, q=q))

    assert set(found[: len(as_typed)]) == set(as_typed)


@pytest.mark.parametrize(
    "q", ["和平", "中国 协议", "日本签署", "“停戦に合意”", "unesco", "加盟国", "UNESCO加盟", "한국"]
)
def test_words_are_found_in_scripts_that_write_them_without_spaces(room: Newsroom, q: str) -> None:
    found = results(room, q=q, document=AWKWARD)

    assert {result["type"] for result in found} >= {"document", "sentence"}
    for result in found:
        text, matches = result["snippet"]["text"], result["snippet"]["matches"]
        shown = "".join(text[match["start"] : match["end"]] for match in matches).lower()
        assert set(re.sub(r"[\W_]", "", q.lower())) <= set(shown) or q == "unesco"


@pytest.mark.parametrize("q", ["平和", "国中", "“停戦 合意”", "加盟した"])
def test_characters_in_another_order_are_another_word(room: Newsroom, q: str) -> None:
    assert not results(room, q=q)


def test_no_words_reach_what_the_index_keeps_for_itself(room: Newsroom) -> None:
    """Documents and countries are tokens of the index, which start with private code points."""
    inside = [record["id"] for record in room.all("sentences", document=AWKWARD)]
    for number in range(1, 300):
        found = {result["id"] for result in results(room, q=f"\ue001{number} ", type="sentence")}
        assert len(found & set(inside)) <= 1
    [sentence] = results(room, q="banners 12", document=AWKWARD, type="sentence")
    assert sentence["id"] == inside[-1]


def test_words_in_quotation_marks_stand_together(room: Newsroom) -> None:
    assert ("sentence", f"{SEED}.s10") in keys(results(room, q="“missile deal”"))
    assert ("sentence", f"{SEED}.s10") in keys(results(room, q="deal missile"))
    assert not results(room, q="“deal missile”")


@pytest.mark.parametrize("q", ["!", "“”", '"', "…—", " ", "🌉", "()", "\t\n"])
def test_without_a_word_nothing_is_found(room: Newsroom, q: str) -> None:
    counts = dict.fromkeys(TYPES, 0)

    assert room.get("search", q=q) == {
        "data": [],
        "total": 0,
        "total_is_exact": True,
        "counts": counts,
        "counts_at_least": [],
        "next": None,
    }


# --- Order and pages


@pytest.mark.parametrize("q", ["ukraine", "the", "deal", "a"])
def test_the_best_comes_first(room: Newsroom, q: str) -> None:
    scores = [result["score"] for result in results(room, q=q)]

    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_words_that_stand_together_come_first(room: Newsroom) -> None:
    apart, together = f"{SEED}.s13", f"{SEED}.s10"
    found = [result["id"] for result in results(room, q="missile deal ", type="sentence")]

    assert found[0] == together
    assert apart not in found[:1]


def test_an_entity_comes_before_what_names_it(room: Newsroom) -> None:
    assert results(room, q="Ukraine")[0]["id"] == "UA"
    assert results(room, q="sergei lavrov")[0]["id"] == "sergei-lavrov"


@settings(deadline=None, max_examples=30)
@given(
    q=st.sampled_from(("ukraine", "the", "deal", "bridge", "nothing-like-it")),
    types=st.lists(st.sampled_from(TYPES), unique=True, max_size=3),
    limit=st.integers(1, 30),
)
def test_the_pages_together_are_the_whole(
    room: Newsroom, q: str, types: list[str], limit: int
) -> None:
    whole = results(room, q=q, type=types)

    page = room.get("search", q=q, type=types, limit=limit)
    found = page["data"]
    while page["next"]:
        assert len(page["data"]) == limit
        answer = room.client.get(page["next"])
        page = answer.json()
        assert page["total"] == len(whole)
        assert (page["next"] is None) == ("next" not in answer.links)
        found += page["data"]

    assert found == whole
    assert len(set(keys(found))) == len(found)


def test_a_cursor_belongs_to_its_search(room: Newsroom) -> None:
    following = room.get("search", q="ukraine", limit=1)["next"]

    assert room.client.get(following).status_code == 200
    assert room.client.get(following.replace("q=ukraine", "q=deal")).status_code == 400


# --- Filters


@pytest.mark.parametrize("types", [["fact"], ["entity"], ["document", "sentence"]])
def test_counts_tell_of_all_types_and_the_total_of_those_asked_for(
    room: Newsroom, types: list[str]
) -> None:
    every = room.get("search", q="ukraine", limit=100)
    some = room.get("search", q="ukraine", limit=100, type=types)

    assert some["counts"] == every["counts"]
    assert some["total"] == sum(every["counts"][type_] for type_ in types)
    assert some["data"] == [result for result in every["data"] if result["type"] in types]


@pytest.mark.parametrize("q", ["ukraine", "the", "ireland", "coalition", "bridge"])
@pytest.mark.parametrize(
    "filters",
    [
        {"country": ["GB"]},
        {"country": ["IE"]},
        {"country": ["RU", "FR"]},
        {"country": ["NZ"]},
        {"document": [SEED]},
        {"document": [AWKWARD]},
        {"document": [AWKWARD, SEED]},
        {"document": [SEED], "country": ["IE", "US"]},
    ],
)
def test_filters_agree_with_the_collections(
    room: Newsroom, q: str, filters: dict[str, list[str]]
) -> None:
    let_through = set()
    for type_, collection in UNIONS.items():
        own = {
            "id" if (type_, name) == ("document", "document") else name: values
            for name, values in filters.items()
        }
        let_through |= {(type_, record["id"]) for record in room.all(collection, **own)}
    expected = {key for key in keys(results(room, q=q)) if key in let_through}

    found = room.get("search", q=q, limit=100, **filters)

    assert set(keys(results(room, q=q, **filters))) == expected
    assert found["total"] == sum(found["counts"].values()) == len(expected)


# --- Snippets


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_a_snippet_shows_where_the_words_are(room: Newsroom, data: st.DataObject) -> None:
    text = room.texts[SEED]
    words = data.draw(st.lists(st.sampled_from(plain_words(text)), min_size=1, max_size=4))
    starts = tuple(word[:2] for word in words)

    found = room.get("search", q=" ".join(words), limit=100)

    assert ("document", SEED) in keys(found["data"])
    for result in found["data"]:
        snippet, position = result["snippet"], 0
        assert snippet["matches"]
        for match in snippet["matches"]:
            assert position <= match["start"] < match["end"] <= len(snippet["text"])
            shown = plain_words(snippet["text"][match["start"] : match["end"]])
            assert shown
            assert all(word.startswith(starts) for word in shown)
            position = match["end"]


def test_snippets_are_plain_text_whatever_the_text_holds(room: Newsroom) -> None:
    snippet = results(room, q="“lend a hand”", type="sentence")[0]["snippet"]

    shown = [snippet["text"][match["start"] : match["end"]] for match in snippet["matches"]]
    assert "lend a hand" in shown
    assert "\ufdd0Ireland\ufdd1 \ufdd0 will lend a hand" in snippet["text"]
    assert snippet["text"] in room.texts[AWKWARD]
    assert shown == ["lend a hand"]


@pytest.mark.parametrize("q", ["bridge", "said", "“over and over”", "ireland", "words"])
def test_a_snippet_is_part_of_the_title_or_the_text(room: Newsroom, q: str) -> None:
    for result in results(room, q=q):
        shown = result["snippet"]["text"].strip("…")
        assert len(shown) <= 250
        if result["type"] in {"document", "sentence"}:
            assert shown in room.texts[result["document"]] or shown == result["title"]
