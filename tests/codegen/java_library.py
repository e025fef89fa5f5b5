"""A stub of the official client library for Java: its public names, made from the registry.

How the library names things and takes values is written here a second time on purpose: as its
generated classes have it, apart from what the writers of programs say.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.schema.model import Action, Parameter, Property, Service
from tests.codegen.calls import REGISTRY
from tests.codegen.used import Used

RUNTIME = Path(__file__).with_name("java")
_PACKAGE = "com.kaltura.client"
_PLAIN = {"int": "int", "bigint": "long", "float": "double", "bool": "boolean", "string": "String"}
_BOXED = {**_PLAIN, "int": "Integer", "bigint": "Long", "float": "Double", "bool": "Boolean"}
_UNSET = {"int": "Integer.MIN_VALUE", "bigint": "Long.MIN_VALUE"}


def write(used: Used, folder: Path) -> list[Path]:
    """The generated part of the stub; gives its files and those of the runtime."""
    made = {}
    for name in used.enums - {"KalturaNullableBoolean"}:
        made[f"enums/{_short(name)}"] = _enum(name)
    for name in used.bases.keys() - {"KalturaObject"}:
        made[f"types/{_short(name)}"] = _class(name, used)
    services: dict[str, list[tuple[Service, Action]]] = {}
    for service, action in used.actions.values():
        services.setdefault(f"{_capital(service.name)}Service", []).append((service, action))
    for name, actions in services.items():
        made[f"services/{name}"] = _service(name, actions)
    files = []
    for name, source in made.items():
        file = folder / f"{name}.java"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
        files.append(file)
    return [*files, *RUNTIME.glob("*.java")]


def _enum(name: str) -> str:
    found = REGISTRY.enum(name)
    assert found is not None
    short, is_text = _short(name), found.kind == "string"
    value, boxed = ("String", "String") if is_text else ("int", "Integer")
    # The library has one constant for each value.
    constants = {one.value: one.name for one in reversed(found.constants)}
    listed = ", ".join(
        f'{constant}("{wire}")' if is_text else f"{constant}({wire})"
        for wire, constant in constants.items()
    )
    return f"""package {_PACKAGE}.enums;
public enum {short} implements EnumAs{"String" if is_text else "Int"} {{
    {listed};
    private final {value} value;
    {short}({value} value) {{ this.value = value; }}
    public {value} getValue() {{ return value; }}
    public static {short} get({boxed} value) {{
        for ({short} one : values()) {{
            if (value.equals(one.value)) {{ return one; }}
        }}
        return values()[0];
    }}
}}
"""


def _class(name: str, used: Used) -> str:
    found = REGISTRY.object_type(name)
    assert found is not None
    own = used.properties.get(name, {}).values()
    base = _short(found.base) if found.base else "ObjectBase"
    kind = "abstract class" if found.abstract else "class"
    return f"""package {_PACKAGE}.types;
import {_PACKAGE}.Params;
import {_PACKAGE}.enums.*;
import java.util.*;
public {kind} {_short(name)} extends {base} {{
    private final Params own = new Params();
    {"".join(_property(one) for one in own if not one.read_only)}
    public Params toParams() {{
        Params made = super.toParams();
        made.put("objectType", "{name}");
        made.putAll(own);
        return made;
    }}
}}
"""


def _property(declared: Property) -> str:
    name, kind = declared.name, _type(declared, _BOXED)
    made = f"""
    private {kind} {name}_;
    public {kind} get{_capital(name)}() {{ return {name}_; }}
    public void set{_capital(name)}({kind} value) {{
        {name}_ = value;
        own.add("{name}", value);
    }}"""
    if declared.type in _PLAIN:
        made += f'\n    public void {name}(String text) {{ setToken("{name}", text); }}'
    return made


def _service(name: str, actions: list[tuple[Service, Action]]) -> str:
    return f"""package {_PACKAGE}.services;
import {_PACKAGE}.FileHolder;
import {_PACKAGE}.enums.*;
import {_PACKAGE}.types.*;
import {_PACKAGE}.utils.request.RequestBuilder;
import java.io.File;
import java.util.*;
public class {name} {{
{"".join(_action(*one) for one in actions)}
}}
"""


def _action(service: Service, action: Action) -> str:
    builder = f"{_capital(action.name)}{_capital(service.name)}Builder"
    added = "".join(
        f'{"files.put" if one.type == "file" else "params.add"}("{one.name}", {one.name}); '
        for one in action.parameters
    )
    texts = "".join(
        f'\n        public void {one.name}(String text) {{ params.add("{one.name}", text); }}'
        for one in action.parameters
        if one.type in _PLAIN
    )
    return f"""
    public static class {builder} extends RequestBuilder<Object, Object, {builder}> {{
        public {builder}({_signature(action.parameters)}) {{
            super(Object.class, "{service.id}", "{action.name}");
            {added}
        }}{texts}
    }}
    {"".join(_overloads(builder, action))}"""


def _overloads(builder: str, action: Action) -> Iterator[str]:
    """With all parameters, without the last optional one, and so on; and each with a File."""
    mandatory = sum(not one.optional for one in action.parameters)
    for count in range(mandatory, len(action.parameters) + 1):
        given, rest = action.parameters[:count], action.parameters[count : count + 1]
        names = [one.name for one in given]
        files = any(one.type == "file" for one in given)
        for file in ("FileHolder", "File") if files else ("FileHolder",):
            values = [
                f"new FileHolder({one.name})" if one.type == "file" and file == "File" else one.name
                for one in given
            ]
            whole = count == len(action.parameters)
            target = action.name if not whole or file == "File" else f"new {builder}"
            passed = ", ".join(
                [*(values if target == action.name else names), *map(_default, rest)]
            )
            yield f"""
    public static {builder} {action.name}({_signature(given, file)}) {{
        return {target}({passed});
    }}"""


def _default(parameter: Parameter) -> str:
    default = parameter.default or "null"
    if parameter.type == "string":
        return "null" if default == "null" else f'"{default}"'
    kind = "bigint" if parameter.is_time else parameter.type
    value = _UNSET.get(kind, "null") if default == "null" else default
    if parameter.type == "int" and parameter.enum_type:
        return f"{_short(parameter.enum_type)}.get({value})"
    return value


def _signature(parameters: Iterable[Parameter], file: str = "FileHolder") -> str:
    return ", ".join(f"{_type(one, {**_PLAIN, 'file': file})} {one.name}" for one in parameters)


def _type(declared: Parameter | Property, plain: dict[str, str]) -> str:
    if declared.is_time:
        return plain["bigint"]
    if declared.enum_type:
        return _short(declared.enum_type)
    match declared.type:
        case "array":
            return f"List<{_short(declared.array_type)}>"
        case "map":
            return f"Map<String, {_short(declared.array_type)}>"
        case found:
            return plain.get(found) or _short(found)


def _short(name: str) -> str:
    special = {
        "KalturaNullableBoolean": "Boolean",
        "KalturaString": "StringHolder",
        "KalturaObject": "ObjectBase",
    }
    return special.get(name) or name.removeprefix("Kaltura")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
