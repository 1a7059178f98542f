"""The manual pages: well-formed, whole, and in the wheel."""

import re
import subprocess
import sys
import tarfile
import zipfile

import click
import pytest

from docs.generators.manual import manual
from docs.generators.roff import definition, escape, marked, verbatim
from pipec.cli import COMMANDS, cli
from pipec.commands.artifact import COMMANDS as ARTIFACT_COMMANDS
from tests.docs.sessions import ROOT
from tests.engines import require_engine

PAGES = sorted((ROOT / "docs" / "man").glob("*.1"))
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"]


def shown(page, width=80):
    """Return a page as `man` shows it, without what overstrikes."""
    done = subprocess.run(
        [require_engine("groff"), "-man", "-ww", "-Tutf8", f"-rLL={width}n", "-P-c", page],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "", page
    return re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)


def test_there_is_a_page_for_every_command():
    assert {path.name for path in PAGES} == set(manual()) >= {"pipec.1", *(f"pipec-{name}.1" for name in COMMANDS)}
    assert {f"pipec-artifact-{name}.1" for name in ARTIFACT_COMMANDS} <= set(manual())


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_groff_has_no_complaint(page):
    assert [line for line in SECTIONS if f"\n{line}\n" not in shown(page)] == []


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_mandoc_has_no_complaint(page):
    """A page has no date on purpose: it would be another one with every build."""
    done = subprocess.run([require_engine("mandoc"), "-Tlint", page], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []


@pytest.mark.engine
@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_there_as_it_is_typed(name):
    text = shown(ROOT / "docs" / "man" / f"pipec-{name}.1", 200)
    command = cli.get_command(click.Context(cli), name)
    shown_ones = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    options = [option for each in shown_ones for option in each.opts]
    assert [option for option in options if not re.search(rf"(?<!\S){option}(?![\w-])", text)] == []


@pytest.mark.engine
def test_hostile_texts_stay_text(tmp_path):
    lines = [".SH not a section", "'br", "a\\fBb", "-x 'y' `z`", "\\", "...", "^~"]
    page = tmp_path / "hostile.1"
    body = (
        verbatim("\n".join(lines)) + "".join(f".PP\n{marked(line)}\n" for line in lines) + definition(".x", "'.y\n.z")
    )
    page.write_text('.TH X 1 "" "x" "x"\n.SH NAME\nx \\- y\n' + body)
    text = shown(page)
    for line in lines:
        assert text.count(f" {line}\n") == (1 if "`" in line else 2), line
    assert escape("\\-") == "\\e\\-"


@pytest.mark.slow
def test_the_wheel_and_the_archive_have_them(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, ROOT], check=True, capture_output=True
    )
    (wheel,), (archive,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    data = {name.partition(".data/")[2] for name in names if ".data/" in name}
    assert data == {f"data/share/man/man1/{page.name}" for page in PAGES}
    assert [name for name in names if name.startswith("schemas/") and not name.endswith(".schema.json")] == []
    assert "schemas/pipeline.draft-07.schema.json" in names
    with tarfile.open(archive) as file:
        packed = {name.partition("/")[2] for name in file.getnames()}
    assert {f"docs/man/{page.name}" for page in PAGES} <= packed
