"""DigComp 2.2, the European framework of digital competences (JRC128415), which DigCompRo follows."""

from django.utils.translation import gettext_lazy as _

COMPETENCES = {
    "1.1": _("Browsing, searching and filtering"),
    "1.2": _("Evaluating data and information"),
    "1.3": _("Managing data and information"),
    "2.1": _("Interacting through digital technologies"),
    "2.2": _("Sharing through digital technologies"),
    "2.3": _("Engaging in citizenship"),
    "2.4": _("Collaborating"),
    "2.5": _("Netiquette"),
    "2.6": _("Managing digital identity"),
    "3.1": _("Developing digital content"),
    "3.2": _("Integrating and re-elaborating content"),
    "3.3": _("Copyright and licences"),
    "3.4": _("Programming"),
    "4.1": _("Protecting devices"),
    "4.2": _("Protecting personal data and privacy"),
    "4.3": _("Protecting health and well-being"),
    "4.4": _("Protecting the environment"),
    "5.1": _("Solving technical problems"),
    "5.2": _("Identifying needs and responses"),
    "5.3": _("Creatively using technology"),
    "5.4": _("Identifying gaps in competence"),
}
