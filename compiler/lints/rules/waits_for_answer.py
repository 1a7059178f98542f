"""No command asks: nobody is there to answer.

A step's standard input is empty and there is no terminal. A program that asks before it goes on aborts, or waits until
the step's time is over. What is told is what surely asks: installing and removing packages of the system without
`-y`, `docker run -it`, `git commit` without a message, `terraform apply` without a plan, `pulumi up`, `read`. Exempt is
what gets its answer from a pipe, a file or a here-document, and who sets an editor or the manager's configuration.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          apt-get update
          apt-get install make
          make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          apt-get update
          apt-get install -y make
          make
```

## Fix

Unsafe: the option that answers is written, or the one that wants a terminal taken out; the program goes on unasked.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ...diagnostics import Diagnostic, Edit, Rule
from ..commands import Command, Word, shown
from ..edits import insert_behind, rewrite, unsafe
from ..options import Options, read_options
from ..subjects import ScriptSubject

RULE = Rule("PC550", "waits-for-answer", "warning")

_APT: Final = frozenset({"install", "remove", "purge", "upgrade", "dist-upgrade", "full-upgrade", "autoremove"})
_DNF: Final = frozenset({"install", "remove", "update", "upgrade", "groupinstall", "localinstall", "reinstall"})
_YES: Final = ("-y", "--yes", "--assume-yes", "-s", "--simulate", "--dry-run", "--force-yes", "-h", "--help")
_DNF_YES: Final = ("-y", "--assumeyes", "--assumeno", "-h", "--help")
_MESSAGES: Final = (
    *("-m", "--message", "-F", "--file", "-C", "--reuse-message", "--no-edit", "--fixup", "--squash", "--dry-run"),
    *("-t", "--template", "-h", "--help"),
)
_APPROVED: Final = ("-auto-approve", "--auto-approve", "-help", "--help")
_RUN_VALUES: Final = frozenset(
    {"-v", "-e", "-p", "-w", "-u", "-l", "-h", "-m", "-c", "-a", "--name", "--network", "--net", "--volume", "--env"}
    | {"--env-file", "--workdir", "--user", "--entrypoint", "--platform", "--mount", "--publish", "--hostname"}
    | {"--label", "--memory", "--cpus", "--add-host", "--cap-add", "--cap-drop", "--security-opt", "--device", "--gpus"}
    | {"--pull", "--restart", "--shm-size", "--tmpfs", "--ulimit", "--dns", "--ipc", "--pid", "--userns", "--group-add"}
)
_NO_PREVIEW: Final = frozenset({"--yes", "-y", "--skip-preview", "--preview-only"})
_PACKAGES: Final[dict[str, tuple[frozenset[str], tuple[str, ...]]]] = {
    **dict.fromkeys(("apt", "apt-get"), (_APT, _YES)),
    **dict.fromkeys(("dnf", "yum", "microdnf"), (_DNF, _DNF_YES)),
    **dict.fromkeys(("pip", "pip3"), (frozenset({"uninstall"}), (*_YES, "-r"))),
}


class _Question(NamedTuple):
    """What a command wants to know, the word of the command to blame, what answers it."""

    wants: str
    word: Word
    help: str
    title: str = ""
    edit: Edit | None = None


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that surely asks."""
    if _PROGRAMS.isdisjoint(script.words):
        return
    for command in script.commands:
        if command.name not in _PROGRAMS or command.piped or any(item.gives_input for item in command.redirections):
            continue
        asked = _question(script, command)
        if asked is not None:
            yield RULE.at(
                script.span(command.bare[0].start, asked.word.end),
                f"`{_called(command, asked.word)}` {asked.wants}, and nobody answers",
                label="standard input is empty",
                help=asked.help,
                fix=None if asked.edit is None else unsafe(asked.title, asked.edit),
            )


def _called(command: Command, word: Word) -> str:
    return " ".join(shown(item) for item in command.bare if item.end <= word.end)


def _question(script: ScriptSubject, command: Command) -> _Question | None:
    """Return what a command asks; None when it does not, or nobody can be sure."""
    name = command.name
    if name in _PACKAGES:
        return _packages(script, command, *_PACKAGES[name])
    return _ASKING[name](script, command)


