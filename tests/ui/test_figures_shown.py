"""Figures as they are shown: read with care, recognised by what they hold, and unable to load or to do anything."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import socket
import stat
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kg.ui.drawing import MOST_ELEMENTS, MOST_WRITTEN, drawing
from kg.ui.drawing_words import clean_style, clean_styles, clean_value
from kg.ui.figures import MOST_BYTES, figure, read_file
from kg.ui.raster import raster
from tests.conftest import SAMPLE, shared
from tests.support import calls_of

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside="", said='width="40" height="20"'):
    return f"<svg {NS} {said}>{inside}</svg>".encode()


def picture(kind="PNG", size=(40, 20), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, 128).save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A folder whose path holds no link, as the paths of an archive."""
    return tmp_path.resolve()


def put(folder, data, name="a.png"):
    path = folder / name
    path.write_bytes(data)
    return str(path)


# Reading


def test_what_is_no_regular_file_is_not_read(folder):
    os.mkfifo(folder / "fifo.svg")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "s.png"))
    (folder / "folder.png").mkdir()
    for path in (
        folder / "fifo.svg",
        folder / "s.png",
        folder / "folder.png",
        "/dev/zero",
        "/dev/stdin",
        folder / "no",
    ):
        assert read_file(Path(path)) is None


@pytest.mark.parametrize(
    "path", ["", "a.png", "\0", "/", "//", "/a\0b", "../a", "/proc/self/../self/environ", "\ud800"]
)
def test_a_path_that_no_archive_holds_is_not_read(path):
    assert figure(path, width=260) is None


def test_a_file_that_says_it_is_empty_is_read_no_further_than_any_other():
    assert len(read_file(Path("/proc/self/maps")) or b"") <= MOST_BYTES


def test_a_large_file_is_not_shown(folder):
    assert figure(put(folder, picture() + bytes(MOST_BYTES)), width=260) is None


def test_a_link_that_took_the_place_of_a_file_or_folder_is_not_followed(folder):
    inner = folder / "assets" / "1"
    inner.mkdir(parents=True)
    (folder / "elsewhere" / "1").mkdir(parents=True)
    secret = put(folder / "elsewhere" / "1", picture())
    path = put(inner, picture())
    assert figure(path, width=260)
    os.unlink(path)
    os.symlink(secret, path)
    assert figure(path, width=260) is None, "the file itself"
    shutil.rmtree(folder / "assets")
    os.symlink(folder / "elsewhere", folder / "assets")
    assert os.path.isfile(path) and figure(path, width=260) is None, "a folder above it"


def test_folders_on_the_way_need_not_be_readable(folder):
    inner = folder / "passable" / "inner"
    inner.mkdir(parents=True)
    path = put(inner, picture())
    inner.parent.chmod(stat.S_IXUSR)
    try:
        assert figure(path, width=260)
    finally:
        inner.parent.chmod(stat.S_IRWXU)


def test_no_descriptor_is_left_open(folder):
    os.mkfifo(folder / "fifo")
    open_files = lambda: len(os.listdir("/proc/self/fd"))  # noqa: E731
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    before = open_files()
    for path in (folder / "fifo", folder, "/dev/zero", folder / "none" / "deep", put(folder, picture())):
        for _ in range(3):
            read_file(Path(path))
    assert open_files() == before


# Recognising


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.gif", b"GIF89a/*<svg onload=alert(1)>*/=1;alert(1)"),
        ("a.svg", b"http://127.0.0.1:9/beacon.png"),
        ("a.svg", b"/etc/passwd"),
        ("a.svg", b"/dev/zero"),
        ("a.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></html>"),
        ("a.svg", b"data:image/svg+xml,<svg onload=alert(1)>"),
        ("a.svg", b""),
        ("a.svg", b"<svg"),
        ("a.jpg", b"\xff\xd8\xff\xe0 broken"),
        ("a.pdf", b"%PDF-1.4"),
        ("a.ps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run"),
    ],
)
def test_what_is_no_picture_is_shown_as_nothing(folder, name, data):
    assert figure(put(folder, data, name), width=260) is None


def test_what_it_is_the_content_says_and_not_the_name(folder):
    assert isinstance(figure(put(folder, svg("<rect/>"), "a.png"), width=260).picture, str)
    assert figure(put(folder, picture("GIF", mode="P"), "a.svg"), width=260).picture.size == (40, 20)


