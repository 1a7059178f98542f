"""Random valid pipelines are clean; a broken reference in one is reported there, and nothing else is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frontend.check.pipelines import check
from tests.frontend.check.random_pipelines import random_pipeline


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_a_valid_pipeline_is_clean_and_compiles(seed):
    pipeline = random_pipeline(seed)
    found = check(pipeline.text, head="", complete=True)
    assert found.places == []
    assert found.plan.jobs


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 100_000), st.data())
def test_a_broken_reference_is_reported_at_its_place_alone(seed, data):
    pipeline = random_pipeline(seed)
    reference = data.draw(st.sampled_from(pipeline.references))
    name = pipeline.text[reference.start : reference.end]
    broken = data.draw(st.sampled_from([name + "zq", "qx" + name, "other"]))
    text = pipeline.text[: reference.start] + broken + pipeline.text[reference.end :]
    found = check(text, head="")
    diagnostic = found.only(reference.code)
    assert broken in found.at(diagnostic)
    assert diagnostic.span.start <= reference.start
    assert diagnostic.span.end >= reference.start + len(broken)
    assert "\n" not in found.at(diagnostic)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.data())
def test_a_misspelled_key_is_reported_at_its_place_alone(seed, data):
    pipeline = random_pipeline(seed)
    keys = [
        key for key in ("timeout", "conditional", "artifacts", "global_env", "strategy") if f"{key}:" in pipeline.text
    ]
    key = data.draw(st.sampled_from(keys))
    at = pipeline.text.index(f"{key}:")
    text = pipeline.text[:at] + key[:-1] + "q" + pipeline.text[at + len(key) :]
    found = check(text, head="")
    assert found.codes[0] in {"PC101", "PC104"} or "PC101" in found.codes
    first = next(item for item in found.diagnostics if item.code == "PC101")
    assert first.span.start == at
