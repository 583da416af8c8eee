"""``plot``: draw one figure again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from negosim.cli.options import PATH, replay_options, text_option
from negosim.cli.output import print_warnings
from negosim.errors import BadInput, Problem, nearest
from negosim.plots.names import FIGURES

FORMATS = ("png", "svg", "pdf")
LEAST_DPI, MOST_DPI = 30, 1200


@click.command()
@click.argument("out", metavar="OUT", type=PATH, help="A folder that `negosim run` wrote.")
@click.argument("name", metavar="NAME", help=f"A figure: {', '.join(FIGURES)}.")
@click.option("--run", "number", type=int, help="The run that a dance shows. [default: the typical one]")
@text_option("--issues", metavar="A,B", help="Issues of a landscape_pair (two), package_families or package_landscape.")
@click.option("--format", "form", default="png", help=f"Of the file: {', '.join(FORMATS)}.")
@click.option("--dpi", type=float, help=f"Dots per inch of a PNG, from {LEAST_DPI} to {MOST_DPI}. [default: 150]")
@replay_options
def plot(
    out: Path,
    name: str,
    number: int | None,
    issues: str,
    form: str,
    dpi: float | None,
    agent: str,
    mediator_agent: str,
) -> None:
    """Draw one figure again, into the folder's figures; in another format than PNG, into the current folder."""
    if name not in FIGURES:
        expected, hint = f"a figure of {', '.join(FIGURES)}", nearest(name, FIGURES)
        raise BadInput([Problem(file="NAME", expected=expected, received=name, hint=hint)])
    from negosim import plots
    from negosim.cli import results

    _check_format(form, dpi)
    _check_option("--run", number is not None, name, ("negotiation_dance",))
    _check_option("--issues", bool(issues), name, tuple(plots.OF_ISSUES))
    job = results.read_job(out, (agent, mediator_agent))
    dance = name == "negotiation_dance"
    events = results.events_of(job, job.typical if number is None else number) if dance else ()
    if name not in plots.applicable(job.outcomes, events):
        expected = "a figure that these outcomes can have"
        raise BadInput([Problem(file="NAME", expected=expected, received=name)])
    chosen = _parse_issues(issues, [i.name for i in job.outcomes.scenario.issues], two=name == "landscape_pair")
    try:
        folder = out / "figures" if form == "png" else Path()
        path = plots.save_figure(name, job.outcomes, events, folder, chosen, suffix=f".{form}", dpi=dpi or 150)
        if form != "png":
            path = path.replace(f"{out.resolve().name}-{path.name}")
    except (OSError, plots.NotDrawn) as error:
        raise BadInput([Problem(file=str(out / "figures"), expected="a figure", received=str(error))]) from None
    print_warnings(job.outcomes.scenario)
    click.echo(str(path))


def _check_format(form: str, dpi: float | None) -> None:
    problems = []
    if form not in FORMATS:
        expected, hint = f"one of {', '.join(FORMATS)}", nearest(form, FORMATS)
        problems.append(Problem(file="--format", expected=expected, received=form, hint=hint))
    if dpi is not None and not (form == "png" and LEAST_DPI <= dpi <= MOST_DPI):
        expected = f"from {LEAST_DPI} to {MOST_DPI}, for a PNG"
        problems.append(Problem(file="--dpi", expected=expected, received=f"{dpi:g} for {form}"))
    if problems:
        raise BadInput(problems)


def _check_option(option: str, given: bool, name: str, figures: Sequence[str]) -> None:
    if given and name not in figures:
        from negosim.analysis.wording import listed

        expected = f"no such option: it belongs to {listed(figures)}"
        raise BadInput([Problem(file=option, expected=expected, received=name)])


def _parse_issues(text: str, known: Sequence[str], *, two: bool) -> list[str]:
    chosen = [word.strip() for word in text.split(",")] if text else []
    unknown = [word for word in chosen if word not in known]
    if unknown:
        raise BadInput(
            [
                Problem(file="--issues", expected="issues of the scenario", received=word, hint=nearest(word, known))
                for word in unknown
            ]
        )
    if chosen and (len(set(chosen)) < len(chosen) or (two and len(chosen) != 2)):
        expected = "two different issues, such as A,B" if two else "different issues, such as A,B"
        raise BadInput([Problem(file="--issues", expected=expected, received=text)])
    return chosen
