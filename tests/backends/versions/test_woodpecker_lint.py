"""Every emitted workflow is one about which Woodpecker's own linter says nothing, warnings counting as errors."""

import subprocess

import pytest

from tests.backends.versions.pipelines import compiled, name_of, pipelines
from tests.engines import require_engine

pytestmark = pytest.mark.engine

DEPRECATED = "   ❌ Usage of `runs_on` is deprecated, use `when.status`"
"""The one remark that is allowed: `when.status` does something else."""


@pytest.mark.parametrize("version", ["3.0", "3.14", "3.17"])
@pytest.mark.parametrize("pipeline", pipelines("woodpecker"), ids=name_of)
def test_the_strict_linter_says_nothing(pipeline, version, tmp_path):
    woodpecker = require_engine("woodpecker-cli")
    if (pipeline.parent.name, version) in {("concurrency", "3.0"), ("concurrency", "3.14")}:
        pytest.skip("refused: Woodpecker has `concurrency` from 3.16 on")
    for file in compiled(pipeline, tmp_path, "woodpecker", version):
        done = subprocess.run(
            [woodpecker, "lint", "--strict", str(file)], capture_output=True, text=True, check=False, timeout=60
        )
        remarks = [line for line in done.stdout.splitlines() if line.startswith("   ")]
        assert remarks in ([], [DEPRECATED]), done.stdout
        assert (done.returncode == 0) is (not remarks), done.stdout + done.stderr
