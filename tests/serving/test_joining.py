"""Scripts joined: as they were written, in fewer files."""

import posixpath
import re

from app.serving.assets import STATIC, files
from app.serving.joining import BUNDLES, COMMENT, EXPORT, IMPORT, WORKER, joined
from tests.each import each

WRITTEN = {str(file.relative_to(STATIC)): file.read_text("utf-8") for file in STATIC.rglob("*.js")}
SERVED = {name: files()[name].decode() for name in WRITTEN}
MODULE = re.compile(r'^joined\$\["([^"]+)"\] = ', re.MULTILINE)


def exported(text: str) -> set[str]:
    own = {"default" if default else name for default, _, name in EXPORT.findall(text)}
    for names in re.findall(r"^export const \{ ([^}]*) \} = ", text, re.MULTILINE):
        own |= set(names.split(", "))
    if re.search(r"^export default joined", text, re.MULTILINE):
        own.add("default")
    return own - {"joined$"}


def test_every_import_and_export_has_a_form_that_is_read() -> None:
    for name in {name for first in (*BUNDLES, WORKER) for name in MODULE.findall(SERVED[first])}:
        lines = re.findall(r"^(?:import|export)\b.*", WRITTEN[name], re.MULTILINE)
        assert lines == [one for one in lines if IMPORT.match(one) or EXPORT.match(one)], name


@each("name", sorted(WRITTEN))
def test_each_script_gives_what_it_gave(name: str) -> None:
    if name != WORKER:
        assert exported(SERVED[name]) >= exported(WRITTEN[name])


@each("first", [*BUNDLES, WORKER])
def test_each_module_stands_once_and_behind_what_it_needs(first: str) -> None:
    order = MODULE.findall(SERVED[first])
    assert order[-1] == first
    assert len(set(order)) == len(order) > 10
    for at, name in enumerate(order):
        for _, _, path in IMPORT.findall(WRITTEN[name]):
            source = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            elsewhere = f'["{source}"];' in SERVED[first] and source not in order
            assert elsewhere or source in order[:at], (name, source)


@each("first", [*BUNDLES, WORKER])
def test_what_is_fetched_later_is_beside_the_joined_file(first: str) -> None:
    for name in MODULE.findall(SERVED[first]):
        if re.search(r"[^{]import\(|import\.meta", WRITTEN[name].replace("{import(", "")):
            assert posixpath.dirname(name) == posixpath.dirname(first), name


@each("name", sorted(WRITTEN))
def test_what_is_left_out_as_a_comment_stands_in_no_text_of_several_lines(name: str) -> None:
    kept = COMMENT.split(WRITTEN[name])
    assert all("".join(kept[:at]).count("`") % 2 == 0 for at in range(1, len(kept)))


def test_comments_are_written_and_not_served() -> None:
    assert not re.search(
        r"^\s*//", "".join(SERVED[first] for first in (*BUNDLES, WORKER)), re.MULTILINE
    )
    written = (
        "a(); // one\n  // two\n/** three\n * four\n */\n/** @type {B} */ (b)();\n/** five */\n"
    )
    assert COMMENT.sub("", written) == "a(); // one\n/** @type {B} */ (b)();\n"


def test_a_worker_takes_nothing_from_a_page() -> None:
    assert not re.search(r"^import ", SERVED[WORKER], re.MULTILINE)


def test_what_is_taken_under_another_name_and_what_is_the_default() -> None:
    scripts = {
        "js/main.js": 'import { a as b } from "./one.js";\nimport "./two.js";\nb();\n',
        "js/one.js": "export function a() {}\nexport const c = 1;\n",
        "js/two.js": "",
        "js/answer/page/receive.js": 'import Two from "./two.js";\n'
        'import { c } from "../../one.js";\n',
        "js/answer/page/two.js": "export default class Two {}\n",
        WORKER: "",
    }
    served = joined(scripts)
    assert 'const { a: b } = joined$["js/one.js"];' in served["js/main.js"]
    assert served["js/one.js"] == (
        'import { joined$ } from "./main.js";\nexport const { a, c } = joined$["js/one.js"];\n'
    )
    receive = served["js/answer/page/receive.js"]
    assert 'const { default: Two } = joined$["js/answer/page/two.js"];' in receive
    assert 'const { c } = other0$["js/one.js"];' in receive
    assert 'import { joined$ as other0$ } from "../../main.js";' in receive
