"""Hints about variables that nothing defines, and warnings of values from outside that are run as a program."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.diagnostics.apply import apply_fixes
from compiler.frontend.shell import read_script
from tests.frontend.check.pipelines import check, script_codes

UNDEFINED = [
    'make "$TARGTE"',
    "echo ${NOWHERE}",
    'echo "a ${NOWHERE#v} b"',
    "X=1\necho $X $NOWHERE",
    "cat <<EOF\n$NOWHERE\nEOF",
    "cat <<-EOF | sh\n\t$NOWHERE\n\tEOF",
    'out="$(ls "$NOWHERE")"',
    "echo `ls $NOWHERE`",
    'make TARGET="$NOWHERE"',
    'if [ "$NOWHERE" = yes ]; then ls; fi',
    'echo "it\'s $NOWHERE"',
    "echo $((1 + $NOWHERE))",
    "case $NOWHERE in a) ls;; esac",
    'for f in a b; do echo "$f $NOWHERE"; done',
    "echo 'a'$NOWHERE'b'",
    "curl $PIPEC_SERVICE_CACHE_HOST",
    "echo source is a word here: $NOWHERE",
]


@pytest.mark.parametrize("script", UNDEFINED)
def test_a_name_that_nothing_defines_gets_a_hint(script):
    assert script_codes(script) == ["PC411"]


@pytest.mark.parametrize("script", ["eval $(load)\necho $X", ". ./x\necho $X", "source x; echo $X"])
def test_a_script_that_runs_other_text_may_define_anything(script):
    assert script_codes(script) == []


@pytest.mark.parametrize("shell", ["python3", "pwsh -Command", "[node, -e]"])
def test_other_languages_are_not_read(shell):
    found = check(f"jobs: {{a: {{steps: [{{script: 'print($X)', shell: {shell}}}]}}}}")
    assert found.codes == []


def test_one_hint_for_each_name_at_its_first_place_with_a_fix_for_all():
    found = check("""
        jobs:
          test:
            environment: {TARGET: x}
            steps:
              - script: |
                  echo é "$TARGTE" 🙂
                  make "${TARGTE}" $OTHER_THING
        """)
    assert found.places == [("PC411", "TARGTE"), ("PC411", "OTHER_THING")]
    first, other = found.diagnostics
    assert "did you mean `TARGET`?" in first.help
    assert other.fix is None
    texts, _ = apply_fixes({"pipeline.yaml": found.text}, [first.fix])
    assert texts["pipeline.yaml"] == found.text.replace("TARGTE", "TARGET")


def test_a_list_of_lines_is_one_script():
    found = check("jobs: {a: {steps: [{script: [X=1, 'echo $X', 'echo $NOWHERE', 'cat <<E', '$NOWHERE', E]}]}}")
    assert found.places == [("PC411", "NOWHERE")]
    assert check("jobs: {a: {steps: [{script: [X=1, 'echo $X']}]}}").codes == []


def test_the_hint_is_given_once_for_all_instances_of_a_matrix():
    found = check("jobs: {a: {matrix: {v: [1, 2, 3]}, steps: [{script: 'echo $NOWHERE'}]}}")
    assert found.codes == ["PC411"]


def test_what_images_set_about_themselves_is_known_in_an_image_alone():
    step = "script: 'ls $TOOL_HOME'"
    assert check(f"jobs: {{a: {{steps: [{{{step}, image: registry.example/tool:1}}]}}}}").codes == []
    assert check(f"jobs: {{a: {{steps: [{{{step}}}]}}}}").codes == ["PC411"]


def test_variables_of_every_level_and_given_parameters_are_seen():
    text = """
        params: {LEVEL: {default: x}}
        global_env: {A: 1}
        jobs:
          a:
            environment: {B: 1}
            steps: [{environment: {C: 1}, script: "echo $A $B $C $CI_REPO"}]
          b:
            steps: [{script: "echo $LEVEL"}]
        """
    assert check(text).places == [("PC411", "LEVEL")]
    assert check(text, {"LEVEL": "y"}).codes == []


def test_the_same_steps_are_read_in_each_job_that_they_are_merged_into():
    found = check("""
        jobs:
          a: &a
            environment: {X: 1}
            steps: [{script: "echo $X"}]
          b:
            <<: *a
            environment: {Z: 1}
        """)
    assert found.codes == ["PC411"]


@pytest.mark.parametrize(
    "script",
    [
        'eval "$TITLE"',
        "eval echo $TITLE",
        'sh -c "echo $TITLE"',
        "/bin/bash -ec $TITLE",
        'eval "echo $CI_COMMIT_MESSAGE"',
    ],
)
def test_a_value_from_outside_that_is_run_gets_a_warning(script):
    found = check(f"""
        jobs: {{a: {{environment: {{TITLE: "${{trigger.message}}", SAFE: x}}, steps: [{{script: '{script}'}}]}}}}
        """)
    assert found.codes == ["PC412"]
    assert found.at(found.diagnostics[0]).startswith("$")


@pytest.mark.parametrize(
    "script", ['eval "$SAFE"', 'sh -c "$SAFE"', "sh -c ''echo $TITLE''", 'echo "$TITLE"', "sh x.sh $TITLE"]
)
def test_other_values_may_be_run(script):
    found = check(f"""
        jobs: {{a: {{environment: {{TITLE: "${{trigger.message}}", SAFE: x}}, steps: [{{script: '{script}'}}]}}}}
        """)
    assert found.codes == []


PIECES = [
    "$",
    "{",
    "}",
    "(",
    ")",
    "((",
    "))",
    "`",
    "'",
    '"',
    "\\",
    "<<E",
    "\n",
    "E",
    " ",
    "X",
    "=",
    "case x in",
    "esac",
    "#",
]


@settings(deadline=None, max_examples=200)
@example("${E'")
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_can_be_read(text):
    script = read_script(text)
    for reference in script.references:
        assert 0 <= reference.start < reference.end <= len(text)
        assert text.startswith(reference.name, text.index(reference.name, reference.start))


@pytest.mark.parametrize("piece", ["$(", "${a:-", '"$(', "`$(", "$((", "${a[", "${{", "<<E ", "case x in "])
def test_deep_and_endless_texts_are_read_in_good_time(piece):
    read_script(piece * 20_000)
