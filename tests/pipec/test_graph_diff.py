"""`pipec graph --diff`: what came, went, changed or got another name, in every form."""

import json
import subprocess
from xml.etree import ElementTree as ET

import pytest

from compiler.ir.job import Dependency, Job
from compiler.ir.plan import Plan
from pipec.drawing.facts import gather
from pipec.drawing.marking import marks_between
from pipec.drawing.svg import draw_svg
from pipec.drawing.text import draw_text
from tests.pipec.command_line import WRONG, run, write

STEPS = "steps: [{script: make}]"
BEFORE = f"""\
version: 1
name: shop
jobs:
  lint: {{timeout: 5m, {STEPS}}}
  unit:
    timeout: 20m
    matrix: {{python: [3.10, 3.11], os: [linux, mac]}}
    {STEPS}
  scan: {{timeout: 5m, depends_on: [lint], steps: [{{name: scan, script: trivy fs .}}]}}
  build: {{timeout: 15m, depends_on: [scan, unit], {STEPS}}}
  publish-it: {{timeout: 30m, depends_on: [build], steps: [{{script: make publish}}]}}
  go: {{timeout: 10m, depends_on: [publish-it], deploy: {{environment: live, strategy: {{type: all-at-once}}}}}}
components: {{web: {{image: registry.example/web:1, health_check: {{type: tcp, port: 80}}}}}}
environments: {{live: {{runner: compose}}}}
"""
AFTER = (
    BEFORE.replace("  scan: {timeout: 5m, depends_on: [lint], steps: [{name: scan, script: trivy fs .}]}\n", "")
    .replace("[scan, unit]", "[unit]")
    .replace("timeout: 15m", "timeout: 25m")
    .replace("publish-it", "publish")
    .replace(
        "  go:",
        "  docs: {timeout: 1m, depends_on: [lint], outputs: [url], steps: [{name: pages, script: mkdocs}]}\n  go:",
    )
    .replace("web:1", "web:2")
)


def git(folder, *words):
    names = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True, timeout=20)


@pytest.fixture
def changed(here):
    write(here, {"pipeline.yaml": BEFORE, "before.yaml": BEFORE})
    git(here, "init", "-q")
    git(here, "add", "pipeline.yaml")
    git(here, "commit", "-qm", "before")
    write(here, {"pipeline.yaml": AFTER})
    return here


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "svg", "json"])
def test_forms(changed, form, snapshot):
    ran = run("graph", "--diff", "HEAD", "--format", form, "--quiet")
    assert ran.code == 0, ran.err
    assert ran.out == snapshot


def test_a_file_is_a_base_too(changed):
    from_git, from_file = (
        run("graph", "--diff", base, "--quiet", "--width", "0").out for base in ("HEAD", "before.yaml")
    )
    assert from_file == from_git.replace("against HEAD", "against before.yaml")
    assert run("graph", "--diff", "pipeline.yaml", "--quiet").out.startswith(
        "shop: 6 jobs, 9 instances, 4 levels, 7 edges\nagainst pipeline.yaml: no job and no edge changed\n"
    )


def test_a_name_of_both_is_refused(changed):
    git(changed, "tag", "v1")
    write(changed, {"v1": BEFORE})
    ran = run("graph", "--diff", "v1")
    assert (ran.code, ran.out) == (2, "")
    assert "`--diff v1` is both a revision and a file. `--diff ./v1` is the file." in ran.err
    assert run("graph", "--diff", "./v1").code == 0


def test_a_file_is_a_base_without_git(here):
    write(here, {"pipeline.yaml": AFTER, "before.yaml": BEFORE})
    ran = run("graph", "--diff", "before.yaml", "--quiet")
    assert ran.code == 0, ran.err
    assert "- 1 removed" in ran.out


def test_standard_input(changed):
    for base, code in (("HEAD", 2), ("before.yaml", 0)):
        assert run("graph", "-", "--diff", base, "--quiet", input=AFTER).code == code


def test_the_page_has_a_legend_and_what_changed(changed):
    page = run("graph", "--diff", "HEAD", "--format", "html", "--quiet").out
    for text in ("+ 1 added", "- 1 removed", "~ 2 changed", "&gt; 1 renamed", "was <b>publish-it</b>"):
        assert text in page


