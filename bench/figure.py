"""One measured figure and its limit."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `limit` are in `unit`; smaller is better."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        return self.value <= self.limit


def table(figures: Iterable[Figure]) -> str:
    rows = [
        (f.name, f"{f.value:.1f} {f.unit}", f"{f.limit:g} {f.unit}", "yes" if f.met else "NO")
        for f in figures
    ]
    rows.insert(0, ("figure", "measured", "at most", "met"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
