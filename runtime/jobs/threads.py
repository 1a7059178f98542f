"""Blocking work beside the event loop that is never left behind."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(stop: Event, function: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Run a function in a thread; when cancelled, set `stop`, and wait until it has ended: nothing else can stop it.

    Whoever is cancelled goes on to remove the files that the function works on.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *arguments, **options))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait({work})
        if not work.cancelled():
            work.exception()  # it is looked at, so that nobody complains about it
        raise
