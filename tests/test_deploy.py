"""What `deploy/` tells other programs to do, done: the image's steps as a shell script, the units read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rasfoi
import yaml

from .ports import free_ports
from .project_copy import ROOT, copy_of_the_project
from .waiting import wait_for

DEPLOY = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile: name and what follows it."""
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line and line[0] != "#"]


def values(name: str) -> list[str]:
    return [rest for each, rest in instructions() if each == name]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the steps that install were taken, in the place of the image's root."""
    root = tmp_path_factory.mktemp("image")
    copy_of_the_project(root / "source")
    steps = [step for step in values("RUN") if not step.startswith("useradd")]
    script = "set -e\n" + "\n".join(steps).replace("/opt/", f"{root}/opt/")
    home = {"HOME": str(root / "home"), "PATH": os.environ["PATH"]}
    # What was downloaded once is not again, and modules are compiled when they are imported, for which pip
    # takes 0.
    home |= {"PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"), "PIP_NO_COMPILE": "0"}
    home["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    run = subprocess.run(
        ["sh"], input=script, cwd=root / "source", env=kept | home, capture_output=True, text=True
    )
    if "No matching distribution" in run.stderr and not os.environ.get("RASFOI_REQUIRE_NETWORK"):
        pytest.skip("pip reaches no registry")
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    shutil.rmtree(root / "source")
    return root


def test_the_image_serves_and_its_health_check_passes(image: Path, tmp_path: Path) -> None:
    rasfoi.build(ROOT / "sample", tmp_path / "index")
    port = str(free_ports(1)[0])
    command = [*json.loads(values("ENTRYPOINT")[0]), *json.loads(values("CMD")[0])]
    given = {"/index": str(tmp_path / "index"), "0.0.0.0": "127.0.0.1", "8000": port}
    program = image / "opt/rasfoi/bin" / command[0]
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": os.environ["PATH"]}
    check = values("HEALTHCHECK")[0].partition("CMD ")[2].replace("8000", port)
    arguments = [given.get(each, each) for each in command[1:]]
    with subprocess.Popen([program, *arguments], env=environment, cwd=tmp_path) as server:
        try:
            wait_for(lambda: not subprocess.run(json.loads(check), capture_output=True).returncode)
        finally:
            server.terminate()
    assert subprocess.run(json.loads(check), capture_output=True).returncode != 0


def test_the_image_has_no_root_no_compiler_and_all_that_serving_needs(image: Path) -> None:
    assert values("USER") == ["rasfoi"]
    packages = {each.name for each in (image / "opt/rasfoi/lib").glob("python3.*/site-packages/*")}
    assert "rasfoi" in packages and not packages & {"ziglang", "pytest", "setuptools"}


def test_the_composition_reads_the_same_image_and_writes_to_one_volume() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {service["build"]["dockerfile"] for service in services.values()} == {"deploy/Dockerfile"}
    assert all(service["read_only"] for service in services.values())
    assert services["search"]["volumes"] == ["index:/index:ro"]
    assert services["search"]["ports"] == ["127.0.0.1:8000:8000"]


def commands() -> list[str]:
    """Return every command of ours in the composition, the service and the cron table."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    texts = [(DEPLOY / name).read_text(encoding="utf-8") for name in ("rasfoi.service", "rasfoi.cron")]
    found = [" ".join(service["command"]) for service in services.values() if "command" in service]
    return found + [each.strip() for text in texts for each in re.findall(r"bin/rasfoi ([^>\n]+)", text)]


@pytest.mark.parametrize("command", commands())
def test_the_commands_are_ours(command: str) -> None:
    from click.testing import CliRunner
    from rasfoi.cli import main

    name, *arguments = command.split()
    assert name in main.commands
    shown = CliRunner().invoke(main, [name, *arguments, "--help"])
    assert shown.exit_code == 0 and "Usage" in shown.output
    options = {each for each in arguments if each.startswith("--")}
    assert options <= {opt for param in main.commands[name].params for opt in param.opts}


def test_the_lines_of_cron_run_by_the_file_of_settings(tmp_path: Path) -> None:
    settings = (DEPLOY / "rasfoi.toml").read_text(encoding="utf-8")
    (tmp_path / "articole").symlink_to(ROOT / "sample")
    (tmp_path / "rasfoi.toml").write_text(settings.replace("/srv/rasfoi", str(tmp_path)), encoding="utf-8")
    environment = os.environ | {"RASFOI_CONFIG": str(tmp_path / "rasfoi.toml")}
    table = (DEPLOY / "rasfoi.cron").read_text(encoding="utf-8")
    lines = re.findall(r"\* rasfoi /opt/rasfoi/bin/(rasfoi .*)|0 rasfoi /opt/rasfoi/bin/(rasfoi .*)", table)
    assert len(lines) == 2
    for line in map("".join, lines):
        subprocess.run(f"{Path(sys.executable).parent}/{line}", shell=True, env=environment, check=True)
    with rasfoi.open(tmp_path / "index") as index:
        assert index.search("pod").total


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_reads_the_service(tmp_path: Path) -> None:
    program = tmp_path / "rasfoi"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = (DEPLOY / "rasfoi.service").read_text(encoding="utf-8")
    unit = tmp_path / "rasfoi.service"
    unit.write_text(text.replace("/opt/rasfoi/bin/rasfoi", str(program)), encoding="utf-8")
    read = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert "rasfoi.service" not in read.stderr, read.stderr
