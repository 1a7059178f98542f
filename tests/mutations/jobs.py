"""The oracle's own reading of jobs: matrices, services, steps, conditions, inputs."""

from collections.abc import Callable, Iterator
from itertools import product

from .expressions import Open
from .functions import Value
from .texts import ACTIONS, Scope, World
from .tree import Data, Leaf, WrongError, leaves
from .values import (
    check_command,
    check_globs,
    check_health,
    check_image,
    check_path,
    compile_value,
    items,
    mapping,
    number,
    numbers,
    texts,
    timeout,
    whole_number,
    word,
)


class Checks:
    """A pipeline that is looked through: every check that fails adds its reason to `found`."""

    document: dict[str, Data]
    jobs: dict[str, dict[str, Data]]
    found: list[str]
    world: World
    scope: Scope

    def tell(self, check: Callable[..., object], *arguments: object) -> None:
        """Make one check; what it raises is a reason."""
        try:
            check(*arguments)
        except WrongError as error:
            self.found.append(str(error))

    def wrong(self, reason: str) -> None:
        self.found.append(reason)


class Jobs(Checks):
    """The part of the oracle that looks through jobs."""

    def job(self, name: str, job: dict[str, Data]) -> None:
        for expansion in self.expand(name, job):
            scope = self.scope.inside(None)
            scope.job = name
            scope.matrix = expansion
            self.instance(name, job, scope.inside(job.get("environment")))

    def expand(self, name: str, job: dict[str, Data]) -> Iterator[dict[str, Value] | None]:
        matrix = mapping(job.get("matrix"))
        if not matrix:
            if "matrix" in job:
                self.wrong(f"{name} has an empty matrix")
            yield None
            return
        axes = {
            key: value
            for key, value in matrix.items()
            if key not in {"include", "exclude", "max_parallel", "fail_fast"}
        }
        values = {axis: self.axis(axis, row) for axis, row in axes.items()}
        excluded = [self.partial(item, values, name) for item in items(matrix.get("exclude"))]
        rows = [dict(zip(values, row, strict=True)) for row in product(*values.values())] if values else []
        rows = [row for row in rows if not any(each.items() <= row.items() for each in excluded)]
        for item in items(matrix.get("include")):
            row = {key: str(compile_value(value, self.scope).value) for key, value in mapping(item).items()}
            wanted = set(values) or set(mapping(items(matrix.get("include"))[0]))
            if set(row) != wanted:
                raise WrongError("a combination to include")
            rows.append(row)
        if not rows:
            raise WrongError(f"the matrix of {name} is empty")
        for row in rows:
            yield {axis: Value("string", text, known="?" not in text, taint=text == "?") for axis, text in row.items()}

    def axis(self, name: str, row: Data) -> list[str]:
        values = [str(compile_value(item, self.scope).value) for item in items(row)]
        if isinstance(row, Leaf):
            value = self.scope.text(row)
            if value.type not in {"array", "any"} or value.runtime:
                raise WrongError(f"axis {name}")
            values = list(map(str, value.value)) if isinstance(value.value, list) else ["?"]
        if not values:
            raise WrongError(f"axis {name} is empty")
        return values

    def partial(self, item: Data, values: dict[str, list[str]], name: str) -> dict[str, str]:
        row = {key: str(compile_value(value, self.scope).value) for key, value in mapping(item).items()}
        if any(
            axis not in values or (text not in values[axis] and values[axis] != ["?"]) for axis, text in row.items()
        ):
            raise WrongError(f"what the matrix of {name} excludes")
        return row

    def instance(self, name: str, job: dict[str, Data], scope: Scope) -> None:
        secrets = texts(job.get("secrets"))
        self.services(job, scope)
        self.tell(condition, job.get("conditional"), scope)
        whole = timeout(self.document.get("timeout"), self.scope, 7200)
        limit = timeout(job.get("timeout"), scope, min(3600, whole))
        if limit > whole:
            self.wrong(f"{name} may take longer than the pipeline")
        approval(self, job.get("approval"), scope)
        for artifact in mapping(job.get("artifacts")).values():
            self.tell(check_globs, mapping(artifact).get("paths"), scope)
            numbers(mapping(artifact), scope, retention=0)
        for _, path, _ in inputs(job):
            self.tell(check_path, Leaf(path, path), scope)
        for value in mapping(job.get("labels")).values():
            self.tell(compile_value, value, scope)
        whole_number(job.get("retry_count"), scope)
        if "deploy" in job:
            if job.keys() & {"artifacts", "outputs", "services", "checkout"}:
                self.wrong(f"{name} deploys")
            self.variables(scope, secrets)
            return
        names = [word(mapping(step).get("name"), "") for step in items(job.get("steps"))]
        if any(name and names.count(name) > 1 for name in names):
            self.wrong(f"steps of {name}")
        known: dict[str, object] = {}
        for step in items(job.get("steps")):
            body = mapping(step)
            inner = scope.inside(body.get("environment"))
            inner.steps = dict(known)
            self.tell(self.step, body, inner, limit, secrets)
            action = word(body.get("action"), "")
            if "name" in body:
                known[word(body["name"], "")] = {"status": "string", "outputs": ACTIONS.get(action, Open())}

    def variables(self, scope: Scope, secrets: list[str] | None) -> None:
        for name in {name for level in scope.levels for name in level}:
            value = scope.variable(name)
            if value is not None and value.secret and (secrets is None or value.secret - set(secrets)):
                raise WrongError(f"{name} is the secret {sorted(value.secret)}")

    def services(self, job: dict[str, Data], scope: Scope) -> None:
        for name, service in mapping(job.get("services")).items():
            body = mapping(service)
            prefix = f"PIPEC_SERVICE_{name.replace('-', '_').upper()}"
            scope.extra |= {f"{prefix}_HOST"} | ({f"{prefix}_PORT"} if items(body.get("ports")) else set())
            inner = scope.inside(body.get("environment"))
            self.tell(check_image, body.get("image"), inner)
            self.tell(self.variables, inner, texts(job.get("secrets")))
            self.tell(check_health, body.get("health_check"), inner, texts(body.get("ports")))

    def step(self, body: dict[str, Data], scope: Scope, limit: float, secrets: list[str]) -> None:
        if timeout(body.get("timeout"), scope, 1) > limit:
            raise WrongError("a step may take longer than its job")
        if "action" in body:
            if body.keys() & {"image", "shell"}:
                raise WrongError("an action has no image")
            self.action(body, scope, secrets)
        check_image(body.get("image"), scope)
        check_command(body.get("shell"), scope)
        check_path(body.get("working_directory"), scope)
        whole_number(body.get("retry_count"), scope)
        self.variables(scope, secrets)
        condition(body.get("conditional"), scope, status=True)
        script = body.get("script")
        for leaf in [script] if isinstance(script, Leaf) else leaves(script) if script is not None else []:
            check_script(leaf, scope)

    def action(self, body: dict[str, Data], scope: Scope, secrets: list[str]) -> None:
        call = dict(mapping(body.get("with")))
        action = word(body["action"], "")
        until = call.pop("until", None)
        answered = scope.inside(None)
        answered.response = True
        condition(until, answered)
        key = call.get("api_key")
        if isinstance(key, Leaf) and not scope.text(key).secret:
            raise WrongError("a key that is no secret")
        for leaf in leaves(call):
            value = scope.text(leaf)
            if value.secret and value.secret - set(secrets):
                raise WrongError(f"the secret {sorted(value.secret)}")
        if action == "health_check":
            numbers(call, scope, timeout=0, interval=0, start_period=0)
        numbers(call, scope, timeout=0, **({"interval": 0} if action == "http_request" else {}))
        tls, evidence = mapping(call.get("tls")), mapping(call.get("evidence"))
        for path in (call.get("save_as"), *tls.values(), *items(evidence.get("files"))):
            if isinstance(path, Leaf) and "${" not in path.text:
                check_path(path, scope)


