"""`pipec explain --error`: what engines say, as they say it, and what is done where nothing can be found."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipec.refusals import compose, lines, nomad, woodpecker
from pipec.refusals.nodes import along, below, mentioned
from tests.pipec.command_line import SMALL, run, write

TWO = SMALL.replace("defaults: {", "defaults: {checkout: false, ") + (
    "  pack:\n    steps:\n      - name: tar\n        script: make pack\n"
)
MEMORY = """\
Job validation errors:
1 error occurred:
\t* Task group job validation failed: 1 error occurred:
\t* Task step-tar validation failed: 1 error occurred:
\t* 1 error occurred:
\t* 1 error occurred:
\t* minimum MemoryMB value is 10; got 5









"""


@pytest.fixture
def bundle(here):
    """A bundle of two jobs for Nomad, Compose and Woodpecker."""
    write(here, {"pipeline.yaml": TWO})
    told = run("compile", "-t", "nomad", "-t", "compose", "-t", "woodpecker")
    assert told.code == 0, told.err
    return "pipec-out/shop"


def test_a_message_finds_its_file_in_a_bundle(bundle):
    ran = run("explain", "--error", "-", bundle, input=MEMORY)
    assert ran.out == (
        "pipeline.yaml:10:9: minimum MemoryMB value is 10; got 5\n"
        "said of nomad/jobs/pack.nomad.json#/Job/TaskGroups/0/Tasks/0/Resources/MemoryMB\n\n"
        "10 |       - name: tar\n11 |         script: make pack\n"
    )
    assert (ran.code, ran.err) == (0, "")


def test_a_message_of_a_file_colours_and_all(bundle, here):
    (here / "said.txt").write_text(MEMORY.replace("Job", "\x1b[1m\x1b[31mJob").replace("\n", "\x1b[0m\r\n"))
    ran = run("explain", "--error", "said.txt", f"{bundle}/nomad/jobs/pack.nomad.json", "--format", "json")
    assert json.loads(ran.out) == {
        "version": 1,
        "refusals": [
            {
                "message": "minimum MemoryMB value is 10; got 5",
                "file": "nomad/jobs/pack.nomad.json",
                "pointer": "/Job/TaskGroups/0/Tasks/0/Resources/MemoryMB",
                "place": {"path": "pipeline.yaml", "line": 10, "column": 9, "end_line": 11, "end_column": 26},
                "reason": "",
            }
        ],
    }


@pytest.mark.parametrize(
    ("said", "subject", "message"),
    [
        ("", "pipec-out/shop", "The message in standard input names no node of `pipec-out/shop`"),
        ("all is well\n", "pipec-out/shop", "names no node"),
        (MEMORY.replace("step-tar", "step-zip"), "pipec-out/shop", "the message names no node of these files"),
        (MEMORY.replace("step-tar", "x"), "pipec-out/shop/nomad/jobs/pack.nomad.json", "no node of nomad/jobs/pack"),
        (
            "1 error occurred:\n\t* Task group job validation failed: 1 error occurred:\n\t* Missing tasks\n",
            "pipec-out/shop",
            "it may be said of each of 2 files: nomad/jobs/pack.nomad.json, nomad/jobs/test.nomad.json; name the one",
        ),
        ("other.cfg:3: bad\n", "pipec-out/shop", "`other.cfg` is no file of this bundle"),
        ("x", "pipec-out", "`pipec-out` is no bundle"),
        ("x", "pipeline.yaml", "is in no bundle"),
        ("x", "PC101", "There is no file `PC101`"),
        (MEMORY, "pipec-out/shop/plan.json", "of `plan.json` no source is known"),
    ],
)
def test_what_cannot_be_found_is_said(bundle, said, subject, message):
    ran = run("explain", "--error", "-", subject, input=said)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_message_that_cannot_be_read(bundle):
    ran = run("explain", "--error", "none.txt", bundle)
    assert (ran.code, ran.out) == (2, "")
    assert "`--error none.txt` cannot be read: No such file" in ran.err


def test_what_is_found_is_shown_beside_what_is_not(bundle):
    two = "2 errors occurred:\n\t* Task group job validation failed: 2 errors occurred:\n"
    tasks = "\t* Task step-tar validation failed: 1 error occurred:\n\t* Missing task driver\n\n\n"
    ran = run("explain", "--error", "-", bundle, input=f"{two}{tasks}\t* Task a validation failed: bad\n\t* Odd\n")
    assert ran.code == 0
    assert "pipeline.yaml:10:9: Missing task driver\n" in ran.out
    assert "Task a validation failed: bad: the message names no node of these files\n" in ran.out


def test_a_line_of_yaml_is_its_node(bundle):
    workflow = f"{bundle}/woodpecker/.woodpecker/pack.yaml"
    ran = run("explain", "--error", "-", workflow, input=f"yaml: {workflow}:2: odd\n")
    assert ran.out.startswith("pipeline.yaml:8:3: odd\n"), ran.out


def test_a_file_that_is_broken_as_data_is_no_bug(bundle, here):
    job = here / bundle / "nomad/jobs/pack.nomad.json"
    job.write_text("{")
    ran = run("explain", "--error", "-", str(job), input=MEMORY)
    assert (ran.code, ran.out) == (2, "")
    assert "names no node" in ran.err


def test_errors_in_lists_of_errors_end_where_their_number_says():
    text = (
        "3 errors occurred:\n\t* Job datacenters bad\n\t* Task group a validation failed: 2 errors occurred:\n"
        "\t* Constraint 2 validation failed: odd\n\t* Task t validation failed: 1 error occurred:\n\t* inner\n\n\n\n\n"
        "\t* Unknown thing\n\n"
    )
    data = {
        "Job": {
            "TaskGroups": [{"Name": "a", "Constraints": [{}, {}], "Tasks": [{"Name": "t"}]}],
            "Datacenters": [],
        }
    }
    found = [(each.message, each.locate(data)) for each in nomad.read(text)]
    assert found == [
        ("Job datacenters bad", "/Job/Datacenters"),
        ("Constraint 2 validation failed: odd", "/Job/TaskGroups/0/Constraints/1"),
        ("inner", "/Job/TaskGroups/0/Tasks/0"),
        ("Unknown thing", "/Job"),
    ]


def test_keys_are_found_by_their_words_and_values_by_quotes():
    data = {"Update": {"MinHealthyTime": 1, "HealthyDeadline": 2, "Name": "x y"}, "Names": {"CPU": 1}}
    assert mentioned(data, "", "Minimum healthy time must be less than 3") == "/Update/MinHealthyTime"
    assert mentioned(data, "", "bad `x y`") == "/Update/Name"
    assert mentioned(data, "", "minimum CPU value") == "/Names/CPU"
    assert mentioned(data, "/Update", "minimum CPU value") == ""
    assert mentioned({"a": {"key": 1}, "b": {"key": 2}}, "", "bad key") == ""


def test_what_compose_says_when_it_starts():
    data = {
        "services": {"blue-0": {"image": "x", "volumes": [{"source": "uploads"}]}},
        "networks": {"default": {"name": "shop-hosts"}},
        "volumes": {"uploads": {"name": "shop-hosts-uploads"}},
    }
    said = """\
 blue-0 Pulling
 blue-0 Error Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host
