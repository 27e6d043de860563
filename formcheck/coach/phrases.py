"""The sentences of the coach. Short, second person, present tense; what to do, never a reproach."""

from __future__ import annotations

from ..exercise import Exercise, Hold
from ..landmarks import Side
from ..posture import Posture
from .dose import Amount

I_SEE_YOU = "I can see you from head to foot."
READY = "Ready. Start when you like."
ONE_MORE = "One more."
AND_DOWN = "And down."
COME_OUT = "And come out slowly."
SWITCH = "Switch sides, when you are ready."
STOPPING = "Stopping now. Come down slowly and rest. You can end here."
ENDED = "Ended. What you did is kept."
PAUSED = "Paused. Your count is kept."
GOING_ON = "Going on."
AGAIN = "Get back into position when you are ready."
WATCHING = "Start any of the exercises. I will tell you which one I see."

GET_INTO = {
    Posture.ON_ALL_FOURS: "Come onto your hands and knees.",
    Posture.ON_THE_BACK: "Lie on your back with your knees bent.",
    Posture.FOLDED: "Kneel, sit back on your heels and fold forward.",
    Posture.SITTING: "Sit on the floor with your legs long.",
}
"""How to get into the position an exercise starts from."""

_ONES = tuple(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number(n: int) -> str:
    """Return a number as a word.

    >>> number(4), number(12), number(20), number(45), number(100)
    ('four', 'twelve', 'twenty', 'forty-five', '100')
    """
    if not 0 <= n < 100:
        return str(n)
    if n < 20:
        return _ONES[n]
    tens, ones = divmod(n, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def sentence(text: str) -> str:
    """Return words as a sentence.

    >>> sentence("four")
    'Four.'
    """
    return f"{text[:1].upper()}{text[1:]}."


def count(n: int, *, left: int) -> str:
    """Return what to say when repetition `n` is done and so many are left.

    >>> count(4, left=6), count(9, left=1)
    ('Four.', 'Nine. One more.')
    """
    return sentence(number(n)) + (f" {ONE_MORE}" if left == 1 and n > 1 else "")


def seconds(s: int) -> str:
    """Return a time as people say it.

    >>> seconds(1), seconds(20)
    ('one second', 'twenty seconds')
    """
    return f"{number(s)} second{'' if s == 1 else 's'}"


def plural(title: str) -> str:
    """Return the plural of an exercise, inside a sentence.

    >>> plural("Bridge"), plural("Partial crunch")
    ('bridges', 'partial crunches')
    """
    name = title.lower()
    return name + ("es" if name.endswith(("ch", "sh", "s", "x")) else "s")


def amount(exercise: Exercise, of: Amount) -> str:
    """Return how much there is to do, e.g. "Ten bridges. Hold each for four seconds."."""
    each_side = " on each side" if of.per_side else ""
    if isinstance(exercise.mode, Hold):
        hold = seconds(round(of.hold_s or 0))
        if of.repetitions == 1:
            return sentence(f"hold for {hold}{each_side}")
        return sentence(f"{number(of.repetitions)} holds of {hold}{each_side}")
    what = exercise.title.lower() if of.repetitions == 1 else plural(exercise.title)
    text = sentence(f"{number(of.repetitions)} {what}{each_side}")
    if of.hold_s:
        text += " " + sentence(f"hold {'it' if of.repetitions == 1 else 'each'} for "
                               f"{seconds(round(of.hold_s))}")  # fmt: skip
    return text


def introduction(exercise: Exercise) -> str:
    """Return what to do first, e.g. "Bridge. Lie on your back with your knees bent."."""
    return f"{exercise.title}. {GET_INTO[exercise.posture]}"


def dropped(reason: str) -> str:
    """Return why an attempt was not counted.

    >>> dropped("too small to count")
    'That one was too small to count.'
    >>> dropped("the hips stayed down")
    'Not counted: the hips stayed down.'
    """
    if reason.startswith("too "):
        return f"That one was {reason}."
    return f"Not counted: {reason}."


def lost(done: int, *, clock: bool) -> str:
    """Return what to say when nobody is seen any more."""
    if clock:
        return "I lost sight of you. The clock is paused."
    return "I lost sight of you." + (f" Your {number(done)} are kept." if done > 1 else "")


def found(left: str | None) -> str:
    """Return what to say when the person is seen again, with what is left."""
    return "There you are." + (f" {left}" if left else "")


def to_go(n: int, side: Side | None = None) -> str:
    """Return what is left.

    >>> to_go(4), to_go(1)
    ('Four to go.', 'One to go.')
    """
    return sentence(number(n) + " to go" + (f" on the {side.value}" if side else ""))
