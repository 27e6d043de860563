"""Text for Streamlit's Markdown."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    r"""Return text that Markdown shows as it is; names of files may hold anything.

    >>> print(literal("a*b*"))
    a\*b\*
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:&])", r"\\\1", text)
