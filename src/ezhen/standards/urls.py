"""The standard: board, tasks, requirements, verdicts, versions."""

from django.urls import path

from ezhen.standards.views import board, duty, task, verdict, version

app_name = "standards"
urlpatterns = [
    path("", board.board, name="board"),
    path("term/", duty.term, name="term"),
    path("versions/", version.versions, name="versions"),
    path("tasks/<str:task>/", task.task, name="task"),
    path("tasks/<str:task>/assign/", duty.assign, name="assign"),
    path("requirements/<str:requirement>/", task.requirement, name="requirement"),
    path("requirements/<str:requirement>/judge/", verdict.judge, name="judge"),
    path("requirements/<str:requirement>/confirm/<str:role>/", verdict.attest, name="attest"),
    path("verdicts/<uuid:uuid>/second/", verdict.second, name="second"),
]
