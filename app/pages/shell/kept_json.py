"""A kept KS as programs and the page's own scripts get it: masked, with what is known of it."""

from typing import Any

from app.desk.place import Place, Stored
from app.sessions.kept import KeptSession
from app.sessions.kept_words import ks_choice, ks_facts, over, time_left, type_name


def choices_as_json(place: Place | Stored) -> list[dict[str, Any]]:
    """What the console's chooser offers of a region; `text` is without the time left."""
    return [
        {
            "id": kept.id,
            "text": ks_choice(kept),
            "left": time_left(kept),
            "expiry": kept.session.expiry,
            "over": over(kept),
            "chosen": kept.chosen,
        }
        for kept in place.kept
    ]


def ks_as_json(kept: KeptSession, place: Place | Stored) -> dict[str, Any]:
    """A KS kept there; `value` is the mask that stands for it in the form."""
    return {
        "id": kept.id,
        "name": kept.name,
        "value": kept.masked,
        "region": kept.region,
        "type": type_name(kept.session.type),
        "partnerId": kept.session.partner_id,
        "userId": kept.session.user_id,
        "expiry": kept.session.expiry,
        "over": over(kept),
        "privileges": kept.session.privileges,
        "source": kept.session.source,
        "facts": ks_facts(kept),
        "renewable": kept.id in place.renewable,
        "choices": choices_as_json(place),
    }
