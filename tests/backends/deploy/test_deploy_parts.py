from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.deploy.exposure import below, hosts, listeners, matches_of
from compiler.backends.deploy.weights import Weights, weights, within_tolerance
from compiler.ir.release import Port, Route
from tests.backends.deploy.samples import api, environment, web

COUNTS = st.integers(1, 60)


def test_weights_of_the_formula():
    assert weights(5) == Weights(1, 19)
    assert weights(25, 1, 3) == Weights(1, 1)
    assert weights(20, 2, 3) == Weights(3, 8)
    assert weights(100) == Weights(1, 0)
    assert weights(0) == Weights(0, 1)
    assert weights(99.9) == Weights(256, 1)


@given(st.decimals(0, 100, places=2), COUNTS, COUNTS)
@settings(deadline=None, max_examples=300)
def test_weights_fit_and_give_the_share(percent, new, old):
    given_ = weights(float(percent), new, old)
    assert 0 <= given_.new <= 256
    assert 0 <= given_.old <= 256
    assert (given_.new == 0) == (percent == 0)
    assert (given_.old == 0) == (percent == 100)
    if new == old:
        assert within_tolerance(float(percent), new, old)
        assert abs(given_.share(new, old) - float(percent)) <= 1


@given(st.integers(1, 99), st.integers(1, 16), st.integers(1, 16))
@settings(deadline=None, max_examples=200)
def test_weights_are_exact_while_they_are_small(percent, new, old):
    exact_new, exact_old = percent * old, (100 - percent) * new
    given_ = weights(percent, new, old)
    if max(exact_new, exact_old) <= 256:
        assert given_.new * exact_old == given_.old * exact_new


def test_far_too_unequal_counts_are_out_of_tolerance():
    assert not within_tolerance(50, 1000, 1)


def test_paths_are_whole_segments():
    assert below("/api", "/api")
    assert below("/api/v1", "/api")
    assert not below("/apix", "/api")
    assert below("/anything", "/")


def test_hosts_win_over_longer_paths():
    place = environment(
        "compose", "nginx", (web(routes=(Route("a.example", "/"),)), api(routes=(Route(None, "/long/path"),)))
    )
    (listener,) = listeners(place)
    assert hosts(listener) == ("a.example", None)
    assert [match.component for match in matches_of(listener, "a.example")] == ["web"]
    assert [match.component for match in matches_of(listener, None)] == ["api"]


def test_a_wider_route_serves_what_a_host_leaves_open():
    place = environment(
        "compose",
        "nginx",
        (web(routes=(Route("a.example", "/x"),)), api(routes=(Route(None, "/"), Route(None, "/x/y")))),
    )
    (listener,) = listeners(place)
    assert [(m.component, m.path) for m in matches_of(listener, "a.example")] == [("web", "/x"), ("api", "/")]


def test_listeners_are_the_published_ports():
    place = environment(
        "compose", "haproxy", (web(ports=(Port("http", 8080, 8443), Port("metrics", 9100, 9100))), api())
    )
    assert [(each.port, each.mode) for each in listeners(place)] == [(80, "http"), (8443, "http"), (9100, "tcp")]
