"""Every rule of advice over one checked pipeline, each called once for each of its subjects."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..diagnostics import Diagnostic
from ..frontend.check.document import Facts
from ..frontend.check.uses import tell_uses
from .images import images
from .registry import MODULES
from .subjects import Pipeline, components, deployments, environments

if TYPE_CHECKING:
    from ..frontend.settings import Policy

Check = Callable[[Any], Iterable[Diagnostic]]
"""A rule's function: one subject, what is wrong with it."""

KINDS: Final = ("pipeline", "job", "step", "script", "image", "deployment", "component", "environment")
"""A rule module looks at those for which it has a function `check_KIND`."""


class _Checks(NamedTuple):
    """The functions of all rules by what they look at."""

    pipeline: tuple[Check, ...]
    job: tuple[Check, ...]
    step: tuple[Check, ...]
    script: tuple[Check, ...]
    image: tuple[Check, ...]
    deployment: tuple[Check, ...]
    component: tuple[Check, ...]
    environment: tuple[Check, ...]


_loaded: list[_Checks] = []


def advise(facts: Facts, policy: "Policy | None" = None) -> tuple[Diagnostic, ...]:
    """Return the advice on a pipeline without errors: each once, in no order; a place that an alias uses is told."""
    checks = _load()
    found = dict.fromkeys(_run(checks, Pipeline(facts, policy)))
    return tell_uses(facts.document.body, found) if found else ()


def _load() -> _Checks:
    if not _loaded:
        modules = [import_module(name, __package__) for name in MODULES]
        functions = (
            tuple(getattr(each, f"check_{kind}") for each in modules if hasattr(each, f"check_{kind}"))
            for kind in KINDS
        )
        _loaded.append(_Checks(*functions))
    return _loaded[0]


def _run(checks: _Checks, pipeline: Pipeline) -> Iterator[Diagnostic]:
    for check in checks.pipeline:
        yield from check(pipeline)
    for job in pipeline.jobs:
        for check in checks.job:
            yield from check(job)
        for step in job.steps:
            for check in checks.step:
                yield from check(step)
            if step.script is not None:
                for check in checks.script:
                    yield from check(step.script)
    yield from _each(checks.image, images(pipeline))
    if pipeline.document.components or pipeline.document.environments:
        yield from _each(checks.deployment, deployments(pipeline))
        yield from _each(checks.component, components(pipeline))
        yield from _each(checks.environment, environments(pipeline))


def _each(checks: tuple[Check, ...], subjects: Iterable[object]) -> Iterator[Diagnostic]:
    for subject in subjects:
        for check in checks:
            yield from check(subject)
