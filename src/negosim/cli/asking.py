"""What options of several commands have in common: the least that a number may be, and settings."""

from __future__ import annotations

from collections.abc import Sequence

from negosim.files.problems import BadInput, Problem
from negosim.files.tables import parse_setting


def at_least(option: str, value: int, least: int) -> None:
    """BadInput unless the number of an option is no less than it may be."""
    if value < least:
        raise BadInput([Problem(file=option, expected=f"a whole number from {least}", received=str(value))])


def settings_of(texts: Sequence[str], where: str = "--set") -> dict[str, object]:
    """Settings from ``KEY=VALUE`` each; BadInput if a key comes twice, since one of the two would be lost."""
    settings: dict[str, object] = {}
    for text in texts:
        key, value = parse_setting(text)
        if key in settings:
            raise BadInput([Problem(file=where, key=key, expected="one value", received="several")])
        settings[key] = value
    return settings
