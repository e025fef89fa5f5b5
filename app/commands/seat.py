"""Where a command sits that sends calls: whose desk, which account and KS, and how it ends."""

import signal
import sys
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, TypeVar, cast

import click
from flask import current_app
from flask.cli import with_appcontext

from app.assembly import EXTENSION
from app.call.secrets.masking import is_secret
from app.call.variables.scope import Variable
from app.commands.ending import INTERRUPTED, USAGE, Ended, caution, ended_well, plain, say
from app.commands.given import read
from app.commands.piped import StandardInput
from app.desk.account_ks import account_named, with_ks_of
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.saved.variables import check_name
from app.errors import NeedsConsent
from app.people.at_terminal import sat
from app.people.audit import Who
from app.people.nobody import COMMAND

_SHARED = ("region", "account", "ks", "variables", "person", "own", "yes")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Seat:
    """A desk for one command, whose calls history has as the command line's, and what the options
    that such commands share say: the place with the account's KS as the one that calls use, `ks` to
    be sent instead ("" for none), and the variables.

    Raises NotFound, BadInput and UpstreamFailed.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        region: str | None,
        account: str | None,
        ks: str | None,
        variables: Sequence[str],
        person: str | None,
        own: bool,
        yes: bool,
    ) -> None:
        found = sat(parts.engine, parts.people, parts.settings.auth, person=person or "", own=own)
        if found.told:
            say(f"In the workspace of {found.told}.")
        who = Who(found.name or COMMAND)
        self.desk = Desk(parts, found.workspace, found.role, who, "command line")
        self.standard_input = StandardInput()
        self._yes = yes
        self.place = self.desk.place(region or parts.settings.default_region)
        self.account = account_named(self.place, account) if account else None
        if self.account:
            self.place = with_ks_of(self.desk, self.place, self.account)
        typed = [] if ks in {None, "-"} else ["--ks"]
        # What is named for this command goes before what stands in the environment.
        usual = "" if account else parts.settings.ks
        self.ks = (self.standard_input.text() if ks == "-" else ks or usual).strip()
        self.variables = []
        for one in map(read, variables):
            check_name(one.name)
            secret = is_secret(one.name) or one.seems_secret
            if secret and one.typed:
                typed.append(one.name)
            value = one.content(self.standard_input)
            self.variables.append(Variable(one.name, value, "the command line", secret, made=True))
        caution(typed)

    def agrees(self, fault: NeedsConsent) -> bool:
        """Whether somebody consents to a change; raises Ended where nobody can be asked."""
        if self._yes:
            return True
        sentence = fault.sentence.removesuffix(": confirm it.")
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Ended(f"{sentence}: confirm it with --yes.", USAGE)
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return click.confirm(f"{plain(sentence)}. Go on?", err=True)
        except click.Abort:
            raise Ended("Ended.", INTERRUPTED) from None
        finally:
            signal.signal(signal.SIGINT, before)


def at_seat(command: _Command) -> _Command:
    """The options of a command that sends calls, and a Seat as its first argument."""
    options = [
        click.option("--region", help="Id of the region. Else TESTME_DEFAULT_REGION."),
        click.option("--account", help="Name, id or partner id of an account: its KS is sent."),
        click.option("--ks", help="- reads a KS from standard input; TESTME_KS has one, too."),
        click.option(
            *("--var", "variables"),
            metavar="NAME=VALUE",
            multiple=True,
            help="A value for {{NAME}}; NAME@FILE and NAME=@- read it. May be repeated.",
        ),
        click.option("--person", help="Whose workspace, where people have names."),
        click.option(
            "--own",
            is_flag=True,
            help="In the command line's own workspace, not that of the browser that came last.",
        ),
        click.option(
            "--yes", is_flag=True, help="Change something also where that is asked about."
        ),
    ]

    def seated(**given: Any) -> None:
        shared = {name: given.pop(name) for name in _SHARED}
        with ended_well():
            parts = cast(Parts, current_app.extensions[EXTENSION])
            try:
                status = command(Seat(parts, **shared), **given)
            finally:
                # What was sent has to stand in history when the process is gone.
                parts.close()
        sys.exit(status)

    made: Any = with_appcontext(update_wrapper(seated, command))
    for option in reversed(options):
        made = option(made)
    return cast(_Command, made)
