"""Article files to articles: finding, unpacking, decoding, reading and cleaning them."""

from .articles import Found, is_json_lines, parse_file, parse_line, parse_lines, read_articles
from .files.source_file import DEFAULTS, Files, ReadingOptions, SourceFile
from .files.streams import read_bytes, read_lines
from .files.walk import every, find_files

__all__ = [
    "DEFAULTS",
    "Files",
    "Found",
    "ReadingOptions",
    "SourceFile",
    "every",
    "find_files",
    "is_json_lines",
    "parse_file",
    "parse_line",
    "parse_lines",
    "read_articles",
    "read_bytes",
    "read_lines",
]
