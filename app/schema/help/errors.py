"""What an error means and what usually helps, in our own words (the TOML files in error_words/).

Their tables:

    [error.CODE]                by the API's error code
    [[error.CODE.variants]]     other words where the argument `argument` has the value `value`,
                                or, in formats that do not tell arguments, where `message` is in
                                the message; or where `also`, such a case again, is so
    [error.CODE.without_ks]     other words where the call had no KS
    [[family]]                  for codes without a table: the first whose `pattern` (a regular
                                expression) is found in the code
    [failure.KIND]              by FailureKind: there was no answer
    [status.NUMBER]             by HTTP status
    [redirect], [unreadable]    by the kind of outcome
    [in_sandbox]                for an account in the sandbox that is not the sandbox's own

Each has `means` (one or two sentences), `helps` (steps, in order) and perhaps `offers`: what the
page may offer, "session" (start one), "entitlement" (a KS without it), "parameter" (show the field
that the arguments name), or the name of a field to show. `{NAME}` stands for an argument.
`answered_by` are actions that answer with the code although the schema does not say so. What is
said of entitlement has sentences of its own: they are left out where the KS has disableentitlement.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("error_words")

# In front of the codes in which an outcome says that a body is not of its format.
_NOT = "NOT_"
_ENTITLEMENT = "ntitlement"
_NOTHING_HIDDEN = "Check ids, account and region: this KS has disableentitlement already."


@dataclass(frozen=True, slots=True)
class Case:
    """An argument of an error has that value; `message` is a part of the error's message."""

    argument: str
    value: str
    message: str

    def is_so(self, args: Mapping[str, str], message: str) -> bool:
        told = args.get(self.argument)
        return told == self.value if told is not None else self.message in message


@dataclass(frozen=True, slots=True)
class Variant:
    """Words for an error in any of its `cases`."""

    cases: tuple[Case, ...]
    words: "ErrorWords"


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """`means` and `helps` may hold `{ARGUMENT}`; `offers` are explained above."""

    means: str
    helps: tuple[str, ...]
    offers: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    without_ks: "ErrorWords | None" = None
    answered_by: tuple[str, ...] = ()

    def for_case(self, args: Mapping[str, str], message: str, *, has_ks: bool) -> "ErrorWords":
        """The words that fit the call's KS, the error's arguments, or its message; else these."""
        if self.without_ks and not has_ks:
            return self.without_ks
        for variant in self.variants:
            if any(case.is_so(args, message) for case in variant.cases):
                return variant.words
        return self

    def beyond_entitlement(self) -> "ErrorWords":
        """The words without what they say of entitlement."""
        helps = (_without(_ENTITLEMENT, step) for step in self.helps)
        return replace(
            self,
            means=_without(_ENTITLEMENT, self.means) or self.means,
            helps=tuple(step for step in helps if step) or (_NOTHING_HIDDEN,),
            offers=tuple(one for one in self.offers if one != "entitlement"),
        )


@dataclass(frozen=True, slots=True)
class Family:
    """Words for all codes in which `pattern` is found."""

    pattern: re.Pattern[str]
    words: ErrorWords


@dataclass(frozen=True, slots=True)
class ErrorHelp:
    """The words of all files, by code, kind of failure, status (as text) and kind of outcome."""

    errors: Mapping[str, ErrorWords]
    families: tuple[Family, ...]
    failures: Mapping[str, ErrorWords]
    statuses: Mapping[str, ErrorWords]
    outcomes: Mapping[str, ErrorWords]

    @property
    def in_sandbox(self) -> ErrorWords:
        """Words for an account that is not the sandbox's own."""
        return self.outcomes["in_sandbox"]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "ErrorHelp":
        """All *.toml of the folder together. Raises ValueError naming the file and the fault."""
        tables: dict[str, dict[str, ErrorWords]] = {"error": {}, "failure": {}, "status": {}}
        outcomes: dict[str, ErrorWords] = {}
        families: list[Family] = []
        for file in sorted(folder.glob("*.toml")):
            for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
                try:
                    if name == "family":
                        families += _families(value)
                    else:
                        _add(tables.get(name), outcomes, name, value)
                except (KeyError, TypeError, ValueError, AttributeError) as fault:
                    raise ValueError(
                        f"{file.name}: [{name}] is not as it should be: {fault}"
                    ) from fault
        return cls(tables["error"], tuple(families), tables["failure"], tables["status"], outcomes)

    def for_error(self, code: str) -> ErrorWords | None:
        """The code's own words; None where it has none."""
        return self.errors.get(code)

    def for_family(self, code: str) -> ErrorWords:
        """What can be said of a code by its name alone."""
        return next(family.words for family in self.families if family.pattern.search(code))

    def for_outcome(self, kind: str, code: str) -> ErrorWords | None:
        """Words for an outcome that is no API error; None where its sentence has to do."""
        match kind:
            case "failed" | "cancelled" | "interrupted":
                return self.failures.get(code)
            case "http_error":
                return self.statuses.get(code)
            case "unreadable" if not code.startswith(_NOT):
                return self.errors.get(code)
            case _:
                return self.outcomes.get(kind)


@cache
def error_help() -> ErrorHelp:
    """The words that ship with the console; read once."""
    return ErrorHelp.load()


def _add(
    table: dict[str, ErrorWords] | None, outcomes: dict[str, ErrorWords], name: str, value: Any
) -> None:
    found = {name: value} if table is None else value
    place = outcomes if table is None else table
    for key, words in found.items():
        if key in place:
            raise ValueError(f"{key} is there twice")
        place[key] = _words(words)


def _families(tables: Sequence[Mapping[str, Any]]) -> Iterator[Family]:
    for table in tables:
        yield Family(re.compile(table["pattern"]), _words(table))


def _words(table: Mapping[str, Any]) -> ErrorWords:
    return ErrorWords(
        table["means"],
        tuple(table["helps"]),
        tuple(table.get("offers", ())),
        tuple(_variant(one, table.get("offers", ())) for one in table.get("variants", ())),
        _words(table["without_ks"]) if "without_ks" in table else None,
        tuple(table.get("answered_by", ())),
    )


def _without(word: str, text: str) -> str:
    """The text without the sentences that have the word in them."""
    return " ".join(one for one in re.split(r"(?<=[.!?]) ", text) if word not in one)


def _variant(table: Mapping[str, Any], offers: Sequence[str]) -> Variant:
    # What helps against an error is offered for each kind of it, unless a variant says otherwise.
    told = [table, *([table["also"]] if "also" in table else [])]
    cases = tuple(Case(one["argument"], one["value"], one["message"]) for one in told)
    return Variant(cases, _words({"offers": offers, **table}))
