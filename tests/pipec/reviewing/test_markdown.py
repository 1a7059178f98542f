"""The comment: short, folded, harmless, the same each time."""

import re

import pytest
from markdown_it import MarkdownIt

from pipec.forges import Links
from pipec.forges.posting import marker_of
from pipec.planning import plan_file
from pipec.reviewing.artifact_changes import Cause, FileChange, Hunk, PipelineArtifacts
from pipec.reviewing.markdown import LONGEST, marker, render_markdown
from pipec.reviewing.reviewed import Problem, ReviewedFile
from tests.pipec.reviewing.makers import CHANGED, HOSTILE, PIPELINE, reviewed, reviewed_file, span_of, statement

READ = MarkdownIt("gfm-like", {"linkify": False, "html": True})
COMMIT = "0123456789" * 4
SCRIPT = ("@@ -1,3 +1,3 @@", " set -e", "-make test", "+make test ARGS=-x", "+```", " </details>")


@pytest.fixture
def file(tmp_path):
    where = {"before": span_of(PIPELINE, "make test\n"), "after": span_of(CHANGED, "make test ARGS")}
    return reviewed_file(
        tmp_path,
        [
            statement("dangerous", "`unit` reads the secret `TOKEN`", "a secret has a new reader", **where),
            statement("notable", "the script of `unit` changes", lines=SCRIPT, **where),
            statement("low", "the timeout of `wheel` is `15m`, was `5m`", "it may run longer", name="package"),
            statement("none", "`LANG` is `en`"),
        ],
    )


def test_what_it_looks_like(file):
    text = render_markdown(reviewed(file, same=2), command="pipec diff main")
    before, graph = text.split("<summary>graph, what changed marked</summary>")
    assert before == (
        "<!-- pipec diff -->\n\n"
        "### 🔴 1 pipeline: 1 dangerous, 1 notable, 1 low\n\n"
        "`main` → `working tree`; 2 other pipelines the same.\n\n"
        "#### 🔴 `pipeline.yaml`\n\n"
        "- 🔴 **dangerous** job `test`: `unit` reads the secret `TOKEN` — a secret has a new reader "
        "(`pipeline.yaml:15`)\n"
        "- 🟠 **notable** job `test`: the script of `unit` changes — because `x` says so (`pipeline.yaml:15`)\n\n"
        "  <details>\n  <summary>lines</summary>\n\n"
        "  ````diff\n  @@ -1,3 +1,3 @@\n   set -e\n"
        "  -make test\n  +make test ARGS=-x\n  +```\n   </details>\n  ````\n\n"
        "  </details>\n\n\n"
        "<details>\n<summary>2 of little weight</summary>\n\n"
        "- 🔵 **low** job `package`: the timeout of `wheel` is `15m`, was `5m` — it may run longer\n"
        "- ⚪ **none** job `test`: `LANG` is `en`\n\n"
        "</details>\n\n"
        "<details>\n"
    )
    assert graph.startswith('\n\n```mermaid\n---\ntitle: "shop"\n---\nflowchart LR\n')
    assert "classDef changed" in graph


def test_the_same_review_is_the_same_bytes(file):
    assert render_markdown(reviewed(file)) == render_markdown(reviewed(file))


def test_nothing():
    text = render_markdown(reviewed())
    assert text.startswith("<!-- pipec diff -->\n")
    assert "No pipeline changes" in text


def test_links_lead_to_both_sides(file):
    links = Links("forgejo", "https://git.example", "acme/shop", COMMIT, COMMIT[::-1])
    text = render_markdown(reviewed(file), links=links)
    there = "https://git.example/acme/shop/src/commit"
    assert (
        f"[`pipeline.yaml:15`]({there}/{COMMIT}/pipeline.yaml#L15) → "
        f"[`pipeline.yaml:15`]({there}/{COMMIT[::-1]}/pipeline.yaml#L15)"
    ) in text
    assert f"[`pipeline.yaml:15`]({there}/{COMMIT}" in render_markdown(reviewed(file), links=links._replace(after=""))


def test_markers():
    assert marker("production") == "<!-- pipec diff production -->"
    assert marker("--> <b>\n") == "<!-- pipec diff ___ _b__ -->"
    for key in ("", "x", "--> --", "é"):
        assert marker_of(marker(key) + "\nx") == marker(key)


def test_what_does_not_compile(tmp_path):
    broken = ReviewedFile("b.yaml", problems=(Problem("HEAD", ()),))
    text = render_markdown(reviewed(broken))
    assert "1 that does not compile" in text
    assert "- HEAD does not compile" in text


def rendered(text):
    """The tokens of a comment, flat, without those in blocks of code."""
    for token in READ.parse(text):
        yield token
        yield from token.children or ()


