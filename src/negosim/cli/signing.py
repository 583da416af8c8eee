"""The command that asks whether the parties would sign a package on the first day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negosim.cli.asking import ScenarioArgument, Set, at_least, collected, load, settings_of
from negosim.cli.printing import plain_table, terminal
from negosim.cli.progress import Bar
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.domain.acts import Act
    from negosim.domain.scenario import Scenario
    from negosim.evidence.claims import Dossier


def would_sign(
    scenario: ScenarioArgument,
    package: Annotated[
        list[str],
        typer.Option(
            metavar="ISSUE=LEVEL,…", help="What would be signed; | between levels; may be given several times."
        ),
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    draws: Annotated[int, typer.Option(help="How many draws of what the parties want.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 7,
    set_: Set = [],  # noqa: B006
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help='One JSON object; of several packages {"packages": […]}.')
    ] = False,
) -> None:
    """Tell in which share of draws each party would sign a package on the first day, and what stands against it."""
    problems: list[Problem] = []
    collected(problems, partial(at_least, "--draws", draws, 1))
    collected(problems, partial(at_least, "--seed", seed, 0))
    if not package:
        problems.append(Problem(file="--package", expected="a package such as pause=60,hostages=100", received="none"))
    settings = collected(problems, partial(settings_of, set_))
    loaded = collected(problems, partial(load, scenario, set_)) if settings is not None else None
    from negosim.analysis.evidence.signing import terms_of
    from negosim.analysis.evidence.signing import would_sign as asked_of

    if loaded is not None:
        for number, text in enumerate(package, start=1):
            where = "--package" if len(package) == 1 else f"--package ({number})"
            collected(problems, partial(terms_of, loaded, text, where))
    if problems or loaded is None:
        raise BadInput(problems)
    with Bar(silent=quiet or as_json) as bar:
        told = asked_of(loaded, package, draws, seed, partial(bar.step, "draws"))
    if as_json:
        value = told[0] if len(told) == 1 else {"packages": told}
        typer.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        from negosim.files.scenario import reasons_of_file, sources

        dossier, _ = sources(scenario, set=settings)
        _print(loaded, told, dossier, reasons_of_file(scenario, set=settings))


def _print(
    scenario: Scenario, told: Sequence[dict[str, Any]], dossier: Dossier | None, reasons: Mapping[str, str]
) -> None:
    from negosim.analysis.wording import sentence

    console, titles = terminal(), {party.name: party.title for party in scenario.parties}
    draws = told[0]["draws"]
    console.print(f"{scenario.title}: who would sign on the first day, in {draws:,} draws", style="bold")
    for answer in told:
        table = plain_table(
            _asked(answer["package"]),
            *("party", "would sign", "95 % interval", "crosses a real red line", "is worth too little"),
        )
        for party, found in answer["parties"].items():
            interval = f"{_percent(found['low'])} to {_percent(found['high'])}"
            shares = [_percent(found[key]) for key in ("red_line", "too_little")]
            table.add_row(titles[party], _percent(found["share"]), interval, *shares)
        console.print(table)
        for condition in answer["infeasible"]:
            why = f": {reasons[condition]}" if condition in reasons else ""
            console.print(sentence(f"it cannot be, since the scenario excludes {condition}{why}"), soft_wrap=True)
        for heading, lines in _behind(scenario, answer, dossier):
            console.print(heading)
            for line, indent in lines:
                console.print(_hung(line, indent, console.width))
        console.print(_left_out(scenario, answer), soft_wrap=False)
        console.print()


def _asked(package: Mapping[str, str | list[str]]) -> str:
    return ", ".join(
        f"{n} = {labels if isinstance(labels, str) else ' or '.join(labels)}" for n, labels in package.items()
    )


def _hung(text: str, indent: int, width: int) -> str:
    """A paragraph under its first line."""
    import textwrap

    margin = " " * indent
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=f"{margin}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join(lines)


Lines = list[tuple[str, int]]


def _behind(scenario: Scenario, answer: Mapping[str, Any], dossier: Dossier | None) -> list[tuple[str, Lines]]:
    """The acts and red lines that stand against a package and for it, each with the paraphrases of its claims."""
    against: Lines = []
    agreeing: Lines = []
    for party in scenario.parties:
        found = answer["parties"][party.name]
        acts = {act.name: act for act in scenario.acts if act.party == party.name}
        names = dict.fromkeys([*found["red_lines"], *found["refused"], *found["refused_in_part"]])
        for name in names:
            against += _told(scenario, party.title, name, acts.get(name), _how(found, name), dossier)
        for name in found["for"]:
            agreeing += _told(scenario, party.title, name, acts[name], "", dossier)
    headed = (("What stands against it:", against), ("What it agrees with:", agreeing))
    return [(heading, lines) for heading, lines in headed if lines]


def _how(found: Mapping[str, Any], name: str) -> str:
    completions = found["completions"]
    if name in found["red_lines"]:
        return f"real and crossed in {_percent(found['red_lines'][name])}"
    if name in found["refused"]:
        return f"real in {_percent(found['refused'][name])} of draws"
    return f"refuses {round(completions * found['refused_in_part'][name])} of {completions} typical completions"


def _told(scenario: Scenario, title: str, name: str, act: Act | None, how: str, dossier: Dossier | None) -> Lines:
    from negosim.analysis.wording import Words

    what = f"{title}, {name}"
    if act is not None:
        what += f", {Words(scenario).act(act)}"
    lines = [(f"{what} ({how})" if how else what, 2)]
    texts = {claim.id: claim.paraphrase for claim in dossier.claims} if dossier is not None else {}
    claims = act.claims if act is not None else ()
    return [*lines, *((f"{claim}: {texts[claim]}", 4) for claim in claims if claim in texts)]


def _left_out(scenario: Scenario, answer: Mapping[str, Any]) -> str:
    from negosim.analysis.wording import Words, listed

    if not answer["left_out"]:
        return "No issue is left out."
    issues = listed(Words(scenario).issue(name) for name in answer["left_out"])
    count = answer["completions"]
    over = f"{count} typical completions" if count > 1 else "the one typical completion"
    told = f"Left out: {issues}; shares are averaged over {over}."
    own = [party.title for party in scenario.parties if answer["parties"][party.name]["own_reading"]]
    if own:
        told += f" {listed(own)} consented to a deal on these terms, and is asked about it as it meant it."
    return told


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
