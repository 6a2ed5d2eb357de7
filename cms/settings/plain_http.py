"""Loosened where no certificate can be: a laptop, a box on a local network."""

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # browsers ignore it there, and complain on every page
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
LTI_HTTP_ON_LOOPBACK = True  # a platform on the same machine, as in our tests
# Warnings of `check --deploy` that this choice answers.
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (4, 8, 12, 16, 19, 21)]
