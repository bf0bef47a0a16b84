"""The town's settings as in production, with pages to compare with beside its own."""

from ezhen.config.settings import *  # noqa: F403 the same application but for two addresses

ROOT_URLCONF = "bench.urls"
