"""Evaluators of numbers: what the numbers of a range are worth to a party, as GENIUS 10 computes it.

=============  ============================================================================================
``linear``     ``parameter0 + parameter1 x``; in an integer issue ``offset + slope (x - lower bound)``;
               both held in 0 to 1
``constant``   ``parameter0``, or ``offset``
``triangular`` 0 up to ``parameter0``, 1 at ``parameter2``, 0 from ``parameter1`` on, linear between
=============  ============================================================================================
"""

from __future__ import annotations

from negosim.domain.issues import finite_number
from negosim.errors import shown
from negosim.files.genius.domain import Found, GeniusIssue
from negosim.files.genius.issues import bound_of
from negosim.files.genius.xml_parsing import Element

KINDS = ("linear", "constant", "triangular")


def numbers_worth(element: Element, issue: GeniusIssue, key: str, found: Found) -> list[float]:
    """Compute what the numbers of an issue are worth.

    Parameters
    ----------
    element : Element
        The issue in a utility space.
    issue : GeniusIssue
        In the domain; an integer or a real one.
    key : str
        The address of the issue.
    found : Found
        Collects problems.
    """
    evaluator = element.find("evaluator")
    form = "none" if evaluator is None else (evaluator.get("ftype") or "linear").strip().lower()
    if evaluator is None or form not in KINDS:
        expected = f"items, or an evaluator that is {', '.join(KINDS[:-1])} or {KINDS[-1]}"
        found.add(key, expected, shown(form) if evaluator is not None else "none")
        return []
    numbers = [float(value) for value in issue.values]
    if form == "triangular":
        return _triangular(evaluator, numbers, key, found)
    of_offset = issue.kind == "integer" and (evaluator.get("slope") or evaluator.get("offset")) is not None
    words = ("offset", "slope") if of_offset else ("parameter0", "parameter1")
    offset = _number(evaluator, words[0], key, found, missing=None if form == "constant" else 0.0)
    slope = 0.0 if form == "constant" else _number(evaluator, words[1], key, found)
    if offset is None or slope is None:
        return []
    zero = 0.0
    if of_offset:
        low = bound_of(element, "lowerbound")
        zero = low if low is not None else numbers[0]
    return [min(1.0, max(0.0, offset + slope * (number - zero))) for number in numbers]


def _triangular(evaluator: Element, numbers: list[float], key: str, found: Found) -> list[float]:
    low, high, top = (_number(evaluator, f"parameter{k}", key, found) for k in range(3))
    if low is None or high is None or top is None:
        return []
    if not low <= top <= high:
        found.add(key, "a triangle whose top lies between its ends", f"{low:g}, {high:g} and a top at {top:g}")
        return []
    return [
        0.0 if not low <= x < high else (x - low) / (top - low) if x < top else 1.0 - (x - top) / (high - top)
        for x in numbers
    ]


def _number(evaluator: Element, word: str, key: str, found: Found, missing: float | None = None) -> float | None:
    """A number of an evaluator; ``missing``, with a note, where the evaluator has none."""
    text = evaluator.get(word)
    if text is None and missing is not None:
        found.note(f"{key}: an evaluator without {word}, read as {missing:g}")
        return missing
    number = finite_number(text)
    if number is None:
        found.add(key, f"an evaluator with the number {word}", shown(text) if text else "one without")
    return number
