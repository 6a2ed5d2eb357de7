"""What an editor fills in of a practice service, and its way to the shape and back.

`shaped` says how a block becomes a part of the shape and how that becomes the block's value again;
`reading`, `setting` and `pressing` hold the elements, after what a learner does with them.
"""

from .chosen import PracticeBlock, ScreenPictureBlock, services_at_hand
from .screens import ScreensBlock
from .tasks import CardBlock, ScalesBlock, TasksBlock

__all__ = [
    "CardBlock",
    "PracticeBlock",
    "ScalesBlock",
    "ScreenPictureBlock",
    "ScreensBlock",
    "TasksBlock",
    "services_at_hand",
]
