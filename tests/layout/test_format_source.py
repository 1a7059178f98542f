"""The canonical layout, case by case: the text before, the text after, which is a fixed point."""

import pytest

from compiler import layout
from compiler.layout import MeaningChangedError, Unformatted, format_source
from compiler.source import Source

LONG = "x" * 60


def formatted(text):
    result = format_source(Source("pipeline.yaml", text))
    assert isinstance(result, str), result
    return result


def check(before, after):
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("jobs:\n     a:\n            timeout: 1m\n", "jobs:\n  a:\n    timeout: 1m\n"),
        ("x-a:\n- b\n-   c\n", "x-a:\n  - b\n  - c\n"),
        ("x-a:\n- - b\n  -   - c\n-\n  - d\n", "x-a:\n  - - b\n    - - c\n  - - d\n"),
        ("x-a:\n-\n  b:   1\n  c: 2\n", "x-a:\n  - b: 1\n    c: 2\n"),
        ("name:     x\t # c\n", "name: x  # c\n"),
        ("name:\n    x\n", "name: x\n"),
        ("name: x", "name: x\n"),
        ("\n\nname: x\n\n\n\nversion: 1\n\n\n", "version: 1\n\nname: x\n"),
        ("jobs:\n\n  a: 1\n\n  b: 2\n", "jobs:\n  a: 1\n\n  b: 2\n"),
        ("x-a: {b: 1   , c:  [ d,e ] , }\n", "x-a: {b: 1, c: [d, e]}\n"),
        ("x-a: {b, c: , ? d : e}\n", "x-a: {b, c, d: e}\n"),
        ('x-a: [b: c, "d":e]\n', "x-a: [{b: c}, {d: e}]\n"),
        ("x-a: {b: 1,\n  c: [d, e]}\n", "x-a:\n  b: 1\n  c: [d, e]\n"),
        (f"x-a: [{LONG}, {LONG}]\n", f"x-a:\n  - {LONG}\n  - {LONG}\n"),
        (f"x-a: [{LONG}]  # {LONG}\n", f"x-a: [{LONG}]  # {LONG}\n"),
        ("? name\n: x\n", "name: x\n"),
        ("? 'a\n  b'\n: - x\n", "? 'a\n  b'\n: - x\n"),
        ("? --- a\n: b\n", "? --- a\n: b\n"),
        ("? 'a\n  b'\n: # 1\nx-c: 2\n", "? 'a\n  b'\n:\n# 1\nx-c: 2\n"),
        (f"? {'k' * 1100}\n:\n  - b\n", f"? {'k' * 1100}\n: - b\n"),
        ("x-a: &b\n- c\nx-d: !!seq\n- e\n", "x-a: &b\n  - c\nx-d: !!seq\n  - e\n"),
        ("x-a: !!str   &b 5\n", "x-a: !!str &b 5\n"),
        ("x-a:\n-   &b\n    c: 1\n- *b\n", "x-a:\n  - &b\n    c: 1\n  - *b\n"),
        ("x-a: &a b\nx-b: {*a : c}\nx-c:\n  *a : c\n", "x-a: &a b\nx-b: {*a : c}\nx-c:\n  *a : c\n"),
        ("x-a: {}\nx-b: [ ]\n", "x-a: {}\nx-b: []\n"),
        ("x-a:\n-\n- ~\n- null\n", "x-a:\n  -\n  - ~\n  - null\n"),
        ("{name: x, version: 1}\n", "{version: 1, name: x}\n"),
        ('{\n "version": 1,\n "name": "x"\n}\n', "version: 1\nname: x\n"),
        ("%YAML 1.2\n---\nname: x\n...\n# c\n", "%YAML 1.2\n---\nname: x\n...\n# c\n"),
        ("--- # c\n\nname: x\n... # d\n\n\n# e\n", "---  # c\nname: x\n...  # d\n\n# e\n"),
        ("--- &a\nname: x\n", "---\n&a\nname: x\n"),
    ],
)
def test_white_space(before, after):
    check(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'a'", "a"),
        ('"a b"', "a b"),
        ("'it''s'", "it's"),
        ("'it''s: x'", '"it\'s: x"'),
        ('"5"', '"5"'),
        ("'5'", '"5"'),
        ("'5m'", "5m"),
        ("'1h30m'", "1h30m"),
        ("'1.5GiB'", "1.5GiB"),
        ("['5%']", "[5%]"),
        ("'1e3'", '"1e3"'),
        ("'0x1f'", '"0x1f"'),
        ("'12:30'", '"12:30"'),
        ("'1.2.3'", '"1.2.3"'),
        ("'2024-01-01'", '"2024-01-01"'),
        ("'+a'", '"+a"'),
        ("'.5'", '".5"'),
        ("'./a'", '"./a"'),
        ("'on'", '"on"'),
        ("'Y'", '"Y"'),
        ("'NULL'", '"NULL"'),
        ("'~'", '"~"'),
        ("''", '""'),
        ("' a'", '" a"'),
        ("'a:'", '"a:"'),
        ("'a: b'", '"a: b"'),
        ("'a #b'", '"a #b"'),
        ("'a:b#c'", "a:b#c"),
        ("'a\"b'", 'a"b'),
        ("'- \"b'", "'- \"b'"),
        ("': \\d'", "': \\d'"),
        ('"a\\tb"', '"a\\tb"'),
        ('"\\u00e9"', '"\\u00e9"'),
        ("'é'", "é"),
        ("'日本'", '"日本"'),
        ("'a\xa0b'", "'a\xa0b'"),
        ("'---'", '"---"'),
        ("'<<'", '"<<"'),
        ("[ 'a' , 'b,c', 'd:e', 'f?', '*g' ]", '[a, "b,c", "d:e", "f?", "*g"]'),
        ("'${{ matrix.a }}'", "${{ matrix.a }}"),
        ("['${a}']", '["${a}"]'),
        ("on", "on"),
        ("012", "012"),
        ("3.10", "3.10"),
        ("1_000", "1_000"),
    ],
)
def test_quotes(before, after):
    check(f"x-a: {before}\n", f"x-a: {after}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|\n     a\n       b\n\n     c\n\n\n", "|\n    a\n      b\n\n    c\n"),
        ("|+\n   a\n\n\n", "|+\n    a\n\n\n"),
        (">-\n   a\n   b\n     # c\n\n   d\n", ">-\n    a\n    b\n      # c\n\n    d\n"),
        ("|1\n    a\n   b\n", "|2\n     a\n    b\n"),
        ("|2-  # c\n       a\n", "|2-  # c\n       a\n"),
        ("|1\n   \ta\n", "|2\n    \ta\n"),
        ("|\n   a", "|-\n    a\n"),
        ("|+\n   a", "|-\n    a\n"),
        ("|\n", "|\n"),
        ("|+\n\n\n", "|+\n\n\n"),
        ("a\n    b\n\n    c # d\n", "a\n    b\n\n    c  # d\n"),
        ('"a  \n  b\\\n     c\\ \n d"\n', '"a\n    b\\\n    c\\ \n    d"\n'),
    ],
)
def test_texts_of_several_lines(before, after):
    check(f"x-a:\n  b: {before}", f"x-a:\n  b: {after}")


