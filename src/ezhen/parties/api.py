"""The door of parties."""

from ezhen.parties.actions import (
    add_licence,
    add_person,
    add_site,
    approve_registration,
    change_organisation,
    create_organisation,
    enter_supplier,
    register_business,
    return_registration,
    submit_registration,
)
from ezhen.parties.queries import (
    approved_organisations,
    licence_number,
    licences_expiring,
    may_open_paper,
    organisation_ids,
    organisation_of,
    organisations_named,
    suppliers,
)
from ezhen.parties.rules import may_review, may_see_papers, works_for
from ezhen.parties.validators import valid_credit_code

__all__ = [
    "add_licence",
    "add_person",
    "add_site",
    "approve_registration",
    "approved_organisations",
    "change_organisation",
    "create_organisation",
    "enter_supplier",
    "licence_number",
    "licences_expiring",
    "may_open_paper",
    "may_review",
    "may_see_papers",
    "organisation_ids",
    "organisation_of",
    "organisations_named",
    "register_business",
    "return_registration",
    "submit_registration",
    "suppliers",
    "valid_credit_code",
    "works_for",
]
