"""How a job deploys is edited."""

from compiler.ir.release import AllAtOnce, BlueGreen, Canary, Rolling, Stage

from .fragments import number
from .inside import in_job


@in_job
def deploy_monitor(random, job):
    return job.deploy and job._replace(deploy=job.deploy._replace(monitor=number(random, job.deploy.monitor)))


@in_job
def deploy_strategy(random, job):
    if job.deploy is None:
        return None
    found = [AllAtOnce(), Rolling(number(random)), BlueGreen(), Canary((Stage(5, 60), Stage(100)))]
    others = [each for each in found if type(each) is not type(job.deploy.strategy)]
    return job._replace(deploy=job.deploy._replace(strategy=random.choice(others)))


@in_job
def deploy_drain(random, job):
    if job.deploy is None or isinstance(job.deploy.strategy, AllAtOnce):
        return None
    strategy = job.deploy.strategy
    return job._replace(deploy=job.deploy._replace(strategy=strategy._replace(drain_timeout=number(random))))
