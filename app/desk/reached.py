"""Where programs reach a region: what is copied out is called from elsewhere."""

from dataclasses import replace

from app.desk.desk import Desk
from app.people.roles import Role
from app.regions import Region
from app.sandbox.door import IN_PATH

# What stands for the sandbox's token in what is copied out without secrets.
IN_ITS_PLACE = "SANDBOX_TOKEN"


def reached(desk: Desk, region: Region, *, clear: bool = False) -> Region:
    """The sandbox by an address with its token, or with IN_ITS_PLACE where that is not to stand
    there in `clear`, or for nobody who may send nothing; others as they are. Raises OSError."""
    token = desk.parts.sandbox_token
    if token is None or not region.sandbox:
        return region
    given = token.text() if clear and desk.role >= Role.CALL else IN_ITS_PLACE
    return replace(region, url=f"{region.url}{IN_PATH}{given}")