@pytest.mark.parametrize("links", [None, Links("github", "https://github.com", "a/b", COMMIT, COMMIT)])
def test_hostile_text_stays_text(tmp_path, links):
    where = {"before": span_of(PIPELINE, "make test\n"), "after": span_of(CHANGED, "make test ARGS")}
    told = [
        statement(level, HOSTILE, HOSTILE, name=HOSTILE, lines=tuple(HOSTILE.split("\n")), **where)
        for level in ("dangerous", "notable", "low", "none")
    ]
    file = reviewed_file(tmp_path, told)._replace(old_path=HOSTILE, path=HOSTILE)
    artifacts = PipelineArtifacts(
        HOSTILE, (FileChange(HOSTILE, "changed", (Hunk(HOSTILE, (f"+{HOSTILE}",), Cause(HOSTILE, 1)),), HOSTILE),)
    )
    broken = ReviewedFile(HOSTILE, problems=(Problem(HOSTILE, ()),))
    whole = reviewed(file, broken, base=HOSTILE, head=HOSTILE)
    text = render_markdown(whole, artifacts=[artifacts], links=links, key=HOSTILE, command=HOSTILE)
    for token in rendered(text):
        if token.type == "link_open":
            assert token.attrs["href"].startswith("https://github.com/a/b/blob/")
        if token.type == "text":
            assert re.search(r"(?<!\w)[@#!%~&](?=[\w\"])|GH-\d|://|www\.", token.content) is None, token.content
        if token.type in {"html_block", "html_inline"}:
            assert re.sub(r"</?(details|summary|code)>|<!-- pipec diff .* -->", "", token.content).count("<") == 0
        assert token.type not in {"image", "s_open", "em_open", "table_open"}
    assert not any(line.startswith("/") for line in text.split("\n"))
    assert text.startswith(marker(HOSTILE))


def test_a_huge_change_fits_and_says_what_is_missing(tmp_path):
    lines = tuple(f"+line {number} {'x' * 200}" for number in range(500))
    told = [statement("notable", f"statement {number} {'y' * 900}", lines=lines) for number in range(300)]
    told += [statement("dangerous", f"danger {number}") for number in range(20)]
    one = reviewed_file(tmp_path / "one", told)
    many = [one._replace(path=f"deep/{number}.yaml") for number in range(60)]
    text = render_markdown(reviewed(*many), command="pipec diff main..HEAD")
    assert len(text) <= LONGEST
    assert len(text) > LONGEST * 0.9
    assert text.endswith("more. All of it: run `pipec diff main..HEAD`\n")
    assert text.count("<details>") == text.count("</details>")
    found = re.search(r"\*\*Not shown for length:\*\* ([\d,]+) statements?, ", text)
    shown = len(re.findall(r"^- \S+ \*\*\w+\*\* ", text, re.MULTILINE))
    assert found
    assert shown + int(found[1].replace(",", "")) == 60 * 320


def test_what_is_dangerous_stays_longest(tmp_path):
    told = [statement("low", f"low {number} {'z' * 500}") for number in range(400)]
    told += [statement("dangerous", f"danger {number}") for number in range(50)]
    text = render_markdown(reviewed(reviewed_file(tmp_path, told)))
    assert len(re.findall(r"\*\*dangerous\*\*", text)) == 50
    assert len(text) <= LONGEST


def test_thousands_of_pipelines(tmp_path):
    one = reviewed_file(tmp_path, [statement("low")])
    text = render_markdown(reviewed(*(one._replace(path=f"{'p' * 200}/{number}.yaml") for number in range(2000))))
    assert len(text) <= LONGEST
    assert re.search(r"[\d,]+ pipelines", text.split("Not shown")[1])


def test_emitted_files_are_folded(file):
    hunk = Hunk(
        "/steps/0/commands/0", (" … from line 3", "-make test", "+make test ARGS=-x"), Cause("pipeline.yaml", 15)
    )
    found = PipelineArtifacts("pipeline.yaml", (FileChange("woodpecker/.woodpecker/test.yaml", "changed", (hunk,)),))
    text = render_markdown(reviewed(file), artifacts=[found])
    assert (
        "<details>\n<summary>changed <code>woodpecker/.woodpecker/test.yaml</code></summary>\n\n```diff\n"
        "@@ /steps/0/commands/0 @@ pipeline.yaml:15\n … from line 3\n"
        "-make test\n+make test ARGS=-x\n```\n\n</details>\n"
    ) in text


def test_why_it_does_not_compile(tmp_path):
    path = tmp_path / "pipeline.yaml"
    path.write_text(PIPELINE.replace("script:", "scirpt:"))
    found = plan_file(str(path), {})
    broken = ReviewedFile("b.yaml", problems=(Problem("HEAD", found.diagnostics * 9, found.sources),))
    shown = render_markdown(reviewed(broken))
    assert "- HEAD does not compile\n  - `PC101` " in shown
    assert re.search(r"^  - \d+ more$", shown, re.MULTILINE)
