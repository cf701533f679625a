"""A text cut into sentences, and quotes found in it: to the character, whatever the characters."""

import re
from contextlib import suppress

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.compiler.manuscript import CONTEXT, Manuscript, NotFound

moderately = settings(deadline=None, max_examples=200)

# Ends of lines, typography, scripts, emoji made of several code points, combining marks.
PIECES = [
    *[" ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\u202f", "\u2028", "\x85", "\u3000"],
    *["“", "”", "‘", "’", "«", "»", '"', "'", "—", "–", "-", "…", "(", ")", "[", "]"],
    *[". ", "? ", "! ", ".” ", "...", ".) ", "。", ", "],
    *["The", "a", "I", "Mr. ", "Dr. ", "U.S. ", "e.g. ", "No. 5", "£1.6bn", "3.5", "isn’t", "Acme"],
    *[
        "Ünal",
        "e\u0301",
        "Привет",
        "東京",
        "مرحبا",
        "👩‍🚀",
        "🇺🇦",
        "🌉",
        "ß",
        "İ",
        "\u200b",
        "\ufeff",
    ],
]
texts = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)
    | st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
).filter(str.strip)


def typed(words: str) -> str:
    """The words as they come from a plain keyboard."""
    for plain, typography in (("'", "[‘’‚‛ʼ`´]"), ('"', "[“”„‟«»]"), ("-", "[‐‑‒–—―−]")):
        words = re.sub(typography, plain, words)
    return " ".join(words.split())


def times(text: str, quote: str) -> int:
    """How often the quote stands in the text, also within words or over each other."""
    plain = typed(text)
    return sum(plain.startswith(quote, start) for start in range(len(plain)))


def sentences_of(text: str, *keep_together: str) -> list[str]:
    """The sentences that the text is cut into."""
    return [sentence.text for sentence in Manuscript("d", text, keep_together).sentences]


# --- Laws of sentences


@moderately
@given(texts)
@example("One.\r\nTwo.\r\n")
@example("\u2028One.\u2028 Two.\x85Three")
def test_sentences_are_in_order_apart_and_leave_out_nothing_but_white_space(text: str) -> None:
    sentences = Manuscript("d", text).sentences
    end = 0
    for number, sentence in enumerate(sentences, start=1):
        assert (sentence.number, sentence.id) == (number, f"d.s{number}")
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        assert end <= sentence.start < sentence.end
        assert text[end : sentence.start].strip() == ""
        end = sentence.end
    assert text[end:].strip() == ""


@moderately
@given(texts)
def test_paragraphs_are_the_lines_that_hold_something(text: str) -> None:
    sentences = Manuscript("d", text).sentences
    paragraphs = [line for line in re.split(r"[\r\n]", text) if line.strip()]
    numbers = [sentence.paragraph for sentence in sentences]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, len(paragraphs) + 1))
    for sentence in sentences:
        assert sentence.text in paragraphs[sentence.paragraph - 1]
        assert not re.search(r"[\r\n]", sentence.text)


# --- Laws of quotes


@moderately
@given(texts, st.data())
def test_words_that_stand_once_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    manuscript = Manuscript("d", text)
    sentence = data.draw(st.sampled_from(manuscript.sentences))
    words = list(re.finditer(r"\S+", sentence.text))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(words) - 1)] * 2)))
    start, end = sentence.start + words[first].start(), sentence.start + words[last].end()
    quote = typed(text[start:end])

    assume(times(text, quote) == 1)

    place = manuscript.find(quote)
    assert (place.start, place.end, place.sentence) == (start, end, sentence.number - 1)
    span = manuscript.span(place)
    assert span.exact == text[start:end]
    assert text[start - len(span.prefix) : start] == span.prefix
    assert text[end : end + len(span.suffix)] == span.suffix
    assert max(len(span.prefix), len(span.suffix)) <= CONTEXT
    assert not re.search(r"[\r\n]", span.prefix + span.suffix)


@moderately
@given(texts, texts)
@example("“\n“", "“ “")
def test_what_is_found_is_the_quote_and_within_one_sentence(text: str, quote: str) -> None:
    manuscript = Manuscript("d", text)
    with suppress(NotFound):
        place = manuscript.find(quote)
        assert typed(text[place.start : place.end]) == typed(quote)
        sentence = manuscript.sentences[place.sentence]
        assert sentence.start <= place.start < place.end <= sentence.end


@moderately
@given(texts.filter(lambda text: len(text.split()) >= 2))
def test_a_quote_that_stands_twice_is_never_found(text: str) -> None:
    quote = text.split(maxsplit=1)[0]
    with pytest.raises(NotFound, match=r"stands in the text \d+ times"):
        Manuscript("d", f"{quote} and {quote} {text}").find(quote)


