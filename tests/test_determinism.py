"""The same input gives the same bytes, whoever compiles it, where, when and how often."""

import random
import shutil

import pytest

from tests.pipec.command_line import environment, process, tree, write

DIGEST = "sha256:" + "1" * 64
IMAGE = f"registry.example/make:1@{DIGEST}"
FIRST = f"""\
version: 1
name: first
include: [ci/b.yaml, ci/a.yaml]
params:
  region: {{type: string, default: eu, enum: [eu, us]}}
global_env: {{ZONE: "${{params.region}}-1", SHARP: "ß ☃", A: "1"}}
defaults: {{image: "{IMAGE}", checkout: false}}
jobs:
  test:
    matrix: {{python: [3.11, 3.12], os: [linux, mac]}}
    environment: {{B: "2", PY: "${{matrix.python}}"}}
    allow_degraded: [labels]
    labels: {{arch: amd64, os: linux}}
    steps:
      - {{name: unit, script: "echo \\"$PY\\"", timeout: 5m}}
      - {{name: more, script: [make a, make b], environment: {{V: "1", U: "2", T: "3"}}}}
  last: {{depends_on: [test, lint, docs], runs_on: [success, failure], steps: [{{script: "true"}}]}}
"""
SECOND = f"""\
version: 1
name: second
jobs:
  release: {{deploy: {{environment: live, strategy: {{type: all-at-once}}}}}}
components:
  web:
    image: registry.example/web@{DIGEST}
    environment: {{A: "1", C: "3", B: "2"}}
    secrets: {{TOKEN: {{env: TOKEN}}, KEY: {{env: KEY}}}}
    ports: [{{name: http, container: 8080}}, {{name: admin, container: 9090}}]
    health_check: {{type: http, port: 8080, path: /healthz}}
    routes: [{{host: web.example, path: /}}]
  db: {{image: "registry.example/db@{DIGEST}", volumes: [{{name: data, path: /data}}]}}
environments:
  live:
    runner: compose
    router: nginx
    secrets: {{TOKEN: {{env: TOKEN}}, KEY: {{env: KEY}}}}
"""
JOB = f"jobs: {{NAME: {{checkout: false, steps: [{{image: '{IMAGE}', script: 'true'}}]}}}}\n"
FILES = {
    "first.pipeline.yaml": FIRST,
    "deploy/second.pipeline.yaml": SECOND,
    "ci/a.yaml": JOB.replace("NAME", "lint"),
    "ci/b.yaml": JOB.replace("NAME", "docs"),
    ".pipec.toml": (
        f"[targets.compose]\n[targets.deploy]\n[targets.woodpecker]\npipec_image = 'registry.example/pipec@{DIGEST}'\n"
    ),
}
NAMES = ["first.pipeline.yaml", "deploy/second.pipeline.yaml"]


def compiled(folder, *arguments, cwd=None, **variables):
    """Compile `folder` into an `out` of its own; return every byte of it, and forget it."""
    out = folder / "out"
    ran = process("compile", "--out", str(out), *arguments, cwd=cwd or folder, env=environment(**variables))
    assert ran.code == 0, ran.err
    found = tree(out)
    shutil.rmtree(out)
    return found


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return write(tmp_path_factory.mktemp("repository"), FILES)


@pytest.fixture(scope="module")
def expected(repository):
    found = compiled(repository, PYTHONHASHSEED="0")
    assert {name.partition("/")[0] for name in found} == {"first", "second"}
    for target in ("compose", "woodpecker", "deploy"):
        assert any(f"/{target}/" in name for name in found), target
    return found


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6, 7, 8, 9, 4294967295])
def test_hash_seeds(repository, expected, seed):
    assert compiled(repository, PYTHONHASHSEED=str(seed)) == expected


def test_the_order_of_files(repository, expected):
    assert compiled(repository, *reversed(NAMES)) == expected
    assert compiled(repository, "deploy", str(repository / NAMES[0]), *NAMES) == expected


def test_another_directory(repository, expected, tmp_path):
    names = [str(repository / name) for name in NAMES]
    assert compiled(repository, *names, cwd=tmp_path) == expected
    assert compiled(repository, cwd=repository / "deploy") == expected


def test_another_place_of_the_repository(expected, tmp_path):
    assert compiled(write(tmp_path / "a folder" / "ü", FILES)) == expected


@pytest.mark.parametrize(
    "variables",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {
            "USER": "somebody",
            "HOME": "/nonexistent",
            "CI": "1",
            "COLUMNS": "20",
            "NO_COLOR": "1",
            "PYTHONOPTIMIZE": "2",
        },
        {"PYTHONIOENCODING": "latin-1", "LC_ALL": "POSIX", "SOURCE_DATE_EPOCH": "1"},
    ],
    ids=["turkish", "ascii", "surroundings", "latin"],
)
def test_time_zone_locale_and_surroundings(repository, expected, variables):
    assert compiled(repository, **variables) == expected


def test_twice_in_a_row(repository, expected):
    for _ in range(2):
        ran = process("compile", "--out", "twice", cwd=repository)
        assert ran.code == 0
        assert tree(repository / "twice") == expected
    shutil.rmtree(repository / "twice")


def test_files_made_in_another_order_and_at_another_time(expected, tmp_path):
    for number, names in enumerate((sorted(FILES), sorted(FILES, reverse=True))):
        folder = write(tmp_path / str(number), {name: FILES[name] for name in names})
        assert compiled(folder) == expected


def test_what_is_printed_is_the_same_too(repository):
    wrong = {"wrong.pipeline.yaml": FIRST.replace("steps:", "stpes:").replace("labels", "lables")}
    folder = write(repository / "wrong", wrong)
    for command in ("lint", "plan", "graph"):
        ran = [
            process(command, "wrong.pipeline.yaml", cwd=folder, env=environment(PYTHONHASHSEED=str(seed)))
            for seed in range(2)
        ]
        assert ran[0].code == 1
        assert ran[0] == ran[1]


@pytest.mark.slow
def test_many_seeds_and_orders(repository, expected):
    chance = random.Random(7)
    for _ in range(30):
        names = chance.sample(NAMES, len(NAMES))
        assert compiled(repository, *names, PYTHONHASHSEED=str(chance.randrange(2**32))) == expected
