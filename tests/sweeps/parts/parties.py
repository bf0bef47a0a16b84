"""The workshop and somebody who works there."""

from ezhen.parties.api import add_person


def add(scene):
    """A tester with a masked phone."""
    person = add_person(
        organisation=scene.organisation,
        by=scene.users["producer"],
        name="王建国",
        post="质检员",
        phone="13835501234",
    )
    return {
        "parties/people/": {"uuid": person.uuid},
        "parties/<": {"uuid": scene.organisation.uuid},
    }
