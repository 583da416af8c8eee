"""What the outcome hangs on: the parameters whose draws go most with agreement."""

from __future__ import annotations

from matplotlib.axes import Axes

from negosim.analysis import evidence
from negosim.ensemble.outcomes import Outcomes
from negosim.plots.style import BASIS_LOOKS, INK, WIDTH, drawing, remark, subtitle
from negosim.plots.words import BASIS_WORDS, parameter_text, percent, runs_of, wrapped


def drivers(outcomes: Outcomes, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """The strongest correlations of parameters with agreement, by what the parameters stand on.

    Hollow markers cannot be told from noise. The line below the title says how much of the variance of
    agreement goes with claims, with assumptions and with neither.
    """
    scenario = outcomes.scenario
    with drawing(ax, outcomes, WIDTH, 2.1 + 0.36 * top) as axes:
        found = evidence.drivers(outcomes, top)
        seen: set[str] = set()
        for place, row in enumerate(found.to_dict("records")):
            basis, told, at = str(row["basis"]), bool(row["told"]), float(row["correlation"])
            look = BASIS_LOOKS[basis]
            axes.barh(
                place,
                at,
                0.6,
                color=look.colour if told else "white",
                hatch=look.hatch,
                edgecolor="white" if told else look.colour,
                linewidth=0.0 if told else 0.8,
                alpha=0.85,
            )
            axes.plot([row["low"], row["high"]], [place, place], color=INK, linewidth=1.2)
            axes.plot(
                at,
                place,
                look.marker,
                color=look.colour if told else "white",
                markeredgecolor=INK,
                markersize=7,
                label=BASIS_WORDS[basis] if basis not in seen else None,
            )
            seen.add(basis)
        texts = [wrapped(parameter_text(scenario, str(name)), 40) for name in found["parameter"]]
        axes.set_yticks(range(len(found)), texts, fontsize=8.5)
        axes.set_ylim(max(len(found), 1) - 0.4, -0.6)
        longest = float(found[["low", "high"]].abs().to_numpy().max()) if len(found) else 1.0
        axes.set_xlim(-1.1 * longest, 1.1 * longest)
        axes.axvline(0.0, color=INK, linewidth=0.9)
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(
            "rank correlation with agreement: left, more of it goes with fewer agreements; right, with more"
        )
        axes.set_title(f"What agreement hangs on, {runs_of(outcomes)}")
        subtitle(axes, _shares(outcomes))
        if len(found):
            axes.legend(loc="lower right", title="The parameter", alignment="left")
        else:
            remark(
                axes, evidence.CONSTANT if len(outcomes.scenario.uncertain) else "no parameter is uncertain"
            )
    return axes


def _shares(outcomes: Outcomes) -> str:
    shares = evidence.variance_shares(outcomes)
    if shares["share"].isna().all():
        return evidence.CONSTANT.capitalize()
    parts = []
    for basis, word in (("claims", "claims"), ("assumption", "assumptions"), ("override", "overrides")):
        row = shares.to_dict("index")[basis]
        if row["parameters"]:
            tail = "" if row["told"] else ", not told from noise"
            parts.append(
                f"{word} {percent(row['share'])} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]{tail}"
            )
    rest = float(shares.to_dict("index")[evidence.REST]["share"])
    parts.append(f"chance of the rounds and joint effects {percent(rest)}")
    return wrapped(
        f"Variance of agreement that goes with {'; '.join(parts)}. White: not told from noise", 108
    )