def test_a_text_that_keeps_its_breaks_gets_no_more_of_them_when_it_moves():
    check("jobs: 1\n\nname: |+\n  x\n\n", "name: |+\n  x\n\njobs: 1\n")
    check("name: 1\n\njobs: 1\n\nversion: |+\n  x\n", "version: |+\n  x\nname: 1\n\njobs: 1\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # above, beside, at the end of a block
            """\
jobs: # 1
  a:
    # 2
    steps: # 3
    - script: x # 4
      # 5
    # 6
    timeout: 1 # 7
    # 8
  # 9
# 10
""",
            """\
jobs:  # 1
  a:
    # 6
    timeout: 1  # 7
    # 2
    steps:  # 3
      - script: x  # 4
        # 5
    # 8
  # 9
# 10
""",
        ),
        (  # between items
            "x-a:\n# 1\n- b\n\n# 2\n\n- c\n  # 3\n# 4\n",
            "x-a:\n  # 1\n  - b\n\n  # 2\n\n  - c\n  # 3\n# 4\n",
        ),
        (  # in brackets
            "x-a: [ # 1\n  b, # 2\n  # 3\n  c # 4\n  , # 5\n  {d: e, # 6\n  } # 7\n  # 8\n] # 9\n",
            "# 1\nx-a:  # 9\n  - b  # 2\n  # 3\n  - c  # 4\n  # 5\n  # 7\n  - d: e  # 6\n  # 8\n",
        ),
        ("x-a: # 1\n  # 2\n  b\n", "# 2\nx-a: b  # 1\n"),
        ("x-a:\n  # 1\n  b # 2\n", "# 1\nx-a: b  # 2\n"),
        ("x-a: # 1\nx-b:\n# 2\nx-c: 3\n", "x-a:  # 1\nx-b:\n# 2\nx-c: 3\n"),
        ("x-a: &b # 1\n  # 2\n  c: 1\n", "x-a: &b  # 1\n  # 2\n  c: 1\n"),
        ("x-a:\n- # 1\n  b: 1\n", "x-a:\n  # 1\n  - b: 1\n"),
        ('x-a: [b: c, "d":# 1\n]\n', "x-a:\n  - {b: c}\n  - d:  # 1\n"),
        ("x-a:\n-\n- # 1\n\n  b: 1\n", "x-a:\n  -\n  # 1\n\n  - b: 1\n"),
        ("x-a: { # 1\n # 2\n} # 3\n", "# 1\n# 2\nx-a: {}  # 3\n"),
        (
            "jobs:\n  a:\n    steps:\n    - script: x\n      # 1\n      name: y\n",
            "jobs:\n  a:\n    steps:\n      # 1\n      - name: y\n        script: x\n",
        ),
        ("name: x#1\nx-a: 'b'#2\n", "name: x#1\nx-a: b  #2\n"),
        ("# é 漢 𝄞  \nname: x # ü\n", "# é 漢 𝄞\nname: x  # ü\n"),
    ],
)
def test_comments(before, after):
    check(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# head\nname: x\nversion: 1\n", "# head\nversion: 1\nname: x\n"),
        ("# head\n\nname: x\nversion: 1\n", "# head\n\nversion: 1\nname: x\n"),
        ("# head\n\n# name\nname: x\nversion: 1\n", "# head\n\nversion: 1\n# name\nname: x\n"),
        (
            "# head\n# pipec: ignore[PC301]\nname: x\nversion: 1\n",
            "# head\nversion: 1\n# pipec: ignore[PC301]\nname: x\n",
        ),
        ("name: x\nversion: 1\n\njobs: {}\n", "version: 1\nname: x\n\njobs: {}\n"),
        ("name: x\n\nversion: 1\njobs: {}\n", "version: 1\n\nname: x\njobs: {}\n"),
        (
            "jobs:\n  a: 1\n\ninclude: []\nname: x\nversion: 1\n",
            "version: 1\nname: x\n\ninclude: []\n\njobs:\n  a: 1\n",
        ),
        ("x-a: 1\nname: x\nx-b: 2\nversion: 1\nx-c: 3\n", "x-a: 1\nversion: 1\nx-c: 3\nname: x\nx-b: 2\n"),
        ("jobs:\n  a: {steps: 1, unknown: 2, timeout: 3}\n", "jobs:\n  a: {timeout: 3, steps: 1, unknown: 2}\n"),
        ("jobs:\n  b: 1\n  a: 2\nglobal_env: {B: 1, A: 2}\n", "global_env: {B: 1, A: 2}\njobs:\n  b: 1\n  a: 2\n"),
        (
            "jobs: {a: {matrix: {fail_fast: true, z: [1], include: [], a: [1]}}}\n",
            "jobs: {a: {matrix: {z: [1], a: [1], include: [], fail_fast: true}}}\n",
        ),
        (
            "jobs: {a: {steps: [{with: {url: a, method: b, body: {z: 1, a: 2}}, action: http_request}]}}\n",
            "jobs: {a: {steps: [{action: http_request, with: {url: a, method: b, body: {z: 1, a: 2}}}]}}\n",
        ),
        (
            "jobs: {a: {steps: [{with: {method: b, url: a}, action: http_request}]}}\n",
            "jobs: {a: {steps: [{action: http_request, with: {method: b, url: a}}]}}\n",
        ),
        (
            "environments: {e: {target: {directory: /a, hosts: [local]}, runner: compose}}\n",
            "environments: {e: {runner: compose, target: {hosts: [local], directory: /a}}}\n",
        ),
        ("x-a: {version: 1, name: 2}\n", "x-a: {version: 1, name: 2}\n"),
    ],
)
def test_the_order_of_keys(before, after):
    check(before, after)


