"""What nodes of a cluster are started from: Java, and the server's jars, which Maven fetches once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

SERVER = Path(__file__).parent / "server"
# Of OpenSearch 3.
OLDEST_JAVA = 21
# A folder that has the jars already, or may have them.
FOLDER = "RASFOI_CLUSTER_JARS"


class Missing(Exception):
    """A cluster cannot be started on this machine; the message says what to install."""


class Server(NamedTuple):
    """What starts a node: the command of Java with its class path, and a folder for what it may keep."""

    java: Path
    class_path: str
    folder: Path


@cache
def server() -> Server:
    """Return what a node is started from; fetch and compile what is not there yet. Raises Missing."""
    java = find_java()
    folder = Path(os.environ.get(FOLDER) or _cache() / f"opensearch-{_version()}").absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Two that test at once fetch once.
    with open(folder.parent / f"{folder.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(folder.glob("opensearch-[0-9]*.jar")):
            _fetch(folder)
        node = _compiled(java, folder)
    return Server(java, f"{node}:{folder}/*", folder)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "rasfoi"


def _version() -> str:
    [version] = re.findall(r"<opensearch>(.*)</opensearch>", (SERVER / "pom.xml").read_text("utf-8"))
    return str(version)


def find_java() -> Path:
    """Return a Java that is new enough, with its compiler beside it."""
    home, path = os.environ.get("JAVA_HOME"), shutil.which("java")
    candidates = [Path(home) / "bin/java"] if home else []
    candidates += [Path(path)] if path else []
    candidates += sorted(Path("/usr/lib/jvm").glob("*/bin/java"), reverse=True)
    for java in candidates:
        if java.with_name("javac").exists() and _age(java) >= OLDEST_JAVA:
            return java
    raise Missing(f"There is no JDK {OLDEST_JAVA} or newer: install one, or let JAVA_HOME name it.")


def _age(java: Path) -> int:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _fetch(folder: Path) -> None:
    """Let Maven copy the server's jars, about 60 MB, into a folder, whole or not at all."""
    if not shutil.which("mvn"):
        raise Missing(
            f"There is no Maven to fetch the server with: install it, or let {FOLDER} name the jars."
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=folder.name) as partial:
        command = ["mvn", "-q", "-B", "-f", str(SERVER / "pom.xml"), "dependency:copy-dependencies"]
        command += [f"-DoutputDirectory={partial}", "-DincludeScope=runtime"]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode:
            raise Missing(f"Maven cannot fetch the server: {run.stdout[-500:].strip()}")
        folder.mkdir(exist_ok=True)
        for jar in Path(partial).iterdir():
            jar.rename(folder / jar.name)


def _compiled(java: Path, folder: Path) -> Path:
    """Return the jar of our node, made from its source if it is not there."""
    source = SERVER / "LocalNode.java"
    target = folder / f"local-node-{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}.jar"
    if not target.exists():
        with tempfile.TemporaryDirectory() as classes:
            javac, jar = (str(java.with_name(name)) for name in ("javac", "jar"))
            subprocess.run([javac, "-d", classes, "-cp", f"{folder}/*", str(source)], check=True)
            subprocess.run([jar, "cf", f"{classes}/node.jar", "-C", classes, "."], check=True)
            shutil.move(f"{classes}/node.jar", target)
    return target
