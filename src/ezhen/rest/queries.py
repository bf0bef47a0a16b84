"""The scan answer as plain values for JSON: the same verdict and story as the page."""

from typing import Any

from ezhen.trace.api import Answer, Story, readable


def answer_facts(answer: Answer) -> dict[str, Any]:
    """Verdict and look-ups. Times are UTC in ISO 8601, cities GB/T 2260 codes."""
    history, recall = answer.history, answer.reading.recall if answer.reading else None
    facts: dict[str, Any] = {
        "serial": answer.serial,
        "readable": readable(answer.serial),
        "verdict": answer.verdict.value,
        "label": str(answer.verdict.label),
        "at": answer.at.isoformat(),
        "lookups": _num_lookups(answer),
        "first_at": history.first_at.isoformat() if history else None,
        "suspicions": sorted(answer.rules),
        "recall": None,
    }
    if recall:
        facts["recall"] = {
            "number": recall.number,
            "class": recall.recall_class,
            "reason": recall.reason,
            "advice": recall.advice,
            "issued_at": recall.issued_at.isoformat(),
        }
    return facts


def _num_lookups(answer: Answer) -> int:
    """Counted look-ups, this one included; 0 for a code that is not in use."""
    if answer.history:
        return answer.history.num
    return int(bool(answer.reading and answer.reading.is_counted))


def story_facts(story: Story) -> dict[str, Any]:
    """The public story of a lot. Dates are ISO 8601."""
    lot = story.lot
    return {
        "product": {
            "name": lot.product.name,
            "specification": lot.product.specification,
            "gtin": lot.product.gtin,
            "producer": lot.producer.name,
            "origin": story.origin,
        },
        "lot": {
            "code": lot.code,
            "produced_on": lot.produced_on.isoformat(),
            "best_before": lot.best_before.isoformat() if lot.best_before else None,
        },
        "steps": [
            {
                "on": step.on.isoformat(),
                "title": step.title,
                "who": step.who,
                "place": step.place,
                "text": step.text,
            }
            for step in story.steps
        ],
        "tests": [_test(test) for test in story.tests],
        "papers": [
            {
                "title": paper.title,
                "number": paper.number,
                "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
            }
            for paper in (*story.certificates, *story.papers)
        ],
    }


def _test(test: Any) -> dict[str, Any]:
    return {
        "laboratory": test.laboratory,
        "report_number": test.report_number,
        "tested_on": test.tested_on.isoformat(),
        "own": test.is_own,
        "passed": test.has_passed,
        "items": [
            {
                "name": item.name,
                "unit": item.unit,
                "result": item.result,
                "limit": item.limit,
                "passed": item.has_passed,
            }
            for item in test.items
        ],
    }
