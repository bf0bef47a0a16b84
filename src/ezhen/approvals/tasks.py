"""Background work of approvals: the papers of a step."""

from collections.abc import Iterator

from ezhen.approvals.actions.paper import file_paper
from ezhen.approvals.models import CaseStep
from ezhen.approvals.papers.made import made_pdf
from ezhen.approvals.queries.paper import paper_data, paper_title
from ezhen.approvals.queries.procedure import definition_of
from ezhen.core.jobs import Progress, job
from ezhen.core.models import Job


@job("approvals.make_papers")
def make_papers(job: Job) -> Iterator[Progress]:
    """Make and file each paper of a step; what was filed before a kill is not made again."""
    rows = CaseStep.objects.select_related("case__procedure", "case__organisation", "by")
    step = rows.get(pk=job.arguments["step"])
    kinds = definition_of(step.case).stage(step.stage).makes
    for number, kind in enumerate(kinds, start=1):
        if not step.made.filter(kind=kind).exists():
            content = made_pdf(kind, paper_data(kind, step), step.at)
            title = f"{paper_title(kind, step.case)} {step.case.number}"
            file_paper(step=step, kind=kind, title=title, content=content)
        yield Progress(number, len(kinds))
