"""Workflows as hypothesis makes them: of the bundled schema's calls, and of none."""

from hypothesis import strategies as st

from app.call.model import Array, Call, Null, Object, Value
from app.call.secrets.masking import is_secret
from app.workflows.arazzo.locations import pointed
from app.workflows.model import ROW, Check, Input, OnError, Step, Taking, Workflow

NAMES = st.from_regex(r"[a-z_][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name != "format" and not is_secret(name)
)
IDS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
_LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
_ODD = ["$inputs.a", "{$inputs.a}", "$steps.a.outputs.b", "yes", "2", "007", "1e3", "-1", "null"]
_ODD += [
    "~",
    "",
    " ",
    "{1:result:id}",
    "{{ a | upper }}",
    "{{$now}}",
    "{{nothing}}",
    "$5",
    "'",
    "#",
]
TEXTS = st.text(_LETTERS, max_size=20) | st.sampled_from(_ODD)
COMPUTED = ["{{answer.id}}", "{{answer.createdAt | date('%Y')}}, {{a}}", "{{answer | length}}"]
PATHS = st.lists(NAMES | st.integers(0, 20), max_size=4).map(
    lambda parts: "$" + "".join(f".{p}" if isinstance(p, str) else f"[{p}]" for p in parts)
) | st.sampled_from(["$.objects[*].id", "$..id", "$.objects[-1]", '$["a b/~c"]', "$.a[?@.b > 1]"])


def _mixed(known: list[str]) -> st.SearchStrategy[str]:
    """Texts, some with templates of what is known."""
    if not known:
        return TEXTS
    template = st.sampled_from(known).map(lambda name: f"{{{{{name}}}}}")
    return TEXTS | template | st.lists(template | TEXTS, max_size=3).map("".join)


def _values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Value]:
    def deeper(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        members = st.dictionaries(NAMES, inner, max_size=3).map(lambda one: tuple(one.items()))
        return st.lists(inner, max_size=3).map(lambda items: Array(tuple(items))) | st.builds(
            Object, st.sampled_from(["KalturaMediaEntry", "KalturaNone", ""]), members
        )

    return st.recursive(texts | st.just(Null()), deeper, max_leaves=6)


def _calls(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Call]:
    parameters = st.dictionaries(NAMES, _values(texts), max_size=3)
    numbers = texts | st.integers().map(str)

    def made(of: tuple[str, str], given: dict[str, Value], language: str | None) -> Call:
        return Call("", *of, parameters=tuple(given.items()), format="1", language=language)

    def listed(number: str, profile: Value, _: str) -> Call:
        fields = (("filter", Object("KalturaMediaEntryFilter", (("statusEqual", number),))),)
        pager = ("pager", Object("KalturaFilterPager", (("pageSize", number), ("odd", profile))))
        return Call(
            "",
            "media",
            "list",
            (*fields, pager),
            format="1",
        )

    actions = st.sampled_from([("media", "list"), ("system", "ping"), ("none", "atAll")])
    return st.builds(made, actions, parameters, st.none() | texts) | st.builds(
        listed, numbers, _values(texts), st.just("{{ks_of_mine}}")
    )


def _checks(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Check]:
    operators = st.sampled_from(["==", "!=", ">", ">=", "<", "<=", "contains"])
    values = texts | st.integers(-5, 10**6).map(str) | st.sampled_from(["ok", "ENTRY_ID_NOT_FOUND"])
    looked = st.sampled_from(["outcome", "time", "text"])
    return st.builds(Check, looked, operators, values) | st.builds(
        Check, st.sampled_from(["value", "count"]), operators, values, PATHS
    )


_ON_ERROR = st.sampled_from([OnError(), OnError("go on")]) | st.builds(
    OnError, st.just("retry"), st.integers(1, 20), st.lists(IDS, max_size=2).map(tuple)
)


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    inputs = draw(st.lists(st.builds(Input, NAMES, TEXTS, TEXTS), max_size=3, unique_by=_name))
    known = [one.name for one in inputs]
    steps: list[Step] = []
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    pages = draw(st.integers(-1, len(ids) - 1))
    first, last = sorted(draw(st.tuples(*[st.integers(pages + 1, len(ids))] * 2)))
    for at, step_id in enumerate(ids):
        texts = _mixed(known)
        places = PATHS | st.sampled_from(COMPUTED)
        takings = draw(st.lists(st.builds(Taking, NAMES, places), max_size=2, unique_by=_name))
        each = draw(st.sampled_from([ROW, "a", "row.b | split(',')"])) if first <= at < last else ""
        steps.append(
            Step(
                step_id,
                draw(_calls(texts)),
                draw(TEXTS),
                draw(st.sampled_from(["", "count > 0", "'a' in name"])),
                # Those that lead to several values are written down last.
                tuple(sorted(takings, key=lambda one: at != pages and pointed(one.path) is None)),
                tuple(draw(st.lists(_checks(texts), max_size=3))),
                draw(_ON_ERROR),
                draw(st.sampled_from(["", "Europe"])),
                draw(st.sampled_from(["", "An account", "{{target}}"])),
                each,
                at == pages,
            )
        )
        known += [one.name for one in takings]
    where = draw(st.sampled_from(["", "row.a > 1"]))
    return Workflow(draw(IDS), draw(TEXTS), draw(TEXTS), tuple(inputs), tuple(steps), where)


def _name(one: Input | Taking) -> str:
    return one.name
