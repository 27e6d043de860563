"""How well the bending of the spine is measured in cat-cow, by outline and by landmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .accuracy import Array, correlation, numbers, percentiles
from .watched import Seen

Measured = Callable[[Seen], Array | None]
Result = dict[str, Any]


def curvature(clip: Seen) -> Array | None:
    """Return formcheck's measure, the curvature of the back [%]."""
    return clip.curvature


def neck(clip: Seen) -> Array | None:
    """Return what landmarks alone give: 180 deg less the angle ear-shoulder-hip."""
    return clip.neck_deg


def centred(clip: Seen, measured: Measured) -> tuple[Array, Array] | None:
    """Return a measure and the true bending in a clip, each less its median, where both exist."""
    values = measured(clip)
    if values is None or clip.flexion_deg is None:
        return None
    known = ~np.isnan(values) & clip.in_position
    if not known.any():
        return None
    x, y = values[known], clip.flexion_deg[known]
    return x - np.median(x), y - np.median(y)


def pooled(clips: Iterable[Seen], measured: Measured) -> tuple[Array, Array]:
    """Return a measure and the true bending of the spine, each less its median in the clip."""
    parts = [part for clip in clips if (part := centred(clip, measured)) is not None]
    xs, ys = zip(*(parts or [(np.empty(0), np.empty(0))]), strict=True)
    return np.concatenate(xs), np.concatenate(ys)


def slope(x: Array, y: Array) -> float:
    """Return the slope of the line through the origin that fits best."""
    return float((x @ y) / (x @ x))


def spine_scores(clips: Sequence[Seen], every: Sequence[Seen]) -> Result:
    """Return how well the bending of the spine is measured in `clips`, and in `every` by view."""
    x, y = pooled(clips, curvature)
    r = correlation(x, y)
    error = y - x * slope(x, y) if r is not None else None
    return {
        "r": r,
        "rmse_deg": None if error is None else float(np.sqrt(np.mean(error**2))),
        "ear_shoulder_hip_r": correlation(*pooled(clips, neck)),
        "per_clip": per_clip(clips, curvature),
        "ear_shoulder_hip_per_clip": per_clip(clips, neck),
        "by_view": {
            band: {
                "clips": len(there),
                "r": correlation(*pooled(there, curvature)),
                "ear_shoulder_hip_r": correlation(*pooled(there, neck)),
            }
            for band in sorted({one.band for one in every})
            if (there := [one for one in every if one.band == band and one.curvature is not None])
        },
    }


def per_clip(clips: Iterable[Seen], measured: Measured) -> Result:
    """Return median and 5th percentile of r within a clip."""
    parts = [part for clip in clips if (part := centred(clip, measured)) is not None]
    known = [r for part in parts if (r := correlation(*part)) is not None]
    median, p5 = percentiles(numbers(known), 50, 5)
    return {"r_median": median, "r_p5": p5}
