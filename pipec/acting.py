"""Performing one action in a process of its own, inside a step that another engine runs."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from runtime.actions import ACTIONS, ActionContext, ActionFault
from runtime.logs.line import Level
from runtime.logs.masking import Masker
from runtime.records import Exit, StepResult
from runtime.secrets import LEAST

from .action_document import ActionDocument

CANCELLED: Final = 128 + signal.SIGTERM
CODES: Final[Mapping[str, int]] = {"configuration": 126, "timeout": 124}
"""Exit codes by which the program around tells failures apart; all others are 1."""

_OURS: Final = "PIPEC_ARGUMENT_"


def act(document: ActionDocument, environment: Mapping[str, str], directory: Path) -> int:
    """Perform an action and return the exit code. Outputs go to the file that `PIPEC_OUTPUT` names.

    The workspace is `CI_WORKSPACE`, or the directory itself.
    """
    masker = Masker(value for value in document.secrets if len(value.rstrip("\r\n")) >= LEAST)
    context = ActionContext(
        Path(environment.get("CI_WORKSPACE") or directory),
        directory,
        lambda message, level: _say(masker.mask_text(message), level),
        _Commands(environment, directory).run,
        masker.mask_text,
        time.monotonic() + document.timeout,
    )
    result = asyncio.run(_perform(document, context))
    if result is None:
        return CANCELLED
    path = environment.get("PIPEC_OUTPUT")
    if path and result.outputs:
        _publish(Path(path), result.outputs)
    if result.status != "success":
        _say(masker.mask_text(result.reason), "error")
        return CODES.get(result.failure_class or "", 1)
    return 0


async def _perform(document: ActionDocument, context: ActionContext) -> StepResult | None:
    """Return what it came to, None when TERM came first."""
    perform = ACTIONS.get(document.type)
    if perform is None:
        raise ActionFault(f"there is no action `{document.type}`", failure_class="configuration")
    task = asyncio.ensure_future(perform(document.arguments, context))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        async with asyncio.timeout(context.remaining()):
            return await task
    except TimeoutError:
        return StepResult("failure", 1, "timeout", f"it was stopped after {document.timeout:g} s")
    except asyncio.CancelledError:
        return None


def _say(message: str, level: Level) -> None:
    """Write one line; what would steer a terminal is replaced."""
    safe = "".join(char if char.isprintable() or char == "\t" else "�" for char in message)
    problem = level in {"warning", "error"}
    lead = f"{level}: " if problem or level == "debug" else ""
    print(f"pipec: {lead}{safe}", file=sys.stderr if problem else sys.stdout, flush=True)


def _publish(path: Path, outputs: Mapping[str, object]) -> None:
    """Write outputs as a script would, each as a block: text as it is, all else as JSON."""
    import json

    blocks = []
    for name, value in outputs.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        end = f"PIPEC_END_{secrets.token_hex(8)}"
        blocks.append(f"{name}<<{end}\n{text}\n{end}\n".replace("\0", "�"))
    with path.open("ab") as file:
        file.write("".join(blocks).encode("utf-8", "replace"))


class _Commands:
    """Runs the commands of health checks beside this process, with the step's environment."""

    def __init__(self, environment: Mapping[str, str], directory: Path) -> None:
        self._environment = {name: text for name, text in environment.items() if not name.startswith(_OURS)}
        self._directory = directory

    async def run(self, argv: tuple[str, ...], limit: float) -> Exit:
        """Run a command for at most `limit` seconds; nothing of its group is left when this returns or raises."""
        try:
            process = await asyncio.create_subprocess_exec(
                *argv, cwd=self._directory, env=self._environment, stdin=asyncio.subprocess.DEVNULL, process_group=0
            )
        except OSError:
            return Exit(127)
        try:
            async with asyncio.timeout(limit):
                code = await process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        return Exit(code if code >= 0 else 128 - code)
