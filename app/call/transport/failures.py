"""Exceptions of requests, urllib3 and the system -> a Failure with a sentence: the one seam.

KINDS has every exception class of both libraries (a test walks their trees). An exception
comes wrapped in others, so that the whole chain is looked at; the first row of KINDS
that fits any of it wins, which makes the order part of the meaning.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from urllib3 import exceptions as urllib3_exceptions

from app.call.model import Failure, FailureKind
from app.regions import PUBLIC_REGIONS, Region

KINDS: dict[type[BaseException], FailureKind] = {
    requests.exceptions.ProxyError: "refused",
    urllib3_exceptions.ProxyError: "refused",
    socket.gaierror: "unknown_host",
    urllib3_exceptions.NameResolutionError: "unknown_host",
    ssl.SSLEOFError: "reset",
    ssl.SSLZeroReturnError: "reset",
    ssl.SSLError: "tls",
    urllib3_exceptions.SSLError: "tls",
    requests.exceptions.SSLError: "tls",
    ConnectionRefusedError: "refused",
    urllib3_exceptions.NewConnectionError: "refused",
    urllib3_exceptions.ConnectTimeoutError: "connect_timeout",
    requests.exceptions.ConnectTimeout: "connect_timeout",
    urllib3_exceptions.ReadTimeoutError: "read_timeout",
    requests.exceptions.ReadTimeout: "read_timeout",
    urllib3_exceptions.TimeoutError: "read_timeout",
    requests.exceptions.Timeout: "read_timeout",
    TimeoutError: "read_timeout",
    http.client.RemoteDisconnected: "reset",
    ConnectionError: "reset",
    # What is wrong before anything is sent.
    requests.exceptions.URLRequired: "not_sent",
    requests.exceptions.MissingSchema: "not_sent",
    requests.exceptions.InvalidSchema: "not_sent",
    requests.exceptions.InvalidProxyURL: "not_sent",
    requests.exceptions.InvalidURL: "not_sent",
    requests.exceptions.UnrewindableBodyError: "not_sent",
    urllib3_exceptions.UnrewindableBodyError: "not_sent",
    urllib3_exceptions.LocationParseError: "not_sent",
    urllib3_exceptions.ProxySchemeUnknown: "not_sent",
    urllib3_exceptions.URLSchemeUnknown: "not_sent",
    urllib3_exceptions.LocationValueError: "not_sent",
    urllib3_exceptions.HostChangedError: "not_sent",
    urllib3_exceptions.ClosedPoolError: "not_sent",
    urllib3_exceptions.EmptyPoolError: "not_sent",
    urllib3_exceptions.FullPoolError: "not_sent",
    urllib3_exceptions.TimeoutStateError: "not_sent",
    # What came is not HTTP, or breaks its own promises.
    requests.exceptions.JSONDecodeError: "garbage",
    requests.exceptions.InvalidJSONError: "garbage",
    requests.exceptions.InvalidHeader: "garbage",
    requests.exceptions.ContentDecodingError: "garbage",
    urllib3_exceptions.DecodeError: "garbage",
    urllib3_exceptions.InvalidHeader: "garbage",
    urllib3_exceptions.HeaderParsingError: "garbage",
    urllib3_exceptions.InvalidChunkLength: "garbage",
    urllib3_exceptions.ResponseNotChunked: "garbage",
    urllib3_exceptions.BodyNotHttplibCompatible: "garbage",
    # http.client reports the length of a chunk that is no number as one that ended early.
    ValueError: "garbage",
    urllib3_exceptions.IncompleteRead: "reset",
    http.client.IncompleteRead: "reset",
    http.client.HTTPException: "garbage",
    # The rest: wrappers that say little themselves, and what cannot happen without redirects,
    # retries or a second read.
    requests.exceptions.ChunkedEncodingError: "reset",
    requests.exceptions.TooManyRedirects: "garbage",
    requests.exceptions.RetryError: "garbage",
    requests.exceptions.StreamConsumedError: "garbage",
    requests.exceptions.HTTPError: "garbage",
    requests.exceptions.ConnectionError: "reset",
    urllib3_exceptions.ProtocolError: "reset",
    urllib3_exceptions.ResponseError: "garbage",
    urllib3_exceptions.MaxRetryError: "refused",
    urllib3_exceptions.RequestError: "garbage",
    urllib3_exceptions.PoolError: "not_sent",
    requests.exceptions.RequestException: "garbage",
    urllib3_exceptions.HTTPError: "garbage",
    OSError: "reset",
}
FORESEEN = (
    requests.exceptions.RequestException,
    urllib3_exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)

# OpenSSL's numbers of what is wrong with a certificate.
_CERTIFICATES = {
    9: "is not valid yet: check the clock of this machine",
    10: "has expired: its operator has to renew it",
    18: "is self-signed: name it in TESTME_CA_BUNDLE if you trust it",
    19: "comes from an authority of its own: name that in TESTME_CA_BUNDLE if you trust it",
    20: "comes from an unknown authority: name that in TESTME_CA_BUNDLE if you trust it",
    21: "comes without those between it and its authority: its operator has to send them",
    62: "is for another host name: check the region's address",
    64: "is for another address: check the region's address",
}


def failure_of(
    error: BaseException, region: Region, *, arrived: int = 0, sent: bool = True
) -> Failure:
    """Why a call to `region` failed.

    `arrived` is how much of the answer's body had come, in bytes; `sent` is False where the
    request had not been sent as a whole.
    """
    chain = list(_chain(error))
    row = next(row for row in KINDS if any(isinstance(link, row) for link in chain))
    kind = KINDS[row]
    if row is urllib3_exceptions.ReadTimeoutError and not sent:
        # urllib3's word for a TLS handshake that takes too long.
        kind = "connect_timeout"
    if row in {requests.exceptions.ProxyError, urllib3_exceptions.ProxyError}:
        return Failure(kind, "The proxy did not let the call through: check TESTME_UPSTREAM_PROXY.")
    if kind == "reset" and not sent:
        return Failure(
            kind, f"{region.url} closed the connection before the request was sent: send it again."
        )
    if kind == "unknown_host" and region in PUBLIC_REGIONS:
        # The address is Kaltura's own, and right.
        host = urlsplit(region.url).hostname
        return Failure(
            kind,
            f"The name {host} could not be looked up from the machine on which this console runs: "
            "it is without a network or a name server, or the way out is a proxy "
            "(TESTME_UPSTREAM_PROXY). Nothing was sent.",
        )
    return Failure(kind, _sentence(kind, chain, region.url, arrived))


def _sentence(kind: FailureKind, chain: list[BaseException], url: str, arrived: int) -> str:
    match kind:
        case "unknown_host":
            return f"The host of {url} is not known: check the region's address and the network."
        case "refused":
            return (
                f"{url} takes no connections{_system(chain)}: check the region's address, its "
                "port, and whether a firewall stands in between."
            )
        case "tls":
            return _tls(chain, url)
        case "connect_timeout":
            return (
                f"{url} did not take the connection in time: check the network, or raise "
                "TESTME_CONNECT_TIMEOUT."
            )
        case "read_timeout":
            return (
                f"{url} fell silent{_after(arrived)}. The action may have been carried out all "
                "the same: look before you send it again, or raise TESTME_READ_TIMEOUT."
            )
        case "reset":
            return (
                f"{url} closed the connection{_after(arrived)}. The action may have been carried "
                "out all the same: look before you send it again."
            )
        case "not_sent":
            return f"Nothing was sent to {url}: check the region's address and the proxy's."
        case _:
            return (
                f"What {url} sent is not sound HTTP{_after(arrived)}: check that the region's "
                "address and port are those of a Kaltura server."
            )


def _tls(chain: list[BaseException], url: str) -> str:
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            reason = _CERTIFICATES.get(link.verify_code, f"is not trusted: {link.verify_message}")
            return f"The certificate of {url} {reason}. Nothing was sent."
        if isinstance(link, ssl.SSLError) and link.reason == "WRONG_VERSION_NUMBER":
            return f"{url} does not speak TLS at this port: write http:// in the region's address."
    return f"No secure connection to {url} came about: its TLS is too old or broken."


def _system(chain: list[BaseException]) -> str:
    words = (link.strerror for link in chain if isinstance(link, OSError) and link.strerror)
    word = next(words, None)
    return f" ({word})" if word else ""


def _after(arrived: int) -> str:
    return f" after {arrived} bytes of its answer" if arrived else " before it answered"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
