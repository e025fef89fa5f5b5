"""What a field can be given: the variables that are known there, what filters make of one, and what
a text with them becomes.

Each takes where the field is: `region`, the KS `kept`, and in `saved` the request, or the workflow
and step, as the console's form has it; `run` is a run of that workflow. Secrets are masked.
"""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.call.secrets.masking import MASK
from app.call.variables.built_in import LISTED
from app.call.variables.scope import Scope
from app.call.variables.words import FILTERS
from app.desk.running.known import Known, given_by, known_at, of_a_row
from app.desk.saved.variables import LONGEST
from app.pages.shell.context import own_desk
from app.schema.registry import Registry

SHOWN = 200  # characters of a value

blueprint = Blueprint("picking", __name__, url_prefix="/variables")


@blueprint.post("/filled-in")
def filled_in() -> ResponseReturnValue:
    """What `text` becomes: {"text", "used": [{"name", "whence"}], "faults": [a sentence each]}.

    `later` has the sentences of what only a run gives a value, where nothing else is at fault.
    """
    here, _ = _here()
    filled = here.scope.fill(request.form.get("text", "")[:LONGEST])
    text = MASK if filled.secrets else filled.text
    used = [{"name": one.name, "whence": one.whence} for one in filled.used]
    faults = list(filled.faults.values())
    names = [one.partition(".")[0] for one in filled.open]
    later = [here.later[one] for one in names if one in here.later]
    if len(later) == len(faults):
        faults = []
    return jsonify(text=text[:500], used=used, faults=faults, later=[] if faults else later)


@blueprint.post("/known")
def known() -> ResponseReturnValue:
    """{"variables": [{"name", "value", "whence", "fault"}], "given": …}, in the order of a list.

    `value` is None where it has none, and `fault` says why. `given` are those of earlier steps, see
    `Given`; `takes` is the class that the field takes ids of.
    """
    here, registry = _here()
    offered = list(given_by(registry, here, request.form.get("takes", "")))
    taken = {one.name for one in offered if one.taken}
    values = (one for one in here.scope.variables if one.name not in taken)
    names = of_a_row(own_desk(), registry, here) + (["item"] if here.item else [])
    found = [{"name": one, "value": None, "whence": "each row", "fault": ""} for one in names]
    found += [_told(here.scope, one.name, one.whence) for one in values]
    found += [
        {"name": one, "value": None, "whence": "the workflow", "fault": here.later[one]}
        for one in here.asked
    ]
    found += [_told(here.scope, name, about) for name, about in LISTED.items()]
    given = [
        {
            **{"name": one.name, "step": one.step, "path": one.path},
            **{"taken": one.taken, "fits": one.fits},
            "value": _value(here.scope, one.name)[0] if one.taken else None,
        }
        for one in offered
    ]
    return jsonify(variables=found, given=given)


@blueprint.post("/filters")
def filters() -> ResponseReturnValue:
    """What each filter makes of the variable `name`: [{"name", "about", "given", "value"}].

    One that can do nothing with its value is left out; where it has none yet, none is.
    """
    here, _ = _here()
    name = request.form.get("name", "")
    has_value = here.scope.find(name) is not None
    found = []
    for filter, words in FILTERS.items():
        given = f"({words.given})" if words.given else ""
        value, _ = _value(here.scope, f"{name} | {filter}{given}")
        if value is not None or not has_value:
            told = {"name": filter, "about": words.about, "given": words.given, "value": value}
            found.append(told)
    return jsonify(filters=found)


def _here() -> tuple[Known, Registry]:
    desk, given = own_desk(), request.form
    place = desk.place(given.get("region", "")).using(given.get("kept", ""))
    known = known_at(desk, place, given.get("saved", ""), given.get("run", ""))
    return known, place.registry


def _told(scope: Scope, name: str, whence: str) -> dict[str, Any]:
    value, fault = _value(scope, name)
    return {"name": name, "value": value, "whence": whence, "fault": fault}


def _value(scope: Scope, expression: str) -> tuple[str | None, str]:
    """What an expression comes to, masked where it is of a secret; None where it has no value, and
    why."""
    filled = scope.fill(f"{{{{{expression}}}}}")
    if filled.faults:
        return None, next(iter(filled.faults.values()))
    return MASK if filled.secrets else filled.text[:SHOWN], ""
