"""Components are edited, added, removed and renamed, in the release and its environments."""

from compiler.ir.release import Component, ComponentSecret, Port, Route, Volume
from compiler.ir.values import HealthCheck, Resources, Variable
from tests.review.core import speaking

from .fragments import fresh, image, number, replaced, text
from .inside import in_component
from .registry import mutation


@in_component
def component_image(random, component):
    return component._replace(image=image(random), artifact=None) if component.image is not None else None


@in_component
def component_replicas(random, component):
    return component._replace(replicas=number(random))


@in_component
def component_command(random, component):
    return component._replace(command=(*component.command, fresh(random, "--")))


@in_component
def component_variable(random, component):
    return component._replace(environment=(*component.environment, Variable(fresh(random, "V"), text(random))))


@in_component
def component_secret(random, component):
    return component._replace(secrets=(*component.secrets, ComponentSecret(fresh(random, "S"), env="S")))


@in_component
def component_port(random, component):
    return component._replace(ports=(*component.ports, Port(fresh(random, "p"), number(random))))


@in_component
def component_resources(random, component):
    return component._replace(resources=component.resources._replace(cpu=number(random)))


@in_component
def component_volume(random, component):
    return component._replace(volumes=(*component.volumes, Volume(fresh(random, "v"), fresh(random, "/"))))


@in_component
def component_route(random, component):
    return component._replace(routes=(*component.routes, Route(fresh(random, "host"))))


@in_component
def route_changed(random, component):
    rows = component.routes
    return (
        component._replace(routes=replaced(rows, random.randrange(len(rows)), path=fresh(random, "/")))
        if rows
        else None
    )


@in_component
def component_check(random, component):
    check = component.health_check
    if check is None:
        return component._replace(health_check=HealthCheck("tcp", number(random)))
    return component._replace(health_check=check._replace(retries=number(random, check.retries)))


@in_component
def component_label(random, component):
    return component._replace(labels=(*component.labels, (fresh(random, "l"), "x")))


@mutation
def component_added(random, plan):
    if not plan.components:
        return None
    new = Component(fresh(random, "c"), image(random), resources=Resources(memory=number(random)))
    names = {each.name for each in plan.components}

    def deploying(job):
        if job.deploy is None or not names <= set(job.deploy.components):
            return job
        return job._replace(deploy=job.deploy._replace(components=(*job.deploy.components, new.name)))

    return plan._replace(
        components=(*plan.components, new),
        environments=tuple(
            each._replace(components=(*each.components, new._replace(replicas=number(random))))
            for each in plan.environments
        ),
        jobs=tuple(map(deploying, plan.jobs)),
    )


@mutation
def component_removed(random, plan):
    if len(plan.components) < 2:
        return None
    gone = random.choice(plan.components).name

    def less(rows):
        return tuple(
            each._replace(depends_on=tuple(name for name in each.depends_on if name != gone))
            for each in rows
            if each.name != gone
        )

    def deploying(job):
        if job.deploy is None:
            return job
        listed = tuple(name for name in job.deploy.components if name != gone)
        return job._replace(deploy=job.deploy._replace(components=listed))

    return plan._replace(
        components=less(plan.components),
        environments=tuple(each._replace(components=less(each.components)) for each in plan.environments),
        jobs=tuple(map(deploying, plan.jobs)),
    )


@mutation
def component_renamed(random, plan):
    if not plan.components:
        return None
    return speaking.rename_component(plan, random.choice(plan.components).name, fresh(random, "c"))
