"""Any request that a person pastes in -> its parameters: text -> words -> `Pasted`.

`recognise` finds out what it is, `with_its_call` which call a body names in words of its own,
`build_call` (app.call.unflatten) makes a Call of it.
"""

from app.call.pasted.fitting import check_anything_fits
from app.call.pasted.model import MAX_HAR, MAX_TEXT, Choice, Choices, Pasted
from app.call.pasted.named_call import with_its_call
from app.call.pasted.recognise import recognise
from app.call.pasted.said import said, said_name
from app.call.pasted.url import region_for, unknown_host

__all__ = [
    "MAX_HAR",
    "MAX_TEXT",
    "Choice",
    "Choices",
    "Pasted",
    "check_anything_fits",
    "recognise",
    "region_for",
    "said",
    "said_name",
    "unknown_host",
    "with_its_call",
]
