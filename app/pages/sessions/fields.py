"""The fields of the sessions page's forms, and how a form that is filled in becomes a request.

Secrets are never drawn again; where an account may stand behind one, it may be left empty.
"""

import re
import time
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from wtforms import BooleanField, Field, PasswordField, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.errors import BadInput
from app.sessions.ks import TYPE_NAMES, USER
from app.sessions.lifetime import seconds_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Request = TypeVar("_Request", bound="DataclassInstance")

_LONGEST = 4096  # characters of any text
_TYPES = {str(number): name for number, name in TYPE_NAMES.items()}


class Lifetime(StringField):
    """A length of time in people's units; `number` are its seconds, None where it is empty."""

    number: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms names it
        if not self.data:
            return
        try:
            self.number = seconds_of(self.data, now=time.time())
        except BadInput as fault:
            raise ValidationError(fault.sentence) from fault


class Partner(StringField):
    """A partner id; a server's own partners (-2 and the like) have negative ones."""

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms names it
        if self.data and not re.fullmatch(r"-?[0-9]{1,10}", self.data, re.ASCII):
            raise ValidationError("A partner id is a number, such as 102.")


class Numbered(SelectField):
    """A choice among numbers, "" for none of them."""

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data else None


def request_of(kind: type[_Request], form: BaseForm) -> _Request:
    """The request that a form which fits makes: its fields go by the request's names."""
    names = [one.name for one in fields(kind) if one.name in form]
    return kind(**{name: _value(form[name]) for name in names})


def _value(field: Field) -> Any:
    if isinstance(field, Lifetime | Partner | Numbered):
        return field.number
    return field.data if isinstance(field, BooleanField) else str(field.data or "")


def text(label: str, hint: str = "", **options: Any) -> StringField:
    options["validators"] = [*options.get("validators", ()), Length(max=_LONGEST)]
    return StringField(label, description=hint, filters=[_stripped], **options)


def required(sentence: str) -> list[Any]:
    return [DataRequired(sentence)]


def partner(label: str = "Partner id", hint: str = "", *, optional: bool = False) -> Partner:
    return Partner(
        label,
        description=hint,
        filters=[_stripped],
        render_kw={"inputmode": "numeric"},
        validators=[] if optional else required("Name the account: its partner id."),
    )


def secret(label: str, hint: str = "") -> PasswordField:
    return PasswordField(label, description=hint, validators=[Length(max=_LONGEST)])


def lifetime(label: str, default: str, hint: str) -> Lifetime:
    return Lifetime(label, default=default, description=hint, validators=[Optional()])


def lasts() -> Lifetime:
    return lifetime("Lasts", "1 day", "2 hours, 1 day, 10 years, or seconds; empty: 1 day.")


def privileges(hint: str = "Empty: none.") -> StringField:
    return text("Privileges", hint)


def session_type(label: str = "Type", *, as_given: bool = False) -> Numbered:
    """USER or ADMIN; `as_given` offers to leave it to whoever gives the session."""
    if as_given:
        return Numbered(label, choices={"": "As it is given", **_TYPES}, default="")
    return Numbered(label, choices=_TYPES, default=str(USER))


def text_in(form: BaseForm, name: str) -> str:
    """What a field holds, as text; "" where the form has none of that name."""
    return str(form[name].data or "") if name in form else ""


def number_in(text: str) -> int | None:
    """A KalturaSessionType, of whatever was posted as one."""
    return int(text) if text.isascii() and text.isdecimal() else None


def _stripped(value: str | None) -> str:
    return (value or "").strip()
