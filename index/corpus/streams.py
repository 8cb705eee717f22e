"""The bytes of a file, unpacked as they are read and never more than the limit at once."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, cast

import zstandard

from ..article import Failure
from ..errors import BadArticle
from .formats import packing_of
from .source_file import SourceFile

MAX_FILE_BYTES = 64 * 1024 * 1024
# A .zst block of 4 bytes may stand for 128 KiB, so a small piece bounds what one step unpacks.
_ZST_PIECE = 2048
_BUFFER = 1 << 18
_UNPACKING_ERRORS = (EOFError, OSError, zlib.error, zstandard.ZstdError)


def read_bytes(source: SourceFile) -> bytes:
    """Return the whole file, unpacked. Raises `BadArticle` if it cannot be read or is above the limit."""
    packed = packing_of(source.name)
    if source.size > MAX_FILE_BYTES and not packed:
        raise BadArticle(_too_large(f"the file has {_megabytes(source.size)}"))
    try:
        with _open(source.path) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except _UNPACKING_ERRORS as error:
        raise BadArticle(_unreadable(source, error)) from error
    if len(data) > MAX_FILE_BYTES:
        raise BadArticle(_too_large("the file has more" + (" when unpacked" if packed else "")))
    return data


def read_lines(source: SourceFile) -> Iterator[tuple[int, bytes] | Failure]:
    """Yield number and bytes of each line that is not blank, unpacked as it is read.

    What cannot be read is a `Failure`; a damaged compressed file first yields what it still gives.
    """
    any_line = False
    try:
        with _open(source.path) as stream:
            for number, line in _split(stream):
                any_line = True
                if line is None:
                    what = f"the line has more than {_megabytes(MAX_FILE_BYTES)}"
                    yield Failure(f"{source.id}:{number}", f"{what}, the limit for one article; split it")
                elif number == 1 and b"\0" in line:
                    yield Failure(source.id, "not text in UTF-8, which .jsonl must be")
                    return
                else:
                    yield number, line
    except _UNPACKING_ERRORS as error:
        yield Failure(source.id, _unreadable(source, error))
        return
    if not any_line:
        yield Failure(source.id, "the file is empty")


def _split(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and content of lines that are not blank, None for one above the limit."""
    number = 1
    while line := stream.readline(MAX_FILE_BYTES + 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > MAX_FILE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_FILE_BYTES)
            yield number, None
        elif not line.isspace():
            yield number, line
        number += 1


class _ZstStream(io.RawIOBase):
    """A .zst file, unpacked. zstandard's own reader takes a truncated file for a complete one."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")  # noqa: SIM115 - closed by `close`
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._inside = False
        self._rest = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._rest or self._file.read(_ZST_PIECE)
            if not piece:
                if self._inside:
                    raise EOFError
                return 0
            self._unpack(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpack(self, piece: bytes) -> None:
        self._ready = memoryview(self._frame.decompress(piece))
        self._inside = not self._frame.eof
        self._rest = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = zstandard.ZstdDecompressor().decompressobj()

    def close(self) -> None:
        self._file.close()
        super().close()


def _open(path: str) -> IO[bytes]:
    packing = packing_of(path)
    if packing == ".gz":
        # GzipFile's own buffer is 8 KiB in Python 3.11.
        return io.BufferedReader(cast(io.RawIOBase, gzip.open(path)), _BUFFER)
    if packing == ".zst":
        return io.BufferedReader(_ZstStream(path), _BUFFER)
    return open(path, "rb", _BUFFER)


def _unreadable(source: SourceFile, error: Exception) -> str:
    packing = packing_of(source.name)
    if isinstance(error, EOFError):
        return f"the {packing} file is truncated; what follows is lost"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"the {packing} file is damaged: {error}"


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.1f} MB"


def _too_large(what: str) -> str:
    limit = _megabytes(MAX_FILE_BYTES)
    return f"{what}, above the limit of {limit} for one file; split it, or use .jsonl with an article a line"
