"""How the editors' forms of tutorials look."""

from django import forms


class AudiencesWidget(forms.CheckboxSelectMultiple):
    """One box per audience: seen at a glance, ticked with one touch."""
