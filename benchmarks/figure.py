"""A body put into a pose: bend the trunk, put hands, feet and knees where they belong.

Limbs are placed by where they end (inverse kinematics in closed form), so what stands on the floor
stands there exactly. World axes: x along the mat, y across it, z up from the floor [m].
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .body import SIDES, Body, Pose, Posed
from .rotations import Array, X, Y, Z, across, between, columns, turn, twist_about_z, unit

FORWARD = turn(Z, 90)
"""The frame of someone who stands upright and faces along +x."""
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
EVENLY = np.array([0.16, 0.20, 0.24, 0.22, 0.18])
"""Share of each spine bone, lowest first, in a bending of the whole spine."""
NECK = ("neck01", "neck02", "neck03", "head")
SIGN = {"L": 1.0, "R": -1.0}
NEARLY = 0.999
"""A limb reaches this share of its length at most."""


class Figure:
    """A body and the pose it is being put into.

    Parameters
    ----------
    body : Body
        Whose limbs these are.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.pose = Pose()
        self.now = body.posed(self.pose)

    # -- trunk -----------------------------------------------------------------------------------

    def trunk(
        self,
        *,
        hips: Array,
        pitch_deg: float,
        flexion_deg: float = 0.0,
        twist_deg: float = 0.0,
        roll_deg: float = 0.0,
        neck_deg: float = 0.0,
        neck_twist_deg: float = 0.0,
        shares: Array = EVENLY,
    ) -> None:
        """Place pelvis, spine and neck.

        Parameters
        ----------
        hips : array (3,)
            The point between the hip joints [m].
        pitch_deg : float
            Tilt of the pelvis: 0 upright, 90 prone, -90 on the back.
        flexion_deg, twist_deg : float
            Bending (rounded positive) and turn to the left, spread over the spine.
        roll_deg : float
            Tilt of the whole body to its left.
        neck_deg, neck_twist_deg : float
            The same of neck and head.
        shares : array (5,)
            How the bending is spread, from the lowest spine bone up.
        """
        for bone, share in zip(SPINE, shares, strict=True):
            self.pose.turned[bone] = turn(Z, twist_deg * share) @ turn(X, flexion_deg * share)
        self.neck(neck_deg, neck_twist_deg)
        self.pose.facing = FORWARD @ turn(Y, roll_deg) @ turn(X, pitch_deg)
        self.pose.root = hips - self.pose.facing @ self._hips_in_root
        self.update()

    def neck(self, bend_deg: float, twist_deg: float = 0.0) -> None:
        """Bend neck and head forward and turn them to the left."""
        for bone in NECK:
            self.pose.turned[bone] = turn(Z, twist_deg / 4) @ turn(X, bend_deg / 4)
        self.update()

    def raise_shoulder(self, side: str, deg: float) -> None:
        """Raise a shoulder."""
        self.pose.turned[f"clavicle.{side}"] = turn(Y, -SIGN[side] * deg)
        self.update()

    def shift(self, *, x: float = 0.0, z: float = 0.0) -> None:
        """Move the whole body."""
        self.pose.root = self.pose.root + np.array([x, 0.0, z])
        self.update()

    def update(self) -> None:
        """Recompute where the bones are."""
        self.now = self.body.posed(self.pose)

    @cached_property
    def _hips_in_root(self) -> Array:
        body = self.body
        hips = sum(body.heads[body.index[f"upperleg01.{side}"]] for side in SIDES) / 2
        return np.asarray(hips - body.heads[body.index["root"]])

    # -- legs ------------------------------------------------------------------------------------

    def leg(self, side: str, ankle: Array, *, knee_towards: Array, foot: Array | float) -> None:
        """Put an ankle somewhere.

        Parameters
        ----------
        side : str
            "L" or "R".
        ankle : array (3,)
            Where [m]; out of reach, the leg points there.
        knee_towards : array (3,)
            Direction in which the knee bends out.
        foot : array (3, 3) or float
            The foot's frame in the world, or its bending upwards from the standing angle [deg].
        """
        hip = self.now.at(f"upperleg01.{side}")
        knee = middle_joint(hip, ankle, self.body.leg_m, knee_towards)
        self.leg_through(side, knee, ankle, foot=foot, knee_towards=knee_towards)

    def leg_through(
        self, side: str, knee: Array, ankle: Array, *, foot: Array | float, knee_towards: Array
    ) -> None:
        """Point a leg from the hip at a knee, and on at an ankle."""
        hip = self.now.at(f"upperleg01.{side}")
        thigh_frame, shank = _hinged(hip, knee, ankle, -across(knee_towards, knee - hip))
        self._set_long_bone("upperleg", side, thigh_frame)
        self._set(f"lowerleg01.{side}", shank)
        frame = shank @ turn(X, -foot) if isinstance(foot, float | int) else foot
        self._set(f"foot.{side}", frame)

    # -- arms ------------------------------------------------------------------------------------

    def arm(
        self, side: str, wrist: Array, *, elbow_towards: Array, fingers: Array, palm: Array,
        curl_deg: float = 0.0,
    ) -> None:  # fmt: skip
        """Put a wrist somewhere.

        Parameters
        ----------
        side : str
            "L" or "R".
        wrist : array (3,)
            Where [m]; out of reach, the arm points there.
        elbow_towards : array (3,)
            Direction in which the elbow bends out.
        fingers, palm : array (3,)
            Where the fingers point and the palm faces.
        curl_deg : float
            Bending of each finger joint.
        """
        shoulder = self.now.at(f"upperarm01.{side}")
        elbow = middle_joint(shoulder, wrist, self.body.arm_m, elbow_towards)
        upper, fore = _hinged(shoulder, elbow, wrist, across(elbow_towards, elbow - shoulder))
        self._set_long_bone("upperarm", side, upper)
        hand_z = -unit(fingers)
        hand_x = -SIGN[side] * across(palm, hand_z)
        hand = columns(hand_x, np.cross(hand_z, hand_x), hand_z)
        self._set(f"lowerarm01.{side}", fore)
        twist = twist_about_z(fore.T @ hand)
        self._set(f"lowerarm01.{side}", fore @ turn(Z, 0.35 * twist))
        self._set(f"lowerarm02.{side}", fore @ turn(Z, 0.8 * twist))
        self._set(f"wrist.{side}", hand)
        for finger in range(2, 6):
            for joint in range(1, 4):
                self.pose.turned[f"finger{finger}-{joint}.{side}"] = turn(Y, SIGN[side] * curl_deg)
        self.update()

    def _set_long_bone(self, bone: str, side: str, frame: Array) -> None:
        """Turn the upper bone of a limb; its upper half takes half of the twist."""
        above = self._parent_frame(f"{bone}01.{side}")
        twist = twist_about_z(above.T @ frame)
        self._set(f"{bone}01.{side}", frame @ turn(Z, -twist / 2))
        self._set(f"{bone}02.{side}", frame)

    def _parent_frame(self, bone: str) -> Array:
        return self.now.frames[self.body.parents[self.body.index[bone]]]

    def _set(self, bone: str, frame: Array) -> None:
        """Give a bone a frame in the world."""
        self.pose.turned[bone] = self._parent_frame(bone).T @ frame
        self.update()

    # -- contact ---------------------------------------------------------------------------------

    def settle(self, *parts: str) -> None:
        """Raise or lower the body until some parts just touch the floor."""
        self.shift(z=-self.now.lowest(self.body.part(*parts, every=3)))


