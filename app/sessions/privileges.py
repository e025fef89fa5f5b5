"""The privileges that a KS can carry, as data, and the comma-separated text they travel in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A privilege by name; `value` says what stands behind its colon, "" where nothing does."""

    name: str
    value: str
    sentence: str
    slashes: bool = False  # whether / parts several values


@dataclass(frozen=True, slots=True)
class Privilege:
    """One privilege of a KS, as written: `edit:0_abc/0_def` is ("edit", "0_abc/0_def")."""

    name: str
    value: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The single values where this privilege takes several, else the one or none."""
        if not self.value:
            return ()
        known = BY_NAME.get(self.name)
        return tuple(self.value.split("/")) if known and known.slashes else (self.value,)

    def __str__(self) -> str:
        return f"{self.name}:{self.value}" if self.value else self.name


PRIVILEGES = (
    Known("all", "*", "Everything that the session's type and role allow."),
    Known("edit", "entry ids or *", "May change these entries.", slashes=True),
    Known("sview", "entry ids or *", "May watch these entries whatever access control says."),
    Known("list", "*", "May list the content of every user."),
    Known("download", "entry ids or *", "May download these entries."),
    Known("downloadasset", "asset ids", "May download these assets."),
    Known("editplaylist", "playlist ids", "May change the entries of these playlists."),
    Known("sviewplaylist", "playlist ids", "May watch the entries of these playlists."),
    Known("actionslimit", "number", "Can be used for that many calls."),
    Known("setrole", "role id", "Acts with this role instead of the user's own."),
    Known("restrictingrole", "role id", "Never gets more than this role allows."),
    Known("limitentry", "entry id", "Is limited to this entry."),
    Known("iprestrict", "IP address", "Is accepted from this address alone."),
    Known("urirestrict", "path, * at its end", "Is accepted for these paths alone; | parts them."),
    Known("enableentitlement", "", "Content entitlement is enforced."),
    Known("disableentitlement", "", "Content entitlement is not enforced: private content shows."),
    Known("disableentitlementforentry", "entry id", "Entitlement is not enforced for this entry."),
    Known("privacycontext", "context names", "Sees categories of these privacy contexts."),
    Known("enablecategorymoderation", "", "Moderation of categories is applied."),
    Known("reftime", "unix seconds", "The time that relative times start from."),
    Known("sessionkey", "text", "A key of the caller's own, for caching."),
    Known("preview", "bytes", "Playback stops after that much."),
    Known("sessionid", "text", "Groups sessions, so that they can be ended together."),
    Known("apptoken", "token id", "The application token that started the session."),
    Known("appid", "name-domain", "The application that uses the session, as appName-appDomain."),
    Known("enablechangeaccount", "", "May change to another account of the same login."),
    Known("edituser", "user ids", "May change these users.", slashes=True),
    Known("virtualeventid", "event id", "Is limited to this virtual event."),
    Known("searchcontext", "text", "The context that searches are made in."),
)

BY_NAME = {known.name: known for known in PRIVILEGES}


def parse(text: str | None) -> tuple[Privilege, ...]:
    """The privileges of a comma-separated text, in its order; `*` alone means `all:*`."""
    parts = [part.strip() for part in (text or "").split(",")]
    return tuple(_privilege("all:*" if part == "*" else part) for part in parts if part)


def format_privileges(privileges: tuple[Privilege, ...]) -> str:
    """The comma-separated text of privileges: the counterpart of `parse`."""
    return ",".join(str(privilege) for privilege in privileges)


def _privilege(text: str) -> Privilege:
    name, _, value = text.partition(":")
    return Privilege(name, value)
