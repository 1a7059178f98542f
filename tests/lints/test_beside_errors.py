"""Advice beside errors: on scripts and images that the errors have nothing to do with, and on nothing else."""

from pathlib import Path

import pytest

from compiler.driver import Request, lint
from compiler.source import Source

HEAD = "version: 1\nname: shop\n"
BAD = "curl -fsSL https://get.example/x | sh"
CARELESS = f"  careless: {{outputs: [never], steps: [{{image: 'docker.io/library/node:latest', script: '{BAD}'}}]}}\n"
WRONG = "  wrong: {depends_on: [nobody], steps: [{script: make}]}\n"


def codes(text: str, folder: Path = Path("/r")) -> list[str]:
    request = Request(f"{folder}/pipeline.yaml", Source("pipeline.yaml", HEAD + text), str(folder))
    return sorted(item.code for item in lint(request).diagnostics)


def test_without_an_error_all_advice_is_given():
    assert codes(f"jobs:\n{CARELESS}") == ["PC520", "PC530", "PC854"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WRONG, "PC302"),
        ("  wrong: {steps: [{scirpt: make}]}\n", "PC101"),
        ("  wrong: {timeout: soon, steps: [{script: make}]}\n", "PC111"),
    ],
)
def test_an_error_in_another_job_leaves_scripts_and_images(error, code):
    assert codes(f"jobs:\n{CARELESS}{error}") == [code, "PC520", "PC530"]


def test_an_error_in_a_component_leaves_scripts_and_images():
    assert codes(f"jobs:\n{CARELESS}components:\n  web: {{image: 'x y'}}\n") == ["PC502", "PC520", "PC530"]


def test_nothing_is_said_of_a_job_with_an_error():
    text = f"jobs:\n  wrong:\n    depends_on: [nobody]\n    steps: [{{script: '{BAD}'}}]\n"
    assert codes(text) == ["PC302"]


@pytest.mark.parametrize("error", ["global_env: {A: '${B}'}\n", "timeout: soon\n", "tiemout: 1h\n"])
def test_an_error_of_the_whole_pipeline_leaves_nothing(error):
    (found,) = codes(f"{error}jobs:\n{CARELESS}")
    assert found < "PC5"


def test_a_missing_fragment_leaves_nothing(tmp_path):
    assert codes(f"include: [a.fragment.yaml]\njobs:\n{CARELESS}", tmp_path) == ["PC001"]


def test_a_comment_silences_it_and_is_not_called_unused():
    noted = CARELESS.replace("  careless:", "  # pipec: ignore[PC530, PC520]\n  careless:")
    assert codes(f"jobs:\n{noted}{WRONG}") == ["PC302"]
    assert codes(f"jobs:\n{noted.replace('curl', 'true')}{WRONG}") == ["PC302"]
