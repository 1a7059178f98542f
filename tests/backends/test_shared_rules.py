"""What several targets find alike is told once."""

from compiler.catalogue import page
from tests.examples import run_example, write_files
from tests.pages import example, sections


def test_a_range_that_is_too_small_is_told_once_by_all_targets_that_notice(tmp_path):
    bad = example(sections(page("PC705").text)["Bad"])
    write_files(tmp_path, bad.files)
    for targets in (["compose"], ["deploy"], ["compose", "deploy"]):
        found = run_example(tmp_path, [f"target={name}" for name in targets])
        assert found.codes == ["PC705"], targets
