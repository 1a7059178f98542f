"""The port of a data store is not published to everybody.

Docker publishes a port on all addresses of the host, and its own rules come before those of the host's firewall: `ufw`
may say that the port is closed, and it is open. Components of one environment reach each other without `publish`.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  database:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: sql, container: 5432, publish: 5432}]
environments:
  production:
    runner: compose
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  database:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: sql, container: 5432}]
environments:
  production:
    runner: compose
```

## Fix

None: who else connects to it is not known.
"""

from typing import Final

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment, Port

RULE = Rule("PC748", "published-data-store", "warning")

STORES: Final = {
    1433: "SQL Server",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    5984: "CouchDB",
    6379: "Redis",
    8086: "InfluxDB",
    9042: "Cassandra",
    9200: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
}
"""The ports on which data stores listen that expect to be among friends."""


def open_store(component: Component, port: Port, environment: Environment) -> Diagnostic:
    """Return the problem of a data store's port that the whole network reaches."""
    return RULE.at(
        component.origin,
        f"port {port.container} of `{component.name}` is that of {STORES[port.container]}, and Docker opens it to "
        "everybody, past the host's firewall",
        label=f"published as {port.publish}",
        related=(Label(environment.origin, "here"),),
        help="leave out `publish`: the components of an environment reach each other without it",
    )
