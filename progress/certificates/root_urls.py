"""Where programs look for who signs Open Badges, and with which keys (RFC 8615)."""

from django.urls import path

from progress.certificates import pages

urlpatterns = [
    path(".well-known/jwks.json", pages.keys, name="badge_keys"),
    path(".well-known/openbadges/issuer.json", pages.issuer, name="badge_issuer"),
    path(".well-known/openbadges/keys/<str:name>.json", pages.key, name="badge_key"),
]
