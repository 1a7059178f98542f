"""Which artifacts go, and by whose rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.job import Artifact, Job
from compiler.ir.plan import Retention
from runtime.artifacts.policy import Policy, policy_for
from runtime.artifacts.pressure import Usage
from runtime.artifacts.records import ArtifactRecord, Reference
from runtime.artifacts.retention import Moment, decide

DAY = 86_400_000
NOW = 1_000 * DAY
STANDARD = Policy()
CALM = Moment(NOW)


def artifact(number=1, age=0.0, idle=None, policy=STANDARD, digest=None, name="dist", size=10):
    created, accessed = NOW - int(age * DAY), NOW - int((age if idle is None else idle) * DAY)
    return ArtifactRecord(
        number, digest or f"d{number}", "r", "build", name, "shop", "", "", 1, size, "gzip", policy, created, accessed,
        "PENDING", None, None, "",
    )  # fmt: skip


def decided(*records, references=(), moment=CALM, objects=None):
    found = decide(records, references, moment, objects or {})
    return [(each.decision, each.policy) for each in found]


@pytest.mark.parametrize(
    ("age", "idle", "factor", "decision"),
    [
        (6.9, 6.9, 1, "keep"), (7.1, 2.9, 1, "keep"), (7.1, 3.1, 1, "delete"), (29, 2.9, 1, "keep"),
        (31, 6.9, 1, "keep"), (31, 2.9, 1, "keep"), (31, 7.1, 1, "delete"), (400, 2, 1, "keep"),
        (5.3, 2.3, 0.75, "delete"), (5.2, 5.2, 0.75, "keep"), (3.6, 1.6, 0.5, "delete"), (3.4, 3.4, 0.5, "keep"),
        (0, 0, 0, "delete"), (-5, -5, 1, "keep"),
    ],
)  # fmt: skip
def test_the_standing_table(age, idle, factor, decision):
    assert decided(artifact(age=age, idle=idle), moment=Moment(NOW, factor))[0][0] == decision


@pytest.mark.parametrize("kind", ["run", "pin", "release"])
@given(age=st.floats(0, 900), factor=st.sampled_from([0.0, 0.5, 0.75, 1.0]), excess=st.integers(0, 1000))
def test_what_something_needs_always_stays(kind, age, factor, excess):
    record = artifact(age=age, policy=Policy("*", 1, 1, 0))
    needed = Reference(record.digest, kind, "h", "why", "who", 0)
    sizes = {record.digest: {"o": 10}}
    assert decided(record, references=[needed], moment=Moment(NOW, factor, excess), objects=sizes) == [("keep", kind)]


RULE = Policy("build.*", 10 * 86_400, 3 * 86_400, 2)


@pytest.mark.parametrize(
    ("age", "idle", "factor", "decision"),
    [
        (9.9, 9.9, 1, "keep"), (10.1, 3.1, 1, "delete"), (10.1, 2.9, 1, "keep"), (7.6, 7.6, 0.75, "delete"),
        (7.4, 7.4, 0.75, "keep"), (5.1, 5.1, 0.5, "delete"), (2.9, 2.9, 1, "keep"), (1, 1, 0, "delete"),
    ],
)  # fmt: skip
def test_a_rule_decides(age, idle, factor, decision):
    found = decided(artifact(age=age, idle=idle, policy=RULE), moment=Moment(NOW, factor))
    assert found == [(decision, "pressure" if factor == 0 else "rule build.*")]


def test_of_too_many_the_oldest_go_but_not_in_their_grace_period():
    records = [artifact(n, age=(9 - n) / 2, policy=RULE) for n in range(1, 9)]
    assert [decision for decision, _ in decided(*records)] == ["delete"] * 3 + ["keep"] * 5
    records = [artifact(n, age=9 - n, policy=RULE) for n in range(1, 9)]
    assert [decision for decision, _ in decided(*records)] == ["delete"] * 6 + ["keep"] * 2
    others = [artifact(20, age=9, policy=RULE, name="other"), artifact(21, age=8, policy=RULE, name="other")]
    assert [decision for decision, _ in decided(*others, *records)][:2] == ["keep", "keep"]


def test_equal_contents_count_once():
    records = [artifact(n, age=9 - n / 10, policy=RULE, digest="ab"[n > 3]) for n in range(1, 7)]
    assert [decision for decision, _ in decided(*records)] == ["keep"] * 6


def test_room_is_made_by_the_oldest_first_and_shared_objects_free_nothing():
    old = Policy("*", 100 * 86_400, 0)
    records = [artifact(n, age=20 - n, policy=old) for n in range(1, 5)]
    sizes = {"d1": {"a": 10}, "d2": {"a": 10, "b": 5}, "d3": {"c": 7}, "d4": {"d": 7}}
    for excess, gone in ((0, 0), (1, 2), (15, 2), (16, 3), (22, 3), (23, 4), (99, 4)):
        found = [decision for decision, _ in decided(*records, moment=Moment(NOW, 1, excess), objects=sizes)]
        assert found == ["delete"] * gone + ["keep"] * (4 - gone), excess


def test_young_ones_do_not_go_for_room_alone():
    sizes = {"d1": {"a": 10}}
    assert decided(artifact(age=1), moment=Moment(NOW, 1, 100), objects=sizes) == [("keep", "standard")]


@pytest.mark.parametrize(
    ("used", "free", "factor", "excess"),
    [(79, 21, 1, 0), (80, 20, 0.75, 0), (90, 10, 0.5, 10), (95, 5, 0, 15), (100, 0, 0, 20), (0, 0, 0, 0)],
)
def test_pressure(used, free, factor, excess):
    assert (Usage(used, free).factor, Usage(used, free).excess) == (factor, excess)


JOB = Job("test-3-10", "test")


@pytest.mark.parametrize(
    ("rules", "retention", "policy"),
    [
        ([], None, Policy()),
        ([Retention("*.report", 5)], None, Policy("*.report", 5, 259_200)),
        ([Retention("test.*", 5)], None, Policy("test.*", 5, 259_200)),
        ([Retention("test-3-10.report", 5)], None, Policy("test-3-10.report", 5, 259_200)),
        ([Retention("other.*", 5)], None, Policy()),
        ([Retention("*", 5), Retention("*.report", 6)], None, Policy("*", 5, 259_200)),
        ([Retention("*", 5), Retention("*.report", 6, 7, 8, priority=1)], None, Policy("*.report", 6, 7, 8)),
        ([], 100, Policy("", 100, 100)),
        ([Retention("*", 5, 7, 8)], 100, Policy("*", 100, 7, 8)),
    ],
)
def test_the_first_rule_by_priority_decides(rules, retention, policy):
    assert policy_for(rules, JOB, Artifact("report", ("x",), retention=retention)) == policy


def test_who_decides_has_a_name():
    names = [Policy().name, Policy("a.*", 1).name, Policy("", 5, 5).name]
    assert names == ["standard", "rule a.*", "retention of the artifact"]
