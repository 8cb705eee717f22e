"""A model by its name on the Hugging Face hub: fetched once, its revision pinned, its checksums kept."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from ...directory.user_cache import cache_folders
from ...errors import ModelUnavailable
from .model_folder import DESCRIPTION, TOKENIZER, Description, Pooling, files_of

# An organisation and a name, and behind @ a revision if it is not the newest.
_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*(@[\w.-]+)?")
_WANTED = (
    "onnx/model.onnx", "onnx/model.onnx_data", TOKENIZER, DESCRIPTION, "config.json", "1_Pooling/config.json",
    "sentence_bert_config.json",
)  # fmt: skip
_E5_PREFIXES = ("query: ", "passage: ")


def model_folder(named: str | os.PathLike[str]) -> Path:
    """Return the folder of a model: the one that is named, or that of a name of the hub, fetched if need be.

    Raises ModelUnavailable for a name that cannot be fetched.
    """
    name = os.fspath(named)
    if Path(named).exists() or not may_be_name(name):
        return Path(named).absolute()
    folder = next(cache_folders()) / "models" / name.replace("/", "--")
    if not (folder / DESCRIPTION).exists():
        _fetch(name, folder)
    return folder


def may_be_name(text: str) -> bool:
    """Tell whether a text may be the name of a model of the hub."""
    return _NAME.fullmatch(text) is not None


def _fetch(name: str, folder: Path) -> None:
    """Fetch a model; the description comes last, so that what is interrupted is fetched again."""
    repository, _, revision = name.partition("@")
    try:
        from huggingface_hub import HfApi, snapshot_download

        commit = str(HfApi().model_info(repository, revision=revision or None).sha)
        folder.mkdir(parents=True, exist_ok=True)
        snapshot_download(repository, revision=commit, local_dir=folder, allow_patterns=[*_WANTED])
        description = _described(folder, f"{repository}@{commit}")
    except ImportError as error:
        raise ModelUnavailable(
            f"To fetch {name} needs `pip install 'rasfoi[semantic]'` ({error})."
        ) from error
    except Exception as error:  # of the hub, of the network, of a file that is not what it should be
        reason = str(error).strip().partition("\n")[0]
        raise ModelUnavailable(
            f"{name} is no folder, and could not be fetched from the Hugging Face hub: {reason}"
        ) from error
    names = [str(path.relative_to(folder)) for path in files_of(folder)]
    (folder / DESCRIPTION).unlink(missing_ok=True)
    description.write(folder, names)


def _described(folder: Path, name: str) -> Description:
    """Return how a fetched model is used: as it says itself, or as its configuration tells."""
    if (folder / DESCRIPTION).exists():
        return Description(**_read(folder / DESCRIPTION) | {"name": name, "files": {}})
    pooling = _read(folder / "1_Pooling" / "config.json")
    longest = _read(folder / "sentence_bert_config.json").get("max_seq_length") or 512
    dimensions = _read(folder / "config.json")["hidden_size"]
    # What the models of this family were trained with.
    prefixes = _E5_PREFIXES if re.search(r"\be5\b", name) else ("", "")
    kind: Pooling = "cls" if pooling.get("pooling_mode_cls_token") else "mean"
    return Description(name, dimensions, *prefixes, kind, longest)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found
