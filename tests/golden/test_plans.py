"""The golden cases: each folder of `golden/plans` compiles to exactly the files of its `expected/`.

A case holds `pipeline.yaml`, and where it needs them `pipec.lock`, `.pipec.toml`, fragments, and `args` with further
options of the command line, one to a line. `expected/` holds `plan.txt`, the plan as text; `messages.txt`, what was
said on standard error, if anything; and `bundle/`.
"""

from pathlib import Path

import pytest

from tests.golden.bundles import Compiled, check_tree, compile_pipeline, run

CASES = Path(__file__).parents[2] / "golden" / "plans"
PLAN_OPTIONS = ("--var", "--locked")


@pytest.mark.parametrize("case", [path.name for path in sorted(CASES.iterdir()) if path.is_dir()])
def test_a_case_compiles_to_its_expected_files(case, tmp_path, monkeypatch, request):
    folder = CASES / case
    monkeypatch.chdir(folder)
    arguments = (folder / "args").read_text().split("\n") if (folder / "args").exists() else []
    arguments = [line for line in arguments if line]
    compiled = compile_pipeline("pipeline.yaml", tmp_path / "out", arguments)
    assert compiled.exit_code == 0, compiled.messages
    check_tree(folder / "expected", _expected(compiled, arguments), update=request.config.getoption("update_goldens"))


def _expected(compiled: Compiled, arguments: list[str]) -> dict[str, tuple[bytes, bool]]:
    """Return the bundle, the plan as text, and what was said."""
    code, plan, messages = run("plan", "pipeline.yaml", *(each for each in arguments if each.startswith(PLAN_OPTIONS)))
    assert code == 0, messages
    tree = {f"bundle/{path}": entry for path, entry in compiled.tree.items()}
    tree["plan.txt"] = (plan.encode(), False)
    if compiled.messages:
        tree["messages.txt"] = (compiled.messages.encode(), False)
    return tree
