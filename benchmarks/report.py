"""The report: the table for the terminal, and the same as a page with charts."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.charts import Bar, chart
from benchmarks.figures import Figure, Line, Load, Report, Skipped
from tests.servers import ROOT

Outcome = Figure | Skipped
HEADINGS = (
    *("", "request", "against", "median", "lowest–highest", "by work"),
    *("asked", "wanted", ""),
)
ANSWERS = (
    *("server", "request", "different", "bytes", "answers/s", "lowest–highest"),
    *("p50", "p99", "µs of the server each"),
)


def number(value: float) -> str:
    """Three digits that count, or the whole number."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def asked(line: Line, value: float | None) -> str:
    """What is asked of the line: `≥ 0.8` or `≤ 250 ms`."""
    if value is None:
        return "–"
    return f"{'≥' if line.rising else '≤'} {value:g} {line.unit}"


def cells(outcome: Outcome) -> tuple[str, ...]:
    """A row of the table."""
    line = outcome.line
    head = (line.number, line.request, line.against)
    ends = (asked(line, line.bound), asked(line, line.wanted))
    if isinstance(outcome, Skipped):
        return (*head, "–", "–", "–", *ends, "skipped")
    spread = f"{number(min(outcome.rounds))}–{number(max(outcome.rounds))}"
    work = "–" if outcome.by_work is None else f"{number(outcome.by_work)} {line.unit}"
    return (*head, f"{number(outcome.middle)} {line.unit}", spread, work, *ends, outcome.verdict)


def notes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What the numbers alone do not tell, and why lines were skipped."""
    for one in outcomes:
        said = one.reason if isinstance(one, Skipped) else one.note
        if said:
            yield f"{one.line.number}, {one.line.against}: {said}"


def table(report: Report) -> str:
    """All lines, for the terminal."""
    rows = [HEADINGS, *(cells(one) for one in report.outcomes)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join((*lines, "", *notes(report.outcomes))) + "\n"


def write(report: Report, folder: Path) -> Path:
    """Write the page and its charts into the folder. Returns the page."""
    pictures = folder / "charts"
    pictures.mkdir(parents=True, exist_ok=True)
    shown = []
    for name, title, subtitle, bars in charts(report):
        if bars:
            (pictures / f"{name}.svg").write_text(chart(title, subtitle, bars), encoding="utf-8")
            shown.append(f"![{title}](charts/{name}.svg)")
    page = folder / "RESULTS.md"
    guide = os.path.relpath(ROOT / "docs" / "performance.md", folder)
    page.write_text(markdown(report, shown, guide), encoding="utf-8")
    return page


def markdown(report: Report, pictures: Sequence[str], guide: str) -> str:
    """The page, with the way from it to the page that explains it."""
    loads = [
        (
            *(load.server, load.request, f"{load.distinct:,}", number(load.size)),
            *(number(load.rate), f"{number(load.slowest)}–{number(load.fastest)}"),
            *(_time(load.p50), _time(load.p99), number(load.spent)),
        )
        for load in report.loads
    ]
    facts = "; ".join(f"{name} {value}" for name, value in report.machine.items())
    versions = ", ".join(f"{name} {value}" for name, value in report.versions.items())
    return (
        "\n\n".join(
            (
                "# Results",
                (
                    "Written by `make bench`. How it is measured, and how to read it, is told in"
                    f" [docs/performance.md]({guide})."
                ),
                (
                    f"A generated dataset of {report.facts:,} facts, compared with one of"
                    f" {report.small:,}. Medians of {report.rounds} interleaved rounds; each load"
                    f" lasts {report.seconds:g} s."
                ),
                *pictures,
                "## The lines",
                _grid(HEADINGS, [cells(one) for one in report.outcomes]),
                "\n".join(f"- {note}" for note in notes(report.outcomes)),
                "## What each server did",
                _grid(ANSWERS, loads),
                "## Where and with what",
                f"- {facts}\n- {versions}",
            )
        )
        + "\n"
    )


def charts(report: Report) -> Iterator[tuple[str, str, str, list[Bar]]]:
    """The charts: file, title, subtitle and bars."""
    deals = {load.server: load for load in report.loads if load.request == "20 deals"}
    yield (
        "page",
        "A page of 20 deals with their evidence, never asked before",
        f"Answers a second of one worker on one core; {report.facts:,} facts; more is better",
        sorted(
            (
                _answers(load)
                for load in deals.values()
                if not load.server.startswith("bare") and "workers" not in load.server
            ),
            key=lambda bar: -bar.figure,
        ),
    )
    ratios = [one for one in report.outcomes if one.line.number in {"1a", "1b", "2", "3", "4"}]
    yield (
        "bare",
        "Citewire next to the least that Python can do",
        (
            "Answers a second by those of bare uvicorn (1, 2) or bare FastAPI (3, 4) with the same"
            " bytes; marks: asked, wanted"
        ),
        [_ratio(one) for one in ratios if isinstance(one, Figure)],
    )
    by_size = [load for load in report.loads if load.request.endswith((", large", ", small"))]
    yield (
        "size",
        "The time that an answer takes, by the size of the dataset",
        (
            f"Median over one connection, never asked before; large: {report.facts:,} facts,"
            f" small: {report.small:,}; less is better"
        ),
        [
            Bar(one.request, one.p50, one.p50, one.p50, _time(one.p50), "large" in one.request)
            for one in by_size
        ],
    )


def _answers(load: Load) -> Bar:
    return Bar(
        load.server,
        load.rate,
        load.slowest,
        load.fastest,
        f"{number(load.rate)} /s",
        load.server == "Citewire",
    )


def _ratio(figure: Figure) -> Bar:
    line = figure.line
    return Bar(
        f"{line.number} {line.request}",
        figure.middle,
        min(figure.rounds),
        max(figure.rounds),
        f"{number(figure.middle)} ×",
        asked=line.bound,
        wanted=line.wanted,
    )


def _time(microseconds: float) -> str:
    """In the unit that reads best."""
    if microseconds < 1000:
        return f"{microseconds:.0f} µs"
    return f"{number(microseconds / 1000)} ms"


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = (headings, ["---"] * len(headings), *rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)
