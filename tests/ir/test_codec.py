"""The plan's JSON: there and back, closed, and hostile input refused at its place."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from compiler.diagnostics import Span
from compiler.ir.codec import PlanFormatError, canonical_bytes, from_json, read_plan, to_json
from compiler.ir.digest import component_digest, plan_digest, release_id
from compiler.ir.expression.parse import parse
from compiler.ir.job import Action, ArgumentList, ArgumentMap, Job, Matrix, Step
from compiler.ir.json_schema import schema_text
from compiler.ir.plan import Plan
from compiler.ir.release import BlueGreen, Canary, Component, Deploy, Port, Route, Stage
from compiler.ir.values import BuiltImage, Image, Secret, Text, Variable
from tests.ir.random_plans import plans

SCHEMA = Path("schemas/plan.schema.json")
EXPRESSION = parse("env.CI_COMMIT_BRANCH == 'main'")
PLAN = Plan(
    "shop",
    (
        Job(
            "test-3-12",
            "test",
            matrix=Matrix((("python", "3.12"),)),
            conditional=EXPRESSION,
            checkout=None,
            steps=(
                Step(
                    "unit",
                    "unit",
                    script="make test\n",
                    image=Image("docker.io/library/python:3.12", "sha256:" + "a" * 64),
                    environment=(Variable("B", Text(("on ", EXPRESSION, Secret("T")))), Variable("A", Text())),
                ),
                Step(
                    "call",
                    "call",
                    action=Action(
                        "http_request",
                        ArgumentMap((("url", Text(("http://x",))), ("list", ArgumentList((1, ArgumentMap()))))),
                    ),
                ),
            ),
        ),
        Job("ship", "ship", deploy=Deploy("prod", ("web",), Canary(stages=(Stage(5.0), Stage(100))))),
        Job("turn", "turn", deploy=Deploy("prod", ("web",), BlueGreen())),
    ),
    components=(Component("web", image=BuiltImage("ship", "image")),),
)


def without_positions(plan):
    return from_json(to_json(plan))


def test_the_json_is_what_a_reader_expects():
    job = to_json(PLAN)["jobs"][0]
    assert job["conditional"] == "env.CI_COMMIT_BRANCH == 'main'"
    assert job["matrix"] == {"values": {"python": "3.12"}, "fail_fast": False}
    assert "checkout" not in job
    assert job["timeout"] == 3600
    assert job["steps"][0]["environment"] == {
        "B": ["on ", {"expression": "env.CI_COMMIT_BRANCH == 'main'"}, {"secret": "T"}],
        "A": "",
    }
    assert job["steps"][1]["action"]["arguments"] == {"url": "http://x", "list": {"list": [1, {"map": {}}]}}
    assert to_json(PLAN)["jobs"][1]["deploy"]["strategy"]["stages"][0] == {"weight": 5, "duration": 0}
    assert to_json(PLAN)["components"][0]["image"] == {"job": "ship", "output": "image"}


def test_one_plan_comes_back_equal():
    back = read_plan(canonical_bytes(PLAN))
    assert back == PLAN._replace(jobs=back.jobs)
    assert back.jobs[1:] == PLAN.jobs[1:]
    assert back.jobs[0]._replace(steps=()) == PLAN.jobs[0]._replace(conditional=back.jobs[0].conditional, steps=())


SLOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


@SLOW
@given(plans())
def test_every_plan_comes_back_and_fits_the_schema(plan):
    written = canonical_bytes(plan)
    back = read_plan(written)
    assert canonical_bytes(back) == written
    assert from_json(to_json(back)) == back
    VALIDATOR.validate(json.loads(written))


VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema_text()))


def test_the_published_schema_is_the_one_of_the_types():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: python -m compiler.ir.json_schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


def objects(node, pointer=""):
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            yield from objects(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, f"{pointer}/{index}")


MAPS = ("/environment", "/values", "/arguments", "/map", "/labels")


def test_reader_and_schema_are_closed_in_every_object():
    data = to_json(PLAN)
    count = 0
    for pointer, node in list(objects(data)):
        if pointer.endswith(MAPS):
            continue
        count += 1
        node["surprise"] = 1
        with pytest.raises(PlanFormatError) as caught:
            from_json(data)
        assert caught.value.pointer.startswith(pointer)
        assert not VALIDATOR.is_valid(data), pointer
        del node["surprise"]
    assert count > 20
    from_json(data)


def test_spans_change_nothing():
    moved = PLAN._replace(
        origin=Span("other.yaml", 1, 2), jobs=(PLAN.jobs[0]._replace(origin=Span("o", 9, 9)), *PLAN.jobs[1:])
    )
    assert canonical_bytes(moved) == canonical_bytes(PLAN)
    assert plan_digest(moved) == plan_digest(PLAN)
    assert plan_digest(PLAN._replace(timeout=1)) != plan_digest(PLAN)


def broken(pointer, value):
    """Return the plan's JSON with the value at a pointer replaced (`...` deletes it)."""
    data = json.loads(canonical_bytes(PLAN))
    *path, last = [int(token) if token.isdigit() else token for token in pointer.split("/")[1:]]
    node = data
    for token in path:
        node = node[token]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return data


