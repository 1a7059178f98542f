"""A job's steps as they run: the user's, and those that fetch and keep artifacts of a chain, wait, and deploy."""

from collections.abc import Iterator
from shlex import join

from ...ir.expression.syntax import Call
from ...ir.job import Action, Argument, ArgumentMap, Artifact, Input, Job, Service, Step
from ...ir.plan import Plan
from ...ir.values import Image, Secret, Text, Variable
from ..commands import check_bundle, deploy
from ..profile import Profile
from ..shim.describe import argument_texts
from . import names
from .artifacts import fetching, keeping

CHECK = "pipec-check"
DEPLOY = "pipec-deploy"


def run_steps(plan: Plan, job: Job, chain: tuple[Job, ...], profile: Profile) -> Job:
    """Return the job with all the steps that its workflow runs for it."""
    if job.deploy is not None:
        return job._replace(steps=tuple(_deployment(plan, job, profile)))
    image = next((step.image for step in job.steps if step.image is not None), _own_image(profile))
    later = chain[chain.index(job) + 1 :]
    wanted = {item.artifact for other in later for item in other.inputs if item.job == job.id}
    return job._replace(
        steps=(
            *(_waiting(service, profile) for service in job.services if _is_awaited(service, profile)),
            *(_fetch(item, chain, image) for item in job.inputs),
            *job.steps,
            *(_keep(job, artifact, image) for artifact in job.artifacts if artifact.name in wanted),
        )
    )


def secrets_of(plan: Plan, job: Job) -> tuple[str, ...]:
    """Return the secrets that a job's steps and services are given, in the order in which they stand."""
    owned = [step.environment for step in job.steps]
    owned += [argument_texts(step) for step in job.steps]
    owned += [service.environment for service in job.services]
    texts = [each.value for variables in (*owned, _sources(plan, job)) for each in variables]
    return tuple(dict.fromkeys(part.name for text in texts for part in text.parts if isinstance(part, Secret)))


def _own_image(profile: Profile) -> Image | None:
    return Image(profile.pipec_image) if profile.pipec_image else None


def _is_awaited(service: Service, profile: Profile) -> bool:
    check = service.health_check
    return check is not None and check.type != "command" and bool(profile.pipec_image)


def _waiting(service: Service, profile: Profile) -> Step:
    check = service.health_check
    if check is None:
        raise ValueError(f"service {service.name} has no health check")
    port = check.port or next(iter(service.ports), None)
    given: list[tuple[str, Argument]] = [("type", _text(check.type)), ("host", _text(service.name)), ("port", port)]
    if check.type == "http":
        given += [("path", _text(check.path)), ("expected_status", check.expected_status)]
        if check.expected_body is not None:
            given.append(("expected_body", _text(check.expected_body)))
    for name in ("timeout", "interval", "retries", "start_period", "success_threshold", "failure_threshold"):
        given.append((name, getattr(check, name)))
    action = Action("health_check", ArgumentMap(tuple(given)))
    identifier = f"{names.SERVICES}-{service.name.lower().replace('_', '-')}"
    return Step(identifier, identifier, action=action, image=_own_image(profile), origin=check.origin)


def _text(text: str) -> Text:
    return Text((text,)) if text else Text()


def _keep(job: Job, artifact: Artifact, image: Image | None) -> Step:
    endings = {"failure": Call("failure", ()), "always": Call("always", ())}
    identifier = f"pipec-keep-{artifact.name.lower().replace('_', '-')}"
    condition = endings.get(artifact.when)
    return Step(
        identifier, identifier, keeping(job, artifact), image=image, conditional=condition, origin=artifact.origin
    )


def _fetch(item: Input, chain: tuple[Job, ...], image: Image | None) -> Step:
    producer = next(job for job in chain if job.id == item.job)
    identifier = f"pipec-fetch-{item.job}-{item.artifact}".lower().replace("_", "-")
    return Step(identifier, identifier, fetching(item, producer), image=image, origin=item.origin)


def _deployment(plan: Plan, job: Job, profile: Profile) -> Iterator[Step]:
    if job.deploy is None:
        raise ValueError(f"job {job.id} deploys nothing")
    image, origin = _own_image(profile), job.deploy.origin
    yield Step(CHECK, CHECK, f"{join(check_bundle(plan, profile))}\n", image=image, origin=origin)
    script = f"{join(deploy(plan, job, profile))}\n"
    yield Step(DEPLOY, DEPLOY, script, image=image, environment=_sources(plan, job), timeout=job.timeout, origin=origin)


def _sources(plan: Plan, job: Job) -> tuple[Variable, ...]:
    if job.deploy is None:
        return ()
    environment = plan.environment(job.deploy.environment)
    named = {source.locator: source.name for source in environment.secrets if source.kind == "env"}
    named |= {name: name for name in job.secrets if name not in named}
    return tuple(Variable(name, Text((Secret(secret),))) for name, secret in sorted(named.items()))
