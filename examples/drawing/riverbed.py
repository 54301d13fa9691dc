"""A photograph-like picture: pebbles under clear water, some of them with a banded shell on top."""

import numpy as np
from PIL import Image

from drawing.noise import Field, blend, develop, fractal, sample

WIDTH, HEIGHT = 1080, 760
LIGHT = np.array([-0.50, -0.62, 0.60])
STONES = np.array(
    [
        [0.55, 0.52, 0.47],
        [0.44, 0.42, 0.40],
        [0.66, 0.61, 0.53],
        [0.52, 0.43, 0.36],
        [0.38, 0.40, 0.42],
        [0.72, 0.69, 0.63],
    ]
)
SHELLS = (
    (245, 235, 37, 0.4),
    (560, 270, 42, 2.5),
    (835, 190, 33, 1.3),
    (880, 560, 39, 3.6),
    (330, 600, 31, 5.2),
    (655, 655, 35, 0.9),
)


def riverbed() -> Image.Image:
    """Stones laid from small to large, shells on them, and the light that ripples throw through the water."""
    rng = np.random.default_rng(1908)
    grit = fractal(rng, HEIGHT, WIDTH, 0.55)
    scene = (0.16 + 0.20 * grit)[..., None] * np.array([1.0, 0.93, 0.80])
    rock = fractal(rng, 1024, 1024, 1.0)
    for smallest, largest, count in ((7, 13, 2600), (13, 26, 900), (26, 48, 210), (48, 92, 62)):
        for _ in range(count):
            _stone(rng, scene, rock, rng.uniform(smallest, largest))
    for x, y, size, turn in SHELLS:
        _shell(scene, rock, x, y, size, turn)
    return develop(rng, _under_water(rng, scene), grain=0.013)


def _window(scene: Field, cx: float, cy: float, reach: float) -> tuple[tuple[slice, slice], Field, Field]:
    """The part of the scene within ``reach`` of a centre, and its pixels' offsets from that centre."""
    rows = slice(max(0, int(cy - reach)), min(HEIGHT, int(cy + reach) + 1))
    columns = slice(max(0, int(cx - reach)), min(WIDTH, int(cx + reach) + 1))
    y, x = np.mgrid[rows, columns].astype(float)
    return (rows, columns), y - cy, x - cx


