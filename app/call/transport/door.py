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

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import requests
from requests.adapters import BaseAdapter
from requests_toolbelt import MultipartEncoder

from app.call import wire
from app.call.model import Answer, Call
from app.call.transport.body import UploadProgress, body_of, monitored
from app.call.transport.cancel import Cancel, Stopped, Watch
from app.call.transport.connections import WatchedAdapter
from app.call.transport.receiving import Progress, Receiving
from app.errors import Refused
from app.regions import Region
from app.settings import SettingsFault

__all__ = ["Cancel", "Receiving", "Transport", "UploadProgress"]

VERSION = "0.1.0"

# As many as the settings allow threads: every one may keep its connection.
_POOL_SIZE = 256
_API = "/api_v3/"


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
        max_bytes: int = 200_000_000,
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
        """POST a call and take its whole answer. Arguments and errors are those of `open`."""
        return self.open(call, cancel, uploaded).whole()

    def open(
        self,
        call: Call,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        *,
        keep: int | None = None,
    ) -> Receiving:
        """POST a call, to take its answer piece by piece; nothing is sent before the first one.

        `uploaded` hears of the bytes of a call with files that have gone out, and of all there
        are. The Answer in the end has the first `keep` bytes of the body, None for all.
        Raises Refused for a region that is not on the list, BadInput for a name.
        """
        region = self._region(call.region)
        url = region.url + wire.address(call)

        def respond(watch: Watch) -> requests.Response:
            with ExitStack() as opened:
                body, content_type = body_of(call, opened)
                if isinstance(body, MultipartEncoder):
                    body = monitored(body, watch, uploaded)
                headers = {"Content-Type": content_type}
                request = requests.Request("POST", url, headers=headers, data=body)
                return self._respond(region, request, watch)

        return self._receiving(region, respond, cancel, self._max_bytes, keep=keep)

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
        receiving = self._receiving(
            region,
            lambda watch: self._respond(region, request, watch),
            cancel,
            max_bytes or self._max_bytes,
            progress=progress,
        )
        return receiving.whole()

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

    def _receiving(
        self,
        region: Region,
        respond: Callable[[Watch], requests.Response],
        cancel: Cancel | None,
        limit: int,
        *,
        keep: int | None = None,
        progress: Progress | None = None,
    ) -> Receiving:
        watch = Watch(cancel, self._total_timeout, self._timeout[1])
        return Receiving(region, respond, watch, limit=limit, keep=keep, progress=progress)

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
