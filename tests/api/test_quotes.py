"""Quotes: words that stand in a document are found there, and words that do not are pointed at."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.api.search.quotes import QuoteAnswer
from tests.api.newsroom import AWKWARD, SEED, Newsroom, newsroom

TOKEN = re.compile(r"\S*\w\S*")
"""What stands between white space and has a letter or a digit."""
CURLY_TO_STRAIGHT = str.maketrans("“”’–—", '""\'--')
STRAIGHT_TO_CURLY = str.maketrans("\"'-", "”’–")
CASES: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str.swapcase, str)
TYPESETTING: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.translate(CURLY_TO_STRAIGHT),
    lambda text: text.translate(STRAIGHT_TO_CURLY),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("…", "..."),
)
SPACES = st.sampled_from((" ", "  ", "\n", "\t", " \r\n ", "\u00a0"))
AROUND = st.sampled_from(("", "“", "”", '"', "'", "…", "... ", " (", "»", ".", " — "))


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with newsroom() as room:
        yield room


def asked(room: Newsroom, text: str, **parameters: Any) -> dict[str, Any]:
    """The answer to a quote, which is checked against what holds of every answer."""
    answer = room.get("quotes", text=text, **parameters)
    assert QuoteAnswer.model_validate(answer).text == text
    places = answer["data"]
    assert (answer["verdict"] == "not_found") == (not places)
    similarities = [place["similarity"] for place in places]
    assert similarities == sorted(similarities, reverse=True)
    for place in places:
        source = room.texts[place["document"]]
        assert source[place["start"] : place["end"]] == place["exact"]
        assert (place["similarity"] == 1) == (not place["differences"])
        assert (answer["verdict"] == "exact") == (not place["differences"])
        assert touched(room, place) == place["sentences"]
        for difference in place["differences"]:
            check(difference, text, source)
            assert place["start"] <= difference["start"] <= difference["end"] <= place["end"]
    return answer


def check(difference: dict[str, Any], text: str, source: str) -> None:
    """The words of a difference stand where it says, and are those that its kind has."""
    given, found = difference["given"], difference["found"]
    kinds = {(True, True): "changed", (False, True): "missing", (True, False): "added"}
    assert difference["kind"] == kinds[given is not None, found is not None]
    assert given is None or given in text
    assert source[difference["start"] : difference["end"]] == (found or "")


def touched(room: Newsroom, place: dict[str, Any]) -> list[str]:
    """The sentences that the place touches, read off the sentences themselves."""
    return [
        sentence["id"]
        for sentence in room.all("sentences", document=place["document"])
        if sentence["start"] < place["end"] and sentence["end"] > place["start"]
    ]


@st.composite
def stretches(draw: st.DrawFn, texts: dict[str, str], least: int) -> tuple[str, int, int]:
    """A verbatim stretch of so many words or more: its document, start and end."""
    document = draw(st.sampled_from(sorted(texts)))
    tokens = list(TOKEN.finditer(texts[document]))
    first = draw(st.integers(0, len(tokens) - least))
    number = draw(st.integers(least, min(30, len(tokens) - first)))
    return document, tokens[first].start(), tokens[first + number - 1].end()


def without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch from its first letter, digit or currency sign to its last."""
    of_words = [i for i in range(start, end) if text[i].isalnum() or text[i] in "£%"]
    return of_words[0], of_words[-1] + 1


