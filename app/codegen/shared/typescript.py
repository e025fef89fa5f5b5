"""What a project in TypeScript is built with."""

import json

from app.codegen.language import Library

# The tests build all examples with the same.
TOOLS = {"@types/node": "22.20.5", "typescript": "5.9.3"}
# The library asks for it, and does not bring it.
HELPERS = {"tslib": "1.14.1"}
OPTIONS: dict[str, object] = {
    "target": "es2022",
    "module": "nodenext",
    "types": ["node"],
    "strict": True,
    "skipLibCheck": True,
}


def project(library: Library | None = None) -> tuple[tuple[str, str], ...]:
    """The files of a project beside its main.ts, name and text."""
    package: dict[str, object] = {
        "private": True,
        "type": "module",
        "scripts": {"start": "tsc && node main.js"},
    }
    if library:
        package["dependencies"] = {library.name: library.version, **HELPERS}
    package["devDependencies"] = TOOLS
    if library:
        # It asks for the types of a Node.js of long ago.
        package["overrides"] = {library.name: {"@types/node": "$@types/node"}}
    configuration: dict[str, object] = {"compilerOptions": OPTIONS, "files": ["main.ts"]}
    return ("package.json", _json(package)), ("tsconfig.json", _json(configuration))


def _json(content: dict[str, object]) -> str:
    return json.dumps(content, indent=2) + "\n"
