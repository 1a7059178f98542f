import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from compiler.backends.shim import PROGRAM
from compiler.ir.job import Retry
from tests.backends.shim.bench import Bench, job_of, step_of, variables
from tests.engines import require_engine

pytestmark = pytest.mark.engine


def eventually(condition, seconds=5.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        with Path(f"/proc/{pid}/stat").open() as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_success_is_recorded(bench):
    done = bench.run(job_of(step_of("echo out; echo err >&2")))
    assert (done.returncode, done.stdout, done.stderr) == (0, "out\n", "err\n")
    assert [bench.recorded("one", what) for what in ("status", "exit", "class", "attempts", "done")] == [
        "success",
        "0",
        "success",
        "1",
        "success",
    ]
    assert not (bench.state / "failed").exists()


@pytest.mark.parametrize(("code", "kind"), [(1, "code"), (42, "code"), (126, "configuration"), (137, "resource")])
def test_exit_codes_have_classes(bench, code, kind):
    assert bench.run(job_of(step_of(f"exit {code}"))).returncode == code
    assert bench.recorded("one", "status") == "failure"
    assert bench.recorded("one", "class") == kind
    assert (bench.state / "failed").read_text() == str(code)


def test_the_first_failing_command_fails_the_step(bench):
    done = bench.run(job_of(step_of("false\necho reached")))
    assert (done.returncode, done.stdout) == (1, "")


def test_a_missing_command_is_not_retried(bench):
    step = step_of("echo try >>count; no-such-program-here", retry_count=3)
    assert bench.run(job_of(step, retry=Retry(initial_delay=0))).returncode == 127
    assert (bench.workspace / "count").read_text() == "try\n"
    assert bench.recorded("one", "class") == "configuration"


def test_a_missing_shell_is_configuration(bench):
    assert bench.run(job_of(step_of("true", shell=("/no/such/shell",)))).returncode in {126, 127}
    assert bench.recorded("one", "class") == "configuration"


def test_retries_keep_the_workspace_until_success(bench):
    step = step_of("echo try >>count; [ $(wc -l <count) -ge 3 ]", retry_count=4)
    done = bench.run(job_of(step, retry=Retry(initial_delay=0)))
    assert done.returncode == 0, done.stderr
    assert bench.recorded("one", "attempts") == "3"
    assert "attempt 2 of step one failed with exit code 1" in done.stderr


def test_retries_end_and_wait_between(bench):
    began = time.monotonic()
    done = bench.run(job_of(step_of("exit 9", retry_count=2), retry=Retry(initial_delay=1, multiplier=1)))
    assert done.returncode == 9
    assert time.monotonic() - began >= 2
    assert bench.recorded("one", "attempts") == "3"


def test_a_timeout_ends_the_group_and_is_retried(bench):
    step = step_of("echo try >>count; sleep 60", timeout=1, retry_count=1)
    began = time.monotonic()
    done = bench.run(job_of(step, retry=Retry(initial_delay=0)))
    assert time.monotonic() - began < 8
    assert done.returncode == 124
    assert bench.recorded("one", "class") == "timeout"
    assert (bench.workspace / "count").read_text() == "try\n" * 2


def test_a_program_that_ignores_term_is_killed_after_the_grace(bench):
    bench.program.write_text(bench.program.read_text().replace("pipec_grace=10", "pipec_grace=1"))
    script = "trap '' TERM; echo $$ >pid; while :; do sleep 1; done"
    began = time.monotonic()
    assert bench.run(job_of(step_of(script, timeout=1))).returncode == 124
    assert time.monotonic() - began < 8
    assert not alive(int((bench.workspace / "pid").read_text()))


def test_a_timeout_exit_code_does_not_hide_behind_success(bench):
    step = step_of("trap 'exit 0' TERM; sleep 60 & wait", timeout=1)
    assert bench.run(job_of(step)).returncode == 124


def test_what_the_script_leaves_running_is_killed(bench):
    require_engine("setsid")
    done = bench.run(
        job_of(step_of("sleep 61 & echo $! >plain\nsetsid sh -c 'echo $$ >own; exec sleep 62' &\nsleep 0.3"))
    )
    assert done.returncode == 0
    for name in ("plain", "own"):
        assert not alive(int((bench.workspace / name).read_text()))


def test_the_job_deadline_ends_a_step_and_keeps_the_next_from_starting(bench):
    job = job_of(step_of("sleep 30"), step_of("echo ran >ran", "two", conditional=None), timeout=2)
    began = time.monotonic()
    assert bench.run(job).returncode == 124
    assert time.monotonic() - began < 8
    assert bench.recorded("one", "class") == "timeout"
    assert bench.recorded("two", "status") == "skipped"


def test_a_failure_that_is_let_pass(bench):
    job = job_of(step_of("exit 3", continue_on_failure=True), step_of("echo ran", "two"))
    done = bench.run(job)
    assert (done.returncode, done.stdout) == (0, "ran\n")
    assert bench.recorded("one", "status") == "failure"
    assert bench.recorded("one", "exit") == "3"


def test_a_failure_that_is_let_pass_may_be_shown(bench):
    job = job_of(step_of("exit 3", continue_on_failure=True))
    assert bench.run(job, reveal=True).returncode == 3
    assert not (bench.state / "failed").exists()


def test_the_whole_run_has_a_deadline_too(bench):
    began = int(time.time()) - 100
    job = job_of(step_of("echo ran"))
    for limit, code in ((160, 0), (90, 124)):
        given = {"run_began": "CI_PIPELINE_CREATED", "run_timeout": limit}
        done = bench.run(job, environment={"CI_PIPELINE_CREATED": str(began)}.items(), **given)
        assert done.returncode == code
    assert bench.run(job, run_began="CI_PIPELINE_CREATED", run_timeout=1).returncode == 0


def test_the_workspace_is_told(bench):
    done = bench.run(job_of(step_of('echo "$CI_WORKSPACE"')), environment={"CI_WORKSPACE": "/elsewhere"}.items())
    assert done.stdout.strip() == os.path.realpath(bench.workspace)


def test_without_propagation_the_status_is_recorded_only(bench):
    job = job_of(step_of("exit 3"), step_of("echo ran", "two"))
    assert bench.run(job, propagate=False).returncode == 0
    assert bench.recorded("two", "status") == "skipped"
    assert bench.invoke(bench.command("result", bench.state, "one", "two")).returncode == 3


def test_the_result_counts_steps_without_a_record(bench):
    assert bench.run(job_of(step_of("true"))).returncode == 0
    assert bench.invoke(bench.command("result", bench.state, "one")).returncode == 0
    done = bench.invoke(bench.command("result", bench.state, "one", "two"))
    assert done.returncode == 1
    assert "step two did not end" in done.stderr


def test_a_step_waits_for_its_predecessor(bench):
    job = job_of(step_of("sleep 1; echo first >>order"), step_of("echo second >>order", "two"))
    later = bench.place(job, job.steps[1], wait_for=("one",))
    with subprocess.Popen(bench.command("run", later), cwd=bench.root) as waiting:
        first = bench.run(job, "one")
        assert waiting.wait(20) == 0
    assert first.returncode == 0
    assert (bench.workspace / "order").read_text() == "first\nsecond\n"


def test_waiting_ends_at_the_deadline(bench):
    done = bench.run(job_of(step_of("true"), timeout=1), wait_for=("never",))
    assert done.returncode == 124
    assert bench.recorded("one", "class") == "timeout"


def test_standard_input_is_empty(bench):
    done = bench.run(job_of(step_of("cat; echo end")))
    assert done.stdout == "end\n"


def test_an_engine_that_stops_the_step(bench):
    job = job_of(step_of("trap '' INT; echo $$ >pid; sleep 60"))
    with subprocess.Popen(bench.command("run", bench.place(job, job.steps[0])), cwd=bench.root) as running:
        eventually(lambda: (bench.workspace / "pid").exists() and (bench.workspace / "pid").read_text().strip())
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 143
    assert bench.recorded("one", "class") == "cancelled"
    eventually(lambda: not alive(int((bench.workspace / "pid").read_text())))


def test_the_working_directory_is_made_and_stays_inside(bench):
    assert bench.run(job_of(step_of("pwd -P >here", working_directory="a/b c"))).returncode == 0
    inside = bench.workspace / "a" / "b c"
    assert (inside / "here").read_text().strip() == os.path.realpath(inside)
    (bench.workspace / "out").symlink_to(bench.root)
    refused = bench.run(job_of(step_of("echo ran >ran", working_directory="out")))
    assert refused.returncode == 126
    assert "outside the workspace" in refused.stderr
    assert not (bench.root / "ran").exists()


def test_a_script_of_100_kb(bench):
    script = "".join(
        f"echo 'line {number} of a long script with $dollars and `ticks`' >/dev/null\n" for number in range(1700)
    )
    assert len(script) > 100_000
    assert bench.run(job_of(step_of(f"{script}echo end\n"))).stdout == "end\n"


def test_the_scripts_own_variables_are_its_own(bench):
    values = dict.fromkeys(("state", "name", "code", "IFS", "CDPATH", "HOME", "attempt", "line"), "mine, truly")
    script = 'for v in state name code HOME attempt line; do eval "echo \\$$v"; done; env | grep -i pipec_'
    done = bench.run(job_of(step_of(script, environment=variables(**values))))
    assert done.stdout.splitlines()[:6] == ["mine, truly"] * 6
    assert [line.partition("=")[0] for line in done.stdout.splitlines()[6:]] == ["PIPEC_OUTPUT"]


def test_a_path_of_the_users_reaches_the_script_and_harms_no_one(bench):
    path = "/nowhere/bin"
    done = bench.run(job_of(step_of("echo $PATH", environment=variables(PATH=path))))
    assert (done.returncode, done.stdout) == (0, f"{path}\n")


def test_the_umask_and_foreign_users_directories(bench):
    os.umask(0o022)
    assert bench.run(job_of(step_of("umask >mask; : >file"))).returncode == 0
    assert (bench.workspace / "mask").read_text().strip() == "0022"
    assert (bench.state / "steps" / "one").stat().st_mode & 0o777 == 0o777


def test_paths_may_begin_with_a_variable(bench):
    job = job_of(step_of("pwd"))
    (bench.root / "alloc").mkdir()
    done = bench.run(job, state="$ALLOC/sta$te", environment={"ALLOC": str(bench.root / "alloc")}.items())
    assert done.returncode == 0
    assert (bench.root / "alloc" / "sta$te" / "steps" / "one" / "done").exists()


def test_reset_forgets_a_run(bench):
    bench.run(job_of(step_of("exit 3")))
    assert bench.invoke(bench.command("reset", bench.state)).returncode == 0
    assert not bench.state.exists()


def test_without_setsid_the_group_is_still_found(bench):
    bench.program.write_text(bench.program.read_text().replace("command -v setsid", "command -v no-setsid"))
    began = time.monotonic()
    done = bench.run(job_of(step_of("sh -c 'echo $$ >pid; sleep 60'", timeout=1)))
    assert done.returncode == 124
    assert time.monotonic() - began < 8
    assert not alive(int((bench.workspace / "pid").read_text()))


def test_interrupts_are_not_ignored_where_env_can_restore_them(bench, tmp_path):
    if "busybox" in bench.shell:
        pytest.skip("busybox has no `env --default-signal`")
    done = bench.run(job_of(step_of("grep SigIgn /proc/self/status")))
    assert int(done.stdout.split()[1], 16) & 0b110 == 0


def test_the_program_is_clean_for_its_linter(tmp_path):
    shellcheck = require_engine("shellcheck")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{PROGRAM}")
    # 2154 and 1090: the description is sourced; 2013: the words are /proc paths.
    done = subprocess.run(
        [shellcheck, "-s", "sh", "-e", "SC2154,SC1090,SC2013", program], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_other_commands_are_refused(tmp_path):
    require_engine("dash")
    bench = Bench(tmp_path, "dash")
    assert bench.invoke(bench.command("dance")).returncode == 126