def check_script(leaf: Leaf, scope: Scope) -> None:
    """Refuse what no script may hold: values of a run, from outside, secrets."""
    for value in scope.parts(leaf.text, script=True, status=False):
        if value.taint or value.runtime or value.secret:
            raise WrongError("a value from outside in a script")


def condition(data: Data | None, scope: Scope, *, status: bool = False) -> None:
    """Check a condition: an expression, bare or in its form, that is a boolean."""
    if not isinstance(data, Leaf):
        return
    value = scope.text(data, status=status) if "${" in data.text else scope.expression(data.text, status=status)
    words = value.known and str(value.value).lower() in {"true", "false"}
    if value.secret or (value.type not in {"boolean", "any"} and not words):
        raise WrongError("a condition that is no boolean")


def inputs(job: dict[str, Data]) -> list[tuple[str, str, bool]]:
    """Return the references of a job's inputs with their paths."""
    rows = []
    for item in items(job.get("inputs")):
        body = mapping(item)
        reference = item.text if isinstance(item, Leaf) else word(body.get("artifact"), "")
        rows.append((reference, word(body.get("path"), "."), word(body.get("optional"), "false") == "true"))
    return rows


def approval(oracle: Checks, data: Data | None, scope: Scope) -> None:
    """Check that an approval can be had."""
    body = mapping(data)
    timeout(body.get("timeout"), scope, 1)
    approvers = set(texts(body.get("approvers")))
    if approvers and (number(body.get("required"), scope) or 1) > len(approvers):
        oracle.wrong("more approvals than people")
