"""Texts that the brief and the report share; reading this imports no matplotlib."""

from __future__ import annotations

from negosim.analysis.wording import Words
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.words import counted, day_text


def question(outcomes: Outcomes) -> str:
    """Return the question that the runs answer, in plain words."""
    scenario = outcomes.scenario
    parties = Words(scenario).agents(party.name for party in scenario.parties)
    mediators = Words(scenario).agents(mediator.name for mediator in scenario.mediators)
    by = f", mediated by {mediators}," if mediators else ""
    over = counted(len(scenario.issues), "issue")
    return (
        f"If {parties} negotiate{by} over {over} from {day_text(scenario.start)} for up to "
        f"{counted(scenario.horizon, 'day')}, do they agree, on what, and what stands in the way? "
        f"{counted(len(outcomes), 'simulated run')} under assumptions that are drawn anew in each of them."
    )


def caveats(outcomes: Outcomes) -> list[str]:
    """Return what to keep in mind about the runs: what they are not, and what their parameters stand on."""
    scenario = outcomes.scenario
    parameters = scenario.parameters.values()
    claims = len({claim for parameter in parameters for claim in parameter.claims})
    bases = [str(parameter.basis) for parameter in parameters]
    lines = [
        (
            "This is not a prediction. It says what would follow if positions were as coded, and if the parties "
            "negotiated by the rules of the model. It takes no side."
        ),
        f"Of {counted(len(bases), 'parameter')}, {bases.count('claims')} stand on claims in documents, "
        f"{bases.count('convention')} on conventions of the codebook, {bases.count('assumption')} on assumptions"
        + (f", {bases.count('override')} are set by hand." if bases.count("override") else "."),
    ]
    if claims:
        lines.append(
            f"Sources: {counted(claims, 'claim')} coded from documents up to {day_text(scenario.as_of)}; "
            "negosim evidence names the document and passage of each."
        )
    lines.append("Intervals give the uncertainty of drawing runs at random. That of the model itself is not in them.")
    return lines
