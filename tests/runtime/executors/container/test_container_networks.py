"""What steps reach and what reaches them."""

import asyncio
from pathlib import Path

import pytest

from runtime.executors.base import Command
from tests.runtime.executors.container.lab import (
    BUSYBOX,
    Heard,
    a_session,
    begun,
    docker,
    job,
    opened,
    ran,
    said,
    space,
    started,
)

pytestmark = pytest.mark.engine

INTERFACES = "ls /sys/class/net; cat /proc/net/route | tail -n +2 | wc -l"


def interfaces(state, network):
    async def main():
        async with a_session(state, job(network=network)) as session:
            return (await ran(session, state, INTERFACES)).stdout.split()

    return asyncio.run(main())


def test_none_has_no_way_out(state):
    *names, routes = interfaces(state, "none")
    assert routes == "0"
    assert "eth0" not in names


def test_default_has_a_way_out(state):
    *names, routes = interfaces(state, "default")
    assert int(routes) >= 1
    assert "eth0" in names


def test_host_is_the_machines(state):
    lasting = {each.name for each in Path("/sys/class/net").iterdir() if not each.name.startswith(("veth", "br-"))}
    assert lasting <= set(interfaces(state, "host")[:-1])
    assert not lasting <= set(interfaces(state, "default")[:-1])


def test_each_attempt_has_a_network_of_its_own_that_goes_with_it(state):
    label = f"label=pipec.state={state.resolve()}"

    async def main():
        async with opened(state) as executor:
            async with begun(executor, state, job("one")), begun(executor, state, job("two")):
                during = docker("network", "ls", "-q", "--filter", label).split()
            return during, docker("network", "ls", "-q", "--filter", label).split()

    during, after = asyncio.run(main())
    assert (len(during), after) == (2, [])


def test_jobs_cannot_see_each_other(state):
    listen = "hostname -i; while :; do echo hello | nc -l -p 7000; done"

    async def main():
        async with opened(state) as executor, begun(executor, state, job()) as (one, _):
            running, heard = await started(one, state, listen)
            await said(heard, ".")
            address = heard.text("stdout").split()[0]
            reached = await asyncio.gather(*(reach(executor, name, address) for name in ("two", "three")))
            own = await ran(one, state, f"nc -w 1 {address} 7000 </dev/null || echo refused")
            await running.stop(0)
            return reached, own.stdout

    async def reach(executor, name, address):
        async with begun(executor, state, job(name)) as (session, _):
            heard = Heard()
            words = ("/bin/sh", "-c", f"nc -w 1 {address} 7000 </dev/null || echo refused")
            where = session.inside(space(state, name).workspace)
            await (await session.start(Command("s", words, {}, where, BUSYBOX, name), heard)).wait()
            return heard.text("stdout")

    reached, own = asyncio.run(main())
    assert reached == ["refused\n", "refused\n"]
    assert own == "hello\n"
