"""The standard: board, tasks, requirements, verdicts, versions."""

from django.urls import path

from ezhen.standards.views import board, dossier, duty, task, verdict, version

app_name = "standards"
urlpatterns = [
    path("", board.board, name="board"),
    path("term/", duty.term, name="term"),
    path("dossiers/", dossier.dossiers, name="dossiers"),
    path("dossiers/progress/", dossier.progress, name="dossier_progress"),
    path("dossiers/<uuid:uuid>/", dossier.dossier, name="dossier"),
    path("dossiers/<uuid:uuid>/receipt/", dossier.receipt, name="dossier_receipt"),
    path("dossiers/<uuid:uuid>/download/", dossier.download, name="dossier_download"),
    path("versions/", version.versions, name="versions"),
    path("tasks/<str:task>/", task.task, name="task"),
    path("tasks/<str:task>/assign/", duty.assign, name="assign"),
    path("requirements/<str:requirement>/", task.requirement, name="requirement"),
    path("requirements/<str:requirement>/judge/", verdict.judge, name="judge"),
    path("requirements/<str:requirement>/confirm/<str:role>/", verdict.attest, name="attest"),
    path("verdicts/<uuid:uuid>/second/", verdict.second, name="second"),
]
