"""The page of `pipec graph --format html`: whole, by itself, harmless whatever the names, and useful in a browser."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from compiler.ir.analysis import taken_down
from compiler.ir.job import Dependency, Job, Matrix
from compiler.ir.plan import Plan
from pipec.drawing.facts import gather
from pipec.drawing.html import draw_html
from pipec.drawing.marks import Mark, Marks
from tests.browser import browser
from tests.runtime.reporting.test_html import EVIL, STRANGERS, Page

OLD = Job("old", "old", depends_on=(Dependency("lint"),))
MARKS = Marks(
    "HEAD~1",
    {"docs": Mark("added"), "build": Mark("changed", "", ("timeout: 5m → 10m",)), "tell": Mark("renamed", "report")},
    {("docs", "lint"): "added", ("build", "removed:old"): "removed", ("removed:old", "lint"): "removed"},
    (OLD,),
)


def job(name, *before, **fields):
    return Job(name, fields.pop("job", name), depends_on=tuple(map(Dependency, before)), **fields)


def shop():
    tests = [job(f"test-{n}", job="test", timeout=1200, matrix=Matrix((("python", f"3.1{n}"),))) for n in range(5)]
    return Plan(
        "shop",
        (
            job("lint", timeout=60),
            *tests,
            job("build", "lint", *(each.id for each in tests), timeout=600),
            job("docs", "lint", timeout=60),
            job("release", "build", timeout=600),
            job("tell", "build", runs_on=("failure",), timeout=60),
        ),
    )


def draw(tmp_path, plan=None, **options):
    file = tmp_path / "graph.html"
    failing = options.pop("failing", ())
    file.write_text(draw_html(gather(plan or shop(), {}, failing), **options), "utf-8")
    return file


@pytest.fixture(scope="module")
def page():
    with browser() as found:
        yield found
    assert not found.problems


def lost(page):
    return page.run("[...document.querySelectorAll('.node.lost .name')].map((e) => e.textContent)")


def viewed(page):
    return [float(word) for word in page.run("document.getElementById('graph').getAttribute('viewBox')").split()]


def test_it_needs_nothing_else():
    text = draw_html(gather(shop(), {}), marks=MARKS)
    page = Page(text)
    assert {name for name, _ in page.elements}.isdisjoint(STRANGERS - {"script", "form"})
    assert not re.search(r"""(src|href)=["'](?!#)|url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)""", text)
    assert text.endswith("</html>\n")
    assert text == draw_html(gather(shop(), {}), marks=MARKS)


