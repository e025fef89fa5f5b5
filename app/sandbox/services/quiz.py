"""quiz, its questions and answers among the cue points, and how they are scored."""

from collections.abc import Callable
from statistics import mean

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed
from app.sandbox.generic import objects
from app.sandbox.generic.sources import edits, rows_of, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CUE_POINT, ENTRY, USER_ENTRY
from app.sandbox.pages import pdf
from app.sandbox.values import Object, Row, Served, Value, from_row

QUESTION, ANSWER = "KalturaQuestionCuePoint", "KalturaAnswerCuePoint"
_CLASS = "KalturaQuiz"
_QUIZ = "_quiz"  # of an entry: the quiz that it has
_SUBMITTED = "quiz.3"  # KalturaUserEntryStatus
_HIGHEST = 1  # KalturaScoreType
# What several attempts come to, oldest first, by KalturaScoreType.
_TOGETHER: dict[int, Callable[[list[float]], float]] = {
    _HIGHEST: max,
    2: min,
    3: lambda scores: scores[-1],
    4: lambda scores: scores[0],
    5: mean,
}
_OPEN = 3  # KalturaQuestionType: no key is right or wrong
_REFLECTION = 2


def add(context: Context, arguments: Arguments) -> Value:
    entry = _editable(context, arguments.text("entryId"))
    if entry.get(_QUIZ):
        raise ApiError("PROVIDED_ENTRY_IS_ALREADY_A_QUIZ", ENTRY_ID=entry["id"])
    fresh = {"objectType": _CLASS, **objects.fresh(context, _CLASS)}
    quiz = {**fresh, **context.shapes.insertable(arguments.sent("quiz"))}
    return _kept(context, entry, quiz)


def update(context: Context, arguments: Arguments) -> Value:
    entry = _editable(context, arguments.text("entryId"))
    quiz = _quiz(entry)
    sent = context.shapes.updatable(arguments.sent("quiz"))
    return _kept(context, entry, {**quiz, **sent, "version": quiz["version"] + 1})


def _kept(context: Context, entry: Row, quiz: Row) -> Value:
    capabilities = "quiz.quiz"
    objects.changed(context, entry, {_QUIZ: quiz, "capabilities": capabilities})
    return from_row(quiz)


def get(context: Context, arguments: Arguments) -> Value:
    return from_row(_quiz(entries.found(context, arguments.text("entryId"))))


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    ids = wanted.text("entryIdIn").split(",") if wanted and wanted.text("entryIdIn") else []
    ids += [wanted.text("entryIdEqual")] if wanted and wanted.text("entryIdEqual") else []
    found = [
        row[_QUIZ]
        for row in rows_of(context, ENTRY)
        if row.get(_QUIZ) and (not ids or row["id"] in ids)
    ]
    return listed(found, arguments.object("pager"), "KalturaQuizListResponse")


