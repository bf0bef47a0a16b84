"""`ezhen codes …` and `ezhen trace …`, as their own processes and in this one."""

import csv
import json

import pytest
from click.testing import CliRunner
from tests.factories import make_lot, make_noodles, make_order, make_organisation, serial_of
from tests.labelled import make_tested_noodles

from ezhen.config.cli import main
from ezhen.core import jobs
from ezhen.trace.codes import readable
from ezhen.trace.models import CodeOrder


def _run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_order_export_verify_in_a_town_without_worker(town, tmp_path):
    product = town.python("from tests.factories import make_product; print(make_product().code)")
    ordered = town.ezhen("codes", "order", "--product", product, "--quantity", 1500)
    assert ordered.returncode == 0, ordered.stderr
    order = ordered.stdout.splitlines()[-1]
    assert "1,500 of 1,500" in ordered.stderr
    out = tmp_path / "codes.csv"
    exported = town.ezhen("codes", "export", order, "--out", out)
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout == ""
    with out.open(newline="") as file:
        serials = [row["serial"] for row in csv.DictReader(file)]
    assert len(set(serials)) == 1500
    assert list(tmp_path.iterdir()) == [out]
    assert town.ezhen("codes", "verify", *serials[:3]).returncode == 0
    mistyped = serials[1][:-1] + ("1" if serials[1].endswith("0") else "0")
    mixed = town.ezhen("codes", "verify", serials[0], mistyped)
    assert mixed.returncode == 1
    assert [line.split("\t")[1] for line in mixed.stdout.splitlines()] == ["genuine", "not genuine"]


def test_every_command_explains_itself():
    for command in ("codes order", "codes export", "codes verify", "trace lot", "trace affected"):
        result = _run(*command.split(), "--help")
        assert result.exit_code == 0
        assert f"{command} [OPTIONS]" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["codes", "order", "--product", "X"],
        ["codes", "order", "--product", "X", "--quantity", "many"],
        ["codes", "export", "MD26-1"],
        ["codes", "verify"],
        ["trace", "lot"],
        ["trace", "affected"],
        ["trace", "nothing"],
    ],
)
def test_wrong_call_is_exit_code_2(arguments):
    assert _run(*arguments).exit_code == 2


@pytest.mark.django_db
def test_order_of_an_unknown_product_is_refused():
    result = _run("codes", "order", "--product", "NO-1", "--quantity", 1)
    assert result.exit_code == 1
    assert "NO-1" in result.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [0, 100_000_001])
def test_order_over_the_limit_is_refused_with_the_limit(quantity):
    lot = make_noodles()
    result = _run("codes", "order", "--product", lot.product.code, "--quantity", quantity)
    assert result.exit_code == 1
    assert "100,000,000" in result.stderr
    assert not CodeOrder.objects.exists()


@pytest.mark.django_db
def test_order_for_a_lot_binds_them_to_it():
    lot = make_noodles()
    result = _run(
        "codes", "order", "--product", lot.product.code, "--quantity", 5, "--lot", lot.code
    )
    assert result.exit_code == 0, result.output
    order = CodeOrder.objects.get(uuid=result.stdout.splitlines()[-1])
    assert order.facts.get().lot == lot


@pytest.mark.django_db
def test_order_whose_preparation_fails_is_exit_code_1(monkeypatch):
    lot = make_noodles()

    def fail(job):
        raise RuntimeError("disk full")
        yield

    monkeypatch.setitem(jobs._functions, "trace.prepare_codes", fail)
    result = _run("codes", "order", "--product", lot.product.code, "--quantity", 5)
    assert result.exit_code == 1
    assert "disk full" in result.stderr


@pytest.mark.django_db
def test_export_takes_the_number_too_and_replaces_the_file_at_once(tmp_path):
    order = make_order(quantity=10)
    out = tmp_path / "codes.csv"
    out.write_text("old")
    result = _run("codes", "export", order, "--out", out)
    assert result.exit_code == 0, result.output
    assert out.read_text().splitlines()[0] == "serial,uri"
    assert out.read_text().splitlines()[3].startswith(serial_of(order, 2))


