"""Artifacts whose time is over are collected after a run, once a day."""

import os
import time

from pipec.running.tidying import tidy

TEXT = """
version: 1
name: keeps
jobs:
  a:
    checkout: false
    steps: [{name: s, script: "date +%s%N > file"}]
    artifacts: {out: {paths: [file], retention: 1s}}
"""


def kept(lab):
    return len(list((lab.state / "artifacts" / "objects").glob("*/*")))


def test_it_happens_once_a_day(lab):
    assert lab.run(TEXT).code == 0
    objects = kept(lab)
    assert objects == 2  # the file, and the list of files
    time.sleep(1.1)
    assert lab.run(TEXT).code == 0
    assert kept(lab) == 2 * objects
    yesterday = time.time() - 90_000
    os.utime(lab.state / "artifacts" / "collected", (yesterday, yesterday))
    time.sleep(1.1)
    assert lab.run(TEXT).code == 0
    assert kept(lab) == objects


def test_trouble_is_a_sentence(tmp_path):
    assert tidy(tmp_path, "test") == ""
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "artifacts" / "collected").mkdir()
    assert tidy(tmp_path, "test") == ""
