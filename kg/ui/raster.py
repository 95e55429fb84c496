"""Photographs and screenshots of an issue: decoded here, so that a browser gets pixels and never the file."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 30_000_000  # a photograph of 24 megapixels and a screenshot of a long page fit
MOST_SIDE = 30_000  # a row of a picture costs memory of its own, however narrow it is
MOST_SCANS = 64  # a progressive JPEG has about ten; each scan goes over all pixels again


def raster(data: bytes, *, width: int, height: int) -> Image.Image | None:
    """The first frame of a picture, made to fit; None where it is none of `FORMATS`, broken, or too large to decode.

    What it is, its first bytes say and no name; what else the file holds (a second file, a script, where it was
    taken) is left behind with it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if _is_endless(image) or data.count(b"\xff\xda") > MOST_SCANS:
                return None
            image.draft("RGB", (width, height))  # lets a JPEG be decoded smaller
            image.load()
            if _is_endless(image):  # a frame of a GIF may be larger than the GIF says
                return None
            drawn = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    except Exception:  # decoders raise much more than they promise, and no figure may take the page with it
        return None
    drawn.thumbnail((width, height))
    drawn.info.clear()
    return drawn


def _is_endless(image: Image.Image) -> bool:
    """Whether decoding a picture would take more memory than a figure is worth."""
    return image.width * image.height > MOST_PIXELS or max(image.size) > MOST_SIDE
