"""Texts out of thin air, made so that whatever a fact needs can be quoted from them.

Every sentence is made of chunks, and each chunk begins with a mark that stands nowhere else in
its document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

FORMS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "GB": {"alias": ["UK"], "demonym": ["British"]},
    "FR": {"name": ["France"]},
    "AX": {"name": ["Åland"]},
    "UA": {"name": ["Ukraine"], "metonym": ["the Maidan"]},
    "alpha-works": {"name": ["Alpha Works"], "alias": ["Alpha"]},
    "ada": {"name": ["Ada O’Neill"], "title": ["Prime Minister"]},
    "envoy-2": {"alias": ["an 𝔈nvoy"]},
    "uk-envoys": {"name": ["UK envoys"]},
    "kyiv": {"metonym": ["Kyiv"]},
    "accord": {"name": ["accord of Åland"]},
}
"""The words that name each entity; some lie within those of another."""

AMOUNTS: Sequence[Mapping[str, str]] = (
    {"text": "£1.6bn"},
    {"text": "nearly £30m"},
    {"text": "over £450,000.5", "value": "450000.5"},
    {"text": "between £2 and £3 million"},
    {"text": "€800 million"},
    {"text": "800 billion euro", "currency": "EUR"},
    {"text": "$4.5m", "currency": "USD"},
    {"text": "around 20 countries", "unit": "country", "qualifier": "about"},
    {"text": "up to 7 tanks", "unit": "tank"},
    {"text": "at least twelve tanks", "unit": "tank"},
)
"""Amounts as written, with what their author has to add."""

OPENERS = ("Then", "Élan", "𝕎ord", "“Well", "2025", "(She", "Ωmega")
VERBS = ("said", "warned", "added")
STOPS = (".", "!", "?", "…", ".”", "?)")
GAPS = (" ", "  ", "\u00a0", "\t")
BREAKS = ("\n", "\r\n", "\n\n", "\r\n\r\n", "\n \n")
WORDS = (
    "talks go on",
    "the plan – as drawn up – holds",
    "cafe\u0301 and naïve",
    "👩‍👩‍👧 and 🚀🚀 lift off",
    "𝔸𝔹ℂ 漢字 עברית",
    "it isn’t “over”",
    "50% & more; ‘so’ <b>",
)
DATES = ("Tuesday", "4 March 2025", "the spring")


KINDS = ("amount", "form", "date", "quotation", "words", "amount", "form")
"""What a chunk may hold; the first is what Hypothesis tries first."""


@dataclass(frozen=True)
class Chunk:
    """Words that stand only once in their document, because of the mark before them."""

    mark: str
    words: str
    amount: Mapping[str, str] | None = None
    is_date: bool = False
    quotation: str | None = None

    @property
    def text(self) -> str:
        """All of its words."""
        return f"{self.mark} {self.words}"


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what of it can be quoted."""

    text: str
    opener: str
    verb: str
    chunks: Sequence[Chunk]


@dataclass(frozen=True)
class Text:
    """A whole text."""

    text: str
    sentences: Sequence[Sentence]


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """A text of one to six sentences, in one paragraph or several."""
    sentences = [draw(_sentences(number)) for number in range(draw(st.integers(1, 6)))]
    text = draw(st.sampled_from(("", "  ", "\r\n")))
    for sentence in sentences:
        text += sentence.text + draw(st.sampled_from((" ", "  ", *BREAKS)))
    return Text(draw(st.sampled_from((text, text.rstrip()))), sentences)


@st.composite
def _sentences(draw: st.DrawFn, number: int) -> Sentence:
    chunks = [draw(_chunks(f"k{number}m{index}")) for index in range(draw(st.integers(1, 4)))]
    opener, verb = draw(st.sampled_from(OPENERS)), draw(st.sampled_from(VERBS))
    pieces = [opener, verb, *(chunk.text for chunk in chunks)]
    text = draw(st.sampled_from(GAPS)).join(pieces) + draw(st.sampled_from(STOPS))
    return Sentence(text, opener, verb, chunks)


@st.composite
def _chunks(draw: st.DrawFn, mark: str) -> Chunk:
    match draw(st.sampled_from(KINDS)):
        case "amount":
            amount = draw(st.sampled_from(AMOUNTS))
            return Chunk(mark, amount["text"], amount=amount)
        case "date":
            return Chunk(mark, draw(st.sampled_from(DATES)), is_date=True)
        case "quotation":
            quotation = f"{draw(st.sampled_from(WORDS[:4]))} {mark}q."
            return Chunk(mark, f"“{quotation}”", quotation=quotation)
        case "form":
            return Chunk(mark, draw(st.sampled_from(ALL_FORMS)))
        case _:
            return Chunk(mark, draw(st.sampled_from(WORDS)))


ALL_FORMS = [form for kinds in FORMS.values() for forms in kinds.values() for form in forms]
