"""`pipec init`: a commented starter pipeline."""

import os
import sys

import click

from ..starter import starter


@click.command()
@click.argument("path", type=click.Path(), default="pipeline.yaml", metavar="[PATH]")
@click.option("--name", metavar="NAME", help="The pipeline's name; the folder's by default.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(path: str, name: str | None, force: bool) -> int:
    """Write a commented starter pipeline that lints clean and compiles.

    PATH is pipeline.yaml by default, `-` is standard output.

    \b
    Examples:
      pipec init
      pipec init --name shop ci/shop.pipeline.yaml
      pipec init - | pipec lint -
    """
    folder = os.getcwd() if path == "-" else os.path.dirname(os.path.abspath(path))
    text = starter(name or os.path.basename(folder))
    if path == "-":
        sys.stdout.write(text)
        return 0
    try:
        with open(path, "w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise click.UsageError(f"`{path}` exists; --force overwrites it.") from None
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be written: {error.strerror}.") from None
    click.echo(f"{path} written. Next: pipec lint {path}")
    return 0
