"""What goes wrong on the way -> a Failure with a sentence: the one seam.

The exceptions of the transport itself are here; those of h11, requests and the system are sorted by
KINDS, of which the first row that fits an exception counts.
"""

import socket
import ssl
from urllib.parse import urlsplit

import h11
import requests

from app.call.model import Failure, FailureKind
from app.call.transport.cancel import Stopped
from app.regions import Region


class Fault(Exception):
    """Root of what the transport itself finds wrong."""


class NotPublic(Fault):
    """The host of a public region has no address that a public one can have."""

    def __init__(self, host: str, ip: str) -> None:
        super().__init__(host, ip)
        self.host, self.ip = host, ip


class NoConnection(Fault):
    """No address of the host took the connection; the text is the system's reason."""


class ProxyFailed(Fault):
    """The proxy cannot be reached or did not let the call through; the text says more, or not."""


class ConnectTimedOut(Fault):
    """No connection came about in time."""


class ReadTimedOut(Fault):
    """The other side neither took nor sent a byte in time."""


class EndedEarly(Fault):
    """The answer ended before its end; the text says by what that is known."""


class Undecodable(Fault):
    """The answer is not what its Content-Encoding says, from some byte on; the text is that."""


KINDS: dict[type[BaseException], FailureKind] = {
    NotPublic: "not_sent",
    NoConnection: "refused",
    ProxyFailed: "refused",
    ConnectTimedOut: "connect_timeout",
    ReadTimedOut: "read_timeout",
    EndedEarly: "ended_early",
    Undecodable: "garbage",
    h11.RemoteProtocolError: "garbage",
    # What is wrong before anything is sent: requests does no more than make the request.
    h11.LocalProtocolError: "not_sent",
    requests.exceptions.RequestException: "not_sent",
    socket.gaierror: "unknown_host",
    ssl.SSLEOFError: "reset",
    ssl.SSLZeroReturnError: "reset",
    ssl.SSLError: "tls",
    OSError: "reset",
    # A host that no name can be. Of a certificate, too, it is the root.
    ValueError: "not_sent",
}
FORESEEN: tuple[type[BaseException], ...] = (Stopped, *KINDS)

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

_CARRIED_OUT = "The action may have been carried out all the same: look before you send it again"
_BEFORE = " before it answered"


def failure_of(
    error: BaseException,
    region: Region,
    *,
    arrived: int = 0,
    sent: bool = True,
    answered: bool = False,
) -> Failure:
    """Why a call to `region` failed.

    `arrived` is how much of the answer's body had come, in bytes; `sent` is False where the
    request had not been sent as a whole; `answered` is whether the answer's head had come.
    """
    url = region.url
    kind = next(kind for row, kind in KINDS.items() if isinstance(error, row))
    match error:
        case NotPublic():
            return Failure(
                kind,
                f"{error.host} is at {error.ip} here, which is no public address, so that nothing "
                "was sent: check the name server of this network. A server of your own goes into "
                "TESTME_REGIONS_FILE.",
            )
        case ProxyFailed():
            more = f" ({error})" if str(error) else ""
            return Failure(
                kind, f"The proxy did not let the call through{more}: check TESTME_UPSTREAM_PROXY."
            )
        case Undecodable():
            return Failure(
                kind,
                f"The answer of {url} is not sound {error}{_after(arrived)}: what had come is "
                f"shown. {_CARRIED_OUT}.",
            )
        case h11.RemoteProtocolError(error_status_hint=431):
            return Failure(kind, f"The head of the answer of {url} is too long. {_CARRIED_OUT}.")
        case socket.gaierror() if region.public:
            # The address is Kaltura's own, and right.
            return Failure(
                kind,
                f"The name {urlsplit(url).hostname} could not be looked up from the machine on "
                "which this console runs: it is without a network or a name server, or the way "
                "out is a proxy (TESTME_UPSTREAM_PROXY). Nothing was sent.",
            )
        case OSError() if answered:
            return _ended_early(url, arrived, "the connection broke")
        case EndedEarly():
            return _ended_early(url, arrived, str(error))
        case OSError() if kind == "reset" and not sent:
            return Failure(
                kind,
                f"{url} closed the connection before the request was sent: send it again.",
            )
        case _:
            return Failure(kind, _sentence(kind, error, url, arrived))


def _ended_early(url: str, arrived: int, known_by: str) -> Failure:
    return Failure(
        "ended_early",
        f"The answer of {url} ended early,{_after(arrived) or ' before its body'} ({known_by}): "
        f"what had come is shown. {_CARRIED_OUT}.",
    )


def _sentence(kind: FailureKind, error: BaseException, url: str, arrived: int) -> str:
    match kind:
        case "unknown_host":
            return f"The host of {url} is not known: check the region's address and the network."
        case "refused":
            reason = f" ({error})" if str(error) else ""
            return (
                f"{url} takes no connections{reason}: check the region's address, its port, and "
                "whether a firewall stands in between."
            )
        case "tls":
            return _tls(error, url)
        case "connect_timeout":
            return (
                f"{url} did not take the connection in time: check the network, or raise "
                "TESTME_CONNECT_TIMEOUT."
            )
        case "read_timeout":
            return (
                f"{url} fell silent{_after(arrived) or _BEFORE}. {_CARRIED_OUT}, or raise "
                "TESTME_READ_TIMEOUT."
            )
        case "reset":
            return f"{url} closed the connection{_BEFORE}. {_CARRIED_OUT}."
        case "not_sent":
            return f"Nothing was sent to {url}: check the region's address and the proxy's."
        case _:
            return (
                f"What {url} sent is not sound HTTP{_after(arrived)}: check that the region's "
                "address and port are those of a Kaltura server."
            )


def _after(arrived: int) -> str:
    return f" after {arrived} bytes of its body" if arrived else ""


def _tls(error: BaseException, url: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = _CERTIFICATES.get(error.verify_code, f"is not trusted: {error.verify_message}")
        return f"The certificate of {url} {reason}. Nothing was sent."
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return f"{url} does not speak TLS at this port: write http:// in the region's address."
    return f"No secure connection to {url} came about: its TLS is too old or broken."
