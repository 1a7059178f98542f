"""Limits that the kernel enforces."""

import asyncio

import pytest

from compiler.ir.values import Resources
from runtime.records import Exit
from tests.runtime.executors.container.lab import a_session, job, ran

pytestmark = pytest.mark.engine

MEGABYTE = 1 << 20


def run(state, script, **resources):
    async def main():
        async with a_session(state, job(resources=Resources(**resources))) as session:
            return await ran(session, state, script)

    return asyncio.run(main())


def test_what_takes_more_memory_is_killed_and_said_so(state):
    ended = run(state, "exec dd if=/dev/zero of=/dev/null bs=200M count=1", memory=32 * MEGABYTE)
    assert ended.exit == Exit(137, oom=True)


def test_a_child_that_is_killed_for_memory_is_said_too(state):
    ended = run(state, "dd if=/dev/zero of=/dev/null bs=200M count=1; exit 9", memory=32 * MEGABYTE)
    assert ended.exit == Exit(137, oom=True)


def test_what_stays_below_its_memory_is_well(state):
    assert run(state, "dd if=/dev/zero of=/dev/null bs=10M count=1", memory=64 * MEGABYTE).exit == Exit(0)


def test_the_limits_stand_in_the_control_group(state):
    files = """\
cd /sys/fs/cgroup
if [ -e cpu.max ]; then read -r quota period <cpu.max; memory=$(cat memory.max); pids=$(cat pids.max)
else
  quota=$(cat cpu/cpu.cfs_quota_us) period=$(cat cpu/cpu.cfs_period_us)
  memory=$(cat memory/memory.limit_in_bytes) pids=$(cat pids/pids.max)
fi
echo $((quota * 1000 / period)) $memory $pids"""
    ended = run(state, files, cpu=500, memory=64 * MEGABYTE)
    assert ended.stdout.split() == ["500", str(64 * MEGABYTE), "4096"]


def test_more_processors_than_there_are_is_no_error(state):
    assert run(state, "true", cpu=1_000_000).exit == Exit(0)


def test_a_fork_bomb_ends_at_its_limit(state):
    script = """\
started=0
while [ $started -lt 4300 ]; do
  sleep 100 &
  started=$((started + 1))
done
echo started them all"""
    ended = run(state, script)
    assert "started them all" not in ended.stdout
    assert ended.exit.code != 0
