"""The commands of a script: their words, where they stand, what is around them; of any text whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.lints.commands import Command, pipelines, read_commands, shown
from compiler.lints.options import read_options


def words(text: str) -> list[list[str]]:
    """Return the words of each command as people see them."""
    return [[shown(word) for word in command.words] for command in read_commands(text)]


def one(text: str, name: str) -> Command:
    """Return the only command of that name."""
    (command,) = (item for item in read_commands(text) if item.name == name)
    return command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make test", [["make", "test"]]),
        ("echo 'a  b' \"c d\" e\\ f", [["echo", "a  b", "c d", "e f"]]),
        ('echo "it\'s" \'say "x"\'', [["echo", "it's", 'say "x"']]),
        ("a=1 B=2 make", [["make"]]),
        ("a=1", []),
        ("list=(one two\n  three)\nmake", [["make"]]),
        ("# make\nmake # test\n", [["make"]]),
        ("echo a#b", [["echo", "a#b"]]),
        ("make \\\n  test", [["make", "test"]]),
        ("make\r\nmake test\r\n", [["make"], ["make", "test"]]),
        ("echo $X ${Y:-z} $(date) `id` $((1 + 2))", [["date"], ["id"], ["echo", "$X", "$Y", "…", "…", "…"]]),
        ("echo ${{ params.x }} ${matrix.y}", [["echo", "…", "…"]]),
        ("echo '$X' \\$X", [["echo", "$X", "$X"]]),
        ("a >out 2>&1 <in b", [["a", "b"]]),
        ("a &>out b; c &", [["a", "b"], ["c"]]),
        ("cat <<END | sort\n$(one) 'two\nEND\nthree", [["cat"], ["sort"], ["one"], ["three"]]),
        ("cat <<'END'\n$(one)\nEND\nthree", [["cat"], ["three"]]),
        ("cat <<-END\n\tone\n\tEND\nthree", [["cat"], ["three"]]),
        ("cat <<END\nnever closed", [["cat"]]),
        ('sort <<<"$X" -r', [["sort", "-r"]]),
        ("diff <(sort a) <(sort b)", [["sort", "a"], ["sort", "b"], ["diff", "…", "…"]]),
        ("make \\\r\n  test a\\\nb", [["make", "test", "ab"]]),
        ("if a; then b; elif c; then d; fi", [["a"], ["b"], ["c"], ["d"], ["fi"]]),
        ("f() { a; }; f", [["f"], ["a"], ["f"]]),
        ("echo 'never closed", [["echo", "never closed"]]),
        ('echo "$(never closed', [["never", "closed"], ["echo", "…"]]),
        ("echo \\", [["echo", ""]]),
        ("", []),
        ("äöü 日本 😀", [["äöü", "日本", "😀"]]),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_patterns_of_a_case_are_no_commands():
    text = "case $x in\n  env|set) one ;;\n  (npm publish) two;;\n  *) three\nesac\nfour"
    assert [item[0] for item in words(text)] == ["case", "one", "two", "three", "esac", "four"]


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("a | b && c || d; e & f\ng", ["|", "&&", "||", ";", "&", "\n", ""]),
        ("(a; b) | c", [";", ")", ""]),
        ("a |& b", ["|", ""]),
        ("a\n\n\nb", ["\n", ""]),
    ],
)
def test_operators(text, operators):
    assert [command.operator for command in read_commands(text)] == operators


def test_a_command_stands_at_its_words():
    text = "cd web &&\n  \"make\" 'all  tests' >log"
    command = one(text, "make")
    assert text[command.start : command.end] == "\"make\" 'all  tests'"
    assert [text[word.start : word.end] for word in command.words] == ['"make"', "'all  tests'"]


@pytest.mark.parametrize(
    ("text", "name", "tested"),
    [
        ("if a; then b; fi", "a", True),
        ("if a; then b; fi", "b", False),
        ("! a", "a", True),
        ("while a; do b; done", "b", False),
        ("until a; do b; done", "a", True),
    ],
)
def test_conditions(text, name, tested):
    assert one(text, name).tested is tested


@pytest.mark.parametrize(
    ("text", "name", "inside"),
    [
        ("a; x", "x", 0),
        ("(x)", "x", 1),
        ("{ x; }", "x", 1),
        ("(a); x", "x", 0),
        ("{ a; }; x", "x", 0),
        ("if a; then x; fi", "x", 1),
        ("if a; then b; fi; x", "x", 0),
        ("for i in 1 2; do x; done", "x", 1),
        ("for i in 1 2; do if a; then x; fi; done", "x", 2),
        ("for i in 1 2; do a; done; x", "x", 0),
        ("case a in b) x;; esac", "x", 1),
        ("case a in b) c;; esac; x", "x", 0),
        ("f() { x; }", "x", 1),
        ("f() { a; }; x", "x", 0),
        ("function f { a; }; x", "x", 0),
        ("echo $( (x) )", "x", 1),
        ("list=(a b); x", "x", 0),
        ("}; }; x", "x", 0),
    ],
)
def test_what_is_around_a_command(text, name, inside):
    assert one(text, name).inside == inside


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a | b | c; d", [["a", "b", "c"], ["d"]]),
        ("a |\n  b", [["a", "b"]]),
        ('a "$(x | y)" | b', [["x", "y"], ["a", "b"]]),
        ("(a; b) | c", [["a"], ["b"], ["c"]]),
        ("a || b | c", [["a"], ["b", "c"]]),
        ("cat <<END | sort\n$(x)\nEND", [["cat", "sort"], ["x"]]),
    ],
)
def test_pipes(text, rows):
    assert [[item.name for item in row] for row in pipelines(read_commands(text))] == rows


@pytest.mark.parametrize("text", ["a | x", "(a) | x", "{ a; } | x", "if a; then b; fi | x", "a |\n\n x"])
def test_a_command_behind_a_pipe_is_piped(text):
    assert one(text, "x").piped


@pytest.mark.parametrize("text", ["x | a", "a || x", "a; x", "a | b; x", "$(a | b) && x"])
def test_a_command_before_a_pipe_is_not(text):
    assert not one(text, "x").piped


@pytest.mark.parametrize(
    ("text", "found", "kept"),
    [
        ("x >out", [(">", "", "out")], True),
        ("x 2>err", [(">", "2", "err")], False),
        ("x >&2", [(">&", "", "2")], False),
        ("x 2>&1 >out", [(">&", "2", "1"), (">", "", "out")], True),
        ("x &>out", [("&>", "", "out")], True),
        ('x >> "$OUT"', [(">>", "", "\0OUT\0")], True),
        ("x <in", [("<", "", "in")], False),
        ("x <<END\nEND", [("<<", "", "")], False),
        ("x <<<in", [("<<<", "", "in")], False),
        ("x >|out", [(">|", "", "out")], True),
        ("x $(a >out)", [], False),
        ("x a2 >out", [(">", "", "out")], True),
    ],
)
def test_redirections(text, found, kept):
    command = one(text, "x")
    assert [tuple(item) for item in command.redirections] == found
    assert command.output_kept is kept


@pytest.mark.parametrize("text", ["x | a", "echo $(x)", "x >out | a"])
def test_what_is_printed_goes_elsewhere(text):
    assert one(text, "x").output_kept


@pytest.mark.parametrize("text", ["x <in", "x 0<in", "x <<END\nEND", "x <<<in"])
def test_input_comes_from_elsewhere(text):
    assert any(item.gives_input for item in one(text, "x").redirections)


def test_assignments_before_a_command():
    command = one("a=1 B='2 3' x c=4", "x")
    assert [str(word) for word in command.assignments] == ["a=1", "B=2 3"]
    assert list(command.arguments) == ["c=4"]


@pytest.mark.parametrize(
    "text",
    ["x a", "/usr/bin/x a", "sudo x a", "sudo -E LANG=C x a", "env A=1 x a", "timeout 5m x a", "time nice -n 5 x a"],
)
def test_the_program_behind_what_runs_it(text):
    (command,) = read_commands(text)
    assert command.name == "x"
    assert list(command.arguments) == ["a"]


def test_a_lone_prefix_has_no_name():
    (command,) = read_commands("env")
    assert (command.name, list(command.words)) == ("", ["env"])


@pytest.mark.parametrize(
    ("text", "flags", "values", "operands"),
    [
        ("x -abc d", ["-a", "-b", "-c"], {}, ["d"]),
        ("x -o out d", ["-o"], {"-o": "out"}, ["d"]),
        ("x -aoout d", ["-a", "-o"], {"-o": "out"}, ["d"]),
        ("x --out=f d", ["--out"], {"--out": "f"}, ["d"]),
        ("x --out f d", ["--out"], {"--out": "f"}, ["d"]),
        ("x -- -a", [], {}, ["-a"]),
        ("x - d", [], {}, ["-", "d"]),
        ("x -o", ["-o"], {}, []),
    ],
)
def test_options(text, flags, values, operands):
    (command,) = read_commands(text)
    options = read_options(command.arguments, {"-o", "--out"})
    assert (list(options.flags), options.values, list(options.operands)) == (flags, values, operands)


def test_options_may_end_at_the_first_operand():
    (command,) = read_commands("docker run -i -v a:b image -t")
    options = read_options(command.arguments[1:], {"-v"}, first_operand=True)
    assert list(options.flags) == ["-i", "-v"]
    assert list(options.operands) == ["image", "-t"]


PIECES = [
    *("a", "curl", "case", "in", "esac", "if", "then", "fi", "for", "do", "done", "x=", "()", "((", "))", "[[", "EOF"),
    *(
        "'",
        '"',
        "`",
        "$",
        "${",
        "}",
        "$(",
        ")",
        "(",
        "<<EOF",
        "<<-'EOF'",
        "<<<",
        "<(",
        ">(",
        ">&",
        "&>",
        "2>",
        "|",
        "&&",
    ),
    *(
        "||",
        ";;",
        ";",
        "&",
        "#",
        "\\",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\0",
        "é",
        "😀",
        "$'",
        "${{",
        "${matrix.",
        "!",
        "{",
        "=",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read_and_its_words_stand_in_it(text):
    commands = read_commands(text)
    for command in commands:
        assert command.words
        assert 0 <= command.start <= command.end <= len(text)
        assert command.inside >= 0
        assert command.depth >= 1
        for word in (*command.words, *command.assignments):
            assert 0 <= word.start <= word.end <= len(text)
    assert sorted(map(id, commands)) == sorted(id(item) for row in pipelines(commands) for item in row)


def test_substitutions_may_stand_deep_in_each_other():
    assert read_commands("$(" * 5000 + "x")
