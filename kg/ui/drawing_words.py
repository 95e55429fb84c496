"""The words of SVG and CSS that a drawing of an issue may use, and the shape that their values have."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _words(
    "svg g defs title desc symbol use path rect circle ellipse line polyline polygon text tspan textPath style "
    "linearGradient radialGradient stop clipPath mask pattern marker image"
)
GROUPS = frozenset({"a", "switch"})
"""Elements of which only what stands inside is kept: a link, a choice by what the browser knows."""

_PROPERTIES = _words(
    "alignment-baseline baseline-shift clip-path clip-rule color color-interpolation direction display "
    "dominant-baseline fill fill-opacity fill-rule font font-family font-size font-stretch font-style font-variant "
    "font-weight isolation letter-spacing marker marker-end marker-mid marker-start mask mix-blend-mode opacity "
    "overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration "
    "text-rendering transform unicode-bidi vector-effect visibility white-space word-spacing writing-mode"
)
ATTRIBUTES = _PROPERTIES | _words(
    "class clipPathUnits cx cy d dx dy fx fy gradientTransform gradientUnits height id lengthAdjust markerHeight "
    "markerUnits markerWidth maskContentUnits maskUnits offset orient pathLength patternContentUnits patternTransform "
    "patternUnits points preserveAspectRatio r refX refY rotate rx ry spreadMethod startOffset textLength version "
    "viewBox width x x1 x2 y y1 y2"
)

_FUNCTIONS = _words("rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy")
_INWARD = re.compile(r"url\(\s*([\"']?)#[\w.:-]{1,200}\1\s*\)", re.IGNORECASE)
_SELECTOR = re.compile(r"[\w\s.#,*>-]+")
# Control characters, what escapes another character, and what begins a rule that may load something.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\\\\@{}<>;\ud800-\udfff\ufffe\uffff]|/\\*")


def clean_value(value: str) -> str | None:
    """The value where it calls nothing but colours, transformations and parts of the drawing, else None.

    >>> clean_value("url(#shade)"), clean_value("url(http://a.example/x.svg#y)")
    ('url(#shade)', None)
    """
    if _NEVER.search(value):
        return None
    *called, _ = _INWARD.sub("", value).split("(")
    return value if all(_last_word(before) in _FUNCTIONS for before in called) else None


def _last_word(text: str) -> str:
    """The word that a text ends with, in small letters."""
    return re.split(r"[^\w-]", text[-40:].rstrip().lower())[-1]


def clean_style(text: str) -> str:
    """The declarations of a ``style`` that a drawing needs.

    >>> clean_style("fill: red; background: url(http://a.example/b.png); stroke:#000")
    'fill:red;stroke:#000'
    """
    kept = []
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        name, shown = name.strip().lower(), clean_value(value.strip())
        if name in _PROPERTIES and shown:
            kept.append(f"{name}:{shown}")
    return ";".join(kept)


def clean_styles(text: str) -> str:
    """The rules of a style sheet that a drawing needs.

    >>> clean_styles("@import url(http://a.example/x.css); .a, .b > c { fill: red } .d { x: y }")
    '.a, .b > c{fill:red}'
    """
    kept = []
    for rule in _without_comments(text).split("}"):
        before, _, declarations = rule.rpartition("{")
        selector, shown = before.rpartition(";")[2].strip(), clean_style(declarations)
        if shown and _SELECTOR.fullmatch(selector):
            kept.append(f"{selector}{{{shown}}}")
    return "\n".join(kept)


def _without_comments(text: str) -> str:
    """A style sheet without its comments; one that never ends takes the rest with it."""
    first, *others = text.split("/*")
    return " ".join([first, *(other.partition("*/")[2] for other in others)])
