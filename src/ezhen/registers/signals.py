"""What others may listen to."""

from django.dispatch import Signal

# sent in the transaction of the change, so that what a receiver writes commits with it;
# register: code, uuids: list of the records that were entered, changed, reviewed or
# withdrawn (empty when there were too many to name)
records_changed = Signal()
