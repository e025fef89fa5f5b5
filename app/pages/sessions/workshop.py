"""The workshop: every way to a KS, the privileges builder and the inspector, on the sessions page.

Every form is a POST that draws the whole page anew; the page's script swaps in the part that has
changed, so that what was typed as a secret can stay in the browser.
"""

from dataclasses import replace

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.desk.desk import Desk
from app.desk.ways.every import WAYS
from app.desk.ways.inspect import InspectRequest, inspected
from app.desk.ways.own import Own, own_of
from app.desk.ways.result import NewToken
from app.desk.ways.token import token_in
from app.desk.ways.tokens import check_revoking, listed, revoked
from app.errors import BadInput, NeedsConsent, NotFound
from app.pages.sessions.drawing import Came, blame, drawn
from app.pages.sessions.fields import number_in, request_of, text_in
from app.pages.sessions.forms import form_of
from app.pages.shell.context import own_desk, remember, wants_json
from app.sessions.privileges import composed, plain, problems, table_of

blueprint = Blueprint("workshop", __name__, url_prefix="/sessions")


@blueprint.post("/fill/<key>")
def fill(key: str) -> ResponseReturnValue:
    """The form anew, nothing checked: filled in by an account, or with privileges put together."""
    own, values = _own(), MultiDict(request.form)
    chosen = own.profile(values.get("account", ""))
    if values.get("fill") == "account" and chosen:
        for name, value in chosen.fills(key).items():
            values[name] = value
    if values.get("use") == "builder":
        values["privileges"] = _composed()
    elif values.get("use") == "text":
        values["privileges"] = plain(values.get("privileges", ""))
    building = values.get("use") in {"builder", "text"}
    return drawn(key, form_of(key, own, values), building=building)


@blueprint.post("/tokens/add", defaults={"key": "token-add"})
@blueprint.post("/get/<key>")
def get(key: str) -> ResponseReturnValue:
    """Go a way: what came of it stands on the page, the KS in the jar."""
    own = _own()
    form = form_of(key, own, request.form)
    if key not in WAYS:
        raise NotFound(f"There is no way to a KS called {key!r}: start from Sessions.")
    if stopped := _unfit(key, form):
        return stopped
    kind, way = WAYS[key]
    try:
        result = way(own_desk(), request_of(kind, form), consent=_confirmed())
    except (BadInput, NeedsConsent) as fault:
        return _stopped(key, form, fault)
    if region := text_in(form, "region"):
        remember(own_desk().parts.region(region))
    others = {"token": _form_for(result.token, own)} if result.token else {}
    return drawn(key, form, Came(result), others=others)


@blueprint.post("/tokens")
def list_tokens() -> ResponseReturnValue:
    """The tokens; `revoke` names one that is revoked, once it is confirmed, wherever it is."""
    desk = own_desk()
    form = form_of("token-list", _own(), request.form)
    if not form.validate():
        return _faulty("token-list", form)
    with_ks, revoke = text_in(form, "with_ks"), request.form.get("revoke", "")
    try:
        if revoke and _confirmed():
            came = Came(revoked(desk, with_ks, revoke, consent=True))
        else:
            came = _before_revoking(desk, with_ks, revoke) if revoke else Came()
        came = replace(came, tokens=listed(desk, with_ks, consent=_confirmed()))
    except (BadInput, NeedsConsent) as fault:
        return _stopped("token-list", form, fault)
    return drawn("token-list", form, came), 409 if came.confirm else 200


@blueprint.post("/tokens/reveal")
def reveal_token() -> ResponseReturnValue:
    """The token that a recorded appToken.add gave, to copy."""
    token = token_in(own_desk(), request.form.get("record", ""))
    own_desk().tell("shown in clear", "an application token")
    return jsonify(token=token)


