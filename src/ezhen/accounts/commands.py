"""`ezhen account …`: the first accounts of a town are made at its console."""

import click

from ezhen.accounts.enums import Role


@click.group("account")
def group() -> None:
    """Accounts made at the console, when nobody can sign in yet."""


@group.command()
@click.option("--username", required=True, help="User name to sign in with.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice(Role.values), help="What the person does.")
@click.password_option(help="At least ten characters; asked for when left out.")
def create(*, username: str, name: str, role: str, password: str) -> None:
    """Make an account that may be entered at once. Exit code 1 when it is refused."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415 app ready

    from ezhen.accounts.actions import create_user  # noqa: PLC0415 app ready
    from ezhen.core.errors import DomainError  # noqa: PLC0415 app ready
    from ezhen.core.setup import prepare  # noqa: PLC0415 slow import

    prepare()
    try:
        user = create_user(username=username, display_name=name, role=role, password=password)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    click.echo(user.username)