def test_the_policy_allows_what_is_there_and_nothing_more():
    text = draw_html(gather(shop(), {}))
    policy = next(each["content"] for each in Page(text).all("meta") if "http-equiv" in each)
    for kind in ("style", "script"):
        (content,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in text


def test_it_says_all_without_scripts():
    page = Page(draw_html(gather(shop(), {}), marks=MARKS))
    assert "When it fails, 1 job will not run: release" in page.text
    assert "When all of them fail, 2 jobs will not run: build, release" in page.text
    assert "test-0, test-1, test-2, test-3, test-4" in page.text
    assert "was report" in page.text
    assert "timeout: 5m → 10m" in page.text
    links = {each["href"] for each in page.all("a") if "href" in each}
    assert links <= {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}


@pytest.mark.parametrize("name", [EVIL, "</script><script>alert(1)</script>", "]]>&lt;'\"", "\u202eevil"])
def test_names_do_nothing(name):
    plan = Plan(name, (job(name), job(f"{name}2", name)))
    page = Page(draw_html(gather(plan, {}), marks=Marks(name, {name: Mark("renamed", name, (name,))})))
    assert len(page.all("script")) == 2
    assert {tag for tag, _ in page.elements}.isdisjoint(STRANGERS - {"script", "form"})
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    assert "\u202e" not in page.text


@pytest.mark.engine
def test_a_hostile_name_is_only_shown(page, tmp_path):
    plan = Plan(EVIL, (job(EVIL), job("next", EVIL)))
    page.open(draw(tmp_path, plan, marks=Marks(EVIL, {EVIL: Mark("changed", "", (EVIL,))})))
    page.click("[data-box='0'] .box")
    assert page.run("document.images.length + document.scripts.length") == 2
    assert "<script>alert(1)" in page.run("document.querySelector('#panel h3').textContent")


@pytest.mark.engine
def test_a_click_tells_what_hangs_on_a_job(page, tmp_path):
    page.open(draw(tmp_path))
    assert page.run("document.getElementById('panel').hidden")
    build = page.run("[...document.querySelectorAll('.node')].findIndex((e) => e.textContent.includes('build'))")
    page.click(f"[data-box='{build}'] .box")
    assert "build" in page.run("document.querySelector('#panel h3').textContent")
    assert lost(page) == ["release"]
    assert page.run("[...document.querySelectorAll('.node.rescue .name')].map((e) => e.textContent)") == ["tell"]
    assert page.run("document.querySelectorAll('.node.upstream').length") == 2
    assert "1 job will not run: release. For that will run: tell" in page.run(
        "document.querySelector('#panel .blast').textContent"
    )
    page.click("#panel [data-go]")
    assert "lint" in page.run("document.querySelector('#panel h3').textContent")
    page.key("Escape")
    assert page.run("document.getElementById('panel').hidden")
    assert not lost(page)


@pytest.mark.engine
def test_one_instance_of_a_matrix_can_fail_alone(page, tmp_path):
    page.open(draw(tmp_path), fragment="#show-1")
    page.run("(() => { const s = document.querySelector('#panel select'); s.selectedIndex = 3;"
             " s.dispatchEvent(new Event('change')); })()")  # fmt: skip
    assert "When test-2 fails, 2 jobs will not run: build, release" in page.run(
        "document.querySelector('#panel .blast').textContent"
    )


@pytest.mark.engine
def test_what_the_page_works_out_is_what_the_plan_says(page, tmp_path):
    jobs = []
    for n in range(24):
        before = [f"j{m}" for m in range(n) if (n * 7 + m * 13) % 5 == 0]
        runs_on = [("success",), ("failure",), ("success", "failure"), ("success",)][(n * 5) % 4 if n % 3 else 0]
        jobs.append(job(f"j{n}", *before, runs_on=runs_on))
    plan = Plan("shop", tuple(jobs))
    page.open(draw(tmp_path, plan, unfolded=True))
    for place, each in enumerate(jobs):
        page.run(f"location.hash = '#show-{place}'")
        page.settle()
        expected = taken_down(plan, each.id)
        assert page.run("document.querySelector('#panel .blast').dataset.lost") == str(len(expected)), each.id
        assert sorted(lost(page)) == sorted(expected)


@pytest.mark.engine
def test_search(page, tmp_path):
    page.open(draw(tmp_path))
    page.key("/")
    page.type("3.13")
    assert page.run("document.getElementById('found').value") == "1 found"
    assert page.run("[...document.querySelectorAll('.node.found .name')].map((e) => e.textContent)") == ["test ×5"]
    assert page.run("document.querySelectorAll('.node.dim').length") == 5
    page.key("Enter")
    assert "test ×5" in page.run("document.querySelector('#panel h3').textContent")
    assert page.run("document.getElementById('found').value") == "1 of 1"
    page.key("Escape")
    assert page.run("document.querySelectorAll('.node.dim').length") == 0
    page.key("/")
    page.type("nothing-like-it")
    assert page.run("document.getElementById('found').value") == "0 found"


@pytest.mark.engine
def test_zoom_and_pan(page, tmp_path):
    page.open(draw(tmp_path))
    begin = viewed(page)
    x, y = page.middle("#view")
    page.wheel(x, y, -300)
    near = viewed(page)
    assert near[2] < begin[2] * 0.8
    assert near[0] + near[2] / 2 == pytest.approx(begin[0] + begin[2] / 2, abs=1)
    page.press_at(x, y + 200, to=(x + 100, y + 150))
    moved = viewed(page)
    scale = page.run("document.getElementById('view').clientWidth") / near[2]
    assert moved[0] == pytest.approx(near[0] - 100 / scale, abs=1)
    assert moved[1] == pytest.approx(near[1] + 50 / scale, abs=1)
    assert page.run("document.getElementById('panel').hidden"), "to drag is not to click"
    page.click("#out")
    assert viewed(page)[2] > moved[2]
    page.click("#fit")
    assert viewed(page) == pytest.approx(begin, abs=0.1)
    page.run("document.getElementById('view').focus()")
    page.key("+")
    page.key("ArrowRight")
    assert viewed(page)[2] == pytest.approx(begin[2] / 1.3, abs=1)
    page.key("0")
    assert viewed(page) == pytest.approx(begin, abs=0.1)


@pytest.mark.engine
def test_the_keyboard_is_enough(page, tmp_path):
    page.open(draw(tmp_path))
    page.run("document.querySelector('[data-box=\"0\"]').parentNode.focus()")
    focused = "document.activeElement.querySelector('.name')?.textContent"
    assert page.run(focused) == "lint"
    page.key("ArrowDown")
    assert page.run(focused) == "test ×5"
    page.key("ArrowRight")
    assert page.run(focused) == "build"
    page.key("Enter")
    assert page.run("document.querySelector('#panel h3').textContent").startswith("build")
    assert page.run("document.activeElement.getAttribute('aria-current')") == "true"
    page.key("Escape")
    page.key("ArrowLeft")
    assert page.run(focused) == "lint"
    assert page.run("document.querySelectorAll('.nodes a[tabindex=\"0\"]').length") == 1


@pytest.mark.engine
def test_switches_for_the_critical_path_and_for_changes(page, tmp_path):
    page.open(draw(tmp_path, marks=MARKS))
    faint = (
        "[...document.querySelectorAll('.node')].filter((e) => getComputedStyle(e).opacity < 1)"
        ".map((e) => e.querySelector('.name').textContent).sort()"
    )
    assert page.run(faint) == []
    page.click("#critical")
    assert page.run(faint) == ["+ docs", "- old", "> tell", "lint"]
    page.click("#critical")
    page.click("#changes")
    assert page.run(faint) == ["lint", "release", "test ×5"]


@pytest.mark.engine
def test_the_failure_that_was_asked_about_is_shown(page, tmp_path):
    page.open(draw(tmp_path, failing=("build",)))
    assert lost(page) == ["release"]


@pytest.mark.engine
@pytest.mark.parametrize("dark", [False, True])
def test_letters_stand_out_from_their_boxes(page, tmp_path, dark):
    """All names and notes have a contrast of at least 4.5 to 1 (WCAG AA), in light and in dark."""
    page.open(draw(tmp_path, marks=MARKS), dark=dark)
    pairs = page.run(
        "[...document.querySelectorAll('.node')].flatMap((n) => [...n.querySelectorAll('text')].map((t) =>"
        " [getComputedStyle(t).fill, getComputedStyle(n.querySelector('.box')).fill, t.textContent]))"
    )
    assert len(pairs) > 10
    for front, back, text in pairs:
        light, deep = sorted((_luminance(front), _luminance(back)), reverse=True)
        assert (light + 0.05) / (deep + 0.05) >= 4.5, (text, front, back)


def _luminance(color):
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.engine
def test_without_scripts_the_picture_and_the_list_are_there(page, tmp_path):
    page.open(draw(tmp_path), scripts=False)
    picture = Path(tmp_path, "seen.png")
    page.screenshot(picture)
    assert picture.stat().st_size > 10_000
