"""Files that nobody writes on purpose: damaged, deep, long; with every character, as other readers read them."""

import json
from io import StringIO
from random import Random
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from compiler.layout import format_source
from compiler.source import Source
from tests.layout.mangling import Mangler
from tests.layout.test_meaning import PIPELINES, read

PIECES = [
    *(
        "#c ",
        "# c",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "- ",
        "? ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!!str ",
        "|",
    ),
    *("|+\n", ">-\n  ", "'", '"', "\\", "<<: ", "x-a:", "é", "\r\n", "\r", "---\n", "...\n", "~", "|2\n", " #", "-\n"),
]


def damage(text, random):
    """Return a text with pieces put in, taken out and moved."""
    for _ in range(random.randint(1, 4)):
        at, other = random.randrange(len(text) + 1), random.randrange(len(text) + 1)
        way = random.random()
        if way < 0.6:
            text = text[:at] + random.choice(PIECES) + text[at:]
        elif way < 0.8:
            text = text[:at] + text[at + random.randint(1, 4) :]
        else:
            text = text[:at] + text[other : other + random.randint(1, 30)] + text[at:]
    return text


def check_damaged(path, seed):
    """Damage a pipeline; whatever loads has a layout, which is a fixed point."""
    random = Random(seed)
    text = read(path)
    if random.random() < 0.5:
        text = Mangler(random).mangle(text)
    result = format_source(Source("pipeline.yaml", damage(text, random)))
    if isinstance(result, str):
        assert format_source(Source("pipeline.yaml", result)) == result


@settings(deadline=None, max_examples=100)
@given(path=st.sampled_from(PIPELINES), seed=st.integers(0, 10**9))
def test_damaged_files(path, seed):
    check_damaged(path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.parent.name)
def test_many_damaged_files(path):
    for seed in range(300):
        check_damaged(path, seed)


TEXTS = st.text(max_size=12) | st.text("abnyo01.:-#,[]{}'\"\\ ~=<|>&*!?%@`_/+eExX\n\té", max_size=9)


@settings(deadline=None, max_examples=100)
@given(text=TEXTS.filter(str.isprintable), flow=st.booleans(), single=st.booleans())
def test_every_reader_reads_the_same_text(text, flow, single):
    quoted = "'" + text.replace("'", "''") + "'" if single else json.dumps(text, ensure_ascii=False)
    source = f"x-a: {{b: {quoted}}}\n" if flow else f"x-a:\n  b: {quoted}\n"
    result = format_source(Source("pipeline.yaml", source))
    assert isinstance(result, str)
    assert yaml.safe_load(result) == {"x-a": {"b": text}}, "YAML 1.1"
    assert YAML(typ="safe", pure=True).load(StringIO(result)) == {"x-a": {"b": text}}, "YAML 1.2"


@pytest.mark.parametrize("flow", [True, False])
def test_the_deepest_file(flow):
    depth = 97
    if flow:
        text = f"x-a: {'[' * depth}a{']' * depth}\n"
    else:
        text = "x-a:\n" + "".join(f"{' ' * level}k:\n" for level in range(1, depth)) + f"{' ' * depth}k: v\n"
    result = format_source(Source("pipeline.yaml", text))
    assert isinstance(result, str)
    assert yaml.safe_load(result) == yaml.safe_load(text)


@pytest.mark.slow
def test_a_long_file_takes_as_long_as_it_is():
    def seconds(count):
        job = "  j{}:\n    # c\n    steps:\n    - {{script: make, name: a}}\n    timeout: 5m\n"
        text = "version: 1\njobs:\n" + "".join(map(job.format, range(count)))
        start = process_time()
        assert isinstance(format_source(Source("pipeline.yaml", text)), str)
        return process_time() - start

    seconds(10)
    assert min(seconds(1600) for _ in range(3)) < 12 * min(seconds(400) for _ in range(3))
