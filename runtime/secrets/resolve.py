"""All secrets of a run, found before its first job, or one error that names every one that is not."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import SecretError
from ..resilience import Breakers
from .dotenv import read_dotenv
from .files import in_file
from .lookup import Looked, in_variables
from .remote import Remotes
from .sources import LEAST, Kind, SecretSources, Source, variable_names

PATIENCE: Final = 60.0
"""How many seconds a service that does not answer is asked again."""


async def resolve_secrets(
    names: Iterable[str],
    sources: SecretSources,
    *,
    environment: Mapping[str, str] | None = None,
    breakers: Breakers | None = None,
    tell: Callable[[str], None] | None = None,
    patience: float = PATIENCE,
) -> Mapping[str, str]:
    """Return the value of each secret by its name.

    SecretError names all that are missing or cannot be taken, where each was looked for and how to give it, and never a
    value. `environment` are the variables of this process unless given. `tell` is told when a service is asked again.
    """
    given = os.environ if environment is None else environment
    wanted = tuple(dict.fromkeys(names))
    remotes = Remotes(given, breakers or Breakers(), tell, patience)
    search = _Search(sources, given, _dotenv(sources), remotes)
    await remotes.fetch({path for name in wanted for path in search.remote_paths(name)})
    found = {name: search.look(name) for name in wanted}
    problems = [problem for name, looks in found.items() if (problem := _problem(name, looks))]
    if problems:
        raise _refused(problems)
    return {name: looks[-1].value or "" for name, looks in found.items()}


class _Search(NamedTuple):
    sources: SecretSources
    environment: Mapping[str, str]
    dotenv: Mapping[str, str]
    remotes: Remotes

    def look(self, name: str) -> list[Looked]:
        """Return the looks at one secret; the last one is the one that found it, if any did."""
        own = self.sources.names.get(name)
        if own is not None:
            return [self._at(own, name)]
        looks: list[Looked] = []
        for kind in self.sources.order:
            looks.append(self._in(kind, name))
            if looks[-1].value is not None:
                break
        return looks

    def remote_paths(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield what has to be asked of Vault and Nomad for a secret, kind and path, unless a place before has it."""
        own = self.sources.names.get(name)
        if own is not None:
            yield from [(own.kind, own.locator)] if own.kind in {"vault", "nomad"} else []
            return
        for kind in self.sources.order:
            if kind in {"vault", "nomad"}:
                yield kind, self._path(kind)
            elif self._in(kind, name).value is not None:
                return

    def _path(self, kind: str) -> str:
        return self.sources.vault if kind == "vault" else self.sources.nomad

    def _at(self, source: Source, name: str) -> Looked:
        if source.kind == "env":
            return in_variables(self.environment, (source.locator,))
        if source.kind == "file":
            return in_file(Path(source.locator))
        return self.remotes.look(source.kind, source.locator, source.key or name)

    def _in(self, kind: Kind, name: str) -> Looked:
        if kind == "env":
            return in_variables(self.environment, variable_names(name))
        if kind == "dotenv":
            found = in_variables(self.dotenv, (*variable_names(name), name))
            return Looked(found.value, f"{self.sources.dotenv}", f"add a line {variable_names(name)[1]}=… to it")
        if kind == "directory":
            return in_file((self.sources.directory or Path()) / name)
        return self.remotes.look(kind, self._path(kind), name)


def _dotenv(sources: SecretSources) -> Mapping[str, str]:
    if "dotenv" not in sources.order or sources.dotenv is None:
        return {}
    try:
        return read_dotenv(sources.dotenv)
    except FileNotFoundError:
        if not sources.dotenv_needed:
            return {}
        raise SecretError(
            f"there is no file {sources.dotenv}", "it is to hold secrets, as NAME=value", failure_class="configuration"
        ) from None


def _problem(name: str, looks: list[Looked]) -> tuple[str, str] | None:
    """Return what is wrong with a secret, and how to give it; None when it is as it should be."""
    value = looks[-1].value if looks else None
    if value is None:
        places = ", ".join(look.place for look in looks) or "no place at all"
        return f"`{name}` is not in {places}", looks[0].remedy if looks else "name a source in `[secrets]`"
    if "\0" in value:
        return f"`{name}` in {looks[-1].place} holds a NUL, which no variable can", "give it as text, in base64 for one"
    if len(value.rstrip("\r\n")) < LEAST:
        return (
            f"`{name}` in {looks[-1].place} has fewer than {LEAST} characters, which cannot be masked",
            "give a longer one",
        )
    return None


def _refused(problems: list[tuple[str, str]]) -> SecretError:
    if len(problems) == 1:
        return SecretError(f"the secret {problems[0][0]}", problems[0][1], failure_class="configuration")
    listed = "\n".join(f"  {what}: {remedy}" for what, remedy in problems)
    return SecretError(
        f"{len(problems)} secrets cannot be had:\n{listed}",
        "`[secrets]` in `.pipec.toml` says where secrets come from",
        failure_class="configuration",
    )
