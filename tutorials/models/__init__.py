from .audience import Audience
from .external import ExternalTool
from .glossary import GlossaryTerm
from .h5p import H5PPackage
from .practice import PracticeService
from .tutorial import TutorialPage

__all__ = [
    "Audience",
    "ExternalTool",
    "GlossaryTerm",
    "H5PPackage",
    "PracticeService",
    "TutorialPage",
]
