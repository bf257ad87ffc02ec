"""Chinese numerals to numbers and back, as statutes write them."""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMERAL_CHARS = "".join(_DIGITS) + "".join(_UNITS) + "".join(_BIG)


def parse_numeral(text: str) -> int | None:
    """Read a whole number in Arabic digits or Chinese numerals (一百二十三, 二〇二五); None where it is neither."""
    text = text.strip()
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    if any(char not in CHINESE_NUMERAL_CHARS for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _parse_units(text)


def _parse_units(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char == "亿":
            total = (total + section + digit) * _BIG[char]
            section = digit = 0
        else:  # 一亿二千万: 万 counts what follows 亿 only
            total += (section + digit) * _BIG[char]
            section = digit = 0
    return total + section + digit


def chinese_numeral(number: int) -> str:
    """Write 1–9999 as a statute numbers its articles: 10 → 十, 105 → 一百零五, 110 → 一百一十."""
    if not 0 < number < 10_000:
        raise ValueError(f"outside 1-9999: {number}")
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(parts)
            continue
        if gap:
            parts.append("零")
            gap = False
        leading_ten = unit == 10 and digit == 1 and not parts
        parts.append(name if leading_ten else "零一二三四五六七八九"[digit] + name)
    return "".join(parts)
