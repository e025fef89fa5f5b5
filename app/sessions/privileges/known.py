"""The privileges that a KS can carry, as data: what each does, and what it takes.

How values are parted and compared follows what the open-source server does
(`kSessionBase`, `ks.class.php` of github.com/kaltura/server). A long file, but a single table.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "flag",
    "entries",
    "playlists",
    "assets",
    "users",
    "number",
    "role",
    "address",
    "paths",
    "time",
    "text",
    "application",
    "contexts",
    "any",
]


@dataclass(frozen=True, slots=True)
class Known:
    """A privilege by name; `value` says what stands behind its colon, "" where nothing does.

    `slashes`: / parts several values. `star`: * stands for all. `optional`: it may also stand
    without a value. `admin_anyway`: an ADMIN session may do that without it.
    """

    name: str
    kind: Kind
    value: str
    sentence: str
    example: str
    slashes: bool = False
    star: bool = False
    optional: bool = False
    admin_anyway: bool = False


PRIVILEGES = (
    Known(
        "all",
        "any",
        "*",
        "Everything that the session's type and role allow. The usual choice for an ADMIN "
        "session on a server of your own.",
        "all:*",
        star=True,
    ),
    Known(
        "edit",
        "entries",
        "entry ids or *",
        "The session may change these entries though its user does not own them. For a page on "
        "which people correct the entries of others.",
        "edit:0_abc123/0_def456",
        slashes=True,
        star=True,
        admin_anyway=True,
    ),
    Known(
        "sview",
        "entries",
        "entry ids or *",
        "The session may play these entries where their access control asks for a KS. For a "
        "viewer who has paid, or was let in by your own site.",
        "sview:0_abc123",
        slashes=True,
        star=True,
        admin_anyway=True,
    ),
    Known(
        "list",
        "any",
        "*",
        "Lists show the content of every user, not of the session's user alone. For a search page "
        "that works with a USER session.",
        "list:*",
        star=True,
        admin_anyway=True,
    ),
    Known(
        "download",
        "entries",
        "entry ids or *",
        "The session may download these entries as files. For a download button beside a player.",
        "download:0_abc123",
        slashes=True,
        star=True,
        admin_anyway=True,
    ),
    Known(
        "downloadasset",
        "assets",
        "asset ids or *",
        "The session may download these single files (flavors, thumbnails, captions). Servers put "
        "it into the addresses that they hand out; its end is rounded up to five minutes.",
        "downloadasset:1_fl4v0r",
        slashes=True,
        star=True,
        admin_anyway=True,
    ),
    Known(
        "editplaylist",
        "playlists",
        "playlist id",
        "The session may change whatever entries this hand-made playlist holds at the time. For a "
        "set of entries that changes after the session has started.",
        "editplaylist:0_list12",
        admin_anyway=True,
    ),
    Known(
        "sviewplaylist",
        "playlists",
        "playlist id",
        "Like sview, for whatever entries this hand-made playlist holds at the time. For a course "
        "whose videos change.",
        "sviewplaylist:0_list12",
        admin_anyway=True,
    ),
    Known(
        "actionslimit",
        "number",
        "number of calls, from 1",
        "The session ends after that many calls. It limits what a KS that got out can do; a "
        "player makes more calls than one expects.",
        "actionslimit:20",
    ),
    Known(
        "setrole",
        "role",
        "role id or system name",
        "The session may do what this role allows, whatever role its user has. For a session "
        "that should do one thing alone, such as playing.",
        "setrole:PLAYBACK_BASE_ROLE",
    ),
    Known(
        "restrictingrole",
        "role",
        "role id",
        "The session may do what both this role and its user's own allow. For narrowing a "
        "session without ever widening it.",
        "restrictingrole:2345",
    ),
    Known(
        "limitentry",
        "entries",
        "entry id",
        "Actions that heed it, those on cue points and metadata above all, work for this entry "
        "alone. For a widget with a role that may write.",
        "limitentry:0_abc123",
    ),
    Known(
        "iprestrict",
        "address",
        "IP addresses",
        "The KS works from these addresses alone, as the server sees them. For a session that "
        "one server of yours uses.",
        "iprestrict:203.0.113.7",
        slashes=True,
    ),
    Known(
        "urirestrict",
        "paths",
        "paths; * at the end, | between several",
        "The KS works for requests to these paths alone. For an address with a KS inside that is "
        "handed on.",
        "urirestrict:/api_v3/service/media/*",
    ),
    Known(
        "enableentitlement",
        "flag",
        "",
        "Private categories are kept private in this session, even where the account does not ask "
        "for it. For portals in which each person sees their own categories.",
        "enableentitlement",
    ),
    Known(
        "disableentitlement",
        "flag",
        "",
        "The session sees what private categories hold. For administration and scripts that must "
        "find every entry.",
        "disableentitlement",
    ),
    Known(
        "disableentitlementforentry",
        "entries",
        "entry ids",
        "The session sees these entries though they are in private categories. For sharing single "
        "videos out of one.",
        "disableentitlementforentry:0_abc123",
        slashes=True,
    ),
    Known(
        "privacycontext",
        "contexts",
        "context name",
        "Private categories are looked at from this context, such as one portal of several. "
        "Without it an account with contexts shows nothing private.",
        "privacycontext:intranet",
    ),
    Known(
        "enablecategorymoderation",
        "flag",
        "",
        "What is put into a moderated category waits for approval. For contributors, where "
        "entitlement is not enforced.",
        "enablecategorymoderation",
    ),
    Known(
        "reftime",
        "time",
        "unix seconds",
        "Relative dates in filters count from this moment instead of now. For trying what a "
        "filter will find some day.",
        "reftime:1767225600",
    ),
    Known(
        "sessionkey",
        "text",
        "text",
        "Calls with the same key go to the same search index instead of by IP address. For a "
        "program on several machines that lists what it has just changed.",
        "sessionkey:importer1",
    ),
    Known(
        "preview",
        "number",
        "bytes",
        "A download stops after that many bytes. Servers put it into addresses where access "
        "control allows a preview alone.",
        "preview:1048576",
    ),
    Known(
        "sessionid",
        "text",
        "text",
        "Ending one session ends all that have the same text here. For an application that gives "
        "a person several KS and must log them out at once.",
        "sessionid:login4711",
    ),
    Known(
        "apptoken",
        "text",
        "application token id",
        "Says which application token started the session. The server sets it, so that a session "
        "can be traced back.",
        "apptoken:0_tok123",
    ),
    Known(
        "appid",
        "application",
        "name-domain",
        "Names the application that uses the session, for logs and analytics. A good habit for "
        "every session.",
        "appid:shop-shop.example.org",
    ),
    Known(
        "enablechangeaccount",
        "number",
        "partner id, if any",
        "The session may change over to another account of the same login. For consoles that "
        "manage several accounts.",
        "enablechangeaccount:102",
        optional=True,
    ),
    Known(
        "edituser",
        "users",
        "user ids or *",
        "The session may make these users owners of entries. For uploading on behalf of others.",
        "edituser:ana/ben",
        slashes=True,
        star=True,
        admin_anyway=True,
    ),
    Known(
        "virtualeventid",
        "number",
        "event id",
        "The session belongs to this virtual event. Event sites set it.",
        "virtualeventid:1234",
    ),
    Known(
        "searchcontext",
        "text",
        "text",
        "The context that searches of this session are made in. Portals set it for their search.",
        "searchcontext:library",
    ),
)

BY_NAME = {known.name: known for known in PRIVILEGES}

# Servers and widgets put these into sessions; nobody needs to write them.
ALSO_USED = frozenset(
    {
        "disableentitlementforplaylist",
        "editadmintags",
        "enablecaptionmoderation",
        "jobtype",
        "restrictexplicitliveview",
        "view",
        "widget",
    }
)
