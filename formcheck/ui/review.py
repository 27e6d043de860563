"""All there is to see of a checked clip: the player, what it was judged by, and files to take."""

from __future__ import annotations

from .analysis import Analysis
from .player_view import player
from .take_away import take_away
from .thresholds_view import thresholds_used


def review(analysis: Analysis) -> None:
    """Draw a checked clip; the page must keep it as long as it shows it."""
    player(analysis.shown)
    thresholds_used(analysis)
    take_away(analysis)
