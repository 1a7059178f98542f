import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from compiler.backends.deploy import BACKEND
from compiler.ir.expression.syntax import Member, Root
from compiler.ir.release import AllAtOnce, BlueGreen, Canary, Deploy, Port, Rolling, SmokeTest, Stage
from compiler.ir.values import Approval, Secret, Text, Variable
from tests.backends.deploy.samples import (
    PROFILE,
    STAGES,
    api,
    at,
    blue_green,
    canary_behind_haproxy,
    environment,
    hosts_behind_nginx,
    on_host,
    plan,
    web,
)

SCHEMA = json.loads(Path("schemas/manifest.schema.json").read_text(encoding="utf-8"))
PLANS = {
    "hosts": hosts_behind_nginx(),
    "canary": canary_behind_haproxy(),
    "blue-green": blue_green(switch_approval=Approval(), smoke_test=SmokeTest(script="curl -f localhost")),
    "nomad": plan(environment("nomad", "haproxy"), Rolling()),
    "by hand": plan(environment("compose", None, (web(routes=()),)), deploys=False),
}


def files(of):
    return {file.path: file.data.decode() for file in BACKEND.emit(of, PROFILE).files}


def manifest(of):
    return json.loads(files(of)["environments/production/manifest.json"])


def moves(of, component="web"):
    tasks = manifest(of)["deployments"][0]["tasks"]
    return [task["move"] for task in tasks if task.get("component") in {component, None}]


@pytest.mark.parametrize("name", PLANS)
def test_emitted_plans_verify_and_fit_the_schema(name):
    of = PLANS[name]
    assert not [each for each in BACKEND.check(of, PROFILE) if each.severity == "error"]
    assert list(BACKEND.verify(of, PROFILE, BACKEND.emit(of, PROFILE))) == []
    Draft202012Validator(SCHEMA).validate(manifest(of))


def test_schema_is_itself_valid_closed_and_described():
    Draft202012Validator.check_schema(SCHEMA)
    stack = [SCHEMA]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "properties" in node and node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node.get("description"), node
            stack += node.values()
        elif isinstance(node, list):
            stack += node


def test_the_order_of_a_rolling_deployment():
    of = hosts_behind_nginx()
    assert moves(of) == [
        "fetch",
        *("start", "check", "admit", "drain", "stop") * 2,
        *("drain", "stop", "verify"),
        "observe",
        "retire",
        "record",
    ]
    tasks = manifest(of)["deployments"][0]["tasks"]
    starts = [task["component"] for task in tasks if task["move"] == "start"]
    assert starts == ["api", "web", "web"]  # web depends on api


def test_rolling_lets_old_instances_go_first_as_far_as_allowed():
    place = environment("compose", "nginx", (web(replicas=3),))
    tasks = manifest(plan(place, Rolling(batch_size=3, max_unavailable=1)))["deployments"][0]["tasks"]
    moved = [(task["move"], task.get("version"), task.get("slots")) for task in tasks]
    assert moved[1:8] == [
        ("drain", "old", [0]),
        ("stop", "old", [0]),
        ("start", "new", [0, 1, 2]),
        ("check", "new", [0, 1, 2]),
        ("admit", "new", [0, 1, 2]),
        ("drain", "old", [1, 2]),
        ("stop", "old", [1, 2]),
    ]


def test_canary_stages_weigh_only_after_health_and_approval():
    tasks = manifest(canary_behind_haproxy())["deployments"][0]["tasks"]
    assert tasks[0]["move"] == "approve"
    assert tasks[0]["approval"]["approvers"] == ["ann", "bob"]
    weighed = [task for task in tasks if task["move"] == "weigh" and task["component"] == "web"]
    assert [task["percent"] for task in weighed] == [5, 25, 100]
    assert weighed[0]["weights"] == {"new": 1, "old": 19}
    assert weighed[2]["weights"] == {"new": 1, "old": 0}
    order = [task["move"] for task in tasks]
    assert order.index("check") < order.index("weigh")
    asked = [at for at, task in enumerate(tasks) if task.get("reason") == "stage 2"]
    assert asked[0] + 1 == tasks.index(weighed[1])
    watched = [task for task in tasks if task["move"] == "observe"]
    assert [task["duration"] for task in watched] == [600, 900]
    assert watched[0]["analysis"][0]["source"] == "router"


