"""What a runner or a command does, with no web: `python -m tests.desk.script FOLDER`.

Makes a desk, sends, is asked for consent, gives it, keeps the KS, renews it, opens the record.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from app.assembly import assembled
from app.call.model import Call, Object
from app.desk.desk import Desk
from app.errors import NeedsConsent
from app.sandbox.account import DEMO
from app.settings import Settings


def main(folder: Path) -> None:
    parts = assembled(Settings.load({"TESTME_DATA_DIR": str(folder)}))
    desk = Desk(parts, "a runner")
    start = Call(
        "sandbox",
        "session",
        "start",
        (
            ("secret", DEMO.admin_secret),
            ("partnerId", str(DEMO.partner_id)),
            ("type", "2"),
            ("expiry", "3600"),
        ),
        format="1",
    )
    started = desk.send(start, desk.place("sandbox"))
    assert started.kept is not None
    parts.accounts.save(
        "a runner",
        name="Prod",
        region="sandbox",
        partner_id=str(DEMO.partner_id),
        production=True,
    )
    place = desk.place("sandbox")
    category = Object("KalturaCategory", (("name", "made by a script"),))
    add = Call(
        "sandbox", "category", "add", (("category", category),), format="1", ks=started.kept.ks
    )
    try:
        desk.send(add, place)
        asked = ""
    except NeedsConsent as asks:
        asked = asks.sentence
    added = desk.send(add, place, consent=True)
    listed = desk.send(replace(add, action="list", parameters=()), place)
    renewed = desk.renew(started.kept, seconds=7200)
    assert renewed.kept is not None
    opened = desk.record(added.record_id)
    print(
        json.dumps(
            {
                "started": started.outcome.kind,
                "asked": asked,
                "added": added.outcome.kind,
                "listed": listed.outcome.kind,
                "is another KS": renewed.kept.ks != started.kept.ks,
                "kept": [one.ks == renewed.kept.ks for one in desk.place("sandbox").kept],
                "opened": f"{opened.call.service}.{opened.call.action}",
                "recorded": len(parts.history.list("a runner").rows),
                "web": sorted(
                    {"flask", "flask_wtf"} & {name.partition(".")[0] for name in sys.modules}
                ),
            }
        )
    )
    parts.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
