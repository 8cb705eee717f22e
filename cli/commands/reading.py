"""The commands that read what is in an index: get, similar, suggest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from ...index.article import Article
from ..group import main
from ..hit_options import hit_options
from ..options import INDEX, JSON, IndexAddress
from ..output import print_json, say
from ..printers import MakePrinter
from ..templates import day
from ..terminal import linked, plain


@contextlib.contextmanager
def _known(article_id: str) -> Iterator[None]:
    """Turn the KeyError for an id that the index does not have into a message."""
    try:
        yield
    except KeyError as error:
        raise click.ClickException(
            plain(f"No article has the id {article_id!r}. `rasfoi search` shows the ids of what it finds.")
        ) from error


@main.command()
@click.argument("article_id", metavar="ID")
@INDEX
@JSON
def get(article_id: str, index_dir: IndexAddress, as_json: bool) -> None:
    """Print the article with this ID, as `search` shows it.

    \b
    rasfoi get 2025/metrou.txt --index index
    rasfoi get 2025/metrou.txt --index index --json
    """
    from ...search.opening import open_index

    with _known(article_id):
        article = open_index(index_dir).get(article_id)
    if as_json:
        print_json(article)
    else:
        _print_article(article)


def _print_article(article: Article) -> None:
    shown = day(article.date, article.date_precision)
    about = filter(None, (shown, article.source, ", ".join(article.sections), article.author, article.id))
    title = linked(article.url, click.style(plain(article.title), bold=True))
    lines = (title, plain(" · ".join(about)), plain(article.url), "", plain(article.body))
    click.echo("\n".join(line for number, line in enumerate(lines) if line or number == 3))


@main.command()
@click.argument("article_id", metavar="ID")
@INDEX
@click.option("--limit", default=5, show_default=True, type=click.IntRange(0, 100), help="Hits to print.")
@hit_options
def similar(article_id: str, index_dir: IndexAddress, limit: int, printer: MakePrinter) -> None:
    """Print the articles most like the one with this ID, the most similar first.

    \b
    rasfoi similar 2025/metrou.txt --index index
    rasfoi similar 2025/metrou.txt --index index --format '{id}'
    """
    from ...search.opening import open_index

    with _known(article_id):
        hits = open_index(index_dir).similar(article_id, limit)
    with printer(False) as output:
        output.hits(hits)
    if limit and not hits:
        say("No article is like it.")


@main.command()
@click.argument("prefix")
@INDEX
@click.option("--limit", default=8, show_default=True, type=click.IntRange(0, 100), help="Lines to print.")
@JSON
def suggest(prefix: str, index_dir: IndexAddress, limit: int, as_json: bool) -> None:
    """Print completions of the last word of PREFIX, and titles that have all its words.

    A line is a text to search for and, behind a tab, how many articles have it, or the id of the one with
    this title.

    \b
    rasfoi suggest presed --index index
    rasfoi suggest "curs de sch" --index index | cut -f1
    """
    from ...search.opening import open_index

    found = open_index(index_dir).suggest(prefix, limit)
    if as_json:
        print_json(found)
        return
    for each in found:
        click.echo(plain(" ".join(each.text.split())) + f"\t{plain(each.id) or each.count}")
    if limit and not found:
        say("Nothing begins so.")
