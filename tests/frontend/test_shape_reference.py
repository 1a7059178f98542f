"""The walker against jsonschema: on every document, right or wrong, both say the same."""

import json
from pathlib import Path

import jsonschema
import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.frontend.schema import load_schema
from compiler.frontend.shape import check_shape
from tests.frontend.schema_documents import Author, spoil, tree

RAW = json.loads((Path(__file__).parents[2] / "schemas" / "pipeline.schema.json").read_text(encoding="utf-8"))
SHAPE = load_schema("pipeline").root
REFERENCE = jsonschema.Draft202012Validator(RAW)
FAST = jsonschema_rs.Draft202012Validator(RAW)

randoms = st.randoms(use_true_random=False, note_method_calls=False)
relaxed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def verdict(document) -> bool:
    return not check_shape(tree(document), SHAPE)[1]


@settings(max_examples=60, **relaxed)
@given(randoms)
def test_what_the_schema_allows_is_allowed(random):
    document = Author(RAW, random).write(RAW)
    error = next(REFERENCE.iter_errors(document), None)
    assert error is None, error
    _, diagnostics = check_shape(tree(document), SHAPE)
    assert not diagnostics, (document, diagnostics)


@settings(max_examples=60, **relaxed)
@given(randoms)
def test_a_mistake_is_one_to_both(random):
    author = Author(RAW, random)
    document = spoil(author.write(RAW), author)
    assert verdict(document) == REFERENCE.is_valid(document), document


@settings(max_examples=150, **relaxed)
@given(st.integers(0, 2**32))
def test_many_mistakes_are_ones_to_both(seed):
    from random import Random

    author = Author(RAW, Random(seed))
    document = author.write(RAW)
    for _ in range(20):
        spoiled = spoil(document, author)
        assert verdict(spoiled) == FAST.is_valid(spoiled), spoiled


@settings(max_examples=100, **relaxed)
@given(st.integers(0, 2**32))
def test_what_was_reported_is_reported_once(seed):
    """What is left is wrong in what it lacks and how its keys are named alone; what is right stays as it is."""
    from random import Random

    author = Author(RAW, Random(seed))
    left, diagnostics = check_shape(tree(spoil(author.write(RAW), author)), SHAPE)
    again, further = check_shape(left, SHAPE)
    assert {one.code for one in further} <= {"PC104", "PC105", "PC107", "PC108"}
    if not diagnostics:
        assert again is left
