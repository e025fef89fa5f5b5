"""Calls as published examples make them, and the forms that curl sends them in.

A step is a call with what must come of it. Its values may name what an earlier step gave
(`{film.id}`); `who` is the user of the KS ("" an administrator); `expect` are members of the
answer, `ids` the ids of its objects, `text` a part of a file, `refused` an error's code.
"""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENTRY, OTHER = "0_welcome1", "0_keynote1"
XSD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="metadata">'
    '<xs:complexType><xs:sequence><xs:element name="Year" type="xs:long"/></xs:sequence>'
    "</xs:complexType></xs:element></xs:schema>"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello & <b>you</b>\n"


@dataclass(frozen=True, slots=True)
class Step:
    called: str
    sent: dict[str, Any]
    name: str = ""
    who: str = ""
    file: bytes = b""
    expect: dict[str, Any] = field(default_factory=dict)
    ids: list[str] | None = None
    text: str = ""
    refused: str = ""


def _entry(**fields: Any) -> dict[str, Any]:
    return {"objectType": "KalturaMediaEntry", "mediaType": 1, **fields}


def _question(text: str, right: str) -> dict[str, Any]:
    answers = [
        {"objectType": "KalturaOptionalAnswer", "key": key, "text": key, "isCorrect": key == right}
        for key in ("a", "b")
    ]
    cue = {"objectType": "KalturaQuestionCuePoint", "entryId": "{film.id}", "question": text}
    return {"cuePoint": {**cue, "optionalAnswers": answers}}


def _answer(question: str, key: str) -> dict[str, Any]:
    cue = {"objectType": "KalturaAnswerCuePoint", "entryId": "{film.id}", "parentId": question}
    return {"cuePoint": {**cue, "quizUserEntryId": "{attempt.id}", "answerKey": key}}


def _search(kind: str, *items: dict[str, Any]) -> dict[str, Any]:
    operator = {
        "objectType": f"KalturaESearch{kind}Operator",
        "operator": 1,
        "searchItems": list(items),
    }
    return {
        "searchParams": {"objectType": f"KalturaESearch{kind}Params", "searchOperator": operator}
    }


def _item(cls: str, term: str, **more: Any) -> dict[str, Any]:
    return {"objectType": f"KalturaESearch{cls}", "searchTerm": term, "itemType": 1, **more}


_BY_YEAR = {
    "objectType": "KalturaMetadataSearchItem",
    "metadataProfileId": "{profile.id}",
    "type": 1,
    "items": [
        {
            "objectType": "KalturaSearchCondition",
            "field": "/*[local-name()='metadata']/*[local-name()='Year']",
            "value": "2031",
        }
    ],
}
_FLAG = {"objectType": "KalturaModerationFlag", "flagType": 2, "comments": "not mine & yours"}
_CAPTION = "caption_captionasset"
_CUE = "cuepoint_cuepoint"

