"""`flask --app app call`: one call, its answer on stdout."""

import codecs
import sys
from collections.abc import Callable, Sequence
from itertools import chain

import click

from app.call.form.call_form import PREFIX
from app.call.form.named_calls import calls_in
from app.call.form.request_form import RequestForm
from app.call.problem import Problem
from app.commands import given
from app.commands.ending import FAILED, NETWORK, OK, Stop, caution, plain, say, stoppable
from app.commands.given import Given
from app.commands.seat import Seat, at_seat
from app.desk.exchange import Exchange, Sending
from app.desk.forms import forming
from app.desk.forms.posted import Posted
from app.desk.passed import RECOGNISED_BY, Passed
from app.errors import BadInput, NeedsConsent
from app.waits import without_waits

FORMATS = {"json": "1", "xml": "2"}
_STATUS = {"ok": OK, "api_error": FAILED}


@click.command("call")
@click.argument("called", metavar="SERVICE.ACTION")
@click.argument("arguments", metavar="[NAME=VALUE]...", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), default="json")
@click.option("--show-secrets", is_flag=True, help="Print the answer as it came, without masks.")
@click.option("--anyway", is_flag=True, help="Send it also where the schema has something against.")
@at_seat
def call(
    seat: Seat,
    *,
    called: str,
    arguments: Sequence[str],
    format_name: str,
    show_secrets: bool,
    anyway: bool,
) -> int:
    """Send one call, such as media.list filter.statusIn=2,7 pager.pageSize=5

    \b
    filter.nameLike=x        a member of an object, by dots
    ids=a ids=b              items of a list; items.0.name=x of one of objects
    filter:='{"idIn": "x"}'  JSON; name:=null is an explicit null
    fileData@film.mp4        a file, or the text in one; name=@- is read from standard input
    name='{{variable}}'      a variable of the workspace, or one of --var

    \b
    multirequest 1:service=media 1:action=get 1:entryId=0_a
                 2:service=flavorAsset 2:action=list 2:filter.entryIdEqual='{1:result:id}'

    The answer is printed with its secrets masked; everything else is said on stderr. Exit status:
    0 ok, 1 an error of the API, 2 nothing was sent, 3 no answer, or none of the API.
    """
    place = seat.place
    read = [given.read(one) for one in arguments]
    draft, others = given.draft_of(called, read)
    actions = [action for _, action in calls_in(place.registry, draft, strict=True)]
    texts = given.fill_in(draft, others, actions, seat.standard_input)
    draft.values["format"] = FORMATS[format_name]
    kept = seat.ks or (place.chosen.masked if place.chosen else "")
    takes_ks = any(one.session_required != "none" for one in actions)
    if kept and takes_ks and "ks" not in draft.values:
        draft.put("ks", kept)

    def formed() -> RequestForm:
        posted = Posted(draft, place.region.id, variables=tuple(seat.variables))
        return forming.posted(seat.desk, place, posted).form

    given.as_items(draft, texts, formed())
    form = formed()
    made, problems = form.read(place.region.id)
    caution([given.shown(one.name) for one in read if one.typed and _is_secret(form, one)])
    if stopping := [one for one in problems if one.level == "open" or not anyway]:
        raise BadInput("Nothing was sent. " + " ".join(map(_told, stopping)))
    for one in problems:
        say(_told(one))
    consent = False
    try:
        seat.desk.check(made, place)
    except NeedsConsent as fault:
        consent = seat.agrees(fault)
        if not consent:
            raise BadInput("Nothing was sent.") from fault
    if show_secrets:
        seat.desk.tell("shown in clear", f"the answer to {called} at a terminal")
    with stoppable() as stop:
        sending = seat.desk.begin(made, place, consent=consent, cancel=stop)
        exchange = _printed(sending, clear=show_secrets)
    return _status(exchange, stop)


def _is_secret(form: RequestForm, one: Given) -> bool:
    node = form.find(PREFIX + one.name) or form.find(one.name)
    return one.seems_secret or (node is not None and node.kind == "secret")


def _told(problem: Problem) -> str:
    sentence = problem.sentence
    name = given.shown(problem.field)
    return sentence if name in {"", "ks"} or sentence.startswith(name) else f"{name}: {sentence}"


def _printed(sending: Sending, *, clear: bool) -> Exchange:
    """The answer on stdout, as it comes. Raises BrokenPipeError once the call stands in history."""
    steps = sending.steps()
    pieces = without_waits(steps)
    ended = False
    try:
        beginning = b""
        for piece in pieces:
            beginning += piece
            if len(beginning) >= RECOGNISED_BY:
                break
        passed = Passed(sending, beginning)
        rest = chain([beginning], pieces) if clear else passed.pieces(pieces)
        write = _written(passed.language == "binary")
        last = b"\n"
        for piece in rest:
            write(piece)
            last = piece[-1:] or last
        ended = True
    finally:
        if not ended:
            sending.left()
            pieces.close()
            sending.finish()
    if sys.stdout.isatty() and last != b"\n":
        write(b"\n")
    return sending.finish()


def _written(binary: bool) -> Callable[[bytes], None]:
    """What writes pieces to stdout: on a terminal nothing that could steer it."""
    if not sys.stdout.isatty():

        def write(piece: bytes) -> None:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()

        return write
    if binary:
        say("The answer is no text: send it into a file with > FILE.")
        return lambda _: None
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return lambda piece: click.echo(plain(decoder.decode(piece)), nl=False)


def _status(exchange: Exchange, stop: Stop) -> int:
    outcome = exchange.outcome
    mask = exchange.masker.text
    if exchange.unkept:
        say(exchange.unkept)
    if outcome.kind != "ok":
        say(mask(": ".join(filter(None, (outcome.code, outcome.message)))))
    elif outcome.message:
        say(mask(outcome.message))
    return stop.status or _STATUS.get(outcome.kind, NETWORK)
