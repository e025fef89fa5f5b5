"""The forms of the sessions page, one a way to a KS.

What is asked in people's units (a lifetime) knows its seconds once the form is validated.
Secrets are never drawn again; where an account may stand behind one, it may be left empty.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from app.desk.ways.profiles import Profile, for_region
from app.errors import BadInput
from app.pages.sessions.kept_view import ks_choice, time_left
from app.pages.shell.context import chosen_region, console, workspace
from app.sessions.app_token import HASH_TYPES
from app.sessions.ks import ADMIN, USER
from app.sessions.lifetime import seconds_of

_LONGEST = 4096  # characters of any text
_TYPES = {str(USER): "USER", str(ADMIN): "ADMIN"}
_TYPES_OR_GIVEN = {"": "As it is given", **_TYPES}
_HASH_TYPES = {name: name for name in HASH_TYPES}


class Lifetime(StringField):
    """A length of time in people's units; `seconds` is None where it is left empty."""

    seconds: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms names it
        if not self.data:
            return
        try:
            self.seconds = seconds_of(self.data, now=time.time())
        except BadInput as fault:
            raise ValidationError(fault.sentence) from fault


def _text(label: str, hint: str = "", **options: Any) -> StringField:
    options["validators"] = [*options.get("validators", ()), Length(max=_LONGEST)]
    return StringField(label, description=hint, filters=[_stripped], **options)


def _required(sentence: str) -> list[Any]:
    return [InputRequired(sentence)]


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _partner(label: str = "Partner id", **options: Any) -> StringField:
    return _text(
        label,
        render_kw={"inputmode": "numeric"},
        validators=[*_required("Name the account: its partner id."), _a_partner],
        **options,
    )


def _a_partner(_: Form, field: Field) -> None:
    # A server's own partners (-2 and the like) have negative ids.
    if field.data and not re.fullmatch(r"-?[0-9]{1,10}", field.data, re.ASCII):
        raise ValidationError("A partner id is a number, such as 102.")


def _secret(label: str, hint: str = "") -> PasswordField:
    return PasswordField(label, description=hint, validators=[Length(max=_LONGEST)])


def _lifetime(label: str, default: str, hint: str) -> Lifetime:
    return Lifetime(label, default=default, description=hint, validators=[Optional()])


def _lasts(default: str = "1 day") -> Lifetime:
    return _lifetime("Lasts", default, "2 hours, 1 day, 10 years, or seconds; empty: 1 day.")


def _privileges(hint: str = "Empty: none.") -> StringField:
    return _text("Privileges", hint)


class WayForm(Form):
    """What every form has: `account` may fill the others in."""

    account = SelectField("Account", choices=(), validate_choice=False)
    region = SelectField("Region", choices=())

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.region.choices = {one.id: one.name for one in console().regions.values()}

    @property
    def region_id(self) -> str:
        return str(self.region.data)

    @property
    def account_id(self) -> str:
        return str(self.account.data or "")


class StartForm(WayForm):
    partner_id = _partner()
    type = SelectField("Type", choices=_TYPES, default=str(USER))
    secret = _secret("Secret", "The administrator secret for ADMIN, the user secret for USER.")
    user_id = _text("User id", "Whom the session is for; empty: nobody in particular.")
    lasts = _lasts()
    privileges = _privileges()


class LoginForm(WayForm):
    login_id = _text("E-mail", validators=_required("Name the e-mail address of the login."))
    password = _secret("Password")
    otp = PasswordField(
        "One-time password", description="From your authenticator app.", validators=[Length(max=64)]
    )
    partner_id = _text(
        "Partner id",
        "Empty: the account that the login used last.",
        validators=[_a_partner],
        render_kw={"inputmode": "numeric"},
    )
    lasts = _lasts()
    privileges = _privileges("Empty: all that the user's role allows.")


class TokenForm(WayForm):
    partner_id = _partner()
    token_id = _text("Token id", validators=_required("Name the application token: its id."))
    token = _secret("Token")
    hash_type = SelectField(
        "Hash type",
        choices=_HASH_TYPES,
        default="SHA256",
        description="The token's own; the list below says which.",
    )
    # The recorded call that made the token: it is taken from there where it is not typed.
    made_by = HiddenField()
    user_id = _text("User id", "Only where the token leaves it open.")
    type = SelectField("Type", choices=_TYPES_OR_GIVEN, default="")
    lasts = _lifetime("Lasts", "", "Empty: as long as the token says.")
    privileges = _privileges("Beside those of the token itself.")


