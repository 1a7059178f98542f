import io

import pytest
from shortlinks.application import Application
from shortlinks.links import Links


@pytest.fixture
def application(tmp_path):
    return Application(Links(str(tmp_path / "links.db")), "secret", "r1")


def call(application, method, path, body=b"", token="secret"):
    seen = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    text = b"".join(application(environ, lambda status, headers: seen.update(status=status[:3], **dict(headers))))
    return seen["status"], seen.get("Location"), text.decode().strip()


def test_a_link_is_made_changed_and_followed(application):
    assert call(application, "PUT", "/docs", b"https://docs.example/")[0] == "201"
    assert call(application, "GET", "/docs")[:2] == ("302", "https://docs.example/")
    call(application, "PUT", "/docs", b"https://docs.example/new")
    assert call(application, "GET", "/docs")[1] == "https://docs.example/new"


def test_only_the_owner_makes_links(application):
    assert call(application, "PUT", "/docs", b"https://docs.example/", token="guess")[0] == "403"
    assert call(application, "GET", "/docs")[0] == "404"


@pytest.mark.parametrize(
    ("name", "target"), [("Docs", "https://a.example"), ("docs", "javascript:alert(1)"), ("d/e", "https://a.example")]
)
def test_what_is_no_link(application, name, target):
    assert call(application, "PUT", f"/{name}", target.encode())[0] == "422"


def test_health_names_the_release(application):
    assert call(application, "GET", "/_health") == ("200", None, "healthy r1")
