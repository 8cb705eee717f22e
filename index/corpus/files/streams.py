"""The bytes of a file, unpacked as they are read and never more than the limit at once."""

from __future__ import annotations

import errno
import io
import math
import os
import stat
import zlib
from collections.abc import Iterator
from typing import IO, Any

import zstandard

from ...errors import BadArticle
from ...report import Failure, Note
from ..formats import packing_of
from .source_file import SourceFile

MAX_FILE_BYTES = 64 * 1024 * 1024
# A .zst block of 4 bytes may stand for 128 KiB, so a small piece bounds what one step unpacks.
_PIECE = 2048
_MAX_WINDOW = 1 << 31  # as `zstd --long=31` makes it
_MARKS = {".gz": (b"\x1f\x8b",), ".zst": (b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18")}
_BUFFER = 1 << 18
_UNPACKING_ERRORS = (EOFError, OSError, zlib.error, zstandard.ZstdError)


class Position:
    """How far the reading of a packed file has come, in packed bytes."""

    stream: _Unpacked | None = None

    @property
    def bytes(self) -> int:
        """Packed bytes read; 0 of a file that is not packed."""
        return self.stream.position if self.stream else 0

    @property
    def behind(self) -> bool:
        """Whether bytes stand behind the end of the packed content."""
        return self.stream is not None and self.stream.rest


def read_bytes(source: SourceFile, notes: list[Note] | None = None) -> bytes:
    """Return the whole file, unpacked; what is odd about it joins `notes`.

    Raises `BadArticle` if it cannot be read or is above the limit.
    """
    place = Position()
    packed = packing_of(source.name)
    if source.size > MAX_FILE_BYTES and not packed:
        raise BadArticle(_too_large(f"the file has {_megabytes(source.size)}"))
    try:
        with _open(source.path, place) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
        if data is None:
            raise BlockingIOError(errno.EAGAIN, "it would keep its reader waiting")
    except _UNPACKING_ERRORS as error:
        raise BadArticle(_unreadable(source, error)) from error
    if len(data) > MAX_FILE_BYTES:
        raise BadArticle(_too_large("the file has more" + (" when unpacked" if packed else "")))
    if place.behind and notes is not None:
        notes.append(_behind(source))
    return data


# UTF-16 has one in two bytes, what is no text at least as many as this; a record may have a stray one.
_TEXT_PER_NUL = 4


def read_lines(
    source: SourceFile, place: Position | None = None
) -> Iterator[tuple[int, bytes] | Failure | Note]:
    """Yield number and bytes of each line that is not blank, unpacked as it is read.

    What cannot be read is a `Failure`; a damaged compressed file first yields what it still gives, and
    then a `Note`. `place` follows the reading.
    """
    any_line = False
    place = place or Position()
    try:
        with _open(source.path, place) as stream:
            bound = math.inf if packing_of(source.name) else source.size + MAX_FILE_BYTES
            for number, line in _split(_Bounded(stream, bound)):
                any_line = True
                if line is None:
                    what = f"the line has more than {_megabytes(MAX_FILE_BYTES)}"
                    yield Failure(f"{source.id}:{number}", f"{what}, the limit for one article; split it")
                elif number == 1 and line.count(b"\0") >= len(line) / _TEXT_PER_NUL:
                    yield Failure(source.id, "not text in UTF-8, which .jsonl must be")
                    return
                else:
                    yield number, line
    except _UNPACKING_ERRORS as error:
        reason = _unreadable(source, error)
        yield Note(source.id, reason) if any_line else Failure(source.id, reason)
        return
    if place.behind:
        yield _behind(source)
    if not any_line:
        yield Failure(source.id, "the file is empty")


class _Bounded:
    """Lines of a file that may have grown since it was looked at, but ends: some of the kernel's never do."""

    def __init__(self, stream: IO[bytes], most: float) -> None:
        self._stream, self._left = stream, most

    def readline(self, size: int) -> bytes:
        line = self._stream.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError(errno.EFBIG, "it goes on behind its end")
        return line


def _split(stream: _Bounded) -> Iterator[tuple[int, bytes | None]]:
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


class _Unpacked(io.RawIOBase):
    """A compressed file of one or several parts, unpacked as it is read.

    The readers of the libraries lose what they had unpacked before a damage, or take a truncated file for
    a complete one. `position` counts the packed bytes read; `rest` tells of bytes behind the last part.
    """

    def __init__(self, file: IO[bytes], packing: str) -> None:
        self._file, self._packing = file, packing
        self._part: Any = _part(packing)
        self._inside = False
        self._left = b""
        self._ready = memoryview(b"")
        self.position, self.rest = 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._left or self._file.read(_PIECE)
            if not piece or self.rest:
                if self._inside:
                    raise EOFError
                return 0
            if not self._left:
                self.position += len(piece)
            self._unpack(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpack(self, piece: bytes) -> None:
        begins = not self._inside
        if begins and self.position > len(piece) and not piece.startswith(_MARKS[self._packing]):
            # Some programs fill up blocks with zeros.
            self.rest = bool(piece.strip(b"\0"))
            self._left = b""
            return
        self._ready = memoryview(self._part.decompress(piece))
        self._inside = not self._part.eof
        self._left = self._part.unused_data if self._part.eof else b""
        if self._part.eof:
            self._part = _part(self._packing)

    def close(self) -> None:
        self._file.close()
        super().close()


def _part(packing: str) -> Any:
    if packing == ".gz":
        return zlib.decompressobj(wbits=31)
    return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()


def _open(path: str, place: Position | None = None) -> IO[bytes]:
    """Open a regular file: a pipe or a device put in its place would never end, or block."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file")
    packing = packing_of(path)
    if not packing:
        return open(handle, "rb", _BUFFER)
    unpacked = _Unpacked(open(handle, "rb"), packing)  # noqa: SIM115 - closed by `close`
    if place:
        place.stream = unpacked
    return io.BufferedReader(unpacked, _BUFFER)


def _behind(source: SourceFile) -> Note:
    packing = packing_of(source.name)
    return Note(source.id, f"bytes that are not {packing} stand behind its end, and were not read")


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
