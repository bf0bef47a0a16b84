"""Pages of quality tests."""

from django.urls import path

from ezhen.trace.views import quality

urlpatterns = [path("lots/<uuid:uuid>/test/", quality.new_test, name="new_test")]
