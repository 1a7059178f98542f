"""Values from outside in scripts."""

import pytest

from compiler.diagnostics.apply import apply_fixes
from tests.frontend.check.pipelines import check

PARAMS = """\
params:
  text: {default: x}
  number: {type: number, default: 1}
  flag: {type: boolean, default: true}
  safe: {enum: [eu-west, us/east_1], default: eu-west}
  unsafe: {enum: ["a b", c], default: c}
  words: {type: array, enum: [a, b], default: [a]}
  list: {type: array, default: [a]}
"""


def script(text: str, more: str = "") -> list[str]:
    return check(f"""{PARAMS}
global_env: {{VIA: "${{params.text}}", DEFAULTED: "${{NONE:-${{params.text}}}}", PLAIN: x, NUM: "${{params.number}}"}}
jobs:
  first: {{outputs: [o], steps: [{{script: x}}]}}
  a:
    depends_on: [first]
    matrix: {{m: "${{params.list}}", s: "${{params.words}}", c: [k, l]}}
    steps:
      - {{name: one, script: x}}
      - {{name: web, action: http_request, with: {{url: "http://x"}}}}
      - name: two{more}
        script: |
          echo {text}
""").codes


@pytest.mark.parametrize(
    "form",
    [
        "${params.text}",
        "${params.unsafe}",
        "${{ params.text + '!' }}",
        "${{ lower(params.text) }}",
        "${{ params.list[0] }}",
        "${{ join(params.list, ' ') }}",
        "${trigger.branch}",
        "${env.CI_COMMIT_MESSAGE}",
        "${{ env.VIA }}",
        "${{ env.DEFAULTED }}",
        "${{ default(env.VIA, 'x') }}",
        "${{ format('{}', params.text) }}",
        "${matrix.m}",
        "${job.first.outputs.o}",
        "${steps.one.outputs.o}",
        "${steps.web.outputs.body}",
        "${{ fromJSON('\"a\"') + params.text }}",
    ],
)
def test_a_value_from_outside_in_a_script_is_an_error(form):
    assert script(form) == ["PC410"]


@pytest.mark.parametrize(
    "form",
    [
        "${params.number}",
        "${params.flag}",
        "${params.safe}",
        "${{ join(params.words, ' ') }}",
        "${matrix.s}",
        "${matrix.c}",
        "${{ params.text == 'x' }}",
        "${{ length(params.text) }}",
        "${{ env.PLAIN }}",
        "${{ 'a' + 'b' }}",
        "$VIA ${VIA} ${VIA:-x} $CI_COMMIT_MESSAGE",
    ],
)
def test_numbers_booleans_safe_words_and_the_shells_own_variables_are_fine(form):
    assert script(form) == []


def test_a_number_known_at_run_time_is_no_taint_but_cannot_stand_in_a_script():
    assert script("${steps.web.outputs.status}") == ["PC404"]


def test_an_emptied_value_is_still_from_outside():
    found = check("""
        params: {p: {}}
        jobs: {a: {environment: {E: "${params.p}", V: "${E:-fallback}"}, steps: [{script: "echo ${env.V}"}]}}
        """)
    assert found.codes == ["PC410"]


@pytest.mark.parametrize(
    "text",
    [
        "shell: 'bash ${params.text}'",
        "shell: [bash, '${params.text}']",
        "shell: '${VIA}'",
    ],
)
def test_the_shell_is_a_script(text):
    assert script("x", f"\n        {text}") == ["PC410"]


@pytest.mark.parametrize("command", ["'curl ${params.text}'", "[curl, '${params.text}']", "[curl, '${HOST}']"])
def test_a_health_checks_command_and_a_smoke_test_are_scripts(command):
    check_ = f"{{type: command, command: {command}}}"
    host = 'HOST: "${params.text}"'
    whole = f"""
        {PARAMS.replace(chr(10), chr(10) + "        ")}
        jobs:
          a: {{deploy: {{environment: e, strategy: {{type: blue-green, smoke_test: SMOKE}}}}}}
          b:
            services: {{db: {{image: "registry.example/d:1", environment: {{{host}}}, health_check: SERVICE}}}}
            steps: [{{script: x}}]
        components: {{web: {{image: "registry.example/web:1", environment: {{{host}}}, health_check: COMPONENT}}}}
        environments: {{e: {{runner: compose}}}}
        """
    clean = "{type: command, command: ls}"
    places = {"SMOKE": f"{{health_check: {clean}}}", "SERVICE": clean, "COMPONENT": clean}
    for name in ("SERVICE", "COMPONENT"):
        text = whole
        for place, kept in places.items():
            text = text.replace(place, check_ if place == name else kept)
        assert check(text).codes == ["PC410"], name


def test_a_smoke_tests_script_is_one():
    found = check("""
        params: {p: {default: x}}
        jobs:
          a: {deploy: {environment: e, strategy: {type: blue-green, smoke_test: {script: "curl ${params.p} $X"}}}}
        components: {web: {image: "registry.example/web:1"}}
        environments: {e: {runner: compose}}
        """)
    assert found.places == [("PC410", "${params.p}")]


def test_the_fix_moves_the_value_into_a_variable():
    text = """
        params: {title: {default: x}}
        jobs:
          a:
            steps:
              - name: s
                script: |
                  echo ${params.title}
        """
    found = check(text)
    fix = found.only("PC410").fix
    assert fix is not None
    assert not fix.safe
    texts, _ = apply_fixes({"pipeline.yaml": found.text}, [fix])
    again = check(texts["pipeline.yaml"], head="")
    assert again.codes == []
    assert "TITLE: ${params.title}" in texts["pipeline.yaml"]


def test_one_error_for_all_instances_of_a_matrix():
    assert check("""
        params: {l: {type: array, default: [a, b, c]}}
        jobs: {a: {matrix: {v: "${params.l}"}, steps: [{script: "echo ${matrix.v}"}]}}
        """).codes == ["PC410"]


def test_an_unknown_matrix_is_tainted_for_lint_too():
    assert check("""
        params: {l: {type: array, required: true}}
        jobs: {a: {matrix: {v: "${params.l}"}, steps: [{script: "echo ${matrix.v}"}]}}
        """).codes == ["PC410"]
