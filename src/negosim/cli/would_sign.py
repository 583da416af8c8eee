"""``would-sign``: whether the parties would sign a package on the first day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli.options import (
    load,
    parse_settings,
    quiet_option,
    require_range,
    scenario_argument,
    seed_option,
    settings_option,
)
from negosim.cli.output import percent, plain_table, print_json, terminal
from negosim.errors import BadInput, Problem, collected

if TYPE_CHECKING:
    from negosim.domain.acts import Act
    from negosim.domain.scenario import Scenario
    from negosim.evidence.claims import Dossier


@click.command()
@scenario_argument
@click.option(
    *("--package", "packages"),
    multiple=True,
    metavar="ISSUE=LEVEL,…",
    help="What would be signed; | between levels; may be given several times.",
)
@click.option("--draws", default=300, help="Number of draws of the parties' preferences.")
@seed_option(help="Seed of the draws.")
@settings_option(help="Override a parameter, a pattern of them, or a key of the file.")
@quiet_option
@click.option("--json", "as_json", is_flag=True, help='Print one JSON object; of several packages {"packages": […]}.')
def would_sign(
    scenario: Path,
    packages: tuple[str, ...],
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    quiet: bool,
    as_json: bool,
) -> None:
    """Estimate how likely each party would sign a package on the first day, and show what stands against it."""
    problems: list[Problem] = []
    collected(problems, partial(require_range, "--draws", draws, 1))
    collected(problems, partial(require_range, "--seed", seed, 0))
    if not packages:
        problems.append(Problem(file="--package", expected="a package such as pause=60,hostages=100", received="none"))
    overrides = collected(problems, partial(parse_settings, settings))
    loaded = collected(problems, partial(load, scenario, settings)) if overrides is not None else None
    from negosim.analysis.evidence import signing
    from negosim.cli.progress import Bar

    if loaded is not None:
        for number, text in enumerate(packages, start=1):
            where = "--package" if len(packages) == 1 else f"--package ({number})"
            collected(problems, partial(signing.terms_of, loaded, text, where))
    if problems or loaded is None:
        raise BadInput(problems)
    with Bar(silent=quiet or as_json) as bar:
        answers = signing.would_sign(loaded, packages, draws, seed, partial(bar.step, "draws"))
    if as_json:
        print_json(answers[0] if len(answers) == 1 else {"packages": answers})
    elif not quiet:
        from negosim.files.scenario import reasons_of_file, sources

        dossier, _ = sources(scenario, set=overrides)
        _print(loaded, answers, dossier, reasons_of_file(scenario, set=overrides))


def _print(
    scenario: Scenario, answers: Sequence[dict[str, Any]], dossier: Dossier | None, reasons: Mapping[str, str]
) -> None:
    from negosim.analysis.wording import sentence

    console, titles = terminal(), {party.name: party.title for party in scenario.parties}
    draws = answers[0]["draws"]
    console.print(f"{scenario.title}: who would sign on the first day, in {draws:,} draws", style="bold")
    for answer in answers:
        table = plain_table(
            _package_title(answer["package"]),
            *("party", "would sign", "95 % interval", "crosses a real red line", "is worth too little"),
        )
        for party, found in answer["parties"].items():
            interval = f"{percent(found['low'])} to {percent(found['high'])}"
            shares = [percent(found[key]) for key in ("red_line", "too_little")]
            table.add_row(titles[party], percent(found["share"]), interval, *shares)
        console.print(table)
        for condition in answer["infeasible"]:
            why = f": {reasons[condition]}" if condition in reasons else ""
            console.print(sentence(f"it cannot be, since the scenario excludes {condition}{why}"), soft_wrap=True)
        for heading, lines in _reasons(scenario, answer, dossier):
            console.print(heading)
            for line, indent in lines:
                console.print(_indented(line, indent, console.width))
        console.print(_left_out(scenario, answer), soft_wrap=False)
        console.print()


def _package_title(package: Mapping[str, str | list[str]]) -> str:
    return ", ".join(
        f"{n} = {labels if isinstance(labels, str) else ' or '.join(labels)}" for n, labels in package.items()
    )


def _indented(text: str, indent: int, width: int) -> str:
    """Wrap a text with a hanging indent."""
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


def _reasons(scenario: Scenario, answer: Mapping[str, Any], dossier: Dossier | None) -> list[tuple[str, Lines]]:
    """Return the acts and red lines against a package and for it, with the paraphrases of their claims."""
    against: Lines = []
    agreeing: Lines = []
    for party in scenario.parties:
        found = answer["parties"][party.name]
        acts = {act.name: act for act in scenario.acts if act.party == party.name}
        names = dict.fromkeys([*found["red_lines"], *found["refused"], *found["refused_in_part"]])
        for name in names:
            against += _reason(scenario, party.title, name, acts.get(name), _strength(found, name), dossier)
        for name in found["for"]:
            agreeing += _reason(scenario, party.title, name, acts[name], "", dossier)
    headed = (("What stands against it:", against), ("What it agrees with:", agreeing))
    return [(heading, lines) for heading, lines in headed if lines]


def _strength(found: Mapping[str, Any], name: str) -> str:
    completions = found["completions"]
    if name in found["red_lines"]:
        return f"real and crossed in {percent(found['red_lines'][name])}"
    if name in found["refused"]:
        return f"real in {percent(found['refused'][name])} of draws"
    return f"refuses {round(completions * found['refused_in_part'][name])} of {completions} typical completions"


def _reason(scenario: Scenario, title: str, name: str, act: Act | None, how: str, dossier: Dossier | None) -> Lines:
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
