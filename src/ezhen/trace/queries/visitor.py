"""Who asks: from which city, as far as the town's own proxy says so, and whether it is a buyer.

Both read `request.META`: building `request.headers` takes longer than all the rest of this.
"""

import re
from collections.abc import Mapping

from django.conf import settings

from ezhen.core.pack import pack

CITY_CODE = re.compile(r"\d{6}", re.ASCII)
# crawlers say what they are; phones and their apps never say these words
ROBOT = re.compile(r"bot\b|spider|crawl|slurp|externalhit|preview", re.IGNORECASE)


def city_of_request(meta: Mapping[str, str]) -> str:
    """Six digits of the city that the town's own proxy names in the header of the setting
    SCAN_PLACE_HEADER (an administrative code of a place in it); empty without either, or when
    the pack does not know the city."""
    name = settings.SCAN_PLACE_HEADER.replace("-", "_").upper()
    code = meta.get(f"HTTP_{name}", "") if name else ""
    city = pack().city(code) if CITY_CODE.fullmatch(code) else None
    return city.code if city else ""


def is_robot(meta: Mapping[str, str]) -> bool:
    """A machine that looks whether the page is there: its look-up does not count."""
    return meta["REQUEST_METHOD"] == "HEAD" or bool(ROBOT.search(meta.get("HTTP_USER_AGENT", "")))
