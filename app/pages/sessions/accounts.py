"""Accounts on pages of their own: add one, change it, delete it. Secrets go in and never out."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.jar import forget_account
from app.errors import BadInput
from app.pages.shell.context import chosen_region, own_desk
from app.sessions.accounts import Account, AccountSecretKind


def route(blueprint: Blueprint) -> None:
    """Adds the addresses of accounts to the blueprint of sessions."""
    blueprint.add_url_rule("/accounts/new", "account_new", new)
    blueprint.add_url_rule("/accounts/<account_id>", "account", edit)
    blueprint.add_url_rule("/accounts", "account_save", save, methods=["POST"])
    blueprint.add_url_rule("/accounts/delete", "account_delete", delete, methods=["POST"])


def new() -> ResponseReturnValue:
    return _form(None, {"region": chosen_region().id})


def edit(account_id: str) -> ResponseReturnValue:
    desk = own_desk()
    account = desk.parts.accounts.get(desk.workspace, account_id)
    typed = {
        "name": account.name,
        "region": account.region,
        "partner_id": str(account.partner_id),
        "user_id": account.user_id,
        "login_id": account.login_id,
        "production": "1" if account.production else "",
    }
    return _form(account, typed)


def save() -> ResponseReturnValue:
    desk, account_id = own_desk(), request.form.get("id", "")
    accounts = desk.parts.accounts
    before = accounts.get(desk.workspace, account_id) if account_id else None
    try:
        account = accounts.save(
            desk.workspace,
            account_id=account_id,
            name=request.form.get("name", ""),
            region=desk.parts.region(request.form.get("region", "")).id,
            partner_id=request.form.get("partner_id", ""),
            user_id=request.form.get("user_id", ""),
            login_id=request.form.get("login_id", ""),
            production=request.form.get("production") == "1",
            admin_secret=_secret("admin"),
            user_secret=_secret("user"),
        )
    except BadInput as fault:
        return _form(before, request.form, fault), 422
    flash(f"The account {account.name} is kept.", "done")
    return redirect(url_for("sessions.index"), 303)


def delete() -> ResponseReturnValue:
    token = forget_account(own_desk(), request.form.get("id", ""))
    flash("The account is deleted, with its secrets.", f"undo:sessions.undo:{token}")
    return redirect(url_for("sessions.index"), 303)


def _secret(kind: AccountSecretKind) -> str | None:
    """What was typed, "" to remove what is stored, None to leave it as it is."""
    typed = request.form.get(f"{kind}_secret", "").strip()
    if typed:
        return typed
    return "" if request.form.get(f"remove_{kind}_secret") == "1" else None


def _form(account: Account | None, typed: Mapping[str, str], fault: BadInput | None = None) -> str:
    retype = any(request.form.get(f"{kind}_secret") for kind in ("admin", "user"))
    return render_template(
        "sessions/account.html", account=account, typed=typed, fault=fault, retype=retype
    )
