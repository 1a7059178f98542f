"""What a case itself says must happen, and what order its plan demands."""

from collections.abc import Iterator

import yaml

from tests.differential.case import Case
from tests.differential.observed import Observed


def unmet(case: Case, seen: Observed) -> Iterator[str]:
    """Yield what the case expects and did not happen."""
    whole = "endings" not in seen.limits
    if whole and seen.exit_code != case.settings.get("exit", 0):
        yield f"expected exit code {case.settings.get('exit', 0)}, got {seen.exit_code}"
    endings = {name: job.ending for name, job in seen.jobs.items()}
    wanted = case.mapping("jobs")
    if whole and wanted and endings != dict(wanted):
        yield f"expected the endings {dict(wanted)}, got {endings}"
    steps = {f"{name}.{step}": data for name, job in seen.jobs.items() for step, data in job.steps.items()}
    for name, code in case.mapping("exits").items():
        if name not in steps or steps[name].exit_code != code:
            yield f"expected exit code {code} of {name}, got {steps.get(name)}"
    for name, text in case.mapping("says").items():
        if name not in steps or list(steps[name].stdout) != text:
            yield f"expected {name} to write {text}, got {steps.get(name)}"


def disorder(case: Case, seen: Observed) -> Iterator[str]:
    """Yield each job that began before one that it waits for had ended."""
    jobs = yaml.safe_load(case.text)["jobs"]
    for name, job in jobs.items():
        inputs = [each if isinstance(each, str) else each["artifact"] for each in job.get("inputs", ())]
        for before in {*job.get("depends_on", ()), *(each.partition(".")[0] for each in inputs)}:
            yield from _disorder(_instances(before, seen), _instances(name, seen), seen)


def _disorder(before: list[str], after: list[str], seen: Observed) -> Iterator[str]:
    for one in before:
        for two in after:
            ended, began = seen.jobs[one].ended, seen.jobs[two].began
            if ended and began and began < ended - 0.001:
                yield f"{two} began {ended - began:.3f} s before {one} had ended"


def _instances(job: str, seen: Observed) -> list[str]:
    return [name for name in seen.jobs if name == job or name.startswith(f"{job}-")]
