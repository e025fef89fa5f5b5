"""The words for errors: there, plain, short, our own, and about codes that exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from lxml import etree

from app.call.model import FailureKind
from app.sandbox.account import DEMO
from app.sandbox.errors import MESSAGES
from app.schema.facts import bundled
from app.schema.help.errors import ErrorHelp, ErrorWords, error_help
from app.schema.plain import plain
from tests.each import each
from tests.schema_help.test_own_words import PUBLISHED, runs

HELP = error_help()
CODES = {error.code for error in bundled().schema.errors}
# Codes that the schema does not list, and where they come from.
ELSEWHERE = {
    "EMPTY SEARCH TERM IS NOT ALLOWED": "a real server, in whose schema it is not",
    "EMPTY_ANSWER": "the console's own judgement of an answer without a body",
    "RESULTS_MISMATCH": "the console's own judgement of a multirequest's answer",
    **dict.fromkeys(
        [
            *("INVALID_JSON", "REQUEST_CUT_OFF", "REQUEST_TOO_LARGE", "SANDBOX_FULL"),
            *("SANDBOX_NO_SCRIPT", "SANDBOX_OTHER_PAGE", "SANDBOX_TOKEN_MISSING"),
        ],
        "the sandbox",
    ),
}
# What issue 4 and everyday use of the API call for.
COMMON = [
    "INVALID_KS",
    "MISSING_KS",
    "SERVICE_FORBIDDEN",
    "START_SESSION_ERROR",
    "MISSING_MANDATORY_PARAMETER",
    "CATEGORY_NOT_FOUND",
    "ENTRY_ID_NOT_FOUND",
    "INVALID_ENUM_VALUE",
    "PROPERTY_VALIDATION_NOT_UPDATABLE",
    "PROPERTY_VALIDATION_CANNOT_BE_NULL",
    "SERVICE_DOES_NOT_EXISTS",
    "ACTION_DOES_NOT_EXISTS",
    "INTERNAL_SERVERL_ERROR",
    "UPLOAD_TOKEN_NOT_FOUND",
    "USER_NOT_FOUND",
    "USER_WRONG_PASSWORD",
    "LOGIN_RETRIES_EXCEEDED",
    "MISSING_OTP",
    "INVALID_OTP",
    "PASSWORD_STRUCTURE_INVALID",
    "UNKNOWN_PARTNER_ID",
    "APP_TOKEN_ID_NOT_FOUND",
    "INVALID_APP_TOKEN_HASH",
    "FLAVOR_ASSET_ID_NOT_FOUND",
    "INVALID_OBJECT_ID",
    "METADATA_PROFILE_NOT_FOUND",
    "CAPTION_ASSET_ID_NOT_FOUND",
    "THUMB_ASSET_ID_NOT_FOUND",
    "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED",
    "DIRECT_LOGIN_BLOCKED",
    "ACCESS_CONTROL_ID_NOT_FOUND",
    "INVALID_PLAYLIST_TYPE",
    "LIVE_STREAM_ALREADY_BROADCASTING",
    "SCHEDULE_EVENT_ID_NOT_FOUND",
]
OFFERS = {"session", "entitlement", "parameter"}
FIELDS = {
    parameter.name
    for service in bundled().services
    for action in service.actions
    for parameter in action.parameters
} | {declared.name for item in bundled().schema.classes for declared in item.properties}


class Place(NamedTuple):
    where: str
    words: ErrorWords


def places() -> Iterator[Place]:
    for kind, table in (
        ("error", HELP.errors),
        ("failure", HELP.failures),
        ("status", HELP.statuses),
        ("outcome", HELP.outcomes),
    ):
        for name, words in table.items():
            yield Place(f"{kind} {name}", words)
            for variant in words.variants:
                yield Place(f"{kind} {name} {variant.cases[0].value}", variant.words)
            if words.without_ks:
                yield Place(f"{kind} {name} without KS", words.without_ks)
    for family in HELP.families:
        yield Place(f"family {family.pattern.pattern}", family.words)


PLACES = list(places())
TEXTS = [
    (place.where, text) for place in PLACES for text in (place.words.means, *place.words.helps)
]


def test_enough_codes_and_the_common_ones_among_them() -> None:
    assert len(HELP.errors.keys() & CODES) >= 200
    assert [code for code in COMMON if code not in HELP.errors] == []


def test_every_code_exists() -> None:
    assert sorted(HELP.errors.keys() - CODES) == sorted(ELSEWHERE)
    assert {code for code, source in ELSEWHERE.items() if source == "the sandbox"} <= set(MESSAGES)


def test_every_code_that_the_sandbox_answers_with_has_words() -> None:
    assert sorted(set(MESSAGES) - HELP.errors.keys()) == []


def test_every_kind_of_failure_has_words() -> None:
    # A call that the console did not live to see answered has words as well.
    assert set(HELP.failures) == {*get_args(FailureKind), "interrupted"}
    assert all(400 <= int(status) < 600 for status in HELP.statuses)
    assert set(HELP.outcomes) == {"redirect", "unreadable", "in_sandbox"}
    assert str(DEMO.partner_id) in HELP.in_sandbox.means


def test_every_place_says_what_it_means_and_what_helps() -> None:
    assert [place.where for place in PLACES if not place.words.means] == []
    assert [place.where for place in PLACES if not 1 <= len(place.words.helps) <= 4] == []


@each(("where", "text"), TEXTS)
def test_texts_are_plain_whole_and_short(where: str, text: str) -> None:
    assert plain(text) == text, where
    assert text == text.strip()
    assert 10 <= len(text) <= 220
    assert text[-1] in ".)"
    assert text[0].isupper() or text[0] in "{0123456789" or re.match(r"[a-zA-Z]+\.[a-z]", text)
    assert re.search(r"https?://|\bTODO\b|\t|\n|  ", text) is None


def test_placeholders_are_arguments_of_their_error() -> None:
    for place in PLACES:
        kind, _, name = place.where.partition(" ")
        told: set[str] = set()
        if kind == "error":
            code = name.split()[0]
            error = bundled().error(code)
            told = set(error.parameters) if error else {"LIMIT"}
        for text in (place.words.means, *place.words.helps):
            assert set(re.findall(r"\{(\w+)\}", text)) <= told, place.where


def test_offers_are_known_ones_or_fields_that_some_action_has() -> None:
    for place in PLACES:
        for offer in place.words.offers:
            assert offer in OFFERS | {"format"} or offer in FIELDS, place.where


def test_actions_that_texts_speak_of_exist() -> None:
    registry = bundled()
    missing = {
        f"{where}: {service}.{action}"
        for where, text in TEXTS
        for service, action in re.findall(r"\b([a-z]+[A-Za-z]*)\.([a-z]+[A-Za-z]*)\b", text)
        if registry.action(service, action) is None
    }
    assert missing == set()


def test_what_is_said_of_entitlement_can_be_left_out() -> None:
    """It is, where the KS has the privilege already."""
    assert {"CATEGORY_NOT_FOUND", "ENTRY_ID_NOT_FOUND"} <= {
        name for name, words in HELP.errors.items() if "entitlement" in words.offers
    }
    for place in PLACES:
        left = place.words.beyond_entitlement()
        assert "entitlement" not in left.offers
        if "entitlement" in place.words.offers:
            for text in left.helps:
                assert "KS with disableentitlement" not in text, place.where
            assert left.helps
            assert left.means[-1] == "."
    known = HELP.errors["CATEGORY_NOT_FOUND"].beyond_entitlement()
    assert known.means == "There is no category {ID} that this KS may see."
    assert known.helps == (
        "Check the number: the path of a category and its referenceId do not work as id.",
        "Check account and region.",
    )


def test_actions_that_answer_with_a_code_unsaid_exist_and_are_unsaid() -> None:
    registry = bundled()
    for code, words in HELP.errors.items():
        for name in words.answered_by:
            action = registry.action(*name.split("."))
            assert action is not None, name
            assert code not in action.throws, name


def test_no_family_stands_behind_one_that_takes_everything() -> None:
    patterns = [family.pattern.pattern for family in HELP.families]
    assert patterns.index("") == len(patterns) - 1
    taken = {HELP.for_family(code).means for code in CODES}
    assert taken == {family.words.means for family in HELP.families}


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand")
def test_no_run_of_words_is_shared_with_the_published_schema() -> None:
    root = etree.parse(PUBLISHED).getroot()
    attributes = ("description", "message")
    published = {
        run for item in root.iter("*") for name in attributes for run in runs(item.get(name, ""))
    }
    shared = {where: found for where, text in TEXTS if (found := runs(text) & published)}
    assert shared == {}


def test_a_fault_in_a_file_is_named(tmp_path: Path) -> None:
    for content, sentence in (
        ('[error.X]\nmeans = "A."\n', "one.toml: [error] is not as it should be: 'helps'"),
        ('[error]\nX = "A."\n', "one.toml: [error] is not as it should be"),
    ):
        (tmp_path / "one.toml").write_text(content)
        with pytest.raises(ValueError, match=re.escape(sentence)):
            ErrorHelp.load(tmp_path)
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('[error.X]\nmeans = "A."\nhelps = ["B."]\n')
    with pytest.raises(ValueError, match="X is there twice"):
        ErrorHelp.load(tmp_path)
