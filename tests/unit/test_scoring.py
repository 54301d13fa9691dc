"""Recall is by whole words, intervals agree with published values, and a bootstrap over passages sees dependence."""

from __future__ import annotations

import pytest

from doclora.scoring import contains, paired_bootstrap, token_f1, wilson


@pytest.mark.parametrize(
    ("given", "expected", "is_contained"),
    [
        ("It is 5 mm wide.", "5 mm", True),
        ("It is 15 mm wide.", "5 mm", False),
        ("La válvula cierra a 12,5 bar", "12.5 bar", True),
        ("LA VÁLVULA", "la válvula", True),
        ("la valvula", "la válvula", False),
        ("glass, steel and cork", "glass steel", True),
        ("", "", False),
        ("anything", "", False),
    ],
)
def test_contained_means_whole_words_in_order(given: str, expected: str, is_contained: bool) -> None:
    assert contains(given, expected) is is_contained


def test_f1_counts_shared_tokens() -> None:
    assert token_f1("a b c", "b c d") == pytest.approx(2 / 3)
    assert token_f1("a", "b") == 0
    assert token_f1("same words", "same words") == 1


def test_wilson_agrees_with_the_published_example() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_bootstrap_draws_whole_passages() -> None:
    differences = [1.0] * 50 + [0.0] * 50
    independent = paired_bootstrap(differences, [str(i) for i in range(100)], seed=0)
    dependent = paired_bootstrap(differences, ["a"] * 50 + ["b"] * 50, seed=0)
    assert independent[0] > 0.35
    assert dependent == (0.0, 1.0)
    assert paired_bootstrap([], [], seed=0) == (0.0, 0.0)
