"""Addresses of the LTI tool; none has a language, since platforms keep them."""

from django.urls import include, path, re_path, register_converter

from lti import deep, door, registering
from lti.classroom import urls as classroom
from lti.models import TargetKind


class KindConverter:
    regex = "|".join(TargetKind.values)
    to_python = to_url = staticmethod(str)


register_converter(KindConverter, "lesson_kind")

app_name = "lti"
urlpatterns = [
    path("init/<uuid:registration>/", door.init, name="init"),
    path("launch/", door.launch, name="launch"),
    path("launch/<lesson_kind:kind>/<uuid:key>/", door.lesson, name="lesson"),
    path("jwks.json", door.jwks, name="jwks"),
    path("deep/<launch_id>/", deep.choose, name="deep"),
    path("register/<invitation>/", registering.register, name="register"),
    *classroom.urlpatterns,
    path("platform/", include("lti.platform.urls")),
    re_path(r"^(?P<rest>(?s:.*))\Z", door.nowhere, name="nowhere"),  # line breaks as well
]
