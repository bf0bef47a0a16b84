"""Every logged action has a name that people read."""

import re
from pathlib import Path

import pytest

from ezhen.core.shell import words

SOURCE = Path(__file__).parents[2] / "src" / "ezhen"
MODULES = ("accounts", "archive", "parties", "products", "programme", "trace")


@pytest.mark.parametrize("module", MODULES)
def test_logged_actions_have_a_name(module):
    written = {
        name
        for path in (SOURCE / module).rglob("*.py")
        for name in re.findall(r'action="([a-z_]+\.[a-z_.]+)"', path.read_text())
    }
    assert written
    assert written - words().keys() == set()