def get_url(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    if _quiz(entry).get("allowDownload") != 1:
        raise ApiError("QUIZ_CANNOT_BE_DOWNLOAD")
    path = f"/api_v3/service/quiz_quiz/action/serve/entryId/{entry['id']}"
    return f"{context.root}{path}/quizOutputType/{arguments.text('quizOutputType')}"


def serve(context: Context, arguments: Arguments) -> Value:
    """The questions on a page."""
    entry = entries.found(context, arguments.text("entryId"))
    _quiz(entry)
    lines = [row.get("question") or "" for row in _questions(context, entry["id"])]
    return Served(pdf(lines), "application/pdf")


def _quiz(entry: Row) -> Row:
    quiz: Row | None = entry.get(_QUIZ)
    if quiz is None:
        raise ApiError("PROVIDED_ENTRY_IS_NOT_A_QUIZ", ENTRY_ID=entry["id"])
    return quiz


def check_question(context: Context, entry: Row) -> None:
    """Raises ApiError PROVIDED_ENTRY_IS_NOT_A_QUIZ, INVALID_USER_ID where it is another's."""
    _quiz(entry)
    _editable(context, entry["id"])


def _editable(context: Context, entry_id: str) -> Row:
    """The entry. Raises ApiError INVALID_USER_ID where the session may not change it."""
    entry = entries.found(context, entry_id)
    if not edits(context, entry):
        raise ApiError("INVALID_USER_ID")
    return entry


def answered(context: Context, entry: Row, sent: Object) -> Row:
    """What an answer has beside what was sent: whether it is right. Raises ApiError."""
    quiz = _quiz(entry)
    question = context.objects.get(CUE_POINT, sent.text("parentId"))
    if question is None or question["objectType"] != QUESTION:
        raise ApiError("PARENT_CUE_POINT_NOT_FOUND", ID=sent.text("parentId"))
    attempt = seen(context, USER_ENTRY, sent.text("quizUserEntryId"))
    if attempt is None:
        raise ApiError("USER_ENTRY_NOT_FOUND", USER_ENTRY_ID=sent.text("quizUserEntryId"))
    if attempt["status"] == _SUBMITTED:
        raise ApiError("USER_ENTRY_QUIZ_ALREADY_SUBMITTED")
    for other in _answers(context, str(attempt["id"])):
        if other["parentId"] == question["id"]:
            raise ApiError(
                "ANSWER_ALREADY_EXISTS", PARENT_ID=question["id"], USER_ENTRY=attempt["id"]
            )
    return {**graded(question, sent.text("answerKey"), quiz), "_question": question["id"]}


def graded(question: Row, key: str, quiz: Row) -> Row:
    """Whether a key is right, and, where the quiz shows it, which keys are."""
    right = [
        str(item.get("key"))
        for item in question.get("optionalAnswers") or []
        if item.get("isCorrect") == 1
    ]
    found: Row = {"_right": int(key in right), "isCorrect": int(key in right)}
    if quiz.get("showCorrectKeyOnAnswer") == 1:
        found["correctAnswerKeys"] = [
            {"objectType": "KalturaString", "value": part} for part in right
        ]
        found["explanation"] = question.get("explanation")
    if quiz.get("showResultOnAnswer") != 1:
        del found["isCorrect"]
    return found


def submit(context: Context, arguments: Arguments) -> Value:
    """The attempt with its score, and the one that all attempts come to."""
    key = arguments.number("id")
    row = seen(context, USER_ENTRY, str(key))
    if row is None:
        raise objects.refusal(context, "USER_ENTRY_NOT_FOUND", key)
    if row["objectType"] != "KalturaQuizUserEntry":
        raise ApiError(
            "USER_ENTRY_OBJECT_TYPE_ERROR", OBJ_TYPE=row["objectType"], USER_ENTRY_ID=key
        )
    if row["status"] == _SUBMITTED:
        raise ApiError("USER_ENTRY_QUIZ_ALREADY_SUBMITTED")
    entry = entries.found(context, row["entryId"])
    quiz = _quiz(entry)
    score = _score(context, entry["id"], _answers(context, str(row["id"])))
    earlier = [
        other["score"]
        for other in context.objects.all(USER_ENTRY)
        if other["entryId"] == row["entryId"]
        and other["userId"] == row["userId"]
        and other["status"] == _SUBMITTED
    ]
    whole = _TOGETHER[quiz.get("scoreType") or _HIGHEST]([*earlier, score])
    new = {"status": _SUBMITTED, "score": score, "calculatedScore": whole}
    return from_row(objects.changed(context, row, new))


def _score(context: Context, entry_id: str, answers: list[Row]) -> float:
    """The part of the scored questions that was answered right, 0 to 1."""
    counted = [
        row["id"]
        for row in _questions(context, entry_id)
        if row.get("excludeFromScore") != 1 and row.get("questionType") not in {_OPEN, _REFLECTION}
    ]
    right = {row["parentId"] for row in answers if row.get("_right")}
    return len(right & set(counted)) / len(counted) if counted else 0.0


def attempt(context: Context, entry_id: str, user_id: str) -> Row:
    """What a new attempt has beside what was sent. Raises ApiError where no more are allowed."""
    entry = entries.found(context, entry_id)
    quiz = _quiz(entry)
    own = [
        row
        for row in context.objects.all(USER_ENTRY)
        if row["entryId"] == entry_id
        and row["userId"] == user_id
        and row["objectType"] == "KalturaQuizUserEntry"
    ]
    unfinished = any(row["status"] != _SUBMITTED for row in own)
    if unfinished or len(own) >= (quiz.get("attemptsAllowed") or 1):
        raise ApiError("QUIZ_USER_ENTRY_ALREADY_EXISTS", ENTRY_ID=entry_id)
    return {"version": len(own), "type": "quiz.QUIZ", "score": None}


def _questions(context: Context, entry_id: str) -> list[Row]:
    return [
        row
        for row in context.objects.all(CUE_POINT)
        if row["entryId"] == entry_id and row["objectType"] == QUESTION
    ]


def _answers(context: Context, attempt_id: str) -> list[Row]:
    return [
        row
        for row in context.objects.all(CUE_POINT)
        if row["objectType"] == ANSWER and str(row.get("quizUserEntryId")) == attempt_id
    ]
