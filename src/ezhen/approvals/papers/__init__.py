"""The print forms of a case: application, opinion, reply, notice, agreement, certificate, lists."""
