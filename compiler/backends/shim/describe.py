"""A step as the program reads it: assignments and functions of sh, every text of the user in quotes."""

import json
import re
from collections.abc import Iterator, Mapping

from ...ir.expression.render import render
from ...ir.job import LAZY, Action, Argument, ArgumentList, ArgumentMap, Job, Step
from ...ir.texts import expressions_of
from ...ir.values import Secret, Text, Variable
from ..commands import ACTION
from .conditions import Refusal, shell_condition, shell_guard, shell_text
from .frame import Frame
from .quote import path_word, quote

SHELL_OWNED = frozenset({"BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"})
"""Variables that bash does not let anyone assign; they are passed by `env`."""

_ASSIGNABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def description(job: Job, step: Step, frame: Frame) -> str:
    """Return the text of the step's description.

    The job's steps passed `check_steps`; an expression that shell cannot say is a ValueError here.
    """
    return "\n".join((*_settings(job, step, frame), *_condition(job, step, frame), *_programs(job, step, frame), ""))


def script_text(step: Step) -> str:
    """Return what stands in the file `frame.script`: the script, or the action's JSON document.

    The document is `{"type": …, "with": …, "timeout": …, "secrets": […]}`: the step's seconds, and where values of
    secrets are, in a variable, between two constants. A text with run-time parts in it is
    `{"$env": "PIPEC_ARGUMENT_0"}`: the variable holds the text. What the action evaluates itself is
    `{"$expression": "response.status == 200"}`. A key of the pipeline's own that begins with `$` has one more.
    """
    if step.action is None:
        return step.script or ""
    document = _Document(step.action)
    held = (item for item in (*step.environment, *document.variables) if _holds_secret(item.value))
    data = {**document.data, "timeout": step.timeout, "secrets": [_secret_in(item) for item in held]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def native_values(job: Job, step: Step) -> tuple[tuple[str, str | Secret], ...]:
    """Return the variables that the target sets itself when `frame.values` is `native`."""
    plain = ((variable.name, _native(variable.value)) for variable in step.environment)
    inner = {part.name for text in _assembled(step, exported=False) for part in text.parts if isinstance(part, Secret)}
    secrets = ((name, secret) for name, secret in secret_values(job) if secret.name in inner)
    return (*((name, value) for name, value in plain if value is not None), *secrets)


def secret_values(job: Job) -> tuple[tuple[str, Secret], ...]:
    """Return the variables that hold secrets when `frame.values` is `exported`, all that the job's steps read."""
    texts = (text for step in job.steps for text in _assembled(step, exported=True))
    names = sorted({part.name for text in texts for part in text.parts if isinstance(part, Secret)})
    return tuple((f"PIPEC_SECRET_{index}", Secret(name)) for index, name in enumerate(names))


def argument_texts(step: Step) -> tuple[Variable, ...]:
    """Return an action's texts with run-time parts, under the names of the variables that hold them."""
    return () if step.action is None else tuple(_Document(step.action).variables)


def _settings(job: Job, step: Step, frame: Frame) -> Iterator[str]:
    yield f"pipec_step={quote(step.id)}"
    yield f"pipec_state={path_word(frame.state)}"
    yield f"pipec_workspace={path_word(frame.workspace)}"
    yield f"pipec_directory={quote(step.working_directory)}"
    yield f"pipec_script={path_word(frame.script)}"
    yield f"pipec_timeout={step.timeout}"
    yield f"pipec_deadline={job.timeout}"
    yield f"pipec_delays={quote(' '.join(str(delay) for delay in retry_delays(job, step)))}"
    yield f"pipec_wait={quote(' '.join(frame.wait_for))}"
    yield f"pipec_forgiving={int(step.continue_on_failure)}"
    yield f"pipec_propagate={int(frame.propagate and (frame.reveal or not step.continue_on_failure))}"
    yield f"pipec_marks={int(frame.marks)}"
    yield f"pipec_run_began={f'${{{frame.run_began}-}}' if frame.run_began else ''}"
    yield f"pipec_run_deadline={frame.run_timeout}"


def retry_delays(job: Job, step: Step) -> tuple[int, ...]:
    """Return the seconds before each further attempt: the job's policy, without jitter."""
    delays: list[int] = []
    delay = float(job.retry.initial_delay)
    for _ in range(step.retry_count):
        delay = min(delay, job.retry.max_delay)
        delays.append(round(delay))
        delay *= job.retry.multiplier
    return tuple(delays)


def _condition(job: Job, step: Step, frame: Frame) -> Iterator[str]:
    tests = [f"[ ! -e {path_word(state)}/failed ]" for state in frame.blocked_by]
    tests.extend(_certain(shell_guard(guard, job, frame.sources)) for guard in frame.guards)
    own = "pipec_succeeded" if step.conditional is None else shell_condition(step.conditional, job, frame.sources)
    yield f"pipec_condition() {{\n{' && '.join((*tests, _certain(own)))}\n}}"


def _programs(job: Job, step: Step, frame: Frame) -> Iterator[str]:
    secrets = secret_values(job)
    values = _exports(job, step, frame, {secret.name: name for name, secret in secrets})
    yield "pipec_environment() {"
    yield from (f"{command}\npipec_exported_{index}=$pipec_value" for index, (_, command) in enumerate(values))
    if secrets:
        yield f"unset {' '.join(name for name, _ in secrets)}"
    for index, (name, _) in enumerate(values):
        if _assignable(name):
            yield f'{name}="$pipec_exported_{index}"\nexport {name}'
    yield ":\n}"
    by_env = ((index, name) for index, (name, _) in enumerate(values) if not _assignable(name))
    assigned = "".join(f' {quote(f"{name}=")}"$pipec_exported_{index}"' for index, name in by_env)
    program = ACTION if step.action is not None else step.shell
    words = " ".join(map(quote, program))
    yield f'pipec_execute() {{\nexec {"env" + assigned + " " if assigned else ""}{words} "$pipec_script"\n}}'


def _exports(job: Job, step: Step, frame: Frame, secrets: Mapping[str, str]) -> list[tuple[str, str]]:
    variables = (
        *(item for item in step.environment if _is_described(item.value, frame)),
        *argument_texts(step),
    )
    return [
        (item.name, _certain(shell_text(item.value, job, frame.sources, secrets, frame.secret_files)))
        for item in variables
    ]


def _is_described(value: Text, frame: Frame) -> bool:
    native = _native(value)
    return frame.values == "exported" or native is None or (bool(frame.secret_files) and isinstance(native, Secret))


def _assignable(name: str) -> bool:
    return name not in SHELL_OWNED and _ASSIGNABLE.fullmatch(name) is not None


def _assembled(step: Step, *, exported: bool) -> Iterator[Text]:
    for variable in (*step.environment, *argument_texts(step)):
        if exported or _native(variable.value) is None:
            yield variable.value


def _native(value: Text) -> str | Secret | None:
    if value.constant is not None:
        return value.constant
    only = value.parts[0] if len(value.parts) == 1 else None
    return only if isinstance(only, Secret) else None


def _secret_in(item: Variable) -> dict[str, str]:
    """Return where in a variable the value of a secret is: behind and before the constants at its ends."""
    first, last = item.value.parts[0], item.value.parts[-1]
    ends = {"behind": first if isinstance(first, str) else "", "before": last if isinstance(last, str) else ""}
    return {"$env": item.name, **ends}


def _holds_secret(text: Text) -> bool:
    return any(isinstance(part, Secret) for part in text.parts)


def _certain(command: str | Refusal) -> str:
    if isinstance(command, str):
        return command
    raise ValueError(command.reason)


class _Document:
    """An action as JSON data, with the variables that its run-time texts became."""

    def __init__(self, action: Action) -> None:
        self.variables: list[Variable] = []
        self._lazy = LAZY.get(action.type, frozenset())
        entries = action.arguments.entries
        self.data = {"type": action.type, "with": {name: self._argument(name, value) for name, value in entries}}

    def _argument(self, name: str, argument: Argument) -> object:
        if name not in self._lazy or not isinstance(argument, Text):
            return self._data(argument)
        return {"$expression": render(next(expressions_of(argument)))}

    def _data(self, argument: object) -> object:
        if isinstance(argument, ArgumentMap):
            return {f"${name}" if name[:1] == "$" else name: self._data(value) for name, value in argument.entries}
        if isinstance(argument, ArgumentList):
            return [self._data(item) for item in argument.items]
        if not isinstance(argument, Text):
            return argument
        if argument.constant is not None:
            return argument.constant
        self.variables.append(Variable(f"PIPEC_ARGUMENT_{len(self.variables)}", argument))
        return {"$env": self.variables[-1].name}
