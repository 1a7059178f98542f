import json
from pathlib import Path

import pytest

from compiler.backends.nomad import BACKEND
from compiler.backends.nomad.hcl import job_text
from compiler.backends.nomad.hcl_read import read_job
from compiler.backends.nomad.names import component_id, job_id, service_name
from compiler.backends.profile import GitSource
from compiler.backends.shim import PROGRAM
from compiler.ir.expression.syntax import Member, Root
from compiler.ir.job import Service
from compiler.ir.plan import Plan
from compiler.ir.release import AllAtOnce, BlueGreen, Canary, ComponentSecret, Port, Rolling
from compiler.ir.values import HealthCheck, Image, Resources, Variable
from tests.backends.nomad.models import client_config, envparse, render
from tests.backends.nomad.plans import (
    DIGEST,
    GO,
    PROFILE,
    STAGES,
    TOOLS,
    WEB,
    build_and_test,
    component,
    data,
    job,
    option,
    release,
    script,
    text,
)

SECOND = 1_000_000_000
WEB_PATH = "environments/production/web.nomad.json"


def group(plan, path=WEB_PATH, profile=PROFILE):
    return data(plan, path, profile)["TaskGroups"][0]


def test_the_realistic_plan_passes_check_and_verify_in_both_forms():
    plan = build_and_test()

    assert [found.code for found in BACKEND.check(plan, PROFILE) if found.severity == "error"] == []
    for profile in (PROFILE, option("format", "hcl")):
        assert list(BACKEND.verify(plan, profile, BACKEND.emit(plan, profile))) == []


@pytest.mark.parametrize("version", BACKEND.versions)
def test_every_version_passes_verify(version):
    profile = PROFILE._replace(version=version)

    assert list(BACKEND.verify(build_and_test(), profile, BACKEND.emit(build_and_test(), profile))) == []


def test_files_are_the_jobs_with_steps_and_the_components_of_the_environment():
    assert [file.path for file in BACKEND.emit(build_and_test(), PROFILE).files] == [
        "environments/production/api.nomad.json",
        "environments/production/web.nomad.json",
        "jobs/image.nomad.json",
        "jobs/test.nomad.json",
    ]


def test_hcl_says_the_same_as_json():
    plan = build_and_test()
    as_json = {file.path: json.loads(file.data) for file in BACKEND.emit(plan, PROFILE).files}
    as_hcl = {file.path: read_job(file.data.decode()) for file in BACKEND.emit(plan, option("format", "hcl")).files}

    assert {path.replace(".json", ".hcl"): content for path, content in as_json.items()} == as_hcl


def test_ids_can_be_part_of_a_variables_path():
    import re

    for identifier in (job_id("shop", "test-3-10"), component_id("shop", "my_Web")):
        assert re.fullmatch(r"[a-zA-Z0-9-_~/]{1,128}", f"nomad/jobs/{identifier}")
    assert job_id("shop", "test") != component_id("shop", "test")


def test_a_service_name_is_a_label_of_dns():
    assert service_name("shop", "web") == "shop-web"
    assert service_name("shop", "my_web").startswith("shop-my-web-")
    assert service_name("shop", "my_web") != service_name("shop", "my-web")
    assert len(service_name("p" * 63, "c" * 50)) <= 63


def test_steps_of_one_image_are_one_task_and_the_next_waits_for_the_marker():
    tasks = group(build_and_test(), "jobs/test.nomad.json")["Tasks"]

    assert [task["Name"] for task in tasks] == ["service-db", "services-healthy", "step-unit", "step-pack"]
    assert tasks[2]["Config"]["image"] == GO.pinned
    assert tasks[3]["Config"]["image"] == TOOLS.reference
    texts = {template["DestPath"]: render(template) for template in tasks[3]["Templates"][1:]}
    assert "pipec_wait='race'" in texts["local/pipec/pack.step"]
    assert texts["local/pipec/program.sh"] == PROGRAM
    assert "result" in texts["local/pipec/start.sh"]
    first = {template["DestPath"]: render(template) for template in tasks[2]["Templates"][1:]}
    assert "result" not in first["local/pipec/start.sh"]
    assert first["local/pipec/race.script"] == "go test -race ./... # ${HOME} {{ .Names }}\n"