def test_every_change_can_be_undone_in_reverse():
    changing = {"start", "stop", "weigh", "admit", "drain"}
    for of in PLANS.values():
        for task in manifest(of)["deployments"][0]["tasks"]:
            assert bool(task["undo"]) == (task["move"] in changing), task
    tasks = manifest(canary_behind_haproxy())["deployments"][0]["tasks"]
    undone = [
        undo
        for task in reversed(tasks[: tasks.index(next(t for t in tasks if t["move"] == "drain"))])
        for undo in task["undo"]
    ]
    assert undone[0] == {"move": "weigh", "component": "api", "percent": 0, "weights": {"new": 0, "old": 1}}
    assert undone[-1] == {"move": "stop", "component": "web", "version": "new", "slots": "all"}


def test_blue_green_tries_the_idle_colour_before_one_switch():
    order = moves(PLANS["blue-green"])
    switch = order.index("weigh")
    assert order.count("weigh") == 1
    assert order.index("smoke_test") < order.index("approve") < switch < order.index("stop")
    retire = [t for t in manifest(PLANS["blue-green"])["deployments"][0]["tasks"] if t["move"] == "retire"]
    assert {task["keep"] for task in retire} == {3600}


def test_every_old_version_has_left_before_the_first_is_removed():
    place = environment("compose", "nginx", (web(depends_on=("api",)), api()))
    tasks = manifest(plan(place, BlueGreen()))["deployments"][0]["tasks"]
    order = [task["move"] for task in tasks if task["move"] in {"stop", "retire"}]
    assert order == ["stop", "stop", "retire", "retire"]


@pytest.mark.parametrize("strategy", [BlueGreen(keep_old=1800), Canary(stages=STAGES), Rolling(batch_size=2)])
def test_on_nomad_the_old_version_runs_without_traffic_until_the_promotion(strategy):
    of = plan(environment("nomad", "haproxy"), strategy)
    tasks = [each for each in manifest(of)["deployments"][0]["tasks"] if each.get("component") == "web"]
    assert not [task for task in tasks if task["move"] == "stop"]
    assert [(task["version"], task["slots"]) for task in tasks if task["move"] == "start"] == [("new", "all")]
    drained = [task["slots"] for task in tasks if task["move"] == "drain"]
    assert drained == ([[0, 1], "all"] if strategy.type == "rolling" else ["all"])
    assert tasks[-1]["move"] == "retire"
    assert tasks[-1]["keep"] == getattr(strategy, "keep_old", 0)
    assert [undo["move"] for undo in tasks[-2]["undo"]] == ["admit"]


@pytest.mark.parametrize(("router", "strategy"), [(None, Rolling()), (None, AllAtOnce()), ("haproxy", AllAtOnce())])
def test_on_nomad_a_start_replaces_the_old_version_where_the_two_never_meet(router, strategy):
    of = plan(environment("nomad", router, (web(routes=()) if router is None else web(),)), strategy)
    tasks = manifest(of)["deployments"][0]["tasks"]
    changes = [task["move"] for task in tasks if task["move"] not in {"approve", "observe", "record"}]
    assert changes == ["fetch", "start", "check", "verify", *(["weigh"] if router else [])]
    (start,) = [task for task in tasks if task["move"] == "start"]
    assert [(undo["move"], undo.get("version"), undo.get("percent")) for undo in start["undo"]] == [
        ("start", "old", None),
        ("check", "old", None),
        *([("weigh", None, 0)] if router else []),
    ]


