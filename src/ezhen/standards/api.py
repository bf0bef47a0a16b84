"""The door of the standard."""

from ezhen.standards.actions.dossier import start_dossier
from ezhen.standards.actions.duty import assign_task, set_term
from ezhen.standards.actions.refresh import outcomes_on, refresh, touch
from ezhen.standards.actions.verdict import attest, judge_requirement, second_verdict
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.definitions import Attested, Compound, Rubric, Slot
from ezhen.standards.enums import Layer, Result
from ezhen.standards.parts import Build, Part, Piece, register_part
from ezhen.standards.queries.board import Board, TaskRow, board
from ezhen.standards.queries.clock import DutyNow
from ezhen.standards.queries.content import Content, content_of, in_force, read_pack
from ezhen.standards.queries.dossier import dossiers
from ezhen.standards.queries.links import register_task_link
from ezhen.standards.queries.standing import Picture, Standing, picture
from ezhen.standards.sources import Source, UnknownSource, register_source
from ezhen.standards.sources.ask import Ask, Sealing, Subject, Tally, Value
from ezhen.standards.sources.listed import ListSource
from ezhen.standards.sources.rows import RowSource

__all__ = [
    "Ask",
    "Attested",
    "Board",
    "Build",
    "Compound",
    "Content",
    "DutyNow",
    "Layer",
    "ListSource",
    "Part",
    "Picture",
    "Piece",
    "Result",
    "RowSource",
    "Rubric",
    "Sealing",
    "Slot",
    "Source",
    "Standing",
    "Subject",
    "Tally",
    "TaskRow",
    "UnknownSource",
    "Value",
    "assign_task",
    "attest",
    "board",
    "content_of",
    "dossiers",
    "in_force",
    "judge_requirement",
    "outcomes_on",
    "picture",
    "put_into_force",
    "read_pack",
    "refresh",
    "register_part",
    "register_source",
    "register_task_link",
    "second_verdict",
    "set_term",
    "start_dossier",
    "touch",
]
