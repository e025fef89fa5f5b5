"""The text that the history's filter looks into: masked first, so it can stand in clear."""

from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.call.secrets.masking import Masker, masked_pairs

LIMIT = 20_000  # characters kept of the request, and again of the answer
# Read before masking. A secret that the window cuts in two is not recognised: its first half
# stays, at the very end, so as much as the window exceeds the limit is dropped from there.
_WINDOW = 64_000
WINDOW_BYTES = 4 * _WINDOW  # so many hold at least _WINDOW characters, or the whole body
_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript")


def request_text(call: Call, masker: Masker) -> str:
    """The request's part of it, masked."""
    sent = "\n".join(f"{name}={value}" for name, value in masked_pairs(call))
    return f"{call.service}.{call.action} {call.region}\n{_masked(masker, sent)}"


def search_text(request: str, answer: Answer, outcome: Outcome, masker: Masker) -> str:
    """Request (see `request_text`), error and the answer's beginning, masked, in folded case."""
    parts = (
        request,
        _masked(masker, f"{outcome.code} {outcome.message} {_arguments(outcome)}"),
        _masked(masker, _answer_text(answer)),
    )
    return plain("\n".join(parts)).casefold()


def plain(text: str) -> str:
    """The text without what a database refuses: NUL, and halves of surrogate pairs.

    They are replaced rather than left out: what stood around one must not grow together into
    a secret that masking did not see.
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _masked(masker: Masker, text: str) -> str:
    masked = masker.text(text[:_WINDOW])
    if len(text) >= _WINDOW:
        masked = masked[: max(0, len(masked) - (_WINDOW - LIMIT))]
    return masked[:LIMIT]


def _arguments(outcome: Outcome) -> str:
    return " ".join(f"{name}={value}" for name, value in outcome.args)


def _answer_text(answer: Answer) -> str:
    content_type = (answer.header("Content-Type") or "text/").lower()
    body = answer.utf8
    if not content_type.startswith(_TEXT_TYPES) or b"\0" in body[:_WINDOW]:
        return ""
    return body[:WINDOW_BYTES].decode("utf-8", "replace")
