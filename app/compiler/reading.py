"""Reading: bytes to text, and YAML to annotations that know where they were written."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from app.compiler import annotations
from app.compiler.annotations import Annotation, Words
from app.compiler.mistakes import Mistakes, did_you_mean

T = TypeVar("T")

NULL_TAG = "tag:yaml.org,2002:null"

KNOWN_KEYS = {
    name.rstrip("_")
    for model in vars(annotations).values()
    if isinstance(model, type) and issubclass(model, Annotation)
    for name in model.model_fields
}

NEEDS = {
    "too_short": "needs at least one entry",
    "is_instance_of": "needs words here",
    "string_type": "needs words here",
    "string_too_short": "is empty",
    "list_type": "needs a list here",
    "dict_type": "needs `key: value` pairs here",
    "model_type": "needs `key: value` pairs here",
}
"""Pydantic's types of errors, in an author's words."""


@dataclass(frozen=True)
class Text:
    """A document's text, and the SHA-256 of the bytes it was decoded from."""

    text: str
    sha256: str


def read_text(file: Path, mistakes: Mistakes) -> Text | None:
    """The text byte for byte: line ends are kept as they are, and nothing is normalised."""
    try:
        data = file.read_bytes()
    except OSError as error:
        mistakes.add(file, f"cannot be read: {error.strerror}.")
        return None
    text = _decode(data, file, mistakes)
    if text is None:
        return None
    if not text.strip():
        mistakes.add(file, "the document is empty: there is no text to cite.")
        return None
    return Text(text, hashlib.sha256(data).hexdigest())


def _decode(data: bytes, file: Path, mistakes: Mistakes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        mistakes.add(
            file,
            "the text starts with a byte order mark (U+FEFF), which would count as its first"
            " character. Save it as UTF-8 without a byte order mark.",
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        mistakes.add(
            file,
            f"the text is not UTF-8: byte 0x{data[error.start]:02X} does not belong there."
            " Save it as UTF-8.",
            line=before.count(b"\n") + 1,
            column=len(before.rpartition(b"\n")[2].decode("utf-8")) + 1,
        )
        return None
    if "\0" in text:
        before_nul = text.partition("\0")[0]
        mistakes.add(
            file,
            "the text holds a NUL character (U+0000), which no database can keep. Remove it.",
            line=before_nul.count("\n") + 1,
            column=len(before_nul.rpartition("\n")[2]) + 1,
        )
        return None
    return text


def read_annotations(file: Path, shape: type[T], mistakes: Mistakes) -> T | None:
    """The file's YAML in the given shape, or None where it has mistakes, which are noted."""
    try:
        data = file.read_bytes()
    except OSError as error:
        mistakes.add(file, f"cannot be read: {error.strerror}.")
        return None
    source = _decode(data, file, mistakes)
    if source is None:
        return None
    try:
        root = YAML(typ="safe", pure=True).compose(source)
        tree = _Tree(file, mistakes)
        plain = tree.plain(root) if root is not None else {}
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.add(
            file,
            f"this is not YAML that can be read: {error.problem or error.context}."
            " Check quotation marks, colons and indentation here and just above.",
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
        )
        return None
    except ReaderError as error:
        before = source[: error.position]
        mistakes.add(
            file,
            f"this is not YAML that can be read: the character U+{error.character:04X} cannot"
            " stand here. Remove it.",
            line=before.count("\n") + 1,
            column=len(before.rpartition("\n")[2]) + 1,
        )
        return None
    except YAMLError as error:
        mistakes.add(file, f"this is not YAML that can be read: {error}.")
        return None
    except RecursionError:
        mistakes.add(
            file, "this is not YAML that can be read: it is nested too deeply, or holds itself."
        )
        return None
    try:
        return TypeAdapter(shape).validate_python(plain)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            tree.note(detail)
        return None


class _Tree:
    """YAML nodes as plain values, each text a `Words`; remembers where each key stands."""

    def __init__(self, file: Path, mistakes: Mistakes) -> None:
        self.file = file
        self.mistakes = mistakes
        self.places: dict[tuple[int | str, ...], tuple[int, int]] = {}

    def plain(self, node: Node, path: tuple[int | str, ...] = ()) -> Any:
        """The node's value. YAML's own numbers, dates and booleans stay text: shapes decide."""
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.places.setdefault(path, (line, column))
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if node.tag == NULL_TAG:
            return None
        return Words.at(node.value, line, column)

    def _mapping(self, node: MappingNode, path: tuple[int | str, ...]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            key = Words.at(key_node.value if isinstance(key_node.value, str) else "?", *place)
            if key in content:
                self.mistakes.add(
                    self.file, f"`{key}` is given twice here. Keep one of the two.", *place
                )
            self.places[(*path, key)] = place
            content[key] = self.plain(value, (*path, key))
        return content

    def note(self, detail: ErrorDetails) -> None:
        """Note what Pydantic found, in an author's words, at the place where it stands."""
        path: tuple[int | str, ...] = ()
        for step in detail["loc"]:
            # Steps that are no keys of the file are names of Pydantic's own branches.
            if (*path, step) in self.places:
                path = (*path, step)
        if detail["type"] == "union_tag_invalid":
            path = (*path, "type")
        line, column = self.places.get(path, (1, 1))
        given = detail["input"]
        if isinstance(given, Words) and detail["type"] != "extra_forbidden":
            line, column = given.line, given.column
        self.mistakes.add(self.file, _in_words(detail, path), line, column)


def _in_words(detail: ErrorDetails, path: tuple[int | str, ...]) -> str:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    missing_or_extra = str(detail["loc"][-1]) if detail["loc"] else name
    context = detail.get("ctx", {})
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            hint = did_you_mean(missing_or_extra, KNOWN_KEYS - {missing_or_extra})
            return f"`{missing_or_extra}` is not a key that can stand here.{hint}"
        case "missing":
            return f"`{missing_or_extra}` is missing here."
        case "enum" | "literal_error" | "union_tag_invalid":
            expected = str(context.get("expected") or context.get("expected_tags"))
            known = [term.strip(" '") for term in expected.replace(" or ", ", ").split(",")]
            word = given.get("type") if isinstance(given, dict) else given
            hint = did_you_mean(str(word), known)
            return f"`{word}` is not a known {name}: it is one of {', '.join(known)}.{hint}"
        case "union_tag_not_found":
            return "`type` is missing here: deal, statement, event or position."
        case kind if kind in NEEDS:
            return f"`{name}` {NEEDS[kind]}."
        case _:
            return f"`{name}`: {detail['msg'].removeprefix('Value error, ')}."
