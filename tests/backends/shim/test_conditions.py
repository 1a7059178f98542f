import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.backends.shim import Refusal, Sources, shell_condition
from compiler.ir.expression.evaluate import evaluate
from compiler.ir.expression.syntax import Binary, Call, Literal, Member, Root, Unary
from tests.backends.shim.bench import job_of, step_of
from tests.backends.shim.test_values import expression

TEXTS = st.sampled_from(
    ["", "a", "-n", "(", "!", "=", "*", "a*", "[a]", "'", "\\", "$x", "a b", " a", "é", "\n", "a\n"]
)
STRINGS = st.one_of(
    TEXTS.map(Literal),
    st.sampled_from(["CI_A", "CI_B"]).map(lambda name: Member(Root("env"), name)),
    st.just(Member(Member(Member(Root("steps"), "one"), "outputs"), "out")),
    st.just(Member(Member(Root("steps"), "one"), "status")),
)
JOINED = st.one_of(STRINGS, st.builds(Binary, st.just("+"), STRINGS, STRINGS))
ATOMS = st.one_of(
    st.booleans().map(Literal),
    st.builds(Binary, st.sampled_from(["==", "!="]), JOINED, JOINED),
    st.builds(Call, st.sampled_from(["startsWith", "endsWith", "contains"]), st.tuples(JOINED, JOINED)),
    st.sampled_from(["success", "failure", "always"]).map(lambda name: Call(name, ())),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Unary, st.just("!"), inner), st.builds(Binary, st.sampled_from(["&&", "||"]), inner, inner)
    ),
    max_leaves=6,
)


@pytest.mark.engine
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=CONDITIONS, a=TEXTS, b=TEXTS, out=TEXTS, fails=st.booleans())
def test_shell_and_evaluator_agree(bench, condition, a, b, out, fails):
    publish = f'printf \'out<<END\\n%s\\nEND\\n\' "$CI_OUT" >"$PIPEC_OUTPUT"; exit {int(fails)}'
    job = job_of(step_of(publish), step_of("echo ran", "two", conditional=condition))
    bench.invoke(bench.command("reset", bench.state))
    done = bench.run(job, environment={"CI_A": a, "CI_B": b, "CI_OUT": out}.items(), propagate=False)
    roots = {
        "env": {"CI_A": a, "CI_B": b},
        "steps": {"one": {"outputs": {"out": out}, "status": "failure" if fails else "success"}},
    }
    expected = evaluate(condition, roots.__getitem__, failed=fails)
    if fails and not _survives(condition):
        expected = False
    assert (done.stdout == "ran\n") is expected, done.stderr


def _survives(node):
    if isinstance(node, Call):
        return node.function in {"failure", "always"}
    if isinstance(node, Binary):
        return _survives(node.left) or _survives(node.right)
    return isinstance(node, Unary) and _survives(node.operand)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("default(steps.one.outputs.none, 'x') == 'x'", True),
        ("default(steps.one.outputs.empty, 'x') == ''", True),
        ("orElse(steps.one.outputs.empty, 'x') == 'x'", True),
        ("ifSet(steps.one.outputs.empty, 'x') == ''", True),
        ("ifSet(steps.one.outputs.full, 'x') == 'x'", True),
        ("default(env.CI_NONE, 'x') == ''", True),
        ("steps.two.status == 'skipped'", True),
        ("trigger.event == 'push'", True),
        ("params.flag", True),
        ("replace(env.CI_PIPELINE_EVENT, 'u', 'U').upper().lower() == 'push'", True),
        ("length(steps.one.outputs.full) + 1 > 3.5", True),
        ("contains('main,push'.split(','), env.CI_PIPELINE_EVENT)", True),
        ("!params.flag", False),
        ("params.flag == true", True),
        ("(env.CI_PIPELINE_EVENT == 'push') == true", True),
        ("job.build.status == 'success' && job.build.outputs.n == ''", True),
    ],
)
def test_functions_and_paths(bench, source, holds):
    publish = "printf 'empty=\\nfull=yes\\n' >\"$PIPEC_OUTPUT\""
    job = job_of(step_of(publish), step_of("echo ran", "three", conditional=expression(source)), step_of("", "two"))
    sources = Sources({"params.flag": "FLAG"}, {"build": str(bench.root / "other")}, {"params.flag": "true"})
    done = bench.run(job, "one", "three", sources=sources, environment={"CI_PIPELINE_EVENT": "push"}.items())
    assert done.returncode == 0, done.stderr
    assert (done.stdout == "ran\n") is holds


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("env.CI_A / 2 == 1", "uses `/`, whose result may be a fraction"),
        ("env.CI_A - 0.5 == 1", "uses `-` on the fraction `0.5`"),
        ("env.CI_A < 1234567890123456789", "uses `<` on `1234567890123456789`, which is no number of a shell's size"),
        ("params.n + params.n == '3'", "may add numbers"),
        ("params.n == null", "compares with `null`"),
        ("toJSON(env.CI_A) == 'x'", "calls `toJSON`"),
        ("length(params.n) == 2", "calls `length` on what may be a list"),
        ("format(env.CI_A, 'x') == 'x'", "calls `format` with a template that is known only then"),
        ("join(params.n) == 'x'", "calls `join`"),
        ("default(env.CI_A, 1) == 1", "compares a value whose type is known only then"),
        ("contains(params.n, 'x')", "calls `contains` on what may be a list"),
        ("params.unknown == 'x'", "needs `params.unknown`, which this runner does not give to steps"),
        ("job.build.outputs.x == 'x'", "needs `job.build.outputs.x`, which this runner does not give to steps"),
        ("steps.none.outputs.x == 'x'", "needs `steps.none.outputs.x`, which this runner does not give to steps"),
        ("'x' == fromJSON(env.CI_A)[steps.one.status] + ''", "takes a member of a value that is known only then"),
    ],
)
def test_what_shell_cannot_say_is_refused(source, reason):
    job = job_of(step_of("true"))
    refused = shell_condition(expression(source), job, Sources({"params.n": "N"}))
    assert isinstance(refused, Refusal)
    assert refused.reason == reason


@pytest.mark.engine
def test_guards_and_failed_jobs_keep_all_steps_from_running(bench):
    job = job_of(step_of("echo ran", conditional=expression("always()")))
    guard = expression("env.CI_COMMIT_BRANCH == 'main'")
    main, other = ({"CI_COMMIT_BRANCH": name}.items() for name in ("main", "x"))
    before = bench.root / "before"
    before.mkdir()
    given = {"guards": (guard,), "blocked_by": (str(before),)}
    assert bench.run(job, environment=main, **given).stdout == "ran\n"
    assert bench.run(job, environment=other, **given).stdout == ""
    assert bench.recorded("one", "status") == "skipped"
    (before / "failed").write_text("1")
    assert bench.run(job, environment=main, **given).stdout == ""
