"""Version 1: runs, jobs, attempts, steps, approvals, requests, events, and the place of deployments.

Written for SQLite 3.31 (no STRICT tables, no RETURNING): enterprise distributions still have it. Keys that begin with
a run keep the rows of a run together. `serial` columns keep the order in which things happened, whatever clocks say.
"""

from typing import Final

APPLICATION: Final = 0x70697065
"""`pipe` in ASCII; `file` shows it."""

STATEMENTS: Final = (
    f"PRAGMA application_id = {APPLICATION}",
    """CREATE TABLE runs (
    serial INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pipeline TEXT NOT NULL,
    source TEXT NOT NULL,
    root TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    executor TEXT NOT NULL,
    parallelism INTEGER NOT NULL,
    keep_going INTEGER NOT NULL,
    selection TEXT NOT NULL,
    parameters TEXT NOT NULL,
    variables TEXT NOT NULL,
    active_ms INTEGER NOT NULL DEFAULT 0,
    number INTEGER NOT NULL
)""",
    "CREATE INDEX runs_of_pipeline ON runs (pipeline, serial)",
    "CREATE TABLE numbers (pipeline TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE jobs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    started INTEGER,
    ended INTEGER,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    outputs TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (run, job)
) WITHOUT ROWID""",
    """CREATE TABLE attempts (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    status TEXT NOT NULL,
    exit_code INTEGER,
    failure_class TEXT,
    reason TEXT NOT NULL DEFAULT '',
    delay_ms INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, job, attempt),
    FOREIGN KEY (run, job) REFERENCES jobs (run, job) ON DELETE CASCADE
) WITHOUT ROWID""",
    """CREATE TABLE steps (
    serial INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    job_attempt INTEGER NOT NULL,
    status TEXT NOT NULL,
    exit_code INTEGER,
    failure_class TEXT,
    reason TEXT NOT NULL DEFAULT '',
    started INTEGER NOT NULL,
    ended INTEGER,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    outputs TEXT NOT NULL DEFAULT '{}',
    handle TEXT NOT NULL DEFAULT '',
    container TEXT NOT NULL DEFAULT '',
    UNIQUE (run, job, step, attempt),
    FOREIGN KEY (run, job, job_attempt) REFERENCES attempts (run, job, attempt) ON DELETE CASCADE
)""",
    """CREATE TABLE approvals (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    required INTEGER NOT NULL,
    approvers TEXT NOT NULL,
    message TEXT NOT NULL,
    asked INTEGER NOT NULL,
    deadline INTEGER,
    PRIMARY KEY (run, job),
    FOREIGN KEY (run, job) REFERENCES jobs (run, job) ON DELETE CASCADE
) WITHOUT ROWID""",
    """CREATE TABLE decisions (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    who TEXT NOT NULL,
    approved INTEGER NOT NULL,
    reason TEXT NOT NULL,
    decided INTEGER NOT NULL,
    PRIMARY KEY (run, job, who),
    FOREIGN KEY (run, job) REFERENCES approvals (run, job) ON DELETE CASCADE
) WITHOUT ROWID""",
    """CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked INTEGER NOT NULL,
    answered INTEGER
)""",
    "CREATE INDEX requests_of_run ON requests (run)",
    # The chain outlives the runs that it tells of, so no foreign key.
    """CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    context TEXT NOT NULL,
    run TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL
)""",
    "CREATE INDEX events_of_run ON events (run, seq)",
    """CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    pipeline TEXT NOT NULL,
    environment TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    created INTEGER NOT NULL,
    healthy INTEGER
) WITHOUT ROWID""",
    """CREATE TABLE deployments (
    id TEXT PRIMARY KEY,
    run TEXT REFERENCES runs (id) ON DELETE SET NULL,
    release TEXT NOT NULL REFERENCES releases (id),
    environment TEXT NOT NULL,
    strategy TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER
) WITHOUT ROWID""",
    "CREATE INDEX deployments_of_run ON deployments (run)",
    "CREATE INDEX deployments_of_release ON deployments (release)",
    """CREATE TABLE tasks (
    deployment TEXT NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    started INTEGER,
    ended INTEGER,
    PRIMARY KEY (deployment, task)
) WITHOUT ROWID""",
)
