"""The harness of `make bench`: its figures are measured, here only its answers are read."""

import json

import pytest
from bench.figure import at_least, at_most, in_turn, seen

from bench import run

pytestmark = pytest.mark.pure


def fake():
    """A group whose figures are known."""
    return [at_least("speed", 12.3456, "×", 10), at_most("delay", 101, "ms", 100), seen("n", 3, "")]


def broken():
    """A group that cannot be measured."""
    raise RuntimeError("no such thing")


def measure(monkeypatch, tmp_path, capfd, *groups):
    """What `python -m bench.run` does with these groups: exit code and the list it wrote."""
    found = {name: run.Group(f"{__name__}:{name}") for name in groups}
    monkeypatch.setattr(run, "GROUPS", found)
    monkeypatch.setattr(run, "RESULT", tmp_path / "bench.json")
    monkeypatch.setattr("sys.argv", ["run"])
    code = run.main()
    return code, json.loads((tmp_path / "bench.json").read_text()), capfd.readouterr()


def test_bench_writes_each_figure_with_value_bar_and_verdict(monkeypatch, tmp_path, capfd):
    code, figures, printed = measure(monkeypatch, tmp_path, capfd, "fake")

    assert code == 1
    assert figures == [
        {"figure": "speed", "value": 12.35, "unit": "×", "bar": 10, "holds": True},
        {"figure": "delay", "value": 101, "unit": "ms", "bar": 100, "holds": False},
        {"figure": "n", "value": 3, "unit": "", "bar": None, "holds": None},
    ]
    assert "DOES NOT HOLD" in printed.out
    assert printed.out.endswith("1 of 2 bars hold\n")


def test_bench_names_a_group_that_could_not_be_measured(monkeypatch, tmp_path, capfd):
    code, figures, printed = measure(monkeypatch, tmp_path, capfd, "broken", "fake")

    assert code == 1
    assert figures[0] == {
        "figure": "broken",
        "value": None,
        "unit": "not measured",
        "bar": None,
        "holds": False,
    }
    assert len(figures) == 4
    assert "no such thing" in printed.err


def test_ratio_is_the_median_of_pairs_measured_in_turn():
    one, other = iter([10, 20, 90]), iter([1, 4, 3])

    assert in_turn(lambda: next(one), lambda: next(other), runs=3) == (20, 3, 10)
