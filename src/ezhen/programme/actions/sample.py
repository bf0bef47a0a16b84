"""Drawing a sample is recorded, so that nobody draws until the sample pleases."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Sample
from ezhen.programme.queries.sample import draw_from
from ezhen.programme.rules import SEES


@action
def draw_sample(
    *, register: str, seed: str, size: int, by: Any, at: dt.datetime | None = None
) -> Sample:
    """Draw rows of a register from a published seed. The same draw again gives the first one.

    Raises NotAllowed, StepRefused for an empty seed, an empty register or no rows asked for.
    """
    if by.role not in SEES:
        raise NotAllowed(_("You do not draw samples."))
    seed = seed.strip()
    if not seed:
        raise StepRefused(_("Give the seed that was published."), field="seed")
    if size < 1:
        raise StepRefused(_("Draw one row at least."), field="size")
    drawn = draw_from(register, seed, size)
    if not drawn.population:
        raise StepRefused(_("This register has no rows that count yet."), field="register")
    known = Sample.objects.filter(register=register, seed=seed, digest=drawn.digest).first()
    if known:
        return known
    sample = Sample(
        register=register,
        seed=seed,
        size=size,
        population=drawn.population,
        digest=drawn.digest,
        rows=list(drawn.rows),
        at=at or timezone.now(),
        by=by,
    )
    sample.save()
    facts = {"register": register, "seed": seed, "size": size, "population": drawn.population}
    record(
        action="programme.draw_sample",
        subject=sample,
        by=by,
        at=sample.at,
        digest=drawn.digest,
        **facts,
    )
    return sample
