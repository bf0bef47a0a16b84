"""The door of traceability."""

from ezhen.trace.actions.complaint import NewComplaint, receive_complaint
from ezhen.trace.actions.scan import Answer, keep_card, look_up_code, show_again
from ezhen.trace.codes import CodeError, normalise, parse_scan, readable
from ezhen.trace.queries.scan import (
    LabelledLot,
    LotAnswer,
    RecallFacts,
    city_of_request,
    lot_answer,
)
from ezhen.trace.queries.story import (
    Story,
    complaint_receipt,
    lot_of_label,
    lots_of_label,
    num_traceable_lots,
    running_recalls,
    story_of,
)

__all__ = [
    "Answer",
    "CodeError",
    "LabelledLot",
    "LotAnswer",
    "NewComplaint",
    "RecallFacts",
    "Story",
    "city_of_request",
    "complaint_receipt",
    "keep_card",
    "look_up_code",
    "lot_answer",
    "lot_of_label",
    "lots_of_label",
    "normalise",
    "num_traceable_lots",
    "parse_scan",
    "readable",
    "receive_complaint",
    "running_recalls",
    "show_again",
    "story_of",
]
