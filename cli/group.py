"""The group of all commands; what goes wrong in any becomes a message and an exit code."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from typing import Any

import click
from click.core import ParameterSource

from ..index.errors import RasfoiError
from .configuration import FILE, Configuration, read_configuration
from .terminal import plain

_ARGUMENTS = "rasfoi.arguments"
_CONFIGURABLE = {"index_dir": "index", "corpus": "corpus"}


class _Group(click.Group):
    """Turns the library's errors into messages and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        ctx.meta[_ARGUMENTS] = tuple(ctx.args)
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            raise _with_origin(error) from error
        except RasfoiError as error:
            raise click.ClickException(plain(str(error))) from error
        except (KeyboardInterrupt, SystemExit) as stop:
            # A writer adds what it has left. Without it an exit is what the command ends with by itself.
            left = getattr(stop, "__notes__", ())
            if isinstance(stop, SystemExit) and not left:
                raise
            click.echo(" ".join(["Stopped.", *left]), err=True)
            raise click.exceptions.Exit(_code(stop)) from stop
        except OSError as error:
            if error.filename:
                raise click.ClickException(f"{os.fsdecode(error.filename)}: {error.strerror}.") from error
            if error.errno not in (errno.ENOSPC, errno.EIO):
                raise
            # Python would try to write it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            what = "The output could not be written" if error.errno == errno.ENOSPC else "The disk failed"
            raise click.ClickException(f"{what}: {error.strerror}.") from error


def _code(stop: KeyboardInterrupt | SystemExit) -> int:
    """Return the exit code of a command that was told to end, as a shell has it."""
    return stop.code if isinstance(stop, SystemExit) and isinstance(stop.code, int) else 128 + signal.SIGINT


def _with_origin(error: click.BadParameter) -> click.BadParameter:
    """Return an error of a parameter that also says where the value came from, or where it may stand."""
    ctx, param = error.ctx, error.param
    if ctx is None or param is None or param.name is None:
        return error
    if isinstance(error, click.MissingParameter):
        if param.name not in _CONFIGURABLE:
            return error
        key = _CONFIGURABLE[param.name]
        advice = f'Give it, set {param.envvar}, or write {key} = "…" into {FILE}'
        return click.MissingParameter(advice, ctx, param)
    match ctx.get_parameter_source(param.name):
        case ParameterSource.ENVIRONMENT:
            origin = f"the environment's {param.envvar}"
        case ParameterSource.DEFAULT_MAP:
            origin = str(ctx.ensure_object(Configuration).path)
        case _:
            return error
    return click.BadParameter(f"{error.message} This comes from {origin}.", ctx, param)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasfoi")
def main() -> None:
    """Răsfoi: search a folder of Romanian article files.

    Data goes to standard output, messages to standard error. Exit codes: 0 done, also where nothing is
    found; 1 failed, with the reason; 2 wrong usage; 130 stopped by Ctrl-C.

    \b
    rasfoi rebuild articole --index index
    rasfoi search "trupe nord-coreene" --index index
    rasfoi serve --index index

    What stands in `rasfoi.toml`, in this folder or where RASFOI_CONFIG says, need not be given.
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
    ctx = click.get_current_context()
    # Help, and what a shell reads at its start, are there also where the file is broken.
    if {*ctx.help_option_names}.isdisjoint(ctx.meta[_ARGUMENTS]) and ctx.invoked_subcommand != "completion":
        ctx.obj = read_configuration()
        ctx.obj.credentials_to_environment()
        ctx.default_map = ctx.obj.defaults(main.commands)
