"""Our own Postman collection comes back as the calls that it was made of."""

from pathlib import Path

from app.call.pasted import Choices, recognise, region_for
from app.call.wire.unflatten import build_call
from app.regions import PUBLIC_REGIONS
from app.schema.export.postman import postman_json
from app.schema.facts import bundled
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, own_words

URL = "https://api.eu.kaltura.com"
SCHEMA = bundled()


def test_every_request_of_our_own_collection(tmp_path: Path) -> None:
    found = recognise(postman_json(SCHEMA, Help(own_words(), LibraryWords(tmp_path)), URL).decode())
    assert isinstance(found, Choices)
    actions = [(one, action) for one in SCHEMA.services for action in one.actions]
    assert len(found.entries) == len(actions)
    for index, (service, action) in enumerate(actions):
        pasted = found.take(index)
        assert found.entries[index].name == f"{service.id}.{action.name}"
        assert found.entries[index].about == f"{service.id} / {action.name}"
        region = region_for(pasted.url or "", PUBLIC_REGIONS)
        assert region is not None
        assert region.id == "eu"
        call = build_call(pasted.pairs, registry=SCHEMA, region="eu").call
        assert (call.service, call.action, call.format) == (service.id, action.name, "1")
        assert pasted.kept_ks
        # An example of a password is one that each has to give.
        assert set(pasted.placeholders) <= {"your_password"}
