"""The tables `[lint]` and `[policy]`: what is read, what is wrong with them, and from which file they come."""

import random
import subprocess
import sys

import pytest

from compiler.frontend.configuration import Finder, open_document
from compiler.frontend.settings import Entry, LintSettings, Policy
from compiler.frontend.settings_keys import Names, read_configuration
from compiler.selectors import is_fixed, select_rules, suggest_rule
from compiler.source import Source

NAMES = Names(select_rules, is_fixed, suggest_rule)


def read(text, name=".pipec.toml"):
    def file(path, _):
        return Source(name, text) if path.endswith(name) else None

    document = Finder("/repository", file).nearest("/repository")
    return None if document is None else read_configuration(document, NAMES)


def found(text):
    """Return code and marked text of each diagnostic."""
    return [(each.code, text[each.span.start : each.span.end]) for each in read(text).diagnostics]


WHOLE = """
[lint]
select = ["PC3", "pc5"]
ignore = ["redundant-dependency", "PC31"]
severity = {PC305 = "error", unknown-key = "warning"}
per_file_ignores = {"./legacy/**" = ["PC5"], "é b/*" = []}
min_severity = "warning"
strict = true
baseline = "ci/known.json"
require_reasons = true
shellcheck = false
shellcheck_ignore = ["SC2086"]

[policy]
allowed_registries = ["docker.io/library", "localhost:5000", "*"]
required_labels = ["team"]
forbidden_images = ["*/legacy-*"]
approval = ["production", "prod-*"]
"""


def test_everything():
    read_ = read(WHOLE)
    assert read_.diagnostics == ()
    baseline = read_.lint.baseline
    assert read_.lint == LintSettings(
        ("PC3", "PC5"),
        ("PC305", "PC31"),
        (("PC305", "error"), ("PC101", "warning")),
        (("legacy/**", ("PC5",)), ("é b/*", ())),
        "warning",
        True,
        baseline,
        True,
        False,
        ("SC2086",),
    )
    assert WHOLE[baseline.span.start : baseline.span.end] == '"ci/known.json"'
    assert read_.said == LintSettings._fields
    assert [entry.text for entry in read_.policy.approval] == ["production", "prod-*"]
    for entries in read_.policy:
        for entry in entries:
            assert WHOLE[entry.span.start : entry.span.end] == f'"{entry.text}"'


