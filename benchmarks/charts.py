"""Charts: bars as SVG, readable on light and on dark pages, with no script and no web font."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, FIGURES = 780, 250, 130
"""Of the whole, of the names on the left, and of the figures on the right, in pixels."""
TOP, ROW, BAR = 64, 34, 16
STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 16px }
  .fine { font-size: 12px; fill: #59636e }
  .figure { font-variant-numeric: tabular-nums }
  .bar { fill: #8c959f } .ours { fill: #1f5fbf }
  .spread { stroke: #1f2328; stroke-width: 1.5 }
  .asked { stroke: #bc4c00; stroke-width: 2; stroke-dasharray: 3 2 }
  .wanted { stroke: #1a7f37; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .fine { fill: #9198a1 }
    .bar { fill: #656c76 } .ours { fill: #6ea8fe }
    .spread { stroke: #e6edf3 } .asked { stroke: #f0883e } .wanted { stroke: #3fb950 }
  }
"""


@dataclass(frozen=True)
class Bar:
    """One row of a chart."""

    name: str
    figure: float
    lowest: float
    highest: float
    """How far the rounds lie apart."""
    text: str
    """The figure in words."""
    ours: bool = True
    asked: float | None = None
    wanted: float | None = None
    """Marks on the row."""


def chart(title: str, subtitle: str, bars: Sequence[Bar]) -> str:
    """The bars, from nought to the longest."""
    height = TOP + ROW * len(bars) + 8
    longest = max(max(bar.highest, bar.asked or 0, bar.wanted or 0) for bar in bars)
    rows = [line for place, bar in enumerate(bars) for line in _row(bar, place, longest)]
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
                f' width="{WIDTH}" height="{height}" role="img">'
            ),
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            f'<text class="title" x="8" y="24">{escape(title)}</text>',
            f'<text class="fine" x="8" y="44">{escape(subtitle)}</text>',
            *rows,
            "</svg>\n",
        )
    )


def _row(bar: Bar, place: int, longest: float) -> list[str]:
    """The name, the bar, its spread and marks, and the figure."""
    top = TOP + ROW * place
    middle = top + BAR / 2

    def x(value: float) -> float:
        return round(LABELS + value / longest * (WIDTH - LABELS - FIGURES), 1)

    def mark(kind: str, value: float) -> str:
        return (
            f'<line class="{kind}" x1="{x(value)}" x2="{x(value)}"'
            f' y1="{top - 5}" y2="{top + BAR + 5}"/>'
        )

    lines = [
        f'<text x="{LABELS - 10}" y="{middle + 5}" text-anchor="end">{escape(bar.name)}</text>',
        (
            f'<rect class="bar{" ours" if bar.ours else ""}" x="{LABELS}" y="{top}" rx="2"'
            f' width="{max(round(x(bar.figure) - LABELS, 1), 1)}" height="{BAR}"/>'
        ),
        (
            f'<line class="spread" x1="{x(bar.lowest)}" x2="{x(bar.highest)}"'
            f' y1="{middle}" y2="{middle}"/>'
        ),
        (
            f'<text class="figure" x="{WIDTH - 8}" y="{middle + 5}"'
            f' text-anchor="end">{escape(bar.text)}</text>'
        ),
    ]
    if bar.asked is not None:
        lines.append(mark("asked", bar.asked))
    if bar.wanted is not None:
        lines.append(mark("wanted", bar.wanted))
    return lines