class SignForm(StartForm):
    version = SelectField(
        "Version", choices={"2": "v2, encrypted", "1": "v1, readable"}, default="2"
    )
    keep = BooleanField("Keep the KS in the jar", default=True)


class ImpersonateForm(WayForm):
    partner_id = _partner("Your partner id")
    secret = _secret("Your administrator secret")
    impersonated_partner_id = _partner("Impersonated partner id")
    type = SelectField("Type", choices=_TYPES, default=str(USER))
    user_id = _text("User id", "Whom the session is for; empty: nobody in particular.")
    lasts = _lasts()
    privileges = _privileges()


class WidgetForm(WayForm):
    partner_id = _partner()
    widget_id = _text("Widget id", "Empty: the account's own, an underscore and the partner id.")
    lasts = _lasts()


class KeptForm(Form):
    """A form of calls that are made with a KS out of the jar, which also says the region."""

    with_ks = SelectField("With the KS", choices=(), validators=_required("Choose a KS."))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.with_ks.choices = kept_choices()


class ByKsForm(KeptForm):
    session = _secret("KS of the user", "Whose rights the new KS gets.")
    type = SelectField("Type", choices=_TYPES_OR_GIVEN, default="")
    lasts = _lifetime("Lasts", "", "Empty: until the other KS ends.")
    privileges = _privileges("Empty: those of the other KS.")


class TokenAddForm(KeptForm):
    description = _text("Description", "Who gets it, so that you know what you revoke.")
    hash_type = SelectField("Hash type", choices=_HASH_TYPES, default="SHA256")
    type = SelectField("Session type", choices=_TYPES, default=str(USER))
    user_id = _text("Session user id", "Empty: whoever uses the token says it.")
    lasts = _lifetime("Sessions last", "1 day", "At most; 2 hours, 1 day, or seconds.")
    privileges = _privileges("Every session of the token has them.")
    expires = _lifetime("Token expires in", "1 year", "Empty: never.")


class TokenListForm(KeptForm):
    pass


class InspectForm(WayForm):
    kept = SelectField("KS of the jar", choices=(), default="")
    ks = _secret("KS", "Pasted as it is, however mangled.")
    partner_id = _text(
        "Partner id it should be of", validators=[_a_partner], render_kw={"inputmode": "numeric"}
    )
    secret = _secret(
        "Secret", "Used once and not stored. Without it a v2 KS tells its partner alone."
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kept.choices = {"": "None: the one that I paste", **kept_choices(expired=True)}


class PrivilegesForm(Form):
    type = SelectField("Type of the session", choices=_TYPES, default=str(USER))
    privileges = _text("Privileges", "Paste some to see what they say.")


FORMS: dict[str, Callable[..., Form]] = {
    "start": StartForm,
    "login": LoginForm,
    "token": TokenForm,
    "token-add": TokenAddForm,
    "token-list": TokenListForm,
    "sign": SignForm,
    "impersonate": ImpersonateForm,
    "by-ks": ByKsForm,
    "widget": WidgetForm,
    "inspect": InspectForm,
    "privileges": PrivilegesForm,
}


def opened(key: str) -> Form:
    """The form as it opens: for the region in use, filled in by its only account."""
    region = chosen_region().id
    own = for_region(region)
    filled = filled_in_by(own, key) if own else {"region": region}
    return FORMS[key](data=filled)


def filled_in_by(profile: Profile, key: str) -> dict[str, str]:
    """What a profile knows of the fields of a form."""
    values = {
        "account": profile.id,
        "region": profile.region,
        "partner_id": profile.partner_id,
        "login_id": profile.login_id,
        "token_id": profile.token_id,
    }
    if profile.user_id and key != "token":
        values["user_id"] = profile.user_id
    if key in {"start", "sign"} and profile.has & {"admin", "user"}:
        values["type"] = str(
            USER if "user" in profile.has and "admin" not in profile.has else ADMIN
        )
    if key == "inspect":
        # What should be inside is a person's expectation.
        del values["partner_id"]
    return values


def kept_choices(*, expired: bool = False) -> dict[str, str]:
    """The KS of the jar by id, ADMIN ones and those in use first; `expired` ones if asked for."""
    regions = console().regions
    kept = [one for one in console().jar.list(workspace()) if one.region in regions]
    kept.sort(key=lambda one: (one.session.type != ADMIN, not one.chosen))
    if not expired:
        kept = [one for one in kept if not one.expired(time.time())]
    return {
        one.id: " · ".join(filter(None, (regions[one.region].name, ks_choice(one), time_left(one))))
        for one in kept
    }
