"""Seeds for tests: a small one that is correct until a test changes it, and a big one."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = "bridge"
"""The id of the small seed's one document."""
TEXT = f"documents/{DOCUMENT}/text.txt"
FACTS = f"documents/{DOCUMENT}/facts.yaml"

_TEXT = """\
Ireland will lend Acme Works nearly €2.5m for a bridge in Cork. “The bridge is a promise,” \
minister Ada Byrne said. Here is what comes next.
Engineers back the bridge plan 🌉 and met Acme Works on 4 March 2025.
"""

SHA256 = hashlib.sha256(_TEXT.encode()).hexdigest()
"""Of the small seed's text."""

_FACTS = """\
document:
  sha256: {sha256}
  language: en
  published: 2025-03-05

mentions:
  - {{ entity: IE, name: Ireland }}
  - {{ entity: acme-works, name: Acme Works }}
  - {{ entity: ada-byrne, name: Ada Byrne, title: minister }}
  - {{ entity: engineers, alias: Engineers }}
  - {{ entity: bridge-plan, name: bridge plan }}
  - {{ entity: cork, name: Cork }}

profiles:
  - entity: ada-byrne
    title: minister
    evidence: minister Ada Byrne
  - entity: cork
    stands_for: IE
    inferred: The loan comes from Ireland.
    evidence: a bridge in Cork

facts:
  - id: loan
    type: deal
    stage: announced
    title: Ireland will lend Acme Works nearly €2.5m
    items: bridge
    amounts: nearly €2.5m
    parties:
      - {{ role: funder, entity: IE }}
      - {{ role: beneficiary, entity: acme-works }}
    evidence: Ireland will lend Acme Works nearly €2.5m for a bridge
  - id: promise
    type: statement
    title: Ada Byrne calls the bridge a promise
    speakers: ada-byrne
    verb: said
    content: The bridge is a promise,
    quotation: The bridge is a promise,
    about: [bridge-plan, IE]
    evidence: “The bridge is a promise,” minister Ada Byrne said
  - id: backing
    type: position
    title: Engineers back the bridge plan
    holders: engineers
    subject: bridge-plan
    stance: supports
    evidence: Engineers back the bridge plan
  - id: meeting
    type: event
    kind: meeting
    title: Engineers meet Acme Works
    date: {{ text: 4 March 2025, edtf: 2025-03-04, basis: absolute }}
    participants: [engineers, acme-works]
    evidence: met Acme Works on 4 March 2025

no_fact:
  - sentence: Here is what comes next.
    reason: It only leads over to the next paragraph.
"""

_ENTITIES = {
    "organisations": "acme-works:\n  name: Acme Works\n  kind: company\n",
    "people": "ada-byrne:\n  name: Ada Byrne\n",
    "groups": "engineers:\n  name: engineers\n",
    "places": "cork:\n  name: Cork\n  kind: city\n",
    "initiatives": "bridge-plan:\n  name: bridge plan\n  kind: plan\n",
}


@dataclass(frozen=True)
class Seed:
    """A seed folder that a test may change."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> None:
        """Make this the content of a file, whose folder is made where it is missing."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        """The text of a file, with its line ends as they are."""
        return (self.folder / name).read_bytes().decode()

    def change(self, name: str, old: str, new: str) -> None:
        """Put new words for old ones, which must stand in the file exactly once."""
        content = self.read(name)
        assert content.count(old) == 1, f"“{old}” stands {content.count(old)} times in {name}"
        self.write(name, content.replace(old, new))

    def rewrite_text(self, text: str | bytes) -> None:
        """Make this the small seed's text, and tell its annotations that it is meant."""
        self.write(TEXT, text)
        data = text.encode() if isinstance(text, str) else text
        lines = self.read(FACTS).splitlines(keepends=True)
        lines[1] = f"  sha256: {hashlib.sha256(data).hexdigest()}\n"
        self.write(FACTS, "".join(lines))


def small_seed(folder: Path) -> Seed:
    """Write a seed that has every type of fact and of entity, and no mistake."""
    seed = Seed(folder)
    seed.write(TEXT, _TEXT)
    seed.write(FACTS, _FACTS.format(sha256=SHA256))
    for name, content in _ENTITIES.items():
        seed.write(f"entities/{name}.yaml", content)
    return seed


def big_seed(folder: Path, documents: int, facts: int) -> Seed:
    """Write a seed of so many documents with so many facts each: its build takes a while."""
    seed = Seed(folder)
    title = f'"A bridge {"o" * 4_500} the river"'  # more bytes, for little more work
    seed.write("entities/organisations.yaml", _ENTITIES["organisations"])
    for document in range(documents):
        sentences = [f"Acme Works paid €{number}m for bridge {number}." for number in range(facts)]
        text = "\n".join(sentences)
        annotated = [
            f"  - id: deal-{number}\n    type: deal\n    stage: delivered\n    title: {title}\n"
            f"    amounts: €{number}m\n    evidence: {sentence}\n"
            for number, sentence in enumerate(sentences)
        ]
        header = f"  sha256: {hashlib.sha256(text.encode()).hexdigest()}\n  language: en\n"
        mentions = "  - { entity: acme-works, name: Acme Works }\n"
        seed.write(f"documents/news-{document}/text.txt", text)
        seed.write(
            f"documents/news-{document}/facts.yaml",
            f"document:\n{header}mentions:\n{mentions}facts:\n{''.join(annotated)}",
        )
    return seed
