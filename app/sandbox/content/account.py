"""What every account has from its start: roles, profiles, formats, a widget and a player."""

import json
from pathlib import Path

from app.sandbox.context import Context
from app.sandbox.generic import objects
from app.sandbox.values import Row


def fill(context: Context) -> None:
    """Put what `account.json` says into an empty account.

    Its `objects` have the `shared` values of their class besides their own; `numbers` are the
    ids that later objects of a kind come after. Account 0 is the server's own, whose objects
    every account sees.
    """
    content = json.loads(Path(__file__).with_name("account.json").read_text("utf-8"))
    for sent in content["objects"]:
        row = objects.kept(
            context, sent["objectType"], {**content["shared"].get(sent["objectType"], {}), **sent}
        )
    for kind, number in content["numbers"].items():
        context.objects.at_least(kind, number)
    # The player is the last of them.
    widget: Row = {"id": f"_{context.account}", "uiConfId": row["id"], "securityType": 1}
    objects.kept(context, "KalturaWidget", widget)
