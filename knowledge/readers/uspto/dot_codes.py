"""The dot codes of old USPTO full text (.alpha., .sub.2, .degree.) → the characters they stand for."""

from __future__ import annotations

import re
from html.entities import name2codepoint

from knowledge.lazy_patterns import lazy_pattern

_NAMED = {
    "about": "~",
    "ang": "Å",
    "angstrom": "Å",
    "apprch": "≈",
    "apprxeq": "≈",
    "approx": "≈",
    "asterisk-pseud": "*",
    "backslash": "\\",
    "bullet": "•",
    "cndot": "·",
    "congruent": "≅",
    "copyrgt": "©",
    "dagger": "†",
    "dbd": "=",
    "degree": "°",
    "div": "÷",
    "divided": "÷",
    "dwnarw": "↓",
    "epsilon": "ε",
    "fwdarw": "→",
    "gtoreq": "≥",
    "gtorsim": "≳",
    "ident": "≡",
    "infin": "∞",
    "integral": "∫",
    "intg": "∫",
    "intersection": "∩",
    "largecircle": "○",
    "left brkt-bot": "⌊",
    "ltoreq": "≤",
    "ltorsim": "≲",
    "multidot": "·",
    "noteq": "≠",
    "notident": "≢",
    "parallel": "∥",
    "paragraph": "¶",
    "perp": "⊥",
    "plusmn": "±",
    "quadrature": "□",
    "rarw": "←",
    "right brkt-bot": "⌋",
    "rtm": "®",
    "sctn": "§",
    "sqroot": "√",
    "square": "□",
    "tbd": "≡",
    "times": "×",
    "tm": "™",
    "uparw": "↑",
    "union": "∪",
    "varies": "∝",
    "vertline": "|",
}
_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_CODE = lazy_pattern(r"\.(?P<name>[A-Za-z][A-Za-z-]{1,17}|\+-|-\+|left brkt-bot|right brkt-bot)\.")
_RAISED = lazy_pattern(r"(?P<before>[0-9])\.sup\.(?P<sign>[-+−]?)(?P<power>\d+)")
_ELEMENT = "H|B|C|N|O|F|P|S|K|V|W|Li|Be|Na|Mg|Al|Si|Cl|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|Se|Br|Sr|Zr|Nb|Mo|Ag|Cd|Sn|Sb|Ba|La|Ta|Pt|Au|Pb|Bi|CH|NH|OH"
_FORMULA = lazy_pattern(rf"(?<=[A-Za-z)])\.sub\.(\d+) (?=(?:{_ELEMENT})(?![a-z]))")
_LOWERED = lazy_pattern(r"\.(?:sub|sup|sbsp|spsb)\.")


def plain_characters(text: str) -> str:
    """Write dot codes as characters; indices stay on the line: H.sub.2 O → H2O, 10.sup.-3 → 10^-3."""
    if "." not in text:
        return text
    if ".su" in text or ".s" in text:
        text = _RAISED.sub(r"\g<before>^\g<sign>\g<power>", text)
        text = _FORMULA.sub(r"\1", text)
        text = _LOWERED.sub("", text)
    return _CODE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    name = match["name"]
    if name == "+-":
        return "±"
    if name == "-+":
        return "∓"
    low = name.lower()
    if low in _GREEK:
        code = name2codepoint[low.capitalize() if name.isupper() else low]
        return chr(code)
    return _NAMED.get(low, match[0])
