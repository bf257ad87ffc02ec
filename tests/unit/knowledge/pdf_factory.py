"""Small PDF files drawn for a test: text with place, size, colour and render mode in both languages, and images."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text; `top` and `left` in points from the upper left corner."""

    text: str
    left: float = 60
    top: float = 60
    size: float = 11
    colour: tuple[float, float, float] = (0, 0, 0)
    mode: int = 0  # 3: invisible


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float
    colour: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image over the whole page."""

    image: Image.Image


Item = Words | Box | Picture


def column(
    lines: Sequence[str], *, left: float = 60, top: float = 60, step: float = 16, size: float = 11
) -> list[Item]:
    """Write lines one below the other."""
    return [
        Words(text=text, left=left, top=top + step * n, size=size) for n, text in enumerate(lines) if text
    ]


def draw_pdf(folder: Path, name: str, pages: Sequence[Sequence[Item]], rotate: int = 0) -> Path:
    """Write a PDF of these pages."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
    ]
    kids = []
    for page in pages:
        drawn, images = "", []
        for item in page:
            if isinstance(item, Picture):
                objects.append(_image(item.image))
                images.append(len(objects))
                drawn += f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I{len(objects)} Do Q\n"
            else:
                drawn += _drawn(item)
        stream = drawn.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        named = b" ".join(b"/I%d %d 0 R" % (number, number) for number in images)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << %s >> >> >>"
            % (WIDTH, HEIGHT, rotate, content, named)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    path = folder / name
    path.write_bytes(_file(objects))
    return path


def picture_of(
    lines: Sequence[str], *, size: tuple[int, int] = (1240, 1754), letters: int = 34
) -> Image.Image:
    """Draw a page image with lines of Latin text in the font that Pillow carries."""
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(letters)
    for number, line in enumerate(lines):
        pen.text((120, 120 + number * letters * 1.6), line, fill=0, font=font)
    return image


def _drawn(item: Words | Box) -> str:
    red, green, blue = item.colour
    if isinstance(item, Box):
        bottom = HEIGHT - item.top - item.height
        return f"q {red} {green} {blue} rg {item.left} {bottom} {item.width} {item.height} re f Q\n"
    latin = all(ord(char) < 256 for char in item.text)
    if latin:
        escaped = item.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown, font = f"({escaped})", "F1"
    else:
        shown, font = f"<{item.text.encode('utf-16-be').hex()}>", "F2"
    return (
        f"q {red} {green} {blue} rg BT /{font} {item.size} Tf {item.mode} Tr"
        f" 1 0 0 1 {item.left} {HEIGHT - item.top} Tm {shown} Tj ET Q\n"
    )


def _image(image: Image.Image) -> bytes:
    grey = image.convert("L")
    body = zlib.compress(grey.tobytes())
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (grey.width, grey.height, len(body), body)
    )


def _file(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    offsets = []
    for number, item in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, item))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()
