-- A state as version 1 wrote it: never changed, so that what is in use can always be read.
BEGIN TRANSACTION;
CREATE TABLE approvals (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    required INTEGER NOT NULL,
    approvers TEXT NOT NULL,
    message TEXT NOT NULL,
    asked INTEGER NOT NULL,
    deadline INTEGER,
    PRIMARY KEY (run, job),
    FOREIGN KEY (run, job) REFERENCES jobs (run, job) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "approvals" VALUES('20260504-133700-0a1b','deploy',2,'["eva","tom"]','to live?',1777901820901,NULL);
CREATE TABLE attempts (
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
) WITHOUT ROWID;
INSERT INTO "attempts" VALUES('20260504-133700-0a1b','build',1,'success',0,NULL,'',0,1777901820005,1777901820900,894);
CREATE TABLE decisions (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    who TEXT NOT NULL,
    approved INTEGER NOT NULL,
    reason TEXT NOT NULL,
    decided INTEGER NOT NULL,
    PRIMARY KEY (run, job, who),
    FOREIGN KEY (run, job) REFERENCES approvals (run, job) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "decisions" VALUES('20260504-133700-0a1b','deploy','eva',1,'fine',1777901825000);
CREATE TABLE deployments (
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
) WITHOUT ROWID;
CREATE TABLE events (
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
);
INSERT INTO "events" VALUES(1,'00000000000000000000000000000001',1777901820000,'eva','run.created','20260504-133700-0a1b','{"jobs":2,"number":1,"pipeline":"shop","plan":"sha256:1111111111111111111111111111111111111111111111111111111111111111"}','20260504-133700-0a1b','0000000000000000000000000000000000000000000000000000000000000000','5b963037d431fc319b2414d725ad809841d99eb52f4cc058b36220b48ce30394','');
INSERT INTO "events" VALUES(2,'00000000000000000000000000000002',1777901820000,'eva','run.running','20260504-133700-0a1b','{"from":"pending"}','20260504-133700-0a1b','5b963037d431fc319b2414d725ad809841d99eb52f4cc058b36220b48ce30394','4ff9406ad56bbdbe8981526c16cee372c512ab4325892f3aef5f145a4d3d929f','');
INSERT INTO "events" VALUES(3,'00000000000000000000000000000003',1777901820005,'eva','job.running','build','{"attempt":1,"from":"pending"}','20260504-133700-0a1b','4ff9406ad56bbdbe8981526c16cee372c512ab4325892f3aef5f145a4d3d929f','98d9095a0b6f61047eb4c2d64a72c2eafa9044083711ec61955863e446fc5cf4','');
INSERT INTO "events" VALUES(4,'00000000000000000000000000000004',1777901820005,'eva','attempt.running','build','{"attempt":1,"delay_ms":0}','20260504-133700-0a1b','98d9095a0b6f61047eb4c2d64a72c2eafa9044083711ec61955863e446fc5cf4','795c9b7736701f271539ceeba896c3e8d80924b609b7046c87b77aa36f3649ff','');
INSERT INTO "events" VALUES(5,'00000000000000000000000000000005',1777901820005,'eva','step.running','build/compile','{"attempt":1,"job_attempt":1}','20260504-133700-0a1b','795c9b7736701f271539ceeba896c3e8d80924b609b7046c87b77aa36f3649ff','3decaf576f8bb7f18dadbce278131dfab78550127f0939787d88016b0f77d9e9','');
INSERT INTO "events" VALUES(6,'00000000000000000000000000000006',1777901820900,'eva','step.success','build/compile','{"attempt":1,"duration_ms":890,"exit_code":0}','20260504-133700-0a1b','3decaf576f8bb7f18dadbce278131dfab78550127f0939787d88016b0f77d9e9','dcd169e84ca4a4c010b509d3bb55589518a6582671c078c930dd2f13aabc90ab','');
INSERT INTO "events" VALUES(7,'00000000000000000000000000000007',1777901820900,'eva','attempt.success','build','{"attempt":1,"duration_ms":894,"exit_code":0}','20260504-133700-0a1b','dcd169e84ca4a4c010b509d3bb55589518a6582671c078c930dd2f13aabc90ab','8e0ae6b10c391a8ce52d8514aa91a52a58175d41ba56c3650bebff915bcf39c1','');
INSERT INTO "events" VALUES(8,'00000000000000000000000000000008',1777901820900,'eva','job.success','build','{"duration_ms":895,"from":"running"}','20260504-133700-0a1b','8e0ae6b10c391a8ce52d8514aa91a52a58175d41ba56c3650bebff915bcf39c1','398a1dc8992cc49e89153e659f47be07bb7408d4ab65d1a712c7ae781279e217','');
INSERT INTO "events" VALUES(9,'00000000000000000000000000000009',1777901820901,'eva','job.waiting','deploy','{"from":"pending"}','20260504-133700-0a1b','398a1dc8992cc49e89153e659f47be07bb7408d4ab65d1a712c7ae781279e217','82360a6b5cafc4e613ec07ba2bdc4a19a4985349afbbf87f86dbdda8c787d26c','');
INSERT INTO "events" VALUES(10,'0000000000000000000000000000000a',1777901820901,'eva','approval.asked','deploy','{"approvers":["eva","tom"],"message":"to live?","required":2}','20260504-133700-0a1b','82360a6b5cafc4e613ec07ba2bdc4a19a4985349afbbf87f86dbdda8c787d26c','8c82660d9becfd536f436192abc869aeb18250d3c5aeb9c0749933da4b958fec','');
INSERT INTO "events" VALUES(11,'0000000000000000000000000000000b',1777901820901,'eva','run.waiting','20260504-133700-0a1b','{"active_ms":902,"from":"running"}','20260504-133700-0a1b','8c82660d9becfd536f436192abc869aeb18250d3c5aeb9c0749933da4b958fec','77f7bee1d128466c87f47bfaa2f58e377f281108b3fae776b0206d1d4487c3fa','');
INSERT INTO "events" VALUES(12,'0000000000000000000000000000000c',1777901825000,'eva','approval.given','deploy','{"reason":"fine","who":"eva"}','20260504-133700-0a1b','77f7bee1d128466c87f47bfaa2f58e377f281108b3fae776b0206d1d4487c3fa','b83c404ad1220ce4909ef84a290e980b81fcb7791b979d540eef899096383fe3','');
INSERT INTO "events" VALUES(13,'0000000000000000000000000000000d',1777901825000,'eva','request.pause','20260504-133700-0a1b','{"reason":"lunch","who":"tom"}','20260504-133700-0a1b','b83c404ad1220ce4909ef84a290e980b81fcb7791b979d540eef899096383fe3','bb43d1f3248e0a90e488d0de45647b98852ec7da50ee68484d6c6c1c7ec775d1','');
CREATE TABLE jobs (
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
) WITHOUT ROWID;
INSERT INTO "jobs" VALUES('20260504-133700-0a1b','build',0,'success','',1,1777901820005,1777901820900,895,'{"version":"1.0 \u00fc"}');
INSERT INTO "jobs" VALUES('20260504-133700-0a1b','deploy',1,'waiting','',0,NULL,NULL,0,'{}');
CREATE TABLE numbers (pipeline TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "numbers" VALUES('shop',1);
CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    pipeline TEXT NOT NULL,
    environment TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    created INTEGER NOT NULL,
    healthy INTEGER
) WITHOUT ROWID;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked INTEGER NOT NULL,
    answered INTEGER
);
INSERT INTO "requests" VALUES(1,'20260504-133700-0a1b','pause','tom','lunch',1777901825000,NULL);
CREATE TABLE runs (
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
);
INSERT INTO "runs" VALUES(1,'20260504-133700-0a1b','shop','pipeline.yaml','/srv/shop','sha256:1111111111111111111111111111111111111111111111111111111111111111','waiting','',1777901820000,1777901820000,NULL,'process',1,0,'{"jobs":["build","deploy"]}','{"region":"eu"}','{"CI_PIPELINE_NUMBER":"1"}',902,1);
CREATE TABLE steps (
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
);
INSERT INTO "steps" VALUES(1,'20260504-133700-0a1b','build','compile',1,1,'success',0,NULL,'',1777901820005,1777901820900,890,'{"version":"1.0 \u00fc"}','{"pid":7}','');
CREATE TABLE tasks (
    deployment TEXT NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    started INTEGER,
    ended INTEGER,
    PRIMARY KEY (deployment, task)
) WITHOUT ROWID;
CREATE INDEX runs_of_pipeline ON runs (pipeline, serial);
CREATE INDEX requests_of_run ON requests (run);
CREATE INDEX events_of_run ON events (run, seq);
CREATE INDEX deployments_of_run ON deployments (run);
CREATE INDEX deployments_of_release ON deployments (release);
COMMIT;
PRAGMA application_id = 1885958245;
PRAGMA user_version = 1;
