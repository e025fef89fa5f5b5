"""user.loginByLoginId: a session with an e-mail address and its password."""

from dataclasses import dataclass, field

from app.desk.desk import Desk
from app.desk.ways.profiles import given
from app.desk.ways.result import Result, call_of, in_one_step, seconds


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """`partner_id` is None for the account that the login used last, `lasts` is in seconds.

    `account` is the id of a profile whose password is used where none is given; `otp` is a
    one-time password, where the login asks for one.
    """

    region: str
    login_id: str
    password: str = field(default="", repr=False)
    account: str = ""
    otp: str = field(default="", repr=False)
    partner_id: int | None = None
    lasts: int | None = None
    privileges: str = ""


def login(desk: Desk, request: LoginRequest, *, consent: bool = False) -> Result:
    """Raises BadInput (fields `password`, `account`), NotFound, and NeedsConsent."""
    place = desk.place(request.region)
    password = given(
        desk,
        place,
        request.account,
        request.password,
        "password",
        field="password",
        missing="Type the password.",
    )
    call = call_of(
        request.region,
        "user",
        "loginByLoginId",
        loginId=request.login_id,
        password=password,
        partnerId="" if request.partner_id is None else str(request.partner_id),
        expiry=seconds(request.lasts),
        privileges=request.privileges,
        otp=request.otp,
    )
    return in_one_step(
        desk, "user.loginByLoginId", call, place, consent=consent, account=request.account
    )
