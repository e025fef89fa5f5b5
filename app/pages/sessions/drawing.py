"""The sessions page as it is drawn: which way is open, with which forms, and what came of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from wtforms import PasswordField
from wtforms.form import BaseForm

from app.desk.ways.inspect import Inspected
from app.desk.ways.own import own_of
from app.desk.ways.result import Result
from app.desk.ways.step_view import StepView, step_view
from app.desk.ways.tokens import TokenList
from app.desk.ways.words import WAYS_BY_KEY, Way
from app.errors import BadInput
from app.pages.sessions import forms as way_forms
from app.pages.sessions.fields import number_in, text_in
from app.pages.shell.context import chosen_region, own_desk
from app.sessions.privileges import Table, table_of

FIRST = "start"
# The forms that stand on a way's page beside its own.
_BESIDE = {"token": ("token-list", "token-add"), "impersonate": ("by-ks",)}
_WAY_OF = {beside: way for way, all in _BESIDE.items() for beside in all}

_ASKS_OTP = frozenset({"MISSING_OTP", "INVALID_OTP"})


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the form that was posted.

    `revoking` is the id of a token that waits for a confirmation, `confirm` what asks before
    anything is changed, `anyway` offers to go on with privileges that cannot work.
    """

    result: Result | None = None
    tokens: TokenList | None = None
    inspected: Inspected | None = None
    revoking: str = ""
    confirm: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """What the page shows of ways; forms go by their keys, and so do the tables of privileges.

    `posted` is the key of the form that was posted, `building` that of the one whose table a person
    is at, "" if none. `steps` are those of the result, `aside` is the call for the tokens or for
    the inspector. `retype` says that a secret was typed which the page does not carry back.
    """

    way: Way
    forms: Mapping[str, BaseForm]
    tables: Mapping[str, Table]
    posted: str
    building: str
    came: Came
    steps: tuple[StepView, ...]
    aside: StepView | None
    retype: bool
    asks_otp: bool
    ways: tuple[Way, ...] = tuple(WAYS_BY_KEY.values())


def drawn(
    key: str,
    form: BaseForm | None = None,
    came: Came | None = None,
    *,
    others: Mapping[str, BaseForm] | None = None,
    building: bool = False,
) -> str:
    """The page around a form; `others` take the place of forms that stand beside it.

    What the workspace keeps is read here, after whatever has changed it.
    """
    desk, came = own_desk(), came or Came()
    own = own_of(desk)
    way = WAYS_BY_KEY.get(_WAY_OF.get(key, key), WAYS_BY_KEY[FIRST])
    given = {**(others or {}), **({key: form} if form else {})}
    region = chosen_region().id
    forms: dict[str, BaseForm] = {}
    for one in (way.key, *_BESIDE.get(way.key, ())):
        forms[one] = given.get(one) or way_forms.opened(one, own, region)
        way_forms.offer(forms[one], own)
    tables = {
        one: table_of(text_in(made, "privileges"), number_in(text_in(made, "type")))
        for one, made in forms.items()
        if "privileges" in made
    }
    steps = tuple(step_view(desk, step) for step in came.result.steps) if came.result else ()
    aside = came.tokens.step if came.tokens else came.inspected and came.inspected.asked
    shop = Shop(
        way,
        forms,
        tables,
        key if form else "",
        key if building else "",
        came,
        steps,
        step_view(desk, aside) if aside else None,
        retype=_typed_secret(form) and not (came.result and came.result.ok),
        asks_otp=request.form.get("asks_otp") == "1" or _asked_for_otp(steps),
    )
    return render_template("sessions/page.html", shop=shop, own=own)


def blame(form: BaseForm, fault: BadInput) -> None:
    """Put a fault beside the field that it names. Raises it where the form has none such."""
    if not fault.field or fault.field not in form:
        raise fault
    form[fault.field].errors = [*form[fault.field].errors, fault.sentence]


def _typed_secret(form: BaseForm | None) -> bool:
    return form is not None and any(isinstance(one, PasswordField) and one.data for one in form)


def _asked_for_otp(steps: tuple[StepView, ...]) -> bool:
    last = steps[-1].view if steps else None
    return last is not None and last.outcome.code in _ASKS_OTP