Error response from daemon: network shop-hosts not found
external volume "shop-hosts-uploads" not found
external volume "other" not found
"""
    assert [each.locate(data) for each in compose.read(said)] == [
        "/services/blue-0/image",
        "/networks/default",
        "/services/blue-0/volumes/0/source",
        "",
    ]


def test_paths_with_dots_in_their_keys():
    data = {"services": {"a.b": {"ports": [{"target": 1}]}, "a": {}}}
    assert along(data, "services.a.b.ports.0.target") == "/services/a.b/ports/0/target"
    assert along(data, "services[a.b].ports[]") == "/services/a.b/ports"
    assert along(data, "services.c.d") == "/services"


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
WORDS = ["errors occurred:", "1 error occurred:", "\t* ", "Task group a validation failed", "services.", '"x"', "\n"]
SAID = st.lists(st.sampled_from([*WORDS, "x.yaml:1:", "Service[0]", "   ❌ a\tb", "(root)"]) | st.text(max_size=8))


@settings(max_examples=200, deadline=None)
@given(SAID, JSON)
def test_no_text_and_no_file_makes_a_reader_fail(said, data):
    for reader in (nomad.read, compose.read, woodpecker.read, lines.read):
        for statement in reader("".join(said)):
            assert "\n" not in statement.message
            if statement.locate is not None:
                pointer = statement.locate(data)
                assert pointer == "" or pointer.startswith("/")
    assert all(pointer.startswith("/") for pointer, _, _ in below(data, ""))
