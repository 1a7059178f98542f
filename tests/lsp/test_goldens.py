"""The server over every golden pipeline: what it changes still means what it meant, what it silences is silent."""

from collections import Counter
from pathlib import Path

import pytest

from compiler.diagnostics import Edit, Span
from compiler.diagnostics.apply import apply_edits
from compiler.driver import plan_pipeline
from compiler.ir.codec import to_json
from pipec.lsp.actions import quick_fixes
from pipec.lsp.files import Buffer, texts_of
from pipec.lsp.findings import find_problems
from pipec.lsp.rename import Refusal, rename
from pipec.lsp.workspace import Workspace

ROOT = Path(__file__).parents[2]
DIAGNOSTICS = sorted((ROOT / "golden" / "diagnostics").glob("*/pipeline.yaml"))
PLANS = sorted([*(ROOT / "golden" / "plans").glob("*/pipeline.yaml"), *(ROOT / "examples").glob("*/pipeline.yaml")])
NEW = "a-new-name"


def opened(path, text, edit=1):
    return {str(path): Buffer(path.as_uri(), text, edit, edit)}


def named(path):
    return path.parent.name


def changed(text, replacements):
    edits = [Edit(Span("", each.location.start, each.location.end), each.text) for each in replacements]
    return apply_edits(text, edits)


@pytest.mark.slow
@pytest.mark.parametrize("path", DIAGNOSTICS, ids=named)
def test_a_comment_silences_its_diagnostic_and_no_other(path):
    text = path.read_bytes().decode(errors="replace").removeprefix("\ufeff")
    workspace = Workspace()

    def look(text, edit):
        found = find_problems(workspace, str(path), opened(path, text, edit))
        return found.by_file().get(str(path), [])

    before = look(text, 1)
    counts = Counter(item.code for item in before)
    for number, item in enumerate(before, 2):
        if item.code < "PC030" or item.code.startswith("PC90"):
            continue
        actions = quick_fixes(workspace, str(path), item.span.start, item.span.end, opened(path, text))
        mine = next(each for each in actions if each.title == f"Ignore {item.code} with a comment")
        after = Counter(each.code for each in look(changed(text, mine.replacements), number))
        assert after[item.code] < counts[item.code]
        assert not after - counts


def meaning(path, files):
    """Return the plan of a pipeline as data, nothing where it has errors."""
    request = Workspace().request(str(path), files)
    plan = plan_pipeline(request._replace(unsaved=texts_of(files))).plan
    return None if plan is None else to_json(plan)


@pytest.mark.slow
@pytest.mark.parametrize("path", PLANS, ids=named)
def test_a_renamed_job_is_the_same_job(path):
    text = path.read_bytes().decode()
    workspace = Workspace()
    files = opened(path, text)
    model = workspace.model(str(path), files)
    before = meaning(path, files)
    for symbol, items in model.names.by_symbol.items():
        if symbol.kind != "job" or not any(item.definition for item in items):
            continue
        first = next(item for item in items if item.definition)
        place = model.path_of(first.span.path)
        found = rename(workspace, place, first.span.start, NEW, files)
        assert not isinstance(found, Refusal), found
        edits = {}
        for each in found:
            edits.setdefault(each.path, []).append(Edit(Span(each.path, each.start, each.end), NEW))
        renamed = {
            other: Buffer(Path(other).as_uri(), apply_edits(Path(other).read_bytes().decode(), each), 2, 2)
            for other, each in edits.items()
        }
        after = meaning(path, {**files, **renamed})
        assert (after is None) == (before is None), symbol
        if after is not None:
            names = [job["name"] for job in after["jobs"]]
            assert names == [NEW if job["name"] == symbol.name else job["name"] for job in before["jobs"]]
