"""A workflow of calls that were made: what one was answered and a later one sends is carried."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.call.codec import has_files
from app.call.model import Array, Call, Map, Object, Value
from app.call.placeholders import placeholder
from app.call.variables.values import Json, written
from app.desk.desk import Desk
from app.desk.saved.answers import data_of
from app.errors import BadInput
from app.history.records import Record
from app.workflows.model import Step, Taking, Workflow, name_of

_SHORTEST = 4  # characters of a value that is taken for one that was carried from answer to call
_MOST_LOOKED_AT = 20_000  # values of one answer


def of_calls(desk: Desk, call_ids: Sequence[str], title: str = "") -> Workflow:
    """A workflow of recorded calls, in the order in which they were made.

    What a later one sends and an earlier one was answered is carried from there to here. A KS that
    is kept, or that one of them gave, is that of the run. Raises NotFound and BadInput.
    """
    records = [desk.record(one).record for one in dict.fromkeys(call_ids)]
    if not records:
        raise BadInput("Tick the calls that the workflow is to be made of.", field="id")
    records.sort(key=lambda one: one.row.sent_at)
    kept = {one.ks for one in desk.stored().kept}
    steps: list[Step] = []
    answers: list[tuple[int, dict[str, str]]] = []
    for number, record in enumerate(records):
        call = record.call
        if has_files(call):
            raise BadInput(
                f"{call.service}.{call.action} uploaded a file, and files are not kept: leave it "
                "out, and add it as a step of its own."
            )
        if call.ks in kept or any(call.ks in found for _, found in answers):
            call = replace(call, ks=None)
        call = _carried(call, answers, steps)
        step_id = name_of(f"{call.service}-{call.action}", (one.id for one in steps))
        steps.append(Step(step_id, call))
        answers.append((number, dict(_found(record))))
    called = title.strip() or ", ".join(f"{one.call.service}.{one.call.action}" for one in steps)
    return Workflow(name_of(called), called[:200], steps=tuple(steps))


def _carried(call: Call, answers: list[tuple[int, dict[str, str]]], steps: list[Step]) -> Call:
    """The call with variables where an earlier answer has the value; that step takes it."""

    def value_of(name: str, value: Value) -> Value:
        match value:
            case str():
                return _variable(name, value, answers, steps, call)
            case Object(type, fields):
                return Object(type, tuple((key, value_of(key, one)) for key, one in fields))
            case Array(items):
                return Array(tuple(value_of(name, one) for one in items))
            case Map(items):
                return Map(tuple((key, value_of(key, one)) for key, one in items))
        return value

    return replace(call, parameters=tuple((name, value_of(name, v)) for name, v in call.parameters))


def _variable(
    name: str, value: str, answers: list[tuple[int, dict[str, str]]], steps: list[Step], call: Call
) -> str:
    if len(value) < _SHORTEST or not any(character.isdigit() for character in value):
        return value
    for number, found in answers:
        if value not in found:
            continue
        step, path = steps[number], found[value]
        known = next((one for one in step.takings if one.path == path), None)
        if known is None:
            taken = {one.name for each in steps for one in each.takings}
            wanted = f"{call.service}Id" if name == "id" else name
            numbered = (f"{wanted}{count}" for count in range(2, len(taken) + 3))
            free = wanted if wanted not in taken else next(n for n in numbered if n not in taken)
            known = Taking(free, path)
            steps[number] = replace(step, takings=(*step.takings, known))
        return placeholder(known.name)
    return value


def _found(record: Record) -> Iterator[tuple[str, str]]:
    """The scalars of an answer with the path to each; of equal ones the first counts."""
    try:
        data = data_of(record)
    except BadInput:
        return
    seen: dict[str, None] = {}
    waiting: list[tuple[str, Json]] = [("$", data)]
    for _ in range(_MOST_LOOKED_AT):
        if not waiting:
            return
        path, value = waiting.pop(0)
        match value:
            case dict():
                waiting += [(path + _step(key), one) for key, one in value.items()]
            case list():
                waiting += [(f"{path}[{index}]", one) for index, one in enumerate(value)]
            case _ if (text := written(value)) and text not in seen:
                seen[text] = None
                yield text, path


def _step(name: str) -> str:
    return f".{name}" if name.isidentifier() and name.isascii() else f"[{name!r}]"
