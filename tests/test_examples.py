"""The examples compile without an error to exactly what is committed, and between them they use everything."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from compiler.backends import TARGETS
from compiler.layout import format_source
from compiler.source import Source
from tests.golden.bundles import check_tree, compile_pipeline, differences, read_tree, run

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = [path.parent.name for path in sorted(EXAMPLES.glob("*/pipeline.yaml"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_output_is_what_is_compiled_now(name, tmp_path, monkeypatch, request):
    folder = EXAMPLES / name
    monkeypatch.chdir(folder)
    compiled = compile_pipeline("pipeline.yaml", tmp_path, ["--locked"])
    assert compiled.exit_code == 0, compiled.messages
    (bundle,) = tmp_path.iterdir()
    check_tree(
        folder / "pipec-out",
        {f"{bundle.name}/{path}": entry for path, entry in compiled.tree.items()},
        update=request.config.getoption("update_goldens"),
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_output_does_not_depend_on_the_working_directory(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    compiled = compile_pipeline(str(EXAMPLES / name / "pipeline.yaml"), tmp_path / "out")
    (bundle,) = (EXAMPLES / name / "pipec-out").iterdir()
    assert differences(read_tree(bundle), compiled.tree) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_an_example(name, monkeypatch):
    monkeypatch.chdir(EXAMPLES / name)
    assert run("lint", "pipeline.yaml") == (0, "1 file checked: nothing found\n", "")


@pytest.mark.parametrize("name", NAMES)
def test_digests_in_a_lock_are_placeholders_that_can_be_told(name):
    images = json.loads((EXAMPLES / name / "pipec.lock").read_text())["images"]
    assert images
    assert list(images) == sorted(images)
    for reference, entry in images.items():
        assert entry["digest"] == f"sha256:{hashlib.sha256(reference.encode()).hexdigest()}"
        assert reference.startswith("registry.example/")


def test_between_them_the_examples_use_everything():
    plans = [json.loads(path.read_text()) for path in EXAMPLES.glob("*/pipec-out/*/plan.json")]
    folders = {path.name for path in EXAMPLES.glob("*/pipec-out/*/*") if path.is_dir()}
    assert folders == set(TARGETS)
    pipelines = [yaml.safe_load((EXAMPLES / name / "pipeline.yaml").read_text()) for name in NAMES]
    environments = [each for pipeline in pipelines for each in pipeline.get("environments", {}).values()]
    assert {each["runner"] for each in environments} == {"nomad", "compose", "systemd"}
    assert {each["router"] for each in environments} == {"nginx", "haproxy"}
    jobs = [job for pipeline in pipelines for job in pipeline["jobs"].values()]
    assert {job["deploy"]["strategy"]["type"] for job in jobs if "deploy" in job} == {
        "all-at-once", "rolling", "blue-green", "canary",
    }  # fmt: skip
    assert len(plans) == len(NAMES) == 6


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_described(name):
    assert (EXAMPLES / name / "README.md").read_text().startswith("# ")
    assert f"]({name})" in (EXAMPLES / "README.md").read_text()


def test_every_example_is_in_the_layout_of_fmt():
    found = [*EXAMPLES.glob("**/*pipeline.yaml"), *EXAMPLES.glob("**/*.fragment.yaml")]
    sources = {path: path.read_text(encoding="utf-8") for path in found if "pipec-out" not in path.parts}
    assert len(sources) > 6
    changed = [str(path) for path, text in sources.items() if format_source(Source(str(path), text)) != text]
    assert changed == []
