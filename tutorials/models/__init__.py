from .audience import Audience
from .glossary import GlossaryTerm
from .h5p import H5PPackage
from .practice import PracticeService
from .tutorial import TutorialPage

__all__ = ["Audience", "GlossaryTerm", "H5PPackage", "PracticeService", "TutorialPage"]
