import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.nomad.decode import file_value, variables
from compiler.backends.nomad.templates import environment, file, fits, variable, variable_item
from tests.backends.nomad.models import envparse, render

AWKWARD = [
    "${X}",
    "$${X}",
    "$$",
    "$$$${",
    "%{if}",
    "%%{x}",
    "{{.Names}}",
    "<|",
    "|>",
    "<1|",
    "<|x|>",
    '"',
    "'",
    "\\",
    "#",
]
AWKWARD += [
    ": ",
    "\t",
    " \n",
    "\r\n",
    "\n",
    "é",
    "e\u0301",
    "😀",
    "\u2028",
    "\x01",
    "\x7f",
    "EOT\n",
    "<",
    "=",
    "\\u0041",
]
TEXT = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(codec="utf-8"), max_size=4)), max_size=8)
TEXTS = TEXT.map("".join)
NO_NUL = TEXTS.map(lambda text: text.replace("\0", ""))


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_a_file_is_rendered_with_exactly_its_text(text):
    template = file((text,), "local/x")

    assert render(template) == text
    assert "".join(file_value(template)) == text


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_nothing_in_a_template_is_normalized_or_unescaped_twice_by_hcl(text):
    from unicodedata import is_normalized

    body = file((text,), "local/x")["EmbeddedTmpl"]

    assert is_normalized("NFC", body)
    assert "$${" not in body
    assert "%%{" not in body


@given(st.dictionaries(st.sampled_from(["A", "B_1", "_c", "D"]), NO_NUL))
@settings(deadline=None, max_examples=300)
def test_variables_reach_the_task_as_they_are(values):
    texts = environment([(name, (value,)) for name, value in values.items()], "secrets/e", "noop")

    found = dict(texts.env)
    for template in texts.templates:
        found |= envparse(render(template))
        assert variables(template) == {name: (value,) for name, value in values.items() if value}
    assert found == values


@given(NO_NUL, NO_NUL, NO_NUL)
@settings(deadline=None, max_examples=200)
def test_a_secret_inside_a_text_keeps_both(before, secret, after):
    item = variable_item("nomad/jobs/x", "token")
    texts = environment([("A", (before, item, after))], "secrets/e", "noop")

    found = texts.env | envparse(render(texts.templates[0], {"nomad/jobs/x": {"token": secret}}))

    assert found == {"A": before + secret + after}


def test_a_secret_with_a_dash_in_its_name_is_found_and_a_missing_one_is_not_empty():
    item = variable_item("nomad/jobs/x", "api-token")
    template = file((item,), "secrets/t", "0400")

    assert render(template, {"nomad/jobs/x": {"api-token": "s3cret"}}) == "s3cret"
    with pytest.raises(KeyError, match="__missing__"):
        render(template, {"nomad/jobs/x": {"other": "s3cret"}})


def test_the_items_value_is_printed_not_the_item_whose_json_is_gos_quoting():
    assert ".token.Value | toJSON" in variable_item("p", "token").quoted
    assert '(index . "a-b").Value | toJSON' in variable_item("p", "a-b").quoted


def test_an_empty_value_stands_in_env_because_envparse_drops_it():
    texts = environment([("EMPTY", ()), ("RUN", (variable("NOMAD_META_RUN"),))], "secrets/e", "noop")

    assert texts.env == {"EMPTY": "", "RUN": ""}
    assert envparse(render(texts.templates[0], env={})) == {}
    assert envparse(render(texts.templates[0], env={"NOMAD_META_RUN": "7"})) == {"RUN": "7"}


def test_a_line_of_64_kib_is_the_last_that_envparse_reads():
    most = 65535 - len('A=""\n')
    assert fits("A", "x" * most)
    assert not fits("A", "x" * (most + 1))
    assert environment([("A", ("x" * 70000,))], "secrets/e", "noop").env == {"A": "x" * 70000}


def test_a_script_of_100_kb_survives():
    text = "echo '${A} {{ .B }} <| 😀' \\\r\n\t# $${C}\n" * 2700

    assert len(text) > 100_000
    assert render(file((text,), "local/x")) == text


def test_delimiters_change_only_where_the_text_holds_them():
    assert file(("a",), "local/x")["LeftDelim"] == "<|"
    assert file(("a <| b <1| c",), "local/x")["LeftDelim"] == "<2|"
