"""Cue points, a quiz with its scoring, playlists, and what people leave on entries."""

from typing import Any

import pytest

from tests.sandbox.conftest import Caller


def question(admin: Caller, text: str, right: str) -> Any:
    at = "cuePoint__optionalAnswers"
    sent = {"cuePoint__objectType": "KalturaQuestionCuePoint", "cuePoint__entryId": "0_welcome1"}
    for number, key in enumerate(("a", "b")):
        sent[f"{at}__{number}__objectType"] = "KalturaOptionalAnswer"
        sent |= {f"{at}__{number}__key": key, f"{at}__{number}__text": f"answer {key}"}
        sent[f"{at}__{number}__isCorrect"] = int(key == right)  # type: ignore[assignment]
    return admin.json("cuePoint_cuePoint", "add", **sent, cuePoint__question=text)


@pytest.fixture
def quiz(admin: Caller) -> Any:
    sent = {"quiz__attemptsAllowed": 2, "quiz__scoreType": 1}
    return admin.json("quiz_quiz", "add", entryId="0_welcome1", **sent)


def attempt(user: Caller) -> Any:
    return user.json(
        "userEntry",
        "add",
        userEntry__objectType="KalturaQuizUserEntry",
        userEntry__entryId="0_welcome1",
    )


def answer(user: Caller, question_id: str, attempt_id: int, key: str) -> Any:
    return user.json(
        "cuePoint_cuePoint",
        "add",
        cuePoint__objectType="KalturaAnswerCuePoint",
        cuePoint__entryId="0_welcome1",
        cuePoint__parentId=question_id,
        cuePoint__quizUserEntryId=attempt_id,
        cuePoint__answerKey=key,
    )


def test_a_quiz_is_scored(admin: Caller, anyone: Caller, quiz: Any) -> None:
    assert (quiz["version"], quiz["attemptsAllowed"]) == (1, 2)
    first, second = question(admin, "One?", "a"), question(admin, "Two?", "b")
    ana = anyone.user("ana")
    tried = attempt(ana)
    assert (tried["userId"], tried["version"]) == ("ana", 0)
    right = answer(ana, first["id"], tried["id"], "a")
    assert (right["isCorrect"], right["correctAnswerKeys"][0]["value"]) == (1, "a")
    assert answer(ana, first["id"], tried["id"], "b")["code"] == "ANSWER_ALREADY_EXISTS"
    wrong = answer(ana, second["id"], tried["id"], "a")
    assert wrong["isCorrect"] == 0
    done = ana.json("userEntry", "submitQuiz", id=tried["id"])
    assert (done["score"], done["calculatedScore"], done["status"]) == (0.5, 0.5, "quiz.3")
    late = ana.refused("userEntry", "submitQuiz", id=tried["id"])
    assert late == ("USER_ENTRY_QUIZ_ALREADY_SUBMITTED", [])
    again = attempt(ana)
    assert again["version"] == 1
    done = ana.json("userEntry", "submitQuiz", id=again["id"])
    assert (done["score"], done["calculatedScore"]) == (0, 0.5)
    assert attempt(ana)["code"] == "QUIZ_USER_ENTRY_ALREADY_EXISTS"


def test_what_a_quiz_refuses(admin: Caller, quiz: Any) -> None:
    again = admin.refused("quiz_quiz", "add", entryId="0_welcome1", quiz__attemptsAllowed=1)
    assert again == ("PROVIDED_ENTRY_IS_ALREADY_A_QUIZ", {"ENTRY_ID": "0_welcome1"})
    none = admin.refused("quiz_quiz", "get", entryId="0_keynote1")
    assert none == ("PROVIDED_ENTRY_IS_NOT_A_QUIZ", {"ENTRY_ID": "0_keynote1"})
    listed = admin.json("quiz_quiz", "list", filter__entryIdEqual="0_welcome1")
    assert listed["totalCount"] == 1


def test_annotations_in_a_thread(admin: Caller) -> None:
    sent = {"annotation__objectType": "KalturaAnnotation", "annotation__entryId": "0_welcome1"}
    first = admin.json(
        "annotation_annotation",
        "add",
        **sent,
        annotation__text="one",
        annotation__startTime=1000,
        annotation__endTime=4000,
    )
    assert (first["duration"], first["depth"], first["status"]) == (3000, 0, 1)
    below = admin.json("annotation_annotation", "add", **sent, annotation__parentId=first["id"])
    assert below["depth"] == 1
    assert admin.json("annotation_annotation", "get", id=first["id"])["childrenCount"] == 1
    refused = admin.refused(
        "annotation_annotation", "add", **sent, annotation__startTime=9, annotation__endTime=3
    )
    assert refused == ("END_TIME_CANNOT_BE_LESS_THAN_START_TIME", [])
    listed = admin.json(
        "cuePoint_cuePoint", "list", filter__entryIdEqual="0_welcome1", filter__cuePointTypeEqual=
        "annotation.Annotation"
    )  # fmt: skip
    assert listed["totalCount"] == 2
    assert admin.refused("cuePoint_cuePoint", "list")[0] == "PROPERTY_VALIDATION_CANNOT_BE_NULL"
    admin.json("cuePoint_cuePoint", "updateCuePointsTimes", id=first["id"], startTime=2, endTime=5)
    assert admin.json("cuePoint_cuePoint", "get", id=first["id"])["duration"] == 3
    copy = admin.json("cuePoint_cuePoint", "clone", id=first["id"], entryId="0_keynote1")
    assert (copy["entryId"], copy["copiedFrom"]) == ("0_keynote1", first["id"])


