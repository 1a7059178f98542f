"""A file and itself written in another way have no differences."""

from random import Random

import pytest

from compiler.driver import plan_pipeline
from compiler.layout import format_source
from compiler.review.compare import compare
from compiler.source import Source
from tests.layout.test_meaning import PIPELINES, read, request
from tests.review.core import same_file

PATHS = pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.parent.name)


def plan(path, text):
    compilation = plan_pipeline(request(path, text))
    assert compilation.plan is not None, [each.message for each in compilation.diagnostics]
    return compilation.plan


def check(path, text):
    old = read(path)
    assert text != old
    assert compare(plan(path, old), plan(path, text)) == ()


@PATHS
def test_the_file_itself(path):
    assert compare(plan(path, read(path)), plan(path, read(path))) == ()


@PATHS
def test_reformatted(path):
    text = format_source(Source("pipeline.yaml", read(path)))
    assert isinstance(text, str)
    assert compare(plan(path, read(path)), plan(path, text)) == ()


@PATHS
def test_commented(path):
    check(path, same_file.commented(read(path)))


@PATHS
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_keys_reordered(path, seed):
    check(path, same_file.reordered(Random(seed), read(path)))


@PATHS
def test_anchors_written_out(path):
    text = same_file.expanded(read(path))
    assert compare(plan(path, read(path)), plan(path, text)) == ()


def test_there_are_anchors_to_write_out():
    merged = [path for path in PIPELINES if "<<: *" in read(path)]
    assert merged
    assert not any("<<" in same_file.expanded(read(path)) for path in merged)