def test_an_anchor_stays_before_its_alias():
    kept = "jobs:\n  a:\n    steps: &s\n      - script: x\n    environment: *s\n"
    check(kept, kept)
    check("jobs: &a {}\nname: &b x\nversion: *b\n", "jobs: &a {}\nname: &b x\nversion: *b\n")
    check("x-a: &a 1\nname: *a\nx-b: &a 2\nversion: *a\n", "x-a: &a 1\nname: *a\nx-b: &a 2\nversion: *a\n")
    check(
        "jobs: {a: *j}\n" if False else "x-j: &j {}\njobs: {a: *j}\nversion: 1\n",
        "x-j: &j {}\nversion: 1\njobs: {a: *j}\n",
    )


def test_a_merge_comes_first():
    text = "x-s: &s {name: a}\njobs:\n  a:\n    steps:\n      - script: x\n        <<: *s\n"
    check(text, text.replace("- script: x\n        <<: *s", "- <<: *s\n        script: x"))
    names = "x-e: &e {A: 1}\njobs:\n  a:\n    environment:\n      B: 2\n      <<: *e\n      C: 3\n"
    check(names, names)


@pytest.mark.parametrize("place", ["above", "beside"])
def test_what_an_ignore_comment_points_at_stays_on_its_line(place):
    comment, line = "# pipec: ignore[PC101]", f"x-a: [{LONG}, {LONG}]"
    text = f"{comment}\n{line}\n" if place == "above" else f"{line}  {comment}\n"
    check(text, text)


