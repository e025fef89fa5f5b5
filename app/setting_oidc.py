"""The settings of TESTME_AUTH=oidc, and how a setting is declared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.setting_values import is_loopback

# What `people.roles` has; a test compares.
ROLES = ("read", "call", "change", "administer")
NO_ROLE = "none"


def setting(
    default: str,
    sentence: str,
    parse: Callable[[str], Any] = str,
    *,
    secret: bool = False,
) -> Any:
    """A field with what the README's table says of it, and from its text to its value."""
    return field(
        repr=not secret,
        metadata={"default": default, "sentence": sentence, "parse": parse, "secret": secret},
    )


def issuer(text: str) -> str:
    """As the provider spells it, the slash at its end included: both have to be the same."""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("?")
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if (text and not (safe and parts.hostname)) or parts.query or parts.fragment:
        raise ValueError("takes a URL such as https://login.example; http for loopback alone")
    return text


def scopes(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError("takes scopes separated by blanks, openid among them")
    return text


def roles(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a group and a role; a group may hold commas and equals signs, as those of LDAP."""
    pairs = []
    for part in filter(None, map(str.strip, text.split(";"))):
        group, _, role = (one.strip() for one in part.rpartition("="))
        if not group or role not in ROLES:
            known = ", ".join(ROLES)
            raise ValueError(f"takes group=role, separated by semicolons; a role is one of {known}")
        pairs.append((group, role))
    return tuple(pairs)


def role_or_none(text: str) -> str:
    if text not in {*ROLES, NO_ROLE}:
        raise ValueError("takes one of " + ", ".join((*ROLES, NO_ROLE)))
    return text


def button_name(text: str) -> str:
    if not re.fullmatch(r"[^\x00-\x1f\x7f]{1,40}", text):
        raise ValueError("takes up to 40 characters")
    return text


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Of the provider that signs people in (OpenID Connect)."""

    oidc_issuer: str = setting(
        "",
        "With TESTME_AUTH=oidc: the provider's issuer, spelled as it does, such as "
        "https://login.example.",
        issuer,
    )
    oidc_client_id: str = setting("", "What the provider knows this console by.")
    oidc_client_secret: str = setting(
        "",
        "The client's secret. Empty: the provider has it as a public client, and PKCE has to do.",
        secret=True,
    )
    oidc_scopes: str = setting(
        "openid profile email",
        "Scopes to ask for, separated by blanks; some providers give groups for one of their own.",
        scopes,
    )
    oidc_groups_claim: str = setting(
        "groups",
        "Claim that lists a person's groups; dots lead into objects, as in realm_access.roles.",
    )
    oidc_roles: tuple[tuple[str, str], ...] = setting(
        "",
        "Groups and the role that each gives, as video-admins=administer; video=change. In several "
        "of them the highest counts.",
        roles,
    )
    oidc_default_role: str = setting(
        NO_ROLE,
        "Role of whoever is in none of these groups: read, call, change, administer, or none, "
        "which refuses them.",
        role_or_none,
    )
    oidc_name: str = setting(
        "single sign-on", "What people call the provider, for the button to it.", button_name
    )

    def oidc_faults(self, auth: str) -> list[str]:
        """What does not go together, a sentence each that names its setting."""
        given = [("ISSUER", self.oidc_issuer), ("CLIENT_ID", self.oidc_client_id)]
        if auth != "oidc":
            return [
                f"TESTME_OIDC_{name} is set and TESTME_AUTH is {auth}: set TESTME_AUTH=oidc, or "
                "take it away."
                for name, value in given[:1]
                if value
            ]
        faults = [
            f"TESTME_AUTH is oidc: set TESTME_OIDC_{name}." for name, value in given if not value
        ]
        if not self.oidc_roles and self.oidc_default_role == NO_ROLE:
            faults.append(
                "TESTME_AUTH is oidc, and nobody could come in: set TESTME_OIDC_ROLES, or a "
                "TESTME_OIDC_DEFAULT_ROLE."
            )
        return faults
