"""Citations: one line for each record that a person can paste, with all that finds it again.

It has what is known of where the document was published, the words, the document and the
number of the sentence, and the dataset:

    Example Daily, “Headline”, 2025-03-05: “the words” (some-document, sentence 10; Citewire
    dataset b143c4c46694).

While records are rendered, the version of the dataset is not known yet, since it is a hash of
them: what stands for it is `digests.UNNAMED`, and sealing puts the version in its place.
"""

from collections.abc import Iterable

from app.compiler.annotations import DocumentHeader
from app.store.digests import UNNAMED

Quote = tuple[int, str]
"""Words, and the number of the sentence that they stand in."""


def source_of(header: DocumentHeader) -> str:
    """Who wrote a document, its headline, who published it and when, as far as it is known."""
    title = f"“{header.title}”" if header.title is not None else None
    known = (header.author, title, header.publisher, header.published)
    return ", ".join(one_line(part) for part in known if part is not None)


def cite_document(document: str, source: str) -> str:
    """The citation of a whole document."""
    return f"{source or 'Untitled document'} ({document}; {UNNAMED})."


def cite_words(document: str, source: str, quotes: Iterable[Quote]) -> str:
    """The citation of words of a document."""
    shown = "); ".join([f"“{one_line(words)}” ({document}, sentence {n}" for n, words in quotes])
    return f"{source}{': ' if source else ''}{shown}; {UNNAMED})."


def cite_unnamed(name: str, id_: str) -> str:
    """The citation of an entity that takes part in facts, but that no document names."""
    return f"{one_line(name)} ({id_}, which no document names; {UNNAMED})."


def one_line(words: str) -> str:
    """The words with a single space where the text has any white space."""
    # Most are one line already: of white space, a space alone is printable.
    if words.isprintable() and "  " not in words and words == words.strip():
        return words
    return " ".join(words.split())
