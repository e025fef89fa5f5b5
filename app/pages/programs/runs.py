"""Runs over rows: begun with a consent for an account and a number of rows, steered, and read."""

import json
from typing import Any, cast

from flask import Response, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.account_ks import account_named, with_ks_of
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs import files, report, verbs
from app.desk.row_runs.again import made_again
from app.desk.row_runs.lines import VERDICTS
from app.desk.row_runs.plan import Pace, Plan, RowRun
from app.desk.row_runs.session import start_sessions
from app.desk.running.beginning import named
from app.errors import BadInput, NeedsConsent, Refused, TestMeError
from app.pages.programs.run_shown import shown, whole
from app.pages.programs.shapes import Json, body_of, plain
from app.pages.shell.context import own_desk
from app.people.tokens import Token
from app.rows.as_json import as_json
from app.rows.narrowing import Narrowing
from app.rows.table import MOST_ROWS, Table

# For how many rows at most somebody agreed, and for which partners.
Agreed = tuple[int, tuple[int, ...]]
_KINDS = {**report.TYPES, "zip": "application/zip"}


def start_run() -> ResponseReturnValue:
    """Prepared, and begun by itself once its rows are there."""
    desk, given = _steering(), body_of("Run")
    source = named(desk, given["workflow"].removeprefix("own/"))
    place = desk.place(given["region"])
    agreed = _agreed(place, given)
    account = ""
    if asked := given.get("account"):
        profile = account_named(place, asked)
        place = with_ks_of(desk, place, profile)
        # That of the sandbox is no kept one.
        account = profile.id if any(one.id == profile.id for one in place.accounts) else ""
    inputs = {one.name: one for one in source.workflow.inputs}
    pace, table, narrowing = given.get("pace", {}), _table(given), _narrowing(given)
    rows = [one for one in table.rows if not narrowing or narrowing.lets(one)] if table else None
    fields: dict[str, Any] = {
        "account": account,
        "kept": place.chosen.id if place.chosen else "",
        "given": {
            name: str(value)
            for name, value in given.get("variables", {}).items()
            if name not in inputs or not inputs[name].stands(value)
        },
    }
    why = ""
    if not given.get("dryRun"):
        plan = Plan(source.workflow, source.address, place.region.id, **fields)
        why = _check(desk, plan, agreed, None if rows is None else len(rows))
        fields |= _alone(agreed)
    made = verbs.prepare(
        *(desk, source, place.region.id),
        rows=rows,
        narrowing=narrowing,
        columns=table.columns if table else (),
        notes=table.notes if table else (),
        pace=Pace(int(pace.get("atOnce", 4)), float(pace.get("perSecond", 0))),
        stop_after=int(given.get("stopAfter", 0)),
        **fields,
    )
    return _made(desk, made, agreed, why)


def runs() -> ResponseReturnValue:
    desk = own_desk()
    return jsonify(runs=[shown(desk, one) for one in desk.parts.row_runs.list(desk.workspace)])


def run(run_id: str) -> ResponseReturnValue:
    desk = own_desk()
    return jsonify(whole(desk, _of(desk, run_id)))


def pause_run(run_id: str) -> ResponseReturnValue:
    return _wanted(run_id, "pause")


def cancel_run(run_id: str) -> ResponseReturnValue:
    return _wanted(run_id, "cancel")


def go_on_with_run(run_id: str) -> ResponseReturnValue:
    desk, given = _steering(), body_of("Going")
    found = _of(desk, run_id)
    agreed = _agreed(desk.place(found.region), given)
    most, partners = agreed or (0, ())
    why = _check(desk, found.plan, agreed, found.total) if agreed else ""
    try:
        consent = found.total if found.total <= most else None
        begun = verbs.start(desk, found, consent=consent, agreed_for=partners)
    except NeedsConsent as fault:
        raise _asked(fault) from None
    _tell(desk, begun, agreed, why)
    return jsonify(shown(desk, begun))


def run_again(run_id: str) -> ResponseReturnValue:
    desk, given = _steering(), body_of("Again")
    found = _of(desk, run_id)
    agreed = _agreed(desk.place(found.region), given)
    if given.get("dryRun"):
        return _made(desk, made_again(desk, found, given["verdicts"]))
    why = _check(desk, found.plan, agreed, None)
    made = made_again(desk, found, given["verdicts"], **_alone(agreed))
    return _made(desk, made, agreed, why)


