"""A view: what a visitor moved, checked as ``--set`` is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import attrs

from negosim.domain.scenario import STYLES
from negosim.errors import BadInput, Problem, shown
from negosim.files.overrides import FIELDS

MOST_SETTINGS, MOST_WHAT_IFS, LONGEST = 200, 20, 200
OPEN_KEYS = ("agenda", "days_per_round", "horizon", "mediators", "rules", "shocks")
"""Keys of a scenario file that a view may set; it may set any parameter besides."""
MEDIATION = "mediation"
"""The styles of all mediators at once."""
MOST_ROUNDS = 1000


@attrs.frozen
class View:
    """What a visitor moved; the unmoved case if it is empty.

    Attributes
    ----------
    settings : Mapping[str, bool | float | str]
        As of ``--set``.
    what_ifs : tuple of str
        Names of what-ifs, laid over the case in order.
    seed : int
        Seed of the runs.
    """

    settings: Mapping[str, Any] = attrs.field(factory=dict)
    what_ifs: tuple[str, ...] = ()
    seed: int = 7

    @property
    def key(self) -> str:
        """A text that is the same for views that give the same scenario."""
        return json.dumps([self.what_ifs, sorted(self.settings.items())])

    @property
    def moved(self) -> bool:
        """Whether it differs from the unmoved case."""
        return bool(self.settings or self.what_ifs)


def view_of(value: object, seed: int = 7, where: str = "view") -> View:
    """Read a view from JSON.

    Parameters
    ----------
    value : object
        ``{"set": {KEY: VALUE}, "what_ifs": [NAME], "seed": NUMBER}``; each may be missing.
    seed : int
        The seed if the view has none.
    where : str
        Named in errors.

    Returns
    -------
    View

    Raises
    ------
    BadInput
        With every problem.
    """
    problems: list[Problem] = []

    def wrong(key: str, expected: str, received: object) -> None:
        problems.append(Problem(file=where, key=key, expected=expected, received=shown(received)))

    given: Mapping[str, Any] = {}
    if value is not None and not isinstance(value, Mapping):
        wrong("", "an object", value)
    elif value:
        given = value
    for key in given:
        if key not in ("set", "what_ifs", "seed"):
            wrong(str(key)[:LONGEST], "set, what_ifs or seed", key)
    settings, names, number = given.get("set") or {}, given.get("what_ifs") or [], given.get("seed", seed)
    if not isinstance(settings, Mapping) or len(settings) > MOST_SETTINGS:
        wrong("set", f"an object of at most {MOST_SETTINGS} settings", settings)
        settings = {}
    for key, setting in settings.items():
        if not _is_setting(setting) or len(key) > LONGEST:
            wrong(f"set.{key[:LONGEST]}", "a finite number, a text, true or false", setting)
    if not isinstance(names, list) or len(names) > MOST_WHAT_IFS or not all(_is_name(name) for name in names):
        wrong("what_ifs", f"a list of at most {MOST_WHAT_IFS} names", names)
        names = []
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        wrong("seed", "a whole number from 0", number)
    if problems:
        raise BadInput(problems)
    return View(dict(settings), tuple(dict.fromkeys(names)), number)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _is_setting(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63
    return isinstance(value, bool) or _is_name(value) or (isinstance(value, float) and math.isfinite(value))


def settings_of(view: View, tables: Mapping[str, Any]) -> dict[str, object]:
    """Return the settings of a view as ``files.overrides.with_overrides`` takes them.

    ``MEDIATOR.style`` and ``mediation`` stand for the styles of one and of all mediators.

    Parameters
    ----------
    view : View
        The view.
    tables : Mapping[str, Any]
        Those of the scenario file.

    Returns
    -------
    dict of str to object

    Raises
    ------
    BadInput
        A key is neither a parameter nor open to views, or the talks would have too many rounds.
    """
    mediators = tables.get("mediators") or {}
    settings: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in view.settings.items():
        first, _, rest = key.partition(".")
        if key == MEDIATION:
            settings |= {f"mediators.{name}.style": value for name in mediators}
        elif rest == "style" and first in mediators:
            settings[f"mediators.{first}.style"] = value
        elif first in FIELDS and first not in OPEN_KEYS:
            expected = "a parameter, or one of " + ", ".join((*OPEN_KEYS, MEDIATION))
            problems.append(Problem(file="view", key=f"set.{key}", expected=expected, received=shown(key)))
        else:
            settings[key] = value
    if problems:
        raise BadInput(problems)
    _check_rounds(settings, tables)
    return settings


def _check_rounds(settings: Mapping[str, object], tables: Mapping[str, Any]) -> None:
    """Refuse talks with more rounds than a visitor may ask for, unless the case itself has them."""
    own = float(tables["horizon"]) / tables.get("days_per_round", 1)
    horizon = settings.get("horizon", tables["horizon"])
    days = settings.get("days_per_round", tables.get("days_per_round", 1))
    if not isinstance(horizon, int | float) or not isinstance(days, int | float) or days <= 0:
        return  # the scenario's own checks say so
    if horizon / days > max(own, MOST_ROUNDS):
        expected = f"at most {MOST_ROUNDS:,} rounds"
        raise BadInput([Problem(file="view", key="set.horizon", expected=expected, received=f"{horizon / days:,.0f}")])


def style_of(abilities: Mapping[str, float]) -> str:
    """Return the style that has exactly these abilities, by their values; empty if none has."""
    held = {name for name, value in abilities.items() if value > 0.5}
    return next((style for style, needed in STYLES.items() if set(needed) == held), "")