@pytest.mark.django_db
def test_export_of_other_codes_than_were_prepared_leaves_no_file(tmp_path):
    order = make_order(quantity=10)
    order.manifest[0]["sha256"] = "0" * 64
    order.save()
    out = tmp_path / "codes.csv"
    result = _run("codes", "export", order.uuid, "--out", out)
    assert result.exit_code == 1
    assert str(order) in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_export_refuses_an_unknown_or_unready_order_and_a_folder_that_is_not_there(tmp_path):
    order = make_order(quantity=10, ready=False)
    out = tmp_path / "codes.csv"
    assert _run("codes", "export", order, "--out", out).exit_code == 1
    assert _run("codes", "export", "MD26-1", "--out", out).exit_code == 1
    assert _run("codes", "export", "nonsense", "--out", out).exit_code == 1
    assert not out.exists()
    ready = make_order(quantity=10)
    result = _run("codes", "export", ready, "--out", tmp_path / "none" / "codes.csv")
    assert result.exit_code == 1
    assert "codes.csv" in result.stderr


@pytest.mark.django_db
def test_verify_reads_what_is_printed_and_says_the_state():
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=10)
    serial = serial_of(order, 4)
    forms = [serial, serial.lower(), readable(serial), f"http://127.0.0.1:8000/c/{serial}"]
    result = _run("codes", "verify", *forms)
    assert result.exit_code == 0
    assert result.stdout.count(f"genuine\torder {order}, code 5, bound") == 4


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "0" * 20, "6901234567892", "U" * 20, "http://x.example/"])
def test_verify_of_anything_else_is_not_genuine(text):
    result = _run("codes", "verify", text)
    assert result.exit_code == 1
    assert "not genuine" in result.stdout


@pytest.mark.django_db
def test_trace_lot_tells_what_the_page_tells():
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    make_order(lot=noodles, quantity=20)
    facts = json.loads(_run("trace", "lot", noodles.uuid, "--json").stdout)
    assert facts["code"] == noodles.code
    assert facts["standing"] == "test_waiting"
    assert facts["equation"]["held"] == "1000"
    assert facts["inputs"] == [{"uuid": str(flour.uuid), "code": flour.code, "quantity": "520"}]
    assert facts["codes"] == {"bound": 20, "active": 0, "void": 0}
    assert [step["step"] for step in facts["steps"]] == ["process", "codes"]
    assert noodles.code in _run("trace", "lot", noodles.code).stdout


@pytest.mark.django_db
def test_trace_affected_names_both_sides():
    flour = make_lot(quantity="5000")
    first, second = make_noodles(source=flour), make_noodles(source=flour)
    gift = make_noodles(source=first, quantity="100", used="104")
    facts = json.loads(_run("trace", "affected", flour.uuid, "--json").stdout)
    assert facts["lot"] == {"uuid": str(flour.uuid), "code": flour.code}
    assert facts["upstream"] == []
    assert {row["uuid"] for row in facts["downstream"]} == {
        str(lot.uuid) for lot in (first, second, gift)
    }
    facts = json.loads(_run("trace", "affected", gift.code, "--json").stdout)
    assert [row["code"] for row in facts["upstream"]] == [flour.code, first.code]
    assert "upstream: 2" in _run("trace", "affected", gift.uuid).stdout


@pytest.mark.django_db
def test_lot_number_that_two_owners_use_needs_the_uuid():
    one = make_lot()
    two = make_lot(owner=make_organisation(), product=one.product)
    assert one.code == two.code
    result = _run("trace", "lot", one.code, "--json")
    assert result.exit_code == 1
    assert str(one.uuid) in result.stderr
    assert str(two.uuid) in result.stderr
    assert _run("trace", "lot", "ZY000000A").exit_code == 1
