from api import answer, application


def test_a_price():
    assert answer("zone=home&grams=1200") == ("200 OK", {"cents": 480})


def test_mistakes_are_told():
    assert answer("zone=moon&grams=1")[0] == "404 Not Found"
    assert answer("zone=home")[1] == {"error": "unknown or missing: grams"}
    assert answer("zone=home&grams=many")[0].startswith("422")


def test_health_says_the_version(monkeypatch):
    monkeypatch.setenv("VERSION", "7")
    seen = []
    body = application({"PATH_INFO": "/healthz"}, lambda status, _: seen.append(status))
    assert (seen, b"".join(body)) == (["200 OK"], b'{"version": "7"}')
