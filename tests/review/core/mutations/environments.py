"""Environments are edited, added and renamed."""

from compiler.ir.release import Environment, SecretSource
from tests.review.core import speaking

from .fragments import approval, fresh, inserted, number, replaced
from .inside import in_environment
from .registry import mutation


@in_environment
def environment_target(random, environment):
    return environment._replace(target=environment.target._replace(region=fresh(random, "r")))


@in_environment
def environment_hosts(random, environment):
    return environment._replace(target=environment.target._replace(hosts=(fresh(random, "ssh://a@h"),)))


@in_environment
def environment_router(random, environment):
    return environment._replace(router="haproxy" if environment.router != "haproxy" else None)


@in_environment
def environment_approval(random, environment):
    return environment._replace(approval=None if environment.approval else approval(random))


@in_environment
def environment_secret(random, environment):
    source = SecretSource(fresh(random, "S"), "env", "S")
    return environment._replace(secrets=inserted(random, environment.secrets, source))


@in_environment
def environment_source(random, environment):
    rows = environment.secrets
    at = random.randrange(len(rows)) if rows else 0
    return environment._replace(secrets=replaced(rows, at, locator=fresh(random, "L"))) if rows else None


@in_environment
def override(random, environment):
    rows = environment.components
    at = random.randrange(len(rows)) if rows else 0
    return environment._replace(components=replaced(rows, at, replicas=number(random))) if rows else None


@mutation
def environment_added(random, plan):
    if not plan.environments:
        return None
    new = Environment(fresh(random, "e"), "nomad", components=plan.components)
    return plan._replace(environments=(*plan.environments, new))


@mutation
def environment_renamed(random, plan):
    if not plan.environments:
        return None
    return speaking.rename_environment(plan, random.choice(plan.environments).name, fresh(random, "e"))
