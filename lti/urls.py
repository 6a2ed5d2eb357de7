"""Addresses of the LTI tool; none has a language, since platforms keep them."""

from lti.classroom import urls as classroom

app_name = "lti"
urlpatterns = [
    *classroom.urlpatterns,
]
