"""Article files to articles: finding, unpacking, decoding, reading and cleaning them."""

from .articles import parse_file, parse_line, parse_lines, read_articles
from .file_batch import Files, SourceFile
from .files import every, find_files, is_json_lines
from .streams import read_bytes, read_lines

__all__ = [
    "Files",
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
