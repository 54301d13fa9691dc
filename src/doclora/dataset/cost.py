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
    """What has been paid so far in this run, and what all of it is likely to take."""
    if not usage.tokens_in + usage.tokens_out:
        return f"{usage.known} replies from before" if usage.known else ""
    paid = f"{usage.paid_in:,} tokens in, {usage.paid_out:,} out"
    money = f", {prices.of(usage.paid_in, usage.paid_out):.2f} paid" if prices else ""
    known = f", {usage.known} replies from before" if usage.known else ""
    return (
        f"{paid}{money}{known}; in all about {estimate(usage, done, total, prices)}"
        if done < total
        else paid + money + known
    )


def estimate(usage: Usage, done: int, total: int, prices: Prices | None) -> str:
    """What all passages are likely to take, after the first few."""
    factor = total / max(done, 1)
    tokens_in, tokens_out = usage.tokens_in * factor, usage.tokens_out * factor
    if not tokens_in + tokens_out:
        return "an unknown number of tokens: the endpoint does not count them"
    money = f", {prices.of(tokens_in, tokens_out):.2f} at your prices" if prices else ""
    return f"{_round(tokens_in)} tokens in, {_round(tokens_out)} out{money}"


def _round(tokens: float) -> str:
    return f"{tokens / 1e6:.1f} M" if tokens >= 1e6 else f"{max(round(tokens, -2), 100):,.0f}"
