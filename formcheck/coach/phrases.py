"""The sentences of the coach. Short, second person, present tense; what to do, never a reproach."""

from __future__ import annotations

from ..exercise import Exercise
from ..modes import Hold
from ..posture import Posture
from .dose import Amount

I_SEE_YOU = "I can see you from head to foot."
READY = "Ready. Start when you like."
AND_DOWN = "And down."
COME_OUT = "And come out slowly."
STOPPING = "Stopping now. Come down slowly and rest. You can end here."
ENDED = "Ending here. What you did is kept."
AWAY = "I have not seen you for a minute. I end here; what you did is kept."
PAUSED = "Paused. Your count is kept."
GOING_ON = "Going on. Get into position when you are ready."
SKIPPED = "Leaving that side out. Other side, when you are ready."
NOBODY = "I cannot see anybody. Come into the picture."
WATCHING = "Start any exercise you like. I will tell you which one I see."
CLOCK_PAUSED = "I cannot see the pose. The clock is paused."
CAME_OUT = "You came out. The clock is paused."
CANNOT_JUDGE = "I count, but I cannot judge everything from here."

GET_INTO = {
    Posture.ON_ALL_FOURS: "Come onto your hands and knees.",
    Posture.ON_THE_BACK: "Lie on your back with your knees bent.",
    Posture.FOLDED: "Kneel, sit back on your heels and fold forward.",
    Posture.SITTING: "Sit on the floor with your legs long.",
}
"""How to get into the position an exercise starts from."""

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
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


def count(n: int, *, left: int, held: bool = False) -> str:
    """Return what to say when repetition `n` is done and so many are left.

    After a countdown a number alone would sound like more of it.

    >>> count(4, left=6), count(9, left=1), count(2, left=8, held=True)
    ('Four.', 'Nine. One more.', "That's two.")
    """
    done = f"That's {number(n)}." if held else sentence(number(n))
    return done + (" One more." if left == 1 and n > 1 else "")


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


WAYS = {0.75: "three quarters of the way", 0.5: "half way", 0.25: "a quarter of the way"}
"""Personal targets that have a name."""


def enough(exercise: Exercise, target: float) -> str:
    """Return how far is far enough, empty where that is the usual.

    >>> from formcheck.exercises import EXERCISES
    >>> enough(EXERCISES["bridge"], 0.5), enough(EXERCISES["bridge"], 1.0)
    ('Half way is far enough.', '')
    """
    if target == 1 or not exercise.has_reach:
        return ""
    return sentence(f"{WAYS.get(target, f'{target:.0%} of the way')} is far enough")


def introduction(exercise: Exercise) -> str:
    """Return what to do first, e.g. "Bridge. Lie on your back with your knees bent."."""
    return f"{exercise.title}. {GET_INTO[exercise.posture]} {exercise.starts}".rstrip()


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
    """Return what to say when nobody is seen any more.

    >>> lost(6, clock=False)
    'I lost sight of you. Your six are kept.'
    """
    if clock:
        return "I lost sight of you. The clock is paused."
    kept = f" Your {number(done)} {'is' if done == 1 else 'are'} kept." if done else ""
    return "I lost sight of you." + kept


def found(left: str) -> str:
    """Return what to say when the person is seen again, with what is left.

    >>> found("Four to go.")
    'There you are. Four to go.'
    """
    return f"There you are. {left}"


def seconds_left(s: int) -> str:
    """Return what is left of a hold.

    >>> seconds_left(11)
    'Eleven seconds left.'
    """
    return sentence(f"{seconds(s)} left")


def held(s: int, left: int) -> str:
    """Return what to say of a hold that ended early.

    >>> held(12, 8)
    'Twelve seconds. Eight more, when you are ready.'
    """
    return sentence(seconds(s)) + " " + sentence(f"{number(max(left, 1))} more, when you are ready")


def switch(posture: Posture) -> str:
    """Return what to say when one side of a held pose is done."""
    other = "Other leg" if posture is Posture.ON_THE_BACK else "Turn the other way"
    return f"Switch sides. {other}, when you are ready."


def come_out_and_switch(posture: Posture) -> str:
    """Return what to say when a pose was held long enough and the other side is next."""
    other = "the other leg" if posture is Posture.ON_THE_BACK else "turn the other way"
    return f"And come out slowly. Then {other}."


def other_side(left: int) -> str:
    """Return what to say when one side's repetitions are done and the other's are not.

    >>> other_side(3)
    'That side is done. Three more on the other.'
    """
    return "That side is done. " + sentence(f"{number(left)} more on the other")


def recognised(exercise: Exercise, done: int) -> str:
    """Return what to say when an exercise is recognised and so many were counted.

    >>> from formcheck.exercises import EXERCISES
    >>> recognised(EXERCISES["bridge"], 1), recognised(EXERCISES["childs_pose"], 0)
    ('This is a bridge, and that was one. I count along.', "This is a child's pose. I count along.")
    """
    name = exercise.title.lower()
    so_far = f", and that was {number(done)}" if done else ""
    return f"This is {'an' if name[0] in 'aeiou' else 'a'} {name}{so_far}. I count along."


def all_done(exercise: Exercise, n: int, *, steady: bool) -> str:
    """Return what to say when the dose is done."""
    if isinstance(exercise.mode, Hold):
        return "Done, and steady throughout." if steady else "Done. Set complete."
    done = number(n).capitalize() + " done"
    return f"{done}, and steady throughout." if steady else f"{done}. Set complete."


def next_time(cue: str) -> str:
    """Return a cue as advice for the next set.

    >>> next_time("Hips a little higher.")
    'For next time: hips a little higher.'
    """
    return f"For next time: {cue[:1].lower()}{cue[1:]}"


def to_go(n: int) -> str:
    """Return what is left.

    >>> to_go(4), to_go(1)
    ('Four to go.', 'One to go.')
    """
    return sentence(f"{number(n)} to go")
