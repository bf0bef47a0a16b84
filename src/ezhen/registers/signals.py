"""What others may listen to."""

from django.dispatch import Signal

# after commit; register: code, uuids: list of the records that were entered, changed, reviewed or
# withdrawn (empty when there were too many to name)
records_changed = Signal()
