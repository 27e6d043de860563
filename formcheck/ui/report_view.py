"""A report on a page: what was counted, found and could not be judged, in plain words."""

from __future__ import annotations

import streamlit as st

from ..pictures.palette import DARK, LIGHT
from ..setup import remedy
from ..words import NONE, Row, closing, headline, plain, rows, seconds, sentence, unit_of_count
from .analysis import Analysis


def show(analysis: Analysis, *, name: str) -> None:
    """Draw a report.

    Parameters
    ----------
    analysis : Analysis
    name : str
        Of the files that can be downloaded, without ending.
    """
    exercise, report = analysis.exercise, analysis.report
    st.header(headline(exercise, report))
    st.markdown(closing(exercise, report))
    left, right = st.columns([1.36, 1], gap="small")
    with left, st.container(key="card_figure", border=True, height="stretch"):
        _figure(analysis)
    with right, st.container(key="card_findings", border=True, height="stretch"):
        _findings(analysis)
    with st.container(key="card_timeline", border=True):
        _timeline(analysis)
    if report.repetitions or report.holds:
        with st.container(key="card_table", border=True):
            _table(analysis)
    with st.container(key="card_downloads", border=True):
        _downloads(analysis, name)


def _figure(analysis: Analysis) -> None:
    """Show the body at the far end of a repetition, drawn from numbers alone."""
    st.subheader("What I saw")
    if not analysis.moments:
        st.markdown("There is nothing to show: nothing was counted.")
        return
    thing = unit_of_count(analysis.exercise).capitalize()
    number = 0
    if len(analysis.moments) > 1:
        telling = max(
            range(len(analysis.moments)), key=lambda i: len(analysis.moments[i][0].faults)
        )
        chosen = st.segmented_control(
            thing,
            range(len(analysis.moments)),
            default=telling,
            format_func=lambda i: str(analysis.moments[i][0].number),
            key=f"moment {id(analysis)}",
        )
        number = telling if chosen is None else chosen
    row = analysis.moments[number][0]
    found = ", ".join(plain(fault) for fault in row.faults) or "nothing to correct"
    st.image(
        analysis.figure(number),
        caption=f"{thing} {row.number}, from {row.start}: {found}.",
        width="stretch",
    )


def _findings(analysis: Analysis) -> None:
    exercise, report = analysis.exercise, analysis.report
    st.subheader("What to work on")
    done = rows(report)
    for fault in exercise.faults:
        where = [str(row.number) for row in done if fault.name in row.faults]
        if where:
            st.markdown(
                f":orange-badge[:material/warning: {sentence(fault.name)}] "
                f"{_in(where, unit_of_count(exercise))}  \n**{fault.cue}**"
            )
    if done and not report.faults:
        st.markdown(":green-badge[:material/check_circle: Good] Nothing to correct in what I saw.")
    if not done:
        st.markdown(closing(exercise, report))
    for one in report.setup:
        st.markdown(
            f":orange-badge[:material/videocam: Camera: {plain(one.problem)}] "
            f"{seconds(one.start_s)} to {seconds(one.end_s)}  \n{remedy(one.problem, one.turn)}"
        )
    if report.dropped:
        st.markdown("**Not counted**")
        st.markdown("\n".join(f"- at {seconds(a.start_s)}: {a.reason}" for a in report.dropped))
    with st.container(key="unsure"):
        st.markdown("**:material/help: Cannot judge**")
        st.markdown("\n".join(f"- {limit}" for limit in report.limits))


def _in(numbers: list[str], thing: str) -> str:
    return f"{thing}{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _timeline(analysis: Analysis) -> None:
    from ..pictures.plot import caption

    st.subheader("From start to end")
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    for key, narrow in (("wide_only", False), ("narrow_only", True)):
        with st.container(key=key):
            st.image(
                analysis.plot(palette, narrow=narrow),
                caption=caption(analysis.exercise),
                width="stretch",
            )


def _table(analysis: Analysis) -> None:
    thing = unit_of_count(analysis.exercise)
    st.subheader(f"Each {thing}")
    done = rows(analysis.report)
    columns = {
        thing.capitalize(): [str(row.number) for row in done],
        "Found": [_found(row) for row in done],
        "Start": [row.start for row in done],
        "Lasts": [row.lasts for row in done],
        "Hold": [row.hold for row in done],
        "Side": [row.side for row in done],
        "Range": [row.range for row in done],
    }
    st.table(
        {name: cells for name, cells in columns.items() if set(cells) != {NONE}},
        border="horizontal",
    )
    for rom in {rep.rom.measure: rep.rom for rep in analysis.report.repetitions}.values():
        error = " It comes from one camera, good to about six degrees." * (rom.unit == "deg")
        st.caption(f"Range: {plain(rom.measure)}, largest less smallest.{error}")


def _found(row: Row) -> str:
    chips = [f":orange-badge[:material/warning: {plain(name)}]" for name in row.faults]
    if row.cannot_judge:
        names = ", ".join(plain(name) for name in row.cannot_judge)
        chips.append(f":violet-badge[:material/help: cannot judge: {names}]")
    return " ".join(chips) or ":green-badge[:material/check_circle: good]"


def _downloads(analysis: Analysis, name: str) -> None:
    st.subheader("Take it away")
    report = analysis.report
    files = (
        ("Everything, JSON", report.as_json(), "json", "application/json"),
        ("Repetitions, CSV", report.as_csv(), "csv", "text/csv"),
        ("Picture, PNG", analysis.plot(LIGHT, narrow=False), "png", "image/png"),
    )
    with st.container(horizontal=True):
        for label, content, ending, kind in files:
            st.download_button(
                label, content, f"{name}.{ending}", kind, icon=":material/download:",
                on_click="ignore",
            )  # fmt: skip
