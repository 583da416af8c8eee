"""The page of the model: it names every rule, parameter, event and setting, and none that is not there."""

from __future__ import annotations

import ast
import re

import attrs
import pytest

from negosim.domain.acts import Act
from negosim.domain.events import Event
from negosim.domain.issues import Condition, Issue, Level
from negosim.domain.procedure import Phasing, Rules
from negosim.domain.quantities import Quantity, quantities
from negosim.domain.scenario import STYLES, Linkage, Mediator, Party, RedLine
from tests.docs.blocks import ROOT

pytestmark = pytest.mark.source

PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
RULES = ROOT / "src" / "negosim" / "rules"
DECIDING = ("concession", "believing", "offering", "answering", "mediating", "hazards")
ROWS = dict(re.findall(r"^\| `([A-Za-z_.]+)` \| (.*)$", PAGE, flags=re.MULTILINE))

# The parts of the protocol (Grimm et al. 2020), and its design concepts, in their order.
PARTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)


def functions(module: str) -> set[str]:
    """The public functions of a module of rules."""
    tree = ast.parse((RULES / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}


def test_the_parts_of_the_protocol_are_there_in_order() -> None:
    """Seven numbered sections, and eleven concepts in the fourth."""
    assert re.findall(r"^## \d\. (.*)$", PAGE, flags=re.MULTILINE) == list(PARTS)
    concepts = PAGE.split("## 4. ")[1].split("## 5. ")[0]
    assert re.findall(r"^\*\*(.*?)\.\*\*", concepts, flags=re.MULTILINE) == list(CONCEPTS)


@pytest.mark.parametrize("module", DECIDING)
def test_every_rule_is_told(module: str) -> None:
    """Each function of the rules that decide is named where its formula stands."""
    assert sorted(name for name in functions(module) if f"{module}.{name}" not in PAGE) == []


def test_no_rule_is_told_that_is_not_there() -> None:
    """What the page names as a function of a module of rules is one."""
    named = re.findall(rf"\b({'|'.join(path.stem for path in RULES.glob('*.py'))})\.([a-z_]+)\b", PAGE)
    wrong = {f"{module}.{name}" for module, name in named if name not in ("md", "py", "toml")} - {
        f"{module}.{name}" for module, _ in named for name in functions(module)
    }
    assert sorted(wrong) == []


def every_quantity() -> dict[str, Quantity]:
    """One quantity of each sort, under the name that the page gives it."""
    issue = Issue("ISSUE", "", (Level("LEVEL"),), 0)
    parties = (Party("PARTY", ""), Party("OTHER", ""))
    red_line = RedLine(name="NAME", party="PARTY", issue="ISSUE", condition=Condition({}))
    linkages = [
        Linkage(name=name, party="PARTY", condition=Condition({}), issue=of)
        for name, of in (("NAME", "ISSUE"), ("SUM", ""))
    ]
    mediators = [Mediator("MEDIATOR", "")]
    acts = [Act(name="NAME", party="PARTY", kind="open_to", terms=Condition({}))]
    found = quantities([issue], parties, mediators, [red_line], linkages, Phasing(guarantee="ISSUE"), acts)
    renamed = {name.replace("trust.OTHER", "trust.PARTY"): quantity for name, quantity in found.items()}
    return {name: q for name, q in renamed.items() if not name.startswith("OTHER.") and ".OTHER" not in name}


@pytest.mark.parametrize(("name", "quantity"), every_quantity().items(), ids=list(every_quantity()))
def test_parameters_are_told_with_range_and_unit(name: str, quantity: Quantity) -> None:
    """The row of each parameter says what it may be, and in which unit."""
    span, unit, meaning = (cell.strip() for cell in ROWS[name.replace("SUM", "NAME")].rstrip("| ").split("|", 2))
    high = "" if quantity.high >= 1e6 else f" to {quantity.high:g}"
    assert f"{'from ' if not high else ''}{quantity.low:g}{high}" in span.replace("−", "-")
    assert quantity.unit in unit
    assert meaning


def test_no_parameter_is_told_that_is_not_there() -> None:
    """Every row that begins with a parameter is one."""
    kinds = {name.replace("SUM", "NAME") for name in every_quantity()}
    assert {name for name in ROWS if "." in name} <= kinds


def test_every_event_is_told() -> None:
    """The page says what can happen."""
    assert [kind.__name__ for kind in Event.__args__ if f"`{kind.__name__}`" not in PAGE] == []


def test_settings_and_styles_are_told() -> None:
    """Each choice of the rules is named with what it is if nothing is said, and each style with its abilities."""
    for field in attrs.fields(Rules):
        assert f"`{field.name}` ({field.default})" in PAGE.replace("\n", " ")
    for style, abilities in STYLES.items():
        told = " and ".join([", ".join(abilities[:-1]), abilities[-1]]) if len(abilities) > 1 else abilities[0]
        assert f"*{style}*: {told}" in PAGE.replace("\n", " ")


def test_tables_that_a_script_fills_are_marked() -> None:
    """The two tables of directions and rules stand between marks."""
    for mark in ("directions", "rules"):
        assert re.search(rf"<!-- {mark}:begin -->\n(?:.*\n)*?<!-- {mark}:end -->", PAGE)
