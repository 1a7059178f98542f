"""`compose.lock.yaml` and the files of colours."""

import hashlib
import re

import pytest

from compiler.backends.compose.escape import Reference, read
from compiler.backends.compose.stamp import file_digest
from compiler.ir.digest import plan_digest, release_id
from compiler.ir.release import Canary, Deploy, Port, Volume
from compiler.ir.values import HealthCheck, Text, Variable
from tests.backends.compose.compose_plans import (
    DIGEST,
    components,
    content,
    document,
    emitted,
    path,
    production,
    shop,
    span,
    text,
)

LOCK = "environments/production/compose.lock.yaml"


def test_a_lock_holds_every_component_by_digest():
    lock = document(emitted(shop()), LOCK)
    assert lock["name"] == "shop-production"
    assert list(lock["services"]) == ["db", "web", "proxy"]
    assert lock["services"]["web"]["image"] == f"registry.example/web@{DIGEST}"
    assert lock["services"]["proxy"]["image"].startswith("${PIPEC_IMAGE_PROXY:?")


def test_a_lock_is_stamped_with_release_plan_and_its_own_digest():
    plan = shop()
    data = content(emitted(plan), LOCK)
    stamp = document(emitted(plan), LOCK)["x-pipec"]
    assert stamp["release"] == release_id(plan.components)
    assert stamp["plan"] == plan_digest(plan)
    emptied = re.sub(rb"^  digest: .*$", b'  digest: ""', data, count=1, flags=re.MULTILINE)
    assert stamp["digest"] == f"sha256:{hashlib.sha256(emptied).hexdigest()}" == file_digest(data)


def test_the_header_names_the_source():
    first = content(emitted(shop()), LOCK).splitlines()[0]
    assert first == b"# Written by pipec from pipeline.yaml; do not edit: compile again."


