"""Answers that the tests of bodies have in common."""

from base64 import urlsafe_b64encode
from typing import Any

from app.call.body import ApiError
from tests.call.spellings import SPELLINGS, error
from tests.each import each

# As long as a real one, and always the same, as tests are named after what they are given.
KS = urlsafe_b64encode(b"v2|102|" + bytes(range(160, 240))).decode()
STARTED = {
    "ks": KS,
    "sessionType": 0,
    "partnerId": "102",
    "userId": "bob/ä",
    "expiry": 1795242135,
    "privileges": "",
    "objectType": "KalturaSessionInfo",
}
NOT_FOUND = error("ENTRY_ID_NOT_FOUND", 'Entry id "0_x" ä/€ <not> found', ENTRY_ID="0_x", WHERE="é")
FOUND_ERROR = ApiError(
    "ENTRY_ID_NOT_FOUND",
    'Entry id "0_x" ä/€ <not> found',
    (("ENTRY_ID", "0_x"), ("WHERE", "é")),
)
BLOCKED = error("SERVICE_FORBIDDEN_CONTENT_BLOCKED", "The partner is blocked")
ROWS: list[dict[str, Any]] = [
    {
        "id": f"0_{place}",
        "name": f'Entry "{place}" ü',
        "plays": 9007199254740993 + place,
        "rank": 0.5,
        "tags": None,
        "active": bool(place),
        "capabilities": [],
        "operation": {"objects": [{"id": "nested"}], "objectType": "KalturaOperation"},
        "thumbnailUrl": f"https://cdn.example.com/p/102/entry/{place}",
        "objectType": "KalturaMediaEntry",
    }
    for place in range(3)
]
LIST = {"totalCount": 8, "objects": ROWS, "objectType": "KalturaMediaListResponse"}

spellings = each("spelling", SPELLINGS.values())
