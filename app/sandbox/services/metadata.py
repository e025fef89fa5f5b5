"""metadata and metadataProfile: XML checked against the profile's XML Schema."""

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.generic import objects
from app.sandbox.generic.sources import METADATA_KINDS, editable, rows_of, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import METADATA, METADATA_PROFILE
from app.sandbox.services.metadata_xml import check_schema, check_xml, fields_of
from app.sandbox.services.metadata_xml import sent_text as _text
from app.sandbox.values import VOID, Object, Row, Served, Value, from_row


def add_profile(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("metadataProfile")
    xsd = _text(arguments, "xsdData", "xsdFile")
    check_schema(context, xsd)
    given = {"xsd": xsd, "views": _text(arguments, "viewsData", "viewsFile") or None}
    return from_row(objects.made(context, sent, given))


def update_profile(context: Context, arguments: Arguments) -> Value:
    row = _profile(context, arguments.number("id"))
    sent = arguments.object("metadataProfile")
    new = context.shapes.updatable(sent) if sent else {}
    xsd = _text(arguments, "xsdData", "xsdFile")
    if xsd and xsd != row["xsd"]:
        check_schema(context, xsd)
        new |= {"xsd": xsd, "version": row["version"] + 1, "_older": {**row.get("_older", {})}}
        new["_older"][str(row["version"])] = row["xsd"]
    views = _text(arguments, "viewsData", "viewsFile")
    if views:
        new["views"] = views
    xslt = _text(arguments, "", "xsltFile")
    if xslt:
        new["xslt"] = xslt
    return from_row(objects.changed(context, row, new))


def revert_profile(context: Context, arguments: Arguments) -> Value:
    row, version = _profile(context, arguments.number("id")), arguments.text("toVersion")
    older = row.get("_older", {})
    if version not in older:
        raise ApiError("METADATA_FILE_NOT_FOUND", FILE_NAME=version)
    new = {"xsd": older[version], "version": row["version"] + 1}
    return from_row(objects.changed(context, row, new))


def list_fields(context: Context, arguments: Arguments) -> Value:
    row = _profile(context, arguments.number("metadataProfileId"))
    found = fields_of(row["xsd"])
    return listed(found, None, "KalturaMetadataProfileFieldListResponse")


def serve_profile(context: Context, arguments: Arguments) -> Value:
    return Served(_profile(context, arguments.number("id"))["xsd"].encode())


def serve_views(context: Context, arguments: Arguments) -> Value:
    views = _profile(context, arguments.number("id")).get("views")
    if not views:
        raise ApiError("FILE_DOESNT_EXIST")
    return Served(views.encode())


def add(context: Context, arguments: Arguments) -> Value:
    profile = _profile(context, arguments.number("metadataProfileId"))
    kind, key = arguments.text("objectType"), arguments.text("objectId")
    if kind != profile["metadataObjectType"]:
        code = "INCOMPATIBLE_METADATA_PROFILE_OBJECT_TYPE"
        raise objects.refusal(context, code, kind, profile["metadataObjectType"])
    if kind in METADATA_KINDS and context.objects.get(METADATA_KINDS[kind], key) is None:
        raise ApiError("INVALID_OBJECT_ID", ID=key)
    for other in context.objects.all(METADATA):
        if other["objectId"] == key and other["metadataProfileId"] == profile["id"]:
            raise ApiError("METADATA_ALREADY_EXISTS", ID=other["id"])
    xml = _text(arguments, "xmlData", "xmlFile")
    check_xml(context, xml, profile["xsd"])
    given = {
        "metadataProfileId": profile["id"],
        "metadataProfileVersion": profile["version"],
        "metadataObjectType": kind,
        "objectId": key,
        "version": 1,
        "xml": xml,
    }
    row = objects.kept(context, METADATA, {}, given)
    if seen(context, METADATA, str(row["id"])) is None:
        raise ApiError("INVALID_OBJECT_ID", ID=key)
    return from_row(editable(context, row))


def update(context: Context, arguments: Arguments) -> Value:
    row = editable(context, _metadata(context, arguments))
    asked = arguments.number("version")
    if asked is not None and asked != row["version"]:
        raise objects.refusal(context, "INVALID_METADATA_VERSION", row["version"])
    xml = _text(arguments, "xmlData", "xmlFile")
    if not xml:
        return from_row(row)
    profile = _profile(context, row["metadataProfileId"])
    check_xml(context, xml, profile["xsd"])
    new = {"xml": xml, "version": row["version"] + 1, "status": 1}
    new["metadataProfileVersion"] = profile["version"]
    return from_row(objects.changed(context, row, new))


def invalidate(context: Context, arguments: Arguments) -> Value:
    objects.changed(context, _metadata(context, arguments), {"status": 2})
    return VOID


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    rows = rows_of(context, METADATA)
    fields = dict(wanted.fields) if wanted else {}
    if fields.get("metadataObjectTypeEqual") is None:
        # Entries are meant where nothing is said.
        fields["metadataObjectTypeEqual"] = "1"
    if fields.get("metadataProfileIdEqual") is not None or fields.get("idEqual") is not None:
        fields.pop("metadataObjectTypeEqual")
    found = ordered(matching(rows, Object("KalturaMetadataFilter", fields), context), wanted)
    return listed(found, arguments.object("pager"), "KalturaMetadataListResponse")


def serve(context: Context, arguments: Arguments) -> Value:
    return Served(_metadata(context, arguments)["xml"].encode())


def _metadata(context: Context, arguments: Arguments) -> Row:
    key = arguments.number("id")
    row = seen(context, METADATA, str(key))
    if row is None:
        raise objects.refusal(context, "METADATA_NOT_FOUND", key)
    return row


def _profile(context: Context, key: int | None) -> Row:
    return objects.found(context, METADATA_PROFILE, key, "METADATA_PROFILE_NOT_FOUND")
