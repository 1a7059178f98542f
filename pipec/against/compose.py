"""A pipeline against what Compose has up."""

import os
from collections.abc import Iterator
from itertools import chain
from typing import Any

from compiler.ir.release import Environment
from compiler.review.statement import Statement, Subject
from runtime.errors import RuntimeFault
from runtime.observing.compose import Stack, compose_version, read_stack
from runtime.observing.containers import PROJECT, Container, containers, labels
from runtime.observing.docker_engine import Source, open_engine

from .compose_services import ServiceFile, services
from .found import Found, Named
from .wanted import Wanted


def against_compose(wanted: Wanted, environment: str | None) -> Found:
    """Ask the engine that DOCKER_HOST names, or that of this machine; a RuntimeFault when it cannot be asked."""
    places = [
        each for each in wanted.plan.environments if each.runner == "compose" and environment in {None, each.name}
    ]
    unasked = tuple(chain.from_iterable(_elsewhere(each) for each in places))
    asked = [each for each in places if _leads_to(each)]
    if not asked:
        where = f"environment `{environment}` has" if environment else "the pipeline has"
        raise RuntimeFault(
            "; ".join(unasked) if unasked else f"{where} nothing that runs by Compose", _ADVICE if unasked else ""
        )
    version = compose_version()
    engine = open_engine()
    try:
        sight = _Sight(wanted, engine)
        told = [sight.environment(each) for each in asked]
        orphans = () if environment else tuple(_environments_gone(wanted, engine))
        notes = tuple(chain.from_iterable(notes for _, notes in told))
        statements = (*chain.from_iterable(found for found, _ in told), *orphans)
        return Found(f"Compose {version} at {engine.address}", statements, notes, unasked)
    finally:
        engine.close()


_ADVICE = "set DOCKER_HOST to the host, or run pipec there"


def _elsewhere(environment: Environment) -> Iterator[str]:
    """Yield why a host of an environment is not asked."""
    for host in environment.target.hosts:
        if not _is_here(host):
            leads = os.environ.get("DOCKER_HOST") or "this machine"
            yield f"environment `{environment.name}` is on {host} and was not asked there: DOCKER_HOST leads to {leads}"


def _leads_to(environment: Environment) -> bool:
    return any(_is_here(host) for host in environment.target.hosts)


def _is_here(host: str) -> bool:
    engine = os.environ.get("DOCKER_HOST", "")
    if host == "local":
        return not engine.startswith("ssh://")
    return _address(engine) == _address(host)


def _address(host: str) -> str:
    return host.rstrip("/").removesuffix(":22")


class _Sight:
    """What is asked of one engine."""

    def __init__(self, wanted: Wanted, engine: Source) -> None:
        self._wanted = wanted
        self._engine = engine

    def environment(self, place: Environment) -> tuple[list[Statement], list[str]]:
        """Return what applying an environment's lock would change, and what is to be known beside."""
        folder = f"compose/environments/{place.name}"
        lock = f"{folder}/compose.lock.yaml"
        if lock not in self._wanted.files:
            raise RuntimeFault(f"the bundle has no `{lock}`", "compile it again, for all environments")
        statements: list[Statement] = []
        notes: list[str] = []
        coloured: set[str] = set()
        for path in sorted(self._wanted.files):
            if path.startswith(f"{folder}/") and path.endswith(("-blue.yaml", "-green.yaml")):
                found = self._stack(path, place, frozenset(), notes, only_running=True)
                if found is not None:
                    statements += found
                    component, _, colour = path.rpartition("/")[2].removesuffix(".yaml").rpartition("-")
                    coloured.add(component)
                    notes.append(f"`{component}` in `{place.name}` is up as {colour}: that is what is compared")
        statements += self._stack(lock, place, frozenset(coloured), notes) or []
        return statements, notes

    def _stack(
        self, path: str, place: Environment, besides: frozenset[str], notes: list[str], *, only_running: bool = False
    ) -> list[Statement] | None:
        import yaml

        content, _ = self._wanted.files[path]
        document: dict[str, Any] = yaml.safe_load(content)
        project = str(document["name"])
        running = containers(self._engine, f"{PROJECT}={project}")
        if only_running and not any(each.state == "running" for each in running):
            return None
        stack = read_stack(content, document, running)
        _note(stack, running, place, notes)
        file = ServiceFile(self._wanted, path, place, besides)
        return list(services(file, stack, running))


def _note(stack: Stack, running: tuple[Container, ...], place: Environment, notes: list[str]) -> None:
    if stack.assumed and running:
        names = ", ".join(stack.assumed)
        notes.append(f"not given, so taken as they run in `{place.name}`: {names}")


def _environments_gone(wanted: Wanted, engine: Source) -> Iterator[Statement]:
    """Yield the environments of this pipeline that are up and that it no longer has."""
    known = {each.name for each in wanted.plan.environments}
    told: set[str] = set()
    for each in labels(engine, "pipec.component"):
        folders = each.file.split("/")
        name = folders[-2] if "environments" in folders[-3:-2] else ""
        if name and name not in known | told and each.project == f"{wanted.plan.name}-{name}".lower():
            told.add(name)
            text = f"environment `{name}` is no longer in the pipeline, and left running as project `{each.project}`"
            reason = f"nothing stops it: `docker compose --project-name {each.project} down` does"
            yield Named(Subject("environment", name), "", wanted.plan.origin).say("leftover", "notable", text, reason)
