"""The opening paragraph of a story: parties, mediators, red lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negosim.analysis.wording import Words, hanging, listed, sentence
from negosim.domain import events as e

ABILITY_WORDS = {
    "relay": ("carries messages", "carry messages"),
    "draft": ("drafts a text", "draft a text"),
    "press": ("presses", "press"),
}


def opening_lines(words: Words, opening: Sequence[e.Event]) -> Iterator[str]:
    """Tell who takes part, how, and which red lines are real in this run."""
    scenario = words.scenario
    opened = next((event for event in opening if isinstance(event, e.NegotiationOpened)), None)
    if opened is None:
        return
    turns = " by turns" if scenario.rules.protocol == "alternating_offers" else ""
    every = f"a round every {scenario.days_per_round} days" if scenario.days_per_round > 1 else "a round a day"
    yield from hanging(
        f"{words.agents(opened.parties)} negotiate{turns}, {every}, for {scenario.horizon} days at most "
        f"(run {opened.run}, seed {opened.seed}).",
        indent=2,
    )
    if opened.mediators:
        doing = [_able(words, opened, ability, verbs) for ability, verbs in ABILITY_WORDS.items()]
        mediate = "mediate" if len(opened.mediators) > 1 else "mediates"
        yield from hanging(sentence(f"{words.agents(opened.mediators)} {mediate}: {', '.join(doing)}"), indent=2)
        trusts = [
            f"{words.agent(party)} in "
            + listed(f"{words.agent(m)} {opened.draw[f'{m}.trust.{party}']:.2f}" for m in opened.mediators)
            for party in opened.parties
        ]
        yield from hanging(f"Trust at the beginning, from 0 to 1: {'; '.join(trusts)}.", indent=2)
    for party in opened.parties if scenario.red_lines else ():
        declared = [line for line in scenario.red_lines if line.party == party]
        real = [line for line in declared if opened.draw[line.parameter] > 0.5]
        if not real:
            count = f"; none of {len(declared)} declared is real" if declared else ""
            yield from hanging(f"{words.agent(party)} has no red line in this run{count}.", indent=2)
            continue
        yield from hanging(
            f"{words.owner(party)} red lines in this run ({len(real)} of {len(declared)} declared):", indent=2
        )
        for line in real:
            yield from hanging(words.condition(line.condition), first="  - ", indent=4)


def _able(words: Words, opened: e.NegotiationOpened, ability: str, verbs: tuple[str, str]) -> str:
    able = [m for m in opened.mediators if opened.draw[f"{m}.{ability}"] > 0.5]
    if not able:
        return f"nobody {verbs[0]}"
    if len(able) == len(opened.mediators):
        return f"{'all' if len(able) > 1 else 'it'} {verbs[len(able) > 1]}"
    return f"{words.agents(able)} {verbs[len(able) > 1]}"