UPLOAD = [
    Step("uploadtoken.add", {"uploadToken": {"objectType": "KalturaUploadToken",
         "fileName": "film.mp4", "fileSize": 12}}, name="token", expect={"status": 0}),
    Step("uploadtoken.upload", {"uploadTokenId": "{token.id}", "resume": 0, "finalChunk": 0,
         "resumeAt": -1}, file=b"first ", expect={"status": 1, "uploadedFileSize": "6"}),
    Step("uploadtoken.upload", {"uploadTokenId": "{token.id}", "resume": 1, "finalChunk": 1,
         "resumeAt": 6}, file=b"second", expect={"status": 2, "uploadedFileSize": "12"}),
    Step("media.add", {"entry": _entry(name="Film ü", tags="sea, sand")}, name="film",
         expect={"status": 7, "name": "Film ü"}),
    Step("media.addContent", {"entryId": "{film.id}", "resource": {
         "objectType": "KalturaUploadedFileTokenResource", "token": "{token.id}"}},
         expect={"status": 2}),
    Step("uploadtoken.get", {"uploadTokenId": "{token.id}"},
         expect={"status": 3, "attachedObjectId": "{film.id}"}),
    Step("flavorasset.getByEntryId", {"entryId": "{film.id}"}, text='"sizeInBytes":12,'),
    Step("media.update", {"entryId": "{film.id}", "mediaEntry": {
         "objectType": "KalturaMediaEntry", "description": "a=b&c d"}},
         expect={"description": "a=b&c d"}),
    Step("media.list", {"filter": {"objectType": "KalturaMediaEntryFilter",
         "tagsMultiLikeAnd": "sea,sand"}}, ids=["{film.id}"]),
    Step("media.get", {"entryId": "0_nothing0"}, refused="ENTRY_ID_NOT_FOUND"),
]  # fmt: skip
CAPTIONS = [
    Step(f"{_CAPTION}.add", {"entryId": "{film.id}", "captionAsset": {
         "objectType": "KalturaCaptionAsset", "language": "English", "format": "1",
         "label": "English"}}, name="caption", expect={"label": "English"}),
    Step(f"{_CAPTION}.setContent", {"id": "{caption.id}", "contentResource": {
         "objectType": "KalturaStringResource", "content": SRT}},
         expect={"status": 2, "sizeInBytes": len(SRT)}),
    Step(f"{_CAPTION}.serve", {"captionAssetId": "{caption.id}"}, text=SRT),
    Step(f"{_CAPTION}.serveWebVTT", {"captionAssetId": "{caption.id}", "segmentIndex": 1},
         text="00:00:01.000 --> 00:00:02.000"),
    Step(f"{_CAPTION}.setAsDefault", {"captionAssetId": "{caption.id}"}),
    Step(f"{_CAPTION}.list", {"filter": {"objectType": "KalturaCaptionAssetFilter",
         "entryIdEqual": "{film.id}"}}, ids=["{caption.id}"]),
    Step(f"{_CAPTION}.get", {"captionAssetId": "0_nothing0"}, refused="CAPTION_ASSET_ID_NOT_FOUND"),
]  # fmt: skip
METADATA = [
    Step("metadata_metadataprofile.add", {"metadataProfile": {
         "objectType": "KalturaMetadataProfile", "name": "Year", "metadataObjectType": "1"},
         "xsdData": XSD}, name="profile", expect={"version": 1}),
    Step("metadata_metadata.add", {"metadataProfileId": "{profile.id}", "objectType": "1",
         "objectId": "{film.id}", "xmlData": "<metadata><Year>2030</Year></metadata>"},
         name="metadata", expect={"objectId": "{film.id}"}),
    Step("metadata_metadata.add", {"metadataProfileId": "{profile.id}", "objectType": "1",
         "objectId": ENTRY, "xmlData": "<metadata><Year>soon</Year></metadata>"},
         refused="INVALID_METADATA_DATA"),
    Step("metadata_metadata.update", {"id": "{metadata.id}",
         "xmlData": "<metadata><Year>2031</Year></metadata>"}, expect={"version": 2}),
    Step("media.list", {"filter": {"objectType": "KalturaMediaEntryFilter",
         "advancedSearch": _BY_YEAR}}, ids=["{film.id}"]),
]  # fmt: skip
ESEARCH = [
    Step("elasticsearch_esearch.searchEntry", _search("Entry",
         _item("UnifiedItem", "Welcome", itemType=2)), expect={"totalCount": 1}),
    Step("elasticsearch_esearch.searchEntry", _search("Entry",
         _item("EntryItem", "sand", fieldName="tags"),
         _item("EntryItem", "sea", fieldName="tags")), expect={"totalCount": 1}),
    Step("elasticsearch_esearch.searchUser", _search("User",
         _item("UserItem", "Ana", fieldName="first_name")), expect={"totalCount": 1}),
]  # fmt: skip
CATEGORIES = [
    Step("category.add", {"category": {"objectType": "KalturaCategory", "name": "Course"}},
         name="course", expect={"fullName": "Course"}),
    Step("category.add", {"category": {"objectType": "KalturaCategory", "name": "Week 1",
         "parentId": "{course.id}"}}, name="week", expect={"fullName": "Course>Week 1"}),
    Step("categoryentry.add", {"categoryEntry": {"objectType": "KalturaCategoryEntry",
         "categoryId": "{week.id}", "entryId": "{film.id}"}}, expect={"entryId": "{film.id}"}),
    Step("category.get", {"id": "{course.id}"},
         expect={"entriesCount": 1, "directSubCategoriesCount": 1}),
    Step("media.list", {"filter": {"objectType": "KalturaMediaEntryFilter",
         "categoryAncestorIdIn": "{course.id}"}}, ids=["{film.id}"]),
    Step("category.add", {"category": {"objectType": "KalturaCategory", "name": "Week 1",
         "parentId": "{course.id}"}}, refused="DUPLICATE_CATEGORY"),
]  # fmt: skip
USERS = [
    Step("user.add", {"user": {"objectType": "KalturaUser", "id": "eve@x.example",
         "firstName": "Eve", "lastName": "O'Neil"}}, expect={"fullName": "Eve O'Neil"}),
    Step("user.update", {"userId": "eve@x.example", "user": {"objectType": "KalturaUser",
         "city": "Zürich"}}, expect={"city": "Zürich"}),
    Step("user.list", {"filter": {"objectType": "KalturaUserFilter", "idIn": "eve@x.example,ana"},
         "pager": {"objectType": "KalturaFilterPager", "pageSize": 1}}, expect={"totalCount": 2}),
    Step("categoryuser.add", {"categoryUser": {"objectType": "KalturaCategoryUser",
         "categoryId": "{week.id}", "userId": "eve@x.example"}},
         expect={"categoryId": "{week.id}"}),
    Step("user.delete", {"userId": "eve@x.example"}),
    Step("user.get", {"userId": "eve@x.example"}, refused="INVALID_USER_ID"),
]  # fmt: skip
CUE_POINTS = [
    Step(f"{_CUE}.add", {"cuePoint": {"objectType": "KalturaCodeCuePoint", "entryId": "{film.id}",
         "code": "slide", "startTime": 500}}, name="code", expect={"startTime": 500}),
    Step("annotation_annotation.add", {"annotation": {"objectType": "KalturaAnnotation",
         "entryId": "{film.id}", "text": "x > y", "startTime": 1000, "endTime": 3000}},
         name="note", expect={"text": "x > y", "duration": 2000}),
    Step(f"{_CUE}.list", {"filter": {"objectType": "KalturaCuePointFilter",
         "entryIdEqual": "{film.id}", "orderBy": "+startTime"}}, ids=["{code.id}", "{note.id}"]),
    Step(f"{_CUE}.delete", {"id": "{note.id}"}),
    Step(f"{_CUE}.get", {"id": "{note.id}"}, refused="INVALID_CUE_POINT_ID"),
]  # fmt: skip
QUIZ = [
    Step("quiz_quiz.add", {"entryId": "{film.id}", "quiz": {"objectType": "KalturaQuiz",
         "attemptsAllowed": 2, "scoreType": 1}}, expect={"attemptsAllowed": 2}),
    Step(f"{_CUE}.add", _question("One?", "a"), name="one", expect={"question": "One?"}),
    Step(f"{_CUE}.add", _question("Two?", "b"), name="two", expect={"question": "Two?"}),
    Step("userentry.add", {"userEntry": {"objectType": "KalturaQuizUserEntry",
         "entryId": "{film.id}"}}, who="ana", name="attempt", expect={"userId": "ana"}),
    Step(f"{_CUE}.add", _answer("{one.id}", "a"), who="ana", expect={"answerKey": "a"}),
    Step(f"{_CUE}.add", _answer("{one.id}", "b"), who="ana", refused="ANSWER_ALREADY_EXISTS"),
    Step(f"{_CUE}.add", _answer("{two.id}", "a"), who="ana", expect={"answerKey": "a"}),
    Step("userentry.submitQuiz", {"id": "{attempt.id}"}, who="ana", expect={"status": "quiz.3"}),
    Step("userentry.get", {"id": "{attempt.id}"}, expect={"score": 0.5}),
]  # fmt: skip
PLAYLISTS = [
    Step("playlist.add", {"playlist": {"objectType": "KalturaPlaylist", "name": "Fixed",
         "playlistType": 3, "playlistContent": f"{OTHER},{{film.id}},0_nothing0"}}, name="fixed",
         expect={"playlistType": 3}),
    Step("playlist.execute", {"id": "{fixed.id}"}, ids=[OTHER, "{film.id}"]),
    Step("playlist.add", {"playlist": {"objectType": "KalturaPlaylist", "name": "Dynamic",
         "playlistType": 10, "totalResults": 5, "filters": [
         {"objectType": "KalturaMediaEntryFilterForPlaylist", "tagsLike": "sand", "limit": 3}]}},
         name="dynamic", expect={"playlistType": 10}),
    Step("playlist.execute", {"id": "{dynamic.id}"}, ids=["{film.id}"]),
    Step("playlist.delete", {"id": "{fixed.id}"}),
    Step("playlist.execute", {"id": "{fixed.id}"}, refused="INVALID_ENTRY_ID"),
]  # fmt: skip
MODERATION = [
    Step("media.flag", {"moderationFlag": {**_FLAG, "flaggedEntryId": "{film.id}"}}, who="ana"),
    Step("media.listFlags", {"entryId": "{film.id}"}, expect={"totalCount": 1}),
    Step("media.reject", {"entryId": "{film.id}"}),
    Step("media.get", {"entryId": "{film.id}"}, expect={"moderationStatus": 3}),
    Step("media.approve", {"entryId": "{film.id}"}),
    Step("media.get", {"entryId": "{film.id}"}, expect={"moderationStatus": 2}),
    Step("media.delete", {"entryId": "{film.id}"}),
    Step("media.get", {"entryId": "{film.id}"}, refused="ENTRY_ID_NOT_FOUND"),
]  # fmt: skip
STEPS = [
    *(*UPLOAD, *CAPTIONS, *METADATA, *ESEARCH, *CATEGORIES, *USERS),
    *(*CUE_POINTS, *QUIZ, *PLAYLISTS, *MODERATION),
]