def test_start_scripts_are_valid_shell():
    import subprocess

    for path in ("jobs/test.nomad.json", "jobs/image.nomad.json"):
        for task in group(build_and_test(), path)["Tasks"]:
            for template in task.get("Templates", ()):
                if template["DestPath"] == "local/pipec/start.sh":
                    subprocess.run(["/bin/sh", "-n"], input=render(template).encode(), check=True)


def test_a_batch_job_is_dispatched_and_never_retried_by_nomad():
    found = data(build_and_test(), "jobs/image.nomad.json")

    assert found["ParameterizedJob"]["Payload"] == "forbidden"
    assert found["ParameterizedJob"]["MetaRequired"] == ["params_ticket", "input_0_url", "input_0_checksum"]
    assert {"params_region", "CI_COMMIT_SHA"} <= set(found["ParameterizedJob"]["MetaOptional"])
    assert found["Meta"]["pipec_depends_on"] == "test"
    assert found["Meta"]["pipec_plan"].startswith("sha256:")
    assert found["TaskGroups"][0]["RestartPolicy"] == {"Attempts": 0, "Mode": "fail"}
    assert found["TaskGroups"][0]["ReschedulePolicy"] == {"Attempts": 0, "Unlimited": False}


def test_fields_follow_the_version():
    old, new, newest = (
        group(build_and_test(), "jobs/image.nomad.json", PROFILE._replace(version=version))
        for version in ("1.7", "1.8", "2.0.3")
    )
    assert old["PreventRescheduleOnLost"] is True
    assert "Disconnect" not in old
    # Without LostAfter Nomad calls what is lost lost at once, and replaces it whatever Replace says.
    year = 365 * 24 * 3600 * 10**9
    assert new["Disconnect"] == {"LostAfter": year, "Replace": False, "Reconcile": "keep_original"}
    assert "PreventRescheduleOnLost" not in new
    assert "MaxRunDuration" not in new
    assert newest["MaxRunDuration"] == (3600 + 120) * SECOND


def test_run_values_and_secrets_reach_the_task():
    task = group(build_and_test(), "jobs/test.nomad.json")["Tasks"][2]
    rendered = render(
        task["Templates"][0],
        {"nomad/jobs/shop_job_test": {"api-token": 'a"b\nc', "pg": "x"}},
        {"NOMAD_META_CI_COMMIT_BRANCH": "feature/ü ${X}"},
    )
    env = task["Env"] | envparse(rendered)

    assert env["CI_COMMIT_BRANCH"] == "feature/ü ${X}"
    assert env["CI_COMMIT_TAG"] == ""
    assert env["PIPEC_SECRET_0"] == 'a"b\nc'
    assert env["HOME"] == "${NOMAD_ALLOC_DIR}/data/workspace"
    assert env["PIPEC_SERVICE_DB_PORT"] == "${NOMAD_HOST_PORT_service_db_5432}"
    assert task["Templates"][0]["Perms"] == "0400"
    assert {template["ChangeMode"] for template in task["Templates"]} == {"noop"}


def test_a_sidecar_has_a_dynamic_port_and_its_own_variables():
    found = group(build_and_test(), "jobs/test.nomad.json")
    sidecar, waiting = found["Tasks"][:2]

    assert found["Networks"] == [{"DynamicPorts": [{"Label": "service_db_5432", "To": 5432}]}]
    assert sidecar["Lifecycle"] == {"Hook": "prestart", "Sidecar": True}
    assert sidecar["Config"]["ports"] == ["service_db_5432"]
    rendered = render(sidecar["Templates"][0], {"nomad/jobs/shop_job_test": {"pg": "p w"}})
    assert envparse(rendered) == {"POSTGRES_PASSWORD": "p w", "GREETING": "it's ${HOME} {{.X}}"}
    assert waiting["Lifecycle"] == {"Hook": "prestart", "Sidecar": False}
    compile(render(waiting["Templates"][1]), "healthy.py", "exec")


def test_a_checkout_is_the_commit_or_the_archive_by_checksum():
    (found,) = group(build_and_test(), "jobs/test.nomad.json")["Tasks"][2]["Artifacts"]
    assert found["GetterSource"] == "git::https://git.example/shop.git"
    assert found["GetterOptions"] == {"ref": "${NOMAD_META_CI_COMMIT_SHA}"}

    archive = PROFILE._replace(git_source=GitSource("https://git.example/shop.tar.gz", DIGEST))
    (found,) = group(build_and_test(), "jobs/test.nomad.json", archive)["Tasks"][2]["Artifacts"]
    assert found["GetterOptions"] == {"checksum": DIGEST}


