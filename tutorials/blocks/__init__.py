"""The parts of a tutorial, one family to a file, in the order in which a reader meets them."""

from .basics import HelpsBlock, NeedsBlock, RisksBlock
from .closing import HelplinesBlock, ProofBlock, SourcesBlock, TermsBlock
from .debate import DebatesBlock
from .exercise import ExercisesBlock
from .quiz import QuizBlock
from .steps import StepsBlock

__all__ = [
    "DebatesBlock",
    "ExercisesBlock",
    "HelplinesBlock",
    "HelpsBlock",
    "NeedsBlock",
    "ProofBlock",
    "QuizBlock",
    "RisksBlock",
    "SourcesBlock",
    "StepsBlock",
    "TermsBlock",
]
