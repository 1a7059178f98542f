"""`pipec init`: a commented starter pipeline."""

# ruff: noqa: PTH100, PTH109, PTH112, PTH118, PTH119, PTH120 - paths are text here, as everywhere on the command line

import os
import re

import click

from compiler.frontend.files import find_root
from compiler.frontend.profiles import FILE_NAME, has_profile

from ..options import PATH
from ..starter import PROFILE, starter, usable_name
from ..streams import write

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")


@click.command()
@click.argument("path", type=PATH, default="pipeline.yaml", metavar="[PATH]")
@click.option("--name", metavar="NAME", help="The pipeline's name; by default made of the folder's.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(path: str, name: str | None, force: bool) -> int:
    """Write a commented starter pipeline that lints clean and compiles.

    PATH is pipeline.yaml by default, `-` is standard output, a folder means pipeline.yaml in it. Where no .pipec.toml
    counts yet, one is written beside it.

    \b
    Examples:
      pipec init
      pipec init --name shop ci/shop.pipeline.yaml
      pipec init - | pipec lint -

    Exit codes: 0 written, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    if name is not None and not _NAME.fullmatch(name):
        raise click.UsageError(
            f"`{name}` cannot name a pipeline: a name has small letters, digits and `-`, at most 63, a letter first. "
            f"Try `{usable_name(name)}`."
        )
    if path == "-":
        write(starter(name or usable_name(os.path.basename(os.getcwd()))))
        return 0
    if os.path.isdir(path):
        path = os.path.join(path, "pipeline.yaml")
    folder = os.path.dirname(os.path.abspath(path))
    _create(path, starter(name or usable_name(os.path.basename(folder))), force=force)
    write(f"{path} written. Next: pipec lint {path}\n")
    _add_profile(folder, os.path.join(os.path.dirname(path), FILE_NAME))
    return 0


def _add_profile(folder: str, path: str) -> None:
    """Write a profile beside the first pipeline, unless one counts there already: which engines, of which sites."""
    if not has_profile(find_root(folder), folder):
        _create(path, PROFILE, force=False)
        write(f"{path} written: it says which engines the pipeline is compiled for.\n")


def _create(path: str, text: str, *, force: bool) -> None:
    """Write a file whole or not at all."""
    from pathlib import Path

    place = Path(path)
    staged = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        try:
            staged.write_text(text, encoding="utf-8")
            if force:
                staged.replace(place)
            else:
                place.hardlink_to(staged)
        finally:
            staged.unlink(missing_ok=True)
    except FileExistsError:
        raise click.UsageError(f"`{path}` exists; `--force` overwrites it.") from None
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be written: {error.strerror}.") from None
