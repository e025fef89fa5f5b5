"""The one door to the network: a Call goes out, an Answer comes back, whatever happens.

What it never does, so that a call can do no more than the person meant:

- It contacts the regions of the allow-list alone, by their id, and follows no redirect: a
  redirect is an answer to show. Nothing else decides where a KS goes.
- It takes nothing from the environment or the home folder (proxies, .netrc, bundles), keeps
  no cookie from one call to the next, and never repeats a POST.
- It checks certificates, and cannot be told not to.
- It takes no more than `max_bytes` of an answer, decoded, piece by piece, and no more than
  the total time: neither a bomb nor a trickle holds a thread or the memory for long.
- It logs nothing: a call is full of secrets.

What an endpoint does wrong is a Failure in the Answer, with all that had arrived; only what
is wrong on our side (an unknown region) is raised.
"""

import io
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import requests
from requests.adapters import BaseAdapter
from requests_toolbelt import MultipartEncoder

from app.call import wire
from app.call.cancel import Cancel, Stopped, Watch
from app.call.model import Answer, Call, Failure
from app.call.transport_body import NotSendable, UploadProgress, body_of, monitored
from app.call.transport_connections import WatchedAdapter, watched_by
from app.call.transport_failures import FORESEEN, failure_of
from app.errors import Refused
from app.regions import Region
from app.settings import SettingsFault

__all__ = ["Cancel", "Transport", "UploadProgress"]

VERSION = "0.1.0"

# As many as the settings allow threads: every one may keep its connection.
_POOL_SIZE = 256
_PIECE = 65536  # bytes
_API = "/api_v3/"

Progress = Callable[[int, int | None], None]