def test_what_hides_behind_a_picture_is_left_behind(folder):
    shown = figure(put(folder, picture("PNG") + b"<script>alert(1)</script>"), width=260).picture
    file = io.BytesIO()
    shown.save(file, "PNG")
    assert b"script" not in file.getvalue()


@pytest.mark.parametrize("case", ["beacon.svg", "localpath.svg", "localtext.svg", "zero.svg"])
def test_the_cases_that_were_found(case):
    assert figure(str(shared("cases", "reliability", "svg-figure", case).resolve()), width=260) is None


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("assets/*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_figure_of_the_sample_is_shown_whole(path):
    found = drawing(path.read_bytes())
    texts = [
        " ".join(ElementTree.fromstring(data).itertext()).split() for data in (path.read_bytes(), found.svg.encode())
    ]
    assert texts[0] == texts[1]
    assert found.svg.count("<") == path.read_text(encoding="utf-8").count("<") + path.read_text(encoding="utf-8").count(
        "/>"
    )


# Pixels


def _png_that_says(width, height):
    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = chunk(b"IHDR", width.to_bytes(4) + height.to_bytes(4) + bytes((8, 2, 0, 0, 0)))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_a_picture_that_is_all_rows_is_not_decoded():
    shown = []
    for height in (30_000, 30_001):
        file = io.BytesIO()
        Image.new("L", (1, height)).save(file, "PNG")
        shown.append(raster(file.getvalue(), width=260, height=780) is not None)
    assert shown == [True, False]


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (6_000, 5_001), (0, 5)])
def test_pixels_are_counted_before_they_are_made(width, height):
    assert raster(_png_that_says(width, height), width=260, height=780) is None


def test_a_jpeg_of_endless_scans_is_not_decoded():
    data = picture("JPEG", progressive=True)
    assert raster(data, width=260, height=780)
    at = data.rindex(b"\xff\xda")
    assert raster(data[:at] + data[at:-2] * 100 + data[-2:], width=260, height=780) is None


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_film_the_first_frame_is_shown(kind):
    film = [Image.new("RGB", (30, 30), (shade, 0, 0)) for shade in range(0, 250, 5)]
    file = io.BytesIO()
    film[0].save(file, kind, save_all=True, append_images=film[1:])
    shown = raster(file.getvalue(), width=260, height=780)
    assert shown.size == (30, 30) and not hasattr(shown, "n_frames")


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (3000, 2000), (1, 1)])
def test_no_picture_is_taller_or_wider_than_its_place(size):
    shown = raster(picture(size=size), width=260, height=780)
    assert 1 <= shown.width <= 260 and 1 <= shown.height <= 780


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_colour_is_shown(mode):
    assert raster(picture(mode=mode), width=260, height=780).mode in {"RGB", "RGBA"}


# Drawings

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script elsewhere": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "handler": '<rect onload="alert(1)" onclick="alert(1)"/>',
    "foreign object": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>',
    "html inside": '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="http://evil.example/x"/>',
    "image": '<image href="http://evil.example/x.png"/>',
    "image xlink": '<image xlink:href="//evil.example/x.png"/>',
    "image file": '<image href="file:///etc/passwd"/>',
    "image svg": '<image href="data:image/svg+xml,&lt;svg onload=alert(1)&gt;"/>',
    "use": '<use href="http://evil.example/x.svg#a"/>',
    "link": '<a href="javascript:alert(1)"><rect/></a>',
    "link xlink": '<a xlink:href="http://evil.example/"><rect/></a>',
    "fill": '<rect fill="url(http://evil.example/x.svg#a)"/>',
    "fill quoted": "<rect fill=\"url('//evil.example/x.svg#a')\"/>",
    "fill escaped": r'<rect fill="\75rl(http://evil.example/x.svg#a)"/>',
    "style": '<rect style="fill:red;background:url(http://evil.example/b)"/>',
    "style set": "<rect style=\"mask:image-set('http://evil.example/b' 1x)\"/>",
    "sheet": "<style>@import 'http://evil.example/i.css';</style>",
    "sheet font": "<style>@font-face{font-family:x;src:url(http://evil.example/f)}</style>",
    "sheet value": "<style>rect{fill:url(http://evil.example/x)}</style>",
    "sheet comment": "<style>rect{fill:u/**/rl(http://evil.example/x)}/*</style>",
    "animation": '<animate attributeName="href" values="http://evil.example/x"/>',
    "set": '<rect><set attributeName="onload" to="alert(1)"/></rect>',
    "base": '<g xml:base="http://evil.example/"><use href="x.svg#a"/></g>',
    "filter": '<filter id="f"><feImage href="http://evil.example/x"/></filter><rect filter="url(#f)"/>',
    "instruction": '<?xml-stylesheet href="http://evil.example/x.css"?>',
    "cursor": '<rect cursor="url(http://evil.example/c)"/>',
    "cdata": "<style><![CDATA[@import 'http://evil.example/i.css';]]></style>",
    "text breaks out": "<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>",
}


