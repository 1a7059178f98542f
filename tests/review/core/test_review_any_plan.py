"""Plans of any content, most of which means nothing: each field of each record comes and goes exactly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.codec import canonical_bytes
from compiler.review.apply import apply
from compiler.review.compare import compare
from compiler.review.fields import TABLE
from compiler.review.normal import normal
from tests.ir.random_plans import plans
from tests.review.core.speaking import everywhere


def with_keys(plan):
    """Return a plan in which the records of each collection have different keys, as those of a checked file do."""

    def unlike(record):
        for name, rule in TABLE.get(type(record), {}).items():
            items = getattr(record, name)
            if rule.how == "named" and len({getattr(item, rule.key) for item in items}) < len(items):
                rows = tuple(item._replace(**{rule.key: f"k{at}"}) for at, item in enumerate(items))
                record = record._replace(**{name: rows})
        return record

    return everywhere(plan, unlike)


@given(plans().map(with_keys), plans().map(with_keys))
@settings(deadline=None, max_examples=60)
def test_changes_give_the_new_plan(old, new):
    assert canonical_bytes(apply(old, compare(old, new))) == canonical_bytes(normal(new))
    assert compare(new, new) == ()


@given(plans().map(with_keys), st.data())
@settings(deadline=None, max_examples=40)
def test_one_part_of_another_plan(old, data):
    """Plans that are equal but for one part have changes in that part alone."""
    other = data.draw(plans().map(with_keys))
    name = data.draw(st.sampled_from([each for each in old._fields if each not in {"jobs", "format", "origin"}]))
    new = old._replace(**{name: getattr(other, name)})
    changes = compare(old, new)
    assert canonical_bytes(apply(old, changes)) == canonical_bytes(normal(new))
    if name not in {"components", "environments", "params"}:  # what others speak of
        assert all(path[0] == name for each in changes for path in each.paths)
