"""A command over lines that lack the sign which continues them is what it is on one line."""

from hypothesis import given
from hypothesis import strategies as st

from app.call.pasted import Choices, Pasted, recognise
from app.call.pasted.going_on import NOTE

URL = "https://www.kaltura.com/api_v3/service/media/action/list"
_breaks = st.sampled_from(
    ["\n", "\n  ", "\n\t", "\r\n", "\n\n", "\n# why\n ", " \\\n\n", " \\\n # why\n\n  "]
)
_options = st.sampled_from(
    ["-d ks=abc", "-d 'filter:tagsLike=a b'", "--data pager:pageSize=3", "-s", "-X POST",
     "-H 'Accept: a'", "--data-urlencode 'filter:nameLike=x y'", "-dformat=1", '"-d" "a=b"']
)  # fmt: skip


def read(text: str) -> Pasted:
    found = recognise(text)
    assert not isinstance(found, Choices)
    return found


@given(
    st.lists(st.tuples(_breaks, _options), min_size=1, max_size=6),
    st.lists(_options, max_size=3),
    st.sampled_from(["", "echo done", "sort -u", "# the end"]),
)
def test_the_lines_of_a_command(
    below: list[tuple[str, str]], beside: list[str], after: str
) -> None:
    one = " ".join(["curl", URL, *beside, *(option for _, option in below)])
    many = " ".join(["curl", URL, *beside]) + "".join(gap + option for gap, option in below)
    found = read(f"{many}\n{after}")
    assert found.pairs == read(one).pairs
    assert NOTE in found.notes


@given(st.lists(st.tuples(_breaks, _options), max_size=4))
def test_an_address_below(below: list[tuple[str, str]]) -> None:
    options = "".join(gap + option for gap, option in below)
    found = read(f"curl -X POST{options}\n'{URL}'")
    assert found.url == URL


def test_a_command_below_is_one_of_its_own() -> None:
    found = recognise(f"curl {URL} -d ks=a\ncurl {URL} -d ks=b\n")
    assert isinstance(found, Choices)
    assert [found.take(at).pairs[0] for at in (0, 1)] == [("ks", "a"), ("ks", "b")]
    assert not found.take(0).notes
