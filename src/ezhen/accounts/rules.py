"""By which door a session of this town begins. Who may open a page stands in core.access."""

BACKEND = "ezhen.accounts.adapter.TownBackend"
