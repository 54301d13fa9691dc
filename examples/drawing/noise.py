"""Smooth random fields and finishing touches shared by the two photograph-like pictures."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float64]


def fractal(rng: np.random.Generator, height: int, width: int, slope: float, stretch: float = 1.0) -> Field:
    """A random field (height, width) in 0..1 whose amplitude falls as 1 / frequency**slope.

    ``stretch`` above 1 draws the features out along x.
    """
    fy = np.fft.fftfreq(height)[:, None]
    fx = np.fft.rfftfreq(width)[None, :] * stretch
    frequency = np.hypot(fy, fx)
    frequency[0, 0] = 1.0
    spectrum = np.fft.rfft2(rng.standard_normal((height, width))) / frequency**slope
    spectrum[0, 0] = 0.0
    field = np.fft.irfft2(spectrum, s=(height, width))
    low, high = np.percentile(field, (0.5, 99.5))
    return np.asarray(np.clip((field - low) / (high - low), 0.0, 1.0))


def sample(field: Field, y: Field, x: Field) -> Field:
    """Read ``field`` at fractional positions, bilinearly; the field repeats at its edges."""
    height, width = field.shape
    y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
    ty, tx = y - y0, x - x0
    y0, x0 = y0 % height, x0 % width
    y1, x1 = (y0 + 1) % height, (x0 + 1) % width
    top = field[y0, x0] * (1 - tx) + field[y0, x1] * tx
    bottom = field[y1, x0] * (1 - tx) + field[y1, x1] * tx
    return np.asarray(top * (1 - ty) + bottom * ty)


def blend(below: Field, above: Field, share: Field | float) -> Field:
    """Mix two colour fields (…, 3); ``share`` (…) is how much of ``above`` is seen."""
    weight = np.asarray(share)[..., None]
    return np.asarray(below * (1 - weight) + above * weight)


def develop(rng: np.random.Generator, scene: Field, grain: float) -> Image.Image:
    """A scene (height, width, 3) in 0..1 → a picture with a lens's dark corners and a sensor's grain."""
    height, width, _ = scene.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    corners = 1 - 0.28 * np.clip(np.hypot(x, y) - 0.35, 0, None) ** 2
    brightness = rng.standard_normal((height, width, 1)) * grain
    colour = rng.standard_normal((height, width, 3)) * grain * 0.4
    pixels = np.clip(scene * corners[..., None] + brightness + colour, 0, 1)
    return Image.fromarray((pixels * 255 + 0.5).astype(np.uint8))
