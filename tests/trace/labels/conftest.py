"""Reading a PDF back with poppler, and one good example of each product."""

import re
import subprocess
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from ezhen.trace import labels
from ezhen.trace.labels.wording import CHINA

START = datetime(2026, 11, 23, 9, 12, tzinfo=CHINA)


class Paper:
    """What a printer would see of a PDF."""

    def __init__(self, path):
        self.path = path
        info = self._run("pdfinfo").decode()
        self.num_pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
        self.size_mm = tuple(
            round(float(value) * 25.4 / 72)
            for value in re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups()
        )

    def text(self, page=None):
        pages = ["-f", str(page), "-l", str(page)] if page else []
        return self._run("pdftotext", "-layout", *pages, last="-").decode()

    def words(self, page=None):
        """The text without any white space, for comparing Chinese that may wrap."""
        return re.sub(r"\s", "", self.text(page))

    def boxes(self):
        """(xmin, ymin, xmax, ymax) in mm of every word of the first page."""
        found = re.findall(
            r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"',
            self._run("pdftotext", "-bbox", "-l", "1", last="-").decode(),
        )
        return [tuple(float(value) * 25.4 / 72 for value in box) for box in found]

    def pixels(self, dpi):
        """Rows of grey values of the first page."""
        image = self._run("pdftoppm", "-gray", "-r", str(dpi), "-l", "1")
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image)
        width, body = int(head[1]), image[head.end() :]
        return [body[start : start + width] for start in range(0, len(body), width)]

    def _run(self, tool, *options, last=None):
        command = [tool, *options, str(self.path), *([last] if last else [])]
        return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture
def paper(tmp_path):
    def read(pdf):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.pdf"
        path.write_bytes(pdf)
        return Paper(path)

    return read


@pytest.fixture
def item():
    def make(index=0, **changes):
        values = {
            "url": f"https://town.example/01/06912345678901/10/ZY261105A/21/7K3M9QXD2V{index:010d}",
            "short_url": f"https://t.example/c/7K3M9QXD{index:05d}",
            "serial": "7K3M9 QXD2V HTC4P W8RNE-5",
            "product": "古韩手工挂面（原味）",
            "net_content": "500 g",
            "lot": "ZY261105A",
            "produced_on": date(2026, 11, 5),
            "best_before": date(2027, 11, 4),
            "producer": "漳源手工挂面坊",
            "origin": "襄垣县虒亭镇",
            "licence": "SC10114042390016",
        }
        return labels.ItemLabel(**(values | changes))

    return make


@pytest.fixture
def certificate():
    def make(**changes):
        values = {
            "number": "XG261122A-01",
            "product": "香菇（鲜）",
            "quantity": "860 kg",
            "origin": "襄垣县虒亭镇",
            "issued_at": datetime(2026, 11, 22, 7, 40, tzinfo=CHINA),
            "issuer": "襄垣县菌香食用菌专业合作社",
            "contact": "0355-700 0458",
            "url": "https://town.example/h/XG261122A-01",
            "lot": "XG261122A",
            "has_quality_control": True,
            "handed_to": "古韩镇电商共配中心",
            "handed_at": datetime(2026, 11, 22, 8, 15, tzinfo=CHINA),
        }
        return labels.CertificateData(**(values | changes))

    return make


@pytest.fixture
def recall():
    def make(num_lines=1, **changes):
        line = {
            "product": "古韩手工挂面",
            "producer": "漳源手工挂面坊",
            "produced": Decimal(1200),
            "unit": "袋",
            "holder": "虒亭镇便民服务站",
            "held": Decimal("12.50"),
            "status": "已封存",
            "notified_at": START + timedelta(minutes=7),
        }
        values = {
            "number": "ZH-2026-0003",
            "recall_class": 1,
            "reason": "铅含量超过限值",
            "initiator": "漳源手工挂面坊",
            "risk_known_at": START - timedelta(hours=3),
            "started_at": START,
            "printed_at": START + timedelta(days=2, hours=5),
            "lines": tuple(labels.RecallLine(f"ZY{n:06d}", **line) for n in range(num_lines)),
        }
        return labels.RecallReportData(**(values | changes))

    return make


@pytest.fixture
def trace():
    def make(**changes):
        values = {
            "lot": "ZY261105A",
            "product": "古韩手工挂面",
            "producer": "漳源手工挂面坊",
            "origin": "襄垣县虒亭镇",
            "status": "在售",
            "url": "https://town.example/l/ZY261105A",
            "equation": labels.QuantityEquation(
                Decimal(1200), "袋", (("在库", Decimal(200)), ("发出", Decimal(1000)))
            ),
            "printed_at": START,
        }
        return labels.TraceReportData(**(values | changes))

    return make
