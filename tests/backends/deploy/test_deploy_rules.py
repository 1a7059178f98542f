import importlib

import pytest

from compiler.backends.deploy import BACKEND
from compiler.backends.deploy.rules import CODES
from compiler.ir.release import (
    AllAtOnce,
    Analysis,
    BlueGreen,
    Canary,
    ComponentSecret,
    Port,
    Rolling,
    Route,
    SecretSource,
    Stage,
    Target,
    Volume,
)
from compiler.ir.values import HealthCheck, Resources, Secret, Text, Variable
from tests.backends.deploy.samples import (
    PROFILE,
    STAGES,
    api,
    at,
    blue_green,
    canary_behind_haproxy,
    environment,
    hosts_behind_nginx,
    image,
    on_host,
    plan,
    variables,
    web,
)


def found(of):
    return [(each.code, each.span) for each in BACKEND.check(of, PROFILE)]


def host(**changes):
    return on_host(web(routes=(), replicas=1, **changes))


def on_hosts(component, strategy=None, router=None, **settings):
    return plan(environment(router=router, components=(component,), **settings), strategy)


def routed(router, *components, strategy=None, **settings):
    return plan(environment("compose", router, components, **settings), strategy)


def two(name, **settings):
    """The environment beside another one."""
    first = environment(router=None, components=(host(),), **settings)
    return plan(first, None, first._replace(name=name, origin=at(700)))


def canary(**settings):
    return Canary(**{"stages": STAGES, "origin": at(310), **settings})


TCP = web(routes=(), ports=(Port("sql", 5432, 5432),), health_check=None)
PUBLISHED = web(routes=(), ports=(Port("http", 8080, 8000),))
MEASURED = Analysis(origin=at(330))
SMALL = (Stage(0.1, 60, origin=at(350)), Stage(0.2, 60, origin=at(360)), Stage(100, origin=at(370)))
VOLUME = Volume("data", "/data", origin=at(80))
TEXT = Variable("TOKEN", Text((Secret("API"),)), at(901))

BAD = [
    ("PC770", at(50), on_hosts(web(routes=(), replicas=1, command=("x",)))),
    ("PC771", at(40), on_hosts(host()._replace(command=()))),
    ("PC772", at(310), routed("nginx", web(), strategy=canary(sticky="cookie"))),
    ("PC772", at(330), routed("nginx", web(), strategy=canary(analysis=(MEASURED,)))),
    ("PC772", at(330), plan(environment("nomad", "nginx"), canary(analysis=(MEASURED,)))),
    ("PC773", at(310), routed(None, web(routes=()), strategy=BlueGreen(origin=at(310)))),
    ("PC773", at(310), on_hosts(host(), Rolling(origin=at(310)))),
    ("PC774", at(310), routed("nginx", web(routes=()), strategy=canary())),
    ("PC775", at(120), on_hosts(host(resources=Resources(disk=1, origin=at(120))))),
    ("PC776", at(360), routed("haproxy", web(), strategy=canary(stages=SMALL))),
    ("PC777", at(200), routed("nginx", PUBLISHED, PUBLISHED._replace(name="api", origin=at(200)))),
    ("PC777", at(200), routed("haproxy", TCP, TCP._replace(name="db", origin=at(200)))),
    ("PC778", at(260), routed("nginx", web(), api(routes=(Route("SHOP.example", "/", origin=at(260)),)))),
    ("PC778", at(200), routed("nginx", web(), web(name="Web", routes=(Route("b.example"),), origin=at(200)))),
    ("PC779", at(700), two("staging")),
    ("PC780", at(901), on_hosts(host(environment=(TEXT,)))),
    (
        "PC780",
        at(530),
        on_hosts(
            host(secrets=(ComponentSecret("DB", env="DB"),)),
            secrets=(SecretSource("DB", "vault", "shop/db", "password", at(530)),),
        ),
    ),
    ("PC781", at(160), routed("nginx", web(routes=(Route("shop example", origin=at(160)),)))),
    ("PC781", at(160), routed("haproxy", web(routes=(Route("x;}", origin=at(160)),)))),
    ("PC781", at(160), routed("nginx", web(routes=(Route(None, "~ ^/", origin=at(160)),)))),
    ("PC781", at(160), routed("haproxy", web(routes=(Route(None, "/a\nb", origin=at(160)),)))),
    ("PC781", at(500), on_hosts(host(), target=Target(directory="/srv/my shop"))),
    ("PC781", at(500), on_hosts(host(), target=Target(directory="/srv/%n"))),
    ("PC781", at(500), on_hosts(host(), target=Target(directory="/tmp/shop"))),
    ("PC781", at(500), on_hosts(host(), target=Target(directory="/var/tmp"))),
    ("PC781", at(80), on_hosts(host(volumes=(Volume("data", "/a:b", origin=at(80)),)))),
    ("PC781", at(900), on_hosts(host(environment=variables(A="a\0b")))),
    ("PC781", at(900), on_hosts(host(environment=variables(A="x" * 131_070)))),
    ("PC781", at(140), routed("haproxy", web(health_check=HealthCheck("http", 8080, "/a b", origin=at(140))))),
    (
        "PC781",
        at(140),
        routed("haproxy", web(health_check=HealthCheck("http", 8080, expected_body="x" * 9000, origin=at(140)))),
    ),
    ("PC782", at(900), on_hosts(host(environment=variables(PORT="8080")))),
    ("PC782", at(900), on_hosts(host(environment=variables(PORT_HTTP="8080")))),
    ("PC705", at(500), routed("haproxy", web(), target=Target(port_range=(20000, 20006)))),
    ("PC708", at(500), routed("haproxy", web(), target=Target(port_range=(32000, 33000)))),
    ("PC708", at(500), routed("nginx", web(), target=Target(port_range=(60999, 61999)))),
    ("PC709", at(80), on_hosts(on_host(web(volumes=(VOLUME,))), AllAtOnce(), "nginx")),
    ("PC783", at(310), routed("haproxy", TCP, strategy=canary(sticky="header"))),
    ("PC784", at(140), routed("nginx", web(health_check=HealthCheck("tcp", 9090, origin=at(140))))),
    ("PC785", at(40), routed("nginx", TCP)),
    ("PC786", at(80), on_hosts(on_host(web(volumes=(VOLUME,))), Rolling(), "nginx")),
    ("PC787", at(40), on_hosts(on_host(web(routes=())))),
    ("PC788", at(160), routed(None, web())),
    ("PC789", at(160), routed("nginx", web(ports=()))),
    ("PC789", at(160), routed("nginx", web(routes=(Route(None, "/", 9999, at(160)),)))),
]

