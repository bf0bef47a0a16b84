"""Pages of inspections, stops, suspected codes, complaints and recalls."""

from django.urls import path

from ezhen.trace.views import complaint, find, hold, inspection, recall, recall_scope, suspicion

urlpatterns = [
    path("find/", find.find, name="find"),
    path("inspections/", inspection.inspections, name="inspections"),
    path("inspections/new/", inspection.new_inspection, name="new_inspection"),
    path("inspections/<uuid:uuid>/", inspection.inspection, name="inspection"),
    path("stopped/", hold.stopped, name="stopped"),
    path("lots/<uuid:uuid>/hold/", hold.hold_lot, name="hold_lot"),
    path("lots/<uuid:uuid>/release/", hold.release_lot, name="release_lot"),
    path("suspicions/", suspicion.suspicions, name="suspicions"),
    path("suspicions/<uuid:uuid>/", suspicion.suspicion, name="suspicion"),
    path("complaints/", complaint.complaints, name="complaints"),
    path("complaints/<uuid:uuid>/", complaint.complaint, name="complaint"),
    path("complaints/<uuid:uuid>/phone/", complaint.complaint_phone, name="complaint_phone"),
    path("recalls/", recall.recalls, name="recalls"),
    path("lots/<uuid:uuid>/recall/", recall_scope.new_recall, name="new_recall"),
    path("recalls/<uuid:uuid>/", recall.recall, name="recall"),
    path("recalls/<uuid:uuid>/confirm/", recall.confirm_recall, name="confirm_recall"),
    path("recalls/<uuid:uuid>/close/", recall.close_recall, name="close_recall"),
    path("recalls/<uuid:uuid>/report.pdf", recall.recall_report, name="recall_report"),
]
