"""Emitted files before Compose itself and its published schema, and a pipeline that Compose really runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.backends.base import Emission
from compiler.ir.expression.syntax import Call
from compiler.ir.job import Artifact, Input, Service
from compiler.ir.plan import Parameter, Plan
from compiler.ir.values import HealthCheck, Image, Secret, Text, Variable
from tests.backends.compose.compose_plans import emitted, equals, job, needs, path, shop, step, text
from tests.engines import alone_with, require_engine

IMAGE = Image("pipec.test/busybox:1")
TRICKY = "a $HOME ${X} $$ 'q' \"d\" \\ # : \t \n {{.N}} é🙂\r\n"


def placed(emission: Emission, folder: Path) -> list[Path]:
    for file in emission.files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
    return [folder / file.path for file in emission.files if file.path.endswith(".yaml")]


def test_every_file_is_valid_by_the_compose_specification(tmp_path):
    files = placed(emitted(shop()), tmp_path)
    assert len(files) == 4
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def compose(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    docker = require_engine("docker")
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        require_engine("docker-compose-plugin")
    return subprocess.run(
        [docker, "compose", *words], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )


SECRETS = {"token": "t", "db_password": "p", "SHOP_SESSION_KEY": "k", "PIPEC_SECRET_DB_PASSWORD": "p"}


@pytest.mark.engine
def test_compose_accepts_every_file(tmp_path):
    for file in placed(emitted(shop()), tmp_path):
        done = compose(
            "-f", str(file), "config", "-q", cwd=tmp_path, PIPEC_IMAGE_PROXY="proxy@sha256:" + "1" * 64, **SECRETS
        )
        assert (done.returncode, done.stderr) == (0, ""), file


@pytest.mark.engine
def test_compose_reads_the_text_that_was_meant(tmp_path):
    plan = Plan("shop", (job("a", step("s", environment=(Variable("X", Text((TRICKY,))),))),))
    (file,) = placed(emitted(plan), tmp_path)
    done = compose("-f", str(file), "config", "--format", "json", cwd=tmp_path)
    shown = json.loads(done.stdout)["services"]["a.step.s"]["environment"]["X"]
    assert shown.replace("$$", "$") == TRICKY


@pytest.mark.engine
def test_a_missing_secret_is_named(tmp_path):
    (file, *_) = placed(emitted(shop()), tmp_path)
    done = compose("-f", str(file), "config", "-q", cwd=tmp_path, db_password="p")
    assert done.returncode != 0
    assert "secret token is not set" in done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> None:
    docker = require_engine("docker")
    if subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        require_engine("docker-daemon")
    folder = tmp_path_factory.mktemp("image")
    (folder / "bin").mkdir()
    shutil.copy(require_engine("busybox"), folder / "bin/busybox")
    (folder / "Dockerfile").write_text('FROM scratch\nCOPY bin /bin\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n')
    subprocess.run([docker, "build", "-q", "-t", IMAGE.reference, str(folder)], check=True, capture_output=True)


def run(plan: Plan, folder: Path, **environment: str) -> tuple[int, dict[str, str], str]:
    """Run a plan; return the exit code, how each job ended, and all logs. All runs share a project: one at a time."""
    with alone_with("docker"):
        return run_alone(plan, folder, **environment)


def run_alone(plan: Plan, folder: Path, **environment: str) -> tuple[int, dict[str, str], str]:
    (file,) = placed(emitted(plan), folder / "bundle")
    source = folder / "source"
    source.mkdir()
    (source / "run.sh").write_text("#!/bin/sh\necho from the repository\n")
    (source / "run.sh").chmod(0o755)
    words = ("-f", str(file))
    try:
        done = compose(*words, "run", "--rm", "-T", "pipec-result", cwd=source, PWD=str(source), **environment)
        logs = compose(*words, "logs", "--no-color", "--no-log-prefix", cwd=source, **environment).stdout
    finally:
        compose(*words, "down", "--volumes", "--timeout", "1", cwd=source, **environment)
    endings = dict(reversed(line.split()) for line in done.stdout.splitlines() if line[:1].strip())
    return done.returncode, endings, logs + done.stderr


def busy(name: str, script: str, **fields: object):
    return step(name, script, image=IMAGE, **fields)


@pytest.mark.engine
def test_two_jobs_hand_on_files_outputs_and_text(tmp_path, image):
    script = """\
./run.sh
mkdir -p out/deep
printf '%s' "$TRICKY" >out/deep/.text
ln -s deep/.text out/link
echo no >ignored
printf 'version=1.2\\nnotes<<END\\na\\nb\\nEND\\n' >"$PIPEC_OUTPUT"
"""
    build = job(
        "build",
        busy("make", script, environment=(Variable("TRICKY", Text((TRICKY,))),)),
        artifacts=(Artifact("out", ("out/**",)),),
        outputs=("version", "notes"),
    )
    wanted = (
        Variable("TRICKY", Text((TRICKY,))),
        Variable("VERSION", text("v", path("job", "build", "outputs", "version"))),
        Variable("REGION", text(path("params", "region"))),
        Variable("TOKEN", text(Secret("token"))),
    )
    check = """\
