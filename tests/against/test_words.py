"""Nomad's answers in words, without a cluster: templates, steps, pairs of objects, what is hidden."""

from typing import Any

import pytest

from compiler.backends.nomad.templates import environment, file, variable, variable_item
from compiler.backends.shim.quote import quote
from compiler.diagnostics import NOWHERE
from compiler.ir.plan import Plan
from compiler.review.statement import Subject
from pipec.against.found import Named, change, image, shown
from pipec.against.nomad import stopping
from pipec.against.nomad_fields import differences, only_derived
from pipec.against.nomad_jobs import NomadJob
from pipec.against.nomad_steps import described
from pipec.against.wanted import Wanted
from pipec.tracing import SourceMap
from runtime.observing.differences import Difference, read_difference
from runtime.observing.nomad import Answer, Leftover, Question

EMPTY: dict[str, Any] = {
    "Job": {"ID": "shop_component_web", "TaskGroups": [{"Name": "web", "Tasks": [{"Name": "main"}]}]}
}


def told(*objects: dict[str, Any], fields: tuple[dict[str, Any], ...] = ()) -> list[str]:
    """Return the texts for objects that differ in a task."""
    job = NomadJob(
        Wanted("p", Plan("shop", ()), {}, SourceMap([], {}), {}), "web.json", EMPTY, Named(Subject("job"), "it")
    )
    found = difference(*objects, fields=fields)
    return [each.text for each in differences(job, Answer(Question(EMPTY), found, 1))]


def difference(*objects: dict[str, Any], fields: tuple[dict[str, Any], ...] = ()) -> Difference:
    task = {"Type": "Edited", "Name": "main", "Fields": list(fields), "Objects": list(objects)}
    group = {"Type": "Edited", "Name": "web", "Tasks": [task], "Updates": {"ignore": 1}}
    return read_difference({"Type": "Edited", "TaskGroups": [group]}, "it")


def node(name: str, kind: str = "Edited", **fields: tuple[str, str]) -> dict[str, Any]:
    kinds = {True: "None", False: "Edited"}
    rows = [
        {"Type": kinds[before == after], "Name": field.replace("__", "."), "Old": before, "New": after}
        for field, (before, after) in fields.items()
    ]
    return {"Type": kind, "Name": name, "Fields": rows, "Objects": None}


