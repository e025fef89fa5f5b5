"""The demo content: enough of everything to make the first calls answer something.

Ids are fixed, so that examples can name them; times are spread over the months before.
"""

from app.sandbox import rows
from app.sandbox.account import DEMO, PARTNER
from app.sandbox.content import account
from app.sandbox.context import Context
from app.sandbox.entitlement import MEMBERS_ONLY
from app.sandbox.kinds import APP_TOKEN, CATEGORY, ENTRY, USER
from app.sandbox.membership import assign
from app.sandbox.services.user import password_hash
from app.sandbox.shapes import Shapes
from app.sandbox.store import Objects
from app.sandbox.uploads import Uploads
from app.sandbox.values import Row
from app.schema import facts

_DAY = 86_400  # seconds
VIDEO, IMAGE, AUDIO = 1, 2, 5  # KalturaMediaType
PUBLIC_CATEGORY, TALKS, PRIVATE_CATEGORY = 1001, 1002, 1003

# id, name, media type, status, seconds, tags, category, owner, days ago, plays
_ENTRIES = (
    ("0_welcome1", "Welcome to the sandbox", VIDEO, 2, 95, "welcome, intro", 1001, "ana", 300, 412),
    ("0_keynote1", "Keynote: open video", VIDEO, 2, 2710, "keynote, talk", 1002, "bo", 240, 1830),
    ("0_zurich01", "Zürich bei Nacht", VIDEO, 2, 184, "city, night", 1001, "ana", 210, 77),
    ("0_tokyo001", "東京の朝", VIDEO, 2, 241, "city, morning, 日本", 1001, "chidi", 180, 505),
    ("0_poster01", "Conference poster", IMAGE, 2, 0, "poster", 1002, "bo", 150, 12),
    (
        "0_podcast1",
        "Podcast 12: sound & text",
        AUDIO,
        2,
        1805,
        "podcast",
        1002,
        "bo",
        120,
        340,
    ),
    ("0_greek001", "Καλημέρα κόσμε", AUDIO, 2, 33, "sound", 1001, "ana", 90, 8),
    ("0_arabic01", "مرحبا بالعالم", VIDEO, 2, 61, "language", 0, "chidi", 60, 21),
    ("0_emoji001", "Launch day 🚀 <live>", VIDEO, 2, 640, "launch, event", 0, "ana", 30, 96),
    ("0_private1", "Board meeting", VIDEO, 2, 3605, "internal", 1003, "bo", 21, 3),
    ("0_waiting1", "Still without a file", VIDEO, 7, 0, "draft", 0, "ana", 7, 0),
    ("0_working1", "Being converted", VIDEO, 1, 0, "draft", 0, "bo", 2, 0),
    ("0_failed01", "Could not be converted", VIDEO, -1, 0, "", 0, "chidi", 1, 0),
)

# id, first name, last name, administrator, e-mail
_USERS = (
    (DEMO.login_id, "Demo", "Admin", True, DEMO.login_id),
    ("ana", "Ana", "Silva", False, "ana@sandbox.example"),
    ("bo", "Bo", "Łukasz", False, "bo@sandbox.example"),
    ("chidi", "Chidi", "Okafor", False, "chidi@sandbox.example"),
)


def fill(store: Objects, uploads: Uploads, now: int) -> None:
    """Put the demo content into an empty store; `now` is unix seconds."""
    secrets = (DEMO.user_secret, DEMO.admin_secret)
    partner = rows.partner(
        now - 400 * _DAY, account=DEMO.partner_id, name="Sandbox", secrets=secrets
    )
    store.of_account(0).add(PARTNER, partner)
    objects = store.of_account(DEMO.partner_id)
    for row in _users(now):
        objects.add(USER, row)
    categories = _categories(now)
    for row in categories:
        objects.add(CATEGORY, row)
    shapes = Shapes(facts.bundled())
    account.fill(Context(objects, uploads, shapes, now - 400 * _DAY))
    context = Context(objects, uploads, shapes, now)
    for row, category in _entries(now):
        objects.add(ENTRY, row)
        if category:
            objects.change(ENTRY, assign(context, row, [category]))
    token = {"sessionUserId": "ana", "hashType": "SHA256", "description": "Demo token"}
    objects.add(
        APP_TOKEN,
        rows.app_token(
            token,
            key=DEMO.app_token_id,
            token=DEMO.app_token,
            now=now - 100 * _DAY,
            account=DEMO.partner_id,
        ),
    )


def _users(now: int) -> list[Row]:
    made = []
    for days, (key, first, last, admin, email) in zip(range(390, 0, -30), _USERS, strict=False):
        sent = {"id": key, "firstName": first, "lastName": last, "email": email, "isAdmin": admin}
        if admin:
            sent |= {"loginEnabled": True, "passwordHash": password_hash(DEMO.password)}
            sent |= {"isAccountOwner": True}
        made.append(rows.user(sent, now=now - days * _DAY, account=DEMO.partner_id))
    return made


def _categories(now: int) -> list[Row]:
    public = rows.category(
        {"name": "Public", "tags": "open"},
        key=PUBLIC_CATEGORY,
        parent=None,
        owner=DEMO.login_id,
        now=now - 380 * _DAY,
        account=DEMO.partner_id,
    )
    talks = rows.category(
        {"name": "Talks", "description": "Recorded talks"},
        key=TALKS,
        parent=public,
        owner=DEMO.login_id,
        now=now - 370 * _DAY,
        account=DEMO.partner_id,
    )
    private = rows.category(
        {"name": "Board only", "privacy": MEMBERS_ONLY, "privacyContext": "board"},
        key=PRIVATE_CATEGORY,
        parent=None,
        owner="bo",
        now=now - 200 * _DAY,
        account=DEMO.partner_id,
    )
    return [public, talks, private]


def _entries(now: int) -> list[tuple[Row, int]]:
    """Each entry with its category, 0 for none."""
    made = []
    for key, name, media, status, seconds, tags, category, owner, days, plays in _ENTRIES:
        sent = {
            "name": name,
            "mediaType": media,
            "status": status,
            "duration": seconds,
            "msDuration": seconds * 1000,
            "tags": tags,
            "plays": plays,
            "views": plays * 3,
            "referenceId": f"ref-{key[2:]}",
            "description": f"Demo content: {name}",
        }
        if media != AUDIO and status == rows.READY:
            sent |= {"width": 1920, "height": 1080}
        then = now - days * _DAY
        row = rows.entry(sent, key=key, user_id=owner, now=then, account=DEMO.partner_id)
        made.append((row, category))
    return made
