"""A stub of the official client library for C#: its public names, made from the registry.

How the library names things and takes values is written here a second time on purpose: as its
generated classes have it, apart from what the writers of programs say.
"""

from pathlib import Path

from app.schema.model import Action, Parameter, Property, Service
from tests.codegen.calls import REGISTRY
from tests.codegen.used import Used

RUNTIME = Path(__file__).with_name("csharp")
_PLAIN = {"int": "int", "bigint": "long", "float": "float", "bool": "bool", "string": "string"}
_UNSET = {"int": "int.MinValue", "bigint": "long.MinValue"}
_FIXED = {"event": "kevent", "params": "params_", "override": "override_"}


def write(used: Used, file: Path) -> list[Path]:
    """The generated part of the stub in one file; gives it and those of the runtime."""
    enums = "".join(_enum(name) for name in sorted(used.enums))
    types = "".join(_class(name, used) for name in sorted(used.bases.keys() - {"KalturaObject"}))
    services: dict[str, list[tuple[Service, Action]]] = {}
    for service, action in used.actions.values():
        services.setdefault(f"{_capital(service.name)}Service", []).append((service, action))
    actions = "".join(_service(name, found) for name, found in services.items())
    file.write_text(
        f"""using System.Collections.Generic;
using System.IO;
using Kaltura.Enums;
using Kaltura.Request;
using Kaltura.Types;
namespace Kaltura.Enums {{ {enums} }}
namespace Kaltura.Types {{ {types} }}
namespace Kaltura.Services {{ {actions} }}
""",
        encoding="utf-8",
    )
    return [file, *RUNTIME.glob("*.cs")]


def _enum(name: str) -> str:
    found = REGISTRY.enum(name)
    assert found is not None
    short = _short(name)
    if found.kind == "string":
        constants = "".join(
            f'public static readonly {short} {one.name} = new {short}("{one.value}");\n'
            for one in found.constants
        )
        return f"""public sealed class {short} : StringEnum {{
    {constants} private {short}(string name) : base(name) {{}}
}}
"""
    listed = ", ".join(f"{one.name} = {one.value}" for one in found.constants)
    return f"public enum {short} {{ {listed} }}\n"


def _class(name: str, used: Used) -> str:
    found = REGISTRY.object_type(name)
    assert found is not None
    base = _short(found.base) if found.base else "ObjectBase"
    own = list(used.properties.get(name, {}).values())
    made = "".join(_property(one, _short(name), "") for one in own)
    added = "".join(f'made.AddIfNotNull("{one.name}", _{one.name});\n' for one in own)
    order = f"{name.replace('Filter', 'OrderBy')}"
    ancestors = {one.name for one in REGISTRY.ancestors(name)}
    if "KalturaFilter" in ancestors and order in used.enums:
        declared = Property("orderBy", "string", enum_type=order)
        made += _property(declared, _short(name), "new ")
        added += 'made.AddIfNotNull("orderBy", _orderBy);\n'
    return f"""public class {_short(name)} : {base} {{
    {made}
    public override Params ToParams() {{
        Params made = base.ToParams();
        made["objectType"] = "{name}";
        {added} return made;
    }}
}}
"""


def _property(declared: Property, owner: str, new: str) -> str:
    name, kind = _capital(declared.name), _type(declared)
    kind = "bool?" if kind == "bool" else kind
    unset = "float.MinValue" if kind == "float" else _UNSET.get(declared.type, "null")
    if declared.type == "int" and declared.enum_type:
        unset = f"({kind})int.MinValue"
    name += "Value" if name == owner else ""
    setter = "private set" if declared.read_only else "set"
    return f"""
    private {kind} _{declared.name} = {unset};
    public {new}{kind} {name} {{
        get {{ return _{declared.name}; }}
        {setter} {{ _{declared.name} = value; }}
    }}
"""


def _service(name: str, actions: list[tuple[Service, Action]]) -> str:
    builders = "".join(_builder(*one) for one in actions)
    methods = "".join(_method(*one) for one in actions)
    return f"{builders} public class {name} {{ {methods} }}\n"


def _builder(service: Service, action: Action) -> str:
    name = f"{_capital(service.name)}{_capital(action.name)}RequestBuilder"
    added = ""
    for one in action.parameters:
        fixed = _FIXED.get(one.name, one.name)
        added += f'if (!IsMapped("{fixed}")) ' if one.type != "file" else ""
        added += (
            f'{"AddFile" if one.type == "file" else "Own.AddIfNotNull"}("{fixed}", {fixed}_);\n'
        )
    kept = "".join(
        f"private {_type(one)} {_FIXED.get(one.name, one.name)}_;\n" for one in action.parameters
    )
    taken = "".join(
        f"{fixed}_ = {fixed};\n"
        for fixed in (_FIXED.get(one.name, one.name) for one in action.parameters)
    )
    signature = ", ".join(_parameter(one, optional=False) for one in action.parameters)
    return f"""public class {name} : RequestBuilder<object> {{
    {kept}
    public {name}({signature}) : base("{service.id}", "{action.name}") {{ {taken} }}
    protected override void AddOwn() {{ {added} }}
}}
"""


def _method(service: Service, action: Action) -> str:
    name = f"{_capital(service.name)}{_capital(action.name)}RequestBuilder"
    signature = ", ".join(_parameter(one, optional=one.optional) for one in action.parameters)
    passed = ", ".join(_FIXED.get(one.name, one.name) for one in action.parameters)
    return f"""
    public static {name} {_capital(action.name)}({signature}) {{ return new {name}({passed}); }}
"""


def _parameter(parameter: Parameter, *, optional: bool) -> str:
    made = f"{_type(parameter)} {_FIXED.get(parameter.name, parameter.name)}"
    if not optional:
        return made
    default = parameter.default or "null"
    if parameter.type == "string":
        return f"{made} = null" if default == "null" else f'{made} = "{default}"'
    value = _UNSET.get(parameter.type, "null") if default == "null" else default
    if parameter.type == "int" and parameter.enum_type:
        return f"{made} = ({_short(parameter.enum_type)})({value})"
    return f"{made} = {value}"


def _type(declared: Parameter | Property) -> str:
    if declared.enum_type:
        return _short(declared.enum_type)
    match declared.type:
        case "array":
            return f"IList<{_short(declared.array_type)}>"
        case "map":
            return f"IDictionary<string, {_short(declared.array_type)}>"
        case "file":
            return "Stream"
        case found:
            return _PLAIN.get(found) or _short(found)


def _short(name: str) -> str:
    special = {"KalturaObject": "ObjectBase", "KalturaGroup": "Group_"}
    return special.get(name) or name.removeprefix("Kaltura")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
