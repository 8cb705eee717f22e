"""A model at work: texts to vectors of length 1, by onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelUnavailable
from ..vectors import Made
from .model_folder import DESCRIPTION, GET_ONE, TOKENIZER, describe, graph_of, identity

# Of a process, whatever the machine has: a server's workers share its cores.
THREADS = 2
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
        found = len(self._vector(self.tokenizer.encode("a").ids))
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
        """Return the vectors of texts, each by itself: none is padded, nor waits for another."""
        longest = self.description.max_tokens
        tokens = [each.ids for each in self.tokenizer.encode_batch(texts)]
        # The last one ends a text.
        tokens = [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in tokens]
        if len(tokens) == 1:
            return self._vector(tokens[0])[None]
        with ThreadPoolExecutor(THREADS) as threads:
            vectors = list(threads.map(self._vector, tokens))
        return np.array(vectors, np.float32).reshape(-1, self.description.dimensions)

    def _vector(self, tokens: Sequence[int]) -> Vectors:
        """Return the vector of one text, float32[dimensions]."""
        ids = np.array([tokens], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0][0]
        pooled = hidden.mean(0) if self.description.pooling == "mean" else hidden[0]
        vector: Vectors = pooled / np.linalg.norm(pooled)
        return vector


def _load_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _load_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Texts are shared out to threads, not what a text takes: a query's layers are too small for that.
    options.intra_op_num_threads, options.inter_op_num_threads = 1, 1
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


def loaded() -> int:
    """Return how many models this process has loaded."""
    return len(_models)


def load_model(folder: Path) -> Model:
    """Return the model in a folder, loaded once a process; raises what `Model` does."""
    with _lock:
        if folder not in _models:
            _models[folder] = Model(folder)
        return _models[folder]


def model_of(made: Made) -> Model:
    """Return the model that vectors were made by; raises ModelUnavailable where it is another one now."""
    folder = Path(made.folder)
    if not is_loaded(folder) and not folder.is_dir():
        raise ModelUnavailable(
            f"There is no model in {folder}, where the index had {made.name}. "
            f"`rasfoi embed --model FOLDER` tells where it is now. {GET_ONE}"
        )
    model = load_model(folder)
    if model.identity != made.identity:
        raise ModelUnavailable(
            f"The model in {made.folder} is not the one that the index has vectors of, {made.name}. "
            "`rasfoi embed --model FOLDER` takes that one from another folder, or makes all vectors anew."
        )
    return model
