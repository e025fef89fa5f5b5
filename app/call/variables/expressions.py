"""What stands between `{{` and `}}`: an expression in Jinja's words, read by Jinja and valued here.

Only names, literals, members, filters, comparisons and arithmetic are there; nothing is called, and
nothing of Python is within reach, as a member is looked up in lists and objects alone. Each value
is bounded as it is made, so that no expression takes long or much.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from app.call.variables.evaluating import ARITHMETIC, Lookup, valued
from app.call.variables.filters import FILTERS, TESTS
from app.call.variables.values import ExpressionFault, Json

LONGEST = 500  # characters of one expression
MOST = 100  # expressions in one text
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
TEMPLATE = re.compile(r"\{\{((?:" + _QUOTED + r"""|[^'"{}]|\{(?!\{)|\}(?!\}))*?)\}\}""", re.DOTALL)
# `$now-7d` is no name for Jinja; what stands in quotes is no name at all.
_BUILT_IN = re.compile(_QUOTED + r"|\$([A-Za-z]+)([+-]\d{1,9}[smhdw])?")
_STANDS_FOR = "built_in_{}"


@dataclass(frozen=True, slots=True)
class Expression:
    """One that can be read; `names` are the variables that it asks for, `$now-7d` among them."""

    source: str
    names: tuple[str, ...]
    _tree: nodes.Expr

    @classmethod
    def read(cls, source: str) -> "Expression":
        """Raises ExpressionFault."""
        return _read(source)

    def value(self, lookup: Lookup) -> Json:
        """Raises ExpressionFault, UnknownName of these for a name that nothing is called."""
        try:
            return valued(self._tree, lookup)
        except RecursionError:
            raise ExpressionFault("This expression is nested too deep.") from None


def pieces(text: str) -> Iterator[str | re.Match[str]]:
    """A text as what stands for itself, and its templates, in their order."""
    at = 0
    for count, found in enumerate(TEMPLATE.finditer(text)):
        if count == MOST:
            break
        if at < found.start():
            yield text[at : found.start()]
        yield found
        at = found.end()
    if at < len(text):
        yield text[at:]


@lru_cache(maxsize=500)
def _read(source: str) -> Expression:
    if len(source) > LONGEST:
        raise ExpressionFault(f"An expression has at most {LONGEST} characters.")
    built_in: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        name = _STANDS_FOR.format(len(built_in))
        built_in[name] = found[0]
        return name

    try:
        parser = Parser(_SYNTAX, _BUILT_IN.sub(named, source.strip()), state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            after = str(parser.stream.current)
            raise ExpressionFault(
                f"{source.strip()!r:.80} goes on after its end, at {after!r:.20}."
            )
    except TemplateSyntaxError as fault:
        said = _in_words(fault.message or "")
        raise ExpressionFault(f"{source.strip()!r:.80} cannot be read: {said}.") from None
    except RecursionError:
        raise ExpressionFault("This expression is nested too deep.") from None
    for found in tree.find_all(nodes.Name):
        found.name = built_in.get(found.name, found.name)
    if isinstance(tree, nodes.Name):
        tree.name = built_in.get(tree.name, tree.name)
    _check(tree)
    names = [one.name for one in (tree, *tree.find_all(nodes.Name)) if isinstance(one, nodes.Name)]
    return Expression(source, tuple(dict.fromkeys(names)), tree)


def _in_words(said: str) -> str:
    """What Jinja says of a fault, as a clause for people who do not know it."""
    if "end of template" in said:
        return "it ends too early, as a value, a name or a bracket is missing"
    if found := re.match("unexpected char (.*) at", said):
        mark = ast.literal_eval(found[1])
        quotes = "a quotation mark is opened and not closed"
        return quotes if mark in {"'", '"'} else f"{mark} is no part of these expressions"
    if said == "expected name or number":
        return "a name is missing behind a dot"
    if found := re.match("unexpected ('.*')", said):
        mark = "}}" if "print statement" in found[1] else found[1].strip("'")
        return f"{mark} stands where a value should"
    return "write it as row.status == 2"


_SYNTAX = Environment(autoescape=False)  # noqa: S701 - it reads expressions, and renders nothing  # nosec B701
_KNOWN: tuple[type[nodes.Node], ...] = (
    *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Slice),
    *(nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Keyword),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr),
    *(nodes.Neg, nodes.Pos, nodes.Concat),
)


def _check(tree: nodes.Node) -> None:
    """Raises ExpressionFault for what is no part of these expressions, before anything is sent."""
    for node in (tree, *tree.find_all(nodes.Node)):
        if not isinstance(node, _KNOWN) and type(node) not in ARITHMETIC:
            what = {"Call": "Calling something", "Pow": "**"}.get(type(node).__name__, "That")
            raise ExpressionFault(f"{what} is no part of these expressions.")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            known = ", ".join(sorted(FILTERS))
            raise ExpressionFault(f"There is no filter {node.name!r:.40}; there are {known}.")
        if isinstance(node, nodes.Test) and node.name not in (*TESTS, "defined", "undefined"):
            raise ExpressionFault(f"There is no test {node.name!r:.40}.")
