import pytest
from guestbook import check_entry, respond


def test_an_entry_is_stripped():
    assert check_entry({"name": " Ada ", "text": "Hello!\n", "more": 1}) == {"name": "Ada", "text": "Hello!"}


@pytest.mark.parametrize("data", [None, [], {"name": "Ada"}, {"name": "A" * 81, "text": "x"}])
def test_what_is_no_entry(data):
    with pytest.raises(ValueError, match=r"an entry|has 1 to"):
        check_entry(data)


def test_mistakes_need_no_database():
    assert respond("POST", "/api/entries", b"{")[0] == "422 Unprocessable Content"
    assert respond("DELETE", "/api/entries", b"")[0] == "404 Not Found"
