"""The sessions page as it is drawn: which way is open, with which forms, and what came of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template, request
from wtforms import Form
from wtforms.form import BaseForm

from app.desk.ways.inspect import Inspected
from app.desk.ways.profiles import Profile, profile, profiles
from app.desk.ways.result import Result
from app.desk.ways.tokens import TokenList
from app.errors import BadInput
from app.pages.sessions import forms as way_forms
from app.pages.sessions.builder import Builder, builder_for
from app.pages.sessions.way_words import WAYS_BY_KEY, Way

FIRST = "start"
# The forms that stand on a way's page beside its own.
_BESIDE = {"token": ("token-list", "token-add"), "impersonate": ("by-ks",)}
WAY_OF = {beside: way for way, all in _BESIDE.items() for beside in all}

_ASKS_OTP = frozenset({"MISSING_OTP", "INVALID_OTP"})


@dataclass(frozen=True, slots=True)
class Shop:
    """What the page shows of ways; `posted` is the key of the form that was posted, "" if none.

    `confirm` asks before a call changes something; `anyway` offers to go on with privileges
    that cannot work; `retype` says that a secret was typed which the page does not carry back.
    """

    way: Way
    forms: Mapping[str, BaseForm]
    builders: Mapping[str, Builder]
    profiles: tuple[Profile, ...]
    posted: str = ""
    result: Result | None = None
    tokens: TokenList | None = None
    inspected: Inspected | None = None
    confirm: str = ""
    anyway: bool = False
    retype: bool = False
    ways: tuple[Way, ...] = field(default=tuple(WAYS_BY_KEY.values()))

    @property
    def asks_otp(self) -> bool:
        """Whether the login asked for a one-time password, this time or before."""
        last = self.result.steps[-1].view if self.result and self.result.steps else None
        asked = last is not None and last.outcome.code in _ASKS_OTP
        return asked or request.form.get("asks_otp") == "1"

    def profile_of(self, key: str) -> Profile | None:
        chosen = self.forms[key]._fields.get("account")
        return profile(str(chosen.data)) if chosen and chosen.data else None


def opened() -> Shop:
    """The page as a link opens it: `?way=` names the way."""
    return shop_of(request.args.get("way", FIRST))


def shop_of(
    key: str,
    form: BaseForm | None = None,
    *,
    others: Mapping[str, BaseForm] | None = None,
    building: bool = False,
    result: Result | None = None,
    tokens: TokenList | None = None,
    inspected: Inspected | None = None,
    confirm: str = "",
    anyway: bool = False,
) -> Shop:
    """The page around a form; `others` take the place of forms that stand beside it."""
    way = WAYS_BY_KEY.get(WAY_OF.get(key, key), WAYS_BY_KEY[FIRST])
    keys = (way.key, *_BESIDE.get(way.key, ()))
    given = {**(others or {}), **({key: form} if form else {})}
    forms = {one: given.get(one) or way_forms.opened(one) for one in keys}
    builders = {one: _builder(forms[one], building and one == key) for one in keys}
    typed = form is not None and any(
        one.type == "PasswordField" and one.data for one in form._fields.values()
    )
    return Shop(
        way,
        forms,
        {one: built for one, built in builders.items() if built},
        profiles(),
        key if form else "",
        result,
        tokens,
        inspected,
        confirm,
        anyway,
        retype=typed and not (result and result.ok),
    )


def drawn(shop: Shop) -> str:
    return render_template("sessions/page.html", shop=shop)


def blame(form: Form, fault: BadInput) -> None:
    """Put a fault beside the field that it names. Raises it where the form has none such."""
    name = {"expiry": "lasts", "hashType": "hash_type"}.get(fault.field or "", fault.field)
    if not name or name not in form._fields:
        raise fault
    form[name].errors = [*form[name].errors, fault.sentence]


def _builder(form: BaseForm, open: bool) -> Builder | None:
    text = form._fields.get("privileges")
    if text is None:
        return None
    session_type = form._fields.get("type")
    return builder_for(
        str(text.data or ""), str(session_type.data) if session_type else None, open=open
    )
