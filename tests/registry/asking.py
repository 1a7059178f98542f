"""Asking as the command does, with short waits."""

import os

from runtime.registry import RegistryFault, Settings, ask_all
from runtime.registry.client import Found
from runtime.registry.resolve import Answered, Question


def settings(**changes) -> Settings:
    return Settings(first_delay=0.01, environment=dict(os.environ))._replace(**changes)


def ask(*references: str, **changes) -> Answered:
    return ask_all({each: Question(each) for each in references}, settings(**changes))


def found(reference: str, **changes) -> Found:
    answer = ask(reference, **changes).answers[reference]
    assert isinstance(answer, Found), str(answer)
    return answer


def fault(reference: str, **changes) -> RegistryFault:
    answer = ask(reference, **changes).answers[reference]
    assert isinstance(answer, RegistryFault), answer
    return answer
