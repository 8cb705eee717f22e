"""What `make fuzz` puts random bytes into: the readers, the tokenizer and the search."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import rasfoi
import zstandard
from rasfoi.index.corpus import SourceFile, find_files, read_articles
from rasfoi.index.report import Failure

from .index.analysis import test_analyzer
from .index.corpus.text.test_documents import pdf, word
from .search import odd_articles
from .search.answers import ask, check_ranges

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 4096

Target = Callable[[bytes], None]
# The targets, and what the dictionary of each holds; a suffix is a reader.
WORDS = {
    ".txt": ["Video ", "\n\n", "Publicat: 28 aprilie 2025", "\u00ad", "Guver-\nnul", "È™", "0Agenția"],
    ".md": ["---\n", "+++\n", "title: ", "date: 2025-04-28\n", "# ", "```", "<!--", "[a](b)", "{{< ", "|"],
    ".html": ["<html>", "<title>", "<p>", "<!--", "<a href='", "&#", "<meta name='author' content='",
              "<script type='application/ld+json'>", "<time datetime='", "charset=", "<article>", "</"],
    ".json": ['{"title":"', '","body":"', '"date":', "[", "]", "\\u", "1e999", "null", "{}"],
    ".jsonl": ['{"title":"', '","body":"', '"date":', "\n", "\\ud800", "1e999", "null", "{}"],
    ".csv": ["title,body,date\n", '"', ";", "\t", "\n", '""', "titlu;text;data\n"],
    ".xml": ["<rss>", "<channel>", "<item>", "<title>", "<description>", "<pubDate>", "<entry>",
             "<![CDATA[", "]]>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "content:encoded"],
    ".pdf": ["1 0 obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref", "%%EOF"],
    ".docx": ["<w:body>", "<w:p>", "<w:r>", "<w:t>", "</w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "&#"],
    ".txt.gz": ["Podul\n"],
    ".txt.zst": ["Podul\n"],
    "text": ["nord-coreean", "S.U.A.", "11.000", "1,5", "\u00ad", "\u0301", "\u2011", "\U0001d400", "\ue000"],
    "query": [*odd_articles.WORDS, *odd_articles.SLIPS, *odd_articles.MARKS, *odd_articles.FIELDS],
}  # fmt: skip
# The properties that hypothesis tests, without what it draws.
OF_ANY_TEXT = test_analyzer.test_tokens_of_any_text_have_offsets_and_words.hypothesis.inner_test
OF_MANY_TEXTS = (
    test_analyzer.test_many_tokens_at_once_have_the_terms_that_each_has_alone.hypothesis.inner_test
)
_QUERY = '+ora:guverm -"nord-coreean" (titlu:oraș* ȘI NU guverm:banca)'


def reader(suffix: str, folder: Path) -> Target:
    """Return what reads bytes as a file with a suffix."""

    path = folder / f"a{suffix}"
    packed = in_docx if suffix == ".docx" else bytes

    def read(data: bytes) -> None:
        path.write_bytes(packed(data))
        [source] = find_files(path)
        assert isinstance(source, SourceFile)
        for found in read_articles(source):
            assert not (isinstance(found, Failure) and "Error:" in found.reason), found.reason

    return read


def in_docx(data: bytes) -> bytes:
    """Return a DOCX file with something else as its document: a ZIP with a changed byte is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, part in docx_parts().items():
            target.writestr(name, data if name == "word/document.xml" else part)
    return out.getvalue()


@cache
def docx_parts() -> dict[str, bytes]:
    """Return the parts of a DOCX file."""
    with zipfile.ZipFile(io.BytesIO(word("Podul"))) as source:
        return {name: source.read(name) for name in source.namelist() if not name.endswith(".jpeg")}


def analyzer(data: bytes) -> None:
    """Hold a text to what the tests of the analyzer say of any."""
    text = data.decode("utf-8", "surrogateescape")
    OF_ANY_TEXT(text)
    OF_MANY_TEXTS([text], "")


def searcher(folder: Path) -> Target:
    """Return what asks an index of odd articles; the first byte tells how."""
    index = odd_articles.build(folder)

    def search(data: bytes) -> None:
        options, query = data[0] if data else 0, data[1:].decode("utf-8", "surrogateescape")
        if options & 4:
            for each in index.suggest(query, 8):
                check_ranges(each.text, each.ranges)
            return
        with suppress(rasfoi.BadQuery):
            ask(index, query, prefix=bool(options & 1), correct=bool(options & 2))

    return search


def target_of(name: str, folder: Path) -> Target:
    """Return a target, which may write into a folder."""
    if name == "text":
        return analyzer
    return searcher(folder) if name == "query" else reader(name, folder)


def seeds(name: str) -> list[bytes]:
    """Return what a target begins with."""
    made = {
        ".pdf": pdf("Podul", "Text", info="/Title(Podul)"),
        ".docx": docx_parts()["word/document.xml"],
        ".txt.gz": gzip.compress(b"Podul\nText"),
        ".txt.zst": zstandard.compress(b"Podul\nText"),
        "query": _QUERY.encode(),
    }
    found = [path.read_bytes()[:LONGEST] for path in sorted((ROOT / "sample").rglob(f"*{name}"))]
    return [*found, made[name]] if name in made else found


def prepare(name: str, folder: Path) -> None:
    """Lay a target's seeds and dictionary into a folder."""
    for each in ("work", "seeds"):
        (folder / each).mkdir(parents=True)
    for number, seed in enumerate(seeds(name)):
        (folder / "seeds" / str(number)).write_bytes(seed)
    entries = (entry.encode("utf-8", "surrogatepass") for entry in WORDS[name])
    quoted = ('"' + "".join(f"\\x{byte:02x}" for byte in entry) + '"\n' for entry in entries)
    (folder / "words").write_text("".join(quoted))
