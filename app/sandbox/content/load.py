"""Content from a JSON file into the store: accounts, objects of any class, and their files.

    {"accounts": [{"id": 7, "name": "Seven", "secret": "…", "adminSecret": "…"}],
     "account": 7,
     "objects": [{"objectType": "KalturaMediaEntry", "id": "0_a", "name": "A", "_daysAgo": 3}]}

An object has the properties of its class, read-only ones too; its class's first values fill
in what is not said. Beside them: `_daysAgo` makes its times, `password` a user's login,
`_thumbnail` true a picture, `_media` a file of ours ("video", "audio", "pdf") as the entry's
source, `_captions` a list of language, label and text (SRT), `_content` the text of an asset's
file, `_quiz` the quiz of an entry.
"""

import copy
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import BadInput
from app.sandbox import assets, rows
from app.sandbox.account import DEMO, PARTNER
from app.sandbox.content import account
from app.sandbox.context import Context
from app.sandbox.failures import known
from app.sandbox.generic import objects
from app.sandbox.generic.kinds import root_of
from app.sandbox.ids import lasting_id
from app.sandbox.kept import Objects
from app.sandbox.kinds import CATEGORY, ENTRY
from app.sandbox.membership import assign
from app.sandbox.pictures import placeholder
from app.sandbox.services.login import password_hash
from app.sandbox.shapes import Shapes
from app.sandbox.uploads import Uploads
from app.sandbox.values import Row

FIRST, MORE = "first", "more"  # the demo content's two files
_DAY = 86_400  # seconds
_MEMBERS = ("accounts", "account", "objects")
_MEDIA = {"video": "clip.mp4", "audio": "tone.mp3", "pdf": "page.pdf"}
_HIDDEN = ("_thumbnail", "_captions", "_content", "_media")


def demo(*names: str) -> list[dict[str, Any]]:
    """The demo content's files of these names."""
    folder = Path(__file__).parent
    return [json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names]


def fill(
    store: Objects, uploads: Uploads, shapes: Shapes, content: Mapping[str, Any], now: int
) -> None:
    """Put a file's content into the store; `now` is unix seconds. Raises BadInput."""
    check(content)
    at = "The content's accounts"
    try:
        for made in content.get("accounts", ()):
            _add_account(store, uploads, shapes, made, now)
        objects_of = store.of_account(int(content.get("account", DEMO.partner_id)))
        for number, sent in enumerate(content.get("objects", ()), 1):
            at = f"Object {number} of the content"
            named = sent.get("objectType") if isinstance(sent, dict) else None
            if not (isinstance(named, str) and shapes.registry.object_type(named)):
                raise BadInput(f"{at} names no class of the API.")
            ago = int(sent.get("_daysAgo", 0)) * _DAY
            # The content is filled in again by a reset: what is made of it is a copy.
            _add(Context(objects_of, uploads, shapes, now - ago), copy.deepcopy(sent))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as fault:
        raise BadInput(f"{at} cannot be made, as a value is not of its kind: {fault}.") from fault


def check(content: object) -> None:
    """Raises BadInput where content has not the form that `fill` takes."""
    if not isinstance(content, dict):
        raise BadInput("The content is no JSON object with accounts and objects.")
    known(content, _MEMBERS, "The content")
    for name in ("accounts", "objects"):
        if not isinstance(content.get(name, []), list):
            raise BadInput(f"The content's {name} are no list.")


def _add_account(
    store: Objects, uploads: Uploads, shapes: Shapes, made: Mapping[str, Any], now: int
) -> None:
    number = int(made.get("id", DEMO.partner_id))
    secrets = (
        str(made.get("secret", DEMO.user_secret)),
        str(made.get("adminSecret", DEMO.admin_secret)),
    )
    partners = store.of_account(0)
    then = now - int(made.get("_daysAgo", 0)) * _DAY
    if partners.get(PARTNER, str(number)) is None:
        context = Context(store.of_account(number), uploads, shapes, then)
        name = str(made.get("name", ""))
        row = rows.partner(context, account=number, name=name, secrets=secrets)
        partners.add(PARTNER, row)
        partners.at_least("partner", number)
        account.fill(context)


def _add(context: Context, sent: Row) -> None:
    cls = str(sent.pop("objectType"))
    hidden = {name: sent.pop(name, None) for name in _HIDDEN}
    sent.pop("_daysAgo", None)
    root = root_of(context.shapes.registry, cls)
    if "password" in sent:
        sent["passwordHash"] = password_hash(str(sent.pop("password")))
    if root == ENTRY:
        row = _entry(context, cls, sent)
    elif root == CATEGORY:
        row = _category(context, sent)
    elif cls == "KalturaUser":
        row = context.objects.add(root, rows.user(context, sent))
    else:
        row = objects.kept(context, cls, {}, sent)
    if isinstance(row["id"], int):
        context.objects.at_least(root, row["id"])
    _add_files(context, row, hidden)


def _entry(context: Context, cls: str, sent: Row) -> Row:
    row = context.objects.add(ENTRY, rows.entry(context, sent, cls))
    ids = [int(part) for part in str(sent.get("categoriesIds", "")).split(",") if part]
    return context.objects.change(ENTRY, assign(context, row, ids)) if ids else row


def _category(context: Context, sent: Row) -> Row:
    parent = context.objects.get(CATEGORY, str(sent.get("parentId")))
    made = rows.category(context, sent, parent=parent, owner=str(sent.get("owner", "")))
    return context.objects.add(CATEGORY, made)


def _add_files(context: Context, row: Row, hidden: Mapping[str, Any]) -> None:
    key = str(row["id"])
    values: dict[str, Any]
    if hidden["_thumbnail"]:
        picture = placeholder(key).getvalue()
        values = {"tags": "default_thumb", "fileExt": "png"}
        _add_file(context, "KalturaThumbAsset", key, "thumbnail", picture, **values)
    if hidden["_media"]:
        file = Path(__file__).with_name(_MEDIA[hidden["_media"]])
        values = {"isOriginal": True, "flavorParamsId": 0, "tags": "source,web", "isWeb": True}
        values["fileExt"] = file.suffix[1:]
        _add_file(context, "KalturaFlavorAsset", key, "media", file.read_bytes(), **values)
    for number, caption in enumerate(hidden["_captions"] or ()):
        text = str(caption.pop("text", "")).encode()
        values = {"format": "1", "fileExt": "srt", "isDefault": int(number == 0), **caption}
        _add_file(context, "KalturaCaptionAsset", key, number, text, **values)
    if hidden["_content"] is not None:
        context.uploads.write(key, io.BytesIO(str(hidden["_content"]).encode()), 0)


def _add_file(
    context: Context, cls: str, entry_id: str, name: str | int, content: bytes, **values: Any
) -> None:
    """An asset of an entry, whose id stays the same for its name."""
    key = lasting_id(context.account, entry_id, name)
    made = assets.make(context, cls, entry_id, id=key, **values)
    context.uploads.write(key, io.BytesIO(content), 0)
    assets.filled(context, made)
