"""What asking costs: tokens read and written, and money where the prices are known."""

from __future__ import annotations

from dataclasses import dataclass

from doclora.endpoint import Usage


@dataclass(frozen=True)
class Prices:
    """Of a million tokens read by the model, and of a million written by it, in any currency."""

    read: float
    written: float

    def of(self, tokens_in: float, tokens_out: float) -> float:
        """What so many tokens cost."""
        return (tokens_in * self.read + tokens_out * self.written) / 1e6


def spent(usage: Usage, done: int, total: int, prices: Prices | None) -> str:
    """What was paid in this run, of what all of it is likely to take: `12 k + 3 k of about 48 k + 9 k tokens`."""
    said = []
    if usage.paid_in + usage.paid_out:
        paid, whole = (usage.paid_in, usage.paid_out), _whole(usage, done, total)
        of = f" of about {_sum(whole)}" if done < total else ""
        said.append(f"{_sum(paid)}{of} tokens")
        if prices:
            of = f" of {prices.of(*whole):.2f}" if done < total else " paid"
            said.append(f"{prices.of(*paid):.2f}{of}")
    if usage.known:
        said.append(f"{usage.known} replies from before")
    return " · ".join(said)


def estimate(usage: Usage, done: int, total: int, prices: Prices | None) -> str:
    """What all passages are likely to take, after the first few."""
    tokens_in, tokens_out = _whole(usage, done, total)
    if not tokens_in + tokens_out:
        return "an unknown number of tokens: the endpoint does not count them"
    money = f", {prices.of(tokens_in, tokens_out):.2f} at your prices" if prices else ""
    return f"{_short(tokens_in)} tokens in, {_short(tokens_out)} out{money}"


def _whole(usage: Usage, done: int, total: int) -> tuple[float, float]:
    factor = total / max(done, 1)
    return usage.tokens_in * factor, usage.tokens_out * factor


def _sum(tokens: tuple[float, float]) -> str:
    return f"{_short(tokens[0])} + {_short(tokens[1])}"


def _short(tokens: float) -> str:
    """`1.2 M`, `48 k`, `320`."""
    if tokens >= 1e6:
        return f"{tokens / 1e6:.1f} M"
    return f"{tokens / 1000:.0f} k" if tokens >= 1000 else f"{tokens:.0f}"