def test_nothing():
    for text in ("", "[lint]\n", "[policy]\n", "[targets.nomad]\n", "[policy]\napproval = []\n"):
        read_ = read(text)
        assert (read_.lint, read_.policy, read_.diagnostics) == (LintSettings(), None, ())


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("[lint", "PC790", ""),
        ("[lint]\nselect = ['PC305'", "PC790", ""),
        ("[lint]\r\nstrict = = true", "PC790", "="),
        ("[lnit]\nstrict = true", "PC791", "lnit"),
        ("[format]", "PC791", "format"),
        ("select = ['PC305']", "PC791", "select"),
        ("[lint]\nextend_ignore = ['PC305']", "PC791", "extend_ignore"),
        ("[policy]\nregistries = []", "PC791", "registries"),
        ("lint = 1", "PC792", "1"),
        ("policy = []", "PC792", "[]"),
        ("[lint]\nselect = 'PC305'", "PC792", "'PC305'"),
        ("[lint]\nignore = [305]", "PC792", "305"),
        ("[lint]\nseverity = ['PC305']", "PC792", "['PC305']"),
        ("[lint]\nseverity = {PC305 = 1}", "PC792", "1"),
        ("[lint]\nper_file_ignores = ['x']", "PC792", "['x']"),
        ("[lint]\nper_file_ignores = {'x' = 'PC5'}", "PC792", "'PC5'"),
        ("[lint]\nmin_severity = 1", "PC792", "1"),
        ("[lint]\nstrict = 'yes'", "PC792", "'yes'"),
        ("[lint]\nrequire_reasons = 0", "PC792", "0"),
        ("[lint]\nbaseline = true", "PC792", "true"),
        ("[lint]\nshellcheck = 1", "PC792", "1"),
        ("[lint]\nshellcheck_ignore = 'SC2086'", "PC792", "'SC2086'"),
        ("[policy]\napproval = 'production'", "PC792", "'production'"),
        ("[policy]\nrequired_labels = [true]", "PC792", "true"),
        ("[lint]\nselect = ['PC7999']", "PC793", "'PC7999'"),
        ("[lint]\nignore = ['nothing']", "PC793", "'nothing'"),
        ("[lint]\nignore = ['PC014']", "PC793", "'PC014'"),
        ("[lint]\nignore = ['PC01']", "PC793", "'PC01'"),
        ("[lint]\nignore = ['PC00']", "PC793", "'PC00'"),
        ("[lint]\nseverity = {PC001 = 'hint'}", "PC793", "PC001"),
        ("[lint]\nseverity = {PC305 = 'off'}", "PC793", "'off'"),
        ("[lint]\nseverity = {PC305 = ''}", "PC793", "''"),
        ("[lint]\nseverity = {PCX = 'hint'}", "PC793", "PCX"),
        ("[lint]\nper_file_ignores = {'/x' = ['PC5']}", "PC793", "'/x'"),
        ("[lint]\nper_file_ignores = {'' = ['PC5']}", "PC793", "''"),
        ("[lint]\nper_file_ignores = {'x' = ['PC999']}", "PC793", "'PC999'"),
        ("[lint]\nmin_severity = 'warn'", "PC793", "'warn'"),
        ("[lint]\nshellcheck = 'yes'", "PC793", "'yes'"),
        ("[lint]\nshellcheck_ignore = ['2086']", "PC793", "'2086'"),
        ('[lint]\nbaseline = "a\\u0000b"', "PC793", '"a\\u0000b"'),
        ("[policy]\nallowed_registries = ['library']", "PC793", "'library'"),
        ("[policy]\nallowed_registries = ['https://docker.io']", "PC793", "'https://docker.io'"),
        ("[policy]\nallowed_registries = ['a.b/c d']", "PC793", "'a.b/c d'"),
        ("[policy]\nforbidden_images = ['alpine']", "PC793", "'alpine'"),
        ("[policy]\nforbidden_images = ['a.b/c@sha256:0']", "PC793", "'a.b/c@sha256:0'"),
        ("[policy]\nrequired_labels = ['a b']", "PC793", "'a b'"),
        ("[policy]\napproval = ['a/b']", "PC793", "'a/b'"),
    ],
)
def test_a_mistake_is_told_once_at_its_place(text, code, marked):
    assert found(text) == [(code, marked)]


@pytest.mark.parametrize("before", ["# é\n", "\ufeff", "\r\n\r\n", "# \t\N{GRINNING FACE}\n"])
def test_places_hold_whatever_stands_before(before, tmp_path):
    (tmp_path / ".pipec.toml").write_bytes(f"{before}[lint]\nignore = ['PC305', 'PCX']\n".encode())
    document = Finder(str(tmp_path)).nearest(str(tmp_path))
    (item,) = read_configuration(document, NAMES).diagnostics
    assert document.source.text[item.span.start : item.span.end] == "'PCX'"


def test_the_rest_keeps_its_effect():
    read_ = read("[lint]\nignore = ['PC305', 'PCX', 1]\nstrict = 'x'\nmin_severity = 'warning'\n[policy]\nx = 1\n")
    assert [item.code for item in read_.diagnostics] == ["PC793", "PC792", "PC792", "PC791"]
    assert (read_.lint.ignore, read_.lint.strict, read_.lint.min_severity) == (("PC305",), False, "warning")


def test_a_misspelt_selection_does_not_turn_the_linter_off():
    assert read("[lint]\nselect = ['PCX']\n").lint.select == ("PC",)
    assert read("[lint]\nselect = []\n").lint.select == ()


def test_helps():
    helps = [item.help for item in read("[lint]\nignore = ['redundant-dependenci', 'PC0305']\n").diagnostics]
    assert helps[0] == "did you mean `redundant-dependency`?"
    (item,) = read("[policy]\nforbidden_images = ['alpine']\n").diagnostics
    assert "`docker.io/library/alpine`" in item.help
    (item,) = read("[lint]\nignore = 'PC305'\n").diagnostics
    assert '`["PC305"]`' in item.help


# which file


def nearest(root, folder):
    document = Finder(str(root)).nearest(str(folder))
    return None if document is None else document.source.path


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    return tmp_path


