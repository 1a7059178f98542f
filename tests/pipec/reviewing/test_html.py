"""The page: one file, nothing run, nothing fetched; looked at in a real browser."""

import re
from html.parser import HTMLParser

import pytest

from pipec.reviewing.artifact_changes import Cause, FileChange, Hunk, PipelineArtifacts
from pipec.reviewing.emitting import compare_artifacts
from pipec.reviewing.html import render_html
from pipec.reviewing.reviewed import Problem, ReviewedFile
from tests.browser import browser
from tests.pipec.reviewing.makers import CHANGED, HOSTILE, PIPELINE, reviewed, reviewed_file, span_of, statement

SCRIPT = ("@@ -1,4 +1,5 @@", " set -e", " make deps", "-make test", "+make test ARGS=-x", "+make lint", " make report")


@pytest.fixture
def page(tmp_path):
    where = {"before": span_of(PIPELINE, "make test\n"), "after": span_of(CHANGED, "make test ARGS")}
    told = [
        statement("dangerous", "`unit` reads the secret `TOKEN`", "a secret has a new reader", after=where["after"]),
        statement("notable", "the script of `unit` changes", lines=SCRIPT, **where),
        statement("low", "the timeout of `wheel` is `15m`, was `5m`", "it may run longer", name="package"),
        statement("none", "`LANG` is `en`"),
    ]
    file = reviewed_file(tmp_path, told)
    whole = reviewed(file, file._replace(path="other/pipeline.yaml", old_path="old.yaml"), same=3)
    return render_html(whole, artifacts=compare_artifacts(whole, targets=("nomad",)))


class Tags(HTMLParser):
    """The tags of a page with their attributes, and the text that is no style."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_nothing_is_fetched_and_nothing_runs(page):
    tags = Tags(page).tags
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in tags}
    assert all(value.startswith("#") for _, given in tags for name, value in given.items() if name in {"href", "src"})
    assert not any(name.startswith("on") or name == "style" for _, given in tags for name in given)
    policy = next(given["content"] for tag, given in tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert page.endswith("</html>\n")


def test_excerpts_repeat_no_credential(tmp_path):
    text = PIPELINE.replace("  LANG: C.UTF-8\n", "  LANG: C.UTF-8\n  DB_PASSWORD: swordfish1\n")
    told = [statement(after=span_of(text, "LANG"))]
    page = render_html(reviewed(reviewed_file(tmp_path, told, after=text)))
    assert "swordfish1" not in page
    assert "DB_PASSWORD: ***" in page


def test_ids_are_unique(page):
    names = [given["id"] for _, given in Tags(page).tags if "id" in given]
    assert len(names) == len(set(names))


def test_the_same_review_is_the_same_page(tmp_path):
    whole = reviewed(reviewed_file(tmp_path, [statement()]))
    assert render_html(whole) == render_html(whole)


def test_hostile_text_is_text(tmp_path):
    where = {"before": span_of(PIPELINE, "make test\n"), "after": span_of(CHANGED, "make test ARGS")}
    bad = HOSTILE + "\"'`</style></title>{{ x }}"
    told = [statement(level, bad, bad, name=bad, lines=(bad, f"+{bad}"), **where) for level in ("dangerous", "low")]
    file = reviewed_file(tmp_path, told)._replace(path=bad, old_path=bad)
    found = PipelineArtifacts(
        bad, (FileChange(bad, "changed", (Hunk(bad, (f"+{bad}",), Cause(bad, 1)),), bad),), (bad,)
    )
    broken = ReviewedFile(bad, problems=(Problem(bad, ()),))
    page = render_html(reviewed(file, broken, base=bad, head=bad), artifacts=[found])
    plain = {
        tag for tag, _ in Tags(render_html(reviewed(reviewed_file(tmp_path, [statement(lines=SCRIPT, **where)])))).tags
    }
    assert {tag for tag, _ in Tags(page).tags} <= plain | {"nav", "ul", "li", "a", "br", "b"}
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_nothing_changed():
    page = render_html(reviewed(same=2))
    assert "The plan of every pipeline is the same, 2 others the same" in re.sub(r"\s+", " ", page)


@pytest.fixture(scope="module")
def window():
    with browser() as opened:
        yield opened


@pytest.fixture
def file(page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    return path


VISIBLE = (
    "[...document.querySelectorAll('article')].filter((e) => e.offsetParent !== null).map((e) => e.className).join()"
)
WIDE = "document.documentElement.scrollWidth <= innerWidth"


def shot(window, tmp_path, name):
    where = tmp_path / f"{name}.png"
    window.screenshot(where)
    assert where.stat().st_size > 10_000
    return where


@pytest.mark.engine
def test_it_is_read_and_filtered(window, file, tmp_path):
    window.open(file)
    every = "dangerous,notable,low,none"
    assert window.run(VISIBLE) == f"{every},{every}"
    assert window.run(WIDE)
    shot(window, tmp_path, "light")
    window.click("#least-notable")
    assert window.run(VISIBLE) == "dangerous,notable,dangerous,notable"
    window.key("ArrowDown")  # the filters are for the keyboard too
    assert window.run(VISIBLE) == "dangerous,dangerous"
    window.click("#least-none")
    assert window.run("document.querySelector('.beside').offsetHeight") == 0
    window.click("#form-beside")
    assert window.run("document.querySelector('.beside').offsetHeight") > 100
    assert window.run("document.querySelector('.unified').offsetHeight") == 0
    shot(window, tmp_path, "beside")
    assert window.problems == []


@pytest.mark.engine
def test_it_fits_a_phone_and_the_dark(window, file, tmp_path):
    window.open(file, width=390, height=844, dark=True)
    assert window.run(WIDE)
    assert window.run("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"
    shot(window, tmp_path, "phone")
    window.open(file, dark=True, height=1800)
    shot(window, tmp_path, "dark")
    assert window.problems == []


@pytest.mark.engine
def test_what_is_shown_is_what_was_said(window, file):
    window.open(file)
    assert window.run("document.querySelector('article.dangerous h3').innerText").startswith(
        "!! dangerous job test: unit reads"
    )
    lines = window.run("[...document.querySelectorAll('article.notable .excerpt.after .hit')].map((e) => e.innerText)")
    assert lines[0].split(maxsplit=1) == ["15", "make test ARGS=-x\n"] or lines[0].strip().endswith("make test ARGS=-x")
    assert window.run("document.querySelectorAll('svg .node').length") == 4
    assert window.run("document.querySelectorAll('svg .node.changed').length") == 2
    assert window.run("document.querySelector('.diff .add').innerText").strip() == "+make test ARGS=-x"
    window.key("Tab")
    assert window.run("document.activeElement.className") == "skip"
