import jsonschema_rs
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from compiler.backends.woodpecker import BACKEND
from compiler.diagnostics import Span
from compiler.ir.graph import reachability
from compiler.ir.job import Artifact, Checkout, Dependency, Input
from compiler.ir.values import Text, Variable
from tests.backends.woodpecker.plans import PROFILE, emitted, job, own_schema, plan, step, steps_of, unsubstituted

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
MARKS = st.text(st.sampled_from("$\\/{}'\"#: \t\n`%!&*-|>"), max_size=30)
ANY = st.one_of(TEXTS, MARKS)
SCHEMA = jsonschema_rs.validator_for(own_schema())
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def plans(draw):
    jobs = []
    for number in range(draw(st.integers(1, 7))):
        earlier = [each.id for each in jobs]
        needs = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else []
        takes = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if earlier else []
        alone = len({*needs, *takes}) == 1
        endings = [("success",), ("success", "failure"), *([("failure",)] if alone else [])]
        jobs.append(
            job(
                f"job{number}",
                *needs,
                inputs=tuple(Input(each, "out") for each in takes),
                artifacts=(Artifact("out", ("out/**",)),) if draw(st.booleans()) or takes else (),
                runs_on=draw(st.sampled_from(endings)) if draw(st.booleans()) else ("success",),
                labels=draw(st.sampled_from([(), (("a", "b"),)])),
                checkout=draw(st.sampled_from([Checkout(), Checkout(), None])),
                origin=Span("pipeline.yaml", 100 * number, 100 * number + 4),
            )
        )
    return plan(*jobs)


def refused_inputs(given_plan):
    """Return the jobs whose inputs are refused."""
    found = [problem.message for problem in BACKEND.check(given_plan, PROFILE) if problem.code == "PC757"]
    return {message.split("`")[1] for message in found if " takes " in message}


@st.composite
def possible_plans(draw):
    """Make plans without refused inputs: these become dependencies, which may part a chain elsewhere."""
    given_plan = draw(plans())
    while refused := refused_inputs(given_plan):
        given_plan = plan(
            *(
                each._replace(depends_on=(*each.depends_on, *(Dependency(i.job) for i in each.inputs)), inputs=())
                if each.id in refused
                else each
                for each in given_plan.jobs
            )
        )
    return given_plan


@SLOW
@given(possible_plans())
def test_the_order_is_that_of_the_plan_whatever_shares_a_workflow(given_plan):
    workflows = emitted(given_plan)
    members = {
        name: list(dict.fromkeys(each["name"].split(".")[0] for each in workflow["steps"][1:]))
        if workflow["steps"][1]["name"].startswith("job")
        else [name]
        for name, workflow in workflows.items()
    }
    edges = {}
    for name, jobs in members.items():
        before = [job for other in workflows[name].get("depends_on", []) for job in members[other]]
        for place, each in enumerate(jobs):
            edges[each] = [*before, *jobs[:place]]
    wanted = {each.id: [d.job for d in each.depends_on] + [i.job for i in each.inputs] for each in given_plan.jobs}
    in_order = {name: edges[name] for name in wanted}
    assert reachability(in_order) == reachability(wanted)


@SLOW
@given(possible_plans())
def test_files_are_valid_for_woodpeckers_own_schema(given_plan):
    for workflow in (*emitted(given_plan).values(), *unsubstituted(given_plan).values()):
        assert [error.message for error in SCHEMA.iter_errors(workflow)] == []


@SLOW
@given(possible_plans())
def test_every_input_that_is_not_refused_is_fetched(given_plan):
    fetched = {
        (each["name"].split(".")[0], each["name"].split("-")[2])
        for workflow in emitted(given_plan).values()
        for each in workflow["steps"]
        if ".pipec-fetch-" in each["name"]
    }
    assert fetched == {(each.id, item.job) for each in given_plan.jobs for item in each.inputs}


@settings(max_examples=120, deadline=None)
@given(script=ANY, value=ANY, other=ANY)
@example(script='\\" \t\n', value='\\\\"$', other='"\\"${A}\r\n')
def test_any_text_reaches_woodpecker_from_a_file_that_is_yaml_before_substitution(script, value, other):
    values = tuple(Variable(name, Text((v,) if v else ())) for name, v in (("A", value), ("B", other)))
    given_plan = plan(job(steps=(step(script, environment=values),)))
    raw = unsubstituted(given_plan)["test"]
    assert [error.message for error in SCHEMA.iter_errors(raw)] == []
    workflow = emitted(given_plan)["test"]
    assert list(workflow) == list(raw)
    unit = steps_of(workflow)["unit"]
    if "environment" in unit:
        assert unit["environment"] == {"A": value, "B": other}
