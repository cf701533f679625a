"""What can befall a dataset on its way, each done to a copy."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.store.sealed import Manifest


def missing(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def no_database(file: Path) -> None:
    file.write_text("not a database " * 1000, encoding="utf-8")


def another_database(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE deal (id TEXT)")


def of_another_format(file: Path) -> None:
    change(file, "PRAGMA user_version = 99")


def unsealed(file: Path) -> None:
    change(file, "DELETE FROM manifest")


def sealed_with_nonsense(file: Path) -> None:
    change(file, "UPDATE manifest SET body = '{}'")


def sealed_for_another(file: Path) -> None:
    change(file, "UPDATE manifest SET version = 'another'")


def cut_by_a_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4096])


def cut_in_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0" * 4096)


def with_a_letter_changed(file: Path) -> None:
    content = file.read_bytes()
    place = content.rindex(b"Starmer", 0, tables_of(file))
    file.write_bytes(content[:place] + b"s" + content[place + 1 :])


def with_a_letter_of_a_line_changed(file: Path) -> None:
    content = file.read_bytes()
    place = content.index(b"Starmer", tables_of(file))
    file.write_bytes(content[:place] + b"s" + content[place + 1 :])


def with_a_line_misplaced(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def with_bytes_after_its_lines(file: Path) -> None:
    """As one who can write a manifest might have it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        [[body]] = connection.execute("SELECT body FROM manifest")
        manifest = Manifest.from_json(body)
        more = replace(manifest, lines=manifest.lines + 20)
        connection.execute("UPDATE manifest SET body = ?", (more.to_json(),))
    file.write_bytes(file.read_bytes() + b"0" * 20)


def copied_by_sqlite(file: Path) -> None:
    copied = file.with_name("copied")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copied)) as target:
        source.backup(target)
    copied.replace(file)


def without_its_lines(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: tables_of(file)])


def with_a_row_changed(file: Path) -> None:
    change(file, "UPDATE deal SET stage = 'signed'")


def with_a_column_changed(file: Path) -> None:
    change(file, "UPDATE column_copy SET body = zeroblob(length(body)) WHERE name = 'fact.rank'")


def without_its_last_record(file: Path) -> None:
    change(file, "DELETE FROM record WHERE key = (SELECT max(key) FROM record)")


def without_an_index(file: Path) -> None:
    """As a crash can leave it: the table has an entry that its index lacks."""
    change(
        file,
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_schema WHERE name = 'ix_deal_stage'",
    )


def tables_of(file: Path) -> int:
    """How many bytes of the file are the tables. What follows are the lines."""
    with closing(sqlite3.connect(file)) as connection:
        [[size]] = connection.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        )
    assert 0 < size < file.stat().st_size
    return int(size)


def change(file: Path, *statements: str) -> None:
    """Run the statements on the file, as one who may write to it could."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
