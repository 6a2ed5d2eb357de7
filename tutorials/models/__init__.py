from .audience import Audience
from .glossary import GlossaryTerm
from .tutorial import TutorialPage

__all__ = ["Audience", "GlossaryTerm", "TutorialPage"]
