"""formcheck: a camera-based form checker for back-pain exercises done at home."""

__version__ = "0.1.0"
