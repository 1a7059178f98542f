"""Variables: precedence, scopes, forms, cycles."""

import pytest

from tests.frontend.check.pipelines import check


def environment(text: str, given: dict[str, object] | None = None) -> dict[str, object]:
    """The first step's environment: constants as they are, others as they print."""
    step = check(text, given, complete=True).plan.jobs[0].steps[0]
    return {item.name: item.value.constant for item in step.environment}


LEVELS = """
    params: {V: {default: given}}
    global_env: {V: global, G: "${V}"}
    jobs:
      a:
        environment: {V: job, J: "${V}"}
        steps: [{environment: {V: step, S: "${V}"}, script: x}]
    """


def test_the_inner_level_wins_and_a_value_means_the_same_wherever_it_is_read():
    assert environment(LEVELS) == {"V": "step", "S": "step", "J": "job", "G": "global"}


def test_a_given_parameter_wins_everywhere_in_the_shell_too():
    assert environment(LEVELS, {"V": "x"}) == {"V": "x", "S": "x", "J": "x", "G": "x"}


def test_a_parameter_that_is_not_given_is_no_variable():
    found = check("params: {V: {default: d}}\njobs: {a: {steps: [{script: x, environment: {A: '${V}'}}]}}\n")
    assert found.only("PC401").help == "write `${params.V}`"


def test_the_callers_environment_is_no_source(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "x")
    assert check("jobs: {a: {steps: [{script: x, environment: {A: '${SOME_NAME}'}}]}}\n").codes == ["PC401"]


def test_the_system_is_weaker_than_the_file_and_stronger_than_a_default():
    text = """
        jobs:
          a:
            environment: {CI_COMMIT_TAG: fixed}
            steps:
              - environment: {A: "${CI_COMMIT_TAG:-none}", B: "${CI_REPO_NAME:-none}", C: "${NONE:-none}"}
                script: x
        """
    found = environment(text)
    assert (found["A"], found["C"]) == ("fixed", "none")
    assert found["B"] is None  # known at run time


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("${SET}", "a/b/c"),
        ("${SET:-x}", "a/b/c"),
        ("${EMPTY:-x}", "x"),
        ("${NONE:-x}", "x"),
        ("${NONE:-${SET}}", "a/b/c"),
        ("${NONE:-}", ""),
        ("${SET:+x}", "x"),
        ("${EMPTY:+x}", ""),
        ("${NONE:+x}", ""),
        ("${SET/b/X}", "a/X/c"),
        ("${SET/a/}", "/b/c"),
        ("${SET///-}", "a-b-c"),
        ("${SET//b}", "a//c"),
        ("$${SET}", "${SET}"),
        ("$SET", "$SET"),
        ("<${SET}|${EMPTY}>", "<a/b/c|>"),
        ("${{ env.SET }}", "a/b/c"),
        ("${env.SET}", "a/b/c"),
        ("${{ default(env.NONE, 'x') }}", "x"),
        ("${NUMBER}", "2"),
    ],
)
def test_each_form_means_what_the_page_says(form, expected):
    text = f"""
        params: {{n: {{type: number, default: 2}}}}
        global_env: {{SET: a/b/c, EMPTY: "", NUMBER: "${{params.n}}"}}
        jobs: {{a: {{steps: [{{environment: {{R: "{form}"}}, script: x}}]}}}}
        """
    assert environment(text)["R"] == expected


@pytest.mark.parametrize("form", ["${NONE}", "${NONE/a/b}", "${{ env.NONE }}", "${NONE:-${NOTHING}}"])
def test_what_nothing_defines_is_an_error(form):
    found = check(f"jobs: {{a: {{steps: [{{environment: {{R: '{form}'}}, script: x}}]}}}}\n")
    assert [code in {"PC401", "PC458"} for code in found.codes] == [True]


def test_the_nearest_name_is_proposed():
    found = check("global_env: {TARGET: x}\njobs: {a: {steps: [{environment: {R: '${TARGTE}'}, script: x}]}}\n")
    assert "`${TARGET}`" in found.only("PC401").help


def test_a_reference_to_itself_takes_the_outer_scope():
    text = """
        global_env: {OPTS: -a}
        jobs:
          a:
            environment: {OPTS: "${OPTS} -b"}
            steps: [{environment: {OPTS: "${{ env.OPTS + ' -c' }}"}, script: x}]
        """
    assert environment(text)["OPTS"] == "-a -b -c"


def test_a_reference_to_itself_takes_the_system_where_no_scope_has_it():
    text = "jobs: {a: {steps: [{environment: {CI_REPO: '${CI_REPO}/x'}, script: x}]}}\n"
    assert environment(text)["CI_REPO"] is None


def test_a_reference_to_itself_may_have_a_default():
    text = "jobs: {a: {steps: [{environment: {A: '${A:-x}', B: \"${{ default(env.B, 'y') }}\"}, script: x}]}}\n"
    assert environment(text) == {"A": "x", "B": "y"}


@pytest.mark.parametrize("form", ["${A}", "${A/x/y}", "${{ env.A }}"])
def test_a_reference_to_itself_without_either_is_an_error(form):
    found = check(f"jobs: {{a: {{steps: [{{environment: {{A: '{form}'}}, script: x}}]}}}}\n")
    assert "refers to itself" in found.only("PC402").message


def test_a_cycle_is_told_once_whoever_reads_it():
    found = check("""
        global_env: {A: "${B}", B: "${C}", C: "x${A}"}
        jobs: {a: {steps: [{environment: {D: "${C}"}, script: x}]}, b: {steps: [{script: x}]}}
        """)
    diagnostic = found.only("PC402")
    assert "`A` → `B` → `C` → `A`" in diagnostic.message
    assert found.at(diagnostic) == "A"


def test_variables_lead_to_variables_only_so_deep():
    chain = ", ".join(f'V{n}: "${{V{n + 1}}}"' for n in range(40))
    found = check(f"jobs: {{a: {{steps: [{{environment: {{{chain}, V40: x}}, script: x}}]}}}}\n")
    assert set(found.codes) == {"PC403"}


def test_variables_of_a_job_that_deploys_are_checked_too():
    found = check("""
        jobs: {a: {environment: {V: "${NONE}"}, deploy: {environment: e, strategy: {type: all-at-once}}}}
        components: {web: {image: "registry.example/web:1"}}
        environments: {e: {runner: compose}}
        """)
    assert found.places == [("PC401", "${NONE}")]


def test_the_services_of_a_job_are_reached_by_variables():
    text = """
        jobs:
          a:
            services: {my-db: {image: "registry.example/db:1", ports: [5432]}, other: {image: "registry.example/o:1"}}
            environment: {URL: "tcp://${PIPEC_SERVICE_MY_DB_HOST}:${PIPEC_SERVICE_MY_DB_PORT}"}
            steps: [{environment: {H: "${{ env.PIPEC_SERVICE_OTHER_HOST }}"}, script: x}]
        """
    assert environment(text) == {"URL": None, "H": None}
    found = check(text.replace("OTHER_HOST", "OTHER_PORT"))
    assert found.codes == ["PC458"]


def test_x_keys_are_variables_where_keys_are_names():
    text = "global_env: {A: x}\nx-note: ${NONE}\njobs: {a: {steps: [{script: x}], x-b: '${NONE}'}}\n"
    assert check(text).codes == []
