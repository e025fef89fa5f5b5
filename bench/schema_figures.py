"""How fast schemas are loaded and imported, each in a process of its own."""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from app.schema.facts import bundled
from app.schema.model import Schema
from bench.figure import Figure

RUNS = 7
LOAD = """
import time
from app.schema import facts, registry
begun = time.perf_counter()
facts.bundled().service("media")
print(time.perf_counter() - begun)
"""
IMPORT = """
import pathlib, sys, time
from app.schema import reader
from app.schema.store import SchemaStore
data = pathlib.Path(sys.argv[1]).read_bytes()
begun = time.perf_counter()
store = SchemaStore(pathlib.Path(sys.argv[2]))
store.assign("eu", store.add(reader.read(data), "bench").id)
store.registry_for("eu").service("media")
print(time.perf_counter() - begun)
"""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "KalturaClient.xml")
        file.write_text(as_xml(bundled().schema), encoding="utf-8")
        size = file.stat().st_size / 1_000_000
        imports = [_run(IMPORT, str(file), str(Path(folder, str(run)))) for run in range(RUNS)]
    loads = [_run(LOAD) for _ in range(RUNS)]
    return [
        Figure("bundled registry loads", statistics.median(loads) * 1000, 150, "ms"),
        Figure(f"import of a {size:.1f} MB schema", statistics.median(imports), 1.5, "s"),
    ]


def _run(program: str, *arguments: str) -> float:
    # The package itself would bring Flask along, which is not what is measured.
    start = (
        "import sys, types\n"
        "package = types.ModuleType('app')\n"
        "package.__path__ = ['app']\n"
        "sys.modules['app'] = package\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", start + program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    return float(done.stdout)


def as_xml(schema: Schema) -> str:
    """A KalturaClient.xml with this schema's size and shape, its sentences made up."""
    sentence = "Says what this is for, at about the length that such a sentence has."
    lines = ['<?xml version="1.0"?>', f'<xml apiVersion="{schema.version}"><enums>']
    for enum in schema.enums:
        lines.append(f'<enum name="{enum.name}" enumType="{enum.kind}">')
        lines += [f'<const name="{c.name}" value={quoteattr(c.value)}/>' for c in enum.constants]
        lines.append("</enum>")
    lines.append("</enums><classes>")
    for one in schema.classes:
        base = f' base="{one.base}"' if one.base else ""
        lines.append(f'<class name="{one.name}"{base} description="{sentence}">')
        lines += [
            f'<property name="{p.name}" type="{p.type}" readOnly="{int(p.read_only)}" '
            f'insertOnly="{int(p.insert_only)}" writeOnly="0" multiLingual="0" '
            f'description="{sentence}"'
            + (f' enumType="{p.enum_type}"' if p.enum_type else "")
            + (f' arrayType="{p.array_type}"' if p.array_type else "")
            + "/>"
            for p in one.properties
        ]
        lines.append("</class>")
    lines.append("</classes><services>")
    for service in schema.services:
        lines.append(f'<service id="{service.id}" name="{service.name}" description="{sentence}">')
        for action in service.actions:
            lines.append(
                f'<action name="{action.name}" enableInMultiRequest="1" description="{sentence}" '
                f'sessionRequired="{action.session_required}">'
            )
            lines += [
                f'<param name="{p.name}" type="{p.type}" optional="{int(p.optional)}" '
                f'description="{sentence}"/>'
                for p in action.parameters
            ]
            lines.append("<result/></action>")
        lines.append("</service>")
    lines.append("</services></xml>")
    return "\n".join(lines)
