"""What a script says to people stands in a words.js, so that it can be translated."""

import re
from collections.abc import Iterator
from pathlib import Path

from pygments.lexers.javascript import JavascriptLexer

from tests.each import each

ROOT = Path(__file__).resolve().parent.parent / "static"
SCRIPTS = {
    str(file.relative_to(ROOT / "js")): file.read_text("utf-8")
    for file in sorted((ROOT / "js").rglob("*.js"))
}
WORDS = {name: text for name, text in SCRIPTS.items() if Path(name).name == "words.js"}
CLASSES = {
    name
    for file in (ROOT / "css").glob("*.css")
    for name in re.findall(r"\.(-?[a-z][\w-]*)", file.read_text("utf-8"))
}

HOLE = "…"  # what stands for ${…} in a template literal

TWO_WORDS = re.compile(r"[A-Za-z]{2,}[.,:;!?]? +[A-Za-z]{2,}")
BESIDE_A_VALUE = re.compile(rf"{HOLE} (?:[A-Za-z]{{3,}}|of)\b|\b[A-Za-z]{{3,}} {HOLE}")
A_LABEL = re.compile(r"[A-Z][a-z]+[ .:…]*")
SHOWN = re.compile(
    r"(?:(?<!const )\b(?:textContent|innerText|ariaLabel|title|placeholder|alt)\s*(?::|=(?!=))"
    r"|\"(?:aria-label|title|placeholder|alt)\"\s*[,:])[^;,{}]*$"
)
NOT_SHOWN = re.compile(
    r"(?:\b(?:closest|matches|querySelector(?:All)?)(?:\?\.)?\(|\b(?:all|one)\([\w.]+, |=== )$"
)

# What reads like a text and is none.
NO_TEXTS = {
    *("Alt", "Control", "Ctrl", "Enter", "Escape", "End", "Home", "Tab", "Meta", "Shift"),  # keys
    *("Accept", "Files"),  # a header; a kind of what is dragged
    *("noopener noreferrer", "noreferrer noopener"),
    "application/vnd.testme.answer, application/json;q=0.9",
    f"{HOLE} · TestMe",  # the product's name behind a page's title
    # What Find passes over, and what it looks for to be warm.
    "a an and by do does for from how i in is my of on or the to what which who with",
    "media list",
    f"{HOLE} kB",  # units, alike in all languages
    f"{HOLE} MB",
    f"{HOLE} Mbit/s",
    f"{HOLE} kbit/s",
    f"{HOLE} UTC",
    "nullable boolean",  # a kind that the server names
    f"sort {HOLE}",  # which part of a table's head had the focus
    f"resize {HOLE}",
    f"value {HOLE}",  # classes of the style sheet
    f"run own/{HOLE}",  # what a tab keeps a run by
    f"id {HOLE}",  # an object in a cell: the property's name and its value
}


def literals(script: str) -> Iterator[tuple[str, str]]:
    """Each string and template literal with all that stands before it."""
    open_ones: list[tuple[int, list[str]] | None] = []  # None: within ${…}
    tokens = JavascriptLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(script)
    for at, token, value in tokens:
        kind = str(token).removeprefix("Token.Literal.String.")
        inner = open_ones[-1] if open_ones else None
        if kind in {"Double", "Single"}:
            yield script[:at], value[1:-1]
        elif kind == "Interpol" and value == "${":
            open_ones.append(None)
        elif kind == "Interpol":
            open_ones.pop()
            outer = open_ones[-1]
            assert outer
            outer[1].append(HOLE)
        elif kind == "Backtick" and value == "`":
            if inner is None:
                open_ones.append((at, []))
            else:
                open_ones.pop()
                yield script[: inner[0]], "".join(inner[1])
        elif inner is not None and kind != str(token):
            inner[1].append(value)
    assert open_ones == []


def reads_like_a_text(before: str, literal: str) -> bool:
    if literal in NO_TEXTS or NOT_SHOWN.search(before) or set(literal.split()) <= CLASSES:
        return False
    if TWO_WORDS.search(literal) or BESIDE_A_VALUE.search(literal) or A_LABEL.fullmatch(literal):
        return True
    return bool(SHOWN.search(before.rpartition("\n")[2]) and re.search(r"[A-Za-z]{2,}", literal))


@each("name", [name for name in SCRIPTS if name not in WORDS])
def test_a_script_takes_what_it_says_from_its_words(name: str) -> None:
    assert [
        text for before, text in literals(SCRIPTS[name]) if reads_like_a_text(before, text)
    ] == []


@each(
    ("line", "found"),
    [
        ('say("Nothing was sent.");', ["Nothing was sent."]),
        ("say(`${done} of ${total}`);", [f"{HOLE} of {HOLE}"]),
        ('const label = `${count} ${count === 1 ? "Row" : "rows"}`;', ["Row"]),
        ('button.textContent = done ? "done" : "";', ["done"]),
        ('button.setAttribute("aria-label", "close");', ["close"]),
        ('make("p", { className: "hint progress", title: "hint" });', []),
        ('form.querySelector("input, select, textarea button");', []),
        ('one(form, "input, select, textarea button", HTMLElement);', []),
        ('if (event.key === "Escape") run(`/history/${id}`, "application/json");', []),
    ],
)
def test_what_reads_like_a_text(line: str, found: list[str]) -> None:
    assert [text for before, text in literals(line) if reads_like_a_text(before, text)] == found


def test_every_word_is_used() -> None:
    folders = {"", "answer/page/", "answer/worker/", "answer/shared/", "find/", "shortcuts/"}
    folders |= {"history/", "workshop/", "workflows/", "saved/", "runs/", "variables/"}
    assert set(WORDS) == {f"{folder}words.js" for folder in folders}
    for name, text in WORDS.items():
        readers = " ".join(
            script
            for other, script in SCRIPTS.items()
            if other not in WORDS and Path(name).parent in told_from(Path(other).parent)
        )
        assert list(unused(text, readers)) == [], name


def told_from(folder: Path) -> tuple[Path, ...]:
    """The folders whose words a script may say."""
    if folder.parent.name == "answer":
        return folder, folder.with_name("shared")
    # The verbs' words are with those of the first page, so that a press fetches one script.
    return (folder.parent if folder.name == "verbs" else folder,)


def unused(words: str, readers: str) -> Iterator[str]:
    """The paths in `words` that no script names: itself, or by a table that it is looked up in."""
    body = words.partition("export const words = {\n")[2]
    path: list[str] = []
    for line in body.splitlines()[:-1]:
        entry = re.fullmatch(r"((?:  )+)(?:\"([^\"]+)\"|(\w+)): (.*)|((?:  )+)\},", line)
        assert entry, line
        if entry[5]:
            continue
        path[len(entry[1]) // 2 - 1 :] = [entry[2] or entry[3]]
        if entry[4] == "{":
            continue
        if not any(re.search(reading, readers) for reading in readings(path)):
            yield ".".join(path)


def readings(path: list[str]) -> Iterator[str]:
    """How a script may name an entry: in full, taken out of its table, or with the whole table."""
    table, name = r"\.".join(path[:-1]), path[-1]
    yield rf"\b(?:words|shared)\.{table}\.{name}\b"
    yield rf"\{{[^{{}}]*\b{name}\b[^{{}}]*\}} = words\.{table};"
    yield rf"\bwords\.{table}\["
    yield rf"const \w+ = words\.{table};"
