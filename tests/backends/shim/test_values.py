import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.backends.shim import Frame, Sources, description, native_values, script_text, secret_values
from compiler.ir.expression.parse import parse
from compiler.ir.job import Action, ArgumentList, ArgumentMap, Step
from compiler.ir.values import Secret, Text, Variable
from tests.backends.shim.bench import job_of, step_of, text, variables

pytestmark = pytest.mark.engine

NASTY = (
    "$HOME ${HOME} $(touch x) `touch x` $$ {{.Names}} 'single' \"double\" \\ \\n \\0 %s # : \t trailing \n\n"
    "EOF\r\n*?[a] ~ ! & | ; < > ( ) é 漢 🎉 \x01\x7f\x81"
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def expression(source):
    parsed = parse(source)
    return getattr(parsed, "expression", parsed)


def printed(name):
    return f'printf "%s" "${name}" >"{name}.value"'


def value_of(bench, name):
    return (bench.workspace / f"{name}.value").read_bytes().decode(errors="surrogateescape")


def test_every_character_of_constants_reaches_the_script(bench):
    step = step_of(printed("X"), environment=variables(X=NASTY))
    assert bench.run(job_of(step), values="exported").returncode == 0
    assert value_of(bench, "X") == NASTY


@SOME
@given(first=TEXTS, second=TEXTS)
def test_outputs_travel_exactly(bench, first, second):
    script = "printf '%s' \"$BODY\" >body; { echo 'out<<--- END'; cat body; echo; echo '--- END'; } >\"$PIPEC_OUTPUT\""
    end = Variable("JOINED", text(second, expression("steps.one.outputs.out"), "|"))
    if "--- END" in first.split("\n"):
        return
    job = job_of(
        step_of(script, environment=(Variable("BODY", text(first) if first else Text()),)),
        step_of(printed("JOINED"), "two", environment=(end,)),
    )
    done = bench.run(job, values="exported")
    assert done.returncode == 0, done.stderr
    assert bench.output("one", "out").decode() == first
    assert value_of(bench, "JOINED") == f"{second}{first}|"


def test_single_lines_and_blocks(bench):
    lines = (
        "a=1",
        "b=x=y<<z",
        "c<<E O F",
        " two ",
        "",
        "lines",
        "E O F",
        "",
        "a=2",
        "d=",
        "e-f_1=\\t$x`y`",
        "g=no newline",
    )
    script = f"cat >\"$PIPEC_OUTPUT\" <<'THE END'\n{chr(10).join(lines)}\nTHE END\n"
    assert bench.run(job_of(step_of(script))).returncode == 0
    found = {name: bench.output("one", name).decode() for name in ("a", "b", "c", "d", "e-f_1", "g")}
    assert found == {"a": "2", "b": "x=y<<z", "c": " two \n\nlines", "d": "", "e-f_1": "\\t$x`y`", "g": "no newline"}
    assert (bench.state / "outputs" / "a").read_text() == "2"


@pytest.mark.parametrize("line", ["nothing", "=x", "../up=x", "a b=c", "1a=b", "block<<END", "a/b=c"])
def test_what_is_no_output_fails_the_step(bench, line):
    done = bench.run(job_of(step_of(f"echo '{line}' >\"$PIPEC_OUTPUT\"")))
    assert done.returncode == 126
    assert "PIPEC_OUTPUT" in done.stderr
    assert bench.recorded("one", "class") == "configuration"


def test_outputs_are_those_of_the_last_attempt(bench):
    script = 'echo x >>n; echo "try=$(wc -l <n)" | tr -d " " >"$PIPEC_OUTPUT"; [ $(wc -l <n) = 2 ]'
    job = job_of(step_of(script, retry_count=2))._replace(retry=job_of().retry._replace(initial_delay=0))
    assert bench.run(job).returncode == 0
    assert bench.output("one", "try") == b"2"


def test_secrets_stand_inside_texts_and_are_not_shown_to_others(bench):
    secret = Variable("URL", text("https://u:", Secret("token"), "@host"))
    step = step_of(f"{printed('URL')}; env | grep -c PIPEC_SECRET || :", environment=(secret,))
    job = job_of(step, secrets=("token",))
    assert native_values(job, step) == (("PIPEC_SECRET_0", Secret("token")),)
    assert secret_values(job) == (("PIPEC_SECRET_0", Secret("token")),)
    done = bench.run(job, environment={"PIPEC_SECRET_0": "a'$b"}.items())
    assert (done.returncode, done.stdout) == (0, "0\n")
    assert value_of(bench, "URL") == "https://u:a'$b@host"


def test_secrets_from_files(bench):
    (bench.root / "secrets").mkdir()
    (bench.root / "secrets" / "token").write_text("line\nline\n")
    step = step_of(printed("T"), environment=(Variable("T", text(Secret("token"))),))
    assert native_values(job_of(step), step) == (("T", Secret("token")),)
    done = bench.run(job_of(step), secret_files=str(bench.root / "secrets"))
    assert done.returncode == 0
    assert value_of(bench, "T") == "line\nline\n"


def test_variables_that_shells_own_are_passed(bench):
    step = step_of("env | grep -a '^UID='", environment=variables(UID="7"))
    assert bench.run(job_of(step), values="exported").stdout == "UID=7\n"


def test_system_variables_and_sources(bench):
    value = text(
        expression("env.CI_COMMIT_SHA"), "/", expression("params.region"), "/", expression("params.size"),
        "/", expression("trigger.branch"), "/", expression("job.build.outputs.digest"), "/", expression("env.CI_NONE"),
    )  # fmt: skip
    step = step_of(printed("V"), environment=(Variable("V", value),))
    (bench.root / "other" / "outputs").mkdir(parents=True)
    (bench.root / "other" / "outputs" / "digest").write_text("sha256:1")
    sources = Sources(
        {"params.region": "META_region", "params.size": "META_size"},
        {"build": "$BASE/other"},
        {"params.size": "it's big"},
    )
    environment = {"CI_COMMIT_SHA": "abc", "META_region": "$eu", "CI_COMMIT_BRANCH": "m`ain", "BASE": str(bench.root)}
    done = bench.run(job_of(step), sources=sources, environment=environment.items())
    assert done.returncode == 0, done.stderr
    assert value_of(bench, "V") == "abc/$eu/it's big/m`ain/sha256:1/"


def test_an_action_reads_its_document_and_arguments(bench):
    (bench.root / "bin").mkdir()
    tool = bench.root / "bin" / "pipec"
    tool.write_text('#!/bin/sh\ncat "$2"; echo "$1 $PIPEC_ARGUMENT_0"\n')
    tool.chmod(0o755)
    arguments = ArgumentMap(
        (
            ("url", text("http://x/", expression("env.CI_COMMIT_SHA"))),
            ("codes", ArgumentList((200, text("20'1")))),
            ("follow", True),
        )
    )
    step = Step("one", "one", action=Action("http_request", arguments))
    environment = {"CI_COMMIT_SHA": "abc def", "PATH": f"{bench.root}/bin:/usr/bin:/bin"}
    done = bench.run(job_of(step), environment=environment.items())
    document, _, last = done.stdout.rstrip("\n").rpartition("\n")
    assert last == "action http://x/abc def"
    assert json.loads(document) == {
        "type": "http_request",
        "with": {"url": {"$env": "PIPEC_ARGUMENT_0"}, "codes": [200, "20'1"], "follow": True},
        "timeout": 1800,
        "secrets": [],
    }
    assert document + "\n" == script_text(step)


@SOME
@given(script=TEXTS)
def test_no_text_escapes_its_quotes(script):
    step = Step("one", "one", "true", environment=(Variable("X", text(script) if script else Text()),))
    described = description(job_of(step), step, Frame("/s", "/w", "/x", values="exported"))
    assert script.replace("'", "'\\''") in described
