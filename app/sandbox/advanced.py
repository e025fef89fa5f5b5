"""`advancedSearch`: operators over conditions on attributes, custom metadata and what hangs on
an entry. A class that is not known here fits every row."""

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from lxml import etree

from app.sandbox.context import Context
from app.sandbox.incoming.scalars import real
from app.sandbox.values import Object, Row
from app.schema.hardened import UNTRUSTED

Fits: TypeAlias = Callable[[Row], bool]
_AND = 1  # KalturaSearchOperatorType
# KalturaSearchConditionComparison
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "1": operator.eq,
    "2": operator.gt,
    "3": operator.ge,
    "4": operator.lt,
    "5": operator.le,
    "6": operator.ne,
}
METADATA = "KalturaMetadata"


def test(item: Object, context: Context) -> Fits:
    """Whether a row fits a search item."""
    kind = item.type
    if kind == "KalturaMetadataSearchItem":
        return _metadata(item, context)
    if kind == "KalturaSearchOperator":
        return _joined(item, [test(part, context) for part in _items(item)])
    if "AttributeCondition" in kind:
        return _condition(item, lambda row: [row.get(item.text("attribute"))])
    if item.get("field") is not None:
        return _condition(item, lambda row: [row.get(_name(item.text("field")))])
    if kind == "KalturaCategoryEntryAdvancedFilter":
        return _in_category(item, context)
    if kind == "KalturaCategoryUserAdvancedFilter":
        return _with_member(item, context)
    if kind == "KalturaEntryCaptionAdvancedFilter":
        return _captioned(item, context)
    if kind == "KalturaQuizAdvancedFilter":
        wanted = item.number("isQuiz") == 1
        return lambda row: bool(row.get("_quiz")) == wanted
    return bool


def xml_values(xml: str) -> dict[str, list[str]]:
    """The texts of a metadata document by the name of their element."""
    found: dict[str, list[str]] = {}
    try:
        document = etree.fromstring(xml.encode(), etree.XMLParser(**UNTRUSTED))
    except etree.XMLSyntaxError:
        return found
    for element in document.iter(etree.Element):
        name = etree.QName(element).localname
        found.setdefault(name, []).append("".join(str(part) for part in element.itertext()).strip())
    return found


def number(value: Any) -> float:
    """A value as a number, as leniently as the real server: 0 where it is none."""
    return float(value) if isinstance(value, int | float) else real(str(value))


def _joined(item: Object, tests: list[Fits]) -> Fits:
    """What fits all or any of the tests, as the operator says."""
    join = all if item.number("type") in {_AND, None} else any
    return lambda row: join(fits(row) for fits in tests)


def _metadata(item: Object, context: Context) -> Fits:
    profile = item.number("metadataProfileId")
    values = {
        row["objectId"]: xml_values(row.get("xml") or "")
        for row in context.objects.all(METADATA)
        if profile in {None, row["metadataProfileId"]}
    }
    return _joined(item, [_of_metadata(part, values) for part in _items(item)])


def _of_metadata(item: Object, values: dict[str, dict[str, list[str]]]) -> Fits:
    if item.get("items"):
        return _joined(item, [_of_metadata(part, values) for part in _items(item)])
    name = _name(item.text("field"))
    return _condition(item, lambda row: values.get(str(row["id"]), {}).get(name, []))


def _condition(item: Object, read: Callable[[Row], list[Any]]) -> Fits:
    wanted, comparison = item.text("value"), item.text("comparison")
    negated = bool(item.get("not"))

    def fits(row: Row) -> bool:
        found = [value for value in read(row) if value is not None]
        if comparison in _COMPARED:
            compare = _COMPARED[comparison]
            return any(compare(number(value), number(wanted)) for value in found)
        return any(_same(value, wanted) for value in found) != negated

    return fits


def _same(value: Any, wanted: str) -> bool:
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if wanted.startswith("*") or wanted.endswith("*"):
        return wanted.strip("*").casefold() in text.casefold()
    if text.casefold() == wanted.casefold():
        return True
    return wanted.casefold() in {part.strip().casefold() for part in text.split(",")}


def _in_category(item: Object, context: Context) -> Fits:
    category, statuses = item.text("categoryIdEqual"), item.text("categoryEntryStatusIn")
    wanted = {part.strip() for part in item.text("categoriesMatchOr").split(",") if part.strip()}
    allowed = {part.strip() for part in statuses.split(",") if part.strip()} or {"2"}
    names = {row["id"]: row["fullName"] for row in context.objects.all("KalturaCategory")}
    entries = {
        row["entryId"]
        for row in context.objects.all("KalturaCategoryEntry")
        if str(row["status"]) in allowed
        and (not category or str(row["categoryId"]) == category)
        and (not wanted or names.get(row["categoryId"]) in wanted)
    }
    return lambda row: row["id"] in entries


def _with_member(item: Object, context: Context) -> Fits:
    members = {part.strip() for part in item.text("memberIdIn").split(",") if part.strip()}
    members |= {item.text("memberIdEq")} - {""}
    categories = {
        row["categoryId"]
        for row in context.objects.all("KalturaCategoryUser")
        if not members or row["userId"] in members
    }
    return lambda row: row["id"] in categories


def _captioned(item: Object, context: Context) -> Fits:
    language = item.text("language")
    entries = {
        row["entryId"]
        for row in context.objects.all("KalturaAsset")
        if row["objectType"] == "KalturaCaptionAsset"
        and (not language or row.get("language") == language)
    }
    wanted = item.number("hasCaption") != 0
    return lambda row: (row["id"] in entries) == wanted


def _items(item: Object) -> list[Object]:
    items = item.get("items")
    return [part for part in items if isinstance(part, Object)] if isinstance(items, list) else []


def _name(field: str) -> str:
    """The element that an XPath of local names ends in, or the property that is named."""
    return (
        field.rsplit("local-name()='", 1)[-1].split("'", maxsplit=1)[0]
        if "local-name()" in field
        else field
    )
