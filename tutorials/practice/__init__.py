"""Practice services: an invented service described once, as data (docs/decisions/012)."""
