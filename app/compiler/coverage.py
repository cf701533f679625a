"""Coverage: how much of a document its facts account for."""

from dataclasses import dataclass

from app.compiler.documents import CompiledDocument


@dataclass(frozen=True)
class Coverage:
    """The share of one document that facts are cited from."""

    document: str
    facts: int
    sentences: int
    sentences_with_facts: int
    characters: int
    characters_cited: int

    def __str__(self) -> str:
        share = self.characters_cited / self.characters
        return (
            f"{self.document}: {self.facts} facts; {self.sentences_with_facts} of"
            f" {self.sentences} sentences with facts; {share:.1%} of the characters cited"
        )


def coverage_of(compiled: CompiledDocument) -> Coverage:
    """The coverage of a compiled document. Only the characters of sentences count."""
    evidence = [evidence for fact in compiled.facts for evidence in fact.evidence]
    cited = {offset for span in evidence for offset in range(span.start, span.end)}
    return Coverage(
        document=compiled.document.id,
        facts=len(compiled.facts),
        sentences=len(compiled.sentences),
        sentences_with_facts=len({span.sentence for span in evidence}),
        characters=sum(sentence.end - sentence.start for sentence in compiled.sentences),
        characters_cited=len(cited),
    )
