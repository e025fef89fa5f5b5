"""A comparison laid out for the page: texts masked, cut, and marked where they part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from app.call.secrets.masking import MASK, mask_ks
from app.compare.differences import Comparison, Fold, Row, State
from app.compare.lists import Column, Gone
from app.compare.nodes import Fields, Items, Scalar

Mask = Callable[[str], str]

_SHOWN = 400  # characters of a value
_AROUND = 80  # characters before and after what differs, in a longer one
_LOOKED_INTO = 100_000  # characters of a value that are masked and searched for what differs
_PATH = 300  # characters


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in three pieces, of which `marked` is what differs; `note` says what it is."""

    state: State | Literal["base"]
    before: str
    marked: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A place and its cells, or `folded` values that are the same in all columns."""

    path: str
    cells: tuple[Cell, ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class _Shown:
    text: str
    note: str = ""


def lay_out(comparison: Comparison, masks: Sequence[Mask]) -> list[Line]:
    """The rows for the page; `masks` are one for each column."""

    # Steps recur in thousands of paths, and may be of any length.
    @cache
    def step(text: str) -> str:
        for mask in masks:
            text = mask(text)
        return _cut(visible(text), _PATH)

    return [
        Line("", folded=row.count) if isinstance(row, Fold) else _line(row, masks, step)
        for row in comparison.rows
    ]


def line_of_texts(name: str, raw: Sequence[str | None], shown: Sequence[str | None]) -> Line:
    """A line of plain values, None where there is none; `shown` are the same masked."""
    states = [_text_state(raw[0], other) for other in raw[1:]]
    texts = [_Shown("", "absent") if one is None else _Shown(visible(one)) for one in shown]
    return Line(_cut(name, _PATH), _cells(texts, states))


def visible(text: str) -> str:
    """The text with characters that nobody can see written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _escape(c) for c in text)


def path_text(path: Sequence[str]) -> str:
    """`objects[id=0_x].status`: the document's `result` is left out where more follows."""
    steps = path[1:] if path[0] == ".result" and path[1:] and path[1][0] == "." else path
    return "".join(steps).removeprefix(".")


def _line(row: Row, masks: Sequence[Mask], step: Mask) -> Line:
    path = path_text([step(one) for one in row.path])
    texts = [
        _shown(column, row.secret, mask) for column, mask in zip(row.columns, masks, strict=True)
    ]
    scalars = [isinstance(column, Scalar) for column in row.columns]
    kinds = [column.kind if isinstance(column, Scalar) else "" for column in row.columns]
    # The end of a path tells more than its beginning.
    path = path if len(path) <= _PATH else "…" + path[-_PATH:]
    return Line(path, _cells(texts, row.states, kinds, marks=all(scalars)))


def _shown(column: Column, secret: bool, mask: Mask) -> _Shown:
    match column:
        case None:
            return _Shown("", "absent")
        case Gone():
            return _Shown("")
        case Scalar("null"):
            return _Shown("null")
        case Scalar(_, ""):
            return _Shown("", "empty")
        case Scalar(_, text):
            text = text[:_LOOKED_INTO]
            return _Shown(visible(mask_ks(text) if secret else mask(text)))
        case Items(items):
            return _Shown("", f"list of {len(items)}")
        case Fields(members):
            count = "1 property" if len(members) == 1 else f"{len(members)} properties"
            return _Shown("", f"{_cut(mask(visible(column.type)), 60) or 'object'}, {count}")


def _cells(
    texts: Sequence[_Shown],
    states: Sequence[State],
    kinds: Sequence[str] = (),
    *,
    marks: bool = True,
) -> tuple[Cell, ...]:
    base, *others = texts
    first_changed = next(
        (one for one, state in zip(others, states, strict=True) if state == "changed"), None
    )
    cells = [_cell("base", base, first_changed if marks else None)]
    for place, (one, state) in enumerate(zip(others, states, strict=True), 1):
        if state == "changed" and one == base:
            note = _unseen(base, kinds[place] if kinds else "")
            cells[0] = replace(cells[0], note=_unseen(base, kinds[0] if kinds else ""))
            cells.append(Cell(state, _cut(one.text, _SHOWN), note=note))
        else:
            cells.append(_cell(state, one, base if marks and state == "changed" else None))
    return tuple(cells)


def _unseen(shown: _Shown, kind: str) -> str:
    """Why two values that differ look the same."""
    if MASK in shown.text:
        return "differs, masked"
    return "differs further on" if len(shown.text) >= _LOOKED_INTO else kind or shown.note


def _cell(state: State | Literal["base"], shown: _Shown, against: _Shown | None) -> Cell:
    text = shown.text
    if against is None or against.text == text:
        return Cell(state, _cut(text, _SHOWN), note=shown.note)
    start = _shared(text, against.text)
    end = _shared(text[start:][::-1], against.text[start:][::-1])
    if start + end == 0:
        return Cell(state, _cut(text, _SHOWN), note=shown.note)
    before, marked, after = text[:start], text[start : len(text) - end], text[len(text) - end :]
    if len(text) > _SHOWN:
        before = before if len(before) <= _AROUND else "…" + before[-_AROUND:]
        marked, after = _cut(marked, _SHOWN), _cut(after, _AROUND)
    return Cell(state, before, marked, after, shown.note)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with; halving, as slices are compared far faster."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _text_state(base: str | None, other: str | None) -> State:
    if base == other:
        return "same"
    return "added" if base is None else "missing" if other is None else "changed"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
