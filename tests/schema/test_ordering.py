"""What comes first in an order, and which order a filter takes."""

from app.schema.facts import bundled
from app.schema.meanings.links import taken_by, taken_by_class
from app.schema.meanings.ordering import orders, orders_of

REGISTRY = bundled()


def test_what_comes_first() -> None:
    told = orders_of(REGISTRY, "KalturaMediaEntryFilter")
    assert told["-createdAt"] == "newest first"
    assert told["+startDate"] == "oldest first"
    assert told["+name"] == "from A to Z"
    assert told["-plays"] == "largest first"
    assert told["+weight"] == "ascending"
    assert orders_of(REGISTRY, "KalturaFilterPager") == {}
    status = REGISTRY.enum("KalturaEntryStatus")
    assert status is not None
    assert orders(REGISTRY, status) == {}


def test_every_value_of_every_order_says_what_comes_first() -> None:
    all_orders = [one for one in REGISTRY.schema.enums if one.name.endswith("OrderBy")]
    assert len(all_orders) > 100
    for enum in all_orders:
        signed = {one.value for one in enum.constants if one.value[:1] in {"+", "-"}}
        assert set(orders(REGISTRY, enum)) == signed, enum.name


def test_what_a_parameter_takes_is_what_calls_that_take_an_id_know() -> None:
    media = REGISTRY.service("media")
    listing = REGISTRY.action("media", "list")
    assert media is not None
    assert listing is not None
    found = taken_by(REGISTRY, media, listing, listing.parameters[0])
    assert (found[":idEqual"].class_name, found[":idEqual"].plural) == ("KalturaMediaEntry", False)
    assert (found[":userIdIn"].class_name, found[":userIdIn"].plural) == ("KalturaUser", True)
    assert ":nameLike" not in found
    token = taken_by_class(REGISTRY, "KalturaUploadedFileTokenResource")
    assert token["token"].class_name == "KalturaUploadToken"
