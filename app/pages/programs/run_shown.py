"""A run over rows as programs are shown it: the shape RunShown."""

from flask import url_for

from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.lines import VERDICTS
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.preview import changes, previewed
from app.errors import TestMeError
from app.pages.programs.shapes import Json


def shown(desk: Desk, one: RowRun) -> Json:
    counts, plan = desk.parts.run_rows.counts(one), one.plan
    return {
        "id": one.id,
        "address": url_for("programs.run", run_id=one.id),
        "page": url_for("row_runs.one", run_id=one.id),
        "title": one.title,
        "workflow": plan.source,
        "region": one.region,
        "account": plan.account,
        "status": one.status,
        "wanted": one.wanted,
        "total": one.total,
        "counts": {
            **{verdict: counts.get(verdict, 0) for verdict in VERDICTS},
            "left": max(0, one.total - sum(counts.values())),
        },
        "trouble": plan.trouble,
        "notes": plan.notes,
        "of": plan.of,
        "createdAt": one.created_at,
        "beganAt": plan.began_at or None,
        "endedAt": plan.ended_at or None,
    }


def whole(desk: Desk, one: RowRun) -> Json:
    made = shown(desk, one)
    if one.status in {"ready", "paused"}:
        try:
            made["preview"] = _preview(desk, one)
        except TestMeError as fault:
            made["preview"] = {"cannot": fault.sentence}
    return made


def _preview(desk: Desk, one: RowRun) -> Json:
    asks = next((why for _, _, why in verbs.changing(desk, one.plan) if why), "")
    seen = previewed(desk, one)
    return {
        "cannot": "",
        "asks": asks if one.total != one.plan.consent else "",
        "seconds": seen.seconds,
        "steps": [
            {
                "step": step.id,
                "call": f"{step.call.service}.{step.call.action}",
                "region": place.region.id,
                "changes": changes(place, step),
            }
            for step, place in verbs.placed(desk, one.plan)
        ],
        "rows": [
            [
                {
                    "step": filled.step.id,
                    "calls": filled.items,
                    "sent": dict(filled.pairs),
                    "lacks": list(filled.faults),
                }
                for filled in steps
            ]
            for steps in seen.rows
        ],
        "lacking": {**seen.lacking, **{one.sentence: one.rows for one in seen.empty}},
    }
