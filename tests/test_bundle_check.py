"""What `compile --check` sees."""

import pytest

from compiler.bundle import BundleError, write_bundle
from compiler.bundle_check import compare_bundle
from compiler.bundle_files import SUMS
from compiler.bundle_read import read_bundle

FILES = {
    "plan.json": (b"{\n}\n", 0o644),
    "sourcemap.json": (b"{}", 0o644),
    "nomad/run": (b"#!/bin/sh\n", 0o755),
    "binary": (b"\xff\x00", 0o644),
}


@pytest.fixture
def out(tmp_path):
    write_bundle(str(tmp_path / "out"), FILES)
    return tmp_path / "out"


def kinds(out, files=FILES):
    return [(difference.path, difference.kind) for difference in compare_bundle(str(out), files)]


def test_a_fresh_bundle_does_not_differ(out):
    assert compare_bundle(str(out), FILES) == []


def test_each_difference_is_named_and_shown(out):
    (out / "nomad/run").unlink()
    (out / "nomad/more").write_text("x")
    (out / "binary").write_bytes(b"\xfe")
    found = compare_bundle(str(out), FILES | {"plan.json": (b"{\n  1\n}", 0o644)})
    assert [(difference.path, difference.kind) for difference in found] == [
        ("binary", "stale"),
        ("nomad/more", "extra"),
        ("nomad/run", "missing"),
        ("plan.json", "stale"),
    ]
    assert found[0].diff == "binary is binary: 1 bytes, should be 2\n"
    assert found[2].diff == "--- nomad/run (on disk)\n+++ nomad/run (compiled now)\n@@ -0,0 +1 @@\n+#!/bin/sh\n"
    assert found[3].diff == (
        "--- plan.json (on disk)\n+++ plan.json (compiled now)\n@@ -1,2 +1,3 @@\n"
        " {\n-}\n+  1\n+}\n\\ No newline at end of file\n"
    )


def test_the_source_map_is_not_compared_but_must_be_there_and_whole(out):
    assert kinds(out, FILES | {"sourcemap.json": (b"[1]", 0o644)}) == []
    (out / "sourcemap.json").write_text("changed by hand")
    assert kinds(out) == [(SUMS, "stale")]
    (out / "sourcemap.json").unlink()
    assert kinds(out) == [("sourcemap.json", "missing")]


def test_checksums_are_compared(out):
    (out / SUMS).write_text("0  plan.json\n")
    assert kinds(out) == [(SUMS, "stale")]
    (out / SUMS).unlink()
    assert kinds(out) == [(SUMS, "missing")]


def test_only_the_executable_bit_of_a_mode_counts(out):
    (out / "plan.json").chmod(0o600)
    (out / "nomad/run").chmod(0o700)
    assert kinds(out) == []
    (out / "nomad/run").chmod(0o644)
    assert compare_bundle(str(out), FILES)[0].diff == "nomad/run has the mode 644, should have 755\n"


def test_a_missing_bundle_misses_everything(tmp_path):
    assert kinds(tmp_path / "none") == [(path, "missing") for path in sorted(FILES)]


def test_a_long_text_is_not_diffed_for_minutes(out):
    lines = b"".join(b"%d\n" % number for number in range(100_000))
    (out / "plan.json").write_bytes(lines)
    found = compare_bundle(str(out), FILES | {"plan.json": (lines.replace(b"\n500\n", b"\n5O0\n"), 0o644)})
    assert found[0].diff == "plan.json differs from line 501 on (100000 lines, should be 100000)\n"


def test_a_link_in_a_bundle_is_an_error_with_advice(out):
    (out / "binary").unlink()
    (out / "binary").symlink_to("plan.json")
    with pytest.raises(BundleError, match="symbolic link"):
        compare_bundle(str(out), FILES)


def test_checking_changes_nothing(out):
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    compare_bundle(str(out), {})
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert read_bundle(str(out)) == dict(sorted(FILES.items()))
