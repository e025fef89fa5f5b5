"""Where calls may go: the allow-list of endpoints. Nothing else is ever contacted.

The six public regions and their order are facts of Kaltura's service; the operator's
own come from a TOML file with one [[region]] each:

    [[region]]
    id = "studio"                       # letters, digits, - and _
    name = "Studio (staging)"
    url = "https://kaltura.example"     # the service URL, without /api_v3
    guard = true                        # ask before each action that is not listed as reading
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SANDBOX_ID = "sandbox"

_API = re.compile(r"/api_v3(?:/index\.php)?\Z")
_NOT_IN_A_URL = re.compile(r"[\s\\\x00-\x1f\x7f]")


class RegionsFault(Exception):
    """The regions file cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Region:
    """One endpoint; `url` is the service URL without a slash at its end.

    `hosts` are others by which Kaltura's documents and tools reach it: they are recognised in
    what people paste, and calls still go to `url`. A `public` one is at an address of the
    internet, or not called at all.
    """

    id: str
    name: str
    url: str
    guard: bool = False
    own: bool = False  # from the operator's file
    hosts: tuple[str, ...] = ()
    public: bool = False

    @property
    def sandbox(self) -> bool:
        return self.id == SANDBOX_ID

    @property
    def encrypted(self) -> bool:
        return self.sandbox or self.url.startswith("https://")


_US_HOSTS = ("cdnapi.kaltura.com", "cdnapisec.kaltura.com", "www.nvp1.ovp.kaltura.com")
PUBLIC_REGIONS = (
    Region("us", "US (default SaaS)", "https://www.kaltura.com", public=True, hosts=_US_HOSTS),
    *(
        Region(
            id,
            name,
            f"https://api.{id}.kaltura.com",
            public=True,
            hosts=(f"api.{code}.ovp.kaltura.com",),
        )
        for id, name, code in (
            ("eu", "EU (Ireland)", "irp2"),
            ("ap", "AP (Australia)", "syp2"),
            ("sg", "SG (Singapore)", "sgp2"),
            ("ca", "CA (Canada)", "cap2"),
            ("de", "DE (Germany)", "frp2"),
        )
    ),
)


def load_regions(file: Path | None, *, sandbox_url: str | None) -> dict[str, Region]:
    """All regions by id, in the order of the drop-down: public, own, sandbox.

    `sandbox_url` is the sandbox's service URL, or None where it is off. Raises RegionsFault.
    """
    found: dict[str, Region] = {}
    for region in (*PUBLIC_REGIONS, *(_own(file) if file else ())):
        if region.id in found or region.id == SANDBOX_ID:
            where = file if region.own else "app/regions.py"
            raise RegionsFault(f"{where}: the id {region.id!r} is taken; choose another.")
        found[region.id] = region
    if sandbox_url is not None:
        found[SANDBOX_ID] = Region(SANDBOX_ID, "Sandbox (built in)", sandbox_url)
    return found


def _own(file: Path) -> list[Region]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise RegionsFault(f"{file} cannot be read: {fault.strerror}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RegionsFault(f"{file} is not TOML: {fault}.") from fault
    rows = content.get("region")
    if not isinstance(rows, list) or set(content) != {"region"}:
        raise RegionsFault(f"{file} takes [[region]] tables and nothing else.")
    return [_region(row, f"{file}, region {number}") for number, row in enumerate(rows, 1)]


def _region(row: Any, place: str) -> Region:
    allowed = {"id": str, "name": str, "url": str, "guard": bool}
    if not isinstance(row, dict):
        raise RegionsFault(f"{place} is not a table.")
    for key, value in row.items():
        if key not in allowed or not isinstance(value, allowed[key]):
            raise RegionsFault(f"{place}: {key!r} is unknown or of the wrong type.")
    missing = [key for key in ("id", "name", "url") if not row.get(key)]
    if missing:
        raise RegionsFault(f"{place} lacks {', '.join(missing)}.")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", row["id"]):
        raise RegionsFault(f"{place}: an id takes letters, digits, - and _, 32 at most.")
    return Region(
        row["id"], row["name"], _service_url(row["url"], place), row.get("guard", False), own=True
    )


def _service_url(text: str, place: str) -> str:
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise RegionsFault(f"{place}: the url {text!r} is not one.") from None
    # urlsplit passes over some of these, and every request would then fail or go astray.
    if _NOT_IN_A_URL.search(text):
        raise RegionsFault(f"{place}: the url {text!r} has a space or a backslash in it.")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_fits:
        raise RegionsFault(f"{place}: the url takes https://host or http://host.")
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise RegionsFault(f"{place}: the url takes no user, password, query or fragment.")
    return _API.sub("", parts.geturl().rstrip("/")).rstrip("/")
