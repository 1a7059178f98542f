"""No advice about delivery, waiting and dead weight on pipelines that do not need it."""

import pytest

from compiler.lints.codes_delivery import CODES as DELIVERY
from compiler.lints.codes_flow import CODES as FLOW
from tests.examples import run_example, told, write_files
from tests.lints.honest_pipelines import HONEST


@pytest.mark.parametrize("name", HONEST)
def test_nothing_is_said(name, tmp_path):
    write_files(tmp_path, HONEST[name])
    found = run_example(tmp_path)
    assert [item for item in found.diagnostics if item.severity == "error"] == []
    codes = {*DELIVERY, *FLOW}
    assert [text for text in told(found) if text[:5] in codes] == []


def test_a_parameter_too_much_is_told_of(tmp_path):
    text = HONEST["default triggers"]["pipeline.yaml"] + "params: {unused: {default: one}}\n"
    write_files(tmp_path, {"pipeline.yaml": text})
    assert "PC850" in run_example(tmp_path).codes
