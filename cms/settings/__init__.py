"""Strict settings are the base; `dev`, `demo` and `test` loosen them, each for its own reason."""
