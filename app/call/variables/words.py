"""What each filter does, in a sentence, for lists to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """`given` is what is usually given to a filter, as it is written between its parentheses."""

    about: str
    given: str = ""


FILTERS: Mapping[str, Words] = MappingProxyType(
    {
        "default": Words("Another value where this one is empty, or there is none.", "''"),
        "upper": Words("All in capital letters."),
        "lower": Words("All in small letters."),
        "title": Words("Each word with a capital letter."),
        "capitalize": Words("The first letter as a capital, the others small."),
        "trim": Words("Without blanks at both ends."),
        "truncate": Words("At most so many characters.", "40"),
        "replace": Words("One text put in the place of another.", "' ', '-'"),
        "split": Words("A text as a list, cut at each of these.", "','"),
        "join": Words("A list as a text, with this between its items.", "','"),
        "first": Words("The first item of a list, or letter of a text."),
        "last": Words("The last item of a list, or letter of a text."),
        "length": Words("How many items or letters there are."),
        "count": Words("How many items or letters there are."),
        "each": Words("Of each item the member of this name.", "'id'"),
        "where": Words("The items whose member has this value.", "'status', 2"),
        "sort": Words("In order; give a member's name to go by that."),
        "reverse": Words("The other way round."),
        "unique": Words("Each item once."),
        "without": Words("The items that are not this one, or none of these.", "'a'"),
        "sum": Words("All numbers of a list together."),
        "min": Words("The smallest number of a list."),
        "max": Words("The largest number of a list."),
        "date": Words("Unix seconds as a date, in UTC, in this format.", "'%Y-%m-%d'"),
        "time": Words("A date (ISO 8601) as unix seconds."),
        "plus": Words("So much later or more: 7d, -12h, or a number.", "'7d'"),
        "int": Words("As a whole number."),
        "float": Words("As a number."),
        "round": Words("To so many digits behind the point.", "0"),
        "abs": Words("Without its sign."),
        "string": Words("As a text."),
        "urlencode": Words("As it can stand in an address."),
        "tojson": Words("As JSON."),
        "fromjson": Words("What this JSON says."),
        "md5": Words("Its MD5 hash, in hexadecimal digits."),
        "sha1": Words("Its SHA-1 hash, in hexadecimal digits."),
        "sha256": Words("Its SHA-256 hash, in hexadecimal digits."),
        "sha512": Words("Its SHA-512 hash, in hexadecimal digits."),
    }
)
