"""Documents: one folder of the seed to the records it yields."""

from dataclasses import dataclass
from pathlib import Path

from app.compiler import facts
from app.compiler.annotations import (
    SLUG,
    TAKEN,
    DocumentAnnotations,
    DocumentHeader,
    NoFactAnnotation,
)
from app.compiler.citations import cite_document, source_of
from app.compiler.citing import Cited, cite, in_reading_order
from app.compiler.desk import Desk
from app.compiler.entities import Registry
from app.compiler.manuscript import Manuscript, NotFound
from app.compiler.mentions import find_mentions
from app.compiler.mistakes import Mistakes
from app.compiler.profiles import add_profile
from app.compiler.reading import Text, read_annotations, read_text
from app.model import records
from app.model.dates import NotADate, days


@dataclass(frozen=True)
class CompiledDocument:
    """All that one document yields, in reading order."""

    document: records.Document
    sentences: list[records.Sentence]
    mentions: list[records.Mention]
    facts: list[records.FactRecord]


def folders(seed: Path, mistakes: Mistakes) -> list[Path]:
    """The folders of the documents, in order of their ids."""
    found = sorted(path for path in (seed / "documents").glob("*") if path.is_dir())
    if not found:
        mistakes.add(seed, "there is no document: expected `documents/<id>/text.txt`.")
    return found


def compile_document(
    folder: Path, registry: Registry, first_sequence: int, mistakes: Mistakes
) -> CompiledDocument | None:
    """The document in this folder, or None where it has mistakes, which are noted."""
    if not SLUG.fullmatch(folder.name):
        mistakes.add(
            folder,
            f"`{folder.name}` cannot be a document's id: small letters and digits, with hyphens"
            " between.",
        )
    elif folder.name == TAKEN:
        mistakes.add(folder, f"`{TAKEN}` cannot be a document's id: the API uses it. Rename it.")
    text = read_text(folder / "text.txt", mistakes)
    file = folder / "facts.yaml"
    annotations = read_annotations(file, DocumentAnnotations, mistakes)
    if text is None or annotations is None:
        return None
    before = len(mistakes.found)
    header = annotations.document
    manuscript = Manuscript(folder.name, text.text, header.keep_together, source_of(header))
    desk = Desk(file, manuscript, registry, mistakes)
    _check_header(header, text, desk)
    desk.mentions.extend(find_mentions(annotations.mentions, desk))
    for mention in desk.mentions:
        registry.note_mention(mention)
    for profile in annotations.profiles:
        add_profile(profile, desk)
    cited = _cite_all(annotations, desk)
    found = [
        facts.record(fact, sequence, desk) for sequence, fact in enumerate(cited, first_sequence)
    ]
    _account_for_all(annotations.no_fact, cited, folder / "text.txt", desk)
    if len(mistakes.found) > before:
        return None
    return CompiledDocument(
        document_record(header, manuscript, desk.mentions, found),
        manuscript.sentences,
        desk.mentions,
        found,
    )


def _check_header(header: DocumentHeader, text: Text, desk: Desk) -> None:
    if header.sha256 != text.sha256:
        desk.refuse(
            header.sha256,
            f"the SHA-256 of text.txt is {text.sha256}, not the one given here: the text was"
            " changed after it was annotated, or is another one.",
        )
    if header.published is not None:
        try:
            days(header.published)
        except NotADate as error:
            desk.refuse(header.published, str(error))


def _cite_all(annotations: DocumentAnnotations, desk: Desk) -> list[Cited]:
    cited = []
    seen: set[str] = set()
    for annotation in annotations.facts:
        if annotation.id in seen:
            desk.refuse(annotation.id, f"the id `{annotation.id}` is taken by a fact above.")
        seen.add(annotation.id)
        fact = cite(annotation, desk)
        if fact is not None:
            cited.append(fact)
    return in_reading_order(cited)


def _account_for_all(
    without: list[NoFactAnnotation], cited: list[Cited], text_file: Path, desk: Desk
) -> None:
    """Each sentence has a fact or a reason for having none, and not both."""
    with_facts = {index for fact in cited for index in fact.sentences}
    explained = set()
    for annotation in without:
        try:
            index = desk.manuscript.find(annotation.sentence).sentence
        except NotFound as error:
            desk.refuse(annotation.sentence, f"the sentence {error}")
            continue
        if index in with_facts:
            desk.refuse(
                annotation.sentence,
                f"sentence {index + 1} has facts, so it needs no reason for having none.",
            )
        explained.add(index)
    for index, sentence in enumerate(desk.manuscript.sentences):
        if index not in with_facts | explained:
            before = desk.manuscript.text[: sentence.start]
            desk.mistakes.add(
                text_file,
                f"sentence {index + 1} has no fact: “{sentence.text}” Annotate what it says, or"
                " list it under `no_fact` with the reason.",
                line=before.count("\n") + 1,
                column=len(before.rpartition("\n")[2]) + 1,
            )


def document_record(
    header: DocumentHeader,
    manuscript: Manuscript,
    mentions: list[records.Mention],
    found: list[records.FactRecord],
) -> records.Document:
    """The document as it is served, with counts of what it holds."""

    def number(shape: type[records.FactRecord]) -> int:
        return sum(isinstance(fact, shape) for fact in found)

    sentences = manuscript.sentences
    return records.Document(
        id=manuscript.document,
        title=header.title,
        publisher=header.publisher,
        author=header.author,
        published=header.published,
        url=header.url,
        language=header.language,
        text=manuscript.text,
        sha256=header.sha256,
        words=len(manuscript.text.split()),
        counts=records.DocumentCounts(
            paragraphs=max((sentence.paragraph for sentence in sentences), default=0),
            sentences=len(sentences),
            entities=len({mention.entity.id for mention in mentions}),
            mentions=len(mentions),
            facts=len(found),
            deals=number(records.Deal),
            amounts=sum(len(fact.amounts) for fact in found),
            statements=number(records.Statement),
            events=number(records.Event),
            positions=number(records.Position),
            evidence=sum(len(fact.evidence) for fact in found),
        ),
        citation=cite_document(manuscript.document, manuscript.source),
    )
