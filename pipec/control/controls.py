"""The controls of one run: which configuration counts for which file, each read once."""

# ruff: noqa: PTH100, PTH109, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from compiler.diagnostics import Diagnostic, sort_key
from compiler.frontend.configuration import Document, Finder, open_document
from compiler.frontend.files import find_root
from compiler.frontend.settings import Configuration, LintSettings
from compiler.source import Source

from ..selection import STANDARD_INPUT
from .control import BASELINE, Asked, Control, rank_rules

if TYPE_CHECKING:
    from compiler.frontend.settings_keys import Names
    from compiler.ir.profile import Profile

    from .baseline import Baseline


class Controls:
    """Gives each pipeline its control. A folder is looked into once, a configuration read once."""

    def __init__(self, asked: Asked = Asked()) -> None:  # noqa: B008 - it cannot change
        self.asked = asked
        self._finders: dict[str, Finder] = {}
        self._made: dict[tuple[str, int], Control] = {}
        self._roots: dict[str, str] = {}
        self._given: dict[str, Document] = {}

    def of(self, path: str) -> Control:
        """Return the control of the pipeline that a caller names so, `-` for standard input."""
        folder = os.getcwd() if path == STANDARD_INPUT else os.path.dirname(os.path.abspath(path))
        if folder not in self._roots:
            self._roots[folder] = find_root(folder)
        return self.at(folder, self._roots[folder])

    def at(self, folder: str, root: str) -> Control:
        """Return the control of the pipelines in `folder` of the repository at `root`, both absolute."""
        document = self._named(root) if self.asked.config is not None else self._nearest(folder, root)
        key = (root, id(document))
        if key not in self._made:
            self._made[key] = _make(root, document, self.asked)
        return self._made[key]

    def all(self) -> tuple[Control, ...]:
        """Return every control that was asked for so far."""
        return tuple(self._made.values())

    def _nearest(self, folder: str, root: str) -> Document | None:
        if root not in self._finders:
            self._finders[root] = Finder(root)
        return self._finders[root].nearest(folder)

    def _named(self, root: str) -> Document:
        if root not in self._given:
            path = self.asked.config or ""
            document = open_document(path, os.path.relpath(path, root)) if path and "\0" not in path else None
            if document is None:
                raise click.UsageError(_why_no_configuration(path))
            self._given[root] = document
        return self._given[root]


def _why_no_configuration(path: str) -> str:
    if path and "\0" not in path and os.path.lexists(path):
        return f"`--config {path}`: the file has no `[tool.pipec]`."
    return f"`--config {path}`: there is no such file."


def _make(root: str, document: Document | None, asked: Asked) -> Control:
    configuration = Configuration(root) if document is None else _read(document)
    settings = _effective(configuration.lint, asked)
    path, problem = _baseline_path(configuration, asked)
    baseline = _baseline(path, root)
    found = list(configuration.diagnostics)
    profiles, mistakes = _targets(document, asked)
    found += mistakes
    sources = _by_path(configuration.source, baseline.source if baseline else None)
    if baseline is None and problem is not None and not asked.write_baseline:
        found.append(problem)
    if baseline is not None and baseline.problem is not None:
        _refuse_to_overwrite(path, asked)
        found.append(baseline.problem)
    return Control(
        root,
        configuration.folder,
        rank_rules(configuration.lint, asked),
        settings,
        configuration.policy,
        tuple(sorted(dict.fromkeys(found), key=sort_key)),
        sources,
        path,
        baseline,
        _origins(configuration, asked),
        profiles,
    )


def _read(document: Document) -> Configuration:
    from compiler.frontend.settings_keys import read_configuration

    return read_configuration(document, _names())


def _names() -> "Names":
    from compiler.frontend.settings_keys import Names
    from compiler.selectors import is_fixed, select_rules, suggest_rule

    return Names(select_rules, is_fixed, suggest_rule)


def _targets(document: Document | None, asked: Asked) -> tuple["tuple[Profile, ...]", tuple[Diagnostic, ...]]:
    """Return the profiles of the targets that are named, and what is wrong with them; without any nothing is loaded."""
    named = document is not None and "targets" in document.data
    if not (asked.targets or asked.versions or named):
        return (), ()
    from compiler.frontend.profiles import profiles_of

    from ..profiles import known_engines, named_profiles

    found = profiles_of(document, known_engines())
    targets = asked.targets or (() if named else tuple(dict(asked.versions)))
    return named_profiles(found.profiles, targets, asked.versions), found.diagnostics


def _effective(settings: LintSettings, asked: Asked) -> LintSettings:
    return settings._replace(
        select=asked.select or settings.select,
        ignore=(*settings.ignore, *(name for name in asked.ignore if name not in settings.ignore)),
        strict=asked.strict or settings.strict,
        min_severity=asked.min_severity or settings.min_severity,
    )


def _baseline_path(configuration: Configuration, asked: Asked) -> tuple[str, Diagnostic | None]:
    """Return the baseline's absolute path, empty for none, and what is wrong if it is not there."""
    if asked.baseline is not None:
        path = os.path.abspath(asked.baseline) if asked.baseline else ""
        if path and not asked.write_baseline and not os.path.lexists(path):
            raise click.UsageError(f"`--baseline {asked.baseline}`: there is no such file.")
        return path, None
    named = configuration.lint.baseline
    if named is None:
        return os.path.join(configuration.folder, BASELINE), None
    if not named.text:
        return "", None
    from compiler.frontend.rules.configuration_value import missing_baseline

    path = os.path.normpath(os.path.join(configuration.folder, named.text))
    return path, missing_baseline(named.span, named.text)


def _baseline(path: str, root: str) -> "Baseline | None":
    if not path or not os.path.lexists(path):
        return None
    from .baseline import read_baseline

    return read_baseline(path, os.path.relpath(path, root))


def _refuse_to_overwrite(path: str, asked: Asked) -> None:
    if asked.write_baseline:
        raise click.UsageError(f"`{path}` is there and is no baseline; remove it to have one written.")


def _by_path(*sources: Source | None) -> Mapping[str, Source]:
    return {source.path: source for source in sources if source is not None}


def _origins(configuration: Configuration, asked: Asked) -> Mapping[str, str]:
    """Return where each setting comes from, by its key; the default ones are not there."""
    name = configuration.source.path if configuration.source is not None else ""
    origins = dict.fromkeys(configuration.said, name)
    given = {
        "select": asked.select,
        "ignore": asked.ignore,
        "strict": asked.strict,
        "min_severity": asked.min_severity,
        "baseline": asked.baseline is not None,
    }
    for key in (key for key, value in given.items() if value):
        origins[key] = f"{name} and the command line" if key == "ignore" and key in origins else "the command line"
    return origins
