import pytest

from compiler.backends.profile import Profile
from compiler.backends.shim import Sources, check_steps
from compiler.backends.shim.describe import retry_delays
from compiler.diagnostics import Span
from compiler.ir.job import Action, ArgumentMap, Retry, Step
from compiler.ir.values import Secret, Variable
from tests.backends.shim.bench import job_of, step_of, text
from tests.backends.shim.test_values import expression

AT = Span("p.yaml", 3, 9)
VARIABLE = Span("p.yaml", 5, 7)
BARE = Profile("compose", "2")


def codes(job, profile=BARE):
    return [(diagnostic.code, diagnostic.span) for diagnostic in check_steps(job, profile, Sources())]


def test_what_the_program_can_do_has_no_diagnostic():
    step = step_of(
        "true",
        conditional=expression("failure()"),
        retry_count=2,
        environment=(Variable("X", text(Secret("s"), expression("env.CI_REPO"))),),
    )
    assert codes(job_of(step, secrets=("s",))) == []


@pytest.mark.parametrize(
    ("step", "code", "span"),
    [
        (step_of("", origin=AT, conditional=expression("toJSON(env.CI_A) == 'x'")), "PC700", AT),
        (step_of("", origin=AT, environment=(Variable("X", text(expression("1 / 2")), VARIABLE),)), "PC701", VARIABLE),
        (step_of("", origin=AT, environment=(Variable("PIPEC_X", text("1"), VARIABLE),)), "PC704", VARIABLE),
        (step_of("", origin=AT, environment=(Variable("pipec_x", text("1")),)), "PC704", AT),
        (Step("a", "a", action=Action("logger"), origin=AT), "PC702", AT),
    ],
)
def test_what_it_cannot_do_is_located(step, code, span):
    assert codes(job_of(step)) == [(code, span)]


def test_actions_with_an_image():
    profile = Profile("compose", "2", pipec_image="r/p@sha256:1")
    argument = ArgumentMap((("message", text(expression("toJSON(env.CI_A)"))),))
    good, bad = Action("logger"), Action("logger", argument)
    assert codes(job_of(Step("a", "a", action=good, origin=AT)), profile) == []
    assert codes(job_of(Step("a", "a", action=bad, origin=AT)), profile) == [("PC701", AT)]


def test_retries_by_class():
    some = Retry(retry_on=("infrastructure",))
    assert codes(job_of(step_of("", retry_count=1, origin=AT), retry=some)) == [("PC703", AT)]
    assert codes(job_of(step_of(""), retry=some)) == []


def test_delays_follow_the_policy():
    step = step_of("", retry_count=7)
    assert retry_delays(job_of(step), step) == (5, 10, 20, 40, 80, 120, 120)
    assert retry_delays(job_of(step, retry=Retry(multiplier=1e9)), step_of("", retry_count=500))[-1] == 120
