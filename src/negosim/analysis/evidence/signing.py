"""The share of draws in which each party would sign a package on the first day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np

from negosim.analysis.bargaining.valuation import first_days
from negosim.arrays import Bools, Floats, Ints
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.domain.scenario import DEFAULT_SEED, Party, Scenario
from negosim.domain.terms import Package, parse_terms
from negosim.ensemble.results.outcomes import wilson
from negosim.errors import BadInput, Problem, shown
from negosim.evidence.packages import within
from negosim.files.scenario import load_scenario
from negosim.rules.preferences import addresses_of, tables_of
from negosim.sampling.completions import box_of, inside, typical_completions
from negosim.sampling.draws import draws_of
from negosim.search.tabulation import lay_out, tabulated_in_draws
from negosim.spaces.space import space_of

DRAWS, MOST_DRAWS = 300, 1_000_000
AT_ONCE = 100
"""Number of draws whose preferences are computed together."""
Progress = Callable[[int, int], None]
"""Hears how many draws are done, and of how many."""


def would_sign(
    scenario: Scenario | str | PathLike[str],
    packages: Package | Sequence[Package],
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> Any:
    """Compute the share of draws in which each party would sign a package on the first day.

    A party would sign what is worth at least its reservation value and crosses none of its real red lines. Issues that
    a package leaves out are averaged over typical completions (``sampling.completions.typical_completions``), the same
    for all parties. Only a party that consented to a deal on these terms is asked about it as it meant it: about
    completions without what it refuses otherwise.

    Parameters
    ----------
    scenario : Scenario or path-like
        The scenario.
    packages : mapping, str, or a sequence of these
        Levels by issue, or a text such as ``"pause=60,hostages=100"``; several levels of an issue in a list, or with
        ``|`` between them.
    draws : int, default 300
        Number of draws of the parties' preferences.
    seed : int, default 7
        Seed of the draws.
    progress : callable, optional
        Called with the number of draws done and their total.

    Returns
    -------
    dict, or a list of dicts if several packages are asked
        ``package``: levels by issue, as asked. ``left_out``: the issues averaged over. ``completions``: how many
        typical completions stand for it. ``infeasible``: the conditions of the scenario that exclude every package
        with these terms; the answers then say what the parties would sign if it could be. ``parties``: by party

        - ``share``, with its 95 % interval ``low`` and ``high``: of the draws in which it would sign,
        - ``completions``: how many typical completions it was asked about; ``own_reading``: whether these are its own,
        - ``red_line``: in which a real red line is crossed; ``too_little``: in which none is, and the package is worth
          less than the reservation value,
        - ``red_lines``: by name, the share in which this red line is real and crossed,
        - ``refused``: by the name of an act that refuses the package (all completions of it), the share in which the
          act is real; ``refused_in_part``: by the name of an act that refuses some completions, their share,
        - ``for``, ``against``: the acts in force that the package agrees with and contradicts.

    Raises
    ------
    BadInput
        A package is no text and no mapping, names an unknown issue or level, or none that is feasible; ``draws`` is not
        from 1 to ``MOST_DRAWS``, or ``seed`` below 0.
    """
    talks = scenario if isinstance(scenario, Scenario) else load_scenario(str(scenario))
    alone = isinstance(packages, str | Mapping) or not isinstance(packages, Sequence)
    asked: Sequence[Any] = [packages] if alone else packages  # type: ignore[assignment]
    problems = [*_not_counted("draws", draws, 1, MOST_DRAWS), *_not_counted("seed", seed, 0, 2**63)]
    terms = []
    for number, package in enumerate(asked, start=1):
        try:
            terms.append(terms_of(talks, package, "package" if alone else f"package {number}"))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    common = [typical_completions(talks, each) for each in terms]
    own = [_own_reading(talks, party, each) for each in terms for party in talks.parties]
    signed, crossed, values = first_day_answers(
        talks, [*common, *(each for each in own if each is not None)], int(draws), seed, progress
    )
    told, after = [], len(common)
    for k, (each, typical) in enumerate(zip(terms, common, strict=True)):
        boxes = [box for box in talks.infeasible if within(each.levels, box.levels)]
        parties = {}
        for p, party in enumerate(talks.parties):
            mine = own[k * len(talks.parties) + p]
            at, after = (k, after) if mine is None else (after, after + 1)
            read = typical if mine is None else mine
            parties[party.name] = {
                **_answer(signed[at][:, p], crossed[at][:, p]),
                "completions": len(read),
                "own_reading": mine is not None,
                **_reasons(talks, party, each, read, values),
            }
        told.append(
            {
                "package": {name: _plain(labels) for name, labels in each.levels.items()},
                "left_out": [issue.name for issue in talks.issues if issue.name not in each.levels],
                "completions": len(typical),
                "infeasible": [str(box) for box in boxes],
                "draws": int(draws),
                "parties": parties,
            }
        )
    return told[0] if alone else told


def _own_reading(scenario: Scenario, party: Party, terms: Condition) -> Ints | None:
    """The completions of a deal that a party consented to, as it meant it; None if it did not, or all are refused."""
    consents = [act for act in scenario.acts if act.party == party.name and act.consents]
    if not any(agrees(act, terms) for act in consents):
        return None
    found = typical_completions(scenario, terms, party.name)
    return found if len(found) else None


def _not_counted(key: str, number: object, least: int, most: int) -> Iterator[Problem]:
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or not least <= number <= most:
        expected = f"a whole number from {least} to {most:,}" if most == MOST_DRAWS else f"a whole number from {least}"
        yield Problem(file="would_sign", key=key, expected=expected, received=shown(number))


def _answer(signed: Bools, crossed: Bools) -> dict[str, float]:
    """The shares of draws and completions, each (draws, completions), in which a party signs, or why it does not."""
    share, draws = float(signed.mean()), len(signed)
    estimate = wilson(round(share * draws), draws)
    return {
        "share": share,
        "low": min(estimate.low, share),
        "high": max(estimate.high, share),
        "red_line": float(crossed.mean()),
        "too_little": float((~signed & ~crossed).mean()),
    }


def _reasons(scenario: Scenario, party: Party, terms: Condition, typical: Ints, values: Floats) -> dict[str, Any]:
    """The acts and red lines that speak of terms, by name, with shares of draws or of completions."""
    places = {name: k for k, name in enumerate(scenario.parameters)}
    real = {name: float((values[:, place] > 0.5).mean()) for name, place in places.items()}
    acts = [act for act in scenario.acts if act.party == party.name]
    lines = dict[str, list[Condition]]()
    for line in scenario.red_lines:
        if line.party == party.name and line.parameter in places:
            lines.setdefault(line.act or line.name, []).append(line.condition)
    crossed = {name: _touched(scenario, boxes, typical) for name, boxes in lines.items()}
    refused = {act.name: _touched(scenario, act.refused, typical) for act in acts}
    against = [act for act in acts if contradicts(act, terms)]
    return {
        "red_lines": {n: s * real[f"{party.name}.red_line.{n}"] for n, s in crossed.items() if s},
        "refused": {act.name: real[act.parameter] for act in against},
        "refused_in_part": {a.name: refused[a.name] for a in acts if a not in against and refused[a.name]},
        "for": [act.name for act in acts if agrees(act, terms)],
        "against": [act.name for act in against],
    }


def _touched(scenario: Scenario, conditions: Sequence[Condition], packages: Ints) -> float:
    """The share of packages that satisfy one of some conditions."""
    boxes = [box_of(scenario, condition) for condition in conditions]
    return float(np.mean([any(inside(package, box) for box in boxes) for package in packages.tolist()]))


def _plain(labels: tuple[str, ...]) -> str | list[str]:
    return labels[0] if len(labels) == 1 else list(labels)


def first_day_answers(
    scenario: Scenario, packages: Sequence[Ints], draws: int, seed: int, progress: Progress | None = None
) -> tuple[list[Bools], list[Bools], Floats]:
    """Return whether each party would sign packages on the first day, draw by draw.

    Parameters
    ----------
    scenario : Scenario
        Whose parties are asked.
    packages : sequence of ndarray, shape (n, issues)
        Digits.
    draws, seed : int
        How many draws, and of which seed.
    progress : callable, optional
        Called with the number of draws done and their total.

    Returns
    -------
    signed, crossed : list of ndarray of bool, shape (draws, parties, n)
        Whether a package is signed, and whether it crosses a real red line.
    values : ndarray, shape (draws, parameters)
        The draws.
    """
    space, addresses = space_of(scenario), addresses_of(scenario)
    values, parties = draws_of(scenario, seed, range(draws)), len(scenario.parties)
    together = np.concatenate([np.empty((0, len(space.levels)), np.int64), *packages])
    layout = lay_out(space, len(addresses.guarantee), together)
    signs, crosses = (np.zeros((draws, parties, len(together)), np.bool_) for _ in range(2))
    for first in range(0, draws, AT_ONCE):
        part = values[first : first + AT_ONCE]
        tables = tables_of(space, addresses, np.ascontiguousarray(part.T))
        floors = first_days(scenario, part, space, tables)
        for p in range(parties):
            worth = tabulated_in_draws(space, tables, p, layout).T
            signs[first : first + len(part), p] = worth >= floors[:, p, None]
            crosses[first : first + len(part), p] = np.isneginf(worth)
        if progress is not None:
            for done in range(first, first + len(part)):
                progress(done + 1, draws)
    ends = np.cumsum([len(each) for each in packages])[:-1]
    signed, crossed = (np.split(found, ends, axis=2)[: len(packages)] for found in (signs, crosses))
    return signed, crossed, values


def terms_of(scenario: Scenario, package: object, where: str = "package") -> Condition:
    """Parse the levels of a package as ``parse_terms``; raise BadInput, too, if no feasible package has them."""
    terms = parse_terms(scenario, package, where)
    if not len(typical_completions(scenario, terms)):
        raise BadInput([Problem(file=where, expected="a package that is feasible", received=str(terms))])
    return terms


def contradicts(act: Act, terms: Condition) -> bool:
    """Return whether an act refuses every package with some terms."""
    return any(within(terms.levels, box.levels) for box in act.refused)


def agrees(act: Act, terms: Condition) -> bool:
    """Return whether terms are what a party consented to, as far as they mention it, or demanded and present."""
    wanted = act.terms.levels
    if not wanted or (not act.consents and act.kind != "demanded"):
        return False
    return within(terms.levels, wanted)
