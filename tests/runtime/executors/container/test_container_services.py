"""Services beside the steps: reached by name, waited for, told about, and gone with the job."""

import asyncio
import time

import pytest

from compiler.ir.job import Service
from compiler.ir.values import HealthCheck, Image
from runtime.errors import ExecutorError
from runtime.executors.container import probes, session
from tests.runtime.executors.container.lab import BARE, BUSYBOX, a_session, begun, build, docker, job, opened, ran

pytestmark = pytest.mark.engine

_SLOW_WEB = """\
FROM {base}
RUN ["/bin/sh", "-c", "mkdir /www && echo ready >/www/health"]
CMD ["/bin/sh", "-c", "echo starting; sleep 1; echo serving >&2; exec httpd -f -p 8080 -h /www"]
"""
_DATABASE = """\
FROM {base}
RUN ["/bin/sh", "-c", "echo 'db:x:70:70::/:/bin/sh' >/etc/passwd; echo 'db:x:70:' >/etc/group"]
CMD ["/bin/sh", "-c", "mkdir /data && chown db /data; exec su db -c 'id -u; touch /data/x; exec nc -ll -p 5432 -e cat'"]
"""


@pytest.fixture(scope="module")
def web(images, tmp_path_factory) -> Image:
    lines = _SLOW_WEB.format(base=BUSYBOX.reference)
    return build(Image("pipec.test/executor-web:1"), lines, tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def database(images, tmp_path_factory) -> Image:
    lines = _DATABASE.format(base=BUSYBOX.reference)
    return build(Image("pipec.test/executor-db:1"), lines, tmp_path_factory.mktemp("db"))


@pytest.fixture(scope="module")
def broken(images, tmp_path_factory) -> Image:
    lines = f'FROM {BUSYBOX.reference}\nCMD ["/bin/sh", "-c", "echo no $PASSWORD for you; exit 4"]\n'
    return build(Image("pipec.test/executor-broken:1"), lines, tmp_path_factory.mktemp("broken"))


@pytest.fixture(params=["from the runtime", "inside the container"])
def way(request, monkeypatch):
    """Both ways of asking; the second is what engines in a virtual machine need."""
    if request.param == "inside the container":
        monkeypatch.setattr(session, "is_ours", lambda _gateway: False)
    return request.param


def http(**fields: object) -> HealthCheck:
    return HealthCheck("http", port=8080, path="/health", interval=1, retries=15, **fields)


def fails(state, service, environment=None):
    async def main():
        async with opened(state) as executor, begun(executor, state, job(services=(service,)), environment):
            pytest.fail("the job began")

    with pytest.raises(ExecutorError) as caught:
        asyncio.run(main())
    assert caught.value.failure_class == "dependency"
    return caught.value


def test_steps_wait_for_health_and_reach_the_service_by_name(state, web, way):
    service = Service("my-web", web, ports=(8080, 9090), health_check=http(expected_body="ready"))

    async def main():
        async with opened(state) as executor, begun(executor, state, job(services=(service,))) as (one, heard):
            script = "wget -q -O - http://$PIPEC_SERVICE_MY_WEB_HOST:$PIPEC_SERVICE_MY_WEB_PORT/health"
            return dict(one.variables), await ran(one, state, script, **one.variables), heard

    variables, ended, heard = asyncio.run(main())
    assert variables == {"PIPEC_SERVICE_MY_WEB_HOST": "my-web", "PIPEC_SERVICE_MY_WEB_PORT": "8080"}
    assert (ended.stdout, ended.stderr, ended.exit.code) == ("ready\n", "", 0)
    told = heard.text("system").splitlines()
    assert told[-1] == "service my-web is up"
    assert {"my-web: starting", "my-web: serving"} <= set(told)


def test_a_port_that_is_open_is_healthy(state, web, way):
    check = HealthCheck("tcp", port=8080, interval=1, retries=15)

    async def main():
        start = time.monotonic()
        the_job = job(services=(Service("web", web, ports=(8080,), health_check=check),))
        async with opened(state) as executor, begun(executor, state, the_job):
            return time.monotonic() - start

    assert asyncio.run(main()) > 1


def test_a_command_that_succeeds_is_healthy(state, web):
    check = HealthCheck(
        "command", command=("wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"), interval=1
    )

    async def main():
        the_job = job(services=(Service("web", web, health_check=check._replace(retries=15)),))
        async with opened(state) as executor, begun(executor, state, the_job) as (one, _):
            return (await ran(one, state, "wget -q -O - http://web:8080/health")).stdout

    assert asyncio.run(main()) == "ready\n"


def test_a_service_can_become_its_own_user(state, database):
    check = HealthCheck("tcp", port=5432, interval=1, retries=10)

    async def main():
        the_job = job(services=(Service("db", database, ports=(5432,), health_check=check),))
        async with opened(state) as executor, begun(executor, state, the_job) as (one, heard):
            ended = await ran(one, state, "echo question | nc -w 5 db 5432")
            return ended.stdout, heard.text("system")

    answer, told = asyncio.run(main())
    assert answer == "question\n"
    assert "db: 70\n" in told


@pytest.mark.parametrize(
    ("check", "word"),
    [
        (HealthCheck("tcp", port=9, interval=1, retries=2), "nothing listens on port 9"),
        (http()._replace(retries=3, path="/nothing"), "/nothing answers 404 instead of 200"),
        (http(expected_body="other")._replace(retries=3), "has not the expected text"),
        (HealthCheck("command", command=("false",), interval=1, retries=1), "exit code 1"),
        (HealthCheck("command", command=("sleep", "9"), interval=1, retries=1, timeout=1), "no answer within 1 s"),
    ],
)
def test_what_is_wrong_is_said(state, web, check, word):
    fault = fails(state, Service("web", web, health_check=check))
    assert word in str(fault)
    assert "serving" in fault.help or check.retries == 1


def test_a_check_of_a_program_that_is_not_there_fails_and_says_so(state, web):
    fault = fails(
        state, Service("web", web, health_check=HealthCheck("command", command=("none",), interval=1, retries=1))
    )
    assert "did not become healthy" in str(fault)


def test_a_service_that_ends_is_told_at_once_without_its_secrets(state, broken):
    service = Service("web", broken, health_check=http(start_period=600))
    start = time.monotonic()
    fault = fails(state, service, {"web": {"PASSWORD": "hunter2"}})
    assert str(fault) == "service web ended with exit code 4"
    assert "no *** for you" in fault.help
    assert "hunter2" not in fault.help
    assert time.monotonic() - start < 30


def test_a_service_needs_no_shell(state):
    async def main():
        async with opened(state) as executor, begun(executor, state, job(services=(Service("bare", BARE),))):
            pytest.fail("it has no program")

    with pytest.raises(ExecutorError, match="starting service bare") as caught:
        asyncio.run(main())
    assert caught.value.failure_class == "configuration"


def test_services_that_steps_could_not_reach_are_not_started(state, broken):
    the_job = job(services=(Service("web", broken),), network="none", allow_degraded=("services",))

    async def main():
        async with a_session(state, the_job) as one:
            return dict(one.variables), await ran(one, state, "true")

    variables, ended = asyncio.run(main())
    assert (variables, ended.exit.code) == ({}, 0)


def test_cancelling_the_wait_for_health_leaves_nothing(state, web):
    service = Service("web", web, health_check=HealthCheck("tcp", port=9, interval=60))

    async def main():
        async with opened(state) as executor:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(2), begun(executor, state, job(services=(service,))):
                    pytest.fail("it is not healthy")
            return docker("ps", "-aq", "--filter", f"label=pipec.state={state.resolve()}")

    assert asyncio.run(main()) == ""


def test_this_machines_own_addresses_are_told_from_others():
    assert probes.is_ours("127.0.0.1")
    assert not probes.is_ours("203.0.113.7")
