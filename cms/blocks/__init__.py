"""Blocks that any page may use. What teaches lives in `tutorials.blocks`."""

from .media import AudioBlock, PictureBlock
from .prose import HeadingBlock, PlainTextBlock, ProseBlock

__all__ = ["AudioBlock", "HeadingBlock", "PictureBlock", "PlainTextBlock", "ProseBlock"]