def test_a_static_playlist(admin: Caller) -> None:
    made = admin.json(
        "playlist",
        "add",
        playlist__name="Mine",
        playlist__playlistType=3,
        playlist__playlistContent="0_tokyo001,0_waiting1,0_welcome1,0_nothing0",
    )
    assert (made["type"], made["objectType"]) == (5, "KalturaPlaylist")
    found = admin.json("playlist", "execute", id=made["id"])
    assert [row["id"] for row in found] == ["0_tokyo001", "0_welcome1"]
    narrowed = admin.json("playlist", "execute", id=made["id"], filter__nameLike="welcome")
    assert [row["id"] for row in narrowed] == ["0_welcome1"]
    paged = admin.json("playlist", "execute", id=made["id"], pager__pageSize=1, pager__pageIndex=2)
    assert [row["id"] for row in paged] == ["0_welcome1"]
    copy = admin.json("playlist", "clone", id=made["id"])
    assert copy["playlistContent"] == made["playlistContent"]
    assert copy["id"] != made["id"]
    code, _ = admin.refused("playlist", "get", id="0_welcome1")
    assert code == "INVALID_ENTRY_ID"


def test_a_dynamic_playlist(admin: Caller) -> None:
    at = "playlist__filters"
    made = admin.json(
        "playlist",
        "add",
        **{
            "playlist__name": "Newest",
            "playlist__playlistType": 10,
            "playlist__totalResults": 3,
            f"{at}__0__objectType": "KalturaMediaEntryFilterForPlaylist",
            f"{at}__0__tagsLike": "city",
            f"{at}__0__orderBy": "+createdAt",
            f"{at}__0__limit": 1,
            f"{at}__1__objectType": "KalturaMediaEntryFilterForPlaylist",
            f"{at}__1__mediaTypeEqual": 5,
        },
    )
    found = admin.json("playlist", "execute", id=made["id"])
    assert [row["id"] for row in found] == ["0_zurich01", "0_greek001", "0_podcast1"]
    wanted = "<filter><limit>1</limit><tagsLike>city</tagsLike></filter>"
    xml = f"<playlist><filters>{wanted}</filters></playlist>"
    found = admin.json("playlist", "executeFromContent", playlistType=10, playlistContent=xml)
    assert [row["id"] for row in found] == ["0_tokyo001"]
    broken = admin.refused("playlist", "executeFromContent", playlistType=10, playlistContent="<x")
    assert broken[0] == "XML_INVALID"


def test_likes_ratings_and_polls(anyone: Caller) -> None:
    ana, bo = anyone.user("ana"), anyone.user("bo")
    assert ana.json("like_like", "like", entryId="0_welcome1") is True
    assert ana.refused("like_like", "like", entryId="0_welcome1")[0] == (
        "USER_LIKE_FOR_ENTRY_ALREADY_EXISTS"
    )
    assert bo.json("like_like", "checkLikeExists", entryId="0_welcome1") is False
    assert ana.json("like_like", "unlike", entryId="0_welcome1") is True
    ana.json("rating_rating", "rate", entryId="0_welcome1", rank=5)
    bo.json("rating_rating", "rate", entryId="0_welcome1", rank=2)
    assert bo.json("media", "get", entryId="0_welcome1")["rank"] == 3.5
    assert ana.refused("rating_rating", "rate", entryId="0_welcome1", rank=9)[0] == (
        "INVALID_RANK_VALUE"
    )
    poll = ana.json("poll_poll", "add", pollType="SINGLE_ANONYMOUS")
    for user, picked in ((ana, "yes"), (bo, "no"), (ana, "no")):
        who = "ana" if user is ana else "bo"
        user.json("poll_poll", "vote", pollId=poll, userId=who, answerIds=picked)
    counted = ana.json("poll_poll", "getVotes", pollId=poll, answerIds="yes,no")
    assert counted == '{"numVoters": 2, "answerCounters": {"yes": 0, "no": 2}}'


def test_moderation(admin: Caller, anyone: Caller) -> None:
    flag = {
        "moderationFlag__flaggedEntryId": "0_welcome1",
        "moderationFlag__flagType": 1,
        "moderationFlag__comments": "look",
    }
    assert anyone.user("ana").json("media", "flag", **flag) is None
    flagged = admin.json("media", "get", entryId="0_welcome1")
    assert (flagged["moderationStatus"], flagged["moderationCount"]) == (5, 1)
    [row] = admin.json("media", "listFlags", entryId="0_welcome1")["objects"]
    assert (row["comments"], row["userId"], row["status"]) == ("look", "ana", "1")
    admin.json("media", "reject", entryId="0_welcome1")
    assert admin.json("media", "get", entryId="0_welcome1")["moderationStatus"] == 3
    admin.json("media", "approve", entryId="0_welcome1")
    assert admin.json("media", "get", entryId="0_welcome1")["moderationStatus"] == 2


def test_a_quiz_is_a_page(admin: Caller) -> None:
    admin.json("quiz_quiz", "add", entryId="0_welcome1", quiz__allowDownload=1)
    asked = {"cuePoint__objectType": "KalturaQuestionCuePoint", "cuePoint__entryId": "0_welcome1"}
    admin.json("cuepoint_cuepoint", "add", **asked, cuePoint__question="Why (not) \\?")
    served = admin.raw("quiz_quiz", "serve", entryId="0_welcome1", quizOutputType=1)
    assert served.headers["Content-Type"] == "application/pdf"
    assert rb"(Why \(not\) \\?) '" in served.data
    start = int(served.data.split(b"startxref\n")[1].split()[0])
    assert served.data[start:].startswith(b"xref\n0 6\n0000000000 65535 f \n")
    places = [int(line[:10]) for line in served.data[start:].split(b"\n")[3:8]]
    numbers = [served.data[at : at + 7] for at in places]
    assert numbers == [b"%d 0 obj" % number for number in range(1, 6)]
