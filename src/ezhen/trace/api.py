"""The door of traceability."""

from ezhen.trace.actions.answer import answer_complaint
from ezhen.trace.actions.certificate import issue_certificate
from ezhen.trace.actions.code import activate_codes, bind_codes, order_codes, void_codes
from ezhen.trace.actions.complaint import NewComplaint, receive_complaint
from ezhen.trace.actions.hold import allow_sale, stop_sale
from ezhen.trace.actions.inspection import Finding, inspect
from ezhen.trace.actions.lot import buy_in, harvest_lot, use_lot
from ezhen.trace.actions.process import Input, Reading, process_lots
from ezhen.trace.actions.quality import Item, record_test
from ezhen.trace.actions.recall import close_recall, confirm_notices, issue_recall
from ezhen.trace.actions.scan import Answer, keep_card, look_up_code, show_again
from ezhen.trace.actions.shipment import Load, receive_shipment, ship_lots
from ezhen.trace.actions.suspicion import decide_suspicion
from ezhen.trace.codes import CodeError, normalise, parse_scan, readable
from ezhen.trace.queries.code import serial_of
from ezhen.trace.queries.lot import equation, standing_of
from ezhen.trace.queries.lot_page import open_suspicions
from ezhen.trace.queries.scan import (
    LabelledLot,
    LotAnswer,
    RecallFacts,
    lot_answer,
    wrong_place,
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
from ezhen.trace.queries.visitor import city_of_request, is_robot

__all__ = [
    "Answer",
    "CodeError",
    "Finding",
    "Input",
    "Item",
    "LabelledLot",
    "Load",
    "LotAnswer",
    "NewComplaint",
    "Reading",
    "RecallFacts",
    "Story",
    "activate_codes",
    "allow_sale",
    "answer_complaint",
    "bind_codes",
    "buy_in",
    "city_of_request",
    "close_recall",
    "complaint_receipt",
    "confirm_notices",
    "decide_suspicion",
    "equation",
    "harvest_lot",
    "inspect",
    "is_robot",
    "issue_certificate",
    "issue_recall",
    "keep_card",
    "look_up_code",
    "lot_answer",
    "lot_of_label",
    "lots_of_label",
    "normalise",
    "num_traceable_lots",
    "open_suspicions",
    "order_codes",
    "parse_scan",
    "process_lots",
    "readable",
    "receive_complaint",
    "receive_shipment",
    "record_test",
    "running_recalls",
    "serial_of",
    "ship_lots",
    "show_again",
    "standing_of",
    "stop_sale",
    "story_of",
    "use_lot",
    "void_codes",
    "wrong_place",
]