# --- Exact


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_what_stands_in_a_document_is_found_however_it_is_typed(
    room: Newsroom, data: st.DataObject
) -> None:
    document, start, end = data.draw(stretches(room.texts, 3))
    words = room.texts[document][start:end].split()
    typed = "".join(word + data.draw(SPACES) for word in words)
    typed = data.draw(AROUND) + typed.strip() + data.draw(AROUND)
    typed = data.draw(st.sampled_from(TYPESETTING))(data.draw(st.sampled_from(CASES))(typed))
    assume(not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", typed))

    answer = asked(room, typed, limit=10)

    assert answer["verdict"] == "exact"
    places = [(place["document"], place["start"], place["end"]) for place in answer["data"]]
    assert (document, *without_marks(room.texts[document], start, end)) in places


@pytest.mark.parametrize(
    ("text", "document", "exact"),
    [
        ("any ceasefire would be unacceptable", SEED, "any ceasefire would be unacceptable"),
        ("“CLEAR and present danger.”", SEED, "clear and present danger"),
        ("isn't enough", SEED, "isn’t enough"),
        ("isn't enough he WARNED", SEED, "isn’t enough. He warned"),
        ("£1.6bn missile deal", SEED, "£1.6bn missile deal"),
        ("anglo american security firm", SEED, "Anglo-American security firm"),
        ("importance of their close collaboration A meeting", SEED, None),
        ("the anglo-irish 'bridge of sighs'", AWKWARD, "the Anglo–Irish   “bridge of sighs"),
        ("a cafe\u0301 and a bridge in Cork", AWKWARD, "a café… and a bridge 🌉 in Cork"),
        ("not troops", AWKWARD, "not \x02troops"),
        ("日本签署和平协议", AWKWARD, "日本签署和平协议"),
        ("签署 和平协议, 停戦に合意した unesco", AWKWARD, "签署和平协议, 停戦に合意したUNESCO"),
    ],
)
def test_an_exact_quote(room: Newsroom, text: str, document: str, exact: str | None) -> None:
    answer = asked(room, text)

    [place] = answer["data"]
    assert answer["verdict"] == "exact"
    assert place["document"] == document
    assert exact in (None, place["exact"])


@pytest.mark.parametrize(
    "text",
    [
        "The coalition … could offer other types of assistance",
        "…The coalition, led by... other types [...] of assistance…",
        "the coalition . . . assistance",
    ],
)
def test_an_ellipsis_stands_for_words_left_out(room: Newsroom, text: str) -> None:
    answer = asked(room, text)

    assert answer["verdict"] == "exact"
    assert answer["data"][0]["sentences"] == [f"{SEED}.s2"]
    assert answer["data"][0]["exact"].endswith("could offer other types of assistance")


@pytest.mark.parametrize(
    "text", ["… any ceasefire would", "any ceasefire would...", "…any ceasefire would…"]
)
def test_an_ellipsis_at_an_end_leaves_nothing_out(room: Newsroom, text: str) -> None:
    [place] = asked(room, text)["data"]

    assert (place["exact"], place["similarity"]) == ("any ceasefire would", 1)


def test_an_ellipsis_may_leave_out_sentences(room: Newsroom) -> None:
    place = asked(room, "outlined the plan … waiting for a deal … isn't enough")["data"][0]

    assert place["similarity"] == 1
    assert place["sentences"] == [f"{SEED}.s{number}" for number in (3, 4, 5)]


def test_pieces_stand_in_the_order_given(room: Newsroom) -> None:
    assert asked(room, "other types of assistance … led by the UK")["verdict"] != "exact"


def test_a_quote_is_given_in_all_its_places(room: Newsroom) -> None:
    places = asked(room, "we will build the bridge")["data"]

    assert [place["sentences"] for place in places] == [[f"{AWKWARD}.s4"], [f"{AWKWARD}.s5"]]
    assert len(asked(room, "we will build the bridge", limit=1)["data"]) == 1


def test_who_said_it(room: Newsroom) -> None:
    [place] = asked(room, "a clear and present danger")["data"]

    assert place["statements"] == [
        {
            "id": f"{SEED}.von-der-leyen-clear-and-present-danger",
            "title": "Ursula von der Leyen describes the situation as a “clear and present danger”",
            "speakers": [
                {"id": "ursula-von-der-leyen", "type": "person", "name": "Ursula von der Leyen"}
            ],
            "is_direct": True,
        }
    ]
    assert asked(room, "Ireland is not at war")["data"][0]["statements"] == []


@pytest.mark.parametrize("text", ["support Ukraine", "any ceasefire", "the importance of"])
def test_statements_are_those_cited_from_the_words(room: Newsroom, text: str) -> None:
    for place in asked(room, text, limit=10)["data"]:
        expected = [
            statement["id"]
            for statement in room.all("statements", document=place["document"])
            if any(
                evidence["start"] < place["end"] and evidence["end"] > place["start"]
                for evidence in statement["evidence"]
            )
        ]
        assert [statement["id"] for statement in place["statements"]] == expected


# --- Near


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_a_changed_word_is_pointed_at(room: Newsroom, data: st.DataObject) -> None:
    document, start, end = data.draw(stretches({SEED: room.texts[SEED]}, 6))
    tokens = list(TOKEN.finditer(room.texts[document], start, end))
    plain = [token for token in tokens if token.group().isalpha()]
    assume(plain)
    changed = data.draw(st.sampled_from(plain))
    typed = [("zyzzyva" if token == changed else token.group()) for token in tokens]

    answer = asked(room, " ".join(typed))

    first = answer["data"][0]
    expected = {"kind": "changed", "given": "zyzzyva", "found": changed.group()}
    assert answer["verdict"] == "near"
    assert first["differences"] == [expected | {"start": changed.start(), "end": changed.end()}]
    assert (first["start"], first["end"]) == without_marks(room.texts[document], start, end)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_an_added_word_is_pointed_at(room: Newsroom, data: st.DataObject) -> None:
    document, start, end = data.draw(stretches({SEED: room.texts[SEED]}, 6))
    words = room.texts[document][start:end].split()
    where = data.draw(st.integers(1, len(words) - 1))

    answer = asked(room, " ".join([*words[:where], "zyzzyva", *words[where:]]))

    [difference] = answer["data"][0]["differences"]
    assert (difference["kind"], difference["given"]) == ("added", "zyzzyva")
    before = room.texts[document][start : difference["start"]]
    assert len(before.split()) == where


def test_a_missing_word_is_pointed_at(room: Newsroom) -> None:
    answer = asked(room, "Europe must be to defend itself", limit=1)

    [difference] = answer["data"][0]["differences"]
    at = room.texts[SEED].index("able to defend")
    expected = {"kind": "missing", "given": None, "found": "able", "start": at, "end": at + 4}
    assert difference == expected
    assert answer["data"][0]["similarity"] == pytest.approx(5 / 6, abs=1e-6)


def test_a_word_spelt_differently_counts_less_than_another_word(room: Newsroom) -> None:
    spelt = asked(room, "an 800 billion euro defense package")["data"][0]
    other = asked(room, "an 800 billion euro zebra package")["data"][0]

    assert spelt["differences"][0]["found"] == other["differences"][0]["found"] == "defence"
    assert 1 > spelt["similarity"] > other["similarity"] == pytest.approx(5 / 6, abs=1e-6)


def test_another_number_is_no_misspelling(room: Newsroom) -> None:
    place = asked(room, "announced a £1.5bn missile deal")["data"][0]

    assert place["similarity"] == 0.8
    assert [(item["given"], item["found"]) for item in place["differences"]] == [
        ("£1.5bn", "£1.6bn")
    ]


def test_a_changed_letter_is_pointed_at_where_words_run_on(room: Newsroom) -> None:
    place = asked(room, "中国和日本签署停战协议")["data"][0]

    changes = [(item["given"], item["found"]) for item in place["differences"]]
    assert changes == [("停", "和"), ("战", "平")]


def test_a_changed_word_beside_an_ellipsis_is_pointed_at(room: Newsroom) -> None:
    place = asked(room, "the coalition may not send tanks … other types of assistance")["data"][0]

    assert ("tanks", "troops") in [(item["given"], item["found"]) for item in place["differences"]]
    assert place["similarity"] >= 0.7


@pytest.mark.parametrize("text", ["green cheese", "zyzzyva of ukraine is not among these words"])
def test_what_no_document_says_is_not_found(room: Newsroom, text: str) -> None:
    assert asked(room, text) == {"text": text, "verdict": "not_found", "data": []}


def test_nothing_less_than_half_alike_is_shown(room: Newsroom) -> None:
    for text in ("the war on cheese", "support the moon and the stars", "of the"):
        for place in asked(room, text, limit=10)["data"]:
            assert place["similarity"] >= 0.5


# --- Parameters


def test_a_document_may_be_chosen(room: Newsroom) -> None:
    both = asked(room, "a lasting peace", limit=10)["data"]
    assert {place["document"] for place in both} == {SEED, AWKWARD}

    for document in (SEED, AWKWARD):
        places = asked(room, "a lasting peace", document=document)["data"]
        assert {place["document"] for place in places} == {document}
    assert asked(room, "a lasting peace", document=[SEED, AWKWARD], limit=10)["data"] == both
    assert asked(room, "clear and present danger", document=AWKWARD)["verdict"] == "not_found"


def test_the_limit_is_three_unless_another_is_given(room: Newsroom) -> None:
    assert len(asked(room, "over and over")["data"]) == 3
    assert len(asked(room, "over and over", limit=10)["data"]) == 4
