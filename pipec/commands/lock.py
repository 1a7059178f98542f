"""`pipec lock`: the digests of all images, asked of their registries."""

from typing import TYPE_CHECKING

import click

from runtime.errors import RuntimeFault

from ..locking.saving import save
from ..locking.told import Show, Teller, print_outcome
from ..locking.work import Order, check_lock, lock_pipeline
from ..options import PATH, color_options, file_argument, format_option, value_options
from ..planning import plan_file
from ..selection import STANDARD_INPUT, single_path
from ..streams import warn
from ..values import read_values

if TYPE_CHECKING:
    from runtime.registry import Settings

_JOBS, _RETRIES = 64, 3


@click.command()
@file_argument
@value_options
@click.option(
    "--update", multiple=True, metavar="IMAGE", help="Ask anew for this image, such as python or python:3.12."
)
@click.option("--update-all", is_flag=True, help="Ask anew for every image.")
@click.option(
    "--check", is_flag=True, help="Write nothing and ask nobody; fail when the lock is not what it should be."
)
@click.option("--online", is_flag=True, help="With --check: ask the registries too, and fail when a tag has moved.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, and fail when something would.")
@click.option("--write", "write_", is_flag=True, help="Write the digests into the pipeline itself where that can be.")
@click.option(
    "--platform", "platforms", multiple=True, metavar="OS/ARCH", help="Fail for an image without this platform."
)
@click.option("--keep-unused", is_flag=True, help="Keep entries that no pipeline here needs.")
@click.option("--from-engine", is_flag=True, help="Ask Docker or Podman of this machine, and not the registries.")
@click.option(
    "--insecure", multiple=True, metavar="HOST", help="A registry without TLS, or with a certificate of its own."
)
@click.option("--ca", "authority", type=PATH, metavar="FILE", help="Trust the authorities in this PEM file as well.")
@click.option(
    "--jobs", type=click.IntRange(1), default=_JOBS, show_default=True, help="At most so many requests at once."
)
@click.option(
    "--retries", type=click.IntRange(0), default=_RETRIES, show_default=True, help="How often a request is made again."
)
@format_option("text", "json")
@color_options
def command(
    file: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    update: tuple[str, ...],
    update_all: bool,
    check: bool,
    online: bool,
    diff: bool,
    write_: bool,
    platforms: tuple[str, ...],
    keep_unused: bool,
    from_engine: bool,
    insecure: tuple[str, ...],
    authority: str | None,
    jobs: int,
    retries: int,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Lock every image of a pipeline: write its digest into the pipec.lock beside it.

    Registries are asked for images that are not locked yet, and for those to update; without any, no request is made.
    Entries that no pipeline here needs are removed. Logins are those of Docker and Podman. When an image cannot be
    resolved, each one is told, and nothing is written.

    \b
    Examples:
      pipec lock
      pipec lock --update python --update registry.example/shop/web:1.4
      pipec lock --check
      pipec lock --platform linux/amd64 --platform linux/arm64
      pipec lock --write --diff deploy/pipeline.yaml
      pipec lock --insecure registry.lan:5000 --ca company.pem

    Exit codes: 0 locked, 1 findings (--check, --diff: something would change), 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    _refuse(
        (check, (*update, *(("all",) if update_all else ())), "--check", "--update"),
        (check, write_, "--check", "--write"),
        (check, diff, "--check", "--diff"),
        (check and not online, from_engine, "--check", "--from-engine"),
        (update_all, update, "--update-all", "--update"),
    )
    if online and not check:
        raise click.UsageError("`--online` belongs to `--check`.")
    path = single_path(file)
    if path == STANDARD_INPUT:
        raise click.UsageError("`-` is standard input, which has no folder for a lock: name a file.")
    planned = plan_file(path, read_values(variables, var_files).given, pinned=False)
    order = Order(
        _settings(insecure, authority, jobs, retries, quiet=quiet),
        update,
        update_all,
        tuple(each.strip().lower() for each in platforms),
        write_,
        from_engine,
        keep_unused,
        online,
    )
    show = Show("check" if check else "diff" if diff else "save", format_, color, quiet)
    try:
        outcome = (check_lock if check else lock_pipeline)(planned, order)
        written = show.what == "save" and save(outcome)
    except RuntimeFault as fault:
        warn(f"error: {fault}{f'; {fault.help}' if fault.help else ''}")
        return 1
    print_outcome(outcome, show, written=written)
    return int(outcome.failed or (diff and outcome.changed))


def _refuse(*pairs: tuple[object, object, str, str]) -> None:
    for first, second, name, other in pairs:
        if first and second:
            raise click.UsageError(f"`{name}` and `{other}` do not go together.")


def _settings(insecure: tuple[str, ...], authority: str | None, jobs: int, retries: int, *, quiet: bool) -> "Settings":
    from runtime.registry import Settings

    hosts = frozenset(each.partition("://")[2] or each for each in insecure)
    return Settings(hosts, authority or "", jobs, retries + 1, tell=None if quiet else Teller())
