"""`pipec diff`: what a change of pipelines does."""

import sys

import click

from compiler.backends import TARGETS

from ..completing import complete_environments
from ..options import PATH, Word, color_options, format_option, value_options
from ..strictness import FAILED, Strict
from ..values import read_values

CHANGED = 2


@click.command(cls=Strict)
@click.argument("words", nargs=-1, type=PATH, metavar="[BASE[..HEAD]] [--] [FILES]...")
@click.option("--staged", "--cached", "staged", is_flag=True, help="Compare with the index, not with the working tree.")
@click.option(
    "--env",
    "-e",
    "environment",
    metavar="NAME",
    default="",
    shell_complete=complete_environments,
    help="Say only what reaches this environment.",
)
@click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    type=Word(TARGETS),
    help="Only pipelines of which this target's files change. May be given several times.",
)
@value_options
@click.option("--artifacts", is_flag=True, help="Also show how the emitted files differ.")
@click.option("--post", "posting", is_flag=True, help="Post the comment on the pull request, or update it there.")
@click.option("--forge", metavar="KIND", default="", help="With --post: github, forgejo, gitea or gitlab.")
@click.option("--forge-url", "server", metavar="URL", default="", help="With --post: the address of the forge.")
@click.option("--repo", "repository", metavar="OWNER/NAME", default="", help="With --post: the repository there.")
@click.option("--pull-request", "number", type=click.IntRange(1), metavar="N", help="With --post: which pull request.")
@click.option("--comment", "key", metavar="KEY", default="", help="Tell this comment from others of pipec there.")
@click.option("--no-cache", is_flag=True, help="Plan anew what was planned before.")
@format_option(
    "text",
    "markdown",
    "json",
    "html",
    help="text for people, markdown for comments, html: one page, json (versioned) for machines.",
)
@color_options
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    staged: bool,
    environment: str,
    targets: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    artifacts: bool,
    posting: bool,
    forge: str,
    server: str,
    repository: str,
    number: int | None,
    key: str,
    no_cache: bool,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Say what a change of pipelines does, and how dangerous that is.

    Plans are compared, not text: comments, order of keys and layout change nothing. Without arguments HEAD is compared
    with the working tree, with BASE that revision; BASE..HEAD are two revisions, BASE...HEAD begins where HEAD has
    left BASE. Two paths alone are compared with each other: files, folders, bundles, one of them `-` for standard
    input. Other FILES limit what is compared; `--` separates them from revisions. Nothing is written anywhere but in
    the cache.

    \b
    Examples:
      pipec diff                                what is not committed yet
      pipec diff --staged                       what the next commit will do
      pipec diff origin/main...HEAD             what this branch does
      pipec diff v1.4..v1.5 --env production
      pipec diff main -- deploy/pipeline.yaml
      pipec diff old/pipec-out/shop pipec-out/shop
      pipec diff --artifacts --target nomad
      pipec diff origin/main...HEAD --post      comment on the pull request

    Exit codes: 0 the same, 2 changes, 1 any error, of usage too, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from ..reviewing.telling import Telling, tell, tell_problems
    from ..sides.arguments import Asked
    from ..sides.diffing import How, reviewed
    from ..sides.narrowing import Narrow

    telling = Telling(format_, color, quiet, artifacts, targets, environment, key, _command(ctx, words, staged))
    destination = (forge, server, repository, number or 0)
    if any(destination) and not posting:
        raise click.UsageError("`--forge`, `--forge-url`, `--repo` and `--pull-request` say where to `--post`.")
    values = read_values(variables, var_files)
    store = None
    if not no_cache:
        from ..cache.plans import open_cache

        store = open_cache()
    asked = Asked(words, ctx.meta.get("after"), staged)
    with reviewed(asked, How(values.given, Narrow(environment, artifacts or bool(targets)), store)) as found:
        tell_problems(found, values.sources, color=color, stream=sys.stderr)
        told = tell(found, telling)
        if posting:
            from ..reviewing.posting import post_review

            post_review(told, telling, destination)
        if told.reviewed.broken:
            return FAILED
        return CHANGED if told.reviewed.changed else 0


def _command(ctx: click.Context, words: tuple[str, ...], staged: bool) -> str:
    """Return what shows the same in a terminal."""
    after: tuple[str, ...] | None = ctx.meta.get("after")
    rest = () if after is None else ("--", *after)
    return " ".join(("pipec diff", *(("--staged",) if staged else ()), *words, *rest))
