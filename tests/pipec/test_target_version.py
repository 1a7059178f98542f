"""`--target-version`: another version of an engine for one call."""

import json

import pytest

from pipec.target_versions import complete_versions
from tests.pipec.command_line import SMALL, run, write

PLAIN = SMALL.replace("defaults: {", "defaults: {checkout: false, ")
LIMITED = PLAIN.replace("jobs:", "concurrency: {group: deploy}\njobs:")
TAGGED = PLAIN.replace("jobs:", 'triggers: [push, {event: tag, tag: ["v*", "w*"]}]\njobs:')
JOB = "pipec-out/shop/nomad/jobs/test.nomad.json"


def group(here, version):
    assert run("compile", "-t", "nomad", "--target-version", f"nomad={version}").code == 0
    return json.loads((here / JOB).read_text())["Job"]["TaskGroups"][0]


@pytest.mark.parametrize(
    ("version", "fields"),
    [
        ("1.7", {"PreventRescheduleOnLost"}),
        ("1.7.1", set()),
        ("1.7.2", {"PreventRescheduleOnLost"}),
        ("1.8", {"Disconnect"}),
        ("2.0.2", {"Disconnect"}),
        ("2.0.3", {"Disconnect", "MaxRunDuration"}),
    ],
)
def test_the_fields_of_a_version_are_written(here, version, fields):
    write(here, {"pipeline.yaml": PLAIN, ".pipec.toml": '[targets.nomad]\nversion = "2.0.5"\n'})
    changing = {"Disconnect", "MaxRunDuration", "PreventRescheduleOnLost"}
    assert changing & group(here, version).keys() == fields


def test_the_last_of_two_counts_and_the_other_targets_keep_theirs(here):
    write(here, {"pipeline.yaml": LIMITED, ".pipec.toml": '[targets.woodpecker]\nversion = "3.15"\n[targets.nomad]\n'})
    assert run("compile", "-t", "woodpecker").code == 1
    assert run("compile", "-t", "woodpecker", "--target-version", "woodpecker=3.17").code == 0
    assert run("compile", "--target-version", "nomad=1.7", "--target-version", "woodpecker=3.16").code == 0
    ran = run("compile", "--target-version", "woodpecker=3.17", "--target-version", "woodpecker=3.2")
    assert ran.code == 1
    assert "PC759" in ran.err


def test_check_compares_with_the_version(here):
    write(here, {"pipeline.yaml": PLAIN})
    assert run("compile", "-t", "nomad", "--target-version", "nomad=1.7").code == 0
    assert run("compile", "-t", "nomad", "--target-version", "nomad=1.7", "--check").code == 0
    ran = run("compile", "-t", "nomad", "--target-version", "nomad=2.0.3", "--check")
    assert ran.code == 1
    assert "+MaxRunDuration: 3720000000000\n" in ran.out


def test_linting_for_a_version(here):
    write(here, {"pipeline.yaml": LIMITED})
    assert run("lint").code == 0
    assert "PC759" in run("lint", "--target-version", "woodpecker=3.15").out
    assert run("lint", "--target-version", "woodpecker=3.16").code == 0
    assert "PC759" in run("lint", "--target", "woodpecker", "--target-version", "woodpecker=3.15").out
    write(here, {".pipec.toml": "[targets.woodpecker]\n[targets.nomad]\n"})
    assert "PC759" not in run("lint").out
    assert "PC759" in run("lint", "--target-version", "woodpecker=3.15").out
    write(here, {".pipec.toml": "[targets.nomad]\n"})
    assert "PC759" not in run("lint", "--target-version", "woodpecker=3.15").out


@pytest.mark.parametrize("command", ["compile", "lint"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nomad"], "write it as TARGET=VERSION, such as `nomad=1.7`"),
        (["nomd=1.7"], "there is no target `nomd`. Did you mean `nomad`?"),
        (["kubernetes=1"], "There are: nomad, compose, woodpecker, deploy."),
        (["nomad=1.6"], "the version `1.6` of nomad is not known. Known are 1.7, 1.8, 1.9, 1.10, 1.11, 2.0"),
        (["nomad="], "the version `` of nomad is not known"),
        (["nomad=1.7.x"], "the version `1.7.x` of nomad is not known"),
        (["compose=3"], "Known are 2.20,"),
        (["nomad=1.7", "--target", "compose"], "`nomad` is not among the targets compose"),
    ],
)
def test_what_is_no_version_is_a_usage_error(shop, command, words, message):
    ran = run(command, "--target-version", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert not (shop / "pipec-out").exists()


def test_tags_before_woodpeckers_linter_takes_a_list(here):
    import yaml

    write(here, {"pipeline.yaml": TAGGED})
    path = here / "pipec-out/shop/woodpecker/.woodpecker/test.yaml"
    for version, refs in (("3.13", ["refs/tags/v*", "refs/tags/w*"]), ("3.14", [["refs/tags/v*", "refs/tags/w*"]])):
        assert run("compile", "-t", "woodpecker", "--target-version", f"woodpecker={version}").code == 0
        when = yaml.safe_load(path.read_text())["when"]
        assert [each.get("ref") for each in when] == [None, *refs]
        assert [each["event"] for each in when] == ["push", *("tag" for _ in refs)]


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        ("", ["nomad=", "compose=", "woodpecker=", "deploy="]),
        ("n", ["nomad="]),
        ("nomad=1.1", ["nomad=1.10", "nomad=1.11"]),
        ("x", []),
        ("x=", []),
    ],
)
def test_targets_and_versions_are_completed(begun, words):
    assert complete_versions(None, None, begun) == words
