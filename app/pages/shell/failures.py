"""What a person or a program sees when something goes wrong: one shape, never a stack trace."""

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from app.errors import BadInput, NotFound, Refused, TestMeError, place_of
from app.pages.shell.context import tell, visit, wants_json
from app.storage.throttle import SignInThrottled
from app.storage.troubles import DatabaseTrouble, driver_words, trouble_of

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every exception of `app` with a sentence."""
    app.register_error_handler(TestMeError, _ours)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(ValidationError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(fault: TestMeError) -> tuple[Response | str, int, dict[str, str]]:
    if isinstance(fault, Refused):
        tell("refused", f"{request.method} {request.endpoint}")
    headers = {"Retry-After": str(fault.wait)} if isinstance(fault, SignInThrottled) else {}
    if wants_json():
        return jsonify(fault.as_json()), fault.status, headers
    return render_template("failure.html", fault=fault), fault.status, headers


def _forged(_: Exception) -> ResponseReturnValue:
    fault = Refused(
        "This form is from an earlier session of your browser, or was not sent by this page: "
        "reload the page and send it again."
    )
    fault.status = 400
    body, status, headers = _ours(fault)
    # Our own script tries again with a new token; no other site can read it here.
    return body, status, {**headers, "X-CSRFToken": generate_csrf(), "X-Whose": visit().whose}


def _http(fault: HTTPException) -> ResponseReturnValue:
    if fault.code == 404:
        return _ours(NotFound("There is no such page here: start from the Test Console."))
    if fault.code == 405:
        ours: TestMeError = BadInput(f"This address does not take {request.method} requests.")
    elif fault.code == 413:
        ours = BadInput(
            "This is more than the console takes in one request: send less, or raise "
            "TESTME_MAX_UPLOAD_MB."
        )
    else:
        ours = BadInput(f"{fault.name}: the request could not be understood.")
    ours.status = fault.code or 500
    return _ours(ours)


def _unexpected(fault: Exception) -> ResponseReturnValue:
    return _ours(described(fault))


def described(fault: Exception) -> TestMeError:
    """One of ours as it is; anything else is logged, and a sentence that gives nothing away."""
    if isinstance(fault, TestMeError):
        return fault
    if isinstance(fault, SQLAlchemyError) and (cause := trouble_of(fault)):
        log.error("%s (%s) in %s %r", cause, driver_words(fault), request.method, request.path)
        return DatabaseTrouble(cause)
    name, place = type(fault).__name__, place_of(fault)
    log.error("%s in %s %r\n%s", name, request.method, request.path, place)
    return TestMeError(
        "Something went wrong in the console itself; it is in the server's log. What you "
        "typed is still in the page before this one."
    )
