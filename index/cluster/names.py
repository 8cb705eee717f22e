"""The names that an index has on its cluster: aliases, the indexes of its generations, the writer's lock."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

_FILES, _WRITER = "-files", "-writer"
_GENERATION = r"g\d{8}t\d{12}-[0-9a-f]{4}"


def new_generation() -> str:
    """Return a name for a generation, behind those that were made before, be it in the same second."""
    return f"g{datetime.now(UTC):%Y%m%dt%H%M%S%f}-{secrets.token_hex(2)}"


def articles_index(name: str, generation: str = "") -> str:
    """Return the index of the articles of a generation, or the alias of the published one."""
    return f"{name}-{generation}" if generation else name


def files_index(name: str, generation: str = "") -> str:
    """Return the index of the files of a generation, or the alias of the published one."""
    return f"{articles_index(name, generation)}{_FILES}"


def lock_index(name: str) -> str:
    """Return the index that holds the writer's lock."""
    return f"{name}{_WRITER}"


def all_generations(name: str) -> str:
    """Return a pattern that the indexes of all generations have, and perhaps others."""
    return f"{name}-g*"


def generation_of(name: str, index: str) -> str:
    """Return the generation that an index belongs to, "" for one of something else."""
    found = re.fullmatch(rf"{re.escape(name)}-({_GENERATION})({_FILES})?", index)
    return found[1] if found else ""


def of_another(name: str) -> bool:
    """Tell whether a name is one that an index of a shorter name has for its parts."""
    return name.endswith((_FILES, _WRITER)) or bool(re.search(rf"-{_GENERATION}", name))
