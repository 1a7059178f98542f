"""Slots, and the limits of matrices."""

from compiler.ir.job import Job, Matrix
from runtime.scheduling.queue import ReadyQueue


def instances(name, count, most=None):
    return [Job(f"{name}-{n}", name, matrix=Matrix((("n", str(n)),), max_parallel=most)) for n in range(count)]


def take_all(queue):
    taken = []
    while (job := queue.take()) is not None:
        taken.append(job)
    return taken


def test_no_more_than_the_slots_run():
    queue = ReadyQueue(2)
    for job in instances("a", 3):
        queue.add(job)
    first, second = take_all(queue)
    assert queue.free == 0
    queue.give_back(first)
    assert [job.id for job in take_all(queue)] == ["a-2"]
    assert second.id == "a-1"


def test_no_more_instances_than_the_matrix_allows_and_others_pass_them():
    queue = ReadyQueue(5)
    for job in (*instances("a", 3, most=1), *instances("b", 2)):
        queue.add(job)
    taken = take_all(queue)
    assert [job.id for job in taken] == ["a-0", "b-0", "b-1"]
    assert len(queue) == 2
    queue.give_back(taken[0])
    assert [job.id for job in take_all(queue)] == ["a-1"]


def test_what_is_removed_is_gone_wherever_it_stood():
    queue = ReadyQueue(1)
    for job in (*instances("a", 3, most=1), *instances("b", 1)):
        queue.add(job)
    take_all(queue)
    assert {job.id for job in queue.remove(["a-1", "b-0"])} == {"a-1", "b-0"}
    assert [job.id for job in queue.remove()] == ["a-2"]
    assert len(queue) == 0
