"""Results are shared by arguments with the same content, and by no others."""

from __future__ import annotations

from negosim.content_cache import cached_by_content


def test_equal_content_is_computed_once() -> None:
    """Given two lists with the same items, then the function runs once and both get one result."""
    calls = []

    @cached_by_content(lambda items, times: (items, times), maxsize=2)
    def repeated(items: list[int], times: int) -> list[int]:
        calls.append(items)
        return items * times

    first = repeated([1, 2], 2)
    assert repeated([1, 2], 2) is first
    assert repeated([1, 2], times=3) == [1, 2, 1, 2, 1, 2]
    assert repeated([2, 1], 2) == [2, 1, 2, 1]
    assert len(calls) == 3


def test_the_oldest_result_goes() -> None:
    """Given more contents than there is room for, then the one used longest ago is computed again."""
    calls = []

    @cached_by_content(lambda number: number, maxsize=1)
    def noted(number: int) -> int:
        calls.append(number)
        return number

    for number in (1, 1, 2, 1):
        noted(number)
    assert calls == [1, 2, 1]
