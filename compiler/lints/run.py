"""Every rule of advice over one checked pipeline, each called once for each of its subjects."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..diagnostics import Diagnostic, Span
from ..frontend.check.document import Facts
from ..frontend.check.uses import tell_uses
from ..frontend.document import Declaration, JobDeclaration
from .gates import open_rules
from .images import images
from .registry import CODES
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


_chosen: dict[tuple[str, ...], _Checks] = {}
"""The functions of each choice of rules that was made so far: files of one repository mostly want the same."""


def advise(facts: Facts, policy: "Policy | None" = None) -> tuple[Diagnostic, ...]:
    """Return the advice on a pipeline without errors: each once, in no order; a place that an alias uses is told."""
    texts = [source.text for source in facts.context.sources.values()]
    checks = load_checks(open_rules(CODES, texts, policy=policy is not None))
    found = dict.fromkeys(_run(checks, Pipeline(facts, policy)))
    return tell_uses(facts.document.body, found) if found else ()


def advise_beside(facts: Facts, errors: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the advice on scripts and images of jobs in which nothing is wrong, of a pipeline with `errors` elsewhere.

    What a script does is seen in its own job. All other advice looks at the whole, and waits until that is right: so
    does everything where an error stands outside of jobs, components and environments.
    """
    pipeline = Pipeline(facts)
    wrong = tuple(error.span for error in errors)
    document = facts.document
    apart: tuple[Declaration | JobDeclaration, ...] = (
        *document.components.values(),
        *document.environments.values(),
        *document.jobs.values(),
    )
    if not all(any(_holds(each, span) for each in apart) for span in wrong):
        return ()
    pipeline.jobs = tuple(job for job in pipeline.jobs if not any(_holds(job.declaration, span) for span in wrong))
    texts = [source.text for source in facts.context.sources.values()]
    checks = load_checks(open_rules(CODES, texts, policy=False))
    found = dict.fromkeys(_run_scripts(checks, pipeline))
    return tell_uses(document.body, found) if found else ()


def _holds(declaration: Declaration | JobDeclaration, span: Span) -> bool:
    """Tell whether something stands in what a name declares; what an alias brings in from elsewhere does not."""
    body = declaration.body.span
    return body.path == span.path and declaration.name.span.start <= span.start and span.end <= body.end


def _run_scripts(checks: _Checks, pipeline: Pipeline) -> Iterator[Diagnostic]:
    for job in pipeline.jobs:
        for step in job.steps:
            if step.script is not None:
                for check in checks.script:
                    yield from check(step.script)
    yield from _each(checks.image, (image for image in images(pipeline) if image.kind in {"step", "service"}))


def load_checks(codes: tuple[str, ...]) -> _Checks:
    """Return the functions of rules by what they look at; each rule is imported when it is first chosen."""
    if codes not in _chosen:
        modules = [import_module(f".rules.{CODES[code]}", __package__) for code in codes]
        functions = (
            tuple(getattr(each, f"check_{kind}") for each in modules if hasattr(each, f"check_{kind}"))
            for kind in KINDS
        )
        _chosen[codes] = _Checks(*functions)
    return _chosen[codes]


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
