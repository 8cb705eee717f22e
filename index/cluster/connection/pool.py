"""The hosts of a cluster: who is asked next, what is done where one does not answer, and why it did not."""

from __future__ import annotations

import os
import ssl
import time
from http.client import BadStatusLine, RemoteDisconnected
from itertools import count

from ...deadline import check, past, remaining
from ...errors import ClusterUnavailable, RasfoiError
from .address import ClusterAddress
from .credentials import CA, Credentials
from .refusals import NoAnswerInTime

try:
    import urllib3
    from urllib3.exceptions import (
        ConnectTimeoutError,
        HTTPError,
        NameResolutionError,
        NewConnectionError,
        ReadTimeoutError,
    )
except ImportError as error:
    raise RasfoiError("An index on a cluster needs more: pip install 'rasfoi[opensearch]'.") from error

# Seconds until a host must have taken a connection, and how long one that did not is asked after the others.
CONNECT, AWAY = 3.0, 5.0
# Connections that are kept open to each host.
_KEPT = 32
_OTHER_NAME = (62, 63, 64)
_WANTS_TLS = "if it wants TLS, write opensearchs://"
_NOT_THERE = (NewConnectionError, ConnectTimeoutError)


class Connection:
    """Connections to all hosts, kept open, made anew where they broke; for many threads and after a fork.

    It is `silent` where nobody answered what was asked last.
    """

    silent = False

    def __init__(self, address: ClusterAddress, credentials: Credentials) -> None:
        """Connect with the first request; raises ClusterUnavailable for a CA that cannot be read."""
        self._address, self._credentials = address, credentials
        self._turns = count()
        self._away: dict[str, float] = {}
        self._process, self._pools = os.getpid(), self._connect()

    def send(
        self, method: str, target: str, content: bytes | None, kind: str, seconds: float, *, again: bool
    ) -> tuple[int, bytes]:
        """Return the status and body of the first answer of any host.

        Where a host breaks off, the next one is asked only if a request may be sent `again`. Raises
        ClusterUnavailable if none answers, NoAnswerInTime if none has when the deadline of the thread passes.
        """
        headers = {"Content-Type": kind} if content is not None else {}
        if self._credentials.authorization:
            headers["Authorization"] = self._credentials.authorization
        hosts = self._in_turn()
        problem: Exception | None = None
        # The first one twice: its open connection may have ended since it was used.
        for host in (*hosts, hosts[0]):
            if problem and past():
                break
            check()
            left = remaining()
            allowed = max(seconds if left is None else min(seconds, left), 0.001)
            timeout = urllib3.Timeout(connect=min(CONNECT, allowed), read=allowed)
            try:
                answer = self._pool(host).urlopen(
                    method, target, content, headers, retries=False, redirect=False, timeout=timeout
                )
            except (HTTPError, OSError) as error:
                problem = error
                self._away[host] = time.monotonic() + AWAY
                if isinstance(error, ReadTimeoutError) or not (again or isinstance(error, _NOT_THERE)):
                    break
            else:
                self._away.pop(host, None)
                self.silent = False
                return answer.status, answer.data
        self.silent = True
        if past():
            raise NoAnswerInTime(self._address) from problem
        cause = why(problem, seconds)
        raise ClusterUnavailable(f"The cluster of {self._address} does not answer: {cause}.") from problem

    def _in_turn(self) -> tuple[str, ...]:
        """Return the hosts, another one first each time, and those that were away at last."""
        hosts, now = self._address.hosts, time.monotonic()
        at = next(self._turns) % len(hosts)
        return tuple(sorted(hosts[at:] + hosts[:at], key=lambda host: self._away.get(host, 0.0) > now))

    def _pool(self, host: str) -> urllib3.HTTPConnectionPool:
        # Two processes must not read from one connection.
        if self._process != os.getpid():
            self._process, self._pools = os.getpid(), self._connect()
        return self._pools[host]

    def _connect(self) -> dict[str, urllib3.HTTPConnectionPool]:
        context = _trusting(self._credentials.ca) if self._address.tls else None
        pools: dict[str, urllib3.HTTPConnectionPool] = {}
        for host in self._address.hosts:
            name, _, port = host.rpartition(":")
            pools[host] = (
                urllib3.HTTPSConnectionPool(name, int(port), maxsize=_KEPT, ssl_context=context)
                if context
                else urllib3.HTTPConnectionPool(name, int(port), maxsize=_KEPT)
            )
        return pools


def _trusting(ca: str) -> ssl.SSLContext:
    """Return what verifies certificates: by a file of a CA, or by those that the system trusts."""
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as error:
        problem = "is no file of certificates (PEM)" if isinstance(error, ssl.SSLError) else error.strerror
        raise ClusterUnavailable(f"{CA} names {ca}: {problem}.") from error


def why(error: BaseException | None, seconds: float) -> str:
    """Return why a host did not answer, and what helps, without repeating where it is."""
    cause = error
    while cause and (inner := _inner(cause)):
        cause = inner
    if isinstance(error, ReadTimeoutError):
        return f"it took longer than {seconds:g} s"
    if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
        return f"no connection within {CONNECT:g} s"
    if isinstance(error, NameResolutionError):
        return "its name is not known; mend the host in the address"
    if isinstance(cause, ssl.SSLCertVerificationError):
        if cause.verify_code in _OTHER_NAME:
            return f"{cause.verify_message}; give the name that its certificate is for"
        return f"its certificate is not trusted ({cause.verify_message}); name the file of its CA in {CA}"
    if isinstance(cause, ssl.SSLError):
        return f"it does not speak TLS as it should ({cause.reason}); without TLS write opensearch://"
    if isinstance(cause, RemoteDisconnected | BadStatusLine | ConnectionResetError):
        return f"it broke off; {_WANTS_TLS}"
    said = (getattr(cause, "strerror", None) or type(cause).__name__).lower()
    return f"{said}; start a node there, or mend host and port" if isinstance(cause, OSError) else said


def _inner(error: BaseException) -> BaseException | None:
    """Return what an error is made of: its cause, or its last argument."""
    last = error.args[-1] if error.args else None
    if isinstance(last, BaseException):
        return last
    return error.__cause__
