"""A file's bytes, within limits, and their text whatever the encoding."""

from __future__ import annotations

import codecs
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible

MOST_BYTES = 200 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}
_REPLACED_CONTROLS = {code: None for code in (*_CONTROLS, *range(0x7F, 0xA0)) if code != 0x85}


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes. Raises ReadError: missing, not_a_file, permission, too_large, empty_file, unreadable."""
    try:
        if path.is_dir():
            raise ReadError("not_a_file", file=str(path))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ReadError("too_large", file=str(path), size=size, most=MOST_BYTES)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError("missing", file=str(path)) from error
    except PermissionError as error:
        raise ReadError("permission", file=str(path)) from error
    except OSError as error:
        raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error
    if not content.strip(b"\0 \t\r\n"):
        raise ReadError("empty_file", file=str(path))
    return content


def read_head(path: Path, most: int = 65_536) -> bytes:
    """Return the first bytes of a file of any size. Raises ReadError as `read_bytes` does, but not too_large."""
    try:
        if path.is_dir():
            raise ReadError("not_a_file", file=str(path))
        with path.open("rb") as stream:
            head = stream.read(most)
    except FileNotFoundError as error:
        raise ReadError("missing", file=str(path)) from error
    except PermissionError as error:
        raise ReadError("permission", file=str(path)) from error
    except OSError as error:
        raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error
    if not head.strip(b"\0 \t\r\n"):
        return read_bytes(path)[:most]
    return head


def decode_text(content: bytes, path: Path, *, keep_invisible: bool = False) -> str:
    """Decode text: by its byte-order mark, as UTF-8, as UTF-16 without a mark, as GB18030, else as detected.

    Line ends become LF; control characters are dropped, and invisible ones unless they are to be counted later. Raises ReadError("not_text").
    """
    text = _decode(content)
    if text is None:
        raise ReadError("not_text", file=str(path))
    text = clean_text(text, keep_invisible=keep_invisible)
    if not text.strip():
        raise ReadError("empty_file", file=str(path))
    return text


def clean_text(text: str, *, keep_invisible: bool = False) -> str:
    """Unify line ends and drop control characters and, unless they are to be counted later, invisible ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\u2028", "\n")
    text = text.translate(_REPLACED_CONTROLS)
    text = text if keep_invisible else strip_invisible(text)
    return text.replace("\u00a0", " ").replace("\x85", "\n")


def looks_binary(content: bytes) -> bool:
    """Say whether bytes hold control characters that no text holds (UTF-16 set apart)."""
    sample = content[:65_536]
    if _utf16_without_mark(sample) or sample.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    return len(sample) - len(sample.translate(None, bytes(_CONTROLS))) > len(sample) // 200


def _decode(content: bytes) -> str | None:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _decoded(content, "utf-8-sig" if name == "utf-8" else name, errors="replace")
    name16 = _utf16_without_mark(content[:65_536])
    if name16:
        return _decoded(content, name16, errors="replace")
    text = _decoded(content, "utf-8")
    if text is not None and not looks_binary(content):
        return text
    if looks_binary(content):
        return None
    text = _decoded(content, "gb18030")
    if text is not None and _plausible(text):
        return text
    return _detected(content)


def _decoded(content: bytes, name: str, errors: str = "strict") -> str | None:
    try:
        return content.decode(name, errors=errors)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 text has line ends, spaces or digits whose other byte is zero, at even or at odd places only."""
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    even, odd = sample[0 : 2 * pairs : 2], sample[1 : 2 * pairs : 2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    for zeros, others, name in ((zeros_odd, zeros_even, "utf-16-le"), (zeros_even, zeros_odd, "utf-16-be")):
        if zeros > pairs // 50 and 4 * others < zeros:
            text = sample[: 2 * pairs].decode(name, errors="ignore")
            if _plausible(text):
                return name
    return None


def _plausible(text: str) -> bool:
    """Say whether nearly all characters are common ones: letters of ours, digits, punctuation, white space."""
    sample = text[:5_000]
    common = sum(
        char.isascii()
        or "\u4e00" <= char <= "\u9fff"
        or "\u2010" <= char <= "\u2033"
        or "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uffef"
        for char in sample
    )
    return common >= 0.9 * len(sample)


def _detected(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:1_000_000]).best()
    if best is None:
        return None
    return _decoded(content, best.encoding, errors="replace")
