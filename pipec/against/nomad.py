"""A pipeline against a Nomad cluster."""

import os
from collections.abc import Iterator, Sequence
from itertools import chain

from compiler.ir.release import Environment
from compiler.ir.values import BuiltImage
from compiler.review.statement import Statement, Subject, SubjectKind
from runtime.errors import RuntimeFault
from runtime.executors.nomad.settings import Settings, read_settings
from runtime.observing.nomad import Answer, Leftover, observe

from .found import Found, Named
from .nomad_fates import fates
from .nomad_fields import differences, only_derived
from .nomad_jobs import NomadJob, nomad_jobs
from .wanted import Wanted


def against_nomad(wanted: Wanted, environment: str | None) -> Found:
    """Ask the cluster that the environment's variables name; a RuntimeFault when it cannot be asked."""
    settings = read_settings(os.environ)
    elsewhere = {each.name: _elsewhere(each, settings) for each in wanted.plan.environments}
    jobs = [
        each
        for each in nomad_jobs(wanted, environment)
        if each.environment is None or not elsewhere[each.environment.name]
    ]
    asked = {each.name: each for each in wanted.plan.environments if each.runner == "nomad"}
    unasked = tuple(elsewhere[name] for name in asked if elsewhere[name] and environment in {None, name})
    if not jobs:
        raise _nothing(environment, unasked)
    observed = observe([each.question for each in jobs], _prefixes(wanted.plan.name, environment), settings)
    pairs = list(zip(jobs, observed.answers, strict=True))
    statements = chain(
        _without_component(wanted, observed.leftovers),
        chain.from_iterable(_told(*pair) for pair in pairs),
        _stamped(wanted, pairs),
    )
    return Found(f"Nomad at {settings.address}", tuple(statements), tuple(_notes(pairs)), unasked)


def _nothing(environment: str | None, unasked: tuple[str, ...]) -> RuntimeFault:
    where = f"environment `{environment}` has" if environment else "the pipeline has"
    if unasked:
        return RuntimeFault("; ".join(unasked))
    return RuntimeFault(
        f"{where} nothing that runs on Nomad", "see `runner` of the environment, or compare with compose"
    )


def _elsewhere(environment: Environment, settings: Settings) -> str:
    """Return why an environment is not asked, nothing where it is: a token goes nowhere that a file names alone."""
    address = (environment.target.address or "").rstrip("/")
    if not address or address == settings.address:
        return ""
    return f"environment `{environment.name}` is at {address} and was not asked: NOMAD_ADDR leads to {settings.address}"


def _prefixes(pipeline: str, environment: str | None) -> tuple[str, ...]:
    kinds = ("component",) if environment else ("component", "job")
    return tuple(f"{pipeline}_{kind}_" for kind in kinds)


def _told(job: NomadJob, answer: Answer) -> Iterator[Statement]:
    yield from fates(job, answer)
    if answer.version is not None and not answer.difference.is_none and not only_derived(answer.difference):
        yield from differences(job, answer)


def _stamped(wanted: Wanted, pairs: Sequence[tuple[NomadJob, Answer]]) -> Iterator[Statement]:
    """Tell of all jobs in one line that carry nothing but the mark of another plan."""
    names = [
        job.named.text
        for job, answer in pairs
        if answer.version is not None and not answer.difference.is_none and only_derived(answer.difference)
    ]
    if names:
        what = "1 job carries" if len(names) == 1 else f"{len(names)} jobs carry"
        few = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        text = f"{what} the digest of another plan and nothing else that differs: {few}"
        yield Named(Subject("pipeline"), "", wanted.plan.origin).say("digest", "none", text)


def _without_component(wanted: Wanted, leftovers: Sequence[Leftover]) -> Iterator[Statement]:
    for each in leftovers:
        if _is_had(wanted, each):
            continue
        kind: SubjectKind = "component" if each.kind == "component" else "job"
        named = Named(
            Subject(kind, each.name),
            f"{kind} `{each.name}`",
            wanted.plan.origin,
        )
        left = "left running" if kind == "component" else "left"
        yield named.say(
            "leftover",
            "notable",
            f" is no longer in the pipeline, and {left} at Nomad as `{each.job}` in namespace `{each.namespace}`",
            f"nothing stops it: `{stopping(each)}` does",
        )


def stopping(found: Leftover) -> str:
    """Return the command that stops a job, as it can be copied: without its namespace, it is about another one."""
    where = "" if found.namespace == "default" else f"-namespace={found.namespace} "
    return f"nomad job stop {where}{found.job}"


def _is_had(wanted: Wanted, found: Leftover) -> bool:
    """Tell whether the pipeline has it all the same: for an environment that was not asked."""
    if found.kind == "job":
        return any(job.id == found.name for job in wanted.plan.jobs)
    places = (each for each in wanted.plan.environments if each.runner == "nomad")
    return any(component.name == found.name for place in places for component in place.components)


def _notes(pairs: Sequence[tuple[NomadJob, Answer]]) -> Iterator[str]:
    for job, _ in pairs:
        if job.component is not None and isinstance(job.component.image, BuiltImage):
            built = job.component.image
            yield f"the image of {job.named.text} is what job `{built.job}` builds: it is compared as it runs"