def test_ports_of_instances_are_host_ports():
    ports = (Port("http", 8080, publish=80), Port("metrics", 9100))

    def given(runner, router):
        component = web(routes=(), ports=ports, replicas=1)
        place = environment(runner, router, (component if runner == "compose" else on_host(component),))
        return manifest(plan(place, AllAtOnce()))["instances"][0]["ports"]

    assert given("compose", None) == {"http": 80}
    assert given("systemd", None) == {"http": 80, "metrics": 9100}
    assert set(given("compose", "haproxy")) == {"http", "metrics"}
    assert 8080 not in given("compose", "haproxy").values()


def test_traffic_is_moved_only_where_the_router_knows_the_component():
    worker = web(name="worker", ports=(), routes=(), health_check=None)
    of = plan(environment("compose", "nginx", (web(), worker)), Canary(stages=STAGES))
    assert "weigh" in moves(of)
    assert "weigh" not in moves(of, "worker")
    assert {"start", "stop"} <= set(moves(of, "worker"))


def test_holes_name_what_the_run_must_bind():
    token = Variable("TOKEN", Text(("t=", Secret("API"))), at(901))
    run = Variable("COMMIT", Text((Member(Root("env"), "CI_COMMIT_SHA"),)), at(902))
    of = plan(environment(router=None, components=(on_host(web(routes=(), environment=(token, run), replicas=1)),)))
    holes = {(hole["file"], hole["pointer"]): hole for hole in manifest(of)["holes"]}
    path = "deploy/environments/production/manifest.json"
    assert holes[path, "/artifacts/0/sha256"]["artifact"] == "web"
    assert holes[path, "/components/0/environment/COMMIT"]["parts"] == [{"expression": "env.CI_COMMIT_SHA"}]
    assert holes[path, "/components/0/environment/TOKEN"]["kind"] == "secret-text"
    assert holes["deploy/environments/production/systemd/web.env", "/COMMIT"]["kind"] == "text"
    assert ("deploy/environments/production/systemd/web.env", "/TOKEN") not in holes
    assert manifest(of)["release"]["sealed"] is False
    assert [each["name"] for each in manifest(of)["secrets"]] == ["API"]


def test_a_built_image_is_a_hole_and_a_pinned_one_is_not():
    data = manifest(canary_behind_haproxy())
    folder = "compose/environments/production"
    assert [(hole["file"], hole.get("pointer") or hole["variable"]) for hole in data["holes"]] == [
        ("deploy/environments/production/manifest.json", "/components/0/image/pinned"),
        (f"{folder}/compose.lock.yaml", "PIPEC_IMAGE_WEB"),
        (f"{folder}/web-blue.yaml", "PIPEC_IMAGE_WEB"),
        (f"{folder}/web-green.yaml", "PIPEC_IMAGE_WEB"),
    ]
    assert data["components"][1]["image"]["pinned"] == "registry.example/api@sha256:" + "ab" * 32


def test_an_environment_without_a_job_is_deployed_by_hand_all_at_once():
    (deployment,) = manifest(PLANS["by hand"])["deployments"]
    assert (deployment["job"], deployment["strategy"]) == (None, "all-at-once")


def test_deployments_of_several_jobs_stand_beside_each_other():
    of = hosts_behind_nginx()
    hotfix = of.jobs[1]._replace(id="hotfix", deploy=Deploy("production", ("api",), AllAtOnce()))
    data = manifest(of._replace(jobs=(*of.jobs, hotfix)))
    assert [(each["job"], each["components"]) for each in data["deployments"]] == [
        ("release", ["web", "api"]),
        ("hotfix", ["api"]),
    ]


def test_secret_values_and_other_environments_are_not_in_the_files():
    written = files(hosts_behind_nginx())
    assert "DATABASE_URL" not in written["environments/production/systemd/web.env"]
    (source,) = [each["source"] for each in manifest(hosts_behind_nginx())["secrets"] if each["name"] == "DATABASE"]
    assert source == {"kind": "env", "locator": "SHOP_DATABASE", "key": None}


