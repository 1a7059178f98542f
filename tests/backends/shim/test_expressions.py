"""Random expressions over random texts: a real shell gives what the evaluator gives."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.backends.shim import Refusal, Sources, shell_guard, shell_text
from compiler.backends.shim.letters import lower_pairs, upper_pairs
from compiler.backends.shim.library import LIBRARY
from compiler.backends.shim.quote import quote
from compiler.ir.expression.evaluate import evaluate
from compiler.ir.expression.problem import EvaluationError
from compiler.ir.expression.syntax import Binary, Call, Index, Literal, Member, Root, Unary
from compiler.ir.expression.value import to_text
from tests.backends.shim.bench import job_of, step_of, text
from tests.backends.shim.test_values import expression
from tests.engines import require_engine

pytestmark = pytest.mark.engine

SOURCES = Sources({"params.n": "P_N", "params.on": "P_ON"}, types={"params.n": "number", "params.on": "boolean"})
JOB = job_of(step_of("true"))
LIMITS = ("a shell computes", "'lower' of a capital sigma")
"""How the messages begin that say what only a shell cannot do."""

PIECES = st.sampled_from(
    (
        *(
            "a",
            "ab",
            "aa",
            "b",
            "A",
            "/",
            "//",
            "*",
            "?",
            "[a]",
            "[!a]",
            "]",
            "\\",
            "\\\\",
            "\\*",
            "'",
            '"',
            "$a",
            "${x}",
        ),
        *(
            "$(false)",
            "`false`",
            "}",
            "{",
            "#",
            "%",
            "~",
            " ",
            "  ",
            "\t",
            "\n",
            "\n\n",
            "\r\n",
            "-",
            "-n",
            "!",
            "(",
            "=",
        ),
        *(
            "é",
            "É",
            "Á",
            "ň",
            "ß",
            "İ",
            "Σ",
            "漢",
            "🎉",
            "\x01",
            "\x7f",
            "\x81",
            "&",
            ";",
            "|",
            "<",
            ".",
            ",",
            "0",
            "1",
        ),
    )
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=7).map("".join),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.builds("{}{}".format, st.text("ab/é\n", max_size=9), st.text("x", min_size=500, max_size=530)),
)
DECIMALS = st.one_of(
    st.integers(-12, 12).map(str),
    st.integers(-(10**19), 10**19).map(str),
    st.sampled_from(["007", "-0", "+5", "0.50", "-1.5", "3.10", "3.9", "1.", ".5", "", "x", "1e3", " 1", "1\n", "-"]),
)
ENV = st.sampled_from(["CI_A", "CI_B", "CI_N"]).map(lambda name: Member(Root("env"), name))
NUMERIC = st.one_of(
    st.integers(-20, 20).map(Literal),
    DECIMALS.map(Literal),
    st.just(Member(Root("env"), "CI_N")),
    st.just(expression("params.n")),
)
NUMBERS = st.recursive(
    st.one_of(st.integers(-20, 20).map(Literal), st.just(expression("params.n"))),
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from(["-", "*", "%"]), st.one_of(inner, NUMERIC), st.one_of(inner, NUMERIC)),
        st.builds(Binary, st.just("+"), inner, inner),
        st.builds(lambda operand: Unary("-", operand), st.one_of(inner, NUMERIC)),
        st.builds(lambda part: Call("length", (part,)), TEXTS.map(Literal) | ENV),
    ),
    max_leaves=4,
)
STRINGS = st.recursive(
    st.one_of(TEXTS.map(Literal), ENV, ENV),
    lambda inner: st.one_of(
        st.builds(lambda *parts: Call("replace", parts), inner, inner, inner),
        st.builds(lambda *parts: Call("replaceFirst", parts), inner, inner, inner),
        st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(["lower", "upper"]), inner),
        st.builds(lambda a, b: Call("format", (Literal("{}{{x'}}{}"), a, b)), inner, st.one_of(inner, NUMBERS)),
        st.builds(lambda *parts: Call("join", (Call("split", parts[:2]), parts[2])), inner, inner, inner),
        st.builds(lambda a, b, n: Index(Call("split", (a, b)), Literal(n)), inner, inner, st.integers(0, 2)),
        st.builds(
            lambda name, *parts: Call(name, parts), st.sampled_from(["orElse", "ifSet", "default"]), inner, inner
        ),
        st.builds(Binary, st.just("+"), inner, st.one_of(inner, st.booleans().map(Literal), NUMBERS)),
    ),
    max_leaves=5,
)
TESTS = st.recursive(
    st.one_of(
        st.builds(Binary, st.sampled_from(["==", "!="]), STRINGS, STRINGS),
        st.builds(Binary, st.sampled_from(["==", "!="]), NUMBERS, NUMBERS),
        st.builds(Binary, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS | NUMERIC, NUMBERS | NUMERIC),
        st.builds(
            lambda name, *parts: Call(name, parts),
            st.sampled_from(["startsWith", "endsWith", "contains"]),
            STRINGS,
            STRINGS,
        ),
        st.builds(lambda a, b, part: Call("contains", (Call("split", (a, b)), part)), STRINGS, STRINGS, STRINGS),
        st.builds(lambda part: Call("contains", (expression('fromJSON(\'["a","*",1]\')'), part)), STRINGS),
        st.just(expression("params.on")),
    ),
    lambda inner: st.one_of(
        st.builds(Unary, st.just("!"), inner), st.builds(Binary, st.sampled_from(["&&", "||"]), inner, inner)
    ),
    max_leaves=3,
)
CASES = st.tuples(
    STRINGS | NUMBERS | TESTS, TEXTS, TEXTS, DECIMALS, st.sampled_from(["0", "7", "-2.50", "12345678901"])
)


@pytest.fixture(params=["dash", "busybox sh", "bash --posix", "bash --posix UTF-8"])
def shell(request):
    name, *arguments = request.param.split()
    path = require_engine(name)
    locale = "C.UTF-8" if "UTF-8" in arguments else "C"
    return [path, *(argument for argument in arguments if argument != "UTF-8")], {"LC_ALL": locale, "PATH": "/usr/bin"}


def ask(shell, programs):
    """Run many commands in one process, and return what each left: its value and its problem."""
    show = 'printf \'%s\\0%s\\0\' "$pipec_value" "$pipec_problem"\n'
    script = LIBRARY + "".join(f"pipec_problem='' pipec_missing=''\n{program}\n{show}" for program in programs)
    command, environment = shell
    done = subprocess.run(
        [*command, "-s"], input=script.encode(), env=environment, capture_output=True, timeout=120, check=True
    )
    assert done.stderr == b""
    found = [piece.decode(errors="replace") for piece in done.stdout.split(b"\0")[:-1]]
    assert len(found) == 2 * len(programs)
    return list(zip(found[::2], found[1::2], strict=True))


def assigned(**values):
    return "".join(f"{name}={quote(value)}\n" for name, value in values.items())


def expected(tree, a, b, n, p):
    roots = {"env": {"CI_A": a, "CI_B": b, "CI_N": n}, "params": {"n": float(p), "on": True}}
    try:
        return to_text(evaluate(tree, roots.__getitem__))
    except EvaluationError as error:
        return error


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=st.lists(CASES, min_size=10, max_size=15))
def test_the_shell_gives_what_the_evaluator_gives(shell, cases):
    programs, wanted = [], []
    for tree, a, b, n, p in cases:
        command = shell_text(text(tree), JOB, SOURCES)
        if isinstance(command, Refusal):
            continue
        programs.append(assigned(CI_A=a, CI_B=b, CI_N=n, P_N=p, P_ON="true") + command)
        wanted.append((expected(tree, a, b, n, p), tree, a, b, n, p))
    for (value, problem), (want, *case) in zip(ask(shell, programs), wanted, strict=True):
        if problem.startswith(LIMITS):
            continue
        assert bool(problem) is isinstance(want, EvaluationError), (value, problem, want, case)
        assert problem or value == want, case


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=st.lists(st.tuples(TESTS, TEXTS, TEXTS), min_size=10, max_size=15))
def test_conditions_hold_as_the_evaluator_says(shell, cases):
    programs, wanted = [], []
    for tree, a, b in cases:
        command = shell_guard(tree, JOB, SOURCES)
        want = expected(tree, a, b, "3", "7")
        if not isinstance(command, Refusal) and not isinstance(want, EvaluationError):
            given_ = assigned(CI_A=a, CI_B=b, CI_N="3", P_N="7", P_ON="true")
            programs.append(f"{given_}if {command}; then pipec_value=true; else pipec_value=false; fi")
            wanted.append((want, tree, a, b))
    for (value, problem), (want, *case) in zip(ask(shell, programs), wanted, strict=True):
        assert problem.startswith(LIMITS) or value == want, case


def test_every_letter_has_its_other_case(shell):
    letters = [chr(number) for number in range(128, 0x110000) if not 0xD800 <= number < 0xE000]
    for name, pairs in (("lower", lower_pairs()), ("upper", upper_pairs())):
        words = pairs.split(" ")
        known = dict(zip(words[::2], words[1::2], strict=True))
        change = getattr(str, name)
        if unicodedata.unidata_version == "14.0.0":
            assert known == {letter: change(letter) for letter in letters if change(letter) != letter}
        assert all(change(letter) == other for letter, other in known.items()), sys.version
        sample = "".join(known)[::7].replace("Σ", "")
        tree = Call(name, (Member(Root("env"), "CI_A"),))
        (value, problem) = ask(shell, [assigned(CI_A=f"Az {sample}") + shell_text(text(tree), JOB, SOURCES)])[0]
        assert (value, problem) == (change(f"Az {sample}"), "")


def test_long_texts_do_not_take_long(shell):
    body = "x" * 60_000
    tree = expression("replace(env.CI_A, '/', '-')")
    command = assigned(CI_A=f"{body}/{body}/é") + shell_text(text(tree), JOB, SOURCES)
    assert ask(shell, [command]) == [(f"{body}-{body}-é", "")]


@pytest.mark.parametrize(
    ("source", "value", "problem"),
    [
        ("replace(env.CI_A, env.CI_NONE, '-')", "", "'replace' needs a text that is not empty to look for"),
        ("split(env.CI_A, '/')[2]", "", "'split' gives fewer parts than the one that is asked for"),
        ("default(split(env.CI_A, '/')[2], 'none')", "none", ""),
        ("default(default(split(env.CI_A, '/')[2], split(env.CI_A, '/')[3]), 'both')", "both", ""),
        ("default(lower(params.gone) + (env.CI_A < 1), 'gone')", "gone", ""),
        ("orElse(replace(params.gone, 'x', env.CI_NONE), 'gone')", "gone", ""),
        ("env.CI_A % 1 + ''", "", "a text that has to be a decimal number is none"),
        ("1 % (env.CI_ONE - 1)", "", "'%' divides by zero"),
        ("params.gone", "", ""),
        ("params.n + 1", "", "a text that has to be a decimal number is none"),
    ],
)
def test_what_has_no_value_is_said(shell, source, value, problem):
    sources = Sources({"params.gone": "GONE", "params.n": "N"}, types={"params.gone": "string", "params.n": "number"})
    command = shell_text(text(expression(source)), JOB, sources)
    assert ask(shell, [assigned(CI_A="a/b", CI_ONE="1") + command]) == [(value, problem)]