def middle_joint(start: Array, end: Array, lengths: tuple[float, float], towards: Array) -> Array:
    """Return where the knee or elbow of a limb is, bent out in a direction (3,) [m]."""
    upper, lower = lengths
    way = end - start
    span = min(float(np.linalg.norm(way)), NEARLY * (upper + lower))
    span = max(span, abs(upper - lower) + 1e-4)
    along = (upper**2 - lower**2 + span**2) / (2 * span)
    out = np.sqrt(max(upper**2 - along**2, 0.0))
    return np.asarray(start + along * unit(way) + out * across(towards, way))


def span_at(angle_deg: float, lengths: tuple[float, float]) -> float:
    """Return the distance between the ends of a limb whose middle joint is bent so [m]."""
    a, b = lengths
    return float(np.sqrt(a * a + b * b - 2 * a * b * np.cos(np.radians(angle_deg))))


def _hinged(start: Array, joint: Array, end: Array, back: Array) -> tuple[Array, Array]:
    """Return the frames of the two bones of a limb whose hinge turns about their common x axis.

    ``back`` is where the upper bone's y axis shall point.
    """
    upper_z, lower_z = -unit(joint - start), -unit(end - joint)
    back = across(back, upper_z)
    x = np.cross(back, upper_z)
    lower_x = across(x, lower_z)
    return columns(x, back, upper_z), columns(lower_x, np.cross(lower_z, lower_x), lower_z)


def blend(a: Pose, b: Pose, share: float) -> Pose:
    """Return a pose on the way from one to another, joint by joint."""
    bones = a.turned.keys() | b.turned.keys()
    straight = np.eye(3)
    return Pose(
        root=a.root + (b.root - a.root) * share,
        facing=between(a.facing, b.facing, share),
        turned={
            bone: between(a.turned.get(bone, straight), b.turned.get(bone, straight), share)
            for bone in sorted(bones)
        },
    )


def flat_foot(toes: Array) -> Array:
    """Return the frame of a foot that stands flat with its toes in a direction."""
    back = -across(toes, Z)
    return columns(np.cross(back, Z), back, Z)


def pointed_foot(toes: Array, sole: Array) -> Array:
    """Return the frame of a foot from where its toes point and its sole faces."""
    back, up = -unit(toes), -across(sole, toes)
    return columns(np.cross(back, up), back, up)


def joints(posed: Posed) -> dict[str, Array]:
    """Return the named joints of a posed body, by name and side [m]."""
    parts = {
        "shoulder": "upperarm01", "elbow": "lowerarm01", "wrist": "wrist",
        "hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot", "eye": "eye",
    }  # fmt: skip
    return {
        f"{name}.{side}": posed.at(f"{bone}.{side}")
        for name, bone in parts.items()
        for side in SIDES
    }


def instep_foot() -> Array:
    """Return the frame of a foot that lies on its back, toes behind."""
    return pointed_foot(np.array([-1.0, 0.0, -0.25]), Z)


def lying_foot() -> Array:
    """Return the frame of the foot of someone on their back with legs straight along +x."""
    return pointed_foot(np.array([0.45, 0.0, 1.0]), X)
