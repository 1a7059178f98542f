"""Safe repairs of dead weight, all at once: the pipeline means what it meant, to the digest of its plan."""

import shutil
from pathlib import Path
from random import Random

import pytest

from compiler.diagnostics.apply import apply_fixes
from compiler.driver import Request, plan_pipeline
from compiler.frontend.files import read_source
from compiler.ir.codec import to_json
from compiler.source import Source
from tests.examples import run_example

CASES = Path(__file__).parents[2] / "golden" / "diagnostics"
CODES = ("PC851", "PC852", "PC860", "PC861", "PC862", "PC863")
NAMES = sorted(path.name for path in CASES.iterdir() if path.name.startswith(CODES))


def plan(folder):
    source = read_source(str(folder / "pipeline.yaml"), "pipeline.yaml")
    assert isinstance(source, Source)
    found = plan_pipeline(Request(str(folder / "pipeline.yaml"), source, str(folder)))
    assert found.plan is not None, [item.message for item in found.diagnostics]
    return to_json(found.plan)


def repair(folder):
    """Make safe fixes until there are none, as `pipec lint --fix` does; return how many were made."""
    count = 0
    for _ in range(10):
        found = run_example(folder)
        fixes = [item.fix for item in found.diagnostics if item.fix is not None and item.fix.safe]
        if not fixes:
            return count
        texts, made = apply_fixes({path: source.text for path, source in found.sources.items()}, fixes)
        count += len(made)
        for path, text in texts.items():
            (folder / path).write_bytes(text.encode())
    raise AssertionError("repairs do not come to an end")


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_the_same(name, tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(CASES / name, folder)
    (folder / ".git").mkdir()
    before = plan(folder)
    repair(folder)
    assert plan(folder) == before


def test_repairs_are_made(tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(CASES / "PC860-in-all-places", folder)
    assert repair(folder) > 8


def variables(random, indent):
    names = [name for name in ("A", "B") if random.random() < 0.6]
    if not names:
        return ""
    values = ", ".join(f"{name}: {random.choice(('one', 'two', '${' + name + ':-three}'))}" for name in names)
    return f"{indent}{{{values}}}\n".replace("${", "'${").replace("three}", "three}'")


def random_pipeline(random):
    """Return a pipeline whose variables and images are given, repeated and replaced at every level by chance."""
    text = "version: 1\nname: shop\n"
    text += variables(random, "global_env: ")
    text += random.choice(
        ("", "defaults: {image: 'registry.example/one:1'}\n", "defaults:\n  image: r.example/two:1\n")
    )
    text += "jobs:\n"
    for job in ("first", "second"):
        text += f"  {job}:\n{variables(random, '    environment: ')}    steps:\n"
        for number in range(random.randint(1, 3)):
            text += f"      - name: step {number}\n{variables(random, '        environment: ')}"
            text += random.choice(("", "        image: registry.example/one:1\n", "        image: r.example/two:1\n"))
            text += '        script: make "$A" "$B"\n'
    return text


def test_repairs_of_any_levels_keep_the_plan(tmp_path):
    random = Random(20)
    (tmp_path / ".git").mkdir()
    made = 0
    for _ in range(150):
        text = random_pipeline(random)
        (tmp_path / "pipeline.yaml").write_text(text)
        before = plan(tmp_path)
        made += repair(tmp_path)
        assert plan(tmp_path) == before, text
    assert made > 150