@pytest.mark.parametrize(
    ("pointer", "value", "where", "reason"),
    [
        ("/jobs/0/timeout", "1h", "/jobs/0/timeout", "expected an integer, found a string"),
        ("/jobs/0/timeout", True, "/jobs/0/timeout", "expected an integer, found a boolean"),
        ("/jobs/0/timeout", None, "/jobs/0/timeout", "expected an integer, found null"),
        ("/jobs/0/timeout", ..., "/jobs/0", "missing key `timeout` in Job"),
        ("/jobs/0/id", 3, "/jobs/0/id", "expected a string, found an integer"),
        ("/jobs", {}, "/jobs", "expected an array, found an object"),
        ("/jobs/1", [], "/jobs/1", "expected an object, found an array"),
        ("/jobs/0/network", "wifi", "/jobs/0/network", "expected one of `default`, `none`, `host`"),
        ("/jobs/0/network", ["none"], "/jobs/0/network", "expected one of `default`, `none`, `host`"),
        ("/jobs/0/conditional", "1 +", "/jobs/0/conditional", "not an expression: "),
        ("/jobs/0/steps/0/environment/B", [{"secret": 1}], "/jobs/0/steps/0/environment/B/0", "expected a string"),
        ("/jobs/0/steps/0/environment/a~b", 1, "/jobs/0/steps/0/environment/a~0b", "expected an array"),
        ("/jobs/0/steps/1/action/arguments/k", {"list": [{}]}, "/jobs/0/steps/1/action/arguments/k/list/0", "`map`"),
        ("/jobs/1/deploy/strategy/type", "yolo", "/jobs/1/deploy/strategy", "expected `type` to be one of"),
        ("/jobs/1/deploy/strategy/type", ..., "/jobs/1/deploy/strategy", "expected `type` to be one of"),
        ("/components/0/image", {"x": 1}, "/components/0/image", "expected one of the keys `reference`, `job`"),
        ("/jobs/1/deploy/strategy/stages/0/weight", 1e999, "/jobs/1/deploy/strategy/stages/0/weight", "too large"),
        ("/format", 2, "", "format 2 is not known; this version reads format 1"),
        ("/timeout", 1.5, "/timeout", "expected an integer, found a number"),
    ],
)  # fmt: skip
def test_hostile_json_is_refused_at_its_place(pointer, value, where, reason):
    with pytest.raises(PlanFormatError) as caught:
        from_json(broken(pointer, value))
    assert caught.value.pointer == where
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[]", "expected an object"),
        (b'{"name": "a", "name": "b"}', "`name` is there twice"),
        (b'{"timeout": NaN}', "`NaN` is no JSON number"),
        (b'{"timeout": ' + b"9" * 5000 + b"}", "too many digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"name": "\\ud800"}', "not UTF-8"),
    ],
)
def test_bytes_that_are_no_plan_are_refused(data, reason):
    with pytest.raises(PlanFormatError, match=reason):
        read_plan(data)


def test_deep_arguments_are_refused_not_overflowed():
    deep: object = 1
    for _ in range(2000):
        deep = {"list": [deep]}
    with pytest.raises(PlanFormatError, match="nested too deeply"):
        from_json(broken("/jobs/0/steps/1/action/arguments/list", deep))


WEB = Component("web", image=Image("registry.example/web:1", "sha256:" + "1" * 64), ports=(Port("http", 80),))


def test_a_component_restarts_only_when_an_instance_is_another():
    digest = component_digest(WEB)
    assert len(digest) == 64
    same = [
        WEB._replace(digest="f" * 64),
        WEB._replace(origin=Span("x", 1, 2)),
        WEB._replace(replicas=9, depends_on=("db",), routes=(Route("example.org"),)),
        WEB._replace(image=Image("registry.example/web:2", "sha256:" + "1" * 64)),
    ]
    other = [
        WEB._replace(image=Image("registry.example/web:1", "sha256:" + "2" * 64)),
        WEB._replace(image=Image("registry.example/web:1")),
        WEB._replace(command=("serve",)),
        WEB._replace(environment=(Variable("A", Text(("1",))),)),
        WEB._replace(ports=()),
    ]
    assert {component_digest(component) for component in same} == {digest}
    assert digest not in {component_digest(component) for component in other}
    assert len({component_digest(component) for component in other}) == len(other)


def test_a_release_is_its_definitions_in_any_order():
    db = Component("db", image=Image("registry.example/db:1"))
    release = release_id([WEB, db])
    assert release.startswith("sha256:")
    assert release_id([db, WEB]) == release
    assert release_id([db, WEB._replace(digest="f" * 64)]) == release
    assert release_id([db, WEB._replace(replicas=2)]) != release
    assert release_id([db]) != release
