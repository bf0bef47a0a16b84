"""The `ezhen` command. Each module adds its own group from `<module>/commands.py`."""

import importlib
import importlib.util
import os

import click
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ezhen.config.settings")
MODULES = (
    "core",
    "accounts",
    "approvals",
    "standards",
    "programme",
    "products",
    "trace",
    "demo",
)


class Town(click.Group):
    """Loads Django only when a command runs, so `--help` of the top is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Own commands and one group for each module that has commands."""
        return sorted({*super().list_commands(ctx), *self._groups()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """An own command, or a module's group."""
        return super().get_command(ctx, name) or self._groups().get(name)

    def _groups(self) -> dict[str, click.Command]:
        django.setup()
        groups: dict[str, click.Command] = {}
        for module in MODULES:
            path = f"ezhen.{module}.commands"
            if importlib.util.find_spec(path):
                loaded = importlib.import_module(path)
                found = vars(loaded).get("groups") or [loaded.group]
                groups |= {group.name: group for group in found}
        return groups


@click.group(cls=Town)
def main() -> None:
    """ezhen: the operating system of a rural e-commerce town."""


@main.command()
def setup() -> None:
    """Make keys and tables, collect static files. Safe to repeat."""
    from ezhen.core.setup import prepare  # noqa: PLC0415 app ready

    prepare()


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(*, port: int, host: str, workers: int) -> None:
    """Serve the town: web processes and one worker for background jobs."""
    from ezhen.config.serving import serve_town  # noqa: PLC0415 app ready
    from ezhen.core.setup import prepare  # noqa: PLC0415 app ready

    prepare()
    serve_town(host=host, port=port, workers=workers)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_admin(arguments: tuple[str, ...]) -> None:
    """Django's own commands, for maintenance: `ezhen django-admin dbshell`."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415 app ready

    execute_from_command_line(["ezhen", *arguments])
