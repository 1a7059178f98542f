"""A password is no argument of a command.

The arguments of a process can be read by every other process of the host, stand in the engine's own records and in
every trace of the script. Programs take a password from standard input, from a file, or from a variable of their own
(`MYSQL_PWD`, `SSHPASS`, `REDISCLI_AUTH`). Of `mysql`, `redis-cli` and `twine` only passwords are told that are secrets
of the job: the word `root` of a test's database is no secret.

## Bad

```yaml
version: 1
name: shop
jobs:
  image:
    secrets: [registry_password]
    steps:
      - environment: {PASSWORD: "${secrets.registry_password}"}
        script: docker login -u ci -p "$PASSWORD" registry.example
```

## Good

```yaml
version: 1
name: shop
jobs:
  image:
    secrets: [registry_password]
    steps:
      - environment: {PASSWORD: "${secrets.registry_password}"}
        script: printf '%s' "$PASSWORD" | docker login -u ci --password-stdin registry.example
```

## Fix

Unsafe: `docker login` and its kin get the password from a pipe. None for other programs.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Rule
from ..commands import Command, Word
from ..edits import rewrite, unsafe
from ..secrets import secret_variables, value_in
from ..subjects import ScriptSubject

RULE = Rule("PC540", "password-argument", "warning")

_ENGINES: Final = frozenset({"docker", "podman", "buildah", "nerdctl", "skopeo", "helm", "oras", "crane"})
_OTHERS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "sshpass": (("-p",), "the variable `SSHPASS` and `-e`"),
    "mysql": (("-p", "--password"), "the variable `MYSQL_PWD`"),
    "mysqldump": (("-p", "--password"), "the variable `MYSQL_PWD`"),
    "mysqladmin": (("-p", "--password"), "the variable `MYSQL_PWD`"),
    "redis-cli": (("-a", "--pass"), "the variable `REDISCLI_AUTH`"),
    "twine": (("-p", "--password"), "the variable `TWINE_PASSWORD`"),
}
_NEEDED: Final = _ENGINES | _OTHERS.keys()


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each password that is an argument."""
    if _NEEDED.isdisjoint(script.words):
        return
    for command in script.commands:
        name = command.name
        options, instead = _OTHERS.get(name, (("-p", "--password"), "`--password-stdin`"))
        if name not in _OTHERS and (name not in _ENGINES or "login" not in command.arguments[:2]):
            continue
        found = _password(command, options)
        if found is None or not _is_secret(script, name, found[-1]):
            continue
        fix = _piped(script, command, found) if name in _ENGINES else None
        yield RULE.at(
            script.span(found[0].start, found[-1].end),
            f"every process can read the password that `{name}` is given",
            label="an argument",
            help=f"give it by {instead}",
            fix=fix,
        )


def _password(command: Command, options: tuple[str, ...]) -> tuple[Word, ...] | None:
    """Return the words that give a password: one (`--password=x`) or two."""
    arguments = command.arguments
    for place, word in enumerate(arguments, 1):
        following = arguments[place] if place < len(arguments) else None
        if word in options and following is not None and (command.name[:5] != "mysql"):
            return word, following
        if word.partition("=")[0] in options and "=" in word:
            return (word,)
        if word[:2] == "-p" and len(word) > 2 and command.name in {"sshpass", "mysql", "mysqldump", "mysqladmin"}:
            return (word,)
    return None


def _is_secret(script: ScriptSubject, name: str, word: Word) -> bool:
    sure = name in _ENGINES or name == "sshpass"
    return sure or bool(value_in(word, script.text, secret_variables(script.step)))


def _piped(script: ScriptSubject, command: Command, words: tuple[Word, ...]) -> Fix | None:
    """Return the fix that sends a password through a pipe, where the command stands for itself."""
    if len(words) != 2 or command.piped or command.assignments or command.redirections or "\0" not in words[1]:
        return None
    value = script.text[words[1].start : words[1].end]
    if not value.startswith('"') or command.words[0] != command.name:
        return None
    first = command.words[0]
    head = rewrite(script, first.start, first.end, f"printf '%s' {value} | {first}")
    return unsafe("send it through a pipe", head, rewrite(script, words[0].start, words[1].end, "--password-stdin"))
