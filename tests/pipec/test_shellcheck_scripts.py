"""Which scripts shellcheck sees, as what, and which of its findings count."""

import pytest

from compiler.driver import Request, analyse
from compiler.source import Source
from pipec.shellcheck.check import ask_about, find_in
from pipec.shellcheck.mapping import EXCLUDED, tell
from pipec.shellcheck.masks import mask, show_scripts
from pipec.shellcheck.program import Question, ask, find_program
from pipec.shellcheck.scripts import COMMAND, POSIX, Shell, collect_scripts, shell_of

HEAD = "version: 1\nname: shop\n"


def scripts(text):
    document = analyse(Request("/p.yaml", Source("p.yaml", HEAD + text), "/")).document
    return [(script.text, script.shell) for script in collect_scripts(document)]


def codes(script, more="", shell="/bin/sh -e"):
    """Return the codes of shellcheck that are told of a script."""
    block = "".join(f"          {line}\n" for line in script.split("\n"))
    text = f"{HEAD}jobs:\n  test:\n{more}    steps:\n      - shell: {shell}\n        script: |\n{block}"
    analysis = analyse(Request("/p.yaml", Source("p.yaml", text), "/"))
    shown = show_scripts(analysis.document)
    asked = ask_about(find_program(), shown)
    found = find_in(shown, analysis.sources, asked)
    assert found.whole
    return [item.message.partition(":")[0].removeprefix("shellcheck SC") for item in found.diagnostics]


@pytest.mark.parametrize(
    ("words", "shell"),
    [
        (["/bin/sh", "-e"], POSIX),
        (["sh"], Shell("sh", errexit=False)),
        (["/usr/bin/bash", "-euo", "pipefail"], Shell("bash", errexit=True)),
        (["bash", "-o", "errexit"], Shell("bash", errexit=True)),
        (["bash", "--posix"], Shell("bash", errexit=False)),
        (["dash", "-x"], Shell("dash", errexit=False)),
        (["ash"], Shell("busybox", errexit=False)),
        (["busybox", "sh", "-e"], Shell("busybox", errexit=True)),
        (["busybox", "awk"], None),
        (["ksh"], Shell("ksh", errexit=False)),
        (["/usr/bin/env", "-S", "A=b", "bash", "-e"], Shell("bash", errexit=True)),
        (["zsh"], None),
        (["python3", "-c"], None),
        (["env"], None),
        ([], None),
    ],
)
def test_shells(words, shell):
    assert shell_of(words) == shell


def test_every_place_of_a_script():
    text = """\
defaults: {shell: bash -e}
jobs:
  a:
    services:
      db: {image: "db:1", health_check: {type: command, command: pg_isready}}
    steps:
      - script: one
      - {script: [two, three], shell: [dash]}
      - {script: "import os", shell: python3}
      - {script: four, shell: "${SHELL_OF_MINE}"}
      - action: logger
        with: {message: x}
  b:
    deploy:
      environment: live
      strategy:
        type: blue-green
        smoke_test: {script: five}
components:
  app: {image: "app:1", health_check: {type: command, command: six}}
  web: {image: "web:1", health_check: {type: command, command: [seven, eight]}}
environments:
  live:
    runner: nomad
    overrides: {app: {health_check: {command: nine}}}
"""
    bash = Shell("bash", errexit=True)
    assert scripts(text) == [
        ("one", bash),
        ("two\nthree", Shell("dash", errexit=False)),
        ("pg_isready", COMMAND),
        ("five", POSIX),
        ("six", COMMAND),
        ("nine", COMMAND),
    ]


def test_a_pipeline_that_is_wrong_elsewhere_has_scripts():
    assert scripts("jobs: {a: {stepz: 1, steps: [{script: one}, {script: 3.5}, {script: {}}]}}\n") == [
        ("one", POSIX),
        ("3.5", POSIX),
    ]


@pytest.mark.parametrize("text", ["{}", "{a: {steps: []}}", "{a: {steps: [{script: ''}]}}", "3"])
def test_no_script(text):
    assert scripts(f"jobs: {text}") == []


def test_errexit_is_known():
    assert codes("cd out") == []
    assert codes("cd out", shell="sh") == ["2164"]


def test_the_dialect_is_that_of_the_shell_whatever_the_script_says():
    assert codes("#!/bin/bash\n[[ -n $HOME ]]") == ["3010"]
    assert codes("#!/bin/sh\n[[ -n $HOME ]]", shell="bash") == []
    assert codes("# shellcheck shell=bash\n[[ -n $HOME ]]") == ["3010"]


def test_a_directive_in_the_script_counts():
    assert codes("echo $HOME") == ["2086"]
    assert codes("# shellcheck disable=SC2086\ntrue\necho $HOME") == []


