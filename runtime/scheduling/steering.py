"""What happens around the jobs of a run: what people ask for, the clock, the status of the run as a whole."""

import asyncio
from typing import Final

from ..jobs.context import RunContext
from ..records import RunStatus
from ..state.changes import Answer, MoveRun, RanFor
from ..state.queries import Queries
from ..state.records import RequestRecord
from .approvals import Approvals
from .clock import ActiveClock
from .scheduler import Scheduler

_LOOK_EVERY: Final = 0.2
_FLUSH_EVERY: Final = 5
"""Looks between two moments at which lines without an end are kept too: a prompt is seen within a second."""
_KEEP_EVERY: Final = 25
"""Looks between two writings of how long the run ran: five seconds."""


class Steering:
    """Watches over a scheduler until it is cancelled; `status` is that of the run."""

    def __init__(
        self, context: RunContext, scheduler: Scheduler, approvals: Approvals, clock: ActiveClock, queries: Queries
    ) -> None:
        self.status: RunStatus = "running"
        self.timed_out = False
        self._context = context
        self._scheduler = scheduler
        self._approvals = approvals
        self._clock = clock
        self._queries = queries
        self._seen = -1
        self._looks = 0

    async def watch(self) -> None:
        """Look at what changed, five times a second."""
        while True:
            await self._look()
            await asyncio.sleep(_LOOK_EVERY)

    async def _look(self) -> None:
        self._looks += 1
        counter = self._queries.counter()
        if counter != self._seen:
            self._seen = counter
            await self._answer()
        self._approvals.look()
        await self._follow_phase()
        if self._clock.seconds >= self._context.plan.timeout and not self._scheduler.stopping:
            self.timed_out = True
            self._scheduler.cancel(f"the time of the pipeline, {self._context.plan.timeout} s, is over")
        if self._looks % _FLUSH_EVERY == 0:
            for output in tuple(self._context.outputs):
                output.flush()
        if self._looks % _KEEP_EVERY == 0 and self._clock.running:
            await self._context.write(RanFor(self._context.run, self._clock.milliseconds))

    async def _answer(self) -> None:
        for request in self._queries.requests(self._context.run):
            await self._context.write(Answer(request.id))
            if request.kind == "cancel":
                self._scheduler.cancel(reason_of(request))
            else:
                self._scheduler.pause(paused=request.kind == "pause")

    async def _follow_phase(self) -> None:
        """Let the status and the clock of the run say whether anything can go on without people."""
        phase: RunStatus = "running"
        if not self._scheduler.active:
            phase = "paused" if self._scheduler.paused else "waiting" if self._scheduler.asking else "running"
        if phase == "running":
            self._clock.start()
        else:
            self._clock.stop()
        if phase != self.status and not self._scheduler.stopping:
            await self._context.write(MoveRun(self._context.run, phase, active_ms=self._clock.milliseconds))
            self.status = phase
            self._context.observer.run_changed(self._context.run, phase, "")


def reason_of(request: RequestRecord) -> str:
    """Return why a run ends that somebody asked to cancel."""
    why = f": {request.reason}" if request.reason else ""
    return f"cancelled by {request.who}{why}"