def test_labels_limits_and_network_of_a_job():
    plan = Plan(
        "shop",
        (
            job(
                "test",
                script("unit", "make", GO),
                resources=Resources(cpu=1500, memory=(1 << 30) + 1, origin=WEB.origin),
                labels=(("disk", "ssd"),),
                network="none",
            ),
        ),
    )
    found = data(plan, "jobs/test.nomad.json")
    (task,) = found["TaskGroups"][0]["Tasks"]

    assert found["Constraints"] == [{"LTarget": "${meta.disk}", "RTarget": "ssd", "Operand": "="}]
    assert task["Resources"] == {"CPU": 1500, "MemoryMB": 1025}
    assert task["Config"]["network_mode"] == "none"
    assert task["Config"]["cpu_hard_limit"] is True


def test_a_step_without_an_image_runs_on_the_host():
    plan = Plan("shop", (job("test", script("unit", "make")),))

    assert group(plan, "jobs/test.nomad.json")["Tasks"][0]["Driver"] == "exec"
    raw = group(plan, "jobs/test.nomad.json", option("host_driver", "raw_exec"))["Tasks"][0]
    assert raw["Driver"] == "raw_exec"
    assert raw["Config"] == {"command": "/bin/sh", "args": ["${NOMAD_TASK_DIR}/pipec/start.sh"]}


@pytest.mark.parametrize("strategy", [Canary(STAGES), BlueGreen(), Rolling()], ids=lambda strategy: strategy.type)
def test_behind_a_router_as_many_canaries_as_instances_and_no_promotion_by_nomad(strategy):
    update = group(release(component(), strategy=strategy))["Update"]

    assert (update["Canary"], update["AutoPromote"], update["AutoRevert"]) == (3, False, False)
    assert update["MinHealthyTime"] < update["HealthyDeadline"] < update["ProgressDeadline"]


def test_without_a_router_instances_are_replaced_in_place():
    rolling = Rolling(batch_size=2, max_unavailable=2, drain_timeout=30)
    found = group(release(component(), strategy=rolling, router=None))

    assert (found["Update"]["Canary"], found["Update"]["MaxParallel"]) == (0, 2)
    assert found["ShutdownDelay"] == 30 * SECOND
    assert group(release(component(), strategy=AllAtOnce()))["Update"]["MaxParallel"] == 3
    assert group(release(component(), strategy=AllAtOnce()))["Update"]["Canary"] == 0


def test_a_component_is_a_service_job():
    found = data(release(component()), WEB_PATH)
    main = found["TaskGroups"][0]
    (task,) = main["Tasks"]

    assert (found["ID"], found["Namespace"], found["Datacenters"]) == ("shop_component_web", "prod", ["dc1"])
    assert main["Count"] == 3
    assert task["Config"]["image"] == f"registry.example/shop/web@{DIGEST}"
    assert task["Config"]["ports"] == ["http", "metrics"]
    assert main["Networks"][0]["DynamicPorts"] == [{"Label": "http", "To": 8080}, {"Label": "metrics", "To": 9100}]
    checked, plain = main["Services"]
    assert (checked["Name"], checked["Provider"], checked["PortLabel"]) == ("shop-web", "nomad", "http")
    assert checked["Checks"] == [
        {"Name": "health", "Type": "http", "Path": "/healthz", "Interval": 10 * SECOND, "Timeout": 5 * SECOND}
    ]
    assert "Checks" not in plain
    assert main["Volumes"] == {"uploads": {"Type": "host", "Source": "uploads", "ReadOnly": False}}
    assert task["VolumeMounts"] == [{"Volume": "uploads", "Destination": "/data", "ReadOnly": False}]


