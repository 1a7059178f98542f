"""The page: whole, by itself, and no name or output of anybody does anything in it."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from runtime.reporting.html import MOST_ROWS, render_html
from runtime.reporting.model import ApprovalReport, ArtifactReport
from runtime.reporting.summary import summarize
from tests.runtime.reporting import histories

VOID = {"meta", "br"}
STRANGERS = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "foreignobject"}
EVIL = (
    "</pre></title></style>\"'><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} \x1b[31m\x00\u202e&amp;"
)


class Page(HTMLParser):
    """Elements with their attributes, headings, text; an error for what is not closed in its order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def page(run, tail=lambda *_: ["the end"]):
    return render_html(summarize(run, None, tail))


def hostile():
    """Return a run in which all that people or programs can choose is hostile."""
    run = histories.middle()
    jobs = tuple(
        job._replace(
            reason=EVIL,
            attempts=tuple(
                each._replace(reason=EVIL, steps=tuple(step._replace(name=EVIL, reason=EVIL) for step in each.steps))
                for each in job.attempts
            ),
        )
        for job in run.jobs
    )
    jobs = (jobs[0]._replace(id=EVIL, name=EVIL), *jobs[1:])
    approval = ApprovalReport("release-notes", True, "open", 2, 1, (EVIL,), EVIL, None, (EVIL,))
    artifact = ArtifactReport(EVIL, EVIL, 12, "00" * 32)
    changes = {"pipeline": EVIL, "reason": EVIL, "executor": EVIL, "interrupted": True}
    return run._replace(jobs=jobs, approvals=(approval,), artifacts=(artifact,), **changes)


RUNS = {"small": histories.small, "middle": histories.middle, "large": histories.large, "hostile": hostile}


@pytest.fixture(scope="module", params=RUNS)
def text(request):
    return page(RUNS[request.param](), lambda *_: [EVIL])


def test_it_needs_nothing_from_anywhere(text):
    parsed = Page(text)
    names = {tag for tag, _ in parsed.elements}
    assert not names & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "use",
        "image",
        "foreignobject",
    }
    for _, attributes in parsed.elements:
        assert not {"src", "srcset", "action", "data", "xlink:href", "background"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    policy = next(each for each in parsed.all("meta") if each.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_it_can_be_read_by_machines_that_read_aloud(text):
    parsed = Page(text)
    headings = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch("h[1-6]", tag)]
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
    assert parsed.all("html")[0]["lang"] == "en"
    assert all("scope" in each for each in parsed.all("th"))
    for each in parsed.all("svg"):
        assert each.get("aria-hidden") == "true" or (each["role"] == "img" and each["aria-label"])
    identifiers = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for _, attributes in parsed.elements:
        assert attributes.get("aria-labelledby", identifiers[0]) in identifiers


def test_hostile_text_is_text():
    text = page(hostile(), lambda *_: [EVIL])
    parsed = Page(text)
    assert "<script" not in text
    assert "<img" not in text
    assert "alert(1)</script>" in parsed.text
    assert "{{ 7*7 }}" in parsed.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_the_ends_of_logs_are_there_and_of_many_failures_only_some():
    asked = []
    text = page(histories.large(), lambda *key: asked.append(key) or ["E   assert 451 == 250"])
    assert len(asked) == 20
    assert text.count("E   assert 451 == 250") == 20
    assert "Failed too:" in text


def test_a_page_of_many_jobs_says_what_it_leaves_out():
    parsed = Page(page(histories.large()))
    rows = [tag for tag, attributes in parsed.elements if tag == "details"]
    assert len(rows) <= MOST_ROWS + 20
    assert "200 of 1,000 jobs are shown" in " ".join(parsed.text.split())
    failed = [job.id for job in histories.large().jobs if job.status == "failure"]
    assert all(job in parsed.text for job in failed)


def test_all_jobs_are_shown_and_the_critical_path_is_marked():
    run = histories.small()
    parsed = Page(page(run))
    assert all(job.id in parsed.text for job in run.jobs)
    assert parsed.text.count("on the critical path: ") == 3
    assert "1.4 MiB" in parsed.text
    assert run.head in parsed.text


def test_a_run_that_has_not_begun_has_a_page():
    run = histories.small()
    jobs = tuple(job._replace(status="pending", attempts=()) for job in run.jobs)
    text = page(histories.run_of(jobs, status="pending", started=None, ended=None))
    assert "pending" in Page(text).text


def test_a_run_that_was_interrupted_says_how_it_goes_on():
    run = histories.small()._replace(status="running", interrupted=True, ended=None)
    assert f"pipec resume {run.run}" in Page(page(run)).text


def test_the_same_run_gives_the_same_page():
    assert page(histories.middle()) == page(histories.middle())
