from django.urls import path, register_converter

from tutorials import views
from tutorials.h5p import views as h5p


class DigestConverter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DigestConverter, "sha256")

urlpatterns = [
    path("schemas/practice-service-1.json", views.practice_schema, name="practice_schema"),
    path("h5p/<sha256:digest>/", h5p.frame, name="h5p_frame"),
    path("h5p/player/<slug:digest>/<str:name>", h5p.player_file, name="h5p_player"),
]
