"""Addresses of certificates, in the language of their path; they stand on paper, so they last."""

from django.urls import path

from progress.certificates import pages

urlpatterns = [
    path("", pages.look_up, name="certificate_look_up"),
    path("<str:code>/", pages.certificate, name="certificate"),
    path("<str:code>/tipar/", pages.on_paper, name="certificate_print"),
    path("<str:code>/tipar/certificat.pdf", pages.document, name="certificate_document"),
    path("<str:code>/credential.jwt", pages.credential, name="certificate_credential"),
    path("<str:code>/status.json", pages.status, name="certificate_status"),
]
