"""Artifact globs as expressions of grep."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.globs import expression

PATHS = [
    "a.js", "dist/app.js", "dist/.map", "dist/x/y/app.js", "distant/app.js", "b+(c).txt", "report-1.xml",
    "report-é.xml", "-x", "dist/x/app.css",
]  # fmt: skip


def selected(*globs: str) -> list[str]:
    words = [word for glob in globs for word in ("-e", expression(glob))]
    done = subprocess.run(
        ["grep", "-Ex", *words],
        input="\n".join(PATHS),
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("glob", "paths"),
    [
        ("dist/**", ["dist/app.js", "dist/.map", "dist/x/y/app.js", "dist/x/app.css"]),
        ("dist", ["dist/app.js", "dist/.map", "dist/x/y/app.js", "dist/x/app.css"]),
        ("./dist/", ["dist/app.js", "dist/.map", "dist/x/y/app.js", "dist/x/app.css"]),
        ("dist/*.js", ["dist/app.js"]),
        ("**/*.js", ["a.js", "dist/app.js", "dist/x/y/app.js", "distant/app.js"]),
        ("dist/**/app.js", ["dist/app.js", "dist/x/y/app.js"]),
        ("dist/*", ["dist/app.js", "dist/.map", "dist/x/y/app.js", "dist/x/app.css"]),
        ("b+(c).txt", ["b+(c).txt"]),
        ("report-?.xml", ["report-1.xml"]),
        ("report-[0-9].xml", ["report-1.xml"]),
        ("report-[!0-9]*.xml", ["report-é.xml"]),
        ("-x", ["-x"]),
        ("dist*", ["dist/app.js", "dist/.map", "dist/x/y/app.js", "distant/app.js", "dist/x/app.css"]),
        ("**/x", ["dist/x/y/app.js", "dist/x/app.css"]),
        ("**", PATHS),
        ("a?js", ["a.js"]),
        ("dist?app.js", []),
        ("none", []),
    ],
)
def test_a_glob_selects(glob, paths):
    assert selected(glob) == paths


@settings(deadline=None, max_examples=40)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0*?[]/"), min_size=1).filter(lambda each: each != ".")
)
def test_a_name_without_patterns_selects_itself(name):
    done = subprocess.run(
        ["grep", "-Ex", "-e", expression(name)], input=f"{name}\n".encode(), capture_output=True, check=False,
        env={"LC_ALL": "C"},
    )  # fmt: skip
    assert done.stdout == f"{name}\n".encode(), done.stderr
