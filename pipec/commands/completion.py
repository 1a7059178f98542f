"""`pipec completion`: what a shell needs to complete the command line."""

import click

from ..options import Word
from ..streams import write

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=Word(SHELLS))
def command(shell: str) -> int:
    """Print the completion of a shell: commands, options, their words, files, codes, names from the pipelines.

    \b
    Examples:
      eval "$(pipec completion bash)"                      in ~/.bashrc
      eval "$(pipec completion zsh)"                       in ~/.zshrc
      pipec completion fish > ~/.config/fish/completions/pipec.fish

    Exit codes: 0 printed, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    from click.shell_completion import get_completion_class

    from ..cli import cli
    from ..completing import COMPLETE

    complete = get_completion_class(shell)
    if complete is None:
        raise LookupError(f"click completes nothing in {shell}")
    write(complete(cli, {}, "pipec", COMPLETE).source() + "\n")
    return 0
