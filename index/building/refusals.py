"""What is not built, as something that is there would be lost or nothing would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ..corpus import find_files
from ..corpus.formats import FORMATS
from ..directory.generation import CURRENT
from ..errors import BadArticle, CorpusShrunk
from ..report import Failure


def refuse_loss(corpus: Path, articles: int, replaces: int, failures: Sequence[Failure]) -> None:
    """Raise CorpusShrunk where `articles` are less than half of those that an update replaces."""
    if 2 * articles < replaces:
        failed = f"; {len(failures)} failed, the first was {_told(failures[0])}" if failures else ""
        raise CorpusShrunk(
            f"{corpus} has {articles} of the {replaces} articles that are in the index{failed}. Is its disk "
            "there? If they are really gone, update with `--allow-empty`. The published index is untouched."
        )


def refuse_own_corpus(corpus: Path, index_dir: Path) -> None:
    """Raise BadArticle where the index would lie beside articles: the folder of an index is read no more."""
    folder, index = corpus.resolve(), index_dir.resolve()
    if folder == index or (folder in index.parents and index.is_dir() and any(find_files(index))):
        raise BadArticle(
            f"{index_dir} has articles of the corpus, which are not read where an index lies: give the index "
            "a folder of its own."
        )


def refuse_nothing(corpus: Path, failures: Sequence[Failure]) -> NoReturn:
    """Raise BadArticle for a corpus of which no article was read, saying why."""
    if failures:
        first = _told(failures[0])
        raise BadArticle(
            f"No article in {corpus} could be read; {len(failures)} failed, the first was {first}."
        )
    if (corpus / CURRENT).is_file():
        raise BadArticle(
            f"{corpus} has an index, which is not read as articles: give the folder that holds the articles."
        )
    raise BadArticle(
        f"There is no article in {corpus}. Articles are {', '.join(FORMATS)} files, also as .gz or .zst."
    )


def _told(failure: Failure) -> str:
    return f"{failure.path}: {failure.reason}"
