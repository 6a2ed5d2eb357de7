"""A certificate as an Open Badge 3.0: a verifiable credential, signed as a JSON Web Token.

Open Badges Specification 3.0, section 8.2 “JSON Web Token Proof Format”; revocation by a
1EdTechRevocationList of each credential's own, so that nobody learns of others.
"""

from typing import Any

import jwt
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from cms.models import SiteSettings
from progress.certificates.keys import Key, all_keys
from progress.certificates.models import Certificate
from tutorials.competences import COMPETENCES

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
DIGCOMP = "https://publications.jrc.ec.europa.eu/repository/handle/JRC128415"


def address(view: str, *arguments: str) -> str:
    return settings.PUBLIC_URL + reverse(view, args=arguments)


def issuer() -> dict[str, Any]:
    """Who issues: the profile at its lasting address."""
    site = Site.objects.filter(is_default_site=True).first()
    about = SiteSettings.for_site(site) if site else SiteSettings()
    profile = {
        "id": address("badge_issuer"),
        "type": ["Profile"],
        "name": about.organisation or settings.WAGTAIL_SITE_NAME,
        "url": settings.PUBLIC_URL,
    }
    return profile | ({"email": about.contact_email} if about.contact_email else {})


def jwk(key: Key) -> dict[str, str]:
    return key.public | {"kid": address("badge_key", key.name)}


def signed(certificate: Certificate) -> str:
    """The credential in compact form. Names nobody who did not choose to be shown."""
    credential = credential_of(certificate)
    claims = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(certificate.issued_at.timestamp()),
        "sub": credential["credentialSubject"]["id"],
    }
    key = all_keys()[-1]
    headers = {"kid": address("badge_key", key.name)}
    return jwt.encode(credential | claims, key.private, algorithm="RS256", headers=headers)


def credential_of(certificate: Certificate) -> dict[str, Any]:
    """The OpenBadgeCredential, in the certificate's own language."""
    with translation.override(certificate.language):
        return {
            "@context": CONTEXT,
            "id": identity(certificate),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": issuer(),
            "validFrom": _moment(certificate.issued_at),
            "awardedDate": _moment(certificate.issued_at),
            "name": certificate.title,
            "credentialSubject": _subject(certificate),
            "credentialStatus": {
                "id": settings.PUBLIC_URL + certificate.address("certificate_status"),
                "type": "1EdTechRevocationList",
            },
            "credentialSchema": [SCHEMA],
        }


def identity(certificate: Certificate) -> str:
    """Its name among credentials: not its address, which opens it."""
    return certificate.uuid.urn


def _subject(certificate: Certificate) -> dict[str, Any]:
    held = f"{certificate.uuid.urn}#result"
    subject = {
        # For this credential alone: it joins nothing that its holder did.
        "id": f"{certificate.uuid.urn}#holder",
        "type": ["AchievementSubject"],
        "narrative": str(certificate.kind),
        "achievement": _achievement(certificate, held),
        "result": [{"type": ["Result"], "resultDescription": held, "value": str(certificate.score)}],
    }
    if certificate.full_number:
        subject["licenseNumber"] = certificate.full_number
    if certificate.shown_name:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": certificate.shown_name,
                "identityType": "name",
            }
        ]
    return subject


def _achievement(certificate: Certificate, held: str) -> dict[str, Any]:
    criteria = _(
        "Every question of every tutorial answered, at least %(score)s%% of them right at the best "
        "try; the exercises on the screen passed where the course asks for them."
    ) % {"score": certificate.wanted_score}
    hours = ngettext("%(minutes)s minute", "%(minutes)s minutes", certificate.minutes)
    tutorials = "".join(f"\n- {title}" for title in certificate.tutorials)
    return {
        "id": certificate.course.urn,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": certificate.title,
        "description": certificate.summary or certificate.title,
        "inLanguage": certificate.language,
        "criteria": {
            "narrative": f"{criteria}\n\n{hours % {'minutes': certificate.minutes}}\n{tutorials}"
        },
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": f"{code} {COMPETENCES.get(code, '')}".strip(),
                "targetCode": code,
                "targetFramework": "DigComp 2.2",
                "targetUrl": DIGCOMP,
            }
            for code in certificate.competences
        ],
        "resultDescription": [
            {
                "id": held,
                "type": ["ResultDescription"],
                "name": _("Right answers, in percent"),
                "resultType": "Percent",
                "requiredValue": str(certificate.wanted_score),
            }
        ],
    }


def revocations(certificate: Certificate) -> dict[str, Any]:
    """The revocation list of one credential: empty as long as it holds."""
    withdrawn = []
    if not certificate.is_valid:
        reason = certificate.why_withdrawn
        withdrawn = [{"id": identity(certificate), "revoked": True, "revocationReason": reason}]
    return {
        "id": settings.PUBLIC_URL + certificate.address("certificate_status"),
        "type": "1EdTechRevocationList",
        "issuer": address("badge_issuer"),
        "revokedCredential": withdrawn,
    }


def _moment(when) -> str:
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
