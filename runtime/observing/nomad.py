"""What Nomad has of a pipeline, and what it would do with another version of it. Nothing is registered.

A plan is asked for each job (`PUT /v1/job/ID/plan`), by which a server computes a registration and forgets it again.
"""

import asyncio
import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..errors import ExecutorError
from ..executors.nomad.control import Control
from ..executors.nomad.ending import why_waiting
from ..executors.nomad.failures import NomadMissingError, as_object
from ..executors.nomad.reading import Reading
from ..executors.nomad.settings import Settings
from .differences import Difference, read_difference

_MARKS: Final = ("pipec_job", "pipec_component")

Document = dict[str, Any]


class Place(NamedTuple):
    """A part of a cluster; empty texts are those of the environment."""

    namespace: str = ""
    region: str = ""


class Question(NamedTuple):
    """A job as it would be registered (`{"Job": {…}}`).

    `keeps` are places below `Job` whose values only a deployment knows: those of the job that is there stay.
    """

    document: Document
    keeps: tuple[tuple[str | int, ...], ...] = ()

    @property
    def job(self) -> str:
        """The job's id."""
        return str(self.document["Job"]["ID"])

    @property
    def place(self) -> Place:
        """Where the job belongs."""
        job = self.document["Job"]
        return Place(str(job.get("Namespace") or ""), str(job.get("Region") or ""))


class Answer(NamedTuple):
    """What Nomad would do with a job.

    `version` is the number of the one that is there, None where there is none. `unplaced` says for each group why not
    all of its instances find a node. `evicted` counts the instances of other jobs that would have to go.
    """

    question: Question
    difference: Difference
    version: int | None = None
    is_stopped: bool = False
    unplaced: Mapping[str, str] = {}
    warnings: tuple[str, ...] = ()
    evicted: int = 0


class Leftover(NamedTuple):
    """A job at Nomad that pipec made of a pipeline's `name`: what it is of, and its name in the pipeline."""

    job: str
    namespace: str
    kind: str
    name: str


class Observed(NamedTuple):
    """The answers in the order of the questions, and the other jobs of the pipeline."""

    answers: tuple[Answer, ...]
    leftovers: tuple[Leftover, ...]


def observe(questions: Sequence[Question], prefixes: Iterable[str], settings: Settings) -> Observed:
    """Ask for all jobs at once; an ExecutorError when one cannot be asked.

    `prefixes` are the beginnings of the ids that the pipeline's jobs have: others of that name are left over.
    """
    return asyncio.run(_observe(questions, tuple(prefixes), settings))


async def _observe(questions: Sequence[Question], prefixes: tuple[str, ...], settings: Settings) -> Observed:
    regions = {each.place.region for each in questions} or {""}
    clusters = {region: _Cluster(settings, region) for region in sorted(regions)}
    try:
        for cluster in clusters.values():  # one that is gone is told once, and soon
            await cluster.control.leader()
        answers = await asyncio.gather(*(clusters[each.place.region].answer(each) for each in questions))
        known = {(each.place, each.job) for each in questions}
        places = sorted({each.place for each in questions} or {Place()})
        rows = [await clusters[place.region].others(prefix, place, known) for place in places for prefix in prefixes]
        return Observed(tuple(answers), tuple(each for row in rows for each in row))
    finally:
        for cluster in clusters.values():
            await cluster.close()


class _Cluster:
    """One region."""

    def __init__(self, settings: Settings, region: str) -> None:
        own = settings._replace(region=region or settings.region)
        self.control = Control(own)
        self.reading = Reading(own)

    async def close(self) -> None:
        self.control.close()
        await self.reading.close()

    async def answer(self, question: Question) -> Answer:
        job, namespace = question.job, question.place.namespace
        what = f"what the job `{job}` would change cannot be asked"
        there = await self._there(job, namespace)
        document = _kept(question, there) if there is not None else question.document
        planned = await self._planned(job, namespace, document, what)
        difference = read_difference(planned["Diff"], what)
        if difference.node.kind == "Added":
            there = None
        annotations = as_object(planned.get("Annotations") or {}, what)
        return Answer(
            question,
            difference,
            None if there is None else int(there.get("Version") or 0),
            bool(there and there.get("Stop")),
            _unplaced(planned, what),
            tuple(_lines(planned.get("Warnings"))),
            len(annotations.get("PreemptedAllocs") or ()),
        )

    async def _planned(self, job: str, namespace: str, document: Document, what: str) -> Document:
        try:
            return await self.control.plan(job, namespace, document, what=what)
        except ExecutorError as fault:
            if "nonexistent namespace" in str(fault):
                fault.help = "see `nomad namespace list`, and `namespace` of the environment or of the profile"
            raise

    async def _there(self, job: str, namespace: str) -> Document | None:
        try:
            return await self.control.job(job, namespace)
        except NomadMissingError:  # it went away since
            return None

    async def others(self, prefix: str, place: Place, known: set[tuple[Place, str]]) -> list[Leftover]:
        """Return the jobs with this prefix that nobody asked for, are not stopped and carry pipec's mark."""
        found = await self.reading.jobs(prefix, place.namespace)
        names = [each["ID"] for each in found if (place, each["ID"]) not in known and not each.get("Stop")]
        looked = [await self._there(name, place.namespace) for name in names]
        marked = ((document, *_mark(document)) for document in looked if document is not None)
        return [
            Leftover(str(document["ID"]), str(document.get("Namespace") or place.namespace), kind, name)
            for document, kind, name in marked
            if kind
        ]


def _kept(question: Question, there: Document) -> Document:
    """Return the job with the values that are there at the places that it `keeps`."""
    document = copy.deepcopy(question.document)
    for path in question.keeps:
        before: Any = there
        after: Any = document["Job"]
        try:
            for key in path[:-1]:
                before, after = before[key], after[key]
            after[path[-1]] = before[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # what is there has another form, and is another job
    return document


def _mark(document: Document) -> tuple[str, str]:
    """Return what a job is to pipec, and its name in the pipeline; empty for somebody else's."""
    metas = [document.get("Meta") or {}, *((group.get("Meta") or {}) for group in document.get("TaskGroups") or ())]
    for key in _MARKS:
        for meta in metas:
            if key in meta:
                return key.removeprefix("pipec_"), str(meta[key])
    return "", ""


def _unplaced(planned: Document, what: str) -> dict[str, str]:
    failed = as_object(planned.get("FailedTGAllocs") or {}, what)
    return {
        str(name): why_waiting(({"CreateIndex": 0, "FailedTGAllocs": {name: as_object(each, what)}},))
        for name, each in failed.items()
    }


def _lines(warnings: object) -> list[str]:
    text = str(warnings or "")
    return [line.strip(" \t*") for line in text.splitlines() if line.strip(" \t*") and not line.endswith("warning(s):")]
