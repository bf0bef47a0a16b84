"""What approvals tell the modules above."""

from django.dispatch import Signal

# a case moved: procedure (code), case (uuid), after the commit
cases_changed = Signal()