@blueprint.post("/inspect")
def inspect() -> ResponseReturnValue:
    """Look into a KS; `do` is `ask` for asking the region too, `keep` for keeping it."""
    own, do = _own(), request.form.get("do", "")
    form = form_of("inspect", own, request.form)
    if not form.validate():
        return _faulty("inspect", form)
    # The page says which one it shows, and a button which one it is to be instead.
    which = number_in(request.form.getlist("which")[-1]) if "which" in request.form else None
    asked = request_of(InspectRequest, form)
    what = replace(asked, ask=do == "ask", keep=do == "keep", which=which or 0)
    try:
        seen = inspected(own_desk(), what, consent=_confirmed())
    except (BadInput, NeedsConsent) as fault:
        return _stopped("inspect", form, fault)
    if seen.kept and what.keep:
        # From here on it is chosen from the jar: it need not be pasted again.
        values = MultiDict(request.form)
        values["kept"] = seen.kept.id
        form = form_of("inspect", own, values)
    return drawn("inspect", form, Came(inspected=seen))


@blueprint.post("/privileges/check")
def check_privileges() -> ResponseReturnValue:
    """What to know of privileges while they are typed: as a text, or as the table's rows."""
    built = request.form.get("from") == "builder"
    written = plain(_composed() if built else request.form.get("text", ""))
    table = table_of(written, number_in(request.form.get("type", "")))
    return jsonify(
        text=written,
        findings=[
            {"level": one.level, "name": one.name, "sentence": one.sentence}
            for one in table.findings
        ],
        rows=[{"name": row.name, "value": row.value} for row in table.rows if row.ticked],
    )


def _own() -> Own:
    return own_of(own_desk())


def _confirmed() -> bool:
    return request.form.get("confirmed") == "1"


def _composed() -> str:
    """The text that the posted table of privileges makes."""
    prefix = "value:"
    values = {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }
    return composed(request.form.getlist("privilege"), values)


def _unfit(key: str, form: Form) -> ResponseReturnValue | None:
    """The page again where something typed does not fit; None where it does."""
    fits = form.validate()
    anyway = request.form.get("anyway") == "1"
    found = problems(text_in(form, "privileges"), number_in(text_in(form, "type")))
    faulty = any(one.level == "error" for one in found)
    if fits and (anyway or not faulty):
        return None
    if faulty:
        return _faulty(key, form, Came(anyway=True), found[0].sentence)
    return _faulty(key, form)


def _faulty(
    key: str, form: Form, came: Came | None = None, of_privileges: str = ""
) -> ResponseReturnValue:
    """The page again, with what is wrong beside its fields; a program gets the first of it."""
    if not wants_json():
        return drawn(key, form, came), 422
    blamed = next((one for one in form if one.errors), None)
    if blamed is None:
        return jsonify(BadInput(of_privileges, field="privileges").as_json()), 422
    return jsonify(BadInput(str(blamed.errors[0]), field=blamed.name).as_json()), 422


def _stopped(key: str, form: Form, fault: BadInput | NeedsConsent) -> ResponseReturnValue:
    """The page again, with the fault beside its field or with the question."""
    if isinstance(fault, BadInput):
        blame(form, fault)
        return _faulty(key, form)
    if wants_json():
        raise fault
    return drawn(key, form, Came(confirm=fault.asks)), fault.status


def _before_revoking(desk: Desk, with_ks: str, token_id: str) -> Came:
    """The question that the page asks anyway, with what asks it of itself there."""
    try:
        check_revoking(desk, with_ks, token_id)
    except NeedsConsent as asks:
        if wants_json():
            raise
        return Came(revoking=token_id, confirm=asks.asks)
    return Came(revoking=token_id)


def _form_for(token: NewToken, own: Own) -> Form:
    """The form that opens a session with a token just made, which need not be typed."""
    data = {
        "region": token.region,
        "partner_id": token.partner_id,
        "token_id": token.id,
        "hash_type": token.hash_type,
        "made_by": token.record_id,
    }
    return form_of("token", own, data=data)
