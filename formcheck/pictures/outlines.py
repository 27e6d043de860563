"""The outline of a body, from its mask, as polygons that any painter can fill."""

from __future__ import annotations

import cv2
import numpy as np

from ..landmarks import Array, Mask

FINER = 4
"""The mask is made finer by this factor before its outline is taken."""
LEAST_SHARE = 0.01
"""A piece smaller than this share of the body is a speck."""
OFF_PX = 0.4
"""How far a corner that is left out may lie off the outline [px of the mask]."""


def outlines(mask: Mask, frame_width: int, *, finer: int = FINER) -> list[Array]:
    """Return the outlines of the body in a mask, without specks.

    Parameters
    ----------
    mask : (height, width) bool
    frame_width : int
        Width of the filmed frame [px].
    finer : int
        How much finer the mask is made first; 2 takes a quarter of the time.

    Returns
    -------
    list of (k, 2) float
        Corners [px of the filmed frame].
    """
    height, width = mask.shape
    fine = cv2.resize(
        mask.astype(np.uint8) * 255, (width * finer, height * finer),
        interpolation=cv2.INTER_LINEAR,
    )  # fmt: skip
    soft = (cv2.GaussianBlur(fine, (0, 0), finer) > 127).astype(np.uint8)
    found, _ = cv2.findContours(soft, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [one for one in found if cv2.contourArea(one) > LEAST_SHARE * soft.sum()]
    px = frame_width / (width * finer)
    return [
        px * (cv2.approxPolyDP(one, OFF_PX * finer, True)[:, 0].astype(float) + 0.5)
        for one in large
    ]
