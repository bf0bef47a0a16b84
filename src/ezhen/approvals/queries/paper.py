"""Papers of a case: which are asked for, which are there, and what the made ones say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.definitions import PaperAsk, ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, Decision, LicenceState
from ezhen.approvals.models import Case, CaseStep, Certificate
from ezhen.approvals.queries.case import KIND, notice_ends, shown, standing_notice
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.rules import holds_stage, is_applicant
from ezhen.archive.api import documents_for, type_name
from ezhen.core.definitions import heading
from ezhen.core.pack import pack
from ezhen.core.templatetags.ez import ez_date, ez_money

AGREEMENT = "agreement_text"  # as printed for signature: the signed one is put in by people
DOCUMENT_OF = {
    "application": "application_form",
    "review_opinion": "review_record",
    "approval": "approval_document",
    "notice": "public_notice",
    "agreement": AGREEMENT,
    "certificate": "authorisation_certificate",
    "disbursement_list": "disbursement_record",
    "receipt": "receipt_record",
}


@dataclass(frozen=True)
class PaperRow:
    """A paper that is asked for, and the files that were put in for it."""

    ask: PaperAsk
    name: str
    documents: list[Any]

    @property
    def is_missing(self) -> bool:
        """Required, and not there."""
        return self.ask.required and not self.documents


def asked_of(case: Case, user: Any) -> Sequence[PaperAsk]:
    """What this person may put in now."""
    definition = definition_of(case)
    if case.state in CaseState.EDITABLE:
        return definition.papers if is_applicant(user, case) else ()
    if case.state != CaseState.RUNNING:
        return ()
    stage = definition.stage(case.stage)
    return stage.papers if holds_stage(user, case, stage) else ()


def paper_rows(case: Case, asks: Sequence[PaperAsk]) -> list[PaperRow]:
    """Each paper that is asked for with its files."""
    there: dict[str, list[Any]] = {}
    for document in documents_for(KIND, str(case.uuid)):
        there.setdefault(document.type, []).append(document)
    return [PaperRow(ask, type_name(ask.document), there.get(ask.document, [])) for ask in asks]


def papers_of(case: Case) -> list[Any]:
    """All papers of a case, handed in and made, oldest first, each with its name as `kind`."""
    rows: list[Any] = list(documents_for(KIND, str(case.uuid)).order_by("added_at", "pk"))
    for row in rows:
        row.kind = type_name(row.type)
    return rows


def certificate_of(code: str) -> Certificate | None:
    """What a square code leads to."""
    rows = Certificate.objects.filter(code=code.strip().upper())
    return rows.select_related("case__organisation", "case__procedure").first()


def stands(case: Case, today: dt.date | None = None) -> LicenceState:
    """Does what was granted still hold?"""
    today = today or timezone.localdate()
    if case.steps.filter(decision=Decision.ENDED).exists():
        return LicenceState.REVOKED
    if case.valid_until and today > case.valid_until:
        return LicenceState.EXPIRED
    return LicenceState.VALID


def ended_on(case: Case) -> CaseStep | None:
    """The step that ended what was granted; None while it was not ended."""
    return case.steps.filter(decision=Decision.ENDED).order_by("-pk").first()


# ---- what the made papers say


def paper_title(kind: str, case: Case) -> str:
    """What the paper is called."""
    title = str(definition_of(case).title)
    stem = title.removesuffix("申请").removesuffix("申报")
    names = {
        "application": _("%(title)s: application form"),
        "review_opinion": _("%(title)s: review opinion"),
        "approval": _("Reply to the application “%(title)s”"),
        "notice": _("Public notice: %(title)s"),
        "agreement": _("%(title)s: agreement"),
        "certificate": _("Certificate of authorisation"),
        "disbursement_list": _("%(title)s: disbursement list"),
        "receipt": _("%(title)s: receipt"),
    }
    return names[kind] % {"title": stem if kind == "application" else title}


def paper_data(kind: str, step: CaseStep) -> dict[str, Any]:
    """What the templates of `papers` set, as plain text; personal values masked."""
    case = step.case
    common = {
        "title": paper_title(kind, case),
        "number": case.number,
        "date": ez_date(step.at),
        "who": who(case),
        "authority": pack().town.host_authority,
        "operator": pack().town.operator,
        "programme": pack().town.platform,
        "facts": [list(row) for row in facts_of(case)],
        "words": _words(),
    }
    return common | _MAKERS[kind](case, step)


def who(case: Case) -> str:
    """The applicant by full name."""
    return case.organisation.name if case.organisation else pack().town.operator


def facts_of(case: Case) -> list[tuple[str, str]]:
    """What the town knows of the applicant."""
    found = case.organisation
    if found is None:
        return [(_("Applicant"), who(case))]
    rows = [(_("Applicant"), found.name), (_("Credit code"), found.credit_code)]
    site = found.sites.order_by("pk").first()
    if site:
        rows.append((_("Address"), f"{site.place_name}{site.address}"))
    return rows


def _words() -> dict[str, str]:
    return {
        "number": _("No."),
        "promise": _("I declare that all of this is true; if it is not, I return what I got."),
        "seal": _("(seal)"),
        "signature": _("Signature"),
        "date": _("Date"),
        "made": _("Made by the system from the case; the case and its log are the original."),
        "verify": _("Scan to verify"),
    }


def _filled(definition: ProcedureDefinition, case: Case) -> list[list[str]]:
    return [[heading(field), shown(field, case.data)] for field in definition.fields]


def _stage_rows(stage: Stage, data: dict[str, Any]) -> list[list[str]]:
    return [[heading(field), shown(field, data)] for field in stage.fields if field.name in data]


def _application(case: Case, step: CaseStep) -> dict[str, Any]:
    definition = definition_of(case)
    handed = [row for row in papers_of(case) if row.type in {p.document for p in definition.papers}]
    papers = [[str(number), row.kind, row.title] for number, row in enumerate(handed, start=1)]
    if case.offer:
        papers = [["1", _("Offered by the town"), step.comment]]
    return {"rows": _filled(definition, case), "papers": papers}


def _review(case: Case, step: CaseStep) -> dict[str, Any]:
    stage = definition_of(case).stage(step.stage)
    rows = _filled(definition_of(case), case) + _stage_rows(stage, step.values)
    rows += [[_("Comment"), step.comment]] if step.comment else []
    rows += [[_("Result"), _("Passed")], [_("Reviewer"), str(step.by)]]
    return {"rows": rows, "papers": []}


def _approval(case: Case, step: CaseStep) -> dict[str, Any]:
    definition = definition_of(case)
    stage = definition.stage(step.stage)
    asked = _("Your application %(number)s (%(title)s) of %(date)s was examined.") % {
        "number": case.number,
        "title": definition.title,
        "date": ez_date(case.sent_at),
    }
    body = [asked, _("It is approved.")]
    if case.granted is not None:
        body[1] = _("It is approved; %(amount)s is granted.") % {"amount": ez_money(case.granted)}
    if any(one.kind == StageKind.PUBLICISE for one in definition.stages):
        body.append(_("It takes effect when the public notice has ended without objection."))
    return {
        "to": f"{who(case)}：",
        "body": body,
        "rows": _stage_rows(stage, step.values),
        "reference": str(step.values.get("approval_no", case.number)),
        "signed": pack().town.host_authority,
    }


def _notice(case: Case, step: CaseStep) -> dict[str, Any]:
    notice = standing_notice(case)
    end = notice_ends(notice)
    town = pack().town
    body = [
        _("The following was approved and is put before the public.")
        + (
            _(" The notice runs from %(first)s to %(last)s.")
            % {"first": ez_date(notice.begins_on), "last": ez_date(end)}
            if notice and end
            else ""
        ),
        _("Whoever objects does so on the page of the notice, or calls %(phone)s, before it ends.")
        % {"phone": town.complaint_phone},
    ]
    return {
        "to": "",
        "body": body,
        "rows": [
            [_("Applicant"), who(case)],
            *(notice.body["rows"] if notice else []),
        ],
        "reference": notice.sha256[:16] if notice else case.number,
        "signed": town.host_authority,
    }


def _agreement(case: Case, step: CaseStep) -> dict[str, Any]:
    definition = definition_of(case)
    town = pack().town
    return {
        "to": "",
        "body": [
            _("Party A: %(name)s") % {"name": town.operator},
            _("Party B: %(name)s") % {"name": who(case)},
            _("On the ground of approval %(number)s the parties agree on the following.")
            % {"number": case.data.get("approval_no", case.number)},
        ],
        "rows": [
            [heading(field), shown(field, case.data)]
            for field in definition.all_fields
            if field.name in case.data
        ],
        "reference": str(step.values.get("agreement_no", case.number)),
        "signed": "",
        "sides": [_("Party A (seal)"), _("Party B (seal)")],
    }


def _certificate(case: Case, step: CaseStep) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}{case.certificate.get_absolute_url()}"
    products = case.data.get("products_granted") or case.data.get("products") or ""
    return {
        "reference": str(case.data.get("certificate_no", case.number)),
        "subject": str(products) or str(definition_of(case).title),
        "first": ez_date(case.granted_on),
        "last": ez_date(case.valid_until) if case.valid_until else _("no limit"),
        "code": case.certificate.code,
        "address": address,
        "qr": segno.make_qr(address, error="m").svg_inline(border=4, omitsize=True),
        "signed": pack().town.host_authority,
        "body": [
            _("After examination and public notice it may use the regional brand of %(county)s for")
            % {"county": pack().town.county}
        ],
    }


def _disbursement(case: Case, _step: CaseStep) -> dict[str, Any]:
    payment = case.payment
    account = next(
        (shown(f, case.data) for f in definition_of(case).all_fields if f.name == "account"), ""
    )
    return {
        "table": [
            [
                _("No."),
                _("Payee"),
                _("Account"),
                _("Granted, yuan"),
                _("Paid, yuan"),
                _("Voucher"),
                _("Paid on"),
            ],
            [
                "1",
                who(case),
                account,
                f"{case.granted:,.2f}",
                f"{payment.amount:,.2f}",
                payment.voucher,
                payment.paid_day,
            ],
        ],
        "total": f"{payment.amount:,.2f}",
        "signatures": [_("Made by"), _("Checked by"), _("Approved by")],
    }


def _receipt(case: Case, step: CaseStep) -> dict[str, Any]:
    stage = definition_of(case).stage(step.stage)
    rows = []
    payment = getattr(case, "payment", None)
    if payment:
        rows = [
            [_("Amount received"), ez_money(payment.amount)],
            [_("Voucher"), payment.voucher],
            [_("Paid on"), payment.paid_day],
        ]
    return {"rows": rows + _stage_rows(stage, step.values), "papers": []}


_MAKERS = {
    "application": _application,
    "review_opinion": _review,
    "approval": _approval,
    "notice": _notice,
    "agreement": _agreement,
    "certificate": _certificate,
    "disbursement_list": _disbursement,
    "receipt": _receipt,
}