def _shaded(height: Field, gloss: float) -> tuple[Field, Field]:
    """Diffuse light and highlight of a height field in pixels."""
    dy, dx = np.gradient(height)
    normal = np.stack([-dx, -dy, np.ones_like(dx)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = LIGHT / np.linalg.norm(LIGHT)
    half = light + np.array([0.0, 0.0, 1.0])
    diffuse = np.clip(normal @ light, 0, 1)
    return 0.36 + 0.82 * diffuse, gloss * np.clip(normal @ (half / np.linalg.norm(half)), 0, 1) ** 40


def _cast_shadow(scene: Field, cx: float, cy: float, a: float, b: float, turn: float) -> None:
    where, y, x = _window(scene, cx + a * 0.20, cy + a * 0.26, a * 1.5)
    u, v = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
    scene[where] *= (1 - 0.62 * np.clip(1.32 - np.hypot(u / a, v / b), 0, 0.45) / 0.45)[..., None]


def _stone(rng: np.random.Generator, scene: Field, rock: Field, a: float) -> None:
    cx, cy = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
    b, turn = a * rng.uniform(0.58, 0.92), rng.uniform(0, np.pi)
    waves, phases = rng.uniform(-0.055, 0.055, 4), rng.uniform(0, 6.3, 4)
    colour = STONES[rng.integers(len(STONES))] * rng.uniform(0.72, 1.12) * rng.uniform(0.96, 1.04, 3)
    shift, vein, vein_at = rng.uniform(0, 1000, 2), rng.random() < 0.16, rng.uniform(-0.4, 0.4)
    where, y, x = _window(scene, cx, cy, a * 1.25)
    _cast_shadow(scene, cx, cy, a, b, turn)
    u, v = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
    angle = np.arctan2(v / b, u / a)
    outline = 1 + sum(
        wave * np.cos((k + 2) * angle + phase) for k, (wave, phase) in enumerate(zip(waves, phases, strict=True))
    )
    radius = np.hypot(np.abs(u / a), np.abs(v / b)) / outline
    grain = sample(rock, y * 2 + shift[0], x * 2 + shift[1])
    height = b * 0.55 * np.sqrt(np.clip(1 - radius**2.6, 0, 1)) + grain * 1.6
    diffuse, highlight = _shaded(height, 0.10)
    tone = colour * (0.66 + 0.62 * grain)[..., None]
    if vein:
        tone = blend(
            tone,
            np.array([0.85, 0.83, 0.78]),
            np.clip(1 - np.abs(v / b - vein_at - 0.5 * (grain - 0.5)) / 0.07, 0, 0.8),
        )
    cover = np.clip((1 - radius) * b / 1.5, 0, 1)
    scene[where] = blend(scene[where], tone * diffuse[..., None] + highlight[..., None], cover)


def _shell(scene: Field, rock: Field, cx: float, cy: float, a: float, turn: float) -> None:
    b = a * 0.80
    _cast_shadow(scene, cx, cy, a * 1.02, b * 1.02, turn)
    where, y, x = _window(scene, cx, cy, a * 1.25)
    u, v = (x * np.cos(turn) + y * np.sin(turn)) / a, (-x * np.sin(turn) + y * np.cos(turn)) / b
    radius = np.hypot(u, v)
    from_peak = np.hypot(u + 0.36 * (1 - radius), v + 0.06 * (1 - radius))
    grain = sample(rock, y * 2, x * 2)
    rings = 0.5 + 0.5 * np.cos(from_peak * 70 + grain * 5)
    height = a * 0.80 * np.sqrt(np.clip(1 - from_peak**1.7, 0, 1)) + rings * 0.22 + grain * 1.2
    diffuse, highlight = _shaded(np.where(radius < 1, height, 0), 0.16)
    tone = np.array([0.56, 0.60, 0.43]) * (0.74 + 0.10 * rings + 0.50 * (grain - 0.3))[..., None]
    for ring in (0.30, 0.56, 0.80):
        band = np.clip(1.4 - np.abs(from_peak + 0.10 * (grain - 0.5) - ring) / 0.045, 0, 1)
        tone = blend(tone, np.array([0.17, 0.14, 0.09]), 0.85 * band)
    cover = np.clip((1 - radius) * b / 1.4, 0, 1)
    scene[where] = blend(scene[where], tone * diffuse[..., None] + highlight[..., None], cover)


def _under_water(rng: np.random.Generator, scene: Field) -> Field:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    swell = fractal(rng, HEIGHT, WIDTH, 2.1)
    dy, dx = np.gradient(swell)
    shifted_y, shifted_x = y + dy * 160, x + dx * 160
    seen = np.stack(
        [sample(scene[..., c], np.clip(shifted_y, 0, HEIGHT - 2), np.clip(shifted_x, 0, WIDTH - 2)) for c in range(3)],
        axis=-1,
    )
    first, second = fractal(rng, HEIGHT, WIDTH, 1.9), fractal(rng, HEIGHT, WIDTH, 1.9)
    net = np.clip(1 - np.abs(first - 0.5) * 7, 0, 1) ** 2 + np.clip(1 - np.abs(second - 0.5) * 7, 0, 1) ** 2
    lit = seen * (1.02 + 0.52 * net)[..., None]
    far = np.clip(0.10 + 0.22 * (1 - y / HEIGHT), 0, 1)
    return blend(lit * np.array([0.90, 1.0, 0.96]), np.array([0.30, 0.47, 0.45]), far)
