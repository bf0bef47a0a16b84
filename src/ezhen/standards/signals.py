"""What the standard tells the modules above."""

from django.dispatch import Signal

# a version was put into force: version; sent in the transaction of the change
standard_changed = Signal()