def test_every_pointer_of_the_source_map_exists_and_lines_are_in_range():
    for of in PLANS.values():
        emission = BACKEND.emit(of, PROFILE)
        texts = {file.path: file.data.decode() for file in emission.files}
        assert [file.path for file in emission.files] == sorted(texts)
        for line in emission.mapped:
            if line.file.endswith(".json"):
                node = json.loads(texts[line.file])
                for token in line.pointer.split("/")[1:]:
                    key = token.replace("~1", "/").replace("~0", "~")
                    node = node[int(key)] if isinstance(node, list) else node[key]
            else:
                assert 1 <= int(line.pointer[1:]) <= texts[line.file].count("\n")


def test_the_map_leads_from_a_task_and_a_unit_line_to_the_pipeline():
    emission = BACKEND.emit(canary_behind_haproxy(), PROFILE)
    spans = {(line.file, line.pointer): line.span for line in emission.mapped}
    tasks = manifest(canary_behind_haproxy())["deployments"][0]["tasks"]
    index = next(at for at, task in enumerate(tasks) if task["move"] == "approve")
    assert spans["environments/production/manifest.json", f"/deployments/0/tasks/{index}"] == at(540)
    emission = BACKEND.emit(hosts_behind_nginx(), PROFILE)
    unit = next(file for file in emission.files if file.path.endswith("web@.service")).data.decode().split("\n")
    number = unit.index("MemoryMax=268435456") + 1
    assert any(line.pointer == f"/{number}" and line.span == at(120) for line in emission.mapped)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"C.UTF-8"', '"C"', "variables differ"),
        ('"replicas": 3', '"replicas": 4', "instances differ"),
        ('"move": "retire"', '"move": "forget"', "manifest.json#/"),
        ('"strategy": "canary"', '"strategy": "rolling"', "deployments"),
        ("server green-3 ", "server gone-3 ", "no server green-3"),
        ("bind :80", "bind :81", "nothing listens on port 80"),
    ],
)
def test_verify_notices(old, new, said):
    of = canary_behind_haproxy()
    emission = BACKEND.emit(of, PROFILE)
    assert any(old.encode() in file.data for file in emission.files)
    changed = tuple(file._replace(data=file.data.replace(old.encode(), new.encode(), 1)) for file in emission.files)
    assert any(said in message for message in BACKEND.verify(of, PROFILE, emission._replace(files=changed)))


def test_verify_notices_missing_and_unwanted_files():
    of = hosts_behind_nginx()
    emission = BACKEND.emit(of, PROFILE)
    first, *rest = emission.files
    said = list(BACKEND.verify(of, PROFILE, emission._replace(files=tuple(rest))))
    assert f"{first.path} is missing" in said
    extra = first._replace(path="environments/x.txt")
    assert "environments/x.txt was not asked for" in list(
        BACKEND.verify(of, PROFILE, emission._replace(files=(*emission.files, extra)))
    )


def test_the_same_plan_gives_the_same_bytes():
    assert BACKEND.emit(hosts_behind_nginx(), PROFILE) == BACKEND.emit(hosts_behind_nginx(), PROFILE)


def test_tasks_follow_dependencies_whatever_the_order_of_the_file():
    place = environment("compose", "nginx", (web(depends_on=("api",)), api()))
    tasks = manifest(plan(place, BlueGreen()))["deployments"][0]["tasks"]
    assert [t["component"] for t in tasks if t["move"] == "start"] == ["api", "web"]
    assert [t["component"] for t in tasks if t["move"] == "stop"] == ["web", "api"]


def test_stage_weights_reach_the_manifest_as_fractions():
    of = plan(environment("compose", "haproxy"), Canary(stages=(Stage(2.5, 60), Stage(100))))
    weighed = next(t for t in manifest(of)["deployments"][0]["tasks"] if t["move"] == "weigh")
    assert weighed["weights"] == {"new": 1, "old": 39}
