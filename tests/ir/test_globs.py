"""Artifact globs, as expressions of grep and as our own: both select the same."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.ir.globs import expression, fixed_folder, matcher

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
    selects = matcher([glob])
    assert [path for path in PATHS if selects(path.encode())] == paths


GLOBS = st.lists(
    st.sampled_from(
        ["*", "**", "**/", "?", "/", "a", "b", ".", "-", "é", "[a-b]", "[!a]", "[^b.]", "[]a]", "[!]]", "[ab", "]", "+"]
    ),
    min_size=1,
    max_size=6,
).map("".join)
NAMES = st.text("abé.-/+]", min_size=1, max_size=7).filter(lambda name: not name.startswith("/") and "//" not in name)


@settings(deadline=None, max_examples=150)
@example(["[ab-[a-b]"], ["]", "[", "-", "a"])
@example(["[z-a]"], ["z", "a", "-", "b"])
@given(st.lists(GLOBS, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=20, unique=True))
def test_grep_and_our_own_select_the_same(globs, names):
    done = subprocess.run(
        ["grep", "-Ex", *(word for glob in globs for word in ("-e", expression(glob)))],
        input="\n".join(names), capture_output=True, text=True, check=False, env={"LC_ALL": "C"},
    )  # fmt: skip
    assert done.stderr == ""
    selects = matcher(globs)
    assert [name for name in names if selects(name.encode())] == done.stdout.splitlines()


@given(GLOBS, NAMES)
def test_all_that_a_glob_selects_lies_in_its_fixed_folder(glob, name):
    folder = fixed_folder(glob)
    if matcher([glob])(name.encode()):
        assert not folder or name == folder or name.startswith(f"{folder}/")


def test_no_glob_selects_nothing():
    assert not matcher([])(b"a")


@pytest.mark.parametrize(
    ("glob", "folder"),
    [
        ("dist/**", "dist"),
        ("./dist/x/*.js", "dist/x"),
        ("dist/app.js", "dist/app.js"),
        ("**", ""),
        (".", ""),
        ("d*/x", ""),
    ],
)
def test_the_fixed_folder(glob, folder):
    assert fixed_folder(glob) == folder


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
