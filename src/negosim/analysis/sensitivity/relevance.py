"""Parameters that can affect whether an agreement is reached."""

from __future__ import annotations

from collections.abc import Callable

from negosim.domain.scenario import Scenario

OF_TALKING = ("talks.learning", "talks.persuasion")
OF_PRESSING = ("talks.pressure_cap", "talks.press_cost")


def bearing(scenario: Scenario) -> Callable[[str], bool]:
    """Return a predicate: whether a parameter, by its name, can affect agreement.

    Trust between parties decides only whether phases are carried out after signing. Without a mediator at the table
    nothing of mediation counts; what serves an ability counts for those who may have it.
    """
    parties = {party.name for party in scenario.parties}
    mediators = [m.name for m in scenario.mediators] if scenario.rules.protocol == "mediated" else []
    able = {
        ability: {m for m in mediators if _possible(scenario, f"{m}.{ability}")}
        for ability in ("relay", "draft", "press")
    }
    serves = {"candour": able["relay"], **dict.fromkeys(("effort", "budget", "leverage"), able["press"])}
    absent = {m.name for m in scenario.mediators} - set(mediators)

    def bears(name: str) -> bool:
        owner, _, kind = name.partition(".")
        if owner in parties:
            return not kind.startswith("trust.")
        if owner in absent:
            return False
        if name in OF_TALKING:
            return bool(able["relay"] | able["draft"])
        if name in OF_PRESSING:
            return bool(able["press"])
        quantity = kind.partition(".")[0]
        if owner in mediators and quantity == "trust":
            return any(owner in members for members in able.values())
        return owner not in mediators or owner in serves.get(quantity, {owner})

    return bears


def _possible(scenario: Scenario, name: str) -> bool:
    """Whether a yes or no can be yes."""
    distribution = scenario.parameters[name].distribution
    return bool(distribution.quantile(1.0 - 1e-9) > 0.5)
