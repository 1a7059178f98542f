"""The manual pages: `pipec.1` and one for each command, from what `--help` says."""

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from pipec._version import __version__
from pipec.cli import COMMANDS, cli

from .commands import below
from .roff import bold, definition, escape, filled, paragraph, section, verbatim

NOTICE = '.\\" Written by `make docs`; change the sources, not this page.\n'

ENVIRONMENT: dict[str, str] = {
    "NO_COLOR": "Where it is set, nothing is coloured unless `--color always` asks for it.",
    "COLUMNS": "How wide the terminal is, where it cannot be asked.",
    "PAGER": "The program in which a terminal shows the pages of `pipec explain`; `less` by default.",
    "PIPEC_TRACEBACK": "Where it is set, an internal error shows where it happened.",
}

FILES: dict[str, str] = {
    "pipeline.yaml, *.pipeline.yaml, .pipec/*.yaml": "The pipelines of a repository.",
    ".pipec.toml, pyproject.toml": "The configuration; `pipec schema config` describes it.",
    ".pipec-baseline.json": "The findings that `pipec lint` leaves out.",
    "pipec.lock": "The digests of images.",
}


def manual() -> dict[str, str]:
    """Return the text of every page by its file name."""
    outer = click.Context(cli, info_name="pipec", **cli.context_settings)
    found = {"pipec.1": _page(cli, outer, _parts_of_all(outer))}
    for command, context in below(cli, outer):
        parts = _parts_of_group(command, context) if isinstance(command, click.Group) else []
        above = context.parent.command_path if context.parent else ""
        see_also = section("See also", _references([_name(above), *_names_below(command, context)]))
        found[f"{_name(context.command_path)}.1"] = _page(command, context, [*parts, see_also])
    return found


def _name(path: str) -> str:
    return path.replace(" ", "-")


def _names_below(command: click.Command, context: click.Context) -> list[str]:
    if not isinstance(command, click.Group):
        return []
    return [f"{_name(context.command_path)}-{name}" for name in command.list_commands(context)]


def _parts_of_group(group: click.Group, context: click.Context) -> list[str]:
    commands = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    lines = ((name, command.get_short_help_str(200)) for name, command in commands if command is not None)
    return [section("Commands", _entries((f"{context.command_path} {name}", line) for name, line in lines))]


def _parts_of_all(context: click.Context) -> list[str]:
    commands = _entries((f"pipec {name}", line) for name, line in COMMANDS.items())
    references = _references(f"pipec-{name}" for name in cli.list_commands(context))
    return [
        section("Commands", commands),
        section("Environment", _entries(ENVIRONMENT.items())),
        section("Files", _entries(FILES.items())),
        section("See also", references),
    ]


def _page(command: click.Command, context: click.Context, parts: list[str]) -> str:
    name = _name(context.command_path)
    about, *texts = _paragraphs(command)
    usage = " ".join(command.collect_usage_pieces(context))
    described = "".join(map(_paragraph, [about, *(text for text in texts if not _belongs_elsewhere(text))]))
    return "".join(
        [
            NOTICE,
            f'.TH {escape(name.upper())} 1 "" "pipec {__version__}" "pipec manual"\n',
            section("Name", filled(f"{escape(name)} \\- {escape(_line(about))}") + "\n"),
            section("Synopsis", f"{bold(context.command_path)} {escape(usage)}\n"),
            section("Description", described),
            section("Options", "".join(_options(command, context))),
            *parts[:-1],
            *_examples(texts),
            *_exit_status(texts),
            parts[-1],
        ]
    )


def _paragraphs(command: click.Command) -> list[str]:
    return cleandoc(command.help or "").split("\n\n")


def _line(text: str) -> str:
    """Return the first paragraph of a help as the line of an index: what the command is for."""
    return " ".join(text.split()).rstrip(".")


def _paragraph(text: str) -> str:
    return verbatim(text.removeprefix("\b\n")) if text.startswith("\b") else paragraph(" ".join(text.split()))


def _belongs_elsewhere(text: str) -> bool:
    return text.startswith(("\b\nExamples:", "Exit codes:"))


def _examples(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if text.startswith("\b\nExamples:"):
            yield section("Examples", verbatim(text.removeprefix("\b\nExamples:\n")))


def _exit_status(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if text.startswith("Exit codes:"):
            codes = " ".join(text.removeprefix("Exit codes:").split()).rstrip(".")
            pairs = (item.partition(" ") for item in re.split(r", (?=\d+ )", codes))
            yield section("Exit status", _entries((code, f"{meaning}.") for code, _, meaning in pairs))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield definition(record[0], record[1])


def _entries(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(definition(term, meaning) for term, meaning in pairs)


def _references(names: Iterable[str]) -> str:
    return ",\n".join(f"{bold(name)}(1)" for name in names) + "\n"
