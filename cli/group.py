"""The group of all commands; what goes wrong in any becomes a message and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any

import click

from ..index.errors import RasfoiError
from .terminal import plain


class _Group(click.Group):
    """Turns the library's errors into messages and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RasfoiError as error:
            raise click.ClickException(plain(str(error))) from error
        except OSError as error:
            if error.filename:
                raise click.ClickException(f"{os.fsdecode(error.filename)}: {error.strerror}.") from error
            if error.errno not in (errno.ENOSPC, errno.EIO):
                raise
            # Python would try to write it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            raise click.ClickException(f"The output could not be written: {error.strerror}.") from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasfoi")
def main() -> None:
    """Răsfoi: search a folder of Romanian article files.

    Data goes to standard output, messages to standard error. Exit codes: 0 done, also where nothing is
    found; 1 failed, with the reason; 2 wrong usage.

    \b
    rasfoi rebuild articole --index index
    rasfoi search "trupe nord-coreene" --index index
    rasfoi serve --index index
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # Python has None for what was closed by whoever started this.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # https://no-color.org
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        click.get_current_context().color = False