def edited(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the template that one emitted template becomes."""
    words = {key: (str(before.get(key, "")), str(after.get(key, ""))) for key in after}
    return node("Template", **{key: tuple(map(_lower, pair)) for key, pair in words.items()})  # type: ignore[arg-type]


def _lower(text: str) -> str:
    return text.lower() if text in {"True", "False"} else text


def template(**values: Any) -> dict[str, Any]:
    found = environment(list(values.items()), "secrets/pipec.env", "noop")
    return found.templates[0]


def test_variables_of_a_template_are_told_by_name():
    secret = variable_item("nomad/jobs/x", "password")
    before = template(MODE=("plain",), LINES=('a\n"b" <| c',), GONE=("x",), WORD=("pre-", variable("REGION")))
    after = template(MODE=("fancy",), LINES=('a\n"b" <| d',), NEW=(secret,), WORD=("post-", variable("REGION")))
    assert told(edited(before, after)) == [
        "it: variable `GONE` = `x` is removed",
        'it: variable `LINES` `a "b" <| c` → `a "b" <| d`',
        "it: variable `MODE` `plain` → `fancy`",
        'it: variable `NEW` = `${nomadVar "nomad/jobs/x"}${.password.Value}` is added',
        'it: variable `WORD` `pre-${"REGION"}` → `post-${"REGION"}`',
    ]


def test_files_are_told_line_by_line_and_secret_ones_without_lines():
    before, after = file(("one\ntwo\n",), "local/x.conf"), file(("one\nthree\n",), "local/x.conf")
    assert told(edited(before, after)) == ["it: file `local/x.conf`, 1 line added, 1 removed"]
    before, after = file(("clear",), "secrets/key"), file((variable_item("a", "b"),), "secrets/key")
    assert told(edited(before, after)) == ["it: file `secrets/key`, changed"]


@pytest.mark.parametrize("value", ["plain", "with 'quotes'", "two\nlines", "pipec_value='x'", "$HOME \\ `id`", ""])
def test_variables_of_a_step_are_read_back(value):
    lines = f"pipec_value={quote(value)}\npipec_exported_0=$pipec_value\n"
    text = f'a\npipec_environment() {{\n{lines}A="$pipec_exported_0"\nexport A\n:\n}}\nb\n'
    assert described(text).rest == "a\nb\n"
    assert described(text).variables == {"A": value}


def test_a_variable_that_is_in_the_template_is_told_once():
    field = {"Type": "Edited", "Name": "Env[A]", "Old": "1", "New": ""}
    other = {"Type": "Added", "Name": "Env[B]", "Old": "", "New": "2"}
    found = told(edited(template(A=("x",)), template(A=("y",))), fields=(field, other))
    assert sorted(found) == ["it: variable `A` `x` → `y`", "it: variable `B` = `2` is added"]


def test_an_object_that_is_told_as_two_is_one():
    gone = node("Network", "Deleted", Mode=("host", ""), MBits=("10", ""))
    new = node("Network", "Added", Mode=("", "bridge"), MBits=("", "10"))
    assert told(gone, new) == ["it: main.Network.Mode `host` → `bridge`"]


def test_what_opens_the_node_is_dangerous():
    config = node("Config", network_mode=("", "host"), image=("a@sha256:1", "a@sha256:2"))
    job = NomadJob(Wanted("p", Plan("shop", ()), {}, SourceMap([], {}), {}), "f", EMPTY, Named(Subject("job"), "it"))
    found = {each.text: each.level for each in differences(job, Answer(Question(EMPTY), difference(config), 1))}
    assert found == {
        "it: main.Config.network_mode `''` → `host`": "dangerous",
        "it: image `a`, digest `1` → `2`": "low",
    }


def test_tokens_and_what_sounds_secret_are_not_told():
    fields = ({"Type": "Edited", "Name": "VaultToken", "Old": "hvs.abcdefgh", "New": "hvs.ijklmnop"},)
    assert told(fields=fields) == ["it: main.VaultToken changes"]
    assert "hunter2hunter2" not in str(told(node("Config", **{"auth[0][password]": ("hunter2hunter2", "x")})))
    assert change("API_KEY", "one", "two") == "`***` → another value"
    assert shown("URL", "https://bot:hunter2@host/") == "`https://bot:***@host/`"


def test_digests_alone_are_no_difference_of_their_own():
    assert only_derived(difference(fields=({"Type": "Edited", "Name": "Meta[pipec_plan]", "Old": "a", "New": "b"},)))
    assert not only_derived(difference(fields=({"Type": "Edited", "Name": "Meta[x]", "Old": "a", "New": "b"},)))
    assert not only_derived(difference(node("Config", "Added", image=("", "b"))))


def test_an_image_of_another_repository_is_notable():
    named = Named(Subject("component", "web"), "it")
    found = image(named, f"a/b@sha256:{'1' * 64}", f"a/c@sha256:{'2' * 64}", None, NOWHERE)
    assert (found.level, found.text) == ("notable", "it: image `a/b@111111111111` → `a/c@222222222222`")
    assert image(named, "a/b:1", f"a/c@sha256:{'2' * 64}", None, NOWHERE).text.endswith("`a/b:1` → `a/c@222222222222`")


@pytest.mark.parametrize(
    ("namespace", "command"),
    [("default", "nomad job stop shop_job_lint"), ("shop", "nomad job stop -namespace=shop shop_job_lint")],
)
def test_what_is_left_is_stopped_where_it_is(namespace, command):
    assert stopping(Leftover("shop_job_lint", namespace, "job", "lint")) == command
