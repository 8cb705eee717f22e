"""A model at work: texts to vectors of length 1, by onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelUnavailable
from .model_folder import DESCRIPTION, TOKENIZER, describe, graph_of, identity
from .vectors import Made

# Of a process, whatever the machine has: a server's workers share its cores.
THREADS = 2
# Padded ones too. With more a batch takes more memory and is no faster.
_TOKENS_A_BATCH = 2048
_EXTRA = "Search by meaning needs `pip install 'rasfoi[semantic]'`"
# Queries whose vectors are kept, a page's next one among them: 1.5 kB each.
_QUERIES = 1000

Vectors = NDArray[np.float32]


class Model:
    """A model, loaded; it serves many threads at once."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`; raises ModelUnavailable where the extra or a file is missing."""
        self.folder, self.description = folder, describe(folder)
        self.identity = identity(folder, self.description)
        self.tokenizer = _loaded(folder / TOKENIZER, _load_tokenizer)
        self._session = _loaded(graph_of(folder), _load_session)
        self._inputs = {each.name for each in self._session.get_inputs()}
        self.query = lru_cache(_QUERIES)(self._query)
        found = self._run([self.tokenizer.encode("a").ids]).shape[1]
        if found != self.description.dimensions:
            raise ModelUnavailable(f"{folder / DESCRIPTION} is wrong: the model's `dimensions` are {found}.")

    def _query(self, text: str) -> Vectors:
        """Return the vector float32[dimensions] of what is looked for."""
        vector: Vectors = self._embed([self.description.query_prefix + text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors float32[texts, dimensions] of texts to be found."""
        return self._embed([self.description.passage_prefix + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        longest = self.description.max_tokens
        tokens = [each.ids for each in self.tokenizer.encode_batch(texts)]
        # The last one ends a text.
        tokens = [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in tokens]
        vectors = np.empty((len(texts), self.description.dimensions), np.float32)
        for batch in _batches(list(map(len, tokens))):
            vectors[batch] = self._run([tokens[at] for at in batch])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the vectors of a batch."""
        lengths = np.array(list(map(len, tokens)))
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.zeros(mask.shape, np.int64)
        ids[mask] = np.concatenate(tokens)
        given = {"input_ids": ids, "attention_mask": mask.astype(np.int64)}
        given["token_type_ids"] = np.zeros_like(ids)
        hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        if self.description.pooling == "mean":
            pooled = (hidden * mask[:, :, None]).sum(1) / lengths[:, None]
        else:
            pooled = hidden[:, 0]
        vectors: Vectors = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts of about the same length, a batch at a time, the longest first."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _TOKENS_A_BATCH:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _load_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _load_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    # A thread that waits in a loop for the next query takes its core from others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _loaded(path: Path, load: Callable[[Path], Any]) -> Any:
    """Return what `load` makes of a file; raise ModelUnavailable for whatever that fails with."""
    try:
        return load(path)
    except ImportError as error:
        raise ModelUnavailable(f"{_EXTRA} ({error}).") from error
    except Exception as error:  # both libraries raise errors of many kinds, some of them `Exception` itself
        raise ModelUnavailable(f"{path} cannot be used as a model: {str(error)[:300]}") from error


_lock = threading.Lock()
_models: dict[Path, Model] = {}


def is_loaded(folder: Path) -> bool:
    """Tell whether `load_model` takes no time."""
    return folder in _models


def load_model(folder: Path) -> Model:
    """Return the model in a folder, loaded once a process; raises what `Model` does."""
    with _lock:
        if folder not in _models:
            _models[folder] = Model(folder)
        return _models[folder]


def model_of(made: Made) -> Model:
    """Return the model that vectors were made by; raises ModelUnavailable where it is another one now."""
    model = load_model(Path(made.folder))
    if model.identity != made.identity:
        raise ModelUnavailable(
            f"The model in {made.folder} is not the one that the index has vectors of, {made.name}. "
            "`rasfoi embed --model FOLDER` takes that one from another folder, or makes all vectors anew."
        )
    return model