def _packages(
    script: ScriptSubject, command: Command, subcommands: frozenset[str], settled: tuple[str, ...]
) -> _Question | None:
    """Tell of a manager that asks before it installs or removes."""
    options = read_options(command.arguments, {"-o", "-t", "-c", "--option", "--target-release"})
    word = options.operands[0] if options.operands else None
    if word is None or word not in subcommands or options.has(*settled) or _is_quiet(options, command):
        return None
    if "assume-yes" in script.text.lower() or "assumeyes" in script.text or _has_list(command):
        return None
    edit = insert_behind(script, word, " -y")
    asks = "asks when other packages are concerned" if command.name.startswith("apt") else "asks before it goes on"
    return _Question(asks, word, "add `-y`", "add `-y`", edit)


def _is_quiet(options: Options, command: Command) -> bool:
    """Tell whether `apt-get` is quiet twice, which answers as well."""
    letters = "".join(word[1:] for word in command.arguments if word[:1] == "-" and word[1:2] != "-")
    return command.name.startswith("apt") and (letters.count("q") > 1 or options.values.get("--quiet") == "2")


def _has_list(command: Command) -> bool:
    """Tell whether a word without a name of its own may hold options: `$APT_OPTIONS`, `"${options[@]}"`."""
    return any(
        word.startswith("\0") and ("OPT" in word.upper() or "ARGS" in word.upper()) for word in command.arguments
    )


def _terminal(script: ScriptSubject, command: Command) -> _Question | None:
    arguments = command.arguments
    if arguments[:1] not in {("run",), ("exec",)}:
        return None
    options = read_options(arguments[1:], _RUN_VALUES, first_operand=True)
    if not (options.has("-i", "--interactive") and options.has("-t", "--tty")):
        return None
    word = options.flags.get("-t") or options.flags["--tty"]
    edit = rewrite(script, word.start, word.end, word.replace("t", "")) if word[1] != "-" and len(word) > 2 else None
    return _Question("wants a terminal", word, "leave `-t` out", "remove `t`", edit)


def _message(script: ScriptSubject, command: Command) -> _Question | None:
    words = command.arguments
    if words[:1] != ("commit",) or "EDITOR" in script.text or _has_list(command):
        return None
    options = read_options(words[1:], {"-m", "-F", "-C", "--author", "--date"})
    if options.has(*_MESSAGES) or any(word.startswith("\0") for word in options.operands):
        return None
    return _Question("opens an editor for the message", words[0], "give the message: `-m`")


def _approval(script: ScriptSubject, command: Command) -> _Question | None:
    words = [word for word in command.arguments if not word.startswith("-")]
    if not words or words[0] not in {"apply", "destroy"} or "TF_CLI_ARGS" in script.text:
        return None
    environment = script.step.step.environment
    if (
        len(words) > 1
        or set(command.arguments) & set(_APPROVED)
        or any(item.name.startswith("TF_CLI_ARGS") for item in environment)
    ):
        return None
    edit = insert_behind(script, words[0], " -auto-approve")
    return _Question("asks for approval", words[0], "apply a saved plan, or add `-auto-approve`", "approve", edit)


def _preview(script: ScriptSubject, command: Command) -> _Question | None:
    arguments = command.arguments
    if arguments[:1] not in {("up",), ("destroy",)} or _NO_PREVIEW & set(arguments):
        return None
    edit = insert_behind(script, arguments[0], " --yes")
    return _Question("asks for approval", arguments[0], "add `--yes`", "add `--yes`", edit)


def _login(_: ScriptSubject, command: Command) -> _Question | None:
    arguments = command.arguments
    if arguments[:1] not in {("login",), ("adduser",)}:
        return None
    return _Question("asks for a name and a password", arguments[0], "write the token's variable into `.npmrc`")


def _read(script: ScriptSubject, command: Command) -> _Question | None:
    if command.inside or command.tested or command.nested or command.operator == "||" or "exec" in script.words:
        return None
    if {"-u", "-t"} & set(command.arguments):
        return None
    return _Question("waits for a line", command.words[-1], "take it from a variable, a file or a parameter")


_ASKING: Final[dict[str, Callable[[ScriptSubject, Command], _Question | None]]] = {
    "docker": _terminal,
    "git": _message,
    "terraform": _approval,
    "tofu": _approval,
    "pulumi": _preview,
    "npm": _login,
    "read": _read,
}
_PROGRAMS: Final = frozenset(_PACKAGES.keys() | _ASKING.keys())
