"""Performing an action in a workspace, with what it says and what it comes to."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compiler.ir.expression import Problem, parse
from runtime.actions import ACTIONS, ActionContext
from runtime.logs.masking import Masker
from runtime.records import Exit, StepResult

LIMIT = 30


class Performed(NamedTuple):
    """What an action came to, and the lines that it wrote: message and level."""

    result: StepResult
    lines: list[tuple[str, str]]

    @property
    def said(self) -> str:
        """All lines as one text."""
        return "\n".join(message for message, _ in self.lines)


async def no_command(_words: tuple[str, ...], _limit: float) -> Exit:
    raise AssertionError("no command is run here")


def context_of(workspace: Path, lines: list[tuple[str, str]], run: Any = no_command, **more: Any) -> ActionContext:
    masker = Masker(more.pop("secrets", ()))
    return ActionContext(
        workspace, workspace, lambda message, level: lines.append((message, level)), run, masker.mask_text, **more
    )


def perform(kind: str, arguments: Mapping[str, Any], workspace: Path, **more: Any) -> Performed:
    """Perform an action; `until` may be written as text."""
    lines: list[tuple[str, str]] = []
    given = dict(arguments)
    if isinstance(given.get("until"), str):
        given["until"] = tree(given["until"])

    async def bounded() -> StepResult:
        async with asyncio.timeout(LIMIT):
            return await ACTIONS[kind](given, context_of(workspace, lines, **more))

    return Performed(asyncio.run(bounded()), lines)


def tree(text: str) -> Any:
    """Return the tree of an expression."""
    parsed = parse(text)
    assert not isinstance(parsed, Problem)
    return parsed


def soon(seconds: float) -> float:
    """Return the moment in so many seconds."""
    return time.monotonic() + seconds
