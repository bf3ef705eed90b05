"""Samples to figures, and figures to a table."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Line:
    """One line of the table: samples by column, and what the ratio is taken to."""

    title: str
    unit: str
    goal: float
    samples: dict
    # Columns whose ratio is given, and those of which the least median is what they are divided by.
    subjects: list = field(default_factory=list)
    bases: list = field(default_factory=list)
    # A column whose median is taken off both first: the ratio is of what comes on top of it.
    floor: str = ""

    def median(self, column):
        return statistics.median(self.samples[column])

    def ratios(self):
        floor = self.median(self.floor) if self.floor else 0
        bases = [self.median(name) - floor for name in self.bases if name in self.samples]
        if not bases or min(bases) <= 0:
            return {}
        return {name: (self.median(name) - floor) / min(bases) for name in self.subjects if name in self.samples}


def cell_text(values):
    """Median, least and most: three figures that matter."""
    middle = statistics.median(values)
    digits = 0 if middle >= 1000 else 1 if middle >= 100 else 2
    return f"{middle:.{digits}f} [{min(values):.{digits}f} {max(values):.{digits}f}]"


def ratio_text(line):
    ratios = line.ratios()
    if not ratios:
        return "-"
    return " ".join(f"{value:.2f}" for value in ratios.values())


def render(lines):
    """The table as aligned text: median [least most] by proxy, the ratio, the goal."""
    columns = []
    for line in lines:
        columns += [name for name in line.samples if name not in columns]
    rows = [["", "unit", *columns, "ratio", "goal"]]
    for line in lines:
        cells = [cell_text(line.samples[name]) if name in line.samples else "" for name in columns]
        rows.append([line.title, line.unit, *cells, ratio_text(line), f"≤ {line.goal:.2f}"])
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
