"""Every emitted job is one that Nomad of its version takes: `nomad job validate`, which needs no agent.

Nomad's JSON reader ignores a field that it does not know, and its HCL reader refuses it. Both forms say the same (each
is read back and compared with the plan), so what the second accepts has no field that would be lost in the first.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.backends.versions.pipelines import ROOT, compiled, name_of, pipelines
from tests.engines import require_engine

pytestmark = pytest.mark.engine

VERSIONS = [("nomad-1.7", "1.7"), ("nomad-1.11", "1.11"), ("nomad-2.0", "2.0"), ("nomad-2.0", "2.0.5")]
NO_AGENT = {**os.environ, "NOMAD_ADDR": "http://127.0.0.1:1"}
WITHOUT_AGENT = "Driver configuration not validated since connection to Nomad agent couldn't be established."


def validate(nomad: str, file: Path) -> subprocess.CompletedProcess[str]:
    form = ["-json"] if file.suffix == ".json" else []
    command = [nomad, "job", "validate", *form, str(file)]
    return subprocess.run(command, env=NO_AGENT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("form", ["json", "hcl"])
@pytest.mark.parametrize(("engine", "version"), VERSIONS, ids=[version for _, version in VERSIONS])
@pytest.mark.parametrize("pipeline", pipelines("nomad"), ids=name_of)
def test_nomad_takes_every_job(pipeline, engine, version, form, tmp_path):
    nomad = require_engine(engine)
    for file in compiled(pipeline, tmp_path, "nomad", version, "--nomad-format", form):
        done = validate(nomad, file)
        said = [line for line in (done.stdout + done.stderr).splitlines() if line and line != WITHOUT_AGENT]
        assert (done.returncode, said) == (0, ["Job validation successful"]), file.name


def test_a_job_for_a_newer_nomad_is_refused(tmp_path):
    nomad = require_engine("nomad-1.7")
    services = ROOT / "golden/plans/services/pipeline.yaml"
    (file,) = compiled(services, tmp_path, "nomad", "2.0.3", "--nomad-format", "hcl")
    done = validate(nomad, file)
    assert done.returncode == 1
    assert 'An argument named "max_run_duration" is not expected here' in done.stdout + done.stderr
