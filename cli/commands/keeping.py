"""The commands that look after an index: info, generations, rollback."""

from __future__ import annotations

import dataclasses

import click

from ...index.address import on_cluster
from ..group import main
from ..options import INDEX, JSON, IndexAddress
from ..output import print_generation, print_json, say


@main.command()
@INDEX
@click.option("--check", is_flag=True, help="Compare every file with its checksums.")
@JSON
def info(index_dir: IndexAddress, check: bool, as_json: bool) -> None:
    """Print the size and origin of the index; of one on a cluster also its nodes and shards.

    \b
    rasfoi info --index index
    rasfoi info --index index --check --json
    """
    from ...search.opening import open_index

    index = open_index(index_dir)
    if check:
        index.check()
    facts = dataclasses.asdict(index.info())
    if on_cluster(index_dir):
        from ...index.cluster.connection.health import health

        facts |= dataclasses.asdict(health(index_dir))
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        shown = ", ".join(value) if isinstance(value, tuple) else value
        click.echo(f"{name.replace('_', ' ')}: {shown}")
    if check:
        say("Every file is as it was written.")


@main.command()
@INDEX
@JSON
def generations(index_dir: IndexAddress, as_json: bool) -> None:
    """List the published index and the one before it, which `rollback` returns to.

    \b
    rasfoi generations --index index
    """
    from ...index.generations import generations as list_generations

    found = list_generations(index_dir)
    if as_json:
        print_json(found)
        return
    for each in found:
        print_generation(each)


@main.command()
@INDEX
def rollback(index_dir: IndexAddress) -> None:
    """Publish the generation before the published one again.

    It is compared with its checksums first. Whoever searches goes over to it at once; the one that is left
    stays until the next rebuild or update. Only one is kept, so this cannot be done twice.

    \b
    rasfoi rollback --index index
    """
    from ...index.generations import rollback as run_rollback

    print_generation(run_rollback(index_dir))
