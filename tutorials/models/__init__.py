from .audience import Audience
from .glossary import GlossaryTerm
from .practice import PracticeService
from .tutorial import TutorialPage

__all__ = ["Audience", "GlossaryTerm", "PracticeService", "TutorialPage"]
