"""The own fields of a job are edited."""

from compiler.ir.expression.parse import parse
from compiler.ir.job import Checkout, Retry

from .fragments import approval, fresh, inserted, number, without
from .inside import in_job


@in_job
def job_timeout(random, job):
    return job._replace(timeout=number(random, job.timeout))


@in_job
def job_network(random, job):
    return job._replace(network=random.choice([each for each in ("default", "none", "host") if each != job.network]))


@in_job
def job_retry(random, job):
    return job._replace(retry=job.retry._replace(max_attempts=number(random, job.retry.max_attempts)))


@in_job
def job_retry_classes(random, job):
    return job._replace(retry=job.retry._replace(retry_on=tuple(random.sample(Retry().retry_on, 2))))


@in_job
def job_approval(random, job):
    return job._replace(approval=None if job.approval else approval(random))


@in_job
def job_approvers(random, job):
    return job.approval and job._replace(approval=job.approval._replace(approvers=(fresh(random, "user"),)))


@in_job
def job_resources(random, job):
    return job._replace(resources=job.resources._replace(memory=number(random)))


@in_job
def job_checkout(random, job):
    return job._replace(checkout=Checkout(number(random)) if job.checkout is None else None)


@in_job
def job_condition(random, job):
    return job._replace(conditional=parse(f"env.CI_COMMIT_BRANCH == '{fresh(random, 'b')}'"))


@in_job
def job_endings(random, job):
    rows = [("success",), ("failure",), ("success", "failure")]
    return job._replace(runs_on=random.choice([each for each in rows if each != job.runs_on]))


@in_job
def job_secret_added(random, job):
    return job._replace(secrets=inserted(random, job.secrets, fresh(random, "S")))


@in_job
def job_secret_removed(random, job):
    return job._replace(secrets=without(job.secrets, random.randrange(len(job.secrets)))) if job.secrets else None


@in_job
def job_output_added(random, job):
    return job._replace(outputs=inserted(random, job.outputs, fresh(random, "o")))


@in_job
def job_label_added(random, job):
    return job._replace(labels=inserted(random, job.labels, (fresh(random, "l"), "v")))


@in_job
def job_label_changed(random, job):
    if not job.labels:
        return None
    at = random.randrange(len(job.labels))
    return job._replace(labels=(*without(job.labels, at), (job.labels[at][0], fresh(random, "v"))))


@in_job
def job_degraded(random, job):
    return job._replace(allow_degraded=(*job.allow_degraded, fresh(random, "d")))


@in_job
def job_parallel(random, job):
    return job.matrix and job._replace(matrix=job.matrix._replace(max_parallel=number(random)))
