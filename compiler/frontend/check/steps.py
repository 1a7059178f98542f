"""Steps: one script or action each, names unique, times within the job's."""

from typing import NamedTuple

from ...diagnostics import Change, Span
from ...ir.expression import Expression
from ...ir.job import Step
from ...ir.values import Image
from ..document import JobDeclaration, StepDeclaration
from ..fields import Fields
from ..scope import Scope
from ..slug import slug
from ..tree import Scalar
from .actions import check_action
from .conditions import check_conditional
from .images import check_image
from .lists import numbered
from .paths import check_workspace_path
from .scripts import check_script, check_shell
from .shell_names import check_shell_names
from .times import Limit, capped_timeout
from .variables import merged_variables


class Defaults(NamedTuple):
    """What the pipeline's `defaults` say of every step."""

    image: Image | None
    shell: tuple[str, ...]
    working_directory: str


def check_steps(job: JobDeclaration, scope: Scope, defaults: Defaults, timeout: Limit) -> tuple[Step, ...]:
    """Return the steps of one instance of a job; `timeout` is the job's."""
    _unique_names(job, scope)
    identifiers = _identifiers(job.steps)
    return tuple(
        _check_step(job, scope, defaults, timeout, number, identifiers[number]) for number in range(len(job.steps))
    )


def _check_step(
    job: JobDeclaration, outer: Scope, defaults: Defaults, timeout: Limit, number: int, identifier: str
) -> Step:
    declaration = job.steps[number]
    scope = Scope(outer.context, _owner(job, number), declaration.body.get("environment"), outer)
    scope.steps = job.steps[:number]
    fields = Fields(declaration.body, scope)
    secrets = job.secrets
    shell = check_shell(fields) or defaults.shell
    image = _image(fields, defaults)
    if fields.context.is_first(job.name.text, declaration.body):
        check_shell_names(fields, shell, image=image is not None or fields.has("image"))
    return Step(
        id=identifier,
        name=declaration.name,
        script=check_script(fields),
        shell=shell,
        action=check_action(fields, secrets),
        image=image,
        environment=merged_variables(scope, secrets),
        working_directory=_directory(fields, defaults),
        timeout=capped_timeout(fields, 1800, timeout),
        retry_count=fields.integer("retry_count", 0),
        continue_on_failure=fields.boolean("continue_on_failure", default=False),
        conditional=_conditional(fields),
        origin=fields.span,
        script_origin=fields.value_span("script") if fields.has("script") else fields.value_span("action"),
    )


def _image(fields: Fields, defaults: Defaults) -> Image | None:
    """Return the image of a step; an action is performed by pipec itself and has none."""
    if not fields.has("action"):
        return check_image(fields) if fields.has("image") else defaults.image
    action = fields.node("action")
    for key in ("image", "shell"):
        if fields.has(key) and isinstance(action, Scalar):
            from ..rules.idle_key import idle_on_action

            fields.context.report(idle_on_action(fields.key_span(key), key, action.text, fields.span))
    return None


def _owner(job: JobDeclaration, number: int) -> str:
    step = job.steps[number]
    named = step.body.get("name") is not None
    return f"step `{step.name}`" if named else f"step {number + 1} of job `{job.name.text}`"


def _directory(fields: Fields, defaults: Defaults) -> str:
    return check_workspace_path(fields, "working_directory", defaults.working_directory)


def _conditional(fields: Fields) -> Expression | None:
    fields.scope.status = True
    try:
        return check_conditional(fields)
    finally:
        fields.scope.status = False


def _unique_names(job: JobDeclaration, scope: Scope) -> None:
    seen: dict[str, Span] = {}
    taken = {step.name for step in job.steps}
    for step in job.steps:
        name = step.body.get("name")
        if not isinstance(name, Scalar):
            continue
        place = step.body.used or name.used or name.span
        if name.text in seen:
            from ..rules.duplicate_step import duplicate_step

            change = Change(step.body.span, "name", numbered(name.text, taken))
            scope.context.report(duplicate_step(place, seen[name.text], name.text, job.name.text, change))
        seen.setdefault(name.text, place)


def _identifiers(steps: tuple[StepDeclaration, ...]) -> tuple[str, ...]:
    """Return ids that are unique in the job: the name's slug, with the step's number where two would be equal."""
    slugs = [slug(step.name) for step in steps]
    return tuple(
        name if name and slugs.count(name) == 1 else f"{name or 'step'}-{number}"
        for number, name in enumerate(slugs, 1)
    )
