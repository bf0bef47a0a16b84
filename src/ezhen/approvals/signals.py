"""What approvals tell the modules above."""

from django.dispatch import Signal

# a case moved: procedure (code), case (uuid); in the transaction of the change, so that what is
# noted above commits with it
cases_changed = Signal()