[ "$(cat in/out/link; echo .)" = "$TRICKY." ]
[ ! -e in/ignored ]
echo "$VERSION $REGION $TOKEN $CI_COMMIT_SHA $CI_WORKFLOW_NAME $CI_STEP_NAME $(pwd)"
"""
    test = job(
        "test",
        busy("check", check, environment=wanted),
        depends_on=needs("build"),
        inputs=(Input("build", "out", "in"),),
        secrets=("token",),
    )
    plan = Plan("pipec-test", (build, test), params=(Parameter("region", "string", default="eu"),))
    code, endings, logs = run(plan, tmp_path, token="s3cret", CI_COMMIT_SHA="abc", PIPEC_PARAM_region="it's us")
    assert (code, endings) == (0, {"build": "success", "test": "success"}), logs
    assert "from the repository\n" in logs
    assert "v1.2 it's us s3cret abc test check /pipec/job/workspace\n" in logs


@pytest.mark.engine
def test_endings_are_the_language_s(tmp_path, image):
    fail = busy("fail", "echo to be seen; exit 3")
    plan = Plan(
        "pipec-test",
        (
            job(
                "bad", fail, busy("after", "echo never"), busy("clean", "echo cleaned", conditional=Call("always", ()))
            ),
            job("free", busy("ok", "true")),
            job("blocked", busy("no", "echo never"), depends_on=needs("bad")),
            job("catch", busy("yes", "echo caught"), depends_on=needs("bad", "free"), runs_on=("failure",)),
            job("lastly", busy("yes", "true"), depends_on=needs("blocked"), runs_on=("success", "failure")),
            job("nothing", busy("no", "echo never"), depends_on=needs("blocked"), runs_on=("failure",)),
            job("skipped", busy("no", "echo never"), conditional=equals(path("env", "CI_COMMIT_BRANCH"), "main")),
            job("next", busy("yes", "true"), depends_on=needs("skipped")),
            job("forgiven", busy("no", "false", continue_on_failure=True)),
            job("empty", busy("yes", "true"), artifacts=(Artifact("none", ("none/**",)),)),
            job("slow", busy("no", "sleep 60", timeout=1)),
        ),
    )
    code, endings, logs = run(plan, tmp_path, CI_COMMIT_BRANCH="other")
    assert code == 1
    assert endings == {
        "bad": "failure",
        "free": "success",
        "blocked": "blocked",
        "catch": "success",
        "lastly": "success",
        "nothing": "blocked",
        "skipped": "skipped",
        "next": "success",
        "forgiven": "success",
        "empty": "failure",
        "slow": "failure",
    }, logs
    assert "never" not in logs
    assert "caught" in logs
    assert "cleaned" in logs


@pytest.mark.engine
def test_no_step_outlives_the_pipeline(tmp_path, image):
    plan = Plan("pipec-test", (job("slow", busy("wait", "sleep 60; echo never")),), timeout=3)
    code, endings, logs = run(plan, tmp_path)
    assert (code, endings) == (1, {"slow": "failure"}), logs
    assert "never" not in logs


@pytest.fixture
def server(image) -> Image:
    """An image whose own command is a web server, because a sidecar runs as its image says."""
    docker = require_engine("docker")
    tag = "pipec.test/server:1"
    command = json.dumps(["/bin/sh", "-c", "mkdir /w; echo hello >/w/index.html; exec httpd -f -p 8000 -h /w"])
    recipe = f"FROM {IMAGE.reference}\nCMD {command}\n"
    subprocess.run([docker, "build", "-q", "-t", tag, "-"], input=recipe.encode(), check=True, capture_output=True)
    return Image(tag)


@pytest.mark.engine
@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_a_sidecar_is_reached_by_its_variables(tmp_path, server, kind):
    sidecar = Service("web-1", server, (), (8000,), HealthCheck(kind, 8000, interval=1))
    ask = busy("ask", 'wget -q -O - "http://$PIPEC_SERVICE_WEB_1_HOST:$PIPEC_SERVICE_WEB_1_PORT/"')
    code, endings, logs = run(Plan("pipec-test", (job("test", ask, services=(sidecar,)),)), tmp_path)
    assert (code, endings) == (0, {"test": "success"}), logs
    assert "hello\n" in logs


@pytest.mark.engine
def test_a_parameter_s_value_is_checked(tmp_path, image):
    parameter = Parameter("n", "number", required=True)
    code, _, logs = run(Plan("pipec-test", (job("a", busy("s", "echo never")),), params=(parameter,)), tmp_path)
    assert code != 0
    assert "parameter n is required: set PIPEC_PARAM_n" in logs
    assert "never" not in logs
