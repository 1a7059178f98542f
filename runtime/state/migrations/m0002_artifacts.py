"""Version 2: artifacts, what refers to them, and what was decided of them.

No foreign key leads to a run: artifacts outlive the runs that made them, and added ones have none (`run` is empty). A
row stays when its contents go, with `removed` and `removal`, so that it can still be said what became of them.
"""

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    name TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    original TEXT NOT NULL,
    media_type TEXT NOT NULL,
    files INTEGER NOT NULL,
    size INTEGER NOT NULL,
    compression TEXT NOT NULL,
    pattern TEXT NOT NULL,
    max_age INTEGER,
    grace INTEGER,
    max_count INTEGER,
    created INTEGER NOT NULL,
    accessed INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING',
    verified INTEGER,
    removed INTEGER,
    removal TEXT NOT NULL DEFAULT ''
)""",
    "CREATE UNIQUE INDEX artifacts_of_run ON artifacts (run, job, name) WHERE removed IS NULL AND run <> ''",
    "CREATE INDEX artifacts_by_digest ON artifacts (digest) WHERE removed IS NULL",
    """CREATE TABLE artifact_references (
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (digest, kind, holder)
) WITHOUT ROWID""",
    # Who needs an artifact now: runs that have not ended, and what was said. One place for it, so that nobody forgets.
    """CREATE VIEW artifact_holders AS
    SELECT DISTINCT a.digest AS digest, 'run' AS kind, r.id AS holder, r.status AS reason, '' AS actor,
        r.created AS created
    FROM artifacts a JOIN runs r ON r.id = a.run
    WHERE a.removed IS NULL AND r.status NOT IN ('success', 'failure', 'cancelled')
    UNION ALL SELECT digest, kind, holder, reason, actor, created FROM artifact_references""",
    """CREATE TABLE artifact_decisions (
    serial INTEGER PRIMARY KEY,
    artifact INTEGER NOT NULL REFERENCES artifacts (id),
    digest TEXT NOT NULL,
    policy TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided INTEGER NOT NULL
)""",
    "CREATE INDEX artifact_decisions_of_artifact ON artifact_decisions (artifact, serial)",
)
