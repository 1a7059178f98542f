"""Reviews made by hand and from pipelines."""

from compiler.diagnostics import Span
from compiler.review.changes import Change
from compiler.review.statement import Review, Statement, Subject
from compiler.source import Source
from pipec.planning import plan_file
from pipec.reviewing.reviewed import Reviewed, ReviewedFile

PIPELINE = """\
version: 1
name: shop
defaults:
  image: registry.example/python:3.12@sha256:a477345b89889f3b99f8bc444f2cb67b5c2a63792a8aea829cc7ff37fc3f7762
global_env:
  LANG: C.UTF-8
jobs:
  test:
    steps:
      - name: unit
        timeout: 10m
        script: |
          set -e
          make deps
          make test
          make report
  package:
    depends_on: [test]
    steps:
      - {name: wheel, script: make dist, timeout: 5m}
"""
CHANGED = PIPELINE.replace("make test\n", "make test ARGS=-x\n").replace("timeout: 5m", "timeout: 15m")

HOSTILE = (
    "@ann #12 !3 GH-4 acme/shop#5 https://evil.example www.evil.example ann@evil.example <script>alert(1)</script> "
    '</details> <img src=x> [a](javascript:x) ![b](//evil.example/p.png) **bold** _it_ ~~no~~ $1$ %5 ~"bug" &6 |a|b|\n'
    "/close\n# Heading\n- [ ] task\n--- ``` ~~~ <!-- pipec diff --> \x1b[31m \u202e &lt; \\"
)


def span_of(text, words, path="pipeline.yaml"):
    at = text.index(words)
    return Span(path, at, at + len(words))


def planned(folder, text, path="pipeline.yaml"):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    (folder / ".pipec.toml").write_text('[targets.nomad]\ngit_source = {url = "https://git.example/shop.git"}\n')
    (folder / ".git").mkdir(exist_ok=True)
    found = plan_file(str(file), {})
    assert found.plan is not None, found.diagnostics
    return found


def reviewed_file(tmp_path, statements=(), before=PIPELINE, after=CHANGED, path="pipeline.yaml"):
    """A pipeline on both sides with statements of the test's own, and one change so that it counts."""
    old = planned(tmp_path / "before", before, path) if before else None
    new = planned(tmp_path / "after", after, path) if after else None
    change = Change("changed", (("jobs", "test", "timeout"),), 1, 2)
    sources = [{path: Source(path, text)} if text else {} for text in (before, after)]
    review = Review(old and old.plan, new and new.plan, (change,), tuple(statements))
    return ReviewedFile(path, review, sources[0], sources[1], before=old, after=new)


def reviewed(*files, base="main", head="working tree", same=0):
    return Reviewed(base, head, tuple(files), same)


def statement(
    level="notable", text="`unit` runs `make test`", reason="because `x` says so", name="test", lines=(), **more
):
    return Statement("test-rule", level, Subject("job", name), text, reason if level != "none" else "", lines, **more)
