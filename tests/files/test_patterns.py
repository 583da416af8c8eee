from __future__ import annotations

from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.files.calibration_patterns import load_patterns

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = SCENARIOS / "patterns" / "november_2023.toml"
TEXT = SHIPPED.read_text(encoding="utf-8").replace("../", f"{SCENARIOS.as_posix()}/")


def problems(folder: Path, old: str, new: str, count: int = 1) -> list[str]:
    """What is wrong with the file that ships once something in it is another."""
    assert old in TEXT
    path = folder / "patterns.toml"
    path.write_text(TEXT.replace(old, new, count), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_patterns(path)
    return [str(problem).removeprefix(f"{path}: ") for problem in caught.value.problems]


def test_the_patterns_that_ship() -> None:
    """The truce with its length and ratio is fitted, the months without a deal are held out; each names its claims."""
    patterns = load_patterns(SHIPPED)
    assert patterns.half("fitted") == ("truce", "truce_length", "exchange_ratio")
    assert patterns.half("held_out") == ("no_deal",)
    assert patterns.scenario("truce").name == "november_2023"
    assert patterns.scenario("no_deal").name == "january_2024"
    assert all(claim in patterns.texts for pattern in patterns.patterns.values() for claim in pattern.claims)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('half = "fitted"', 'half = "fit"', "patterns.truce.half: expected one of fitted, held_out, received 'fit'"),
        ('half = "held_out"', 'half = "fitted"', "patterns: expected at least one pattern that is held_out"),
        (
            '"agreement", ',
            '"agrement", ',
            "patterns.truce.outcomes: expected one of agreement, partial, collapse, deadline",
        ),
        ("pause = 7 ", "pause = 8 ", "patterns.truce_length.levels.pause: expected a level of pause, received 8"),
        ("{ pause", "{ paws", "patterns.truce_length.levels: expected an issue of november_2023, received paws"),
        (
            '"c170"',
            '"c999"',
            "patterns.exchange_ratio.claims: expected the id of a claim of the dossier, received c999",
        ),
        ('claims = ["c170", "c171"]', "claims = []", "patterns.exchange_ratio.claims: expected at least one claim"),
        ('outcomes = ["agreement", "partial"]\n', "", "patterns.truce: expected outcomes, levels or no_package_until"),
        ("2024-05-10", "2023-05-10", "patterns.no_deal.no_package_until: expected a day of the talks of january_2024"),
        ("no_package_until", "no_deal_until", "patterns.no_deal.no_deal_until: expected a known key"),
        ("january_2024.toml", "january_2025.toml", "january_2025.toml: expected"),
        ("dossier.toml", "dosier.toml", "expected a dossier, received no such file"),
        ("why = ", "reason = ", "patterns.truce"),
    ],
)
def test_what_is_wrong_with_a_file_has_an_address(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """Words, levels, issues, claims, days, keys, files: what was expected, what was received, where."""
    assert any(expected in problem for problem in problems(tmp_path, old, new))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """A wrong claim and a wrong level are told together, each with the nearest that would do."""
    path = tmp_path / "patterns.toml"
    path.write_text(TEXT.replace('"c170"', '"c17O"').replace('"partial"', '"partal"'), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_patterns(path)
    assert len(caught.value.problems) == 2
    assert all("nearest: " in problem.hint for problem in caught.value.problems)
