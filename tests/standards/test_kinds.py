"""Every kind of test, judged on named cases."""

import pytest
from tests.standards.cases import CASES

from ezhen.standards.tests import KINDS

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_kind_judges(case):
    assert case.fails() == ""


def test_every_kind_has_cases_that_hold_and_that_do_not():
    for kind in [*KINDS, "slot"]:
        holds = {case.holds for case in CASES if case.kind == kind}
        assert holds == {True, False}, kind
