"""A job of the file: its names once, its values for each instance of its matrix."""

from typing import Literal, NamedTuple, cast

from ...ir.job import Artifact, Checkout, Ending, Job, Retry
from ...ir.values import Resources
from ..checked import CheckedInput, CheckedJob
from ..document import Anything, JobDeclaration
from ..fields import Fields
from ..scope import Scope
from ..tree import Broken
from .conditions import check_conditional
from .deploy import check_deploy
from .inputs import check_dependencies, check_inputs
from .limits import check_approval, check_checkout, check_resources
from .lists import check_once
from .matrix import Combination, Expansion, check_matrix
from .paths import check_globs
from .secrets import check_unused
from .services import check_services, service_variables
from .steps import Defaults, check_steps
from .times import Limit, capped_timeout, limit_of
from .variables import merged_variables


class Pipeline(NamedTuple):
    """What every job inherits from the pipeline."""

    scope: Scope
    defaults: Defaults
    checkout: Checkout | None
    resources: Resources
    retry: Retry
    timeout: Limit
    compression: str


def check_job(pipeline: Pipeline, job: JobDeclaration) -> CheckedJob:
    """Check one job; its instances are in the order of the matrix."""
    outer = Scope(pipeline.scope.context, f"job `{job.name.text}`", None, pipeline.scope)
    outer.job = job.name.text
    _same_name(outer, job)
    _check_keys(outer, job)
    expansion = check_matrix(outer, job.body.get("matrix"))
    # A matrix that is not known yet, or was reported, still gets its job checked, with values that nobody knows.
    combinations = expansion.combinations or (expansion.placeholder,)
    instances = tuple(_instance(pipeline, job, outer, expansion, item) for item in combinations)
    inputs = instances[0][1] if instances else ()
    return CheckedJob(
        name=job.name.text,
        origin=job.name.span,
        depends_on=check_dependencies(outer.context, job, inputs),
        runs_on=_runs_on(Fields(job.body, outer)),
        axes=expansion.axes,
        instances=instances,
        expanded=bool(expansion.combinations),
    )


def _same_name(scope: Scope, job: JobDeclaration) -> None:
    name = Fields(job.body, scope).optional_text("name")
    if name is not None and name != job.name.text:
        from ..rules.name_unlike_key import name_unlike_key

        scope.context.report(name_unlike_key(job.body, job.name))


def _check_keys(scope: Scope, job: JobDeclaration) -> None:
    """Report what stands twice in a list of names, what says nothing on a deployment, and secrets that nobody reads."""
    check_once(scope.context, job.body, "outputs", "secrets", "runs_on", "allow_degraded")
    if job.body.get("deploy") is None:
        check_unused(scope.context, job)
        return
    for key in ("artifacts", "outputs", "services", "checkout"):
        entry = job.body.entry(key)
        if entry is not None:
            from ..rules.idle_key import idle_on_deployment

            scope.context.report(idle_on_deployment(entry.key.span, key, job.name.text, job.name.span))


def _runs_on(fields: Fields) -> tuple[Ending, ...]:
    texts = dict.fromkeys(fields.texts("runs_on"))
    return tuple(ending for ending in _ENDINGS if ending in texts) or ("success",)


def _instance(
    pipeline: Pipeline, job: JobDeclaration, outer: Scope, expansion: Expansion, combination: Combination
) -> tuple[Job, tuple[CheckedInput, ...]]:
    scope = Scope(outer.context, outer.owner, job.body.get("environment"), outer)
    scope.matrix = dict(combination) if expansion.axes else None
    matrix = job.body.get("matrix")
    if isinstance(matrix, Broken) or (matrix is not None and not expansion.axes):
        scope.matrix = Anything()
    scope.services = service_variables(job.body)
    fields = Fields(job.body, scope)
    if not job.steps:
        merged_variables(scope, job.secrets)  # nothing else reads the variables of a deployment
    timeout = capped_timeout(fields, 3600, pipeline.timeout)
    limit = limit_of(fields, timeout, outer.owner)
    instance = Job(
        id="",
        name=job.name.text,
        matrix=expansion.place(combination),
        runs_on=_runs_on(fields),
        conditional=check_conditional(fields),
        steps=check_steps(job, scope, pipeline.defaults, limit),
        deploy=check_deploy(fields, job.name.text, limit.seconds),
        checkout=check_checkout(fields, pipeline.checkout),
        secrets=tuple(sorted(job.secrets)),
        artifacts=_artifacts(fields, pipeline.compression),
        outputs=tuple(job.outputs),
        services=check_services(fields, job),
        resources=check_resources(fields.section("resources")) if fields.has("resources") else pipeline.resources,
        timeout=timeout,
        retry=_retry(fields, pipeline.retry),
        approval=check_approval(fields.section("approval")),
        labels=tuple(sorted(fields.pairs("labels"))),
        network=_network(fields),
        allow_degraded=fields.texts("allow_degraded"),
        origin=job.name.span,
    )
    return instance, check_inputs(job, scope)


def _retry(fields: Fields, policy: Retry) -> Retry:
    count = fields.optional_integer("retry_count")
    return policy if count is None else policy._replace(max_attempts=count + 1)


def _network(fields: Fields) -> Literal["default", "none", "host"]:
    choices = ("default", "none", "host")
    return cast("Literal['default', 'none', 'host']", fields.choice("network", choices, "default"))


def _artifacts(fields: Fields, compression: str) -> tuple[Artifact, ...]:
    return tuple(
        Artifact(
            name=name.text,
            paths=check_globs(item, "paths"),
            when=cast("Literal['success', 'failure', 'always']", item.choice("when", _WHEN, "success")),
            retention=item.optional_duration("retention"),
            compression=item.text("compression", compression),
            optional=item.boolean("optional", default=False),
            origin=name.span,
        )
        for name, item in fields.sections("artifacts")
    )


_ENDINGS: tuple[Ending, ...] = ("success", "failure")
_WHEN = ("success", "failure", "always")