def test_the_nearest_file_counts(repository):
    assert nearest(repository, repository / "a/b/c") is None
    (repository / "pyproject.toml").write_text("[tool.pipec.lint]\nstrict = true\n")
    assert nearest(repository, repository / "a/b/c") == "pyproject.toml"
    (repository / ".pipec.toml").write_text("")
    assert nearest(repository, repository / "a/b/c") == ".pipec.toml"
    (repository / "a/b/pyproject.toml").write_text("[tool.pipec]\n")
    assert nearest(repository, repository / "a/b/c") == "a/b/pyproject.toml"
    assert nearest(repository, repository / "a") == ".pipec.toml"
    assert nearest(repository, repository.parent) == ".pipec.toml"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("[tool.pipec]\n", True),
        ("[tool.pipec.lint]\nstrict = true\n", True),
        ("[ tool . pipec . lint ]\n", True),
        ('["tool"."pipec"]\n', True),
        ("[tool]\npipec.lint.strict = true\n", True),
        ("tool.pipec.lint.strict = true\n", True),
        ("tool = {pipec = {lint = {strict = true}}}\n", True),
        ("[project]\nname = 'pipec'\n", False),
        ("[tool.pipecx]\n", False),
        ("# [tool.pipec]\n[tool.ruff]\n", False),
        ("[tool]\nx = 'pipec'\n", False),
        ("[project]\ndependencies = ['pipec']\n[tool.ruff]\n", False),
        ("this = is = no toml pipec\n", False),
        ("", False),
    ],
)
def test_a_project_file_counts_with_our_table_only(text, counts):
    assert (read(text, "pyproject.toml") is not None) is counts


def test_in_a_project_file_places_are_those_of_the_file():
    text = "[project]\nname = 'x'\n[tool.pipec.lint]\nignore = ['PCX']\n[tool.pipec.policy]\nx = 1\n[tool.pipec.y]\n"
    read_ = read(text, "pyproject.toml")
    marked = {item.code: text[item.span.start : item.span.end] for item in read_.diagnostics}
    assert marked["PC793"] == "'PCX'"
    assert [text[item.span.start : item.span.end] for item in read_.diagnostics] == ["'PCX'", "x", "y"]
    broken = read("[tool.pipec]\n[tool.pipec\n", "pyproject.toml")
    assert [item.code for item in broken.diagnostics] == ["PC790"]
    (item,) = read("[tool]\npipec = 1\n", "pyproject.toml").diagnostics
    assert (item.code, item.message) == ("PC792", "`tool.pipec` is a table, not an integer")


def test_a_project_file_of_others_loads_no_parser(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'pipec'\n[tool.ruff]\n")
    program = (
        "import sys; from compiler.frontend.configuration import Finder;"
        f"assert Finder({str(tmp_path)!r}).nearest({str(tmp_path)!r}) is None; print('tomllib' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_each_folder_is_looked_into_once():
    asked = []

    def file(path, _):
        asked.append(path)

    finder = Finder("/r", file)
    for _ in range(3):
        for folder in ("/r/a/b", "/r/a/c", "/r/a", "/r"):
            assert finder.nearest(folder) is None
    assert len(asked) == len(set(asked)) == 8


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / ".pipec.toml").mkdir()
    document = Finder(str(tmp_path)).nearest(str(tmp_path))
    assert [item.code for item in read_configuration(document, NAMES).diagnostics] == ["PC001"]
    (tmp_path / ".pipec.toml").rmdir()
    (tmp_path / ".pipec.toml").symlink_to("nowhere")
    document = Finder(str(tmp_path)).nearest(str(tmp_path))
    assert "link to `nowhere`" in read_configuration(document, NAMES).diagnostics[0].message
    assert open_document(str(tmp_path / "none.toml"), "none.toml") is None


def test_random_bytes_and_random_tables_are_never_an_exception(tmp_path):
    random.seed(7)
    words = [
        "[lint]",
        "[policy]",
        "select",
        "ignore",
        "=",
        "['PC3']",
        "{",
        "}",
        "\n",
        "severity",
        "'hint'",
        "1",
        '"',
        "é",
    ]
    for _ in range(400):
        text = " ".join(random.choices(words, k=random.randrange(1, 14)))
        (tmp_path / ".pipec.toml").write_text(text)
        read_configuration(Finder(str(tmp_path)).nearest(str(tmp_path)), NAMES)
        (tmp_path / ".pipec.toml").write_bytes(random.randbytes(30))
        read_configuration(Finder(str(tmp_path)).nearest(str(tmp_path)), NAMES)


def test_an_entry_and_a_policy_have_defaults():
    assert Entry("x").span.path == ""
    assert all(entries == () for entries in Policy())
