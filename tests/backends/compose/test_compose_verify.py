"""The verification finds each way in which files and plan can part."""

import re

import pytest

from compiler.backends.base import OutputFile
from compiler.backends.compose import BACKEND
from tests.backends.compose.compose_plans import PROFILE, emitted, shop

LOCK = "environments/production/compose.lock.yaml"
BLUE = "environments/production/web-blue.yaml"
JOBS = "compose.jobs.yaml"


def findings(file: str, pattern: str, replacement: str) -> list[str]:
    plan = shop()
    emission = emitted(plan)
    files = []
    for each in emission.files:
        if each.path == file:
            changed, count = re.subn(pattern, replacement, each.data.decode(), count=1)
            assert count == 1
            files.append(OutputFile(file, changed.encode()))
        else:
            files.append(each)
    return list(BACKEND.verify(plan, PROFILE, emission._replace(files=tuple(files))))


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "said"),
    [
        (LOCK, "web@sha256:1f", "web@sha256:2f", "web has another image, or one without digest"),
        (LOCK, "MODE: production", "MODE: staging", "web has another environment"),
        (LOCK, r"PIPEC_SECRET_DB_PASSWORD", "PIPEC_SECRET_OTHER", "web has another environment"),
        (LOCK, "memory: 512M", "memory: 511M", "db has other limits"),
        (LOCK, "replicas: 2", "replicas: 3", "web has other replicas"),
        (LOCK, "--to", "--from", "proxy has another command"),
        (LOCK, "name: shop-production\n", "name: shop-other\n", f"{LOCK} is project shop-other, not shop-production"),
        (LOCK, "(depends_on:\n *)db:", r"\1web:", "web depends on other components"),
        (LOCK, "restart: unless-stopped", "restart: always", "no valid shape at /services/db/restart"),
        (LOCK, 'digest: "?b', "digest: c", "web has another digest"),
        (LOCK, "MODE: production", "MODE: staging", f"the digest in {LOCK} is not the file's"),
        (BLUE, "blue-1:", "blue-7:", "web has other slots than replicas"),
        (BLUE, ":-21009}", ":-21008}", "two slots of web have one port"),
        (JOBS, "LANG: C", "LANG: D", "step compile of job build has another value of LANG"),
        (JOBS, r"\$\{token:", "${tokem:", "step unit of job test has another value of TOKEN"),
        (JOBS, r"(unit:\n    image: )registry", r"\1other", "step unit of job test has another image"),
        (JOBS, 'cpus: "?1.5"?', 'cpus: "1"', "step unit of job test has other limits"),
        (JOBS, "      build.end:", "      build.begin:", "job test begins after other jobs than the plan says"),
        (JOBS, "      test.step.unit:", "      test.begin:", "test.step.slow does not come right after test.step.unit"),
        (JOBS, "\n  test.step.slow:", "\n  test.step.fast:", "has other services than the plan has jobs and steps"),
    ],
)
def test_a_change_is_found(file, pattern, replacement, said):
    assert said in "\n".join(findings(file, pattern, replacement))


def test_a_file_too_few_and_one_too_many_are_found():
    plan = shop()
    emission = emitted(plan)
    fewer = emission._replace(files=tuple(each for each in emission.files if each.path != BLUE))
    assert list(BACKEND.verify(plan, PROFILE, fewer)) == [f"{BLUE} is missing"]
    extra = OutputFile("environments/other/compose.lock.yaml", b"name: x\nservices: {}\n")
    more = emission._replace(files=(*emission.files, extra))
    assert list(BACKEND.verify(plan, PROFILE, more)) == [f"{extra.path} is not of this plan"]
