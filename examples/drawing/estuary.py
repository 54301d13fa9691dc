"""A photograph-like picture: a tidal channel at dusk with a lit float."""

import numpy as np
from PIL import Image

from drawing.noise import Field, blend, develop, fractal, sample

WIDTH, HEIGHT, HORIZON = 1280, 800, 352
SUN_X = 910.0
AMBER = np.array([1.0, 0.66, 0.2])


def estuary() -> Image.Image:
    """Sky, far hills, water that mirrors them, a mud bank in front and a float with an amber beacon."""
    rng = np.random.default_rng(1974)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    land = _hills(rng, _sky(rng, y[: HORIZON + 1], x[: HORIZON + 1]))
    scene = np.concatenate([land[:HORIZON], _water(rng, land, y[HORIZON:], x[HORIZON:])])
    scene = _mud(rng, scene, y, x)
    scene = _float(rng, scene, y, x)
    return develop(rng, scene, grain=0.012)


def _sky(rng: np.random.Generator, y: Field, x: Field) -> Field:
    up = (HORIZON - y) / HORIZON
    stops = np.array([0.0, 0.12, 0.35, 0.7, 1.0])
    colours = np.array(
        [[0.98, 0.70, 0.44], [0.93, 0.62, 0.47], [0.66, 0.55, 0.58], [0.36, 0.42, 0.56], [0.20, 0.27, 0.43]]
    )
    sky = np.stack([np.interp(up, stops, colours[:, c]) for c in range(3)], axis=-1)
    glow = np.exp(-(((x - SUN_X) / 330) ** 2) - ((HORIZON - y) / 105) ** 2)
    sky = blend(sky, np.array([1.0, 0.86, 0.60]), 0.75 * glow)
    distance = 60.0 / (up + 0.10)
    clouds = sample(fractal(rng, 1024, 1024, 1.4), distance * 3.2, (x - WIDTH / 2) * distance / 230 + 400)
    cover = np.clip((clouds - 0.48) * 3.0, 0, 1) * np.clip(up * 4, 0, 1)
    lit = np.array([0.98, 0.66, 0.50]) * (0.35 + 0.65 * np.exp(-up * 1.7))[..., None]
    shade = np.array([0.30, 0.31, 0.40])
    return blend(sky, blend(lit, shade, np.clip((clouds - 0.62) * 3.2, 0, 1)), 0.85 * cover)


def _hills(rng: np.random.Generator, sky: Field) -> Field:
    rows = np.arange(HORIZON + 1.0)[:, None]
    for height, rough, colour in (
        (64, 1.45, [0.47, 0.40, 0.46]),
        (38, 1.25, [0.30, 0.27, 0.32]),
        (15, 1.0, [0.125, 0.12, 0.13]),
    ):
        ridge = HORIZON - height * (0.2 + fractal(rng, 1, WIDTH * 2, rough)[0, :WIDTH])
        wood = 0.94 + 0.12 * fractal(rng, HORIZON + 1, WIDTH, 0.9)
        haze = np.clip((rows - HORIZON + 26) / 26, 0, 1) * 0.18
        hill = blend(np.array(colour) * wood[..., None], np.array([0.70, 0.52, 0.47]), haze)
        sky = blend(sky, hill, np.clip(rows - ridge, 0, 1))
    return sky


def _water(rng: np.random.Generator, land: Field, y: Field, x: Field) -> Field:
    drop = y - HORIZON + 1.0
    depth = 2600.0 / (drop + 6)
    swell = sample(fractal(rng, 1024, 1024, 1.15, stretch=0.45), depth * 9, (x - WIDTH / 2) * depth / 95)
    ripple = sample(fractal(rng, 1024, 1024, 0.75), depth * 31, (x - WIDTH / 2) * depth / 24)
    tilt = (swell - 0.5) + 0.55 * (ripple - 0.5)
    row = np.clip(HORIZON - drop * 0.86 - tilt * (14 + drop * 0.95), 0, HORIZON).astype(int)
    column = np.clip(x + tilt * 16, 0, WIDTH - 1).astype(int)
    water = land[row, column] * np.array([0.82, 0.80, 0.79])
    body = np.array([0.15, 0.15, 0.15])
    return blend(water, body, np.clip(0.08 + drop / 900 + 0.30 * np.clip(-tilt, 0, 1), 0, 0.6))


