"""`pipec init` and `pipec schema`: where one begins."""

import json
import re

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.commands.schema import schema_names
from pipec.starter import usable_name
from tests.pipec.command_line import ROOT, run, write


def test_a_starter_lints_clean_and_compiles(here):
    ran = run("init")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("pipeline.yaml written. Next: pipec lint pipeline.yaml\n.pipec.toml written")
    assert run("lint").out == "1 file checked: nothing found\n"
    assert run("compile", "-q") == (0, "", "")
    assert sorted(path.name for path in (here / "pipec-out").glob("*/*/")) == ["compose", "woodpecker"]


def test_nomad_needs_to_be_told_where_the_source_is(here):
    run("init")
    assert run("compile", "-q", "-t", "deploy") == (0, "", "")
    ran = run("compile", "-q", "-t", "nomad")
    assert set(re.findall(r"error\[(PC\d+)]", ran.err)) == {"PC710"}
    write(here, {".pipec.toml": '[targets.nomad]\ngit_source = {url = "https://git.example/x.git"}\n'})
    assert run("compile", "-q", "-t", "nomad") == (0, "", "")


def test_a_profile_that_counts_stays(here):
    write(here, {".pipec.toml": "[targets.compose]\n"})
    assert run("init", "sub.pipeline.yaml").out.count("written") == 1
    assert (here / ".pipec.toml").read_text() == "[targets.compose]\n"


def test_a_starter_is_linted_from_a_pipe(here):
    assert run("lint", "-", input=run("init", "-").out).code == 0
    assert not (here / "pipeline.yaml").exists()


def test_an_existing_file_stays(here):
    write(here, {"pipeline.yaml": "mine"})
    ran = run("init")
    assert (ran.code, ran.out) == (2, "")
    assert "`pipeline.yaml` exists; `--force` overwrites it." in ran.err
    assert (here / "pipeline.yaml").read_text() == "mine"
    assert run("init", "--force").code == 0
    assert (here / "pipeline.yaml").read_text().startswith("# What is built")
    assert sorted(path.name for path in here.iterdir()) == [".git", ".pipec.toml", "pipeline.yaml"]


def test_names_and_places(here):
    (here / "Über Shop_2").mkdir()
    assert run("init", "Über Shop_2").code == 0
    assert "name: ber-shop-2\n" in (here / "Über Shop_2/pipeline.yaml").read_text()
    assert run("init", "--name", "x", "x.pipeline.yaml").code == 0
    assert run("lint").code == 0
    ran = run("init", "no/such/folder.yaml")
    assert ran.code == 2
    assert "`no/such/folder.yaml` cannot be written: No such file or directory." in ran.err


@pytest.mark.parametrize("name", ["Shop", "a: b", "x\ny", "", "1a", "a" * 64])
def test_a_name_that_cannot_be(here, name):
    ran = run("init", "--name", name)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot name a pipeline" in ran.err


@given(st.text(max_size=80))
def test_a_usable_name_is_one(text):
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,62}", usable_name(text))


def test_schemas():
    assert run("schema") == run("schema", "pipeline")
    assert {"pipeline", "plan", "manifest"} <= set(schema_names())
    for name in schema_names():
        ran = run("schema", name)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (ROOT / f"schemas/{name}.schema.json").read_text()
        jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))


def test_an_unknown_schema():
    ran = run("schema", "pipelin")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no schema `pipelin`. Did you mean `pipeline`?" in ran.err
