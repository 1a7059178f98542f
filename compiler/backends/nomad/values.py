"""Values of the plan on Nomad: constants, secrets, and what a run brings along as meta of its dispatch."""

from json import dumps

from ...ir.expression.syntax import Expression, Member, Root
from ...ir.job import Job, Step
from ...ir.plan import Parameter, Plan
from ...ir.references import paths_of_steps
from ...ir.release import Component, Environment, SecretSource
from ...ir.run_values import RUN, meta_key
from ...ir.system import RELEASE_MEMBERS, SYSTEM_VARIABLES, TRIGGER_MEMBERS
from ...ir.values import Secret, Text
from ..shim import Frame, Sources, description
from ..shim.quote import quote
from .names import component_id, job_id, meta_variable, variable_path
from .templates import Action, Piece, Value, variable, variable_item, vault_item

OWN_VARIABLES = ("CI", "CI_STEP_NAME", "CI_WORKFLOW_NAME", "CI_WORKSPACE")
"""System variables that no dispatch brings: the task knows them itself."""

RUN_VARIABLES = tuple(name for name in SYSTEM_VARIABLES if name not in OWN_VARIABLES)


def run_sources(plan: Plan, job: Job) -> Sources:
    """Return where the step program finds run-time values."""
    variables = {f"params.{each.name}": meta_variable(f"params.{each.name}") for each in plan.params}
    variables |= {f"trigger.{member}": name for member, name in TRIGGER_MEMBERS.items()}
    variables |= {f"release.{member}": meta_variable(f"release.{member}") for member in RELEASE_MEMBERS}
    variables |= {path: meta_variable(path) for path in result_paths(job)}
    defaults = {f"params.{each.name}": parameter_text(each) for each in plan.params if each.default is not None}
    types = {f"params.{each.name}": each.type for each in plan.params}
    return Sources(variables, defaults=defaults, types=types)


def described(job: Job, step: Step, frame: Frame) -> str:
    """Return a step's description, with its name: steps of one task share the task's environment."""
    given = any(variable.name == "CI_STEP_NAME" for variable in step.environment)
    own = "" if given else f"CI_STEP_NAME={quote(step.name)}\nexport CI_STEP_NAME\n"
    return description(job, step, frame) + own


def result_paths(job: Job) -> list[str]:
    """Return what this job reads of others: outputs (`job.build.outputs.digest`) and how they ended, sorted."""
    return sorted({".".join(path) for path in paths_of_steps(job) if _is_result(path)})


def _is_result(path: tuple[str, ...]) -> bool:
    match path:
        case ("job", _, "outputs", _) | ("job", _, "status"):
            return True
    return False


def dotted(expression: object) -> str | None:
    """Return `params.region` for an expression that is just this path."""
    if isinstance(expression, Root):
        return expression.name
    if isinstance(expression, Member):
        base = dotted(expression.base)
        return base and f"{base}.{expression.name}"
    return None


def parameter_text(parameter: Parameter) -> str:
    """Return a parameter's default as text, as expressions print it."""
    value = parameter.default
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return dumps(value, ensure_ascii=False)


def required_meta(plan: Plan) -> list[str]:
    """Return the keys of parameters without which no run can be."""
    return [meta_key(f"params.{each.name}") for each in plan.params if each.required and each.default is None]


def optional_meta(plan: Plan, job: Job) -> list[str]:
    """Return the keys of all other values that a run may bring along."""
    required = set(required_meta(plan))
    own = [meta_key(f"params.{each.name}") for each in plan.params]
    release = [meta_key(f"release.{member}") for member in RELEASE_MEMBERS]
    return [
        *(key for key in own if key not in required),
        *RUN_VARIABLES,
        RUN,
        *release,
        *(meta_key(path) for path in result_paths(job)),
    ]


def job_secret(plan: Plan, job: Job, name: str) -> Action:
    """Return a secret of a pipeline's job, from the job's own variable."""
    return variable_item(variable_path(job_id(plan.name, job.id)), name)


def component_secret(plan: Plan, environment: Environment, component: Component, name: str) -> Action:
    """Return a secret of an environment: from Nomad or Vault where it lives there, else from the job's variable."""
    source = secret_source(environment, name)
    if source is not None and source.kind == "vault":
        return vault_item(source.locator, source.key or name)
    if source is not None and source.kind == "nomad":
        return variable_item(source.locator, source.key or name)
    return variable_item(variable_path(component_id(plan.name, component.name)), name)


def secret_source(environment: Environment, name: str) -> SecretSource | None:
    """Return where an environment's secret comes from."""
    return next((source for source in environment.secrets if source.name == name), None)


def component_value(plan: Plan, environment: Environment, component: Component, text: Text) -> Value:
    """Return a component's text; its expressions were refused before."""
    pieces: list[Piece] = []
    for part in text.parts:
        if isinstance(part, Secret):
            pieces.append(component_secret(plan, environment, component, part.name))
        elif isinstance(part, str):
            pieces.append(part)
    return tuple(pieces)


def sidecar_value(plan: Plan, job: Job, text: Text) -> Value:
    """Return the text of a job's sidecar; expressions that are no plain path were refused before."""
    pieces: list[Piece] = []
    for part in text.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Secret):
            pieces.append(job_secret(plan, job, part.name))
        else:
            pieces.append(variable(run_variable(part) or ""))
    return tuple(pieces)


def run_variable(expression: Expression) -> str | None:
    """Return the variable of the task that holds a plain path's value, None for any other expression."""
    path = dotted(expression)
    if path is None:
        return None
    root, _, member = path.partition(".")
    if root == "env":
        return meta_variable(member) if member in RUN_VARIABLES else member
    if root == "trigger":
        return meta_variable(TRIGGER_MEMBERS[member]) if member in TRIGGER_MEMBERS else None
    return meta_variable(path) if root in {"params", "release", "job"} and member else None
