"""What a page or a program has posted of a form, as a value."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.call.form.draft import Draft
from app.call.problem import Problem
from app.call.variables.scope import Variable


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted beside the fields of the form themselves, and those as a draft.

    `own_page` is whether our own page asks, rather than a program; `shown_region` the id of the
    region that it showed, `region` of the one that is chosen; `shown` are the services and
    actions (name=value) of the form that stood there, `kept` the id of the KS that its field
    stands for. `recorded` is the id of the call, `stored` of the draft, `saved` of the saved
    request (`saved_at` is when that was saved last, as it was opened) and `account` of the account
    whose secrets the masks stand for. `confirmed` is the
    consent to a change, `anyway` to send in spite of warnings. `operation` and `place` (a name)
    edit the form's structure; `demo` and `fill_from` (an account's id) fill it in. `ticket` is what
    the page asks for the call by; `aside` is a call that is no choice of the person's. `variables`
    are known to it before all others.
    """

    draft: Draft = field(repr=False)
    region: str
    own_page: bool = False
    shown_region: str = ""
    shown: tuple[str, ...] = ()
    kept: str = ""
    recorded: str = ""
    stored: str = ""
    saved: str = ""
    saved_at: str = ""
    account: str = ""
    confirmed: bool = False
    anyway: bool = False
    aside: bool = False
    ticket: str = ""
    demo: bool = False
    fill_from: str = ""
    operation: str = ""
    place: str = ""
    variables: tuple[Variable, ...] = ()

    def stopped_by(self, problems: Iterable[Problem]) -> list[Problem]:
        """What keeps the call from being sent: for a script the errors, on our page warnings too.

        A person may send it anyway, but for what is still to be filled in.
        """
        levels = {"open"}
        if not self.anyway:
            levels |= {"error", "warning"} if self.own_page else {"error"}
        return [problem for problem in problems if problem.level in levels]

    @property
    def stands_there(self) -> bool:
        """Whether the form that was on the page is that of the call which is chosen."""
        if not self.own_page:
            return True
        chosen = (one.partition("=") for one in self.shown)
        return self.shown_region == self.region and all(
            self.draft.values.get(name) == value for name, _, value in chosen
        )