def test_secrets_of_a_component_come_from_where_the_environment_says():
    (task,) = group(release(component()))["Tasks"]
    steady, variables, key = task["Templates"]

    assert (steady["Envvars"], steady["ChangeMode"]) == (True, "noop")
    assert "DATABASE_URL" not in steady["EmbeddedTmpl"]
    assert task["Vault"] == {"ChangeMode": "noop"}
    assert 'with secret "secret/data/shop"' in variables["EmbeddedTmpl"]
    assert (variables["Envvars"], variables["ChangeMode"]) == (True, "restart")
    assert (key["Perms"], key["DestPath"], key["ChangeMode"]) == ("0400", "secrets/tls-key", "noop")
    assert render(key, {"nomad/jobs/shop_component_web": {"tls-key": "-----\nkey\n"}}) == "-----\nkey\n"
    assert task["Config"]["mount"] == [
        {"type": "bind", "source": "secrets/tls-key", "target": "/etc/tls/key.pem", "readonly": True}
    ]
    assert task["Env"] == {"EMPTY": "", "DATABASE_URL": ""}


def test_nothing_that_nomad_compares_changes_with_another_component_or_a_comment():
    alone = release(component())
    both = release(component(), component(name="api", volumes=()))._replace(description="changed", timeout=1)

    assert data(alone, WEB_PATH) == data(both, WEB_PATH)


def test_an_image_that_is_not_built_yet_is_a_hole():
    found = group(build_and_test(), "environments/production/api.nomad.json")["Tasks"][0]["Config"]["image"]

    assert found.startswith("pipec.invalid/image/digest-")
    assert found.endswith("@sha256:" + "0" * 64)


def test_a_commands_words_survive_the_clients_reading():
    words = ("sh", "-c", 'echo "${HOME}" %{x} $$ {{.A}} \\')
    found = group(release(component(command=words)))["Tasks"][0]["Config"]["args"]

    assert tuple(client_config(word) for word in found) == words


def test_a_fixed_port_is_reserved():
    fixed = component(ports=(Port("http", 8080, 80),), health_check=HealthCheck("tcp", port=9000))
    (network,) = group(release(fixed, strategy=AllAtOnce()))["Networks"]

    assert network["ReservedPorts"] == [{"Label": "http", "Value": 80, "To": 8080}]
    assert network["DynamicPorts"] == [{"Label": "health", "To": 9000}]


def test_mirrors_take_the_place_of_a_registry():
    profile = PROFILE._replace(registry_mirrors=(("registry.example", "mirror.example:5000/r"),))
    found = group(release(component()), profile=profile)["Tasks"][0]["Config"]["image"]

    assert found == f"mirror.example:5000/r/shop/web@{DIGEST}"


def test_the_source_map_leads_from_the_image_to_its_line():
    emission = BACKEND.emit(release(component()), PROFILE)
    found = {line.pointer: line.span for line in emission.mapped if line.file == WEB_PATH}

    assert found["/Job/TaskGroups/0/Tasks/0/Config/image"] == WEB.origin
    assert found["/Job"] == component().origin


def test_the_source_map_of_hcl_names_lines():
    emission = BACKEND.emit(release(component()), option("format", "hcl"))
    lines = emission.files[0].data.decode().split("\n")
    task = next(line for line in emission.mapped if 'task "main"' in lines[int(line.pointer[1:]) - 1])

    assert task.span == component().origin


def test_hcl_is_readable():
    plan = Plan("shop", (job("test", script("unit", "make\nmake test ${X}\n", GO)),))
    written = BACKEND.emit(plan, option("format", "hcl")).files[0].data.decode()

    assert 'job "shop_job_test" {' in written
    assert "data = <<EOT\nmake\nmake test $${X}\nEOT\n" in written
    assert 'kill_timeout = "15s"' in written


def test_the_same_plan_gives_the_same_bytes():
    assert BACKEND.emit(build_and_test(), PROFILE) == BACKEND.emit(build_and_test(), PROFILE)


def test_import_is_light():
    import subprocess
    import sys

    heavy = ("jsonschema_rs", "json", "hashlib", "compiler.backends.nomad.batch")
    code = f"import sys, compiler.backends.nomad; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_unknown_field_cannot_be_lost_in_hcl():
    with pytest.raises(KeyError, match="Priority"):
        job_text({"Job": {"ID": "x", "Priority": 50}})


