"""The pipeline's own settings: triggers, concurrency, retention, run-time parameters."""

import re
from collections.abc import Iterator
from typing import Literal, cast

from ...diagnostics import Change
from ...ir.plan import Concurrency, Cron, Event, Parameter, ParameterValue, Retention, Trigger
from ..context import Context
from ..document import scalars
from ..fields import Fields
from ..tree import Mapping, Scalar

DEFAULT_TRIGGERS = (Trigger("push"), Trigger("pull_request"), Trigger("manual"))


def check_triggers(fields: Fields) -> tuple[Trigger, ...]:
    """Return what starts the pipeline."""
    if not fields.has("triggers"):
        return DEFAULT_TRIGGERS
    found = (_trigger(fields, item) for item in fields.items("triggers"))
    return tuple(trigger for trigger in found if trigger is not None)


def _trigger(fields: Fields, node: object) -> Trigger | None:
    if isinstance(node, Scalar):
        return Trigger(cast("Event", node.text), origin=node.span)
    if not isinstance(node, Mapping):
        return None
    inner = Fields(node, fields.scope)
    event = inner.text("event", "cron" if inner.has("cron") else "push")
    return Trigger(
        event=cast("Event", event),
        branch=_globs(inner, "branch"),
        path=_globs(inner, "path"),
        tag=_globs(inner, "tag"),
        cron=_cron(inner.section("cron")),
        origin=inner.span,
    )


def _globs(fields: Fields, key: str) -> tuple[str, ...]:
    node = fields.node(key)
    return (fields.text(key),) if isinstance(node, Scalar) else fields.texts(key)


def _cron(fields: Fields | None) -> Cron | None:
    if fields is None:
        return None
    node = fields.node("schedule")
    schedule = fields.text("schedule")
    problem = cron_problem(schedule)
    if problem is not None and isinstance(node, Scalar):
        from ..rules.malformed_cron import malformed_cron

        reason, start, end = problem
        span = fields.context.locate(node, start, end) if node.text == schedule else node.span
        meant = _meant_schedule(schedule)
        change = Change(fields.span, "schedule", meant) if meant else None
        fields.context.report(malformed_cron(span, schedule, reason, change))
    return Cron(fields.text("name"), schedule)


_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES = {name: number for first, names in ((1, _MONTHS), (0, _DAYS)) for number, name in enumerate(names, first)}


def cron_problem(schedule: str) -> tuple[str, int, int] | None:
    """Return what is wrong with a schedule of five fields (POSIX crontab, with steps and names), and where in it."""
    if schedule in {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly"}:
        return None
    parts = list(re.finditer(r"\S+", schedule))
    if len(parts) != len(_FIELDS):
        count = "1 field" if len(parts) == 1 else f"{len(parts)} fields"
        return f"it has {count}, not five", 0, len(schedule)
    for part, (name, low, high) in zip(parts, _FIELDS, strict=True):
        for item in part[0].split(","):
            if not _cron_item(item.lower(), low, high):
                return f"`{item}` is no {name} ({low} to {high})", *part.span()
    return None


def _meant_schedule(schedule: str) -> str:
    """Return the schedule that other programs mean by one that is none here; empty where there is no telling."""
    if schedule == "@midnight":
        return "@daily"
    parts = schedule.lower().split()
    if len(parts) == len(_FIELDS) + 1:
        del parts[0]
    meant = re.sub(r"[a-z]{4,}", lambda word: _SHORT.get(word[0], word[0]), " ".join(parts).replace("?", "*"))
    return "" if cron_problem(meant) is not None else meant


_WORDS = "january february march april june july august september october november december"
_WEEK = "sunday monday tuesday wednesday thursday friday saturday"
_SHORT = {word: word[:3] for word in f"{_WORDS} {_WEEK}".split()}


def _cron_item(item: str, low: int, high: int) -> bool:
    span, slash, step = item.partition("/")
    if slash and not (step.isdigit() and int(step) > 0):
        return False
    if span == "*":
        return True
    numbers = [_NAMES.get(end, int(end) if end.isdigit() else -1) for end in span.split("-")]
    return len(numbers) <= 2 and all(low <= number <= high for number in numbers) and numbers == sorted(numbers)


def check_concurrency(fields: Fields | None) -> Concurrency | None:
    """Return how many runs go at a time."""
    if fields is None:
        return None
    return Concurrency(
        group=fields.text("group"),
        limit=fields.integer("limit", 1, 1),
        cancel_in_progress=fields.boolean("cancel_in_progress", default=False),
        origin=fields.span,
    )


def check_retention(fields: Fields | None) -> tuple[Retention, ...]:
    """Return the rules of retention, highest priority first, then in the order of the file."""
    items = fields.items("retention") if fields is not None else ()
    rules = [_retention(Fields(item, fields.scope)) for item in items if isinstance(item, Mapping) and fields]
    return tuple(sorted(rules, key=lambda rule: -rule.priority))


def _retention(fields: Fields) -> Retention:
    base = Retention("")
    return Retention(
        pattern=fields.text("pattern"),
        max_age=fields.duration("max_age", base.max_age),
        grace_period=fields.duration("grace_period", base.grace_period),
        max_count=fields.optional_integer("max_count", 1),
        priority=fields.integer("priority", 0, -(10**9)),
    )


def run_parameters(context: Context) -> Iterator[Parameter]:
    """Yield the parameters that are bound when the pipeline runs."""
    for bound in context.params.values():
        if bound.bind != "run":
            continue
        body = bound.declaration.body
        pattern, required, about = body.get("pattern"), body.get("required"), body.get("description")
        yield Parameter(
            name=bound.name,
            type=cast("Literal['string', 'number', 'boolean', 'array']", bound.kind),
            default=_frozen(bound.value) if bound.known else None,
            required=isinstance(required, Scalar) and required.text == "true",
            pattern=pattern.text if isinstance(pattern, Scalar) else None,
            enum=tuple(item.text for item in scalars(body.get("enum"))),
            description=about.text if isinstance(about, Scalar) else "",
            origin=bound.declaration.name.span,
        )


def _frozen(value: object) -> ParameterValue:
    if isinstance(value, list | tuple):
        return tuple(cast("str | int | float | bool | None", item) for item in value)
    return cast("str | int | float | bool | None", value)