def test_the_working_tree_and_the_index_stay_as_they_are(changed):
    def state():
        return sorted((path, path.read_bytes()) for path in changed.rglob("*") if path.is_file())

    before = state()
    assert run("graph", "--diff", "HEAD").code == 0
    assert state() == before


def test_a_pipeline_that_is_new(changed):
    write(changed, {"new.pipeline.yaml": BEFORE})
    ran = run("graph", "new.pipeline.yaml", "--diff", "HEAD", "--quiet")
    assert ran.code == 0
    assert "`HEAD` does not have new.pipeline.yaml: all of it is new" in ran.err
    assert "against HEAD: + 9 added" in ran.out


@pytest.mark.parametrize("base", ["HAED", "HEAD~7", "", "--help-me", "HEAD:pipeline.yaml"])
def test_an_unknown_base(changed, base):
    ran = run("graph", f"--diff={base}")
    assert (ran.code, ran.out) == (2, "")
    assert f"`--diff {base}`" in ran.err


def test_a_base_that_is_broken(changed):
    write(changed, {"pipeline.yaml": WRONG})
    git(changed, "commit", "-qam", "wrong")
    write(changed, {"pipeline.yaml": AFTER})
    ran = run("graph", "--diff", "HEAD")
    assert (ran.code, ran.out) == (1, "")
    assert "error[PC101]" in ran.err
    assert "--> HEAD:pipeline.yaml:" in ran.err
    assert "`HEAD` has this pipeline, but not in order" in ran.err
    assert json.loads(run("graph", "--diff", "HEAD", "--format", "json").out)["graph"] is None


def test_outside_of_any_repository(tmp_path, monkeypatch):
    write(tmp_path, {"pipeline.yaml": BEFORE})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ran = run("graph", "--diff", "HEAD")
    assert ran.code == 2
    assert "no git repository. BASE can be a file, too." in ran.err
    assert "bundles" not in ran.err, "what `pipec diff` takes"


def test_a_revision_that_there_is_not(changed):
    ran = run("graph", "--diff", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert "fetched with `git fetch`.\n" in ran.err


def test_a_file_of_another_repository(changed, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write(other, {"pipeline.yaml": BEFORE})
    ran = run("graph", str(other / "pipeline.yaml"), "--diff", "HEAD")
    assert ran.code == 2
    assert "outside of the repository" in ran.err


def test_from_a_folder_below(changed, monkeypatch):
    (changed / "below").mkdir()
    monkeypatch.chdir(changed / "below")
    ran = run("graph", "../pipeline.yaml", "--diff", "HEAD", "--quiet")
    assert ran.code == 0, ran.err
    assert "- 1 removed" in ran.out


def plan(edges):
    return Plan("shop", tuple(Job(name, name, depends_on=tuple(map(Dependency, before))) for name, before in edges))


def test_an_edge_that_turned_round_is_drawn_both_ways():
    before, after = plan([("a", ""), ("b", "a")]), plan([("b", ""), ("a", "b")])
    marks = marks_between(before, after, "HEAD")
    assert marks.edges == {("b", "a"): "removed", ("a", "b"): "added"}
    classes = [
        element.get("class") for element in ET.fromstring(draw_svg(gather(after, {}), marks=marks)).iter()
        if (element.get("class") or "").startswith("edge ")
    ]  # fmt: skip
    assert sorted(classes) == ["edge added", "edge removed"]
    assert "after - a" in draw_text(gather(after, {}), marks=marks)


def test_a_job_that_took_the_name_of_one_that_went():
    before = Plan("shop", (Job("a", "a", timeout=1), Job("b", "b", timeout=99, outputs=("x", "y", "z"))))
    after = Plan("shop", (Job("a", "a", timeout=99, outputs=("x", "y", "z")),))
    marks = marks_between(before, after, "HEAD")
    assert len(marks.removed) + sum(mark.kind == "renamed" for mark in marks.jobs.values()) >= 1
    ET.fromstring(draw_svg(gather(after, {}), marks=marks))


def test_what_came_to_nothing():
    before = plan([("a", ""), ("b", "a")])
    facts, marks = gather(Plan("shop", ()), {}), marks_between(before, Plan("shop", ()), "HEAD")
    assert [job.id for job in marks.removed] == ["a", "b"]
    assert "- 2 removed" in draw_text(facts, marks=marks)
    assert draw_svg(facts, marks=marks).count('class="node removed"') == 2
