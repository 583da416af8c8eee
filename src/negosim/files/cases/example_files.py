"""The files of a new case, as texts: a scenario with comments on what to change, a study and a page to begin with."""

from __future__ import annotations

from negosim.files.cases.example_text import DAY, Names, title_of

SCENARIO = """#:schema schema/scenario.schema.json
# A case to begin with: everything in it is invented. Change it from top to bottom; `negosim check scenario.toml` names
# every mistake with its place. All keys: docs/scenarios.md of negosim.

name = "{name}"  # also names the folder of results
title = "{title}, an invented case"
about = "Invented talks of {parties}, to begin with."
dossier = "dossier.toml"  # the claims; how texts are coded: docs/coding.md
codebook = "codebook.toml"  # how claims become numbers; change it with care, and alike for all parties
as_of = {day}  # no later claim is used
start = 2030-03-08  # the first day of the talks
horizon = 60  # days until they end without a deal
days_per_round = 1  # collapse is a probability per round: a longer calendar needs longer rounds

# --- What is negotiated. Levels go from little to much; `status_quo` holds without a deal.
{issues}
# --- Packages that cannot be.
{infeasible}
# --- Who takes part. `prefers` says which end of an issue is better for a party; how much an issue matters, and what a
#     party would sign, comes from the claims.
{parties_tables}{mediators_tables}
# --- What no claim speaks to: a distribution each, from low to high, likeliest at mode.

[assumptions."*.horizon"]
low = 20
mode = 35
high = 60
why = "days in which a party comes down to its reservation value"

[assumptions."*.waiting_cost"]
low = 0.0
mode = 0.001
high = 0.002
why = "what a day without a deal costs, as a share of the difference between the best and the worst package"

# --- What if? Any parameter that `negosim evidence scenario.toml` lists can be set here, or by --set.
# [set]
# "{first}.waiting_cost" = {{ value = 0.0, why = "what if it had time?" }}
"""
NUMBERED = """
[issues.{name}]
title = "{title}"
unit = "percent"
status_quo = 0
levels = [25, 50, 75, 100]
"""
WORDED = """
[issues.{name}]
title = "{title}"
status_quo = "none"
levels = ["none", "limited", "full"]
"""
INFEASIBLE = """# [infeasible.all_of_both]
# when = {{ {first} = 100, {second} = "full" }}
# why = "there is not enough of both"
"""
STUDY = '''"""How often does this case end in an agreement, and does the cost of waiting matter?"""

from pathlib import Path

import negosim as ns

HERE = Path(__file__).parent
RUNS, SEED = 500, 7

scenario = ns.load_scenario(HERE / "scenario.toml")
outcomes = ns.simulate(scenario, runs=RUNS, seed=SEED)
print(scenario.title)
print("  agreement:", outcomes.agreement_rate())

# One change, played with the same random numbers: what if a day without a deal cost nothing?
patient = ns.load_scenario(HERE / "scenario.toml", set={"*.waiting_cost": 0})
print("  agreement if waiting costs nothing:", ns.simulate(patient, runs=RUNS, seed=SEED).agreement_rate())

ns.plots.outcome_shares(outcomes).figure.savefig(HERE / "outcome_shares.png")
'''
README = """# {title}

A case of negosim to begin with. Everything in it is invented; replace it by your own.

    negosim check scenario.toml                                           # names every mistake
    negosim evidence check --dossier dossier.toml --documents texts       # every span holds against its text
    negosim run scenario.toml                                             # plays it 500 times, draws figures in out/
    python study.py                                                       # the same in Python, with one change

Begin with `scenario.toml` (issues, parties), put texts into `texts/`, and code them: `negosim claims --help`.
"""
DOSSIER = """#:schema schema/dossier.schema.json

# The texts, and the claims coded from them: who holds what of which issue, with the place of the words in the text.
# Delete these when you have texts of your own. From a spreadsheet: negosim claims --help.

"""


def scenario_text(name: str, names: Names) -> str:
    """The scenario file of a new case."""
    issues = [
        (WORDED if number else NUMBERED).format(name=issue, title=title_of(issue))
        for number, issue in enumerate(names.issues)
    ]
    parties = [_party(names, number) for number in range(len(names.parties))]
    mediators = [f'\n[mediators.{each}]\ntitle = "{title_of(each)}"\n' for each in names.mediators]
    first, *others = names.issues
    return SCENARIO.format(
        name=name,
        title=title_of(name),
        parties=", ".join(title_of(party) for party in names.parties),
        day=DAY,
        issues="".join(issues),
        infeasible=INFEASIBLE.format(first=first, second=others[0]) if others else "",
        parties_tables="".join(parties),
        mediators_tables="".join(mediators),
        first=names.parties[0],
    )


def _party(names: Names, number: int) -> str:
    party = names.parties[number]
    prefers = [f'{issue} = "{"more" if names.seeks(number, k) else "less"}"\n' for k, issue in enumerate(names.issues)]
    return f'\n[parties.{party}]\ntitle = "{title_of(party)}"\n\n[parties.{party}.prefers]\n{"".join(prefers)}'
