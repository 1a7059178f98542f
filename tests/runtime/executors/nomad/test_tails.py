"""Logs read as they grow, and full files that Nomad removes meanwhile."""

import asyncio
import random

import pytest

from runtime.executors.nomad.failures import NomadMissingError
from runtime.executors.nomad.reading import Entry
from runtime.executors.nomad.tails import Tails


class Node:
    """The log files of a task as a client keeps them: a new one when one is full, the oldest removed."""

    def __init__(self, kept=2, size=10):
        self.kept, self.size = kept, size
        self.files = {0: b""}

    def write(self, data):
        for at in range(len(data)):
            newest = max(self.files)
            if len(self.files[newest]) == self.size:
                newest += 1
                self.files[newest] = b""
                self.files = {number: text for number, text in self.files.items() if number > newest - self.kept}
            self.files[newest] += data[at : at + 1]

    async def entries(self, *_):
        return [Entry(f"t.stdout.{number}", "-rw-r--r--", len(text)) for number, text in self.files.items()]

    async def part(self, _, path, __, offset, limit):
        number = int(path.rpartition(".")[2])
        if number not in self.files:
            raise NomadMissingError(path)
        return self.files[number][offset : offset + limit]


class Taken:
    def __init__(self):
        self.data, self.losses = b"", 0

    def take(self, task, stream, data):
        assert (task, stream) == ("t", "stdout")
        self.data += data

    def lost(self, *_):
        self.losses += 1


@pytest.mark.parametrize("seed", range(20))
def test_all_is_read_that_is_not_removed(seed):
    random_, node, taken = random.Random(seed), Node(), Taken()
    tails, whole = Tails(node, "a", "", taken), b""
    for _ in range(200):
        data = bytes(random_.choices(b"abc\n", k=random_.randrange(8)))
        node.write(data)
        whole += data
        asyncio.run(tails.read())
    assert taken.data == whole
    assert taken.losses == 0
    assert tails.missed == {}


def test_what_was_removed_is_counted():
    node, taken = Node(), Taken()
    tails = Tails(node, "a", "", taken)
    node.write(b"0123456789" * 5 + b"end")
    assert asyncio.run(tails.read())
    assert taken.data == b"0123456789end"
    assert taken.losses == 1
    assert tails.missed == {("t", "stdout"): 4}
    assert not asyncio.run(tails.read())


def test_a_file_that_is_removed_between_looking_and_reading_is_not_passed_over():
    node, taken = Node(), Taken()
    tails = Tails(node, "a", "", taken)
    node.write(b"0123456789")
    seen = asyncio.run(node.entries())

    async def before(*_):
        return seen

    node.write(b"abcdefghijklmnopqrst")
    real, node.entries = node.entries, before
    asyncio.run(tails.read())
    node.entries = real
    asyncio.run(tails.read())
    assert tails.missed == {("t", "stdout"): 1}
    assert taken.data == b"abcdefghijklmnopqrst"
