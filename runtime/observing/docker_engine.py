"""An engine that is asked what it has: through Docker's SDK, or over SSH through Docker's own command line."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from ..errors import ExecutorError
from ..executors.container.engine import Engine, connect

_TIMEOUT: Final = 60

Document = dict[str, Any]


class Source(Protocol):
    """An engine that is asked."""

    address: str

    def containers(self, label: str) -> list[Document]:
        """Return what the engine knows of all containers with a label, `NAME` or `NAME=VALUE`."""

    def labels(self, label: str) -> list[Mapping[str, str]]:
        """Return the labels of all containers with a label."""

    def image(self, identifier: str) -> Document:
        """Return what the engine knows of an image; nothing where it has none."""

    def close(self) -> None:
        """Let the engine go."""


def open_engine() -> Source:
    """Return the engine that the environment names; ExecutorError when none answers."""
    host = os.environ.get("DOCKER_HOST", "")
    return CommandLine(host) if host.startswith("ssh://") else _Sdk(connect())


class _Sdk:
    """An engine at a socket."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.address = engine.address.url

    def containers(self, label: str) -> list[Document]:
        found = (self._container(str(each["Id"])) for each in self._listed(label))
        return [each for each in found if each]

    def labels(self, label: str) -> list[Mapping[str, str]]:
        return [each.get("Labels") or {} for each in self._listed(label)]

    def _listed(self, label: str) -> list[Document]:
        what = "containers cannot be listed"
        listed = self._engine.do(what, lambda client: client.containers(all=True, filters={"label": label}))
        return _items(listed, self.address)

    def _container(self, identifier: str) -> Document:
        return self._inspected(lambda client: client.inspect_container(identifier))

    def image(self, identifier: str) -> Document:
        return self._inspected(lambda client: client.inspect_image(identifier))

    def _inspected(self, look: Callable[[Any], Document]) -> Document:
        """Return what is known of one thing, nothing where it went away since."""
        from docker.errors import NotFound

        def looked(client: Any) -> Document:
            try:
                return dict(look(client))
            except NotFound:
                return {}

        return self._engine.do("a container cannot be looked at", looked)

    def close(self) -> None:
        self._engine.close()


def _items(found: object, address: str) -> list[Document]:
    if isinstance(found, list) and all(isinstance(each, dict) and "Id" in each for each in found):
        return found
    raise stranger(address)


def stranger(address: str) -> ExecutorError:
    """Return the fault for an address where something else answers than an engine."""
    what = f"what answers at {address} is no container engine, or one that is not understood"
    return ExecutorError(what, "see DOCKER_HOST", failure_class="configuration")


class CommandLine:
    """An engine on another machine, by Docker's own command line, which knows the way."""

    def __init__(self, address: str) -> None:
        self.address = address

    def containers(self, label: str) -> list[Document]:
        """Return what the engine knows of all containers with a label."""
        names = self._said("ps", "--all", "--quiet", "--no-trunc", "--filter", f"label={label}").split()
        return self._json("inspect", *names) if names else []

    def labels(self, label: str) -> list[Mapping[str, str]]:
        """Return the labels of all containers with a label."""
        return [each["Config"].get("Labels") or {} for each in self.containers(label)]

    def image(self, identifier: str) -> Document:
        """Return what the engine knows of an image; nothing where it has none."""
        return next(iter(self._json("image", "inspect", identifier)), {})

    def close(self) -> None:
        """Nothing is held."""

    def _json(self, *words: str) -> list[Document]:
        return _items(json.loads(self._said(*words)), self.address)

    def _said(self, *words: str) -> str:
        done = run_docker(words)
        if done.returncode == 0 or _only_missing(done.stderr):
            return done.stdout or "[]"
        said = " ".join(done.stderr.split())[:500]
        raise ExecutorError(f"the container engine at {self.address} does not answer: {said}", "see DOCKER_HOST")


def _only_missing(messages: str) -> bool:
    """Tell whether all that went wrong is that something went away since it was listed."""
    lines = [line for line in messages.splitlines() if line.strip()]
    return bool(lines) and all("no such" in line.lower() for line in lines)


def run_docker(
    words: tuple[str, ...], environment: Mapping[str, str] | None = None, folder: str | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run Docker's command line to its end; ExecutorError where there is none, or it does not end."""
    try:
        return subprocess.run(  # noqa: S603 - the words are ours
            ("docker", *words),  # noqa: S607 - the caller's own Docker
            env=None if environment is None else dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT,
            check=False,
        )
    except OSError as error:
        raise ExecutorError(
            f"Docker's command line cannot be run: {error.strerror}",
            "install `docker` with its plugin `compose`",
            failure_class="configuration",
        ) from None
    except subprocess.TimeoutExpired:
        raise ExecutorError(f"`docker {words[0]}` did not end within {_TIMEOUT} s", "see `docker info`") from None
