import re

import pytest

from compiler.backends.globs import expression


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("out/**", "out/a/.b/c", True),
        ("out/**", "output", False),
        ("**/x", "x", True),
        ("**/x", "a/b/x", True),
        ("*.txt", "a.txt", True),
        ("*.txt", "a/b.txt", False),
        ("a?c", "a/c", False),
        ("[!a]b", "cb", True),
        ("[!a]b", "ab", False),
        ("a+b(c)", "a+b(c)", True),
        ("./dist", "dist/app", True),
        ("**", ".hidden/x", True),
    ],
)
def test_globs_as_expressions(glob, path, matches):
    assert bool(re.fullmatch(expression(glob), path)) is matches
