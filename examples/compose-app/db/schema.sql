CREATE TABLE entry (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    text    text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    written timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX entry_written ON entry (written DESC);
