"""What the pipeline says of itself is edited: its settings, retention and triggers."""

from compiler.ir.plan import Concurrency, Cron, Retention, Trigger

from .fragments import fresh, inserted, number, replaced, without
from .registry import mutation


@mutation
def plan_timeout(random, plan):
    return plan._replace(timeout=number(random, plan.timeout))


@mutation
def plan_description(random, plan):
    return plan._replace(description=fresh(random, "About "))


@mutation
def plan_concurrency(random, plan):
    if plan.concurrency is None:
        return plan._replace(concurrency=Concurrency(fresh(random, "group")))
    return plan._replace(concurrency=plan.concurrency._replace(limit=number(random, plan.concurrency.limit)))


@mutation
def plan_retention(random, plan):
    return plan._replace(retention=(*plan.retention, Retention(fresh(random, "*.log"), number(random))))


@mutation
def trigger_added(random, plan):
    return plan._replace(triggers=inserted(random, plan.triggers, Trigger("push", (fresh(random, "release-"),))))


@mutation
def cron_added(random, plan):
    trigger = Trigger("cron", cron=Cron(fresh(random, "n"), "1 2 3 4 5"))
    return plan._replace(triggers=inserted(random, plan.triggers, trigger))


@mutation
def trigger_removed(random, plan):
    rows = plan.triggers
    return plan._replace(triggers=without(rows, random.randrange(len(rows)))) if rows else None


@mutation
def trigger_changed(random, plan):
    rows = plan.triggers
    if not rows:
        return None
    return plan._replace(triggers=replaced(rows, random.randrange(len(rows)), branch=("main", fresh(random, "!b"))))


@mutation
def triggers_reordered_and_one_changed(random, plan):
    rows = tuple(random.sample(plan.triggers, len(plan.triggers)))
    return plan._replace(triggers=replaced(rows, 0, path=(fresh(random, "docs/"),))) if rows else None
