"""Which rules of an entry's access control profile apply to who asks for it.

As on the real server an administrator is held to those rules alone that say so, and a rule
without conditions holds for everybody. What nothing here can tell (where an address lies) is
not fulfilled, and the answer's header says so.
"""

from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from app.sandbox.context import Context
from app.sandbox.values import Object, Row

BLOCK, PREVIEW, LIMIT_FLAVORS = "1", "2", "3"  # KalturaRuleActionType
_PROFILE = "KalturaAccessControlProfile"
_PLAY = "1"  # KalturaContextType


def applying(context: Context, entry: Row, asked: Object) -> list[Row]:
    """The rules that apply, in their order; `asked` has what KalturaAccessControlScope has."""
    usual = (row for row in context.objects.all(_PROFILE) if row.get("isDefault"))
    own = context.objects.get(_PROFILE, str(entry.get("accessControlId")))
    sent: Any = asked.get("contexts")
    wanted = {item.text("type") for item in sent or ()} or {_PLAY}
    found = []
    for rule in (own or next(usual, {})).get("rules") or ():
        meant = {str(item.get("type")) for item in rule.get("contexts") or ()}
        spared = context.admin and rule.get("forceAdminValidation") != 1
        if spared or (meant and meant.isdisjoint(wanted)):
            continue
        if all(_fulfilled(context, entry, asked, item) for item in rule.get("conditions") or ()):
            found.append(rule)
            if rule.get("stopProcessing"):
                break
    return found


def scheduled(context: Context, entry: Row, asked: Object) -> bool:
    """Whether an entry may be played at the time that is asked for."""
    time = asked.number("time") or context.now
    return bool((entry.get("startDate") or 0) <= time <= (entry.get("endDate") or time))


def _fulfilled(context: Context, entry: Row, asked: Object, condition: Row) -> bool:
    cls = condition["objectType"]
    names = condition.get("privileges" if cls == _AUTHENTICATED else "values") or ()
    values = [str(item.get("value") or "") for item in names]
    try:
        if cls == _AUTHENTICATED:
            granted = {item.name: {*item.values} for item in context.privileges}
            holds = any(granted.get(name, set()) & {"*", entry["id"]} for name in values)
            met = context.session is not None and (holds or not values)
        elif cls == "KalturaEntryScheduledCondition":
            met = scheduled(context, entry, asked)
        elif cls == "KalturaOrCondition":
            inner = condition.get("conditions") or ()
            met = any(_fulfilled(context, entry, asked, item) for item in inner)
        else:
            name, matches = _MATCHED[cls]
            text = asked.text(name) or (context.address if name == "ip" else "")
            met = any(matches(text, value) for value in values)
    except (KeyError, ValueError):
        context.unjudged()
        return False
    return met != bool(condition.get("not"))


def _within(address: str, place: str) -> bool:
    """Whether an address is one, in a network, or between two with a hyphen. Raises ValueError."""
    if "-" not in place:
        return ip_address(address) in ip_network(place.strip(), strict=False)
    low, high = (int(ip_address(part.strip())) for part in place.split("-"))
    return low <= int(ip_address(address)) <= high


def _of_agent(agent: str, pattern: str) -> bool:
    """Patterns of plain letters and `.*` alone are compared, as others would have to be run.

    Raises ValueError for those."""
    if set(r"\^$+?{}[]()|*") & set(pattern.replace(".*", "")):
        raise ValueError(pattern)
    return fnmatchcase(agent.casefold(), f"*{pattern.casefold().replace('.*', '*')}*")


_AUTHENTICATED = "KalturaAuthenticatedCondition"
# What of the scope a value is compared with, and how.
_MATCHED = {
    "KalturaIpAddressCondition": ("ip", _within),
    "KalturaSiteCondition": (
        "referrer",
        lambda url, site: fnmatchcase(urlsplit(url).hostname or "", site.lower()),
    ),
    "KalturaUserAgentCondition": ("userAgent", _of_agent),
}
