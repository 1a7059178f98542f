"""Answers and silences of Nomad as faults, and how long it is asked again."""

import asyncio

import pytest

from runtime.errors import ExecutorError
from runtime.executors.nomad import failures
from runtime.executors.nomad.failures import (
    NomadGoneError,
    NomadMissingError,
    NomadNodeError,
    answered,
    as_list,
    as_object,
    patiently,
    read_json,
)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (404, "job not found", NomadMissingError),
        (404, "Unknown node", NomadNodeError),
        (500, "No path to node", NomadNodeError),
        (500, "No cluster leader", NomadGoneError),
        (500, "rpc error: EOF", NomadGoneError),
        (429, "", NomadGoneError),
        (502, "<html>", NomadGoneError),
        (503, "", NomadGoneError),
    ],
)
def test_answers_that_pass_are_told_from_those_that_stay(status, text, kind):
    assert type(answered(status, text, "it cannot be done")) is kind


def test_what_is_refused_says_what_is_needed():
    for status in (401, 403):
        fault = answered(status, "Permission denied", "the job `a` cannot be registered")
        assert "submit-job" in fault.help
        assert fault.failure_class == "configuration"
    fault = answered(500, "job validation failed", "the job `a` cannot be registered")
    assert not isinstance(fault, NomadGoneError)
    assert "job validation failed" in str(fault)


def test_answers_of_another_shape_are_asked_for_again():
    assert as_object({"A": 1}, "x", "A") == {"A": 1}
    assert as_list(None, "x", "A") == []
    for wrong in (None, [], {}, "text", 1):
        with pytest.raises(NomadGoneError):
            as_object(wrong, "x", "A")
    for wrong in ({}, "text", [None], [{}]):
        with pytest.raises(NomadGoneError):
            as_list(wrong, "x", "A")
    for torn in ("", "{", "<html>"):
        with pytest.raises(NomadGoneError):
            read_json(torn, "x")


def test_it_is_asked_again_and_told_once(monkeypatch):
    told, calls = [], 0

    async def no_time(_):
        return None

    async def operation():
        nonlocal calls
        calls += 1
        if calls < 4:
            raise NomadGoneError("gone")
        return "here"

    monkeypatch.setattr(failures.asyncio, "sleep", no_time)
    assert asyncio.run(patiently(operation, told.append)) == "here"
    assert told == ["gone; it is asked again"]


def test_patience_ends_and_other_faults_are_not_asked_again():
    async def gone():
        raise NomadGoneError("gone")

    async def refused():
        raise ExecutorError("no")

    with pytest.raises(NomadGoneError):
        asyncio.run(patiently(gone, lambda _: None, 0.1))
    with pytest.raises(ExecutorError, match="no"):
        asyncio.run(patiently(refused, lambda _: None))
