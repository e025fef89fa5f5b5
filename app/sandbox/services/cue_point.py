"""cuePoint, annotation and userEntry: what people leave on entries."""

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import matching
from app.sandbox.generic import objects
from app.sandbox.generic.sources import editable, rows_of, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CUE_POINT, USER_ENTRY
from app.sandbox.services import quiz
from app.sandbox.values import Object, Row, Value, from_row

_ANNOTATION = "KalturaAnnotation"


def add(parameter: str, context: Context, arguments: Arguments) -> Value:
    """A new cue point of any class, which is in an argument of this name."""
    sent = arguments.sent(parameter)
    entry_id = sent.text("entryId")
    if not entry_id:
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME=f"{sent.type}::entryId")
    entry = entries.found(context, entry_id)
    start = sent.number("startTime")
    if start is not None and start < 0:
        raise ApiError("PROPERTY_VALIDATION_MIN_VALUE", PROP_NAME="startTime", MIN_VAL=0)
    given: Row = {"intId": context.objects.next_number("cue point")}
    if sent.type == quiz.QUESTION:
        quiz.check_question(context, entry)
        answers: list[Row] = context.shapes.insertable(sent).get("optionalAnswers") or []
        given["optionalAnswers"] = [
            {**item, "key": item.get("key") or str(number)}
            for number, item in enumerate(answers, 1)
        ]
    if sent.type == quiz.ANSWER:
        given |= quiz.answered(context, entry, sent)
    if sent.type == _ANNOTATION:
        given |= _below(context, sent)
    return from_row(editable(context, objects.made(context, sent, given)))


def _below(context: Context, sent: Object) -> Row:
    """The depth of an annotation below another one, which counts it."""
    key = sent.text("parentId")
    place = {"depth": 0, "childrenCount": 0, "directChildrenCount": 0}
    if key in {"", "0"}:
        return place
    parent = seen(context, CUE_POINT, key)
    if parent is None:
        raise ApiError("PARENT_ANNOTATION_NOT_FOUND", CUE_POINT_ID=key)
    depth = int(parent.get("depth") or 0) + 1
    direct = int(parent.get("directChildrenCount") or 0) + 1
    above: Row | None = {**parent, "directChildrenCount": direct}
    while above is not None:
        count = int(above.get("childrenCount") or 0) + 1
        objects.changed(context, above, {"childrenCount": count})
        above = context.objects.get(CUE_POINT, str(above.get("parentId")))
    return {**place, "depth": depth}


def _row(context: Context, arguments: Arguments) -> Row:
    key = arguments.text("id")
    if seen(context, CUE_POINT, key) is None:
        raise ApiError("INVALID_CUE_POINT_ID", ID=key)
    # As it is kept: what is seen of a question may lack its solution.
    return objects.found(context, CUE_POINT, key, "INVALID_CUE_POINT_ID")


def update(parameter: str, context: Context, arguments: Arguments) -> Value:
    row = editable(context, _row(context, arguments))
    new = context.shapes.updatable(arguments.sent(parameter))
    if row["objectType"] == quiz.ANSWER and "answerKey" in new:
        entry = entries.found(context, row["entryId"])
        question = context.objects.get(CUE_POINT, row["parentId"]) or {}
        new |= quiz.graded(question, str(new["answerKey"]), entry.get("_quiz") or {})
    return from_row(objects.changed(context, row, new))


def update_times(context: Context, arguments: Arguments) -> Value:
    row = editable(context, _row(context, arguments))
    new: Row = {"startTime": arguments.number("startTime")}
    end = arguments.number("endTime")
    if end is not None:
        new["endTime"] = end
    return from_row(objects.changed(context, row, new))


def clone(context: Context, arguments: Arguments) -> Value:
    row = _row(context, arguments)
    entry = entries.found(context, arguments.text("entryId"))
    own = {"id", "objectType", "createdAt", "updatedAt", "intId"}
    sent = {name: value for name, value in row.items() if name not in own}
    given = {"entryId": entry["id"], "copiedFrom": row["id"]}
    return from_row(objects.kept(context, row["objectType"], sent, given))


def add_user_entry(context: Context, arguments: Arguments) -> Value:
    """A quiz attempt, a bookmark, a place in the history; the user is the session's own."""
    sent = arguments.sent("userEntry")
    given: Row = {"userId": sent.text("userId") or context.user_id, "status": "1"}
    if not context.admin:
        given["userId"] = context.user_id
    if sent.type == "KalturaQuizUserEntry":
        given |= quiz.attempt(context, sent.text("entryId"), given["userId"])
    else:
        entries.found(context, sent.text("entryId"))
        own = [
            row
            for row in context.objects.all(USER_ENTRY)
            if row["objectType"] == sent.type
            and row["entryId"] == sent.text("entryId")
            and row["userId"] == given["userId"]
        ]
        if own:
            return from_row(objects.changed(context, own[0], context.shapes.insertable(sent)))
    return from_row(objects.made(context, sent, given))


def bulk_delete_user_entries(context: Context, arguments: Arguments) -> Value:
    """The answer is the number of a job that is done already."""
    for row in matching(rows_of(context, USER_ENTRY), arguments.sent("filter"), context):
        objects.removed(context, editable(context, row))
    return context.objects.next_number("job")