def run_report(run_id: str) -> ResponseReturnValue:
    """By `format`, else by what is accepted."""
    desk = own_desk()
    found = _of(desk, run_id)
    wanted = request.args.getlist("verdict")
    if unknown := set(wanted) - set(VERDICTS):
        raise BadInput(f"{min(unknown)!r:.80} is no verdict.", field="verdict")
    kind = request.args.get("format", "")
    if not kind:
        taken = request.accept_mimetypes.best_match(_KINDS.values(), _KINDS["jsonl"])
        kind = next(name for name, media in _KINDS.items() if media == taken)
    if kind not in _KINDS:
        raise BadInput(f"format is one of {', '.join(_KINDS)}.", field="format")
    if kind == "zip":
        asked = (request.args.get(name, "") for name in ("column", "called", "ending"))
        pieces = files.zipped(desk, found, files.wanted(desk, found, *asked))
    else:
        pieces = report.as_file(desk, found, cast(report.Kind, kind), wanted)
    desk.tell("exported", "the report of a run")
    return Response(pieces, mimetype=_KINDS[kind])


def _steering() -> Desk:
    token = cast(Token, g.token)
    if "runs" not in token.scopes:
        raise Refused(f"The token {token.name} may not start or steer runs: make a token that may.")
    return own_desk()


def _of(desk: Desk, run_id: str) -> RowRun:
    return desk.parts.row_runs.get(desk.workspace, run_id)


def _wanted(run_id: str, what: str) -> ResponseReturnValue:
    desk = _steering()
    return jsonify(shown(desk, verbs.want(desk, _of(desk, run_id), what)))


def _agreed(place: Place, given: Json) -> Agreed | None:
    consent = given.get("consent")
    if consent is None:
        return None
    one, several = consent.get("account"), consent.get("accounts")
    if bool(one) == bool(several):
        raise BadInput("Give account, or accounts: whom it is for.", field="consent.account")
    try:
        names = map(str, several or [one])
        found = [n if n.isdecimal() else account_named(place, n).partner_id for n in names]
    except TestMeError as fault:
        fault.field = "consent.accounts" if several else "consent.account"
        raise
    return int(consent["rows"]), tuple(map(int, found))


def _check(desk: Desk, plan: Plan, agreed: Agreed | None, rows: int | None) -> str:
    """What asks, "" for nothing. Raises NeedsConsent, and Refused."""
    title = plan.workflow.title
    what = title if rows is None else f"{title} ({rows:,} rows)"
    start_sessions(desk, plan)
    try:
        return verbs.check_agreed(desk, plan, what, frozenset(agreed[1] if agreed else ()))
    except NeedsConsent as fault:
        raise _asked(fault) from None


def _alone(agreed: Agreed | None) -> dict[str, Any]:
    """The fields of a plan that begins by itself."""
    most, partners = agreed or (MOST_ROWS, ())
    return {"auto": most, "agreed_for": partners}


def _asked(fault: NeedsConsent) -> NeedsConsent:
    fault.field = "consent"
    fault.sentence = fault.sentence.replace(
        "confirm it.", 'send it with "consent" for each account that it is for, and so many rows.'
    )
    return fault


def _tell(desk: Desk, one: RowRun, agreed: Agreed | None, why: str) -> None:
    if agreed and why:
        told = f"{g.token.name}: a run, {one.title}, {agreed[0]} rows at most, in {why}"
        desk.tell("token used with consent", told)


def _table(given: Json) -> Table | None:
    if "rows" not in given:
        return None
    rows = plain(given["rows"])
    if not any(isinstance(one, dict) for one in rows):
        rows = [{"id": one} for one in rows]
    return as_json(json.dumps(rows, ensure_ascii=False), "what was sent", ())


def _narrowing(given: Json) -> Narrowing | None:
    if "only" in given and "except" in given:
        raise BadInput("Give only or except, not both.", field="except")
    for keep in ("only", "except"):
        if one := given.get(keep):
            return Narrowing.by(one.get("column", "id"), keep, one["values"], keep)
    return None


def _made(
    desk: Desk, made: RowRun, agreed: Agreed | None = None, why: str = ""
) -> ResponseReturnValue:
    _tell(desk, made, agreed, why)
    where = url_for("programs.run", run_id=made.id)
    return jsonify(shown(desk, made)), 201, {"Location": where}
