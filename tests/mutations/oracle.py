"""Says whether a pipeline is valid, from the language's contract alone: no module of the compiler is imported.

What may stand where comes from the published JSON Schema by a validator of others; what names, values, times and
orders mean is resolved here once more. It knows no places and says one reason for a person who reads a failure.
"""

import json
import posixpath
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from .expressions import Value
from .layout import read_layout
from .release import check_release
from .texts import ACTIONS, Open, Scope, World
from .tree import Data, Leaf, WrongError, json_of, leaves, read_data
from .values import (
    check_command,
    check_globs,
    check_health,
    check_image,
    check_path,
    compile_value,
    duration,
    items,
    mapping,
    number,
    texts,
    timeout,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "pipeline.schema.json").read_text("utf-8"))
MERGED = ("jobs", "components", "environments", "params", "global_env")


def reasons(files: Mapping[str, str], main: str = "pipeline.yaml") -> list[str]:
    """Return why a pipeline is not valid; nothing where it is."""
    found: list[str] = []
    try:
        document = _load(files, main, found)
    except (WrongError, yaml.YAMLError) as error:
        return [*found, f"{type(error).__name__}: {error}"]
    found.extend(shape(document, "merged_document"))
    if not found:
        Oracle(document, found).check()
    return found


@cache
def _validator(definition: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:schema", Resource.from_contents(SCHEMA))
    return Draft202012Validator({"$ref": f"urn:schema#/$defs/{definition}"}, registry=registry)


def shape(data: Data, definition: str) -> list[str]:
    """Return what the schema says against some data."""
    value = json_of(data)
    validator = _validator(definition)
    return (
        []
        if validator.is_valid(value)
        else [f"schema: {error.json_path}: {error.message[:90]}" for error in validator.iter_errors(value)]
    )


def _load(files: Mapping[str, str], main: str, found: list[str]) -> dict[str, Data]:
    rows: list[dict[str, Data]] = []
    _read(files, main, (), [], rows, found)
    document: dict[str, Data] = dict(rows[0])
    for part in rows[1:]:
        for key, value in part.items():
            before = document.get(key)
            if before is None or key == "include":
                document.setdefault(key, value)
            elif key in MERGED and isinstance(before, dict) and isinstance(value, dict):
                if before.keys() & value.keys():
                    raise WrongError(f"{before.keys() & value.keys()} in two files")
                document[key] = {**before, **value}
            elif key == "triggers" and isinstance(before, list) and isinstance(value, list):
                document[key] = [*before, *value]
            elif key != "version" or before != value:
                raise WrongError(f"{key} in two files")
    return document


def _read(
    files: Mapping[str, str],
    name: str,
    chain: tuple[str, ...],
    seen: list[str],
    rows: list[dict[str, Data]],
    found: list[str],
) -> None:
    if name in chain:
        raise WrongError("a cycle of includes")
    if name in seen:
        return
    if name not in files:
        raise WrongError(f"{name} does not exist")
    seen.append(name)
    data = read_data(read_layout(files[name]))
    if not isinstance(data, dict):
        raise WrongError(f"{name} is no mapping")
    if chain:
        found.extend(shape(data, "fragment"))
    rows.append(data)
    for item in items(data.get("include")):
        if isinstance(item, Leaf):
            _read(
                files,
                posixpath.normpath(posixpath.join(posixpath.dirname(name), item.text)),
                (*chain, name),
                seen,
                rows,
                found,
            )


class Oracle:
    """One pipeline being looked through: every check that fails adds its reason."""

    def __init__(self, document: dict[str, Data], found: list[str]) -> None:
        self.document, self.found = document, found
        self.jobs = {name: mapping(job) for name, job in mapping(document.get("jobs")).items()}
        self.world = World(self.params(), self.jobs, self.waits())
        self.scope = Scope(self.world, [mapping(document.get("global_env"))])

    def tell(self, check: Callable[[], object]) -> None:
        """Make one check; what it raises is a reason."""
        try:
            check()
        except WrongError as error:
            self.found.append(str(error))

    def wrong(self, reason: str) -> None:
        self.found.append(reason)

    def check(self) -> None:
        """Look through the whole."""
        self.tell(self.top)
        for name, job in self.jobs.items():
            self.edges(name, job)
        self.order()
        if not self.found:  # scopes of jobs need the graph
            for name, job in self.jobs.items():
                self.tell(lambda name=name, job=job: self.job(name, job))  # type: ignore[misc]
        self.tell(lambda: check_release(self))

    # Parameters

    def params(self) -> dict[str, Value]:
        found = {}
        for name, param in mapping(self.document.get("params")).items():
            found[name] = self.param(name, mapping(param))
        return found

    def param(self, name: str, body: dict[str, Data]) -> Value:
        kind, bind = _word(body.get("type"), "string"), _word(body.get("bind"), "compile")
        pattern = body.get("pattern")
        if isinstance(pattern, Leaf):
            try:
                re.compile(pattern.text)
            except re.error:
                self.wrong(f"pattern of {name}")
                pattern = None
        enum = [item for item in items(body.get("enum")) if isinstance(item, Leaf)]
        if any(not _is(kind, item) for item in enum if kind in {"number", "boolean"}):
            self.wrong(f"enum of {name}")
        allowed = {item.text if kind != "number" else item.value for item in enum}
        default = body.get("default")
        rows = default if isinstance(default, list) else [default] if default is not None else []
        if default is not None and isinstance(default, list) is not (kind == "array"):
            self.wrong(f"default of {name}")
            rows = []
        for row in rows:
            assert isinstance(row, Leaf)
            if kind != "array" and not _is(kind, row):
                self.wrong(f"default of {name}")
            elif isinstance(pattern, Leaf) and not re.fullmatch(pattern.text, row.text):
                self.wrong(f"pattern of {name}")
            elif allowed and (row.text if kind != "number" else row.value) not in allowed:
                self.wrong(f"enum of {name}")
        words = bool(enum) and all(re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]+", item.text) for item in enum)
        taint = kind not in {"number", "boolean"} and not words
        known = default is not None and bind == "compile"
        value = Value(kind, _default(kind, default), known, taint)
        if (
            not known
            and default is None
            and bind == "compile"
            and _word(body.get("required"), "false") != "true"
            and not enum
            and not pattern
        ):
            zero: dict[str, object] = {"string": "", "number": 0, "boolean": False, "array": []}
            value = value._replace(known=True, value=zero[kind])
        return value._replace(runtime=bind == "run")

    # The graph

    def edges(self, name: str, job: dict[str, Data]) -> None:
        wanted = texts(job.get("depends_on"))
        if len(wanted) != len(set(wanted)):
            self.wrong(f"{name} depends twice")
        for other in wanted:
            if other not in self.jobs or other == name:
                self.wrong(f"{name} depends on {other}")
        seen = set()
        for reference, path, _ in inputs(job):
            producer, _, artifact = reference.partition(".")
            if (
                producer not in self.jobs
                or producer == name
                or artifact not in mapping(self.jobs[producer].get("artifacts"))
            ):
                self.wrong(f"{name} takes {reference}")
            if (reference, path) in seen:
                self.wrong(f"{name} takes {reference} twice")
            seen.add((reference, path))
        if "name" in job and _word(job["name"], "") != name:
            self.wrong(f"{name} is named otherwise")

    def direct(self, name: str) -> set[str]:
        job = self.jobs[name]
        found = {*texts(job.get("depends_on")), *(reference.partition(".")[0] for reference, _, _ in inputs(job))}
        return found & self.jobs.keys() - {name}

    def waits(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self.jobs:
            seen: set[str] = set()
            row = [name]
            while row:
                new = self.direct(row.pop()) - seen
                seen |= new
                row.extend(new)
            found[name] = seen
        return found

    def order(self) -> None:
        if any(name in row for name, row in self.world.waits.items()):
            self.wrong("a cycle of jobs")
            return
        runs = {name: set(texts(job.get("runs_on"))) or {"success"} for name, job in self.jobs.items()}
        must: dict[str, set[str]] = {}

        def needed(name: str) -> set[str]:
            if name not in must:
                must[name] = set()
                if runs[name] == {"success"}:
                    must[name] = self.direct(name).union(*(needed(other) for other in self.direct(name)))
            return must[name]

        for name in self.jobs:
            if runs[name] == {"failure"} and not self.direct(name):
                self.wrong(f"{name} catches nothing")
            catches = [other for other in needed(name) if runs[other] == {"failure"}]
            if any(self.direct(catch) <= needed(name) for catch in catches):
                self.wrong(f"{name} can never start")

    # The pipeline's own settings

    def top(self) -> None:
        document, scope = self.document, self.scope
        for leaf in mapping(document.get("global_env")).values():
            assert isinstance(leaf, Leaf)
        policy = mapping(document.get("retry_policy"))
        numbers(policy, scope, initial_delay=5, max_delay=120, max_total=1800)
        if duration(policy.get("initial_delay"), scope, 5) > duration(policy.get("max_delay"), scope, 120):
            self.wrong("initial_delay above max_delay")
        for rule in items(mapping(document.get("artifacts")).get("retention")):
            numbers(mapping(rule), scope, max_age=0, grace_period=0)
        for trigger in items(document.get("triggers")):
            cron = mapping(mapping(trigger).get("cron"))
            if cron and not _is_cron(_word(cron.get("schedule"), "")):
                self.wrong("cron")
        defaults = mapping(document.get("defaults"))
        self.tell(lambda: check_image(defaults.get("image"), scope))
        self.tell(lambda: check_command(defaults.get("shell"), scope))
        self.tell(lambda: check_path(defaults.get("working_directory"), scope))

    # Jobs

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
        values: dict[str, list[str]] = {}
        for axis, row in axes.items():
            if isinstance(row, Leaf):
                value = self.scope.text(row)
                if value.type not in {"array", "any"} or value.runtime:
                    self.wrong(f"axis {axis}")
                values[axis] = list(map(str, value.value)) if isinstance(value.value, list) else ["?"]
            else:
                values[axis] = [str(compile_value(item, self.scope).value) for item in items(row)]
            if not values[axis]:
                raise WrongError(f"axis {axis} is empty")
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
        self.tell(lambda: condition(job.get("conditional"), scope))
        whole = timeout(self.document.get("timeout"), self.scope, 7200)
        limit = timeout(job.get("timeout"), scope, min(3600, whole))
        if limit > whole:
            self.wrong(f"{name} may take longer than the pipeline")
        approval(self, job.get("approval"), scope)
        for artifact in mapping(job.get("artifacts")).values():
            self.tell(lambda artifact=artifact: check_globs(mapping(artifact).get("paths"), scope))  # type: ignore[misc]
            numbers(mapping(artifact), scope, retention=0)
        for _, path, _ in inputs(job):
            self.tell(lambda path=path: check_path(Leaf(path, path), scope))  # type: ignore[misc]
        for value in mapping(job.get("labels")).values():
            self.tell(lambda value=value: compile_value(value, scope))  # type: ignore[misc]
        number(job.get("retry_count"), scope)
        if "deploy" in job:
            if job.keys() & {"artifacts", "outputs", "services", "checkout"}:
                self.wrong(f"{name} deploys")
            self.variables(scope, secrets)
            return
        names = [_word(mapping(step).get("name"), "") for step in items(job.get("steps"))]
        if any(name and names.count(name) > 1 for name in names):
            self.wrong(f"steps of {name}")
        known: dict[str, object] = {}
        for step in items(job.get("steps")):
            body = mapping(step)
            inner = scope.inside(body.get("environment"))
            inner.steps = dict(known)
            self.tell(lambda body=body, inner=inner: self.step(body, inner, limit, secrets))  # type: ignore[misc]
            action = _word(body.get("action"), "")
            if "name" in body:
                known[_word(body["name"], "")] = {"status": "string", "outputs": ACTIONS.get(action, Open())}

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
            self.tell(lambda body=body, inner=inner: check_image(body.get("image"), inner))  # type: ignore[misc]
            self.tell(lambda inner=inner: self.variables(inner, texts(job.get("secrets"))))  # type: ignore[misc]
            self.tell(
                lambda body=body, inner=inner: check_health(body.get("health_check"), inner, texts(body.get("ports")))
            )  # type: ignore[misc]

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
        number(body.get("retry_count"), scope)
        self.variables(scope, secrets)
        condition(body.get("conditional"), scope, status=True)
        script = body.get("script")
        for leaf in [script] if isinstance(script, Leaf) else leaves(script) if script is not None else []:
            check_script(leaf, scope)

    def action(self, body: dict[str, Data], scope: Scope, secrets: list[str]) -> None:
        call = mapping(body.get("with"))
        action = _word(body["action"], "")
        for leaf in leaves(call):
            value = scope.text(leaf)
            if value.secret and value.secret - set(secrets):
                raise WrongError(f"the secret {sorted(value.secret)}")
        if action in {"health_check"}:
            numbers(call, scope, timeout=0, interval=0, start_period=0)
        numbers(call, scope, timeout=0)
        for key in ("path", "save_as") if action in {"generator", "http_request"} else ():
            if isinstance(call.get(key), Leaf) and "${" not in _word(call[key], ""):
                check_path(call[key], scope)


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
        reference = item.text if isinstance(item, Leaf) else _word(body.get("artifact"), "")
        rows.append((reference, _word(body.get("path"), "."), _word(body.get("optional"), "false") == "true"))
    return rows


def approval(oracle: Oracle, data: Data | None, scope: Scope) -> None:
    """Check that an approval can be had."""
    body = mapping(data)
    timeout(body.get("timeout"), scope, 1)
    approvers = set(texts(body.get("approvers")))
    if approvers and (number(body.get("required"), scope) or 1) > len(approvers):
        oracle.wrong("more approvals than people")


def numbers(body: dict[str, Data], scope: Scope, **durations: int) -> None:
    """Check that the durations in a mapping are some."""
    for key, default in durations.items():
        duration(body.get(key), scope, default)


def _default(kind: str, default: Data | None) -> object:
    if isinstance(default, list):
        return texts(default)
    return None if not isinstance(default, Leaf) else default.text if kind == "string" else default.value


def _word(data: Data | None, default: str) -> str:
    return data.text if isinstance(data, Leaf) else default


def _is(kind: str, leaf: Leaf) -> bool:
    if kind == "boolean":
        return isinstance(leaf.value, bool)
    return kind == "string" or (isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool))


def _is_cron(text: str) -> bool:
    fields = text.split()
    return text.startswith("@") or (
        len(fields) == 5 and all(re.fullmatch(r"[\d*/,A-Za-z-]+", field) for field in fields)
    )


__all__ = ["Oracle", "pairwise", "reasons", "shlex"]
