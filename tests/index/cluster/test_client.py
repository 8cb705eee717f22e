"""The connection to a cluster: what it does with answers, hosts that are away, certificates and credentials.

The cluster is a small server of these tests, which answers what clusters were seen to answer.
"""

from __future__ import annotations

import base64
import json
import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rasfoi
import trustme
from rasfoi import BadQuery, ClusterDenied, ClusterUnavailable, IndexBusy, IndexMissing
from rasfoi.index.cluster.connection import client as connection_client
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.connection.refusals import IndexClosed, Refused, Rejected, TooLarge
from rasfoi.index.deadline import within

from ...ports import free_ports

SECRET = "parola-foarte-secretă"
Answer = tuple[int, Any]


class Node:
    """A server on loopback that answers as it is told and keeps what it was asked."""

    def __init__(
        self, answer: Callable[[str], Answer], context: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self._connections: list[socket.socket] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                node.asked.append((self.command, self.path, dict(self.headers), content))
                status, body = answer(self.path)
                data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_PUT = do_DELETE = do_HEAD = do_POST

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def get_request(self) -> tuple[socket.socket, Any]:
                taken = super().get_request()
                node._connections.append(taken[0])
                return taken

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", port), Handler)
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for each in self._connections:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


Start = Callable[..., Node]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Return what starts servers, which are stopped at the end; the environment has no credentials."""
    for name in ("USER", "PASSWORD", "API_KEY", "CA"):
        monkeypatch.delenv(f"RASFOI_OPENSEARCH_{name}", raising=False)
    # A writer waits half a minute for a node that has no room; these never have any.
    monkeypatch.setattr(connection_client, "_LONG_PAUSES", (0.01, 0.01))
    nodes: list[Node] = []

    def start(
        answer: Callable[[str], Answer] | Answer = (200, {}), context: ssl.SSLContext | None = None
    ) -> Node:
        nodes.append(Node(answer if callable(answer) else lambda path: answer, context))
        return nodes[-1]

    yield start
    for node in nodes:
        node.stop()


def client(*ports: int, tls: bool = False, host: str = "127.0.0.1") -> Client:
    hosts = ",".join(f"{host}:{port}" for port in ports)
    return Client(parse(f"opensearch{'s' * tls}://{hosts}/stiri"))


def error(kind: str, reason: str, status: int) -> Answer:
    cause = {"type": kind, "reason": reason}
    return status, {"error": {"root_cause": [cause], **cause}, "status": status}


def test_a_request_and_its_answer(start: Start) -> None:
    node = start((200, {"hits": {"total": {"value": 3}}}))
    answer = client(node.port).request(
        "POST", "stiri/_search", {"query": {"match_all": {}}}, params={"track_total_hits": True, "a": [1, 2]}
    )
    assert answer["hits"]["total"]["value"] == 3
    [(method, path, headers, content)] = node.asked
    assert method == "POST" and path.startswith("/stiri/_search?allow_partial_search_results=false")
    assert "track_total_hits=true" in path and "a=1%2C2" in path and "timeout" not in path
    assert json.loads(content) == {"query": {"match_all": {}}}
    assert headers["Content-Type"] == "application/json" and "Authorization" not in headers


def test_a_bulk_is_sent_as_it_is(start: Start) -> None:
    node = start((200, {"errors": False, "items": []}))
    assert client(node.port).bulk(b'{"index":{}}\n{}\n') == {"errors": False, "items": []}
    [(method, path, headers, content)] = node.asked
    assert (method, path, content) == ("POST", "/_bulk?timeout=5s", b'{"index":{}}\n{}\n')
    assert headers["Content-Type"] == "application/x-ndjson"


def test_a_document_that_is_not_there_is_an_answer_and_a_list_too(start: Start) -> None:
    node = start(lambda path: (404, {"found": False}) if "_doc" in path else (200, [{"node": "n1"}]))
    assert client(node.port).request("GET", "stiri/_doc/1") == {"found": False}
    assert client(node.port).request("GET", "_cat/nodes") == {"items": [{"node": "n1"}]}
    assert client(start((200, "")).port).request("HEAD", "stiri") == {}


DISK = (
    "index [s] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
    "read-only-allow-delete block];"
)
CREATING = "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];"
READ_ONLY = "blocked by: [FORBIDDEN/8/index write (api)];"
FORBIDDEN = (
    "no permissions for [indices:data/read/search] and User [name=cititor, backend_roles=[], "
    "requestedTenant=null]"
)
WRITING = "no permissions for [indices:data/write/bulk[s]] and User [name=cititor, backend_roles=[x]]"
REFRESHING = {
    "type": "security_exception",
    "reason": "no permissions for [indices:admin/refresh[s]] and User [x]",
}
BLOCKED = "cluster_block_exception"


@pytest.mark.parametrize(
    ("kind", "told", "answer"),
    [
        (IndexMissing, "rasfoi rebuild", error("index_not_found_exception", "no such index [stiri]", 404)),
        (IndexMissing, "There is no index", (404, {"error": "alias [stiri] missing", "status": 404})),
        (IndexClosed, "POST /stiri/_open", error("index_closed_exception", "closed", 400)),
        (BadQuery, "must be lowercase", error("invalid_index_name_exception", "must be lowercase", 400)),
        (ClusterDenied, "set RASFOI_OPENSEARCH_USER", (401, "Unauthorized")),
        (ClusterDenied, "indices:data/read/search", error("security_exception", FORBIDDEN, 403)),
        (ClusterDenied, "write/bulk[s]; give", error("security_exception", WRITING, 403)),
        (ClusterDenied, "admin/refresh[s]; give", (403, {"_shards": {"failures": [{"reason": REFRESHING}]}})),
        (ClusterDenied, "no", (403, "no")),
        (ClusterUnavailable, "flood-stage watermark", error(BLOCKED, DISK, 429)),
        (ClusterUnavailable, "high watermark", error("index_create_block_exception", CREATING, 403)),
        (ClusterUnavailable, "index write", error(BLOCKED, READ_ONLY, 403)),
        (ClusterUnavailable, "has no manager", error("cluster_manager_not_discovered_exception", "", 503)),
        (ClusterUnavailable, "is no OpenSearch", (404, {"status": 404, "title": "Not found"})),
        (ClusterUnavailable, "is no OpenSearch", (501, "<!DOCTYPE HTML> Unsupported method")),
        (ClusterUnavailable, "Partial", error("search_phase_execution_exception", "Partial failure", 500)),
        (Rejected, "too busy", error("circuit_breaking_exception", "[parent] Data too large", 429)),
        (TooLarge, "of this size", (413, "")),
        (IndexBusy, "another process", error("version_conflict_engine_exception", "already exists", 409)),
        (Refused, "mapper_parsing_exception: failed", error("mapper_parsing_exception", "failed", 400)),
        (ClusterUnavailable, "no OpenSearch", (302, "")),
        (ClusterUnavailable, "no OpenSearch", (200, "<html>")),
        (ClusterUnavailable, "write opensearchs://", (400, "Client sent HTTP to an HTTPS server.")),
        (ClusterUnavailable, "cannot answer", (502, "<html>Bad gateway")),
    ],
)
def test_what_a_cluster_refuses(start: Start, kind: type[Exception], told: str, answer: Answer) -> None:
    with pytest.raises(kind) as raised:
        client(start(answer).port).request("PUT", "stiri-g1", {})
    assert type(raised.value) is kind
    assert told in str(raised.value)
    assert "cititor" not in str(raised.value)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("stiri/_search", {"timed_out": False, "_shards": {"failed": 1}}),
        ("stiri/_count", {"count": 3, "_shards": {"failed": 2}}),
        ("_msearch", {"responses": [{"_shards": {"failed": 0}}, {"_shards": {"failed": 1}}]}),
        ("_msearch", {"responses": [{"error": {"type": "x", "reason": "y"}, "status": 503}]}),
        ("stiri/_search", {"timed_out": True, "_shards": {"failed": 0}}),
    ],
)
def test_a_part_of_the_hits_is_never_an_answer(start: Start, path: str, answer: dict[str, Any]) -> None:
    with pytest.raises(ClusterUnavailable):
        client(start((200, answer)).port).request("POST", path, {})


@pytest.mark.parametrize("path", ["stiri/_count", "stiri/_refresh"])
def test_a_node_that_has_no_room_is_asked_again(start: Start, path: str) -> None:
    busy = error("rejected_execution_exception", "queue full", 429)
    answers = iter([busy, busy, (200, {"count": 1})])
    assert client(start(lambda path: next(answers)).port).request("POST", path) == {"count": 1}
    with pytest.raises(Rejected):
        client(start(busy).port).request("POST", path)


@pytest.mark.parametrize(
    "answer", [error("no_shard_available_action_exception", "", 503), error(BLOCKED, DISK, 429)]
)
def test_what_may_have_begun_is_not_asked_again(start: Start, answer: Answer) -> None:
    node = start(answer)
    with pytest.raises(ClusterUnavailable):
        client(node.port).request("PUT", "stiri/_doc/1", {})
    assert len(node.asked) == 1


def test_another_host_is_asked_where_one_is_away(start: Start) -> None:
    node = start((200, {"ok": True}))
    first, last = free_ports(2)
    asking = client(first, node.port, last)
    assert [asking.request("PUT", "stiri") for _ in range(4)] == [{"ok": True}] * 4


def test_the_hosts_take_turns(start: Start) -> None:
    nodes = [start() for _ in range(3)]
    asking = client(*(node.port for node in nodes))
    for _ in range(6):
        asking.request("GET", "stiri/_doc/1")
    assert [len(node.asked) for node in nodes] == [2, 2, 2]


def test_a_host_that_comes_back_is_asked_again(start: Start) -> None:
    node = start((200, {"ok": 1}))
    asking = client(node.port)
    assert asking.request("GET", "stiri") == {"ok": 1}
    node.stop()
    with pytest.raises(ClusterUnavailable, match="connection refused"):
        asking.request("GET", "stiri")
    again = Node(lambda path: (200, {"ok": 2}), port=node.port)
    assert asking.request("PUT", "stiri") == {"ok": 2}
    again.stop()


def test_a_write_whose_answer_broke_off_is_not_sent_again(start: Start) -> None:
    asked = []

    def leave(path: str) -> Answer:
        asked.append(path)
        raise ConnectionAbortedError

    asking = client(start(leave).port, start(leave).port)
    with pytest.raises(ClusterUnavailable, match="it broke off"):
        asking.request("PUT", "stiri/_create/1", {})
    assert asked == ["/stiri/_create/1"]
    with pytest.raises(ClusterUnavailable, match="it broke off"):
        asking.request("GET", "stiri/_doc/1")
    assert asked.count("/stiri/_doc/1") == 3


def silent_port(request: pytest.FixtureRequest) -> int:
    """Return the port of a server that takes connections and never answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    request.addfinalizer(listening.close)
    port: int = listening.getsockname()[1]
    return port


def test_a_silent_host_ends_at_the_time_of_the_request_or_of_the_thread(
    start: Start, request: pytest.FixtureRequest
) -> None:
    asking = client(silent_port(request))
    with pytest.raises(ClusterUnavailable, match=r"longer than 0\.1 s"):
        asking.request("GET", "stiri", timeout=0.1)
    with within(0.1), pytest.raises(rasfoi.SearchTimeout):
        asking.request("POST", "stiri/_search", {})


def test_a_search_tells_the_cluster_how_long_anybody_waits(start: Start) -> None:
    node = start((200, {"timed_out": True, "_shards": {"failed": 0}}))
    with within(20.0), pytest.raises(rasfoi.SearchTimeout):
        client(node.port).request("POST", "stiri/_search", {})
    assert "timeout=17" in node.asked[0][1]


def test_a_name_that_nobody_knows(start: Start) -> None:
    with pytest.raises(ClusterUnavailable, match="its name is not known"):
        client(9200, host="niciun-astfel-de-calculator.invalid").request("GET", "stiri")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_a_certificate_of_the_given_authority(
    start: Start, authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = start((200, {"ok": True}), serving(authority, "127.0.0.1"))
    monkeypatch.setenv("RASFOI_OPENSEARCH_CA", str(ca_file))
    assert client(node.port, tls=True).request("GET", "stiri") == {"ok": True}


def test_a_certificate_of_another_authority_or_for_another_host(
    start: Start, authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = start((200, {"ok": True}), serving(authority, "127.0.0.1"))
    with pytest.raises(ClusterUnavailable, match="its CA in RASFOI_OPENSEARCH_CA"):
        client(node.port, tls=True).request("GET", "stiri")
    monkeypatch.setenv("RASFOI_OPENSEARCH_CA", str(ca_file))
    other = start((200, {"ok": True}), serving(authority, "alt-calculator.example.ro"))
    with pytest.raises(ClusterUnavailable, match="the name that its certificate is for"):
        client(other.port, tls=True).request("GET", "stiri")
    assert not node.asked and not other.asked


def test_tls_where_none_is_spoken_and_none_where_it_is(start: Start, authority: trustme.CA) -> None:
    with pytest.raises(ClusterUnavailable, match="without TLS write opensearch://"):
        client(start().port, tls=True).request("GET", "stiri")
    with pytest.raises(ClusterUnavailable, match="write opensearchs://"):
        client(start((200, {}), serving(authority, "127.0.0.1")).port).request("GET", "stiri")


@pytest.mark.parametrize(
    ("content", "told"), [(None, "No such file"), ("nu e PEM", "no file of certificates")]
)
def test_a_file_of_a_ca_that_is_none(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, told: str
) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, "utf-8")
    monkeypatch.setenv("RASFOI_OPENSEARCH_CA", str(path))
    with pytest.raises(ClusterUnavailable, match=f"RASFOI_OPENSEARCH_CA names .*{told}"):
        client(9200, tls=True)


def test_a_user_and_a_password_are_sent_and_never_shown(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("RASFOI_OPENSEARCH_USER", "ana")
    monkeypatch.setenv("RASFOI_OPENSEARCH_PASSWORD", SECRET)
    node = start((401, "Unauthorized"))
    asking = client(node.port)
    with pytest.raises(ClusterDenied) as raised:
        asking.request("GET", "stiri")
    encoded = base64.b64encode(f"ana:{SECRET}".encode()).decode()
    assert node.asked[0][2]["Authorization"] == f"Basic {encoded}"
    credentials = asking._connection._credentials
    for shown in (str(raised.value), repr(raised.value), caplog.text, repr(asking), repr(credentials)):
        assert SECRET not in shown and encoded not in shown


@pytest.mark.parametrize(
    ("key", "sent"),
    [("cheie123", "ApiKey cheie123"), ("Bearer abc.def", "Bearer abc.def"), (" k\n", "ApiKey k")],
)
def test_a_key(start: Start, monkeypatch: pytest.MonkeyPatch, key: str, sent: str) -> None:
    monkeypatch.setenv("RASFOI_OPENSEARCH_API_KEY", key)
    node = start()
    client(node.port).request("GET", "stiri")
    assert node.asked[0][2]["Authorization"] == sent


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"USER": "ana"}, "_USER is set and RASFOI_OPENSEARCH_PASSWORD is not"),
        ({"PASSWORD": SECRET}, "_PASSWORD is set and RASFOI_OPENSEARCH_USER is not"),
        ({"USER": "ana", "PASSWORD": SECRET, "API_KEY": "k"}, "Set either"),
        ({"API_KEY": f"{SECRET}\nHost: rău"}, "characters that no key has"),
    ],
)
def test_credentials_that_cannot_be_used(
    start: Start, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"RASFOI_OPENSEARCH_{name}", value)
    with pytest.raises(ClusterDenied, match=told) as raised:
        client(9200)
    assert SECRET not in str(raised.value)


def test_without_the_extra_it_is_told_what_to_install() -> None:
    program = "import sys; sys.modules['urllib3'] = None; import rasfoi; rasfoi.open('opensearch://h/stiri')"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stderr.rstrip().endswith("pip install 'rasfoi[opensearch]'.")
