"""A Call as a URL: of the API itself, or of the console's form, filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from app.call import wire
from app.call.copied.leaves import leaves
from app.call.model import Call
from app.errors import BadInput
from app.regions import Region

_PREFIX = "param:"
# The wire's own signs stay readable in names.
_SAFE = ":"


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is an address with its query; `left_out` the wire names of what is not in it."""

    href: str
    left_out: tuple[str, ...]


def url(call: Call, region: Region, *, secrets: bool = False) -> Link:
    """The call as one GET URL; secrets and KS only where they are asked for.

    Raises BadInput where it has a file or text that is not Unicode.
    """
    if files := wire.files(call):
        raise BadInput(f"A URL cannot carry the file of {files[0][0]}: copy the call as curl.")
    found = leaves(call)
    shown = [(leaf.name, leaf.value) for leaf in found if secrets or not leaf.secret]
    left_out = tuple(leaf.name for leaf in found if leaf.secret and not secrets)
    return Link(with_query(region.url + wire.address(call), shown), left_out)


def link(call: Call) -> Link:
    """The form of the action with its fields filled in; secrets, KS and files left out.

    Raises BadInput for text that is not Unicode.
    """
    shown = [("region", call.region)]
    left_out = []
    for leaf in leaves(call):
        if leaf.secret:
            left_out.append(leaf.name)
        elif leaf.own:
            shown.append((_PREFIX + leaf.name, leaf.value))
        else:
            shown.append((leaf.name, leaf.value))
    left_out += [name for name, _ in wire.files(call)]
    path = wire.path(call).removeprefix("/api_v3")
    return Link(f"/console{path}?{query(shown)}", tuple(left_out))


def with_query(address: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The address with the pairs in its query, behind what is there. Raises as `query`."""
    joined = "&" if "?" in address else "?"
    return f"{address}{joined}{query(pairs)}" if pairs else address


def query(pairs: Sequence[tuple[str, str]]) -> str:
    """The pairs urlencoded, spaces as %20. Raises BadInput for text that is not Unicode."""
    try:
        return urlencode(pairs, safe=_SAFE, quote_via=quote)
    except UnicodeEncodeError as fault:
        raise BadInput("A value has half of a character pair in it; type it anew.") from fault
