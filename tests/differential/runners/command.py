"""The command line of `pipec`, started as its users start it, and what it says as JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.differential.case import SYSTEM, Case

Done = subprocess.CompletedProcess[str]


def call(words: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None, timeout: float = 100) -> Done:
    """Run a program with these variables over our own; its output is text, with carriage returns as they are."""
    done = subprocess.run(
        words, cwd=cwd, env={**os.environ, **(environment or {})}, capture_output=True, check=False, timeout=timeout
    )
    texts = [stream.decode(errors="backslashreplace") for stream in (done.stdout, done.stderr)]
    return subprocess.CompletedProcess(words, done.returncode, *texts)


def pipec(*words: str, cwd: Path, environment: Mapping[str, str] | None = None) -> Done:
    """Run `pipec`."""
    return call([sys.executable, "-m", "pipec", *words], cwd, environment)


def read(*words: str, cwd: Path) -> Any:
    """Return what a command of `pipec` prints as JSON."""
    done = pipec(*words, "--format", "json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def variables(case: Case, *keys: str) -> list[str]:
    """Return the options that give the case's parameters."""
    return [word for key in keys for name, value in case.mapping(key).items() for word in ("--var", f"{name}={value}")]


def compile_for(target: str, case: Case, root: Path) -> tuple[Path, tuple[str, ...], str]:
    """Compile the repository's pipeline; return the target's folder, the codes of what it refuses, and the report."""
    done = pipec(
        "compile", "--target", target, *variables(case, "var"), "--out", "bundle", "--format", "json", cwd=root
    )
    (bundle,) = json.loads(done.stdout)["bundles"]
    errors = [each["code"] for each in bundle["diagnostics"] if each["severity"] == "error"]
    assert done.returncode in {0, 1}, done.stderr
    assert bool(done.returncode) == bool(errors), done.stdout
    return root / bundle["directory"] / target, tuple(sorted(set(errors))), done.stdout


def system(case: Case) -> dict[str, str]:
    """Return the variables that tell a runner of the commit, the parameters of the run and the secrets."""
    parameters = {
        f"PIPEC_PARAM_{name.replace('-', '_')}": str(value) for name, value in case.mapping("run_var").items()
    }
    secrets = {name.replace("-", "_"): value for name, value in case.mapping("secrets").items()}
    return {**SYSTEM, **parameters, **secrets}
