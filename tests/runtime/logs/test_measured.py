"""What the benchmark of logs runs: it writes what it says, and removes it."""

import sys

import pytest

from benchmarks import logs
from benchmarks.process import best


@pytest.mark.parametrize("lines", [False, True])
def test_the_measured_command_writes_and_tidies_up(tmp_path, monkeypatch, lines):
    monkeypatch.setattr(logs, "MEGABYTES", 3)
    (cost,) = best([logs.writing(sys.executable, tmp_path, lines=lines)], 1, warm_up=False)
    assert cost.seconds > 0
    assert [path.name for path in tmp_path.iterdir()] == [f"logs-{'lines' if lines else 'files'}-0"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