def _inward(text):
    """Whether a value names nothing but parts of the drawing; nothing is escaped, so it says what it seems to say."""
    calls = re.findall(r"url\s*\(\s*[\"']?(.?)", text, re.IGNORECASE)
    return all(first == "#" for first in calls) and "\\" not in text


def _harmless(text):
    """What of a drawing is written can load nothing and do nothing."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        space, _, tag = element.tag[1:].partition("}")
        assert space == "http://www.w3.org/2000/svg"
        assert tag not in {"script", "foreignObject", "a", "animate", "set", "filter", "iframe"}
        for name, value in element.attrib.items():
            assert not name.lower().startswith(("on", "{", "xml"))
            assert name != "href" or value.startswith(("#", "data:image/png;base64,", "data:image/jpeg;base64,"))
            assert name == "href" or _inward(value)
        if tag == "style":
            assert "@" not in (element.text or "") and _inward(element.text or "")
    assert "evil.example" not in text and "<!" not in text and "<?" not in text


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE)
def test_a_drawing_can_load_nothing_and_do_nothing(inside):
    found = drawing(svg(inside + '<rect id="kept"/>'))
    _harmless(found.svg)
    assert 'id="kept"' in found.svg


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://evil.example/x.dtd"> %a;]>',
    ],
)
def test_entities_are_refused(declared):
    assert drawing(declared.encode() + svg("<text>&a;</text>")) is None
    assert drawing(declared.encode() + svg()) is None


def test_a_declared_type_alone_does_no_harm():
    declared = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    _harmless(drawing(declared + svg("<rect/>")).svg)


def _doubling(levels, tag='<use href="#{}"/>'):
    lines = ['<g id="l0"><rect/></g>']
    lines += [f'<g id="l{n}">{tag.format(f"l{n - 1}") * 10}</g>' for n in range(1, levels)]
    return "".join(lines) + f'<use href="#l{levels - 1}"/>'


def _paints(levels):
    pattern = '<pattern id="l{}" width="1" height="1">{}</pattern>'
    rects = '<rect fill="url(#l{})" width="9" height="9"/>' * 10
    return "".join(pattern.format(n, rects.replace("{}", str(n - 1))) for n in range(levels))


BOMBS = {
    "uses": _doubling(9),
    "uses of one another": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "a use of itself": '<g id="a"><use href="#a"/></g>',
    "paints": _paints(8) + '<rect fill="url(#l7)"/>',
    "paints in styles": _paints(8).replace('fill="', 'style="fill:') + '<rect style="fill:URL(#l7)"/>',
    "a sheet of paints": "<style>.a{fill:url(#p)}</style><pattern id='p'><rect class='a'/></pattern>",
    "marks": f'<marker id="m">{"<rect/>" * 500}</marker><path marker-mid="url(#m)" d="M0 0{"h1" * 5000}"/>',
    "marks inherited": f'<marker id="m">{"<rect/>" * 500}</marker><g marker="url(#m)"><path d="{"z" * 9000}"/></g>',
    "depth": "<g>" * 500 + "</g>" * 500,
    "depth outside": "<x>" * 500 + "</x>" * 500,
    "elements": "<g/>" * (MOST_ELEMENTS + 1),
    "a chain": "".join(f'<g id="c{n}"><use href="#c{n + 1}"/></g>' for n in range(5000)),
}


@pytest.mark.parametrize("inside", BOMBS.values(), ids=BOMBS)
def test_what_asks_too_much_of_a_browser_is_refused(inside):
    assert drawing(svg(inside)) is None


@pytest.mark.parametrize(
    "said",
    ['width="1" height="9999"', 'viewBox="0 0 1 1000000"', 'viewBox="0 0 0 0"', 'viewBox="0 0 1e99 1e-99"', "",
     'width="0" height="0"',
     'width="nan" height="inf"', 'width="-5" height="5"', 'width="100%"', f'width="{"9" * 400}"'],
)  # fmt: skip
def test_a_size_that_no_page_bears_is_refused(said):
    assert drawing(svg("<rect/>", said)) is None


@pytest.mark.parametrize(
    ("said", "ratio"),
    [('viewBox="0 0 30 10"', 3), ('width="100%" height="100%" viewBox="0,0,30,10"', 3),
     ('width="3in" height="72pt"', 3),
     ('width="400000" height="200000"', 2),
     ('width="60" viewBox="0 0 30 10"', 3),
     ('height=".5" viewBox="0 0 30 10"', 3)],
)  # fmt: skip
def test_the_size_of_a_drawing(said, ratio):
    found = drawing(svg("<rect/>", said))
    assert found.width / found.height == pytest.approx(ratio) and max(found.width, found.height) <= 4000


def test_what_drawings_need_is_kept():
    kept = (
        "<style>*{stroke-linejoin: round}.a{fill:url(#shade)}</style><defs>"
        '<linearGradient id="shade"><stop offset="0" stop-color="rgb(1, 2, 3)"/></linearGradient>'
        '<clipPath id="c"><rect width="9" height="9"/></clipPath><path id="glyph" d="M 0 0 L 9 9"/></defs>'
        '<g clip-path="url(#c)" transform="translate(1 2) scale(.5)" style="fill:url(#shade);stroke-dasharray:1,2">'
        '<use xlink:href="#glyph" x="3"/><text font-family="\'A B\', serif">a &amp; b<tspan dy="1">c</tspan></text></g>'
    )
    written = drawing(svg(kept)).svg
    for part in (".a{fill:url(#shade)}", 'stop-color="rgb(1, 2, 3)"', 'clip-path="url(#c)"', 'href="#glyph"',
                 "translate(1 2) scale(.5)", "fill:url(#shade);stroke-dasharray:1,2", "a &amp; b<tspan"):  # fmt: skip
        assert part in written


def test_a_photograph_in_a_drawing_is_decoded_here():
    inner = base64.b64encode(picture("PNG", (3000, 100)) + b"<script>").decode()
    written = drawing(svg(f'<image width="9" height="9" xlink:href="data:image/png;base64,{inner}"/>')).svg
    _harmless(written)
    data = base64.b64decode(written.partition("base64,")[2].partition('"')[0])
    assert max(Image.open(io.BytesIO(data)).size) <= 1000 and b"script" not in data
    bomb = base64.b64encode(_png_that_says(30_000, 30_000)).decode()
    assert "<image" not in drawing(svg(f'<image href="data:image/png;base64,{bomb}"/>')).svg


def test_what_another_program_notes_does_not_move_a_shape():
    written = drawing(svg('<circle xmlns:s="http://s.example" s:cx="90" cx="5"/>')).svg
    assert 'cx="5"' in written and "90" not in written


LETTERS = st.text(st.sampled_from("url(#a) '\"\\/*:;{}@<>&%\n\x00​ uURL"), max_size=40)


@given(LETTERS, LETTERS, LETTERS)
def test_no_words_lead_out_of_a_drawing(a, b, c):
    a, b, c = (each.replace("\x00", "") for each in (a, b, c))
    sheet = f"<style>{escape(a)}rect{{{escape(b)}}}</style>"
    found = drawing(svg(f"{sheet}<rect fill={quoteattr(b)} style={quoteattr(c)} id={quoteattr(a)}/>"))
    if found is not None:
        _harmless(found.svg)


@given(
    st.binary(max_size=200)
    | st.builds(lambda a, b: svg()[:a] + b + svg()[a:], st.integers(0, 90), st.binary(max_size=9))
)
def test_no_bytes_break_the_reader(data):
    found = drawing(data)
    assert found is None or found.svg.startswith("<svg ")
    raster(data, width=9, height=9)


@pytest.mark.parametrize("words", ["(", "a", "url(", "/*", "{", "a{", " ", ";", "url(#", "-(", "@"])
@pytest.mark.parametrize("clean", [clean_value, clean_style, clean_styles])
def test_the_work_of_cleaning_grows_with_the_text_alone(clean, words):
    assert len(clean(words * 100_000) or "") <= len(words) * 100_000  # what needs its square never ends


def test_a_large_drawing_is_cleaned_with_little_work():
    data = svg('<rect x="1" y="2" width="3" height="4" fill="#123456"/>' * (MOST_ELEMENTS - 1))
    assert calls_of(lambda: drawing(data)) < 200 * MOST_ELEMENTS
    assert len(drawing(data).svg) < MOST_WRITTEN
