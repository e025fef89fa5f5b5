"""One typed text against its type: what is sent, and what is said."""

from hypothesis import given
from hypothesis import strategies as st

from app.call.scalars import ScalarCheck, check, is_reference
from tests.call.values import NULLABLE, ORDER, STATUS
from tests.each import each

WHOLE = "takes a whole number from -2147483648 to 2147483647."


@each(
    ("type", "text", "wire"),
    [
        ("int", "2147483647", "2147483647"),
        ("int", "-2147483648", "-2147483648"),
        ("int", " +007 ", "7"),
        ("bigint", "9223372036854775807", "9223372036854775807"),
        ("bigint", "-9223372036854775808", "-9223372036854775808"),
        ("float", "1.5", "1.5"),
        ("float", "-1e-7", "-1e-7"),
        ("float", "3.", "3."),
        ("float", ".5", ".5"),
        ("float", "123456789012345678901234567890", "123456789012345678901234567890"),
        ("bool", "1", "1"),
        ("bool", "False", "0"),
        ("bool", "true", "1"),
        ("string", "  spaces stay \n", "  spaces stay \n"),
        ("string", "", ""),
        ("KalturaUnknown", "x", "x"),
    ],
)
def test_good_values(type: str, text: str, wire: str) -> None:
    assert check(text, type=type) == ScalarCheck(wire)


@each(
    ("type", "text", "words"),
    [
        ("int", "2147483648", WHOLE),
        ("int", "-2147483649", WHOLE),
        ("int", "", WHOLE),
        ("int", "1.0", WHOLE),
        ("int", "1e3", WHOLE),
        ("int", "0x10", WHOLE),
        ("int", "12a", WHOLE),
        ("int", "१२", WHOLE),
        ("int", "1_000", WHOLE),
        ("int", "9" * 5000, WHOLE),
        ("bigint", "9223372036854775808", "from -9223372036854775808 to 9223372036854775807"),
        ("float", "nan", "takes a number"),
        ("float", "inf", "takes a number"),
        ("float", "1e999", "takes a number"),
        ("float", "1,5", "write 1.5, not 1,5"),
        ("float", "", "takes a number"),
        ("bool", "yes", "takes 1 (true) or 0 (false)"),
        ("bool", "", "takes 1 (true) or 0 (false)"),
        ("string", "\udfff", "half of a character pair"),
    ],
)
def test_bad_values_stay_as_typed(type: str, text: str, words: str) -> None:
    checked = check(text, type=type)
    assert checked.wire == text
    assert checked.level == "error"
    assert checked.problem is not None
    assert words in checked.problem


def test_limits() -> None:
    assert check("5", type="int", min_value=5, max_value=6).problem is None
    assert (
        check("4", type="int", min_value=5).problem == "takes a whole number from 5 to 2147483647."
    )
    assert (
        check("7", type="int", max_value=6).problem == "takes a whole number from -2147483648 to 6."
    )
    assert check("4.9", type="float", min_value=5).problem == "takes a number from 5 on."
    assert check("6.1", type="float", max_value=6).problem == "takes a number up to 6."
    assert check("abc", type="string", min_length=3, max_length=3).problem is None
    assert check("ab", type="string", min_length=3).problem == (
        "takes at least 3 characters; this has 2."
    )
    assert check("abcd", type="string", max_length=3).problem == (
        "takes at most 3 characters; this has 4."
    )


@each(("text", "wire"), [("2", "2"), ("READY", "2"), (" DELETED ", "3")])
def test_an_enum_takes_values_and_names(text: str, wire: str) -> None:
    assert check(text, type="int", enum=STATUS) == ScalarCheck(wire)


def test_a_string_enum() -> None:
    assert check("-createdAt", type="string", enum=ORDER) == ScalarCheck("-createdAt")
    assert check("NEWEST", type="string", enum=ORDER) == ScalarCheck("-createdAt")
    assert check("zzz", type="string", enum=ORDER).problem == (
        "takes a value of KalturaOrder: NEWEST (-createdAt), OLD (+at)."
    )


def test_an_enum_s_value_that_is_none() -> None:
    assert check("4", type="int", enum=STATUS) == ScalarCheck(
        "4", "takes a value of KalturaStatus: READY (2), DELETED (3)."
    )
    assert check("redy", type="int", enum=STATUS).problem == (
        "is not in KalturaStatus; did you mean READY (2)?"
    )
    assert check("", type="int", enum=STATUS).level == "error"


def test_nullable_boolean_refuses_words() -> None:
    assert check("-1", type="int", enum=NULLABLE) == ScalarCheck("-1")
    assert check("TRUE_VALUE", type="int", enum=NULLABLE) == ScalarCheck("1")
    for word in ("true", "false", "null", ""):
        assert check(word, type="int", enum=NULLABLE) == ScalarCheck(
            word, "takes 1 for true, 0 for false or -1 for not set."
        )


@each(
    ("text", "wire"),
    [
        ("1795242135", "1795242135"),
        ("4102444800", "4102444800"),
        ("2030-01-31T12:00:00Z", "1896091200"),
        ("2030-01-31T12:00:00+02:00", "1896084000"),
        ("2030-01-31 12:00:00.9Z", "1896091200"),
    ],
)
def test_times(text: str, wire: str) -> None:
    assert check(text, type="int", is_time=True) == ScalarCheck(wire)


@each(
    ("text", "wire", "words"),
    [
        ("+3600", "3600", "from now"),
        ("-86400", "-86400", "from now"),
        ("0", "0", "from now"),
        ("2030-01-31T12:00", "1896091200", "taken as UTC"),
        ("2030-01-31", "1896048000", "taken as UTC"),
    ],
)
def test_times_that_deserve_a_word(text: str, wire: str, words: str) -> None:
    checked = check(text, type="int", is_time=True)
    assert (checked.wire, checked.level) == (wire, "warning")
    assert checked.problem is not None
    assert words in checked.problem


@each("text", ["", "now", "tomorrow", "2030-13-01", "-1795242135", "9" * 15])
def test_times_that_are_none(text: str) -> None:
    checked = check(text, type="int", is_time=True)
    assert (checked.wire, checked.level) == (text, "error")
    assert checked.problem is not None
    assert "unix seconds" in checked.problem


@each("type", ["int", "bigint", "float", "bool"])
def test_references_are_taken_with_a_warning(type: str) -> None:
    for text in ("{1:result}", "{12:result:objects:0:id}"):
        assert is_reference(text)
        checked = check(text, type=type)
        assert (checked.wire, checked.level) == (text, "warning")
    assert check("{1:result:id}", type="string") == ScalarCheck("{1:result:id}")
    assert check("{1:result:id}", type="int", enum=STATUS).level == "warning"
    for text in ("{1:results}", "{result}", "{1:result", "{1:result:}", "x{1:result}"):
        assert not is_reference(text)
        assert check(text, type="int").level == "error"


@given(st.text(), st.sampled_from(["int", "bigint", "float", "bool", "string"]), st.booleans())
def test_any_text_has_an_answer(text: str, type: str, is_time: bool) -> None:
    checked = check(text, type=type, is_time=is_time)
    if checked.problem is None:
        assert check(checked.wire, type=type, is_time=is_time) == checked
    else:
        assert checked.problem.endswith(".")


@given(st.integers(-(2**63), 2**63 - 1))
def test_bigints_are_exact(number: int) -> None:
    assert check(str(number), type="bigint") == ScalarCheck(str(number))
    fits = -(2**31) <= number < 2**31
    assert (check(str(number), type="int").problem is None) == fits
