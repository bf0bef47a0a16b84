"""Keys of item codes: the town's scheme and an order's own key."""

import functools

from django.conf import settings

from ezhen.core import crypto
from ezhen.core.pack import pack
from ezhen.trace.codes import Scheme
from ezhen.trace.models import CodeOrder

ORDER_KEY = "code order"


@functools.cache
def scheme() -> Scheme:
    """The codes of this town: its key comes from the master key."""
    return Scheme(crypto.derive("town codes"), pack().town.code, settings.CODE_CIPHER)


def order_key(order: CodeOrder) -> bytes:
    """An order's own key, opened. Raises crypto.Tampered."""
    return crypto.open_sealed(ORDER_KEY, bytes(order.key), context=str(order.number))