GOOD = {
    "hosts": hosts_behind_nginx(),
    "canary": canary_behind_haproxy(),
    "blue-green": blue_green(),
    "all at once without router": on_hosts(host()),
    "a worker rolls without router": routed(None, web(ports=(), routes=(), health_check=None), strategy=Rolling()),
    "sticky by header on nginx": routed("nginx", web(), strategy=canary(sticky="header")),
    "prometheus on nginx": routed(
        "nginx", web(), strategy=canary(analysis=(Analysis("prometheus", query="q", url="http://p"),))
    ),
    "one per cent": routed("haproxy", web(), strategy=canary(stages=(Stage(1, 60), Stage(100)))),
    "shared port by routes": routed("nginx", web(ports=(Port("h", 8080, 80),)), api(ports=(Port("h", 9000, 80),))),
    "published tcp on haproxy": routed("haproxy", TCP),
    "just enough ports": routed("haproxy", web(), target=Target(port_range=(20000, 20007))),
    "ports below those of Linux": routed("haproxy", web(), target=Target(port_range=(32000, 32767))),
    "sticky beside plain tcp": routed("haproxy", web(), TCP._replace(name="db"), strategy=canary(sticky="header")),
    "a name like that of tmp": on_hosts(host(), target=Target(directory="/tmpfs/shop")),
    "no router, no ports": on_hosts(on_host(web(routes=(), replicas=1)), target=Target(port_range=(40000, 41000))),
    "volume all at once": on_hosts(on_host(web(volumes=(VOLUME,), replicas=1)), AllAtOnce(), "nginx"),
    "nomad gives ports": plan(environment("nomad", "haproxy", target=Target(port_range=(1, 1))), Rolling()),
    "wildcard": routed("nginx", web(routes=(Route("*.shop.example"),))),
    "other hosts": plan(
        environment(router=None, components=(host(),)),
        None,
        environment(router=None, components=(host(),), target=Target(hosts=("ssh://deploy@two.example",)))._replace(
            name="staging"
        ),
    ),
}


@pytest.mark.parametrize(("code", "span", "of"), BAD, ids=[f"{n}-{bad[0]}" for n, bad in enumerate(BAD)])
def test_a_rule_fires_once_at_its_place(code, span, of):
    assert found(of) == [(code, span)]


def test_every_rule_has_a_case():
    assert {code for code, _, _ in BAD} == {*CODES, "PC705", "PC708", "PC709"}


@pytest.mark.parametrize("name", GOOD)
def test_what_can_be_deployed_is_silent(name):
    assert found(GOOD[name]) == []


def test_environments_on_one_host_share_its_ports():
    first = environment("compose", "nginx", (web(image=image()),))
    second = first._replace(name="staging", origin=at(700))
    assert found(plan(first, None, second)) == [("PC777", at(700))]
    assert found(plan(first, None, second._replace(target=Target(hosts=("ssh://deploy@b.example",))))) == []


def test_a_mistake_of_a_component_is_told_once_for_all_environments():
    first = environment("compose", "nginx", (web(routes=(Route("a b", origin=at(160)),)),))
    second = first._replace(name="staging", target=Target(hosts=("ssh://deploy@b.example",)))
    assert found(plan(first, None, second)) == [("PC781", at(160))]


@pytest.mark.parametrize("code", CODES)
def test_a_rule_is_documented(code):
    module = importlib.import_module(f"compiler.backends.deploy.rules.{CODES[code]}")
    assert module.RULE.code == code
    assert [line for line in module.__doc__.split("\n") if line.startswith("## ")] == ["## Bad", "## Good", "## Fix"]


def test_every_diagnostic_says_what_to_do():
    for _, _, of in BAD:
        for each in BACKEND.check(of, PROFILE):
            assert each.help
            assert each.message[-1] != "."
            assert each.label