class Transport:
    """Sends calls to the regions; may be shared by threads.

    Timeouts are in seconds: for a connection, for the next bytes, and `total_timeout` (default:
    ten times the read timeout) from the end of the request to the end of the answer.
    `adapters` take the network's place for the regions with those ids. Raises SettingsFault
    where there is no such `ca_bundle`.
    """

    def __init__(
        self,
        regions: Mapping[str, Region],
        *,
        connect_timeout: float = 5,
        read_timeout: float = 60,
        total_timeout: float | None = None,
        max_bytes: int = 50_000_000,
        upstream_proxy: str = "",
        ca_bundle: Path | None = None,
        adapters: Mapping[str, BaseAdapter] = MappingProxyType({}),
    ) -> None:
        if ca_bundle and not ca_bundle.exists():
            raise SettingsFault([f"TESTME_CA_BUNDLE names {ca_bundle}, which does not exist."])
        self._regions = regions
        self._timeout = (connect_timeout, read_timeout)
        self._total_timeout = 10 * read_timeout if total_timeout is None else total_timeout
        self._max_bytes = max_bytes
        self._proxies = {"http": upstream_proxy, "https": upstream_proxy} if upstream_proxy else {}
        self._verify = str(ca_bundle) if ca_bundle else True
        self._adapters = adapters
        self._network = WatchedAdapter(
            pool_connections=max(len(regions), 1), pool_maxsize=_POOL_SIZE
        )

    def send(
        self, call: Call, cancel: Cancel | None = None, uploaded: UploadProgress | None = None
    ) -> Answer:
        """POST a call. Raises Refused for a region that is not on the list, BadInput for a name.

        `uploaded` hears of the bytes of a call with files that have gone out, and of all there are.
        """
        region = self._region(call.region)
        url = region.url + wire.path(call)
        with ExitStack() as opened:
            try:
                body, content_type = body_of(call, opened)
            except NotSendable as fault:
                return Answer(None, failure=Failure("not_sent", str(fault)))
            request = requests.Request(
                "POST", url, headers={"Content-Type": content_type}, data=body
            )
            return self._exchange(region, request, cancel, None, self._max_bytes, uploaded=uploaded)

    def fetch(
        self,
        region_id: str,
        path: str,
        *,
        cancel: Cancel | None = None,
        progress: Progress | None = None,
        max_bytes: int | None = None,
    ) -> Answer:
        """GET a path below /api_v3/ of a region, such as /api_v3/api_schema.php.

        `progress` hears of the bytes that have come and the whole number, None where it is not
        known. Raises Refused for an unknown region or another path.
        """
        region = self._region(region_id)
        if not path.startswith(_API) or ".." in path:
            raise Refused(f"Only paths below {_API} can be fetched.")
        request = requests.Request("GET", region.url + path)
        return self._exchange(region, request, cancel, progress, max_bytes or self._max_bytes)

    def close(self) -> None:
        """Close all pooled connections."""
        self._network.close()

    def _region(self, region_id: str) -> Region:
        try:
            return self._regions[region_id]
        except KeyError:
            raise Refused(
                f"There is no region {region_id!r} here; choose one of the list.", field="region"
            ) from None

    def _exchange(
        self,
        region: Region,
        request: requests.Request,
        cancel: Cancel | None,
        progress: Progress | None,
        limit: int,
        *,
        uploaded: UploadProgress | None = None,
    ) -> Answer:
        started = time.monotonic()
        body = io.BytesIO()
        response: requests.Response | None = None
        first_byte: float | None = None
        failure: Failure | None = None
        with Watch(cancel, self._total_timeout, self._timeout[1]) as watch, watched_by(watch):
            try:
                if isinstance(request.data, MultipartEncoder):
                    request.data = monitored(request.data, watch, uploaded)
                response = self._respond(region, request, watch)
                first_byte = time.monotonic() - started
                if not _read(response, body, limit, watch, progress):
                    failure = _too_large(limit)
            except (Stopped, *FORESEEN) as error:
                failure = self._failure(error, region, watch, body.tell())
            finally:
                if response is not None:
                    response.raw.close()
        return Answer(
            None if response is None else response.status_code,
            () if response is None else tuple(response.raw.headers.items()),
            body.getvalue(),
            failure,
            first_byte,
            time.monotonic() - started,
        )

    def _respond(
        self, region: Region, request: requests.Request, watch: Watch
    ) -> requests.Response:
        if watch.reason:
            raise Stopped
        request.headers = {
            "User-Agent": f"TestMe/{VERSION}",
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            **request.headers,
        }
        # A Session would read redirects, cookies, the environment and .netrc.
        return self._adapters.get(region.id, self._network).send(
            request.prepare(),
            stream=True,
            timeout=self._timeout,
            verify=self._verify,
            proxies=self._proxies,
        )

    def _failure(self, error: BaseException, region: Region, watch: Watch, arrived: int) -> Failure:
        if watch.reason == "cancelled":
            return Failure(
                "cancelled",
                "The call was cancelled. The action may have been carried out all the same: "
                "look before you send it again.",
            )
        if watch.reason == "too_long":
            return Failure(
                "read_timeout",
                f"The whole answer had not come from {region.url} after {self._total_timeout:g} "
                "seconds. The action may have been carried out all the same: look before you "
                "send it again.",
            )
        return failure_of(error, region, arrived=arrived, sent=watch.sent)


def _read(
    response: requests.Response,
    body: io.BytesIO,
    limit: int,
    watch: Watch,
    progress: Progress | None,
) -> bool:
    """Read the body, decoded, into `body`; False where it is longer than `limit` bytes."""
    raw = response.raw
    length = raw.headers.get("Content-Length", "")
    encoded = "Content-Encoding" in raw.headers
    total = int(length) if length.isascii() and length.isdigit() and not encoded else None
    # read1, not read: what has arrived is kept although the rest may never come.
    while piece := raw.read1(_PIECE, decode_content=True):
        room = limit - body.tell()
        body.write(piece[:room])
        if len(piece) > room:
            return False
        if progress:
            progress(body.tell(), total)
        if watch.reason:
            raise Stopped
    # A socket that was shut down reads like an answer that has come to its end.
    if watch.reason:
        raise Stopped
    return True


def _too_large(limit: int) -> Failure:
    return Failure(
        "too_large",
        f"The answer is longer than {limit / 1_000_000:g} MB and was cut there: ask for less, "
        "or raise TESTME_MAX_ANSWER_MB.",
    )
