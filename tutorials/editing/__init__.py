"""The editors' room for practice services: what stands in the way, the drawn ways, files in and out."""
