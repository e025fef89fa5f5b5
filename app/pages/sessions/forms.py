"""The forms of the sessions page, one a way to a KS, with the names of its request's fields."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField
from wtforms.form import BaseForm

from app.desk.ways.own import Own
from app.errors import NotFound
from app.pages.sessions import fields
from app.sessions.app_token import HASH_TYPES
from app.sessions.kept_words import choices_among

_HASH_TYPES = {name: name for name in HASH_TYPES}


class WayForm(Form):
    """What every form of a way has: `account` may fill the others in."""

    account = SelectField("Account", choices=(), validate_choice=False)
    region = SelectField("Region", choices=())


class StartForm(WayForm):
    partner_id = fields.partner()
    type = fields.session_type()
    secret = fields.secret(
        "Secret", "The administrator secret for ADMIN; for USER that or the user secret."
    )
    user_id = fields.text("User id", "Whom the session is for; empty: nobody in particular.")
    lasts = fields.lasts()
    privileges = fields.privileges()


class LoginForm(WayForm):
    login_id = fields.text(
        "E-mail", validators=fields.required("Name the e-mail address of the login.")
    )
    password = fields.secret("Password")
    otp = fields.secret("One-time password", "From your authenticator app.")
    partner_id = fields.partner(hint="Empty: the account that the login used last.", optional=True)
    lasts = fields.lasts()
    privileges = fields.privileges("Empty: all that the user's role allows.")


class TokenForm(WayForm):
    partner_id = fields.partner()
    token_id = fields.text(
        "Token id", validators=fields.required("Name the application token: its id.")
    )
    token = fields.secret("Token")
    hash_type = SelectField(
        "Hash type",
        choices=_HASH_TYPES,
        default="SHA256",
        description="The token's own; the list below says which.",
    )
    # The recorded call that made the token: it is taken from there where it is not typed.
    made_by = HiddenField()
    user_id = fields.text("User id", "Only where the token leaves it open.")
    type = fields.session_type(as_given=True)
    lasts = fields.lifetime("Lasts", "", "Empty: as long as the token says.")
    privileges = fields.privileges("Beside those of the token itself.")


class SignForm(StartForm):
    secret = fields.secret(
        "Administrator secret", "Every KS is signed with it: with the user secret none is good."
    )
    version = fields.Numbered(
        "Version", choices={"2": "v2, encrypted", "1": "v1, readable"}, default="2"
    )
    keep = BooleanField("Save the session", default=True)


class ImpersonateForm(WayForm):
    partner_id = fields.partner("Your partner id")
    secret = fields.secret("Your administrator secret")
    impersonated_partner_id = fields.partner("Impersonated partner id")
    type = fields.session_type()
    user_id = fields.text("User id", "Whom the session is for; empty: nobody in particular.")
    lasts = fields.lasts()
    privileges = fields.privileges()


class WidgetForm(WayForm):
    partner_id = fields.partner()
    widget_id = fields.text(
        "Widget id", "Empty: the account's own, an underscore and the partner id."
    )
    lasts = fields.lasts()


class KeptForm(Form):
    """A form of calls that are made with a KS out of the jar, which also says the region."""

    with_ks = SelectField("With the KS", choices=(), validators=fields.required("Choose a KS."))


class ByKsForm(KeptForm):
    session = fields.secret("KS of the user", "Whose rights the new KS gets.")
    type = fields.session_type(as_given=True)
    lasts = fields.lifetime("Lasts", "", "Empty: until the other KS ends.")
    privileges = fields.privileges("Empty: those of the other KS.")


class TokenAddForm(KeptForm):
    description = fields.text("Description", "Who gets it, so that you know what you revoke.")
    hash_type = SelectField("Hash type", choices=_HASH_TYPES, default="SHA256")
    type = fields.session_type("Session type")
    user_id = fields.text("Session user id", "Empty: whoever uses the token says it.")
    lasts = fields.lifetime("Sessions last", "1 day", "At most; 2 hours, 1 day, or seconds.")
    privileges = fields.privileges("Every session of the token has them.")
    expires = fields.lifetime("Token expires in", "1 year", "Empty: never.")


class InspectForm(WayForm):
    kept = SelectField("Saved session", choices=(), default="")
    ks = fields.secret("KS", "Pasted as it is, however mangled.")
    partner_id = fields.partner("Partner id it should be of", optional=True)
    secret = fields.secret(
        "Administrator secret",
        "Used once and not stored. Without it a v2 KS tells its partner alone.",
    )


class PrivilegesForm(Form):
    type = fields.session_type("Type of the session")
    privileges = fields.text("Privileges", "Paste some to see what they say.")


_FORMS: dict[str, type[Form]] = {
    "start": StartForm,
    "login": LoginForm,
    "token": TokenForm,
    "token-add": TokenAddForm,
    "token-list": KeptForm,
    "sign": SignForm,
    "impersonate": ImpersonateForm,
    "by-ks": ByKsForm,
    "widget": WidgetForm,
    "inspect": InspectForm,
    "privileges": PrivilegesForm,
}


def form_of(key: str, own: Own, posted: Any = None, data: Mapping[str, str] | None = None) -> Form:
    """A form with its choices: as it was `posted` (a MultiDict), or holding `data`.

    Raises NotFound.
    """
    if key not in _FORMS:
        raise NotFound(f"There is no form called {key!r} here: start from Sessions.")
    form = _FORMS[key](posted, data=data)
    offer(form, own)
    return form


def offer(form: BaseForm, own: Own) -> None:
    """Put what there is to choose among into a form."""
    regions = {one.id: one.name for one in own.regions.values()}
    if isinstance(form, WayForm):
        form.region.choices = regions
    if isinstance(form, KeptForm):
        form.with_ks.choices = choices_among(own.stored.kept, regions)
    if isinstance(form, InspectForm):
        kept = choices_among(own.stored.kept, regions, expired=True)
        form.kept.choices = {"": "None: the one that I paste", **kept}


def opened(key: str, own: Own, region: str) -> Form:
    """The form as it opens: for the region in use, filled in by its only account."""
    there = [one for one in own.profiles if one.region == region]
    filled = there[0].fills(key) if len(there) == 1 else {"region": region}
    return form_of(key, own, data=filled)
