"""A schema as the KalturaClient.xml that `app.schema.reader` reads: what api_schema.php serves."""

from typing import Any

from lxml import etree

from app.schema.attributes import TABLES
from app.schema.model import Action, Parameter, Schema

# Written whatever they are, as generators of client libraries look for them.
_ALWAYS = frozenset(
    {"optional", "readOnly", "insertOnly", "enableInMultiRequest", "sessionRequired"}
)


def client_xml(schema: Schema) -> bytes:
    """The file, in UTF-8. What the schema was stripped of (descriptions) is not in it."""
    root = etree.Element("xml", apiVersion=schema.version)
    if schema.generated_at is not None:
        root.set("generatedDate", str(schema.generated_at))
    for tag, models, below in (
        ("enums", schema.enums, ("enum", "const", "constants")),
        ("classes", schema.classes, ("class", "property", "properties")),
    ):
        section = etree.SubElement(root, tag)
        for model in models:
            element = _element(section, below[0], model)
            for item in getattr(model, below[2]):
                _element(element, below[1], item)
    services = etree.SubElement(root, "services")
    for service in schema.services:
        element = _element(services, "service", service)
        for action in service.actions:
            _action(element, action)
    plugins = etree.SubElement(root, "plugins")
    for plugin in schema.plugins:
        element = _element(plugins, "plugin", plugin)
        for name in plugin.depends_on:
            etree.SubElement(element, "dependency", pluginName=name)
        _names(element, "pluginService", plugin.services)
    errors = etree.SubElement(root, "errors")
    for error in schema.errors:
        _names(_element(errors, "error", error), "parameter", error.parameters)
    configurations = etree.SubElement(root, "configurations")
    _configuration(
        configurations, "client", schema.client_configuration_type, schema.client_configuration
    )
    _configuration(
        configurations, "request", schema.request_configuration_type, schema.request_configuration
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _action(parent: etree._Element, action: Action) -> None:
    element = _element(parent, "action", action)
    for parameter in action.parameters:
        _element(element, "param", parameter)
    _element(element, "result", action.result)
    _names(element, "throws", action.throws)


def _configuration(
    parent: etree._Element, kind: str, type_name: str, parameters: tuple[Parameter, ...]
) -> None:
    group = etree.SubElement(parent, kind)
    if type_name:
        group.set("type", type_name)
    for parameter in parameters:
        del _element(group, parameter.name, parameter).attrib["name"]


def _names(parent: etree._Element, tag: str, names: tuple[str, ...]) -> None:
    for name in names:
        etree.SubElement(parent, tag, name=name)


def _element(parent: etree._Element, tag: str, model: Any) -> etree._Element:
    """The attributes that the tables read, but for those that say what goes without saying."""
    element = etree.SubElement(parent, tag)
    table = TABLES[type(model)]
    for attribute, (field, _) in table.fields.items():
        value = getattr(model, field)
        usual = type(model).__dataclass_fields__[field].default
        if value is not None and (value != usual or attribute in _ALWAYS):
            element.set(attribute, str(int(value)) if isinstance(value, bool) else str(value))
    return element
