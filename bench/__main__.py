"""`make bench`: what the console promises in numbers, measured on this machine.

Each figure is a median within this one run; the exit code is 1 where one misses its limit.
"""

import sys

from bench import console_figures, schema_figures
from bench.figure import Figure, table


def main() -> int:
    figures: list[Figure] = [*schema_figures.measure(), *console_figures.measure()]
    print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
