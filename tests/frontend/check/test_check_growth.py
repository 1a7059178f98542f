"""The work grows with the file, not with its square."""

import cProfile
import gc
import pstats

import pytest

from tests.frontend.check.pipelines import HEAD, check


def calls(text: str) -> int:
    """The number of function calls that checking takes: the same on every machine.

    The collector rests, as it does in the command line: others in this process have it call them.
    """
    profile = cProfile.Profile()
    gc.disable()
    profile.enable()
    found = check(text, head=HEAD)
    profile.disable()
    gc.enable()
    assert [item.code for item in found.diagnostics if item.severity == "error"] == []
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


def chain(count: int) -> str:
    return "jobs:\n" + "".join(
        f'  j{n}: {{depends_on: [{f"j{n - 1}" if n else ""}], outputs: [o], conditional: "{_seen(n)}", '
        f"environment: {{A: 'x${{CI_REPO}}', B: '${{A}}'}}, steps: [{{script: 'echo $A $B'}}]}}\n"
        for n in range(count)
    )


def _seen(number: int) -> str:
    return f"job.j{number - 1}.outputs.o == 'x' || job.j0.status == 'failure'" if number else "true"


def catches(count: int) -> str:
    return "jobs:\n" + "".join(
        f"  j{n}: {{depends_on: [{f'c{n - 1}' if n else ''}], steps: [{{script: x}}]}}\n"
        f"  c{n}: {{depends_on: [j{n}], runs_on: [failure], steps: [{{script: x}}]}}\n"
        for n in range(count)
    )


def matrix(count: int) -> str:
    return (
        f"jobs:\n  a: {{matrix: {{v: {list(range(count))}, w: [p, q]}}, artifacts: {{r: {{paths: [x]}}}}, "
        "environment: {A: '${matrix.v}'}, steps: [{script: 'echo $A'}]}\n"
        f"  b: {{matrix: {{v: {list(range(count))}, w: [p, q]}}, inputs: [a.r], steps: [{{script: x}}]}}\n"
    )


@pytest.mark.parametrize("make", [chain, catches, matrix])
def test_ten_times_the_file_is_about_ten_times_the_work(make):
    calls(make(10))  # imports
    small, large = calls(make(20)), calls(make(200))
    assert large < 12 * small
