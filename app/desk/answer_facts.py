"""What an answer's page says beside the body: how long what took, where a redirect leads, and a
text for Kaltura's support."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from app.call.model import Answer
from app.call.secrets.masking import MASK
from app.desk.answer_view import AnswerView

BAR = 1000  # the timing bar's width, in the units of its drawing
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]!$&'()*+,;=%-]+")


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the time; `x` and `width` are its place in the bar, of BAR in all."""

    name: str  # connect, wait or receive
    seconds: float
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a redirect leads: `href` is "" where it is no address to be opened from here."""

    text: str
    href: str
    host: str
    elsewhere: bool  # another host than the region's


def phases(answer: Answer) -> tuple[Phase, ...]:
    """Connect, wait and receive, as far as the call got; sending is part of the wait.

    No connect where a connection was open already, no receive where nothing came.
    """
    came = answer.first_byte is not None
    ends = {
        "connect": answer.connected,
        "wait": answer.first_byte if came else answer.total,
        "receive": answer.total if came else None,
    }
    found = []
    start = 0.0
    for name, end in ends.items():
        if end is not None:
            until = max(start, end)
            x, x_until = (round(BAR * at / (answer.total or 1)) for at in (start, until))
            found.append(Phase(name, until - start, x, x_until - x))
            start = until
    return tuple(found)


def destination(view: AnswerView) -> Destination | None:
    """Where the answer's Location leads, if it is a redirect.

    There is no link where a secret in the address is masked, and none where browsers and we might
    not agree on the host that it names.
    """
    location = view.header("Location")
    if view.outcome.kind != "redirect" or not location:
        return None
    try:
        address = urljoin(view.url, location)
        host = urlsplit(address).hostname or ""
    except ValueError:
        return Destination(location, "", "", elsewhere=True)
    opens = bool(_PLAIN_URL.fullmatch(address)) and MASK not in address
    here = urlsplit(view.url).hostname
    return Destination(address, address if opens else "", host, elsewhere=host != here)


def for_support(view: AnswerView) -> str:
    """The facts by which Kaltura's support finds a call in its logs; no secrets."""
    region = view.region
    outcome = " ".join(filter(None, (view.headline, view.code)))
    status = view.answer.status
    lines = {
        "Region": f"{region.name}, {region.url}" if region else view.call.region,
        "Call": ".".join(filter(None, (view.call.service, view.call.action))),
        "Time": _moment(view.sent_at) if view.sent_at else view.header("Date"),
        "X-Kaltura-Session": view.header("X-Kaltura-Session"),
        "X-Me": view.header("X-Me"),
        "Outcome": outcome if status is None else f"{outcome} (HTTP status {status})",
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
