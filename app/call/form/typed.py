"""What a person, a link or history has put into a form, with what its masks and names stand for."""

from dataclasses import dataclass

from app.call.form.draft import Draft
from app.call.model import Call
from app.call.variables.scope import Scope


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person, a link or history has put into the form.

    `fresh` is a form nobody has posted yet: its defaults count as filled in. `opens` has
    mandatory objects opened. `recorded` is the call whose masked secrets may stand for themselves,
    `kept_ks` the KS that `kept_mask` stands for. `scope` has the values of variables.
    """

    draft: Draft
    fresh: bool = False
    opens: bool = False
    recorded: Call | None = None
    kept_ks: str = ""
    kept_mask: str = ""
    ks_over: str = ""  # what has become of that KS, if nothing takes it any more: has expired
    leaves_out_dead_ks: bool = False  # where no call of the form takes one
    scope: Scope | None = None
