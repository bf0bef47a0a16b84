"""A job that takes its time, for tests that kill its worker: `python -m tests.core.slowly`."""

import threading
import time

import django

PARTS = 12


def register(pause):
    """The job `slowly`: each part leaves one entry, in the transaction that checks it is new."""
    from ezhen.accounts.models import User
    from ezhen.core import jobs, log
    from ezhen.core.actions import action
    from ezhen.core.models import LogEntry

    @action
    def write(part, user):
        if not LogEntry.objects.filter(action="slowly.part", facts__contains=f'"part":{part}}}'):
            log.record(action="slowly.part", subject=user, by=user, part=part)

    @jobs.job("slowly")
    def slowly(job):
        user = User.objects.get(pk=job.by_id)
        for part in range(job.state_data.get("next", 0), PARTS):
            write(part, user)
            time.sleep(pause)
            yield jobs.Progress(part + 1, PARTS, {"next": part + 1})


if __name__ == "__main__":
    django.setup()
    register(pause=0.3)
    from ezhen.core import jobs

    jobs.work(threading.Event(), pause=0.1)
