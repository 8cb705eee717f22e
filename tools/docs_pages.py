"""What mkdocs takes into the pages of docs/ from elsewhere: parts of the README, the help of the command.

`[README: The library]` alone on a line stands for that section, `[commands]` for the help of all commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
_SECTION = re.compile(r"^\[README: (.+)\]$", re.MULTILINE)
_COMMANDS = "[commands]"
_LINK = re.compile(r"\]\(docs/([^)]+)\)")


def on_startup(**_: Any) -> None:
    """Let mkdocstrings find the package, whose root is that of the project, under its name."""
    package = ROOT / "build" / "docs" / "rasfoi"
    package.mkdir(parents=True, exist_ok=True)
    for name in ("__init__.py", "index", "search", "web"):
        if not (package / name).is_symlink():
            (package / name).symlink_to(ROOT / name)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return the text of a page with what its marks stand for."""
    text = _SECTION.sub(lambda found: section(found[1]), markdown)
    return text.replace(_COMMANDS, "\n".join(commands())) if _COMMANDS in text else text


def section(heading: str) -> str:
    """Return what stands under a heading of the README; raises ValueError if there is no such one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", readme, re.DOTALL | re.MULTILINE)
    if not found:
        raise ValueError(f"The README has no section “{heading}”.")
    return _LINK.sub(r"](\1)", found[1]).strip()


def commands() -> Iterator[str]:
    """Yield a heading and the help of each command."""
    from rasfoi.cli import main

    with click.Context(main, info_name="rasfoi") as above:
        for name in main.list_commands(above):
            command = main.get_command(above, name)
            assert command is not None
            yield f"## rasfoi {name}\n"
            yield f"```text\n{command.get_help(click.Context(command, above, name))}\n```\n"
