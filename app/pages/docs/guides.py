"""The general pages of the documentation: their names, titles and first sentences.

The text of each is a template in templates/api_docs/guides/.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    name: str
    title: str
    sentence: str


GUIDES = (
    Guide("request", "How a request is built", "An address, an action, and form fields."),
    Guide("formats", "Formats of the answer", "XML, JSON, and what differs between them."),
    Guide("objects", "Objects, arrays and types", "How anything nested becomes flat names."),
    Guide("multirequest", "Multirequest", "Several calls in one, each using earlier results."),
    Guide("errors", "Errors", "They come with status 200 and a code."),
    Guide("sessions", "Sessions", "The KS: who calls, for how long, with which rights."),
    Guide("notifications", "Notifications", "Let the server tell you when something happens."),
    Guide("upload", "Uploading files", "Token, bytes, content: in one piece or in many."),
    Guide("regions", "Regions", "Where an account lives, and where to call it."),
    Guide(
        "testing", "A Kaltura for your own tests", "The sandbox alone, from pytest, Node and CI."
    ),
)


def guide_named(name: str) -> Guide | None:
    return next((guide for guide in GUIDES if guide.name == name), None)
