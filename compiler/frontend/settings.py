"""What a repository may say of linting and of secrets: `[lint]`, `[policy]`, `[secrets]` of its configuration."""

from typing import Final, NamedTuple

from ..diagnostics import NOWHERE, Diagnostic, Severity, Span
from ..source import Source

FIRST_FREE: Final = "PC030"
"""What comes before it are errors of files and YAML: nothing silences them, leaves them out or makes less of them."""


class Entry(NamedTuple):
    """A text of the configuration, and where it stands there, quotes included."""

    text: str
    span: Span = NOWHERE


class LintSettings(NamedTuple):
    """What is shown of what was found, and how seriously.

    Rules are named by the beginning of their codes: `PC` is all of them, `PC305` is one.
    """

    select: tuple[str, ...] = ("PC",)
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Globs of paths, relative to the configuration's folder, and what is left out in the files that they match."""

    min_severity: Severity = "hint"
    strict: bool = False
    """Whether hints count for the exit code too."""

    baseline: Entry | None = None
    """The baseline's path, relative to the configuration's folder; empty for none, None for the default one."""

    require_reasons: bool = False
    """Whether a comment that silences a diagnostic has to say why."""

    shellcheck: bool | None = None
    """Whether scripts are checked by shellcheck; None: where it is installed."""

    shellcheck_ignore: tuple[str, ...] = ()
    """Codes of shellcheck, such as `SC2086`."""


class Policy(NamedTuple):
    """What a repository's owners demand of its pipelines; what is empty demands nothing.

    Patterns are what `matches_image` and `matches_name` of `compiler.frontend.patterns` take.
    """

    allowed_registries: tuple[Entry, ...] = ()
    """Patterns of fully qualified image names; an image must lie under one of them."""

    required_labels: tuple[Entry, ...] = ()
    """Names of labels."""

    forbidden_images: tuple[Entry, ...] = ()
    """Patterns of fully qualified image names that may not be used."""

    approval: tuple[Entry, ...] = ()
    """Patterns of environments' names that want an approval."""


class SecretPlace(NamedTuple):
    """The one place of one secret: `kind` is `env`, `file`, `nomad` or `vault`, `locator` the name or path there.

    `key` is the item of a Nomad variable or Vault secret, the secret's own name where it is empty.
    """

    name: str
    kind: str
    locator: str
    key: str = ""


class SecretSettings(NamedTuple):
    """Where the values of secrets are found. Paths are as written, files relative to the configuration's folder."""

    order: tuple[str, ...] = ()
    """Of `env`, `dotenv`, `directory`, `vault`, `nomad`: where a secret is looked for that has no place of its own."""

    dotenv: str = ""
    directory: str = ""
    vault: str = ""
    nomad: str = ""
    names: tuple[SecretPlace, ...] = ()


class Configuration(NamedTuple):
    """One configuration file: what it says, what is wrong with it.

    `folder` is absolute, `source` is None where the file cannot be read.
    """

    folder: str
    lint: LintSettings = LintSettings()
    policy: Policy | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    source: Source | None = None
    said: tuple[str, ...] = ()
    """The keys of `[lint]` that stand in the file."""