# --- Examples of sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. We left.", ["It rained.", "We left."]),
        ("Did it rain? No! We left…  Soon.", ["Did it rain?", "No!", "We left…", "Soon."]),
        ("It cost £1.6bn. We paid.", ["It cost £1.6bn.", "We paid."]),
        ("It cost 3.5 pounds. 20 paid.", ["It cost 3.5 pounds.", "20 paid."]),
        ("“It rained.” We left.", ["“It rained.”", "We left."]),
        ("He said: “It rained.” “We left.”", ["He said: “It rained.”", "“We left.”"]),
        ('He said "it rained." We left.', ['He said "it rained."', "We left."]),
        ("(It rained.) [We left.] End.", ["(It rained.)", "[We left.]", "End."]),
        ("«Il pleut.» «Partons.»", ["«Il pleut.»", "«Partons.»"]),
        ("It rained.\nWe left.\r\nWe came.\rEnd", ["It rained.", "We left.", "We came.", "End"]),
        ("A heading\n\nIt rained.", ["A heading", "It rained."]),
        ("It rained... and we left.", ["It rained... and we left."]),
        ("It rained. Émile left. Ωmega too.", ["It rained.", "Émile left.", "Ωmega too."]),
        ("Mr. Bell met Dr. Ash on 4 Sept. 2025.", ["Mr. Bell met Dr. Ash on 4 Sept. 2025."]),
        ("J. K. Bell left. A. Ash stayed.", ["J. K. Bell left.", "A. Ash stayed."]),
        ("The U.S. Army left.", ["The U.S. Army left."]),
        ("Some fruit, e.g. Apples, left.", ["Some fruit, e.g. Apples, left."]),
        ("See No. 5. It is new.", ["See No. 5.", "It is new."]),
        ("He met Gen. Ash vs. Sen. Bell.", ["He met Gen. Ash vs. Sen. Bell."]),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_words_kept_together_do_not_end_a_sentence() -> None:
    text = "Acme Inc. Ltd was sold by Acme Inc. Bell left."
    assert sentences_of(text) == ["Acme Inc.", "Ltd was sold by Acme Inc.", "Bell left."]
    assert sentences_of(text, "Acme Inc. Ltd") == [
        "Acme Inc. Ltd was sold by Acme Inc.",
        "Bell left.",
    ]


# --- Examples of quotes

TEXT = "“It isn’t over,” he said – “not\u00a0yet.”\r\nIt isn’t over, it is not over yet."


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ('he said - "not yet."', "he said – “not\u00a0yet.”"),
        ('"It isn\'t over," he', "“It isn’t over,” he"),
        ("“It isn’t over,” he", "“It isn’t over,” he"),
        ("it is\n  not over", "it is not over"),
        ("said", "said"),
        ("It isn't over, it", "It isn’t over, it"),
    ],
)
def test_typography_and_white_space_need_not_be_typed_as_they_stand(quote: str, exact: str) -> None:
    place = Manuscript("d", TEXT).find(quote)
    assert TEXT[place.start : place.end] == exact


@pytest.mark.parametrize("quote", ["sai", "aid", "is no", "He said", "not over yet.”"])
def test_a_quote_is_whole_words_as_they_stand(quote: str) -> None:
    with pytest.raises(NotFound, match="does not stand in the text"):
        Manuscript("d", TEXT).find(quote)


@pytest.mark.parametrize(
    ("context", "start"),
    [
        ({"prefix": "", "suffix": '" he'}, 1),
        ({"suffix": "it"}, TEXT.index("\n") + 1),
        ({"suffix": '" he said'}, 1),
        ({"prefix": 'not yet."'}, TEXT.index("\n") + 1),
    ],
)
def test_a_prefix_or_suffix_tells_two_places_apart(context: dict[str, str], start: int) -> None:
    manuscript = Manuscript("d", TEXT)
    with pytest.raises(NotFound, match="2 times"):
        manuscript.find("It isn't over,")
    assert manuscript.find("It isn't over,", **context).start == start


def test_places_that_overlap_are_two() -> None:
    with pytest.raises(NotFound, match="2 times"):
        Manuscript("d", "so and so and so").find("so and so")


def test_an_emoji_counts_its_code_points() -> None:
    text = "👩‍🚀 and 🇺🇦 met Ann."
    place = Manuscript("d", text).find("Ann")
    assert (place.start, place.end) == (15, 18)
    assert text[15:18] == "Ann"


def test_context_does_not_leave_the_paragraph() -> None:
    text = "First paragraph.\nOnly these words.\nLast paragraph."
    manuscript = Manuscript("d", text)
    span = manuscript.span(manuscript.find("these"))
    assert (span.prefix, span.suffix) == ("Only ", " words.")


def test_context_is_cut_at_32_code_points() -> None:
    text = f"{'a' * 40} here {'b' * 40}"
    manuscript = Manuscript("d", text)
    span = manuscript.span(manuscript.find("here"))
    assert (span.prefix, span.suffix) == (f"{'a' * 31} ", f" {'b' * 31}")
