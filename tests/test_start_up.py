"""Light commands stay light: which modules a command imports, seen from outside the process."""

import subprocess
import sys

import pytest

from tests.pipec.command_line import SMALL, WRONG, environment, write

HEAVY = frozenset(
    {
        "networkx",
        "jinja2",
        "nomad",
        "requests",
        "ruamel",
        "ruamel.yaml",
        "jsonschema",
        "jsonschema_rs",
        "dataclasses",
        "importlib.metadata",
        "multiprocessing",
        "concurrent.futures",
        "pathlib",
        "asyncio",
        "subprocess",
        "tomllib",
        "difflib",
        "unittest",
    }
)
"""What neither `--version` nor `lint` may import."""
COMPILER = ("networkx", "nomad", "requests", "ruamel", "ruamel.yaml")
"""What no command but the few that need it may import."""

DEPLOYED = SMALL + (
    "components: {app: {image: 'registry.example/app@sha256:" + "1" * 64 + "'}}\n"
    "environments: {live: {runner: compose}}\n"
)


_TELL = "import atexit, sys; atexit.register(lambda: sys.stderr.write(chr(10) + ' '.join(sys.modules)))"
"""The interpreter's own account, `-X importtime`, leaves out what `import_module` loads."""


def imported(*arguments, cwd, code=0):
    """Return the modules that are there when `pipec` ends."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_TELL}; from pipec.__main__ import main; main()", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def before():
    """Return what the interpreter imports by itself, with what the test environment adds to its start."""
    done = subprocess.run([sys.executable, "-c", _TELL], env=environment(), capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_the_measure_sees_imports(tmp_path):
    write(tmp_path, {"pipeline.yaml": SMALL})
    assert {"jinja2", "jinja2.environment"} <= imported("graph", "--format", "html", cwd=tmp_path)


def test_a_drawing_that_is_no_page_is_light(tmp_path, before):
    write(tmp_path, {"pipeline.yaml": SMALL})
    for form in ("text", "svg"):
        assert not (imported("graph", "--format", form, cwd=tmp_path) - before) & {"jinja2", "networkx", "rich"}


def test_version(tmp_path, before):
    modules = imported("--version", cwd=tmp_path) - before
    assert not modules & HEAVY
    assert not [name for name in modules if name.startswith(("compiler", "yaml"))]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"pipeline.yaml": SMALL}, 0),
        ({"pipeline.yaml": DEPLOYED}, 0),
        ({"pipeline.yaml": WRONG}, 1),
        ({"pipeline.yaml": "include: [a.yaml]\n" + SMALL, "a.yaml": "global_env: {A: b}\n"}, 0),
        ({"pipeline.yaml": "jobs: [\n"}, 1),
        ({"pipeline.yaml": SMALL + "  # pipec: ignore[PC101]\n"}, 1),
    ],
    ids=["clean", "deployed", "findings", "include", "syntax", "ignore"],
)
def test_lint(tmp_path, before, files, code):
    write(tmp_path, files)
    modules = imported("lint", "pipeline.yaml", cwd=tmp_path, code=code) - before
    assert not modules & HEAVY
    assert not [name for name in modules if name.startswith("compiler.bundle") or name.endswith(".emit")]


def test_a_clean_file_loads_no_rule(tmp_path, before):
    write(tmp_path, {"pipeline.yaml": SMALL})
    modules = imported("lint", "pipeline.yaml", cwd=tmp_path) - before
    assert not [name for name in modules if name.startswith("compiler.frontend.rules.")]
    assert "compiler.diagnostics.render_text" not in modules


def test_compile(tmp_path):
    write(
        tmp_path,
        {"pipeline.yaml": DEPLOYED, ".pipec.toml": "[targets.nomad]\ngit_source = {url = 'https://git.example/x'}\n"},
    )
    modules = imported("compile", cwd=tmp_path)
    assert "compiler.backends.nomad.emit" in modules
    assert not modules.intersection(COMPILER)


@pytest.mark.parametrize("arguments", [("plan",), ("explain", "PC101"), ("schema",), ("init", "-"), ("lint", "--help")])
def test_other_commands(tmp_path, arguments):
    write(tmp_path, {"pipeline.yaml": SMALL})
    assert not imported(*arguments, cwd=tmp_path).intersection((*COMPILER, "jinja2", "jsonschema", "jsonschema_rs"))


def test_help_loads_no_command(tmp_path):
    assert not [name for name in imported("--help", cwd=tmp_path) if name.startswith("pipec.commands.")]
