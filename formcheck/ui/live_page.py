"""The page that coaches a set: choose the exercise, press Start, read afterwards how it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from ..coach.dose import Amount
from ..exercise import Exercise
from ..exercises import EXERCISES, how_to_film
from ..folders import recordings_folder
from ..modes import Hold
from ..words import dose
from .live_view import live_view
from .reach import reach
from .result_view import show_result

FIGURES = Path(__file__).parent / "figures"
HOW_TO_FILM_ANY = "Lay the mat so that one side of you faces the camera, two to three metres away."
RECOGNISE = "Let it be recognised"
MOST_REPETITIONS, MOST_HOLD_S = 30, 120


def page() -> None:
    """Draw the page."""
    finished = st.session_state.get("finished")
    if finished is not None:
        _after(finished)
        return
    exercise = EXERCISES.get(st.query_params.get("exercise", ""))
    st.title(exercise.title if exercise else "Exercise with me")
    kept = "The film is kept here too." if _films() else "No picture is kept."
    st.caption(f"Your camera's picture is looked at on this computer. {kept}")
    left, right = st.columns([1.36, 1], gap="medium")
    with left, st.container(key="card_exercise", border=True, height="stretch"):
        start = _order(exercise)
    with right, st.container(key="card_start", border=True, height="stretch"):
        result = live_view(exercise, start)
    _choose(exercise)
    _safety()
    if result is not None:
        st.session_state["finished"] = result
        st.rerun()


def _order(exercise: Exercise | None) -> dict[str, Any]:
    """Show the exercise; return what the engine is told about the set."""
    order: dict[str, Any] = {"exercise": None, "title": "", "repetitions": None, "hold_s": None}
    if exercise is None:
        st.subheader("Do any of the seven")
        st.markdown("I watch what you do, and count and coach it once I know. Or choose one below.")
        st.markdown(HOW_TO_FILM_ANY)
    else:
        order |= {"exercise": exercise.name, "title": exercise.title}
        st.image(FIGURES / f"{exercise.name}.svg", width=300)
        st.markdown(how_to_film(exercise))
        order |= _dose(exercise)
    with st.container(width=220):
        order["target"] = reach(exercise, key=f"reach {order['exercise']}") or 1.0
    order["record"] = st.toggle(
        "Keep this set",
        value=True,
        key="record",
        help="Joints and outline as numbers, without pictures, so that you can look at it again.",
    )
    order["film"] = order["record"] and st.toggle(
        "Keep the film too",
        key="film",
        help="The pictures as well, so that you see yourself when you look at the set again. "
        f"They stay on this computer, in {recordings_folder()}, until you delete them there.",
    )
    return order


def _films() -> bool:
    """Tell whether the pictures of a set are to be kept."""
    return bool(st.session_state.get("film")) and bool(st.session_state.get("record", True))


def _dose(exercise: Exercise) -> dict[str, Any]:
    """Ask how much; return what the engine is told."""
    usual = exercise.dose
    found: dict[str, float] = {}
    side = " on each side" if usual.per_side else ""
    holds = isinstance(exercise.mode, Hold)
    with st.container(horizontal=True):
        found["repetitions"] = st.number_input(
            f"{'Holds' if holds else 'Repetitions'}{side}",
            min_value=1,
            max_value=MOST_REPETITIONS,
            value=usual.repetitions[0],
            key=f"repetitions {exercise.name}",
            width=220,
        )
        if usual.hold_s is not None:
            found["hold_s"] = float(
                st.number_input(
                    "Hold each for, in seconds",
                    min_value=1,
                    max_value=MOST_HOLD_S,
                    value=round(Amount.of(exercise).hold_s or usual.hold_s[0]),
                    key=f"hold {exercise.name}",
                    width=220,
                )
            )
    st.caption(f"Usual: {dose(usual)}.")
    return found


def _choose(exercise: Exercise | None) -> None:
    """Offer the exercises, each with its figure."""
    st.header("Another exercise" if exercise else "Or choose one")
    with st.container(key="choices"):
        for one in EXERCISES.values():
            if one is not exercise:
                _card(one.name, one.title, dose(one.dose))
        if exercise is not None:
            with st.container(key="card_any", border=True):
                st.markdown("Do any of them and I find out which.")
                st.button(RECOGNISE, key="choose any", on_click=_chosen, args=("",))


def _card(name: str, title: str, amount: str) -> None:
    with st.container(key=f"card_{name}", border=True):
        st.image(FIGURES / f"{name}.svg", width="stretch")
        st.caption(amount[:1].upper() + amount[1:])
        st.button(title, key=f"choose {name}", on_click=_chosen, args=(name,), width="stretch")


def _chosen(name: str) -> None:
    # In the address it outlives a reload, and a restart of the server in the middle of a set.
    st.query_params["exercise"] = name


def _safety() -> None:
    with st.container(key="quiet_safety"):
        st.markdown(
            "**When to stop.** Stop when pain rises by two points or more or spreads down a leg: "
            "press *It hurts*, or just come out of the position. formcheck coaches exercise. It is "
            "not a medical device and cannot tell you what is wrong."
        )


def _after(finished: dict[str, Any]) -> None:
    """Show how a set went."""
    show_result(finished)
    if st.button("Another set", type="primary", key="start_again", width="stretch"):
        del st.session_state["finished"]
        st.rerun()
