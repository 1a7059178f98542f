"""A tool that a script installs has a version.

`pip install tox` takes what is newest at that minute: the pipeline that was green yesterday fails today without any
commit, and last month's run cannot be done again. With a version, or a file of them in the repository, the tools change
when somebody changes them. Exempt are files of requirements and constraints, folders and files of one's own, `pip`,
`setuptools` and `wheel`, and packages of the system, whose versions are the image's.

## Bad

```yaml
version: 1
name: shop
jobs:
  lint:
    steps:
      - script: |
          pip install ruff
          ruff check
```

## Good

```yaml
version: 1
name: shop
jobs:
  lint:
    steps:
      - script: |
          pip install ruff==0.8.4
          ruff check
```

## Fix

None: which version was meant cannot be known.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, Word
from ..options import read_options
from ..subjects import ScriptSubject

RULE = Rule("PC533", "unpinned-install", "hint")


class _Manager(NamedTuple):
    """How a manager names packages: its options with a value, those that settle the versions, a version's form."""

    valued: frozenset[str]
    settling: tuple[str, ...]
    example: str


_PIP_VALUES: Final = (
    "-r -c -e -t -i -f --requirement --constraint --editable --target --index-url --extra-index-url --find-links"
    " --prefix --root --src --platform --python-version --only-binary --no-binary --trusted-host --progress-bar"
    " --timeout --retries --proxy --cache-dir --python -p --group --upgrade-strategy --constraints"
)
_PIP: Final = _Manager(
    frozenset(_PIP_VALUES.split()),
    (
        *("-r", "-c", "-e", "-f", "--requirement", "--constraint", "--require-hashes", "--no-index", "--editable"),
        *("--group", "--find-links"),
    ),
    "==",
)
_NPM: Final = _Manager(frozenset({"--prefix", "--registry", "--loglevel", "--cache", "-C"}), (), "@")
_RUN: Final = _Manager(_NPM.valued | {"-p", "--package"}, ("-p", "--package"), "@")
"""What installs one package and calls a program of it: all words behind it are that program's."""

_GEM: Final = _Manager(
    frozenset({"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--source", "-s", "-P"}),
    ("-v", "--version", "-g", "--file", "--local", "-l"),
    ":",
)
_CARGO: Final = _Manager(
    frozenset({"--version", "--vers", "--root", "--features", "-F", "--git", "--path", "--target", "--bin", "-j"}),
    ("--version", "--vers", "--path", "--git", "--locked", "--list", "--frozen"),
    "@",
)
_TOOL: Final = _Manager(
    frozenset({"--python", "-p", "--with", "--from", "--index-url", "-i", "--pip-args", "--suffix", "--spec"}),
    ("--from", "--spec", "-c", "--constraints"),
    "==",
)
_CALLS: Final[dict[tuple[str, ...], _Manager]] = {
    ("pip", "install"): _PIP,
    ("pip3", "install"): _PIP,
    ("uv", "pip", "install"): _PIP,
    ("uv", "tool", "install"): _TOOL,
    ("pipx", "install"): _TOOL,
    ("gem", "install"): _GEM,
    ("cargo", "install"): _CARGO,
    ("pnpm", "dlx"): _RUN,
    ("yarn", "dlx"): _RUN,
    ("yarn", "global", "add"): _NPM,
}
_PROGRAMS: Final = frozenset({"pip", "pip3", "pipx", "uv", "npm", "pnpm", "yarn", "gem", "cargo", "go"})
_OWN: Final = frozenset({"pip", "setuptools", "wheel", "npm"})
_NAME: Final = r"@?[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9._-]+)?(?:\[[A-Za-z0-9_,. -]*\])?"
_FILE: Final = r".*\.(?:whl|gz|zip|tgz|gem|crate|bz2)"
_MOVING: Final = r"[^\0]+@(?:latest|next|upgrade)"
_CONSTRAINED: Final = ("PIP_CONSTRAINT", "PIP_REQUIRE_HASHES", "PIP_NO_INDEX", "UV_CONSTRAINT")


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each package that is installed without a version."""
    if _PROGRAMS.isdisjoint(script.words) or any(name in script.text for name in _CONSTRAINED):
        return
    if any(variable.name in _CONSTRAINED for variable in script.step.step.environment):
        return
    for command in script.commands:
        for word, example in _unpinned(command):
            yield RULE.at(
                script.span(word.start, word.end),
                f"`{word}` is whatever version is newest when the step runs",
                label="no version",
                help=f"write the version behind it: `{word.partition('@latest')[0]}{example}…`",
            )


def _unpinned(command: Command) -> Iterator[tuple[Word, str]]:
    words = _plain(command)
    manager, arguments = _manager(words)
    if manager is None:
        return
    options = read_options(arguments, manager.valued)
    if options.has(*manager.settling):
        return
    for word in options.operands[:1] if manager is _RUN else options.operands:
        moves = bool(re.fullmatch(_MOVING, word)) and manager.example == "@"
        bare = bool(re.fullmatch(_NAME, word)) and not re.fullmatch(_FILE, word) and words[:2] != ("go", "install")
        if moves or (bare and word not in _OWN and (word.startswith("@") or "/" not in word)):
            yield word, manager.example


def _plain(command: Command) -> tuple[Word, ...]:
    """Return the words of a command; `python -m pip` is `pip`."""
    words = command.bare
    if len(words) > 2 and command.name.startswith("python") and words[1:3] == ("-m", "pip"):
        return words[2:]
    return words


def _manager(words: tuple[Word, ...]) -> tuple[_Manager | None, tuple[Word, ...]]:
    for length in (2, 3):
        manager = _CALLS.get(words[:length])
        if manager is not None:
            return manager, words[length:]
    if words[:2] in {("npm", "install"), ("npm", "i"), ("pnpm", "add")}:
        return (_NPM if {"-g", "--global"} & set(words) else None), words[2:]
    return (_NPM if words[:2] in {("go", "install"), ("go", "get")} else None), words[2:]
