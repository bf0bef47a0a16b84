"""The 承诺达标合格证 of a lot of fresh produce: one A4 page, two copies with a cut line.

Contents: 食用农产品承诺达标合格证管理办法 (Order 2025 No. 4 of the agriculture ministry): product,
quantity or weight, origin, time of issue, promising subject, contact, the promise, its basis.
"""

from dataclasses import dataclass
from datetime import datetime

from ezhen.core.printing import compile_pdf
from ezhen.trace.labels import qr
from ezhen.trace.labels.item import TEMPLATES
from ezhen.trace.labels.wording import moment

SYMBOL_ROOM_MM = 30.0


class NoBasisError(ValueError):
    """A promise rests on quality control, an own test or a commissioned test, or it is none."""


@dataclass(frozen=True, slots=True)
class CertificateData:
    """One certificate. `quantity` is text with its unit (`860 kg`), `url` the address in the QR.

    `handed_to` and `handed_at` are printed on the copy that the issuer keeps.
    """

    number: str
    product: str
    quantity: str
    origin: str
    issued_at: datetime
    issuer: str
    contact: str
    url: str
    lot: str = ""
    has_quality_control: bool = False
    is_self_tested: bool = False
    is_commission_tested: bool = False
    handed_to: str = ""
    handed_at: datetime | None = None

    def __post_init__(self) -> None:
        if not any(ticked for _, ticked in self.basis()):
            raise NoBasisError("a certificate names at least one basis of its promise")

    def basis(self) -> list[tuple[str, bool]]:
        return [
            ("质量安全控制符合要求", self.has_quality_control),
            ("自行检测合格", self.is_self_tested),
            ("委托检测合格", self.is_commission_tested),
        ]


def conformity_certificate(cert: CertificateData) -> bytes:
    """The printed certificate; its file date is the time of issue.

    Raises `MissingGlyphError` rather than print a legal paper with a wrong character.
    """
    data = {
        "qr": qr.symbol(cert.url, room_mm=SYMBOL_ROOM_MM).as_data(),
        "number": cert.number,
        "basis": cert.basis(),
        "product": cert.product,
        "quantity": cert.quantity,
        "origin": cert.origin,
        "issued": moment(cert.issued_at),
        "contact": cert.contact,
        "lot": cert.lot,
        "issuer": cert.issuer,
        "handed_to": cert.handed_to,
        "handed_at": moment(cert.handed_at),
    }
    return compile_pdf(TEMPLATES / "certificate.typ", data, at=cert.issued_at)
