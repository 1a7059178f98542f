"""The options of the command line that say what of the findings is shown."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import click

from ..completing import complete_rules
from ..options import PATH, Word
from ..target_versions import Versions, refuse_unused, target_version_option
from .control import Asked

Function = TypeVar("Function", bound=Callable[..., Any])


def control_options(function: Function) -> Function:
    """Which rules, how serious, which baseline, which configuration: one `asked` for the command."""

    @wraps(function)
    def command(**given: Any) -> Any:
        names = (
            "select",
            "ignore",
            "strict",
            "min_severity",
            "config",
            "baseline",
            "no_baseline",
            "write_baseline",
            "targets",
            "target_versions",
        )
        return function(asked=_read(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command  # type: ignore[return-value]  # one that takes the options instead of `asked`


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--target",
        "targets",
        multiple=True,
        type=Word(["nomad", "compose", "woodpecker", "deploy"]),
        help="Find what this target would refuse too. By default those that the configuration names.",
    ),
    target_version_option,
    click.option(
        "--select",
        multiple=True,
        metavar="RULES",
        shell_complete=complete_rules,
        help="Show these rules only, instead of those that the configuration selects: codes, beginnings of codes "
        "(PC3) or titles, with commas between.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULES",
        shell_complete=complete_rules,
        help="Leave these rules out, besides those of the configuration.",
    ),
    click.option("--min-severity", type=Word(["hint", "warning", "error"]), help="Leave out what is less serious."),
    click.option("--strict", is_flag=True, help="Let hints count for the exit code too."),
    click.option(
        "--config",
        type=PATH,
        metavar="FILE",
        help="Take the configuration from FILE. By default from the nearest .pipec.toml or pyproject.toml.",
    ),
    click.option(
        "--baseline",
        type=PATH,
        metavar="FILE",
        help="Leave out the findings in FILE. By default in .pipec-baseline.json beside the configuration.",
    ),
    click.option("--no-baseline", is_flag=True, help="Show the findings of the baseline too."),
    click.option("--write-baseline", is_flag=True, help="Write what is found into the baseline."),
)


def _read(  # noqa: PLR0913 - one for each option
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    min_severity: Any,
    config: str | None,
    baseline: str | None,
    no_baseline: bool,
    write_baseline: bool,
    targets: tuple[str, ...],
    target_versions: Versions,
) -> Asked:
    refuse_unused(target_versions, targets)
    if no_baseline and (baseline is not None or write_baseline):
        raise click.UsageError("`--no-baseline` goes with neither `--baseline` nor `--write-baseline`.")
    if baseline is not None and (not baseline or "\0" in baseline):
        raise click.UsageError("`--baseline` wants the name of a file.")
    return Asked(
        _rules("--select", select),
        _rules("--ignore", ignore),
        strict,
        min_severity,
        config,
        "" if no_baseline else baseline,
        write_baseline,
        targets,
        target_versions,
    )


def _rules(option: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of codes that names with commas between them stand for."""
    given = tuple(given)
    names = tuple(name for text in given for name in text.replace(",", " ").split())
    if given and not names:
        raise click.UsageError(f"`{option}` names no rule.")
    return tuple(dict.fromkeys(_rule(option, name) for name in names))


def _rule(option: str, name: str) -> str:
    from compiler.selectors import is_fixed, select_rules, suggest_rule

    found = select_rules(name)
    if found is None:
        advice = suggest_rule(name)
        advice = advice if advice.endswith("?") else f"{advice}."
        raise click.UsageError(f"`{option}`: there is no rule `{name}`. {advice[:1].upper()}{advice[1:]}")
    if option == "--ignore" and is_fixed(found):
        raise click.UsageError(f"`{option}`: `{name}` is an error of reading, which always counts.")
    return found
