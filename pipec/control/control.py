"""What is shown of what the linter found: the configuration, and the options over it.

All rules always run; what is found is then given its severity, and left out where the configuration or the options
say so. Errors of files and YAML, up to PC029, always count.
"""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Severity
from compiler.frontend.settings import FIRST_FREE, LintSettings, Policy
from compiler.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.ir.profile import Profile

    from .baseline import Baseline

BASELINE = ".pipec-baseline.json"
"""The baseline that counts where it is there, beside the configuration."""

Rank = tuple[tuple[str, int], ...]
"""Beginnings of codes, each with who says it: an even number leaves in, an odd one out, the higher one prevails."""

ORDER: Mapping[Severity, int] = {"hint": 0, "warning": 1, "error": 2}


class Asked(NamedTuple):
    """What the command line asks of the linter; rules by the beginning of their codes, paths as they were given."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    min_severity: Severity | None = None
    config: str | None = None
    baseline: str | None = None
    """The path of a baseline; empty for none."""

    write_baseline: bool = False
    targets: tuple[str, ...] = ()
    """The targets for which pipelines are checked; without any those of the configuration."""

    versions: tuple[tuple[str, str], ...] = ()
    """Targets with their engine's version, for which the command line has another than the configuration."""

    def asks(self, code: str) -> bool:
        """Tell whether the command line alone would show a code."""
        return _is_shown(tuple((name, 2) for name in self.select or ("",)) + _ranked(self.ignore, 3), code)


class Control(NamedTuple):
    """How the pipelines of one configuration are linted.

    `root` is the repository's, absolute, `folder` that of the configuration. `policy` and `settings` belong into the
    `Request`; `settings` are effective, with the options of the command line in them. `diagnostics` are what is wrong
    with the configuration and the baseline, in files that `sources` has; like all others they name files from the
    root. `baseline_path` is empty where there is to be none.
    """

    root: str
    folder: str
    rank: Rank = ()
    settings: LintSettings = LintSettings()
    policy: Policy | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    baseline_path: str = ""
    baseline: "Baseline | None" = None
    origins: Mapping[str, str] = {}
    """Where each setting that is not the default comes from."""

    profiles: tuple["Profile", ...] = ()
    """The targets that the configuration names: what they would refuse is found too."""

    def apply(self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> tuple[Diagnostic, ...]:
        """Return what is shown of what `driver.lint` found in one pipeline, with the severity that it has here.

        `sources` are the analysis's. What is wrong with the configuration itself is not among it: see `diagnostics`.
        """
        left = dict(self.baseline.counts) if self.baseline else {}
        shown = []
        for item in self.choose(diagnostics):
            if left and self.take(item, os.path.join(self.root, item.span.path), sources, left):
                continue
            if self.is_loud(item):
                shown.append(item)
        return tuple(shown)

    def choose(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return diagnostics with their severities, without those that are left out; files are named from the root."""
        found = tuple(diagnostics)
        if not (self.rank or self.settings.severity or self.settings.per_file_ignores):
            return found
        return tuple(self._weighed(item) for item in found if item.code < FIRST_FREE or not self._is_left_out(item))

    def is_loud(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a diagnostic has at least the severity that is shown."""
        return ORDER[diagnostic.severity] >= ORDER[self.settings.min_severity]

    def counts(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a diagnostic makes the exit code 1."""
        return self.settings.strict or diagnostic.severity != "hint"

    def take(
        self, diagnostic: Diagnostic, path: str, sources: Mapping[str, Source], left: dict[tuple[str, str], int]
    ) -> bool:
        """Tell whether a finding in the file at the absolute `path` is a known one, and take it from those `left`."""
        from .baseline import can_be_known, kind_of, path_in

        if not can_be_known(diagnostic):
            return False
        key = (path_in(self.baseline_path, path), kind_of(diagnostic, sources.get(diagnostic.span.path)))
        count = left.get(key, 0)
        if count:
            left[key] = count - 1
        return count > 0

    def _weighed(self, item: Diagnostic) -> Diagnostic:
        if not self.settings.severity or item.code < FIRST_FREE:
            return item
        said = [
            (len(name), place) for place, (name, _) in enumerate(self.settings.severity) if item.code.startswith(name)
        ]
        return item._replace(severity=self.settings.severity[max(said)[1]][1]) if said else item

    def _is_left_out(self, item: Diagnostic) -> bool:
        if self.rank and not _is_shown(self.rank, item.code):
            return True
        return bool(self.settings.per_file_ignores) and item.code.startswith(
            _left_out_in(self.settings.per_file_ignores, self.root, self.folder, item.span.path)
        )


def rank_rules(settings: LintSettings, asked: Asked) -> Rank:
    """Return who says what about which rules; empty where everything is shown.

    `--select` stands for the configuration's `select`. The longer name prevails; of equals the command line, then what
    leaves out.
    """
    select = _ranked(asked.select, 2) or _ranked(settings.select, 0) or (("", 1),)
    ignore = (*_ranked(settings.ignore, 1), *_ranked(asked.ignore, 3))
    return () if not ignore and select == (("PC", 0),) else (*select, *ignore)


def _ranked(names: Iterable[str], who: int) -> Rank:
    return tuple((name, who) for name in names)


@lru_cache(maxsize=4096)
def _is_shown(rank: Rank, code: str) -> bool:
    said = [(len(name), who) for name, who in rank if code.startswith(name)]
    return bool(said) and max(said)[1] % 2 == 0


@lru_cache(maxsize=4096)
def _left_out_in(
    ignores: tuple[tuple[str, tuple[str, ...]], ...], root: str, folder: str, name: str
) -> tuple[str, ...]:
    """Return the beginnings of codes that are left out in the file that is called `name` from the root."""
    from compiler.frontend.patterns import matches_path

    path = os.path.relpath(os.path.join(root, name), folder).replace(os.sep, "/")
    return tuple(code for glob, rules in ignores if matches_path(glob, path) for code in rules)


def control_for(folder: str, root: str, asked: Asked = Asked()) -> Control:  # noqa: B008 - it cannot change
    """Return the control of the pipelines in `folder` of the repository at `root`, read anew from the disk.

    For whoever checks one pipeline now and then, such as an editor: hand `control.policy` and `control.settings` to
    the `Request`, `analysis.diagnostics` and `analysis.sources` to `control.apply`, and show `control.diagnostics` in
    the files that they name. Who checks many at a time keeps one `Controls`.
    """
    from .controls import Controls

    return Controls(asked).at(folder, root)