def test_verify_notices_a_change():
    plan = build_and_test()
    emission = BACKEND.emit(plan, PROFILE)
    changes = {
        b'"image": "docker.io/library/golang@': b'"image": "docker.io/library/other@',
        b"go test ./...": b"go test ./x",
        b'"MemoryMB": 1024': b'"MemoryMB": 512',
        b'"Canary": 3': b'"Canary": 1',
        b'LOG_LEVEL=\\"info\\"': b'LOG_LEVEL=\\"debug\\"',
        b'"Driver": "docker"': b'"Driver": "podman"',
        b'"security_opt"': b'"security_options"',
        b"unit.step": b"race.step",
        b'"pipec_depends_on": "test"': b'"pipec_depends_on": ""',
        b'"CPU": 500': b'"Cpu": 500',
        b'"To": 8080': b'"To": 8081',
    }
    for old, new in changes.items():
        files = [file._replace(data=file.data.replace(old, new)) for file in emission.files]
        assert files != list(emission.files), old
        assert list(BACKEND.verify(plan, PROFILE, emission._replace(files=tuple(files)))), old
    without = emission._replace(files=emission.files[1:])
    assert list(BACKEND.verify(plan, PROFILE, without)) == ["`environments/production/api.nomad.json` is not there"]


def test_the_shape_is_a_valid_closed_schema():
    from jsonschema import Draft202012Validator

    schema = json.loads((Path("compiler/backends/nomad/shape.json")).read_text())
    Draft202012Validator.check_schema(schema)
    objects = [schema, *schema["$defs"].values()]
    assert all("additionalProperties" in each for each in objects if each.get("properties"))


def test_a_sidecar_without_ports_or_values_is_just_its_image():
    plan = Plan("shop", (job("test", script("unit", "make", GO), services=(Service("cache", Image("x/y:1")),)),))
    sidecar = group(plan, "jobs/test.nomad.json")["Tasks"][0]

    assert set(sidecar) == {"Name", "Driver", "Lifecycle", "Config", "LogConfig", "Resources"}


def test_a_value_over_64_kib_stands_in_env():
    long = component(environment=(Variable("BIG", text("x" * 70_000)),), secrets=())

    assert len(group(release(long))["Tasks"][0]["Env"]["BIG"]) == 70_000


def test_only_a_secret_that_may_expire_restarts_a_component():
    secrets = (ComponentSecret("database-url", env="DATABASE_URL"), ComponentSecret("api-token", env="TOKEN"))
    plan = release(component(secrets=secrets))
    templates = group(plan)["Tasks"][0]["Templates"]

    restarting = [each["EmbeddedTmpl"] for each in templates if each["ChangeMode"] == "restart"]
    assert len({each["DestPath"] for each in templates}) == len(templates)
    assert len(restarting) == 1
    assert [line.partition("=")[0] for line in restarting[0].splitlines()] == ["DATABASE_URL"]
    emission = BACKEND.emit(plan, PROFILE)
    swapped = [
        file._replace(data=file.data.replace(b'"ChangeMode": "restart"', b'"ChangeMode": "noop"'))
        for file in emission.files
    ]
    found = list(BACKEND.verify(plan, PROFILE, emission._replace(files=tuple(swapped))))
    assert any("`DATABASE_URL` changes" in each for each in found)


def test_how_other_jobs_ended_travels_as_meta():
    ended = Member(Member(Root("job"), "build-all"), "status")
    reads = Variable("ENDED", text("build: ", ended))
    plan = Plan("shop", (job("test", script("unit", "make", GO, environment=(reads,))),))
    keys = data(plan, "jobs/test.nomad.json")["ParameterizedJob"]["MetaOptional"]

    assert [each.code for each in BACKEND.check(plan, PROFILE)] == []
    (key,) = [each for each in keys if each.startswith("job_")]
    assert key.startswith("job_build_all_status_")


def test_outputs_of_other_jobs_travel_as_meta():
    digest = Member(Member(Member(Root("job"), "image"), "outputs"), "digest")
    reads = Variable("DIGEST", text("at ", digest))
    plan = Plan("shop", (job("test", script("unit", "make", GO, environment=(reads,))),))
    found = data(plan, "jobs/test.nomad.json")
    step = found["TaskGroups"][0]["Tasks"][0]["Templates"][3]

    assert "job_image_outputs_digest" in found["ParameterizedJob"]["MetaOptional"]
    assert step["DestPath"] == "local/pipec/unit.step"
    assert "NOMAD_META_job_image_outputs_digest" in render(step)