FORMS = [
    'if [ "{}" = linux ]; then echo a; fi',
    "if [ {} = linux ]; then echo a; fi",
    "if [ {} -gt 3 ]; then echo a; fi",
    "test -n {}",
    'test -z "{}"',
    "case {} in linux) echo a ;; esac",
    'for word in {}; do echo "$word"; done',
    "echo {}",
    "make {} > {}/log",
    "echo '{}'",
    "rm -rf {}/* /{}",
    "echo $(({} + 1))",
    "{} build",
    "cd {}",
    ". {}/x",
    "cat <<END\n{}\nEND",
    "cat <<'END'\n{}\nEND",
    "sleep {}",
    "printf {}",
    "export A={}",
    "exit {}",
    "kill -{} 1",
    "chmod {} x",
    "trap 'rm {}' EXIT",
    "find . -name {}",
    "grep {} x",
    "[ -d {} ] && echo a",
    "while {}; do break; done",
    'echo "a {} b" {}c d{}',
]


@pytest.mark.parametrize("form", ["${{ matrix.a }}", "${matrix.a}", "${{matrix.a}}", "${{ matrix.a == 'it' }}"])
@pytest.mark.parametrize("script", FORMS)
def test_a_form_is_no_finding(script, form):
    assert codes(script.replace("{}", form), "    matrix: {a: [b, c]}\n") == []


def test_what_stands_beside_a_form_is_found():
    script = "echo ${{ matrix.a }} $HOME $(cat ${{ matrix.a }})"
    assert sorted(codes(script, "    matrix: {a: [b, c]}\n")) == ["2046", "2086"]


def test_a_mask_is_as_long_as_the_script():
    lines = """[a, 'é ${{ matrix.b }}${matrix.b}', "x\\n${{ 'a\\nb' }}"]"""
    text = f"{HEAD}jobs: {{a: {{matrix: {{b: [c]}}, steps: [{{script: {lines}}}]}}}}"
    document = analyse(Request("/p.yaml", Source("p.yaml", text), "/")).document
    (script,) = collect_scripts(document)
    masked = mask(script)
    assert {len(shown) for shown in masked.texts} == {len(script.text)}
    assert len(masked.texts) == 2
    forms = [script.text[start:end] for start, end in masked.forms]
    assert forms == ["${{ matrix.b }}", "${matrix.b}", "${{ 'a\nb' }}"]
    assert not any("matrix" in shown for shown in masked.texts)


def test_a_broken_form_is_left_to_the_rule_that_tells_of_it():
    assert codes("echo $HOME ${{ matrix.") == []


def test_an_assignment_to_a_variable_of_the_environment_is_used():
    assert codes("MODE=x\nmake") == ["2034"]
    assert codes("MODE=x\nmake", "    environment: {MODE: a}\n") == []
    assert codes("CI_COMMIT_TAG=x\nmake") == []


EXAMPLES = {
    1090: '. "$HOME"',
    1091: ". ./x",
    2153: 'MY_VAR=1\necho "$MYVAR $MY_VAR"',
    2154: 'echo "$my_var"',
    3043: 'f() {\nlocal x\necho "$x"\n}\nf',
}


@pytest.mark.parametrize("code", EXCLUDED)
def test_what_is_excluded_would_be_found(code):
    question = Question(EXAMPLES[code], POSIX)
    assert code in [item.code for item in ask(find_program(), [question]).findings[0]]
    assert [item.code for item in ask(find_program(), [question], tuple(EXCLUDED)).findings[0]] == []
    assert codes(EXAMPLES[code]) == []


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Double quote to prevent globbing.", ("double quote to prevent globbing", "")),
        ("Useless cat. Consider 'cmd < file'.", ("useless cat", "consider 'cmd < file'")),
        (
            "Useless echo? Instead of 'echo $(cmd)', use 'cmd'.",
            ("useless echo?", "instead of 'echo $(cmd)', use 'cmd'"),
        ),
        ("Use 'cd ... || exit' in case cd fails.", ("use 'cd ... || exit' in case cd fails", "")),
        ("In POSIX sh, [[ ]] is undefined.", ("in POSIX sh, [[ ]] is undefined", "")),
        ("POSIX sh has no arrays.", ("POSIX sh has no arrays", "")),
        ("Couldn't parse this then clause. Fix to allow more checks.", ("couldn't parse this then clause", "")),
        ("Expected a command. Fix any mentioned problems and try again.", ("expected a command", "")),
        ("Bash implicitly does it.", ("Bash implicitly does it", "")),
        ("X appears unused. Verify use.", ("X appears unused", "verify use")),
        ("Path was modified in a subshell.", ("Path was modified in a subshell", "")),
        ("F references arguments, but none.", ("F references arguments, but none", "")),
        ("", ("", "")),
    ],
)
def test_messages(message, told):
    assert tell(message) == told
