"""Sabotage: put beside a copy of the code by the harness, never part of the product (docs/chaos.md)."""
