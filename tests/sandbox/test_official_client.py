"""The official Python client against the sandbox behind a real HTTP server, action by action."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from KalturaClient import KalturaClient, KalturaConfiguration
from KalturaClient.exceptions import KalturaException
from KalturaClient.Plugins.Core import (
    KalturaAppToken,
    KalturaAppTokenHashType,
    KalturaBaseEntry,
    KalturaCategory,
    KalturaDetachedResponseProfile,
    KalturaEntryStatus,
    KalturaEntryType,
    KalturaFilterPager,
    KalturaMediaEntry,
    KalturaMediaEntryFilter,
    KalturaMediaType,
    KalturaResponseProfileType,
    KalturaSessionType,
    KalturaUploadedFileTokenResource,
    KalturaUploadToken,
    KalturaUrlResource,
    KalturaUser,
    KalturaUserFilter,
)

from app.sandbox import DEMO

PID = DEMO.partner_id
ADMIN = KalturaSessionType.ADMIN
USER = KalturaSessionType.USER


@pytest.fixture
def client(service_url: str) -> Any:
    return KalturaClient(KalturaConfiguration(service_url))


@pytest.fixture
def admin(client: Any) -> Any:
    ks = client.session.start(DEMO.admin_secret, DEMO.login_id, ADMIN, PID)
    client.setKs(ks)
    return client


def code(call: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(KalturaException) as caught:
        call(*arguments)
    return str(caught.value.code)


def media(name: str = "film", kind: int = KalturaMediaType.VIDEO) -> Any:
    return KalturaMediaEntry(name=name, mediaType=KalturaMediaType(kind))


def test_system(client: Any) -> None:
    assert client.system.ping() is True
    assert client.system.getVersion() == "22.19.0"
    assert client.system.getTime() > 1_700_000_000


def test_sessions(admin: Any) -> None:
    told = admin.session.get()
    assert (told.partnerId, told.userId, told.sessionType.getValue()) == (PID, DEMO.login_id, ADMIN)
    other = admin.session.impersonate(DEMO.admin_secret, PID, "ana", USER)
    assert admin.session.get(other).userId == "ana"
    assert code(admin.session.impersonateByKs, other) == "SERVICE_FORBIDDEN"
    widget = admin.session.startWidgetSession(DEMO.widget_id)
    assert widget.partnerId == PID
    assert admin.session.end() is None
    assert code(admin.session.get) == "INVALID_KS"
    assert code(admin.session.start, "wrong", "", ADMIN, PID) == "START_SESSION_ERROR"


@pytest.mark.parametrize("sign", [KalturaClient.generateSession, KalturaClient.generateSessionV2])
def test_a_ks_that_the_client_signs_itself(client: Any, sign: Callable[..., bytes]) -> None:
    ks = sign(DEMO.admin_secret, "Żaneta", ADMIN, PID, 600, "all:*,disableentitlement")
    client.setKs(ks.decode())
    told = client.session.get()
    assert (told.userId, told.privileges) == ("Żaneta", "all:*,disableentitlement")
    assert client.category.get(1003).name == "Board only"


def test_users(admin: Any) -> None:
    made = admin.user.add(KalturaUser(id="carol", firstName="Çarol", isAdmin=False))
    assert (made.id, made.firstName, made.isAdmin) == ("carol", "Çarol", False)
    assert admin.user.get("carol").fullName == "Çarol"
    assert admin.user.update("carol", KalturaUser(city="Oslo")).city == "Oslo"
    listing = admin.user.list(KalturaUserFilter(idIn="carol,ana"), KalturaFilterPager(pageSize=1))
    assert (listing.totalCount, len(listing.objects)) == (2, 1)
    assert admin.user.delete("carol").id == "carol"
    assert code(admin.user.get, "carol") == "INVALID_USER_ID"
    assert code(admin.user.add, KalturaUser(id="ana")) == "DUPLICATE_USER_BY_ID"


def test_logins(client: Any) -> None:
    by_login = client.user.loginByLoginId(DEMO.login_id, DEMO.password)
    client.setKs(by_login)
    assert client.session.get().userId == DEMO.login_id
    assert client.user.loginByKs(PID).partnerId == PID
    by_id = client.user.login(PID, DEMO.login_id, DEMO.password)
    assert client.session.get(by_id).sessionType.getValue() == ADMIN
    assert code(client.user.loginByLoginId, DEMO.login_id, "x") == "USER_WRONG_PASSWORD"


def test_application_tokens(admin: Any) -> None:
    made = admin.appToken.add(
        KalturaAppToken(
            hashType=KalturaAppTokenHashType(KalturaAppTokenHashType.SHA256), sessionUserId="ana"
        )
    )
    assert admin.appToken.get(made.id).token == made.token
    assert admin.appToken.update(made.id, KalturaAppToken(description="x")).description == "x"
    assert admin.appToken.list().totalCount == 2
    widget = admin.session.startWidgetSession(DEMO.widget_id).ks
    ks = admin.getKs()
    admin.setKs(widget)
    digest = hashlib.sha256((widget + made.token).encode()).hexdigest()
    told = admin.appToken.startSession(made.id, digest)
    assert (told.userId, told.sessionType.getValue()) == ("ana", USER)
    assert code(admin.appToken.startSession, made.id, "0") == "INVALID_APP_TOKEN_HASH"
    admin.setKs(ks)
    assert admin.appToken.delete(made.id) is None
    assert code(admin.appToken.get, made.id) == "APP_TOKEN_ID_NOT_FOUND"


def test_partner(admin: Any) -> None:
    assert admin.partner.getInfo().adminSecret == DEMO.admin_secret
    assert admin.partner.get(PID).id == PID


def test_categories(admin: Any) -> None:
    made = admin.category.add(KalturaCategory(name="Sport", parentId=1001))
    assert made.fullName == "Public>Sport"
    assert admin.category.get(made.id).depth == 1
    assert admin.category.update(made.id, KalturaCategory(name="Sports")).name == "Sports"
    assert [row.id for row in admin.category.list().objects] == [1001, 1002, made.id]
    assert admin.category.delete(made.id) is None
    assert code(admin.category.get, made.id) == "CATEGORY_NOT_FOUND"
    assert code(admin.category.get, 1003) == "CATEGORY_NOT_FOUND"


def test_media(admin: Any) -> None:
    made = admin.media.add(media("夜"))
    assert (made.name, made.status.getValue()) == ("夜", KalturaEntryStatus.NO_CONTENT)
    assert admin.media.get(made.id).mediaType.getValue() == KalturaMediaType.VIDEO
    assert admin.media.update(made.id, KalturaMediaEntry(tags="a")).tags == "a"
    wanted = KalturaMediaEntryFilter(statusIn="7", orderBy="-createdAt")
    assert [entry.id for entry in admin.media.list(wanted).objects] == [made.id, "0_waiting1"]
    assert admin.media.count(wanted) == 2
    assert admin.media.delete(made.id) is None
    assert code(admin.media.get, made.id) == "ENTRY_ID_NOT_FOUND"


def test_base_entries(admin: Any) -> None:
    made = admin.baseEntry.add(KalturaBaseEntry(name="x"), KalturaEntryType.MEDIA_CLIP)
    assert isinstance(made, KalturaMediaEntry)
    assert admin.baseEntry.get(made.id).name == "x"
    assert admin.baseEntry.update(made.id, KalturaBaseEntry(name="y")).name == "y"
    assert admin.baseEntry.list().totalCount == admin.baseEntry.count() == 9
    assert admin.baseEntry.delete(made.id) is None


def upload(admin: Any, token: str, file: Path, content: bytes, *how: object) -> Any:
    file.write_bytes(content)
    with file.open("rb") as opened:
        return admin.uploadToken.upload(token, opened, *how)


def test_an_upload_in_one_piece_and_in_chunks(admin: Any, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    entry = admin.media.add(media())
    token = admin.uploadToken.add(KalturaUploadToken(fileName="film.mp4"))
    done = upload(admin, token.id, file, b"film")
    assert (int(done.uploadedFileSize), done.status.getValue()) == (4, 2)
    resource = KalturaUploadedFileTokenResource(token=token.id)
    ready = admin.media.addContent(entry.id, resource)
    assert ready.status.getValue() == KalturaEntryStatus.READY
    assert admin.uploadToken.get(token.id).attachedObjectId == entry.id

    other = admin.uploadToken.add()
    upload(admin, other.id, file, b"abc", False, False)
    whole = upload(admin, other.id, file, b"def", True, True, 3)
    assert whole.uploadedFileSize == 6
    assert admin.uploadToken.list().totalCount == 2
    assert admin.uploadToken.delete(other.id) is None
    assert code(admin.uploadToken.get, other.id) == "UPLOAD_TOKEN_NOT_FOUND"


def test_content_from_elsewhere_is_not_fetched(admin: Any) -> None:
    entry = admin.media.add(media())
    resource = KalturaUrlResource(url="http://127.0.0.1:9/never")
    waiting = admin.baseEntry.addContent(entry.id, resource)
    assert waiting.status.getValue() == KalturaEntryStatus.IMPORT


def test_a_multirequest_with_references_and_a_failure(client: Any) -> None:
    client.startMultiRequest()
    client.session.start(DEMO.admin_secret, "ana", ADMIN, PID)
    client.setKs(client.getMultiRequestResult())
    made = client.media.add(media("made"))
    client.category.get(424242)
    client.media.get(made.id)
    client.media.list(KalturaMediaEntryFilter(idEqual=made.id))
    ks, entry, failed, same, listing = client.doMultiRequest()
    assert ks.startswith("djJ8")
    assert isinstance(failed, KalturaException)
    assert failed.code == "CATEGORY_NOT_FOUND"
    assert same.id == entry.id == listing.objects[0].id
    assert entry.userId == "ana"


def test_a_response_profile(admin: Any) -> None:
    admin.setResponseProfile(
        KalturaDetachedResponseProfile(
            type=KalturaResponseProfileType(KalturaResponseProfileType.INCLUDE_FIELDS),
            fields="id",
        )
    )
    user = admin.user.get("ana")
    assert (user.id, user.email) == ("ana", "")


def test_what_the_sandbox_does_not_have(admin: Any) -> None:
    # The server's own machinery is closed to every account.
    assert code(admin.varConsole.varConsole.updateStatus, PID, 1) == "SERVICE_FORBIDDEN"


def test_an_upload_within_a_multirequest(admin: Any, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    file.write_bytes(b"film")
    with file.open("rb") as opened:
        admin.startMultiRequest()
        token = admin.uploadToken.add()
        admin.uploadToken.upload(token.id, opened)
        entry = admin.media.add(media())
        admin.media.addContent(entry.id, KalturaUploadedFileTokenResource(token=token.id))
        *_, ready = admin.doMultiRequest()
    assert ready.status.getValue() == KalturaEntryStatus.READY
