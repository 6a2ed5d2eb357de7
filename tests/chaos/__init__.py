"""The chaos run: devices, servers that are killed, an oracle that says what is left (docs/chaos.md)."""
