"""``solutions`` of any scenario, and its export as a domain of another program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from negosim.cli.domain_figures import figures_of_scenario, print_figures
from negosim.cli.options import (
    json_option,
    parse_settings,
    require_range,
    scenario_argument,
    seed_option,
    settings_option,
)
from negosim.cli.output import print_json
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario

FORMS = ("genius", "geniusweb", "negmas")


@click.command()
@scenario_argument
@click.option("--run", type=int, help="Use the draw of a run. [default: the central draw]")
@seed_option(help="Seed of the draw of a run.")
@settings_option(help="Override a parameter, or a pattern of them.")
@json_option
def solutions(scenario: Path, run: int | None, seed: int, settings: tuple[str, ...], as_json: bool) -> None:
    """Show what bargaining theory singles out: Pareto frontier, Nash, Kalai, Kalai-Smorodinsky, largest sum."""
    loaded, drawn = _load_with_draw(scenario, settings, run, seed)
    figures = figures_of_scenario(loaded, drawn)
    if as_json:
        print_json(figures)
    else:
        titles = [party.title for party in loaded.parties], [issue.title for issue in loaded.issues]
        print_figures(loaded.title, *titles, figures)


def export_domain(
    form: str, words: Sequence[str], settings: Sequence[str], number: int | None, seed: int, *, force: bool
) -> None:
    """Write a scenario as a domain of another program.

    Parameters
    ----------
    form : str
        ``genius``, ``geniusweb`` or ``negmas``.
    words : sequence of str
        The scenario file and the folder.
    settings : sequence of str
        Overrides as ``KEY=VALUE``.
    number : int or None
        The run whose draw is written; None for the central draw.
    seed : int
        Seed of that draw.
    force : bool
        Overwrite files in the folder.

    Raises
    ------
    BadInput
        The arguments or the scenario are not valid, or the format cannot express it.
    """
    from negosim.analysis.genius import save_genius

    if len(words) != 2:
        received = " ".join(words) or "nothing"
        raise BadInput([Problem(file=f"export {form}", expected="SCENARIO DIR", received=received)])
    scenario, drawn = _load_with_draw(Path(words[0]), settings, number, seed)
    files = save_genius(scenario, words[1], draw=drawn, form=form, force=force)
    for file in files:
        click.echo(str(file))


def _load_with_draw(
    path: Path, settings: Sequence[str], run: int | None, seed: int
) -> tuple[Scenario, Mapping[str, float]]:
    require_range("--seed", seed, 0)
    if run is not None:
        require_range("--run", run, 0)
    from negosim.files.scenario import load_scenario
    from negosim.sampling.draws import central_draw_of, draw_of

    scenario = load_scenario(path, set=parse_settings(settings))
    return scenario, central_draw_of(scenario) if run is None else draw_of(scenario, seed, run)
