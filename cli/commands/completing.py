"""The command that teaches a shell to complete `rasfoi`."""

from __future__ import annotations

import click

from ..group import main


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a SHELL complete commands, options and their values.

    \b
    rasfoi completion bash >> ~/.bashrc
    rasfoi completion zsh >> ~/.zshrc
    rasfoi completion fish > ~/.config/fish/completions/rasfoi.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"click has no completion for {shell}; install a newer one.")
    script = kind(main, {}, "rasfoi", "_RASFOI_COMPLETE")
    # Its own `source` starts bash to ask for its version, which need not be the one that reads this.
    click.echo(script.source_template % script.source_vars())
