"""A worker process of a build: tasks come in on standard input, answers go out on standard output."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from pathlib import Path
from typing import IO, Any

from .romanian import lexicon
from .runs import RunWriter
from .workers import Dictionary, run_task

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> None:
    """Serve one `Processes` pool until it says that there is nothing more to do."""
    # A vocabulary is millions of objects that stay: looking through them for cycles finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 1000)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the answers.
    os.dup2(2, 1)
    try:
        lexicon.load()
        folder, name = pickle.load(source)
        writer = RunWriter(Path(folder), name)
        while message := pickle.load(source):
            if isinstance(message, Dictionary):
                writer.use(message.data)
            else:
                _answer(sink, run_task(writer, message))
        _answer(sink, writer.finish())
    except EOFError:
        return
    except BaseException as error:
        _answer(sink, error)


def _answer(sink: IO[bytes], message: Any) -> None:
    pickle.dump(message, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


if __name__ == "__main__":
    main()
