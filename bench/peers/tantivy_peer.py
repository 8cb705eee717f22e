"""tantivy with lower-casing and its Romanian stemmer, two writer threads."""

from __future__ import annotations

from pathlib import Path

from tantivy import (
    Document,
    Filter,
    Index,
    Query,
    Schema,
    SchemaBuilder,
    SearchResult,
    SnippetGenerator,
    TextAnalyzerBuilder,
    Tokenizer,
)

from . import Row, is_phrase, read, words

FIELDS = ["title", "body"]
TITLE_BOOST = 1.2  # mean .875; .872 with 1.0, .857 with 1.5, .799 with 2.0


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="ro", index_option="position")
    return builder.build()


def _with_analyzer(index: Index) -> Index:
    analyzer = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(40), Filter.lowercase(), Filter.stemmer("romanian")):
        analyzer = analyzer.filter(step)
    index.register_tokenizer("ro", analyzer.build())
    return index


class Peer:
    """A tantivy index of two stored fields with positions."""

    def build(self, corpus: Path, folder: Path) -> None:
        index = _with_analyzer(Index(_schema(), path=str(folder)))
        writer = index.writer(heap_size=256_000_000, num_threads=2)
        for article in read(corpus):
            document = Document(id=article["id"], title=article["title"], body=article["body"])
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self.index = _with_analyzer(Index.open(str(folder)))
        self.index.reload()
        self.searcher = self.index.searcher()

    def _best(self, query: str, limit: int) -> tuple[Query, SearchResult]:
        text = " ".join(words(query))
        if is_phrase(query):
            text = f'"{text}"'
        parsed, _ = self.index.parse_query_lenient(text, FIELDS, field_boosts={"title": TITLE_BOOST})
        return parsed, self.searcher.search(parsed, limit, count=False)

    def search(self, query: str, limit: int) -> list[str]:
        _, best = self._best(query, limit)
        return [self.searcher.doc(address)["id"][0] for _, address in best.hits]

    def search_with_snippets(self, query: str, limit: int) -> list[Row]:
        parsed, best = self._best(query, limit)
        snippets = SnippetGenerator.create(self.searcher, parsed, self.index.schema, "body")
        rows = []
        for _, address in best.hits:
            document = self.searcher.doc(address)
            snippet = snippets.snippet_from_doc(document).to_html()
            rows.append((document["id"][0], document["title"][0], snippet))
        return rows
