"""The sandbox's first account: fixed and public, so that a person can start without any other."""

from dataclasses import dataclass

PARTNER = "KalturaPartner"  # the kind of the accounts' own rows, which belong to account 0


@dataclass(frozen=True, slots=True)
class Account:
    """What a person needs for every way to a KS."""

    partner_id: int
    admin_secret: str
    user_secret: str
    login_id: str  # the user id, too
    password: str
    app_token_id: str
    app_token: str

    @property
    def widget_id(self) -> str:
        return f"_{self.partner_id}"


# None of these opens anything but the sandbox, which is why they may stand here.
DEMO = Account(
    partner_id=1000001,
    admin_secret="5a4d5b0ca11ab1e5a4d5b0ca11ab1e01",  # noqa: S106 - public on purpose
    user_secret="c0ffee5a4d5b0c0ffee5a4d5b0c0ff02",  # noqa: S106 - public on purpose
    login_id="demo@sandbox.example",
    password="Sandbox-demo-1",  # noqa: S106 - public on purpose
    app_token_id="0_demotokn",  # noqa: S106 - an id
    app_token="deadbeefcafe5a4d5b0deadbeefcafe3",  # noqa: S106 - public on purpose
)
