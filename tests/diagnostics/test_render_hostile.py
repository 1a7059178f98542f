"""Whatever a file holds, each format stays one: read back by the reader of its own test."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import (
    Diagnostic,
    Span,
    render_checkstyle,
    render_concise,
    render_github,
    render_gitlab,
    render_json,
    render_junit,
    render_sarif,
    render_text,
)
from compiler.source import Source
from tests.diagnostics import (
    sarif_checks,
    test_render_checkstyle,
    test_render_concise,
    test_render_github,
    test_render_gitlab,
    test_render_json,
    test_render_junit,
)
from tests.diagnostics.reports import report

TEXT = st.text(
    alphabet="ab ,:;%]>[(<&\"'\\{}\n\r\t\x00\x0b\x1b\x7f\x85\u2028\u202e\ud800\udfff\ufffe\uffffé日🎉\u0301",
    max_size=20,
)
PATH = st.text(alphabet="ab ,:%]>&<\"'\\\x1b\x85\u2028é日🎉\udc80", min_size=1, max_size=8)
PLACES = st.integers(0, 25)


@st.composite
def reports(draw):
    path, text = draw(PATH), draw(TEXT)
    made = []
    for severity in draw(st.lists(st.sampled_from(["error", "warning", "hint"]), max_size=4)):
        start, end = sorted((min(draw(PLACES), len(text)), min(draw(PLACES), len(text))))
        where = draw(st.sampled_from([path, "absent", ""]))
        message = draw(TEXT.filter(lambda message: message.strip()))
        made.append(Diagnostic("PC101", severity, Span(where, start, end), f"x{message}", draw(TEXT), (), draw(TEXT)))
    return report(*made, path=path, sources={path: Source(path, text)})


@settings(deadline=None, max_examples=150)
@given(reports())
def test_every_format(given):
    number = len(given.files[0].diagnostics)
    run = sarif_checks.read(render_sarif.write(given))
    assert len(run["results"]) == number
    for result, item in zip(run["results"], given.found(), strict=True):
        source = given.sources.get(item.span.path)
        region = result["locations"][0]["physicalLocation"]["region"]
        assert source is None or sarif_checks.slice_of(run, source.text, region) == (item.span.start, item.span.end)
    assert len(test_render_gitlab.read(render_gitlab.write(given))) == number
    assert len(test_render_json.validate(render_json.write(given))["diagnostics"]) == number
    assert sum(map(len, test_render_checkstyle.read(render_checkstyle.write(given)).values())) == number
    assert len(test_render_junit.read(render_junit.write(given))) == max(number, 1)
    assert len(list(test_render_github.read(render_github.write(given)))) == number
    lines = render_concise.write(given).split("\n")[:-1]
    assert len(lines) == number
    assert all(test_render_concise.LINE.fullmatch(line) for line in lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", render_text.write(given))
