"""The ways to a KS as people read of them, each with the advice that goes with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """`key` is its name in addresses; `whom` it is for, what it `needs` and what `never` to do."""

    key: str
    name: str
    title: str
    submit: str
    whom: str = ""
    needs: str = ""
    never: str = ""
    tool: bool = False  # no way to a KS, but something to do with one


_WAYS = (
    Way(
        "start",
        "Start",
        "Start a session",
        "Start the session",
        "Servers and administrators who hold the account's secrets.",
        "The partner id, and the administrator or the user secret of the account.",
        "Put the secret, or an ADMIN KS, into a page, an app or a repository: whoever reads "
        "it has the account, and a secret cannot be exchanged for another.",
    ),
    Way(
        "login",
        "Log in",
        "Log in with an e-mail address",
        "Log in",
        "People with a login of their own: what they may do follows their role.",
        "The e-mail address and the password of the login, and the partner id if it has several.",
        "Build one person's password into a program: take an application token for that.",
    ),
    Way(
        "token",
        "Application token",
        "Open a session with an application token",
        "Open the session",
        "Programs of third parties and of your own: each gets a token that can do no more than you "
        "say, and that you can revoke alone.",
        "The token's id, the token, and its hash type.",
        "Send the token itself: what travels is its hash together with the KS of a widget "
        "session, good for that session alone.",
    ),
    Way(
        "sign",
        "Sign here",
        "Sign a KS here, without a call",
        "Sign the KS",
        "Servers that need many KS quickly, and tests: no call is made.",
        "The partner id and its administrator secret, for USER sessions too. Whether it is right "
        "shows when the KS is used.",
        "Sign in a browser or an app: the secret would have to be there. The secret is used "
        "once and not stored.",
    ),
    Way(
        "impersonate",
        "Impersonate",
        "Act for another account or user",
        "Impersonate",
        "Operators of several accounts who look at one of them, and support that looks at what a "
        "user sees.",
        "The administrator secret of the account that owns the other one.",
        "Leave such a KS lying about: start it with type USER and for minutes where that does.",
    ),
    Way(
        "widget",
        "Widget",
        "Start a widget session",
        "Start the session",
        "Players and pages whose visitors are nobody in particular.",
        "The partner id alone: no secret.",
        "Rely on it to protect anything: anybody can have one, and it sees what is public.",
    ),
    Way("inspect", "Inspect a KS", "What is inside a KS", "Look inside", tool=True),
    Way("privileges", "Privileges", "Privileges", "Check", tool=True),
)

WAYS_BY_KEY = {way.key: way for way in _WAYS}