def _mud(rng: np.random.Generator, scene: Field, y: Field, x: Field) -> Field:
    edge = 610 + 120 * (x / WIDTH) ** 1.5 + 70 * (fractal(rng, 1, WIDTH * 2, 1.4)[0, :WIDTH] - 0.5)
    inland = y - edge
    depth = 90000.0 / (y - HORIZON + 60).clip(60)
    relief = sample(fractal(rng, 1024, 1024, 1.5), depth * 3.0, (x - WIDTH / 2) * depth / 190)
    pores = sample(fractal(rng, 1024, 1024, 0.8), depth * 6.0, (x - WIDTH / 2) * depth / 120)
    surface = relief + 0.10 * pores
    slope = np.gradient(surface, axis=0) * 7 + np.gradient(surface, axis=1) * 5
    tone = np.clip(0.155 + 0.10 * (pores - 0.5) - 0.55 * slope, 0.03, 0.6)
    mud = tone[..., None] * np.array([1.0, 0.85, 0.74])
    wet = np.clip((0.50 - relief - 0.12 * (pores - 0.5)) * 9, 0, 1) * np.clip(1.1 - inland / 260, 0.25, 0.9)
    mirrored = np.stack(
        [np.interp(y, [HORIZON, HEIGHT], pair) for pair in ((0.66, 0.25), (0.49, 0.23), (0.42, 0.26))], axis=-1
    )
    mud = blend(mud, mirrored, wet * 0.8)
    return blend(scene, mud, np.clip(inland / 5, 0, 1))


def _float(rng: np.random.Generator, scene: Field, y: Field, x: Field) -> Field:
    cx, waterline = 372.0, 500.0
    wobble = 9 * (fractal(rng, 1, HEIGHT, 0.9).T - 0.5)
    dark = np.array([0.085, 0.08, 0.085])
    below = y - waterline
    mirrored = (
        np.clip(1 - np.abs(x - cx - wobble * 1.3) / 17, 0, 1) * (below > 0) * np.exp(-np.clip(below, 0, None) / 34)
    )
    scene = blend(scene, dark, np.clip(mirrored * 2, 0, 0.8))
    hull = np.clip((1 - ((x - cx) / 31) ** 2 - ((y - waterline) / 15) ** 2) * 12, 0, 1) * (below <= 1)
    rim = np.clip((x - cx + 8) / 45, 0, 1)[..., None] * np.array([0.50, 0.33, 0.22])
    scene = blend(scene, dark + rim * np.clip((waterline - y) / 14, 0, 1)[..., None], hull)
    for left, right, top, bottom in ((-2.2, 2.2, 424, 487), (-10, 10, 452, 455), (-7, 7, 436, 438)):
        bar = np.clip(x - cx - left, 0, 1) * np.clip(cx + right - x, 0, 1) * ((y >= top) & (y <= bottom))
        scene = blend(scene, dark * 1.3, bar)
    radius = np.hypot(x - cx, y - 419)
    halo = 0.9 * np.exp(-((radius / 9) ** 2)) + 0.30 * np.exp(-radius / 26) + 0.07 * np.exp(-radius / 110)
    path = np.exp(-(((x - cx - wobble) / (5 + below.clip(0) * 0.05)) ** 2)) * (below > 14) * np.exp(-below.clip(0) / 60)
    glints = path * (0.35 + 0.65 * (fractal(rng, HEIGHT, WIDTH, 0.6, stretch=0.2) > 0.5))
    scene = scene + (halo + 0.75 * glints)[..., None] * AMBER
    core = np.clip(7 - radius, 0, 1)
    return blend(scene, np.array([1.0, 0.95, 0.78]), core)
