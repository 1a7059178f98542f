"""Signals before the loop works, while it works, and after its end."""

import signal
import subprocess
import sys
import textwrap

import pytest

HEAD = """
import asyncio, os, signal
from runtime.scheduling.signals import Interruptions
me = os.getpid()
heard = []

async def work(interruptions, *numbers):
    with interruptions.handed_to(heard.append, lambda: heard.append("more")) as handed:
        for number in numbers:
            os.kill(me, number)
        await asyncio.sleep(0.05)
    return handed
"""


def run(body, **options):
    program = HEAD + textwrap.dedent(body)
    return subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=30, **options
    )


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_cancels_and_the_second_hurries(name):
    done = run(f"""
        with Interruptions() as interruptions:
            handed = asyncio.run(work(interruptions, signal.{name}, signal.SIGTERM))
        print(heard, handed == [signal.{name}, signal.SIGTERM])
    """)
    assert done.stdout == f"['interrupted by {name}', 'more'] True\n", done.stderr


def test_one_that_comes_before_is_kept_for_the_work():
    done = run("""
        with Interruptions() as interruptions:
            os.kill(me, signal.SIGTERM)
            asyncio.run(work(interruptions))
        print(heard)
    """)
    assert done.stdout == "['interrupted by SIGTERM']\n", done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_one_that_comes_after_the_end_changes_nothing(name):
    done = run(f"""
        with Interruptions() as interruptions:
            handed = asyncio.run(work(interruptions))
            os.kill(me, signal.{name})
        print(heard, handed)
    """)
    assert (done.returncode, done.stdout) == (0, "[] []\n"), done.stderr


def test_the_second_that_nobody_takes_ends_the_process():
    done = run("""
        with Interruptions() as interruptions:
            os.kill(me, signal.SIGTERM)
            print("first", flush=True)
            os.kill(me, signal.SIGTERM)
        print("second")
    """)
    assert (done.returncode, done.stdout) == (130, "first\n"), done.stderr


def test_what_is_ignored_stays_ignored():
    done = run(
        """
        with Interruptions() as interruptions:
            asyncio.run(work(interruptions, signal.SIGHUP))
        print(heard)
        """,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert done.stdout == "[]\n", done.stderr
