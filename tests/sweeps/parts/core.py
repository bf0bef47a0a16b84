"""A job that waits."""

from ezhen.core.jobs import enqueue


def add(scene):
    """The producer's."""
    return {"jobs/": {"uuid": enqueue("sweep", by=scene.users["producer"]).uuid}}
