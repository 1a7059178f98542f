"""Executors by the word of `--executor`."""

import subprocess
import sys
from pathlib import Path

import pytest

from runtime.executors.registry import EXECUTORS


def test_the_process_executor_is_the_default():
    assert next(iter(EXECUTORS)) == "process"


@pytest.mark.parametrize("word", EXECUTORS)
def test_a_word_is_the_name_of_its_executor(word):
    assert EXECUTORS[word](Path("/nowhere")).name == word


def test_the_words_are_known_without_the_executors():
    program = (
        "import sys, runtime.executors.registry;"
        "print([name for name in sys.modules if name.startswith(('runtime.executors.', 'asyncio', 'docker'))])"
    )
    root = Path(__file__).parents[3]
    told = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['runtime.executors.base', 'runtime.executors.registry']"
