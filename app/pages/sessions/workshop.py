"""The workshop: every way to a KS, the privileges builder and the inspector, on the sessions page.

Every form is a POST that draws the whole page anew; the page's script swaps in the part that has
changed, so that what was typed as a secret can stay in the browser.
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.desk.ways.inspect import inspected
from app.desk.ways.profiles import profile
from app.desk.ways.result import NewToken
from app.desk.ways.tokens import Unconfirmed, added, listed, revoked
from app.desk.ways.ways import WAYS, token_in
from app.errors import BadInput, NotFound
from app.pages.sessions import drawing
from app.pages.sessions.builder import builder_for, composed, findings, plain
from app.pages.sessions.drawing import blame, drawn, shop_of
from app.pages.sessions.forms import (
    FORMS,
    InspectForm,
    TokenAddForm,
    TokenForm,
    TokenListForm,
    filled_in_by,
)
from app.pages.shell.context import console, remember

blueprint = Blueprint("workshop", __name__, url_prefix="/sessions")
blueprint.add_app_template_global(drawing.opened, "workshop")


@blueprint.post("/fill/<key>")
def fill(key: str) -> ResponseReturnValue:
    """The form anew, nothing checked: filled in by an account, or with privileges put together."""
    values = MultiDict(request.form)
    chosen = profile(values.get("account", ""))
    if values.get("fill") == "account" and chosen:
        for name, value in filled_in_by(chosen, key).items():
            values[name] = value
    if values.get("use") == "builder":
        values["privileges"] = composed()
    elif values.get("use") == "text":
        values["privileges"] = plain(values.get("privileges", ""))
    building = values.get("use") in {"builder", "text"}
    return drawn(shop_of(key, _form(key, values), building=building))


@blueprint.post("/get/<key>")
def get(key: str) -> ResponseReturnValue:
    """Go a way: what came of it stands on the page, the KS in the jar."""
    form = _form(key, request.form)
    if key not in WAYS:
        raise NotFound(f"There is no way to a KS called {key!r}: start from Sessions.")
    if stopped := _unfit(key, form):
        return stopped
    try:
        result = WAYS[key](form)
    except BadInput as fault:
        blame(form, fault)
        return drawn(shop_of(key, form)), 422
    _remember(form)
    return drawn(shop_of(key, form, result=result))


@blueprint.post("/tokens/add")
def add_token() -> ResponseReturnValue:
    form = TokenAddForm(request.form)
    if stopped := _unfit("token-add", form):
        return stopped
    try:
        result = added(form, confirmed=request.form.get("confirmed") == "1")
    except BadInput as fault:
        blame(form, fault)
        return drawn(shop_of("token-add", form)), 422
    except Unconfirmed as asks:
        return drawn(shop_of("token-add", form, confirm=str(asks))), 409
    others = {"token": _form_for(result.token)} if result.token else {}
    return drawn(shop_of("token-add", form, others=others, result=result))


@blueprint.post("/tokens")
def list_tokens() -> ResponseReturnValue:
    """The tokens; `revoke` names one that is revoked, once it is confirmed."""
    form = TokenListForm(request.form)
    if not form.validate():
        return drawn(shop_of("token-list", form)), 422
    revoke = request.form.get("revoke", "")
    confirmed = request.form.get("confirmed") == "1"
    try:
        result = revoked(form, revoke) if revoke and confirmed else None
        tokens = listed(form, revoking="" if confirmed else revoke)
    except BadInput as fault:
        blame(form, fault)
        return drawn(shop_of("token-list", form)), 422
    return drawn(shop_of("token-list", form, result=result, tokens=tokens))


@blueprint.post("/tokens/reveal")
def reveal_token() -> ResponseReturnValue:
    """The token that a recorded appToken.add gave, to copy."""
    return jsonify(token=token_in(request.form.get("record", "")))


@blueprint.post("/inspect")
def inspect() -> ResponseReturnValue:
    """Look into a KS; `do` is `ask` for asking the region too, `keep` for keeping it."""
    form = InspectForm(request.form)
    if not form.validate():
        return drawn(shop_of("inspect", form)), 422
    do = request.form.get("do", "")
    try:
        seen = inspected(form, ask=do == "ask", keep=do == "keep")
    except BadInput as fault:
        blame(form, fault)
        return drawn(shop_of("inspect", form)), 422
    if seen.kept and do == "keep":
        # From here on it is chosen from the jar: it need not be pasted again.
        values = MultiDict(request.form)
        values["kept"] = seen.kept.id
        form = InspectForm(values)
    return drawn(shop_of("inspect", form, inspected=seen))


@blueprint.post("/privileges/check")
def check_privileges() -> ResponseReturnValue:
    """What to know of privileges while they are typed: as a text, or as the table's rows."""
    text = composed() if request.form.get("from") == "builder" else request.form.get("text", "")
    written = plain(text)
    builder = builder_for(written, request.form.get("type"))
    return jsonify(
        text=written,
        findings=[
            {"level": one.level, "name": one.name, "sentence": one.sentence}
            for one in findings(text, request.form.get("type"))
        ],
        rows=[{"name": row.name, "value": row.value} for row in builder.rows if row.ticked],
    )


def _form(key: str, values: MultiDict[str, str]) -> Form:
    if key not in FORMS:
        raise NotFound(f"There is no form called {key!r} here: start from Sessions.")
    return FORMS[key](values)


def _unfit(key: str, form: Form) -> ResponseReturnValue | None:
    """The page again where something typed does not fit; None where it does."""
    fits = form.validate()
    anyway = request.form.get("anyway") == "1"
    text = form._fields.get("privileges")
    kind = form._fields.get("type")
    faulty = [
        one
        for one in findings(str(text.data or "") if text else "", kind.data if kind else None)
        if one.level == "error"
    ]
    if fits and (anyway or not faulty):
        return None
    return drawn(shop_of(key, form, anyway=bool(faulty))), 422


def _remember(form: Form) -> None:
    region = form._fields.get("region")
    if region is not None:
        remember(console().region(str(region.data)))


def _form_for(token: NewToken) -> TokenForm:
    """The form that opens a session with a token just made, which need not be typed."""
    return TokenForm(
        data={
            "region": token.region,
            "partner_id": token.partner_id,
            "token_id": token.id,
            "hash_type": token.hash_type,
            "made_by": token.record_id,
        }
    )
