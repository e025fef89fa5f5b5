"""`make bench`: what the console promises in numbers, measured on this machine.

Each figure is a median within this one run; the exit code is 1 where one misses its limit.
"""

import sys

from bench import (
    answer_figures,
    api_docs_figures,
    code_panel_figures,
    codegen_figures,
    console_figures,
    find_figures,
    form_figures,
    frame_figures,
    history_figures,
    masking_figures,
    row_run_figures,
    row_run_page_figures,
    rows_figures,
    sandbox_figures,
    saved_figures,
    schema_figures,
    upload_figures,
    waiting_figures,
)
from bench.figure import table


def main() -> int:
    rooms = (
        schema_figures,
        console_figures,
        form_figures,
        frame_figures,
        history_figures,
        saved_figures,
        upload_figures,
        masking_figures,
        answer_figures,
        codegen_figures,
        code_panel_figures,
        api_docs_figures,
        find_figures,
        rows_figures,
        row_run_figures,
        row_run_page_figures,
        sandbox_figures,
        waiting_figures,
    )
    figures = []
    for room in rooms:
        print(f"{room.__name__} …", file=sys.stderr, flush=True)
        figures += room.measure()
    print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
