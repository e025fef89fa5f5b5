"""The one door to the network: a Call goes out, an Answer comes back, whatever happens.

What it never does, so that a call can do no more than the person meant:

- It contacts the regions of the allow-list alone, by their id, and follows no redirect: a
  redirect is an answer to show. Nothing else decides where a KS goes.
- It takes nothing from the environment or the home folder (proxies, .netrc, bundles), keeps
  no cookie from one call to the next, and never repeats a POST.
- It checks certificates, and cannot be told not to.
- It refuses addresses that are not public for the regions that everybody has, before it connects,
  and connects to the very address that it looked at. Where a proxy is set, that resolves instead.
- It gives nobody a connection that served somebody else, or that anything unread may be on.
- It takes no more than `max_bytes` of an answer, decoded, piece by piece, and no more than
  the total time: neither a bomb nor a trickle holds a thread or the memory for long.
- It logs nothing: a call is full of secrets.

What an endpoint does wrong is a Failure in the Answer, with all that had arrived; only what
is wrong on our side (an unknown region) is raised.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache, lru_cache, partial
from pathlib import Path
from types import MappingProxyType

import requests
from requests.structures import CaseInsensitiveDict
from requests_toolbelt import MultipartEncoder

from app.call import wire
from app.call.model import Answer, Call
from app.call.transport.adapter import Adapter, Arriving, NetworkAdapter
from app.call.transport.body import UploadProgress, body_of, monitored
from app.call.transport.cancel import Cancel, Limits, Watch
from app.call.transport.dialling import Proxy, trusting
from app.call.transport.receiving import Progress, Receiving
from app.errors import Refused
from app.regions import Region
from app.waits import Steps

__all__ = ["Cancel", "Receiving", "Transport", "UploadProgress"]

VERSION = "0.1.0"

_API = "/api_v3/"
_HEADERS = {
    "User-Agent": f"TestMe/{VERSION}",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
}


class Transport:
    """Sends calls to the regions; may be shared by threads.

    Timeouts are in seconds: for one address to take a connection, for the next bytes, and from the
    end of the request to the end of the answer. `adapters` take the network's place for the
    regions with those ids. Raises SettingsFault where `ca_bundle` is of no use.
    """

    def __init__(
        self,
        regions: Mapping[str, Region],
        *,
        connect_timeout: float = 5,
        read_timeout: float = 60,
        total_timeout: float = 600,
        max_bytes: int = 200_000_000,
        upstream_proxy: str = "",
        ca_bundle: Path | None = None,
        adapters: Mapping[str, Adapter] = MappingProxyType({}),
    ) -> None:
        self._regions = regions
        self._limits = Limits(connect_timeout, read_timeout, total_timeout)
        self._max_bytes = max_bytes
        self._adapters = adapters
        proxy = Proxy.of(upstream_proxy)
        # Certifi's take megabytes, which a console that calls no such endpoint need not hold.
        tls = cache(partial(trusting, ca_bundle))
        if ca_bundle:
            tls()
        self._network = NetworkAdapter(tls, proxy=proxy)
        self._public = NetworkAdapter(tls, proxy=proxy, public_only=True)

    def send(
        self,
        call: Call,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        *,
        person: str = "",
    ) -> Answer:
        """POST a call and take its whole answer. Arguments and errors are those of `open`."""
        return self.open(call, cancel, uploaded, person=person).whole()

    def open(
        self,
        call: Call,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        *,
        keep: int | None = None,
        person: str = "",
    ) -> Receiving:
        """POST a call, to take its answer piece by piece; nothing is sent before the first one.

        `uploaded` hears of the bytes of a call with files that have gone out, and of all there
        are. The Answer in the end has the first `keep` bytes of the body, None for all. `person`
        is whoever sends it, in any spelling: people share no connection.
        Raises Refused for a region that is not on the list, BadInput for a name.
        """
        region = self._region(call.region)
        url = region.url + wire.address(call)

        def respond(watch: Watch) -> Steps[Arriving]:
            with ExitStack() as opened:
                body, content_type = body_of(call, opened)
                if isinstance(body, MultipartEncoder):
                    body = monitored(body, watch, uploaded)
                request = _prepared("POST", url, {"Content-Type": content_type}, body)
                return (yield from self._respond(region, request, watch))

        watch = Watch(cancel, self._limits, person)
        return Receiving(region, respond, watch, limit=self._max_bytes, keep=keep)

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
        url = region.url + path
        receiving = Receiving(
            region,
            lambda watch: self._respond(region, _prepared("GET", url), watch),
            Watch(cancel, self._limits),
            limit=max_bytes or self._max_bytes,
            progress=progress,
        )
        return receiving.whole()

    def close(self) -> None:
        """Close all pooled connections."""
        self._network.close()
        self._public.close()

    def _region(self, region_id: str) -> Region:
        try:
            return self._regions[region_id]
        except KeyError:
            raise Refused(
                f"There is no region {region_id!r} here; choose one of the list.", field="region"
            ) from None

    def _respond(
        self, region: Region, request: requests.PreparedRequest, watch: Watch
    ) -> Steps[Arriving]:
        network = self._public if region.public else self._network
        adapter = self._adapters.get(region.id, network)
        # A Session would read redirects, cookies, the environment and .netrc.
        return adapter.send_steps(request, watch)


def _prepared(
    method: str,
    url: str,
    headers: Mapping[str, str] = MappingProxyType({}),
    body: bytes | MultipartEncoder | None = None,
) -> requests.PreparedRequest:
    """What requests would make of it, without what we have no use for. Raises as requests does."""
    request = requests.PreparedRequest()
    request.method, request.url, request.body = method, _as_sent(url), body
    request.headers = CaseInsensitiveDict({**_HEADERS, **headers})
    request.prepare_content_length(body)
    return request


@lru_cache(256)
def _as_sent(url: str) -> str:
    """The URL in the spelling of the wire."""
    request = requests.PreparedRequest()
    request.prepare_url(url, None)
    return request.url or ""
