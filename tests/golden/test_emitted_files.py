"""Every file in the goldens and in the examples' output is one that its engine takes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import require_engine

ROOT = Path(__file__).parents[2]
ENGINES = ("woodpecker/.woodpecker/*.yaml", "compose/**/*.yaml", "nomad/**/*.json", "nomad/**/*.hcl")
IMAGE = re.compile(r"""^[ -]*"?image"?(?:: | += ).*""", re.MULTILINE)
WANTED = re.compile(r"\$\{(\w+):?\?")
DEPRECATION = "   ⚠️  Usage of `runs_on` is deprecated, use `when.status`"
BUNDLES = sorted(
    path.parent for folder in ("golden/plans", "examples") for path in (ROOT / folder).glob("**/.pipec-bundle")
)


def emitted(pattern: str) -> list[object]:
    """Return a parameter for each bundle that has such files: their list."""
    found = [(bundle, sorted(bundle.glob(pattern))) for bundle in BUNDLES]
    return [pytest.param(files, id=str(bundle.relative_to(ROOT))) for bundle, files in found if files]


def every(pattern: str) -> list[Path]:
    """Return all such files of all bundles."""
    return [file for bundle in BUNDLES for file in sorted(bundle.glob(pattern))]


def check(*command: object, folder: Path | None = None) -> None:
    result = subprocess.run(
        [str(each) for each in command], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0, result.stdout + result.stderr


def conforms(schema: str, files: list[Path]) -> None:
    check(Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema, *files)


def test_there_are_bundles_to_check():
    assert len(BUNDLES) > 40


# The validator takes a second to start, so each schema has one call for all files.


def test_workflows_fit_woodpeckers_schema():
    conforms("vendor.woodpecker-ci", every("woodpecker/.woodpecker/*.yaml"))


def test_no_file_names_an_image_without_digest():
    lines = [line for pattern in ENGINES for file in every(pattern) for line in IMAGE.findall(file.read_text("utf-8"))]
    assert len(lines) > 300
    assert not [line for line in lines if "@sha256:" not in line and "${PIPEC_IMAGE_" not in line]


def test_compose_files_fit_the_specification():
    conforms("vendor.compose-spec", every("compose/**/*.yaml"))


@pytest.mark.engine
@pytest.mark.parametrize("files", emitted("compose/**/*.yaml"))
def test_compose_takes_its_files(files):
    docker = require_engine("docker")
    for file in files:
        # whatever has to be given at deployment is given: secrets, files with secrets, the holes of images
        asked = dict.fromkeys(WANTED.findall(file.read_text("utf-8")), f"wanted@sha256:{'1' * 64}")
        words = [docker, "compose", "-f", file, "config", "--quiet"]
        result = subprocess.run(words, env=os.environ | asked, capture_output=True, text=True, check=False, timeout=60)
        assert (result.returncode, result.stderr) == (0, ""), file


@pytest.mark.engine
@pytest.mark.parametrize("files", emitted("woodpecker/.woodpecker/*.yaml"))
def test_woodpeckers_linter_finds_nothing_but_one_deprecation(files):
    woodpecker = require_engine("woodpecker-cli")
    for file in files:
        result = subprocess.run([woodpecker, "lint", file], capture_output=True, text=True, check=False, timeout=60)
        remarks = [line for line in result.stdout.splitlines() if line.startswith("   ")]
        deprecated = "\nruns_on:" in file.read_text("utf-8")
        assert remarks == [DEPRECATION] * deprecated, result.stdout + result.stderr
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("files", emitted("compose/jobs/**/*.sh"))
def test_programs_of_compose_are_shell(files):
    for file in files:
        check("sh", "-n", file)


@pytest.mark.engine
@pytest.mark.parametrize("files", emitted("deploy/**/haproxy.cfg"))
def test_haproxy_takes_its_configuration(files, tmp_path):
    haproxy = require_engine("haproxy", "/usr/sbin/haproxy")
    for file in files:
        check(haproxy, "-c", "-C", tmp_path, "-f", file)


@pytest.mark.engine
@pytest.mark.parametrize("files", emitted("deploy/**/nginx.conf"))
def test_nginx_takes_its_configuration(files, tmp_path):
    nginx = require_engine("nginx", "/usr/sbin/nginx")
    for file in files:
        folder = tmp_path / file.parent.parent.name
        shutil.copytree(file.parent, folder)
        check(nginx, "-t", "-p", folder, "-c", "nginx.conf", "-e", "stderr")


@pytest.mark.engine
@pytest.mark.parametrize("files", emitted("deploy/**/*@.service"))
def test_systemd_finds_nothing_in_its_units(files):
    analyze = require_engine("systemd-analyze")
    for file in files:
        result = subprocess.run([analyze, "verify", file], capture_output=True, text=True, check=False, timeout=60)
        assert (result.returncode, result.stderr) == (0, "")
