"""The executor `nomad`."""

import asyncio
import os
import time
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from compiler.ir.job import Job
from compiler.ir.plan import Plan
from compiler.ir.run_values import RUN, input_keys, meta_key

from ...errors import ExecutorError
from ...records import Refusal
from ..base import JobSpace
from ..whole import Sight, WholeJob, WholeOrder
from .emitted import Document, Emitted, read_emitted
from .failures import patiently
from .settings import read_settings
from .watching import ENDED

if TYPE_CHECKING:
    from ...artifacts.handing.offers import Handing
    from .control import Control
    from .dispatched import Cluster
    from .reading import Reading
    from .registration import Registration

_TRIES: Final = 3
_FIRST_PATIENCE: Final = 5.0
"""Seconds for which a cluster is asked again before there is a run."""

_ENDING: Final = 30.0
"""Seconds for which a stopped job is waited for: twice as long as Nomad leaves its tasks until it kills them."""

_OFFERED: Final = 6 * 3600.0
"""Seconds for which a node may fetch an input: longer than it takes to place a job on a busy cluster."""


class _Open(NamedTuple):
    """What there is while the cluster is spoken to."""

    control: "Control"
    reading: "Reading"
    registration: "Registration"


class NomadExecutor:
    """Runs jobs on the cluster that the environment names."""

    name = "nomad"

    def __init__(self, state_directory: Path) -> None:
        self._state = state_directory
        self._opened: _Open | None = None
        self._cluster: Cluster | None = None
        self._emitted: Emitted | None = None
        self._handing: Handing | None = None

    def refusals(self, plan: Plan, jobs: Collection[Job]) -> tuple[Refusal, ...]:
        """Return nothing: what Nomad cannot do is refused when its jobs are emitted."""
        del plan, jobs
        return ()

    async def open(self) -> None:
        """Find the cluster, with a leader."""
        from .control import Control
        from .reading import Reading
        from .registration import Registration

        settings = read_settings(os.environ)
        control = Control(settings)
        try:
            await patiently(control.leader, lambda _: None, _FIRST_PATIENCE)
        except BaseException:
            control.close()
            raise
        self._opened = _Open(control, Reading(settings), Registration(control))

    async def dispatch(self, order: WholeOrder, sight: Sight) -> WholeJob:
        """Dispatch a job, or find what an earlier call with the same order dispatched."""
        from .dispatched import Dispatched

        cluster = self._of(order)
        document = self._document(order)
        meta = await self._meta(order, document)
        child = await self._dispatched(order, cluster, document, meta, sight)
        return Dispatched(cluster, order.job, child, sight)

    async def sweep(self, run: str, handles: Collection[str] = ()) -> tuple[str, ...]:
        """Stop the dispatches of a run whose runtime is gone; its id in their meta finds them."""
        del handles
        emitted = read_emitted(self._state / "runs" / run)
        control = self._now.control
        children = await control.children(f"{emitted.pipeline}_job_", emitted.namespace)
        ours = [
            item["ID"] for item in children if (item.get("Meta") or {}).get(RUN) == run and item["Status"] != "dead"
        ]
        for child in ours:
            await control.stop(child, emitted.namespace)
        await self._gone(ours, emitted.namespace)
        return tuple(f"the Nomad job {child} was stopped" for child in ours)

    async def _gone(self, children: list[str], namespace: str) -> None:
        """Wait until nothing of stopped jobs runs."""
        until = time.monotonic() + _ENDING
        for child in children:
            while time.monotonic() < until:
                found = await self._now.reading.allocations_of(child, namespace)
                if all(item["ClientStatus"] in ENDED for item in found):
                    break
                await asyncio.sleep(0.2)

    async def reclaim(self, space: JobSpace) -> bool:
        """Say that all files here are ours: steps write on the nodes."""
        del space
        return True

    async def close(self) -> None:
        """Let the cluster go."""
        opened, self._opened = self._opened, None
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            await cluster.watch.close()
        if self._handing is not None:
            await self._handing.close()
            self._handing = None
        if opened is not None:
            await opened.reading.close()
            opened.control.close()

    @property
    def _now(self) -> _Open:
        if self._opened is None:
            raise ExecutorError("the cluster is not open")
        return self._opened

    def _of(self, order: WholeOrder) -> "Cluster":
        from .dispatched import Cluster
        from .watching import Watch

        if self._cluster is None:
            emitted = self._emitted = read_emitted(order.directory)
            opened, namespace = self._now, emitted.namespace
            watch = Watch(opened.reading, emitted.pipeline, namespace)
            self._cluster = Cluster(opened.control, opened.reading, watch, namespace)
        return self._cluster

    def _document(self, order: WholeOrder) -> Document:
        document = self._emitted.jobs.get(order.job.id) if self._emitted else None
        if document is None:
            raise ExecutorError(f"no Nomad job was emitted for `{order.job.id}`", failure_class="configuration")
        return document

    async def _meta(self, order: WholeOrder, document: Document) -> dict[str, str]:
        declared = document["Job"]["ParameterizedJob"]
        required, optional = declared.get("MetaRequired") or (), declared.get("MetaOptional") or ()
        values = {meta_key(path): text for path, text in order.values.items()} | {RUN: order.run}
        values |= await self._inputs(order)
        kept = {key: values[key] for key in optional if values.get(key)}
        return kept | {key: values.get(key, "") for key in required}

    async def _inputs(self, order: WholeOrder) -> dict[str, str]:
        """Return where the node fetches each input."""
        if not order.inputs:
            return {}
        expires = time.time() + _OFFERED
        handing = self._handed()
        offers = await asyncio.gather(*(handing.offer(digest, expires) for digest in order.inputs))
        found: dict[str, str] = {}
        for index, offer in enumerate(offers):
            url, checksum = input_keys(index)
            found |= {url: offer.url, checksum: offer.checksum}
        return found

    def _handed(self) -> "Handing":
        if self._handing is None:
            from ...artifacts.handing.opening import open_handing

            self._handing = open_handing(self._emitted.artifact_store if self._emitted else "", self._state)
        return self._handing

    async def _dispatched(
        self, order: WholeOrder, cluster: "Cluster", document: Document, meta: dict[str, str], sight: Sight
    ) -> str:
        """Return the id of the dispatch, which carries our plan and no other that was registered in between."""
        opened, job, say = self._now, str(document["Job"]["ID"]), partial(_say, sight)
        for number in range(_TRIES):
            token = f"{order.run}.{order.job.id}.{order.attempt}" + (f".{number}" if number else "")
            await patiently(lambda: opened.registration.ensure(job, cluster.namespace, document), say)
            child = await patiently(partial(opened.control.dispatch, job, cluster.namespace, meta, token), say)
            found = await patiently(partial(opened.control.job, child, cluster.namespace), say)
            if (found.get("Meta") or {}).get("pipec_plan") == document["Job"]["Meta"]["pipec_plan"]:
                return child
            await patiently(partial(opened.control.stop, child, cluster.namespace), say)
            opened.registration.forget(job)
        raise ExecutorError(
            f"somebody else registers another job `{job}` again and again",
            "run one version of the pipeline at a time, or give the other another name or namespace",
        )


def _say(sight: Sight, sentence: str) -> None:
    sight.wrote("", 0, "system", f"{sentence}\n".encode())
