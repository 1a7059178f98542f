"""The scripts of a pipeline, with the shell that runs each."""

from collections.abc import Iterator
from typing import NamedTuple

from compiler.frontend.document import Declaration, Document, JobDeclaration, as_mapping, scalars
from compiler.frontend.tree import Mapping, Node, Scalar

DIALECTS = {
    "sh": "sh", "bash": "bash", "dash": "dash", "ash": "busybox", "ksh": "ksh", "ksh93": "ksh", "mksh": "ksh",
    "oksh": "ksh", "busybox": "busybox",
}  # fmt: skip
"""What shellcheck calls a shell; it knows no zsh."""


class Shell(NamedTuple):
    """What runs a script: the dialect by shellcheck's name, and whether the first failing command ends it."""

    dialect: str
    errexit: bool


class Script(NamedTuple):
    """A script as the pipeline writes it: one scalar, or a list of lines.

    `names` are the variables that its environment surely has: what it assigns to them other programs see.
    """

    lines: tuple[Scalar, ...]
    shell: Shell
    names: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The whole script, as the shell gets it."""
        return "\n".join(line.text for line in self.lines)


POSIX = Shell("sh", errexit=True)
"""What runs a script without a `shell`, and that of a smoke test, which has none: `/bin/sh -e`."""

COMMAND = Shell("sh", errexit=False)
"""What runs the command of a health check: `/bin/sh -c`."""


def collect_scripts(document: Document) -> tuple[Script, ...]:
    """Return each script of a pipeline once, where it is written, in the order of the files.

    Those with a shell that shellcheck does not know, or that only a parameter names, are left out.
    """
    found: dict[tuple[str, int, Shell], Script] = {}
    for script in _scripts(document):
        if not script.lines or not script.text.strip():
            continue
        span = script.lines[0].span
        known = found.setdefault((span.path, span.start, script.shell), script)
        if known.names != script.names:
            found[span.path, span.start, script.shell] = known._replace(names=known.names | script.names)
    return tuple(found.values())


def _scripts(document: Document) -> Iterator[Script]:
    defaults = as_mapping(document.body.get("defaults"))
    default = _shell(defaults.get("shell"), POSIX) if defaults is not None else POSIX
    outer = _names(document.global_env)
    for job in document.jobs.values():
        yield from _of_job(job, default, outer)
    for component in document.components.values():
        yield from _health_check(component.body)
    for environment in document.environments.values():
        yield from _of_environment(environment)


def _of_job(job: JobDeclaration, default: Shell | None, outer: frozenset[str]) -> Iterator[Script]:
    names = outer | _names(job.body.get("environment"))
    for step in job.steps:
        shell = _shell(step.body.get("shell"), default)
        if shell is not None:
            yield Script(_lines(step.body.get("script")), shell, names | _names(step.body.get("environment")))
    for service in _mappings(job.body.get("services")):
        yield from _health_check(service)
    test = _inner(job.body, "deploy", "strategy", "smoke_test")
    if test is not None:
        yield Script(_lines(test.get("script")), POSIX)
        yield from _health_check(test)


def _of_environment(environment: Declaration) -> Iterator[Script]:
    for settings in _mappings(environment.body.get("overrides")):
        yield from _health_check(settings)


def _health_check(owner: Mapping) -> Iterator[Script]:
    """Yield the command of a health check that is written as one string, which a shell reads."""
    command = _inner(owner, "health_check")
    node = command.get("command") if command is not None else None
    if isinstance(node, Scalar):
        yield Script((node,), COMMAND)


def _inner(mapping: Mapping, *keys: str) -> Mapping | None:
    inner: Mapping | None = mapping
    for key in keys:
        inner = as_mapping(inner.get(key)) if inner is not None else None
    return inner


def _mappings(node: Node | None) -> Iterator[Mapping]:
    for entry in node if isinstance(node, Mapping) else ():
        if isinstance(entry.value, Mapping):
            yield entry.value


def _names(node: Node | None) -> frozenset[str]:
    return frozenset(entry.key.text for entry in node) if isinstance(node, Mapping) else frozenset()


def _lines(node: Node | None) -> tuple[Scalar, ...]:
    return (node,) if isinstance(node, Scalar) else scalars(node)


def _shell(node: Node | None, default: Shell | None) -> Shell | None:
    """Return the shell that a node names, None for one that shellcheck cannot check; `default` where none is named."""
    if node is None:
        return default
    texts = [item.text for item in _lines(node)]
    if not texts or any("${" in text for text in texts):
        return None
    if not isinstance(node, Scalar):
        return shell_of(texts)
    import shlex

    try:
        return shell_of(shlex.split(texts[0]))
    except ValueError:
        return None


def shell_of(words: list[str]) -> Shell | None:
    """Return what a shell's program and options mean to shellcheck, None when it does not know the program."""
    names = [word.rpartition("/")[2] for word in words]
    if names[:1] == ["env"]:
        first = next((place for place, word in enumerate(words) if place and word[0:1] != "-" and "=" not in word), 0)
        words, names = words[first:], names[first:]
    if names[:1] == ["busybox"] and names[1:2] not in (["sh"], ["ash"]):
        return None
    if not names or names[0] not in DIALECTS:
        return None
    return Shell(DIALECTS[names[0]], _ends_at_error(words[1:]))


def _ends_at_error(options: list[str]) -> bool:
    return "errexit" in options or any(
        word.startswith("-") and not word.startswith("--") and "e" in word for word in options
    )
