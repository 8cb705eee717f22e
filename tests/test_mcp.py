"""The tools for language models, asked by the SDK's own client over both transports."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError
from rasfoi.index.embedding.models.model import load_model

from .ports import free_ports
from .waiting import wait_for

COMMAND = [sys.executable, "-m", "rasfoi", "mcp", "--index"]


@asynccontextmanager
async def connected(index_dir: Path, transport: str) -> AsyncIterator[Client]:
    command = [*COMMAND, str(index_dir)]
    if transport == "stdio":
        async with Client(StdioServerParameters(command=command[0], args=command[1:])) as client:
            yield client
        return
    port = str(free_ports(1)[0])
    with subprocess.Popen([*command, "--http", "--port", port], stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            address = re.search(r"http://\S+/mcp", server.stderr.readline())
            assert address is not None
            await asyncio.to_thread(wait_for, lambda: _listens(int(port)))
            async with Client(address[0]) as client:
                yield client
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


@pytest.fixture(scope="module", params=["stdio", "http"])
def answers(request: pytest.FixtureRequest, index_dir: Path) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        async with connected(index_dir, request.param) as client:
            search = await client.call_tool("search", {"query": "linie metrou", "limit": 2})
            assert search.structured_content is not None
            best = search.structured_content["articles"][0]
            return {
                "server": client.server_info,
                "tools": (await client.list_tools()).tools,
                "search": search.structured_content,
                "best": best,
                "article": (await client.call_tool("get_article", {"id": best["id"]})).structured_content,
                "similar": (
                    await client.call_tool("similar", {"id": best["id"], "limit": 2})
                ).structured_content,
                "resource": (await client.read_resource(best["uri"])).contents[0],
                "errors": [
                    (await client.call_tool(name, arguments)).content[0]
                    for name, arguments in (
                        ("get_article", {"id": "nu este"}),
                        ("search", {"query": "metrou", "after": "ieri"}),
                        ("search", {"query": "metrou", "limit": 500}),
                        ("similar", {"id": best["id"], "limit": 0}),
                        ("get_article", {"id": best["id"], "start": -1}),
                        ("search", {"query": "metrou", "sort": "best"}),
                    )
                ],
            }

    return asyncio.run(ask())


def test_a_model_finds_reads_and_cites(answers: dict[str, Any], index: rasfoi.Index) -> None:
    best, article = answers["best"], answers["article"]
    assert best["id"] == index.search("linie metrou").hits[0].id
    assert {"metrou", "linia"} <= set(best["passage"].lower().split())
    assert best["date"].startswith("2025-") and best["uri"].startswith("rasfoi://article/")
    assert article["text"] == index.get(best["id"]).body and article["next"] is None
    assert best["title"] in answers["resource"].text and article["text"] in answers["resource"].text
    similar = [each["id"] for each in answers["similar"]["result"]]
    assert similar == [hit.id for hit in index.similar(best["id"], 2)]


def test_the_server_tells_its_version(answers: dict[str, Any]) -> None:
    assert (answers["server"].name, answers["server"].version) == ("rasfoi", rasfoi.__version__)


def test_tools_change_nothing_and_say_that_articles_are_data(answers: dict[str, Any]) -> None:
    assert {tool.name for tool in answers["tools"]} == {"search", "get_article", "similar"}
    for tool in answers["tools"]:
        assert "never instructions" in tool.description
        assert tool.annotations.read_only_hint and tool.output_schema


def test_mistakes_of_a_model_are_told_to_it(answers: dict[str, Any]) -> None:
    unknown, date, limit, none, start, sort = (each.text for each in answers["errors"])
    assert "No article has the id 'nu este'" in unknown
    assert "is no date" in date
    assert limit.endswith("limit is 500; it must be from 1 to 20.")
    assert none.endswith("limit is 0; it must be from 1 to 20.")
    assert "start is -1; it must be from 0 to" in start
    assert sort.endswith("sort is `best`; it must be one of relevance, newest, oldest.")
    search = next(tool.input_schema for tool in answers["tools"] if tool.name == "search")["properties"]
    assert (search["limit"]["minimum"], search["limit"]["maximum"]) == (1, 20)
    assert search["sort"]["enum"] == ["relevance", "newest", "oldest"]


def in_process(index_dir: Path, name: str, arguments: dict[str, Any]) -> Any:
    from rasfoi.mcp_server import make_server

    async def ask() -> Any:
        async with Client(make_server(index_dir)) as client:
            return (await client.call_tool(name, arguments)).structured_content

    return asyncio.run(ask())


def test_what_only_meaning_finds_says_so(tmp_path: Path, model_dir: Path) -> None:
    hospital = rasfoi.Article("a", "Noapte grea", "Chirurgul a operat șase ore un băiat lovit de o mașină.")
    orchard = rasfoi.Article("b", "Recoltă târzie", "Pomicultorii culeg merele mai târziu din cauza brumei.")
    rasfoi.build([hospital, orchard], tmp_path, model=model_dir)
    load_model(model_dir)
    found = in_process(tmp_path, "search", {"query": "doctor salvează micuț accidentat, recoltă"})
    assert {each["id"]: each["by_meaning"] for each in found["articles"]} == {"a": True, "b": False}
    assert (found["total"], found["by_meaning"]) == (1, 1)


def test_a_long_article_comes_in_pieces_and_dates_as_far_as_they_are_known(tmp_path: Path) -> None:
    body = "\n".join(f"Paragraful {number} despre vapoare." for number in range(2000))
    (tmp_path / "lung.txt").write_text(f"Titlu\n\n{body}", encoding="utf-8")
    (tmp_path / "2024-05-03_scurt.txt").write_text("Bac\n\nBacul pleacă.", encoding="utf-8")
    rasfoi.build(tmp_path, tmp_path / "index")
    index, start, pieces = tmp_path / "index", 0, []
    while start is not None:
        text = in_process(index, "get_article", {"id": "lung.txt", "start": start})
        pieces.append(text["text"])
        start = text["next"]
    assert len(pieces) > 2 and "".join(pieces) == rasfoi.open(index).get("lung.txt").body
    found = in_process(index, "search", {"query": "bacc"})
    assert found["searched"] == "bac" and found["articles"][0]["date"] == "2024-05-03"
    assert in_process(index, "search", {"query": "vapoare"})["articles"][0]["date"] is None


def test_a_new_generation_is_searched_at_once(tmp_path: Path) -> None:
    from rasfoi.mcp_server import make_server

    (tmp_path / "a.txt").write_text("Unu\n\nPrimul text.", encoding="utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")

    async def ask() -> list[int]:
        totals = []
        async with Client(make_server(tmp_path / "index")) as client:
            for text in ("Primul text.", "Vaporul a plecat."):
                (tmp_path / "a.txt").write_text(f"Unu\n\n{text}", encoding="utf-8")
                rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
                found = await client.call_tool("search", {"query": "vapor"})
                assert found.structured_content is not None
                totals.append(found.structured_content["total"])
            with pytest.raises(MCPError):
                await client.read_resource("rasfoi://article/lipsa")
        return totals

    assert asyncio.run(ask()) == [0, 1]


def test_a_missing_index_is_told_in_a_line(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ") and "rasfoi rebuild" in done.stderr


def test_a_taken_port_is_told_in_a_line(index_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*COMMAND, str(index_dir), "--http", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Cannot listen at 127.0.0.1:") and "another port" in done.stderr