def test_dependents_wait_for_health_where_it_is_checked():
    services = document(emitted(shop()), LOCK)["services"]
    assert services["web"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    unchecked = tuple(each._replace(health_check=None) for each in components())
    services = document(emitted(shop(environments=(production(components=unchecked),))), LOCK)["services"]
    assert services["web"]["depends_on"] == {"db": {"condition": "service_started"}}


def test_limits_stand_under_deploy():
    services = document(emitted(shop()), LOCK)["services"]
    assert services["db"]["deploy"] == {"resources": {"limits": {"cpus": "2", "memory": "512M"}}}
    assert services["web"]["deploy"] == {"replicas": 2}


def test_secrets_are_references_never_values():
    lock = document(emitted(shop()), LOCK)
    web = lock["services"]["web"]["environment"]
    assert read(web["SESSION_KEY"])[0][:2] == ("SHOP_SESSION_KEY", ":?")
    assert [each if isinstance(each, str) else each.variable for each in read(web["URL"])] == [
        "postgres://web:",
        "PIPEC_SECRET_DB_PASSWORD",
        "@db/shop",
    ]
    assert lock["services"]["db"]["secrets"] == [{"source": "db-password", "target": "/run/secrets/db-password"}]
    assert lock["secrets"] == {"db-password": {"file": "${PIPEC_SECRETS:-./secrets}/db-password"}}


def test_a_value_that_the_deployment_computes_is_a_variable():
    web = components()[1]._replace(environment=(Variable("COMMIT", text("v", path("env", "CI_COMMIT_SHA"))),))
    lock = document(emitted(shop(environments=(production(components=(web._replace(depends_on=()),)),))), LOCK)
    assert read(lock["services"]["web"]["environment"]["COMMIT"]) == (
        Reference("PIPEC_VALUE_WEB_COMMIT", "?", "known to the deployment"),
    )


def test_labels_hold_the_component_s_own_digest_only():
    labels = document(emitted(shop()), LOCK)["services"]["web"]["labels"]
    assert labels == {"pipec.component": "web", "pipec.digest": "b" * 64}


def test_behind_a_router_replicas_share_a_range_of_loopback_ports():
    ports = document(emitted(shop()), LOCK)["services"]["web"]["ports"]
    assert [(each["host_ip"], each["target"]) for each in ports] == [("127.0.0.1", 8080), ("127.0.0.1", 9090)]
    for port in ports:
        low, high = map(int, port["published"].split("-"))
        assert high - low == 1


def test_without_a_router_published_ports_are_the_component_s_own():
    port = Port("http", 80, publish=8080)
    published = components()[2]._replace(ports=(port,), depends_on=())
    plan = shop(jobs=shop().jobs[:2], environments=(production(router=None, components=(published,)),))
    service = document(emitted(plan), LOCK)["services"]["proxy"]
    assert service["ports"] == [{"target": 80, "published": "8080", "protocol": "tcp"}]


def test_a_component_with_two_versions_alive_has_a_project_for_each_colour():
    emission = emitted(shop())
    blue, green = (document(emission, f"environments/production/web-{colour}.yaml") for colour in ("blue", "green"))
    assert (blue["name"], green["name"]) == ("shop-production-web-blue", "shop-production-web-green")
    assert list(blue["services"]) == ["blue-0", "blue-1"]
    published = [
        read(port["published"])[0].word
        for file in (blue, green)
        for service in file["services"].values()
        for port in service["ports"]
    ]
    assert len(set(published)) == len(published) == 8
    assert all(21000 <= int(port) <= 21099 for port in published)
    assert blue["networks"]["default"] == {"name": "shop-production", "external": True}
    assert not any("db-" in file.path for file in emission.files)


def test_volumes_of_colours_are_the_environment_s_and_external():
    web = components()[1]._replace(volumes=(Volume("data", "/data", shared=True),))
    plan = shop(environments=(production(components=(components()[0], web, components()[2])),))
    blue = document(emitted(plan), "environments/production/web-blue.yaml")
    lock = document(emitted(plan), LOCK)
    assert blue["volumes"] == {"data": {"name": "shop-production-data", "external": True}}
    assert lock["volumes"] == {"data": {"name": "shop-production-data"}}


def test_a_component_that_is_added_at_the_end_moves_no_other_s_files():
    before = emitted(shop())
    extra = components()[0]._replace(name="cache", volumes=(), secrets=(), digest="d" * 64)
    after = emitted(shop(environments=(production(components=(*components(), extra)),)))
    for file in ("web-blue", "web-green"):
        assert (
            document(before, f"environments/production/{file}.yaml")["services"]
            == document(after, f"environments/production/{file}.yaml")["services"]
        )


def test_a_comment_in_the_pipeline_changes_no_byte():
    moved = tuple(each._replace(origin=span(900)) for each in components())
    first, second = emitted(shop()), emitted(shop(environments=(production(components=moved),)))
    assert [file.data for file in first.files] == [file.data for file in second.files]


def test_each_service_maps_to_the_line_that_caused_it():
    mapped = {(each.file, each.pointer): each.span for each in emitted(shop()).mapped}
    assert mapped[LOCK, "/services/web"] == span(200)
    assert mapped[LOCK, "/services/web/environment/URL"] == span(202)
    assert mapped["environments/production/web-blue.yaml", "/services/blue-0"] == span(200)


def test_a_canary_has_colours_too():
    release = shop().jobs[2]._replace(deploy=Deploy("production", ("web",), Canary()))
    assert document(emitted(shop(jobs=(*shop().jobs[:2], release))), "environments/production/web-green.yaml")


@pytest.mark.parametrize(
    "value", ["", "$", "$$", "${X}", "${X:-y}", "a$b{c}", "'\"\\\n\t # : é🙂\r\n", "$$$ {{.Name}}"]
)
def test_text_survives_interpolation_and_yaml(value):
    web = components()[1]._replace(environment=(Variable("TEXT", Text((value,) if value else ())),), depends_on=())
    lock = document(emitted(shop(environments=(production(components=(web,)),))), LOCK)
    assert "".join(read(lock["services"]["web"]["environment"]["TEXT"])) == value


def test_a_command_check_runs_as_it_is():
    test = document(emitted(shop()), LOCK)["services"]["db"]["healthcheck"]["test"]
    assert [read(word) for word in test] == [("CMD",), ("pg_isready",), ("-U",), ("$USER",)]


def test_check_times_are_the_component_s():
    check = HealthCheck("tcp", 5432, timeout=2, interval=3, retries=4, start_period=5)
    database = components()[0]._replace(health_check=check)
    lock = document(emitted(shop(jobs=shop().jobs[:2], environments=(production(components=(database,)),))), LOCK)
    found = lock["services"]["db"]["healthcheck"]
    del found["test"]
    assert found == {"interval": "3s", "timeout": "2s", "retries": 4, "start_period": "5s"}
