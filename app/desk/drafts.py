"""Drafts: what stands in a form, kept sealed under an id that a browser tab holds.

A draft is saved as the page's form posts it, with the call that all of it would make. Its page
shows masks for the secrets, and that call is what they stand for, as a recorded one is in History.
"""

import json
import logging
import re
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from app.call import codec
from app.call.model import Call
from app.errors import BadInput
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import drafts

log = logging.getLogger(__name__)

MOST_KEPT = 200  # for each workspace: the oldest give way
LARGEST = 2_000_000  # characters of all names and values together
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """`pairs` are the form's names and values, secrets in clear; `call` is all that is typed as a
    call, without a KS that the jar has. `answer` is the id of the call that was sent from it last,
    "" if none was; `version` counts up (milliseconds of the browser's clock)."""

    id: str
    version: int
    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    call: Call = field(repr=False)
    answer: str = ""


class DraftStore:
    """Keeps drafts for each workspace (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def save(self, workspace: str, draft: StoredDraft) -> None:
        """Keep a draft, or what changed of it; one that is older than what is kept changes nothing.

        Raises BadInput for an id that is none, and for what is too large.
        """
        if not _ID.fullmatch(draft.id):
            raise BadInput("This is not the id of a draft.", field="id")
        if sum(len(name) + len(value) for name, value in draft.pairs) > LARGEST:
            raise BadInput("This form is too large to be kept while you are elsewhere.")
        content = {
            "version": draft.version,
            "pairs": draft.pairs,
            "call": codec.dump(draft.call),
            "answer": draft.answer,
        }
        sealed = self._sealer.seal(
            json.dumps(content).encode(), purposes.draft(workspace, draft.id)
        )
        with writing(self._engine) as connection:
            before = connection.execute(select(drafts).where(*_named(workspace, draft.id))).first()
            if before:
                opened = self._opened(before)
                if opened and opened.version > draft.version:
                    return
                connection.execute(delete(drafts).where(*_named(workspace, draft.id)))
            row = {"workspace": workspace, "id": draft.id, "updated_at": time.time()}
            connection.execute(insert(drafts), {**row, "sealed": sealed})
            own = drafts.c.workspace == workspace
            count = select(func.count()).select_from(drafts).where(own)
            if connection.execute(count).scalar_one() > MOST_KEPT:
                newest = select(drafts.c.id).where(own).order_by(drafts.c.updated_at.desc())
                kept = newest.limit(MOST_KEPT).scalar_subquery()
                connection.execute(delete(drafts).where(own, drafts.c.id.not_in(kept)))

    def find(self, workspace: str, draft_id: str) -> StoredDraft | None:
        """None where there is no such draft of this workspace, or it cannot be opened any more."""
        if not _ID.fullmatch(draft_id):
            return None
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(*_named(workspace, draft_id))).first()
        return self._opened(row) if row else None

    def _opened(self, row: Any) -> StoredDraft | None:
        try:
            purpose = purposes.draft(row.workspace, row.id)
            content = json.loads(self._sealer.open(row.sealed, purpose))
            return StoredDraft(
                row.id,
                content["version"],
                tuple((name, value) for name, value in content["pairs"]),
                codec.load(content["call"]),
                content["answer"],
            )
        except (SealBroken, BadInput):
            log.warning("A draft was sealed with another key, or by a newer console.")
            return None


def _named(workspace: str, draft_id: str) -> tuple[Any, Any]:
    return drafts.c.workspace == workspace, drafts.c.id == draft_id
