"""Every way by the key of its form: what it takes, and the way itself."""

from collections.abc import Callable
from typing import Any

from app.desk.ways.impersonate import ByKsRequest, ImpersonateRequest, by_ks, impersonate
from app.desk.ways.login import LoginRequest, login
from app.desk.ways.result import Result
from app.desk.ways.sign import SignRequest, sign
from app.desk.ways.start import StartRequest, start
from app.desk.ways.token import TokenRequest, app_token
from app.desk.ways.tokens import TokenAddRequest, added
from app.desk.ways.widget import WidgetRequest, widget

WAYS: dict[str, tuple[type[Any], Callable[..., Result]]] = {
    "start": (StartRequest, start),
    "login": (LoginRequest, login),
    "token": (TokenRequest, app_token),
    # It makes no call, so that nothing asks.
    "sign": (SignRequest, lambda desk, what, consent: sign(desk, what)),  # noqa: ARG005
    "impersonate": (ImpersonateRequest, impersonate),
    "by-ks": (ByKsRequest, by_ks),
    "widget": (WidgetRequest, widget),
    "token-add": (TokenAddRequest, added),
}
