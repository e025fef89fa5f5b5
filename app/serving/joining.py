"""Scripts that are loaded together, joined into one file, without any tool but this.

A page's first modules came in three waves of some twenty requests, an answer's in fifty. Each
module becomes a function of its own within the file of the first one, in the order in which they
would have run; what it exports is in one object by its path. Whoever imports such a module by its
own address (a verb, say) gets a stub that takes it from there, so that there is one of each.

It reads the few forms of import and export that our scripts have, each at the start of a line,
and imports go in one direction; tests see to both.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence

# A worker shares nothing with a page: it has what it imports in a copy of its own.
BUNDLES, WORKER = ("js/main.js", "js/answer/page/receive.js"), "js/answer/worker/worker.js"
IMPORT = re.compile(r'^import (?:(\w+) from |\{([^}]*)\} from )?"([^"]+)";$', re.MULTILINE)
# Two fifths of what was written; a text over several lines that has such a line would lose it.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
EXPORT = re.compile(r"^export (default )?((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)


def joined(scripts: Mapping[str, str]) -> dict[str, str]:
    """Each script as it is served, by its path; `scripts` are as they were written."""
    served, home = dict(scripts), dict[str, str]()
    for first in BUNDLES:
        own = [name for name in _in_order(scripts, first) if name not in home]
        home |= dict.fromkeys(own, first)
        served |= {name: _stub(scripts, name, first) for name in own}
        served[first] = _bundle(scripts, own, home) + _exports(scripts, first)
    served[WORKER] = _bundle(scripts, _in_order(scripts, WORKER), {})
    return served


def _in_order(scripts: Mapping[str, str], first: str) -> list[str]:
    """The modules that one needs, itself the last, as they run."""
    found: list[str] = []

    def visit(name: str) -> None:
        if name not in found:
            for _, _, path in IMPORT.findall(scripts[name]):
                visit(_named(name, path))
            found.append(name)

    visit(first)
    # Each stands behind what it needs, and once.
    return list(dict.fromkeys(found))


def _bundle(scripts: Mapping[str, str], own: Sequence[str], home: Mapping[str, str]) -> str:
    first = own[-1]
    others = sorted({at for name in own for at in _homes(scripts, name, home) if at != first})
    heads = [
        f'import {{ joined$ as other{number}$ }} from "{_path(at, first)}";\n'
        for number, at in enumerate(others)
    ]
    places = {first: "joined$", **{at: f"other{number}$" for number, at in enumerate(others)}}

    def module(name: str) -> str:
        def taken(found: re.Match[str]) -> str:
            default, names, path = found.groups()
            if not default and not names:
                return ""
            source = _named(name, path)
            wanted = f"default: {default}" if default else names.strip().replace(" as ", ": ")
            return f'const {{ {wanted} }} = {places[home.get(source, first)]}["{source}"];'

        body = EXPORT.sub(r"\2 \3", IMPORT.sub(taken, COMMENT.sub("", scripts[name])))
        told = ", ".join(
            f"{'default' if default else exported}: {exported}"
            for default, _, exported in EXPORT.findall(scripts[name])
        )
        return f'joined$["{name}"] = (() => {{\n{body}\nreturn {{ {told} }};\n}})();\n'

    return "".join([*heads, "export const joined$ = {};\n", *map(module, own)])


def _stub(scripts: Mapping[str, str], name: str, first: str) -> str:
    return f'import {{ joined$ }} from "{_path(first, name)}";\n' + _exports(scripts, name)


def _exports(scripts: Mapping[str, str], name: str) -> str:
    exported = EXPORT.findall(scripts[name])
    names = [one for default, _, one in exported if not default]
    text = f'export const {{ {", ".join(names)} }} = joined$["{name}"];\n' if names else ""
    has_default = any(default for default, _, _ in exported)
    return text + (f'export default joined$["{name}"].default;\n' if has_default else "")


def _homes(scripts: Mapping[str, str], name: str, home: Mapping[str, str]) -> list[str]:
    sources = (_named(name, path) for _, _, path in IMPORT.findall(scripts[name]))
    return [home[source] for source in sources if source in home]


def _named(importer: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))


def _path(to: str, importer: str) -> str:
    path = posixpath.relpath(to, posixpath.dirname(importer))
    return path if path.startswith(".") else f"./{path}"
