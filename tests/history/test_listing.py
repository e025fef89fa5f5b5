"""The list: newest first, page by page, narrowed by filters."""

from typing import Any

import pytest

from app.call.model import Answer, Object
from app.call.outcome import Outcome
from app.errors import BadInput
from app.history.records import Facets, Filters
from app.history.search_text import LIMIT
from app.history.store import MOST_ROWS, History
from tests.history.examples import NOW, add, xml_answer

pytest_plugins = ["tests.storage.databases"]


def _ids(history: History, **filters: Any) -> list[str]:
    return [row.id for row in history.list("w", Filters(**filters)).rows]


def test_newest_first_and_page_by_page(history: History) -> None:
    ids = [add(history, sent_at=NOW + number) for number in (3, 1, 2, 0, 4)]
    newest_first = [ids[place] for place in (4, 0, 2, 1, 3)]
    pages, cursor = [], None
    while True:
        page = history.list("w", before=cursor, limit=2)
        pages.append([row.id for row in page.rows])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:]]


def test_a_last_page_that_is_full_leads_nowhere(history: History) -> None:
    for number in range(4):
        add(history, sent_at=NOW + number)
    first = history.list("w", limit=2)
    assert history.list("w", before=first.next_cursor, limit=2).next_cursor is None


def test_calls_of_the_same_moment_are_neither_lost_nor_doubled(history: History) -> None:
    ids = {add(history, sent_at=NOW + 0.1) for _ in range(7)}
    seen, cursor = [], None
    for _ in range(4):
        page = history.list("w", before=cursor, limit=2)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert len(seen) == 7
    assert set(seen) == ids


def test_calls_added_meanwhile_do_not_move_the_pages(history: History) -> None:
    old = [add(history, sent_at=NOW + number) for number in range(4)]
    first = history.list("w", limit=2)
    add(history, sent_at=NOW + 10)
    second = history.list("w", before=first.next_cursor, limit=2)
    assert [row.id for row in second.rows] == [old[1], old[0]]


@pytest.mark.parametrize("cursor", ["x", "~", "nan~a", "inf~a", "~1", "1e999~", "'~'", "\0~\0"])
def test_a_cursor_that_somebody_made_up_is_refused(history: History, cursor: str) -> None:
    add(history)
    with pytest.raises(BadInput, match="first page"):
        history.list("w", before=cursor)


@pytest.mark.parametrize(("asked", "given"), [(-1, 1), (0, 1), (3, 3), (10**9, MOST_ROWS)])
def test_the_number_of_rows_is_kept_within_reason(history: History, asked: int, given: int) -> None:
    for number in range(MOST_ROWS + 1 if asked > 3 else 4):
        add(history, sent_at=NOW + number)
    assert len(history.list("w", limit=asked).rows) == given


def test_filters_narrow_together(history: History) -> None:
    plain = add(history, sent_at=NOW)
    of_us = add(history, region="us", sent_at=NOW + 1)
    failed = add(history, outcome=Outcome("api_error", code="X"), sent_at=NOW + 2)
    of_user = add(history, service="user", sent_at=NOW + 3)
    history.pin("w", of_user)
    assert _ids(history) == [of_user, failed, of_us, plain]
    assert _ids(history, service="media") == [failed, of_us, plain]
    assert _ids(history, region="us") == [of_us]
    assert _ids(history, outcome="api_error") == [failed]
    assert _ids(history, outcome="ok") == [of_user, of_us, plain]
    assert _ids(history, pinned=True) == [of_user]
    assert _ids(history, pinned=False) == [failed, of_us, plain]
    assert _ids(history, service="media", outcome="ok", region="eu") == [plain]
    assert _ids(history, service="media", region="ap") == []


def test_filters_hold_on_the_next_page_too(history: History) -> None:
    wanted = [add(history, service="user", sent_at=NOW + 2 * number) for number in range(3)]
    for number in range(3):
        add(history, sent_at=NOW + 2 * number + 1)
    first = history.list("w", Filters(service="user"), limit=2)
    second = history.list("w", Filters(service="user"), first.next_cursor, 2)
    assert [row.id for row in first.rows + second.rows] == wanted[::-1]
    assert second.next_cursor is None


def test_text_is_found_in_request_error_and_answer(history: History) -> None:
    by_value = add(
        history,
        parameters=(("filter", Object("KalturaMediaEntryFilter", (("tagsLike", "Holiday"),))),),
        sent_at=NOW,
    )
    by_error = add(
        history,
        outcome=Outcome("api_error", code="ENTRY_ID_NOT_FOUND", message='No "0_abc" here'),
        sent_at=NOW + 1,
    )
    by_answer = add(history, answer=xml_answer("<name>Grüße, Straße</name>"), sent_at=NOW + 2)
    assert _ids(history, text="holiday") == [by_value]
    assert _ids(history, text="entry_id_not") == [by_error]
    assert _ids(history, text="0_ABC") == [by_error]
    assert _ids(history, text="GRÜSSE") == [by_answer]
    assert _ids(history, text="media.list") == [by_answer, by_error, by_value]
    assert _ids(history, text="nowhere") == []


def test_all_words_have_to_occur_in_any_order(history: History) -> None:
    both = add(history, answer=xml_answer("one two"))
    add(history, answer=xml_answer("one"))
    assert _ids(history, text="  TWO \t one ") == [both]
    assert _ids(history, text="one three") == []


@pytest.mark.parametrize("sign", ["%", "_", "/", "\\", "'"])
def test_signs_of_the_query_language_mean_themselves(history: History, sign: str) -> None:
    has_it = add(history, answer=xml_answer(f"a{sign}b"))
    add(history, answer=xml_answer("a.b"))
    assert _ids(history, text=f"a{sign}b") == [has_it]


def test_a_long_answer_is_searched_at_its_beginning(history: History) -> None:
    body = b"start " + b"x" * (LIMIT * 20) + b" finish"
    found = add(history, answer=Answer(200, body=body))
    assert _ids(history, text="start") == [found]
    assert _ids(history, text="finish") == []


@pytest.mark.parametrize(
    ("content_type", "searched"),
    [
        ("text/xml; charset=UTF-8", True),
        ("Application/JSON", True),
        ("image/jpeg", False),
        ("video/mp4", False),
        ("application/octet-stream", False),
    ],
)
def test_only_texts_are_searched(history: History, content_type: str, searched: bool) -> None:
    answer = Answer(200, (("content-type", content_type),), b"needle")
    found = add(history, answer=answer)
    assert _ids(history, text="needle") == ([found] if searched else [])


def test_facets_are_what_occurs(history: History) -> None:
    assert history.facets("w") == Facets((), (), ())
    add(history, service="user", region="us")
    add(history, service="media", outcome=Outcome("failed"))
    add(history, service="media")
    assert history.facets("w") == Facets(("media", "user"), ("eu", "us"), ("failed", "ok"))
