"""Host ports of instance slots: apart from the router's, consecutive, as many as are needed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.slots import COLOURS, needed_ports, router_ports, slots
from compiler.ir.release import Component, Environment, Port, Target

ports = st.builds(Port, st.just("p"), st.integers(1, 5), st.none() | st.integers(100, 130))
components = st.lists(st.tuples(st.integers(1, 6), st.lists(ports, max_size=2, unique_by=lambda port: port.container)))


def environment(described, router, low, width) -> Environment:
    made = tuple(
        Component(f"c{at}", ports=tuple(own), replicas=replicas) for at, (replicas, own) in enumerate(described)
    )
    return Environment("e", "compose", Target(port_range=(low, low + width - 1)), router, made)


@settings(deadline=None, max_examples=150)
@given(components, st.sampled_from(["nginx", "haproxy"]), st.integers(90, 120))
def test_a_range_of_the_needed_width_holds_them_all_and_no_narrower_one_does(described, router, low):
    narrow = environment(described, router, low, 1)
    wanted = needed_ports(narrow)
    wide = environment(described, router, low, wanted)
    given_out = [host for slot in slots(wide) for _, host in slot.ports]
    assert len(given_out) == len(set(given_out))
    assert not router_ports(wide).intersection(given_out)
    assert all(low <= host < low + wanted for host in given_out)
    assert all(len(slot.ports) == len(own) for slot in slots(wide) for own in [ports_of(wide, slot.component)])
    if wanted:
        assert max(given_out) == low + wanted - 1


def ports_of(place: Environment, name: str) -> tuple[Port, ...]:
    return next(each.ports for each in place.components if each.name == name)


@settings(deadline=None, max_examples=100)
@given(components, st.integers(90, 120))
def test_slots_of_one_colour_have_consecutive_ports(described, low):
    place = environment(described, "nginx", low, 1000)
    for component in place.components:
        for colour in COLOURS:
            for at, _ in enumerate(component.ports):
                own = [
                    slot.ports[at][1]
                    for slot in slots(place)
                    if (slot.component, slot.colour) == (component.name, colour)
                ]
                assert own == list(range(own[0], own[0] + len(own)))


def test_a_port_of_the_router_inside_the_range_is_passed_over():
    web = Component("web", ports=(Port("http", 8080, publish=20001),), replicas=2)
    place = Environment("e", "compose", router="nginx", components=(web,))
    assert [slot.ports[0][1] for slot in slots(place)] == [20002, 20003, 20004, 20005]
    assert needed_ports(place) == 6
