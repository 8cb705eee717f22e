"""A model by its name on a hub: fetched once from a server like it, and then without one."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "sat/e5-mic"
PROGRAM = """
import sys
from rasfoi.index.embedding.models.hub import model_folder
from rasfoi.index.embedding.models.model import load_model
model = load_model(model_folder(sys.argv[1]))
print(model.description.name, model.description.query_prefix, len(model.query("mere")), model.folder)
"""


def network() -> bytes:
    """Return a network of one table, with the inputs of those on the hub."""
    names, shape = ("input_ids", "attention_mask", "token_type_ids"), ["batch", "length"]
    table = np.random.default_rng(1).normal(size=(250_002, 4)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "table",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, 4])],
        [numpy_helper.from_array(table, "table")],
    )
    opsets = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()


@pytest.fixture
def hub(model_dir: Path) -> Iterator[str]:
    """Return the address of a server that has one model as the hub would."""
    files = {
        "onnx/model.onnx": network(),
        "tokenizer.json": (model_dir / "tokenizer.json").read_bytes(),
        "config.json": json.dumps({"hidden_size": 4}).encode(),
        "1_Pooling/config.json": json.dumps({"pooling_mode_cls_token": True}).encode(),
    }

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path in (f"/api/models/{NAME}", f"/api/models/{NAME}/revision/{COMMIT}"):
                listed = [{"rfilename": name, "size": len(files[name])} for name in files]
                body = json.dumps({"id": NAME, "sha": COMMIT, "siblings": listed}).encode()
            elif path == f"/api/models/{NAME}/tree/{COMMIT}":
                sums = {name: hashlib.sha1(data).hexdigest() for name, data in files.items()}
                listed = [
                    {"type": "file", "path": name, "size": len(files[name]), "oid": sums[name]}
                    for name in files
                ]
                body = json.dumps(listed).encode()
            elif path.startswith(f"/{NAME}/resolve/{COMMIT}/"):
                name = path.removeprefix(f"/{NAME}/resolve/{COMMIT}/")
                if name not in files:
                    self.send_error(404)
                    return
                body = files[name]
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def load(name: str, cache: Path, hub: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "HF_ENDPOINT": hub,
        "HF_HOME": str(cache / "hf"),
        "HF_HUB_DISABLE_XET": "1",
        "XDG_CACHE_HOME": str(cache),
    }
    command = [sys.executable, "-c", PROGRAM, name]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_model_is_fetched_once(hub: str, tmp_path: Path) -> None:
    first = load(NAME, tmp_path, hub)
    assert first.returncode == 0, first.stderr
    folder = tmp_path / "rasfoi" / "models" / "sat--e5-mic"
    assert first.stdout.split() == [f"{NAME}@{COMMIT}", "query:", "4", str(folder)]
    told = json.loads((folder / "rasfoi-model.json").read_text("utf-8"))
    assert told["files"].keys() == {"onnx/model.onnx", "tokenizer.json"}
    assert told["pooling"] == "cls"
    # Nobody is asked again.
    assert load(NAME, tmp_path, "http://127.0.0.1:9").stdout == first.stdout


def test_what_the_hub_does_not_have_is_told(hub: str, tmp_path: Path) -> None:
    for name in ("sat/alt", f"{NAME}@v9"):
        ended = load(name, tmp_path, hub)
        assert ended.returncode == 1
        assert f"{name} is no folder, and could not be fetched" in ended.stderr.splitlines()[-1]
