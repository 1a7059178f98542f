"""The rules of a review, a module each: `RULE` is its registry line, `find` yields what it finds."""
