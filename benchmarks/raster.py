"""Triangles to pixels: a z-buffer, a shadow map and shading, compiled."""
# mypy: ignore-errors

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def rasterise(px, py, depth, triangles, front, nearest, owner, bary):
    """Draw the triangles of a closed skin that are seen from outside into a z-buffer.

    Parameters
    ----------
    px, py, depth : array (v,)
        Vertices [px]; the larger depth wins (give 1 / distance for a perspective picture).
    triangles : array (f, 3) int32
        Vertex numbers.
    front : float
        Sign of the area of a triangle seen from outside: 1 where y points up, -1 where down.
    nearest : array (h, w)
        Depth so far; changed.
    owner : array (h, w) int32
        Triangle seen in each pixel, -1 for none; changed.
    bary : array (h, w, 2)
        Its first two barycentric coordinates there; changed.
    """
    height, width = owner.shape
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        x0, y0, x1, y1, x2, y2 = px[i], py[i], px[j], py[j], px[k], py[k]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if not area * front > 1e-9:
            continue
        left = max(0, int(np.ceil(min(x0, x1, x2) - 0.5)))
        right = min(width - 1, int(np.floor(max(x0, x1, x2) - 0.5)))
        top = max(0, int(np.ceil(min(y0, y1, y2) - 0.5)))
        bottom = min(height - 1, int(np.floor(max(y0, y1, y2) - 0.5)))
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                u, v = x + 0.5, y + 0.5
                w1 = ((u - x0) * (y2 - y0) - (x2 - x0) * (v - y0)) / area
                w2 = ((x1 - x0) * (v - y0) - (u - x0) * (y1 - y0)) / area
                w0 = 1 - w1 - w2
                if w0 < 0 or w1 < 0 or w2 < 0:
                    continue
                d = w0 * depth[i] + w1 * depth[j] + w2 * depth[k]
                if d > nearest[y, x]:
                    nearest[y, x] = d
                    owner[y, x] = t
                    bary[y, x, 0] = w0
                    bary[y, x, 1] = w1


@numba.njit(cache=True)
def lit(x, y, z, light, shadow, scale, left, low, slack):
    """Return the share of the light, 0..1, that reaches a point past the body."""
    u = int((light[0, 0] * x + light[0, 1] * y + light[0, 2] * z - left) * scale)
    v = int((light[1, 0] * x + light[1, 1] * y + light[1, 2] * z - low) * scale)
    size = shadow.shape[0]
    if u < 6 or v < 6 or u >= size - 6 or v >= size - 6:
        return 1.0
    depth = light[2, 0] * x + light[2, 1] * y + light[2, 2] * z + slack
    hidden = 0.0
    for a in range(-5, 6, 3):
        for b in range(-5, 6, 3):
            if shadow[v + a, u + b] > depth:
                hidden += 1.0
    return 1.0 - hidden / 16.0


@numba.njit(cache=True)
def shade_floor(picture, is_floor, xy, light, shadow, near_shadow, scale, left, low):
    """Darken the floor where the body keeps the light off; changes the picture (h, w, 3).

    ``near_shadow`` is the shadow map widened by the softness of the shadow's edge, 0 outside: most
    of the floor lies outside it and is left as it is.
    """
    size = shadow.shape[0]
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            if not is_floor[y, x]:
                continue
            fx, fy = xy[y, x, 0], xy[y, x, 1]
            u = int((light[0, 0] * fx + light[0, 1] * fy - left) * scale)
            v = int((light[1, 0] * fx + light[1, 1] * fy - low) * scale)
            if u < 0 or v < 0 or u >= size or v >= size or near_shadow[v, u] == 0:
                continue
            share = lit(fx, fy, 0.0, light, shadow, scale, left, low, 0.012)
            for c in range(3):
                picture[y, x, c] *= 0.5 + 0.5 * share


@numba.njit(cache=True)
def shade_body(
    picture, outline, owner, bary, triangles, inverse_z, skin, normals, colours,
    light, shadow, scale, left, low, ambient, key,
):  # fmt: skip
    """Colour the pixels of the body; changes picture (h, w, 3) and outline (h, w)."""
    point, normal = np.empty(3), np.empty(3)
    for y in range(owner.shape[0]):
        for x in range(owner.shape[1]):
            t = owner[y, x]
            if t < 0:
                continue
            outline[y, x] = 255
            i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            a = bary[y, x, 0] * inverse_z[i]
            b = bary[y, x, 1] * inverse_z[j]
            c = (1 - bary[y, x, 0] - bary[y, x, 1]) * inverse_z[k]
            total = a + b + c
            a, b, c = a / total, b / total, c / total
            square = 1e-18
            for d in range(3):
                point[d] = a * skin[i, d] + b * skin[j, d] + c * skin[k, d]
                normal[d] = a * normals[i, d] + b * normals[j, d] + c * normals[k, d]
                square += normal[d] * normal[d]
            facing = 0.0
            for d in range(3):
                normal[d] /= np.sqrt(square)
                facing += normal[d] * light[2, d]
            share = 1.0
            if facing > 0:
                share = lit(
                    point[0] + 0.012 * normal[0],
                    point[1] + 0.012 * normal[1],
                    point[2] + 0.012 * normal[2],
                    light, shadow, scale, left, low, 0.01,
                )  # fmt: skip
            direct = max(0.0, 0.25 + 0.75 * facing) * (0.35 + 0.65 * share)
            sky = (0.62 + 0.38 * normal[2]) * (0.65 + 0.35 * min(1.0, max(0.0, point[2] / 0.25)))
            bright = ambient * sky + key * direct
            for d in range(3):
                colour = a * colours[i, d] + b * colours[j, d] + c * colours[k, d]
                picture[y, x, d] = colour * bright


@numba.njit(cache=True)
def vertex_normals(skin, triangles):
    """Return unit normals (v, 3) of a skin, averaged over the triangles around each vertex."""
    normals = np.zeros_like(skin)
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = skin[j, 0] - skin[i, 0], skin[j, 1] - skin[i, 1], skin[j, 2] - skin[i, 2]
        bx, by, bz = skin[k, 0] - skin[i, 0], skin[k, 1] - skin[i, 1], skin[k, 2] - skin[i, 2]
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        for v in (i, j, k):
            normals[v, 0] += nx
            normals[v, 1] += ny
            normals[v, 2] += nz
    for v in range(len(normals)):
        n = np.sqrt(normals[v, 0] ** 2 + normals[v, 1] ** 2 + normals[v, 2] ** 2) + 1e-12
        normals[v] /= n
    return normals