def test_line_ends():
    assert formatted("name: |\r\n  a\r\n  b\r\nversion: 1\r\n") == "version: 1\r\nname: |\r\n  a\r\n  b\r\n"
    assert formatted("name: x\r\nversion: 1\n") == "version: 1\r\nname: x\r\n"
    assert formatted("name: x\nversion: 1\r\n") == "version: 1\nname: x\n"
    assert formatted("name: x # c\rversion: 1\r") == "version: 1\nname: x  # c\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "PC027"),
        ("# c\n", "PC027"),
        ("jobs: [\n", "PC013"),
        ("a: 1\na: 2\n", "PC020"),
        ("a: !foo 1\n", "PC025"),
        ("a: *b\n", "PC022"),
        ("a: 1\n---\nb: 2\n", "PC026"),
        ("a: \x1b\n", "PC003"),
        ("text\n", "PC102"),
        ("- a\n", "PC102"),
        ("{{ a }}: 1\n", "PC021"),
    ],
)
def test_what_does_not_load_has_no_layout(text, code):
    result = format_source(Source("pipeline.yaml", text))
    assert isinstance(result, Unformatted)
    assert code in {item.code for item in result.diagnostics}


def test_mistakes_that_are_not_of_yaml_do_not_matter():
    check("version: 2\nglob_env: on\njobs: {a: }\n", "version: 2\nglob_env: on\njobs: {a}\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("x", "y"),
        lambda text: text.replace('"5"', "5"),
        lambda text: text.replace("  # c", ""),
        lambda text: text.replace("b: 1\n  a: 2", "a: 2\n  b: 1"),
        lambda text: text.replace("&r ", ""),
        lambda text: text.replace("[1, 2]", "[2, 1]"),
        lambda text: text.replace("*r", "2"),
        lambda text: text + "z: 1\n",
        lambda text: text + "[",
    ],
)
def test_a_layout_that_says_something_else_is_refused(monkeypatch, change):
    text = 'name:  x  # c\nx-r: &r 2\nx-n: "5"\nx-l: [1, 2]\nx-m: *r\njobs:\n  b: 1\n  a: 2\n'
    write = layout.write_document
    assert formatted(text)
    monkeypatch.setattr(layout, "write_document", lambda document: change(write(document)))
    with pytest.raises(MeaningChangedError):
        format_source(Source("pipeline.yaml", text))