def flat(value: Any, path: str, form: str) -> dict[str, str]:
    """Form fields; `form` is how a name goes on below a path, as "{}[{}]"."""
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = {str(index): item for index, item in enumerate(value)}.items()
    else:
        return {path: str(int(value) if isinstance(value, bool) else value)}
    found: dict[str, str] = {}
    for name, item in pairs:
        found |= flat(item, form.format(path, name) if path else name, form)
    return found


def brackets(sent: dict[str, Any]) -> list[str]:
    """curl -d 'entry[name]=x'"""
    return _each("--data-urlencode", flat(sent, "", "{}[{}]"))


def colons(sent: dict[str, Any]) -> list[str]:
    """curl 'https://…?entry:name=x'"""
    return ["--get", *_each("--data-urlencode", flat(sent, "", "{}:{}"))]


def body(sent: dict[str, Any]) -> list[str]:
    """curl -H 'Content-Type: application/json' -d '{"entry": {"name": "x"}}'"""
    return ["--header", "Content-Type: application/json", "--data-raw", json.dumps(sent)]


def multipart(sent: dict[str, Any]) -> list[str]:
    """curl -F 'entry[name]=x'"""
    return _each("--form-string", flat(sent, "", "{}[{}]"))


FORMS = (brackets, colons, body, multipart)


def curl(program: str, address: str, options: list[str]) -> str:
    """What curl prints."""
    command = [program, "--silent", "--show-error", "--max-time", "60", *options, address]
    ended = subprocess.run(command, capture_output=True, timeout=90, check=True)
    return ended.stdout.decode()


def with_file(sent: dict[str, Any], file: Path) -> list[str]:
    """curl -F 'fileData=@film.mp4'"""
    return [*multipart(sent), "--form", f"fileData=@{file};type=video/mp4"]


def _each(option: str, fields: dict[str, str]) -> list[str]:
    return [part for name, value in fields.items() for part in (option, f"{name}={value}")]
