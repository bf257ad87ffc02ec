"""Spellings of words: British and American, Greek letters, hyphens and names of units and numbers, each in one form."""

from __future__ import annotations

from knowledge.lazy_patterns import lazy_pattern

_AMERICAN = {
    "licence": "license", "licences": "licenses", "sublicence": "sublicense", "licenced": "licensed",
    "colour": "color", "colours": "colors", "vapour": "vapor", "odour": "odor", "flavour": "flavor",
    "behaviour": "behavior", "labour": "labor", "harbour": "harbor", "neighbour": "neighbor",
    "fibre": "fiber", "fibres": "fibers", "centre": "center", "centres": "centers", "metre": "meter",
    "metres": "meters", "litre": "liter", "litres": "liters", "calibre": "caliber",
    "aluminium": "aluminum", "programme": "program", "programmes": "programs", "grey": "gray",
    "mould": "mold", "moulds": "molds", "moulding": "molding", "moulded": "molded", "tyre": "tire",
    "tyres": "tires", "defence": "defense", "offence": "offense", "catalogue": "catalog",
    "analyse": "analyze", "analysed": "analyzed", "catalyse": "catalyze", "hydrolyse": "hydrolyze",
    "judgement": "judgment", "cheque": "check", "plough": "plow", "storey": "story",
    "sublicences": "sublicenses", "sublicencing": "sublicensing", "instalment": "installment",
    "instalments": "installments", "fulfil": "fulfill", "fulfilment": "fulfillment", "enrolment": "enrollment",
    "ageing": "aging", "artefact": "artifact", "artefacts": "artifacts", "caesium": "cesium", "analyser": "analyzer",
    "analysers": "analyzers", "vapours": "vapors", "odours": "odors",
}  # fmt: skip
_SULPHUR = lazy_pattern(r"sulph")
_ISE = lazy_pattern(r"(?<=[a-z]{3})is(?=(?:e[sdr]?|ers|ing|ations?)$)")
_DIGRAPH = lazy_pattern(
    r"(?<=h)ae(?=m[ao])|(?<=an)ae(?=sth|mi)|(?<=p)ae(?=di)|(?<=uk)ae(?=mi)|^oe(?=dem|soph|str)"
)

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_LETTER = lazy_pattern("[α-ω]")
_GREEK_WORD = lazy_pattern("[α-ω]{2,}")

JOINING = frozenset(("non", "sub", "re", "pre"))
"""Written before a word with a hyphen or with nothing between: non-exclusive, nonexclusive."""

_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "eighteen": "18", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_MICRO = {"um": "μm", "ug": "μg", "ul": "μl", "umol": "μmol", "us": "μs"}
_UNIT_LIST = """
nm μm mm cm dm km mm2 cm2 m2 km2 mm3 cm3 dm3 m3 ng μg mg kg μl ml dl hl pm fm kw mw gw kwh mwh wh kva hz khz mhz ghz thz
kv mv μv ma μa ah mah kpa mpa gpa pa psi bar mbar rpm db dbm ppm ppb ppt mol mmol μmol nmol kda kj mj mev kev ev wt vol
μs ms ns ps min kbps mbps gbps kb mb gb tb °c °f mph kn lb lbs kcal cal lm lx
"""
UNITS = frozenset(_UNIT_LIST.split())
"""What is a unit when it stands right behind a number (10nm). A single letter is none: 5G, 3D, 12V stay whole."""

_NAMES = _NUMBERS | {
    name: unit
    for unit, names in {
        "nm": "nanometer nanometers nanometre nanometres",
        "μm": "micrometer micrometers micrometre micrometres micron microns",
        "mm": "millimeter millimeters millimetre millimetres",
        "cm": "centimeter centimeters centimetre centimetres",
        "km": "kilometer kilometers kilometre kilometres",
        "mg": "milligram milligrams milligramme milligrammes",
        "μg": "microgram micrograms mcg",
        "kg": "kilogram kilograms kilogramme kilogrammes",
        "μl": "microliter microliters microlitre microlitres",
        "ml": "milliliter milliliters millilitre millilitres",
        "kw": "kilowatt kilowatts",
        "kwh": "kilowatthour kilowatthours",
        "hz": "hertz",
        "khz": "kilohertz",
        "mhz": "megahertz",
        "ghz": "gigahertz",
        "kv": "kilovolt kilovolts",
        "mv": "millivolt millivolts",
        "ma": "milliampere milliamperes milliamp milliamps",
        "kpa": "kilopascal kilopascals",
        "mpa": "megapascal megapascals",
        "gpa": "gigapascal gigapascals",
        "°c": "celsius centigrade",
        "°f": "fahrenheit",
    }.items()
    for name in names.split()
}


def one_spelling(word: str) -> str:
    """Return a folded word as indexes spell it, so that "licence" and "license", "micron" and "μm", "three" and "3" are one term."""
    if word in _AMERICAN:
        return _AMERICAN[word]
    if word in _NAMES:
        return _NAMES[word]
    if not word.isascii():
        return _latin_names(word)
    return _DIGRAPH.sub("e", _ISE.sub("iz", _SULPHUR.sub("sulf", word)))


def unit_of(letters: str) -> str:
    """Return the unit that letters right behind a number are, in one spelling; nothing where they are none."""
    unit = _MICRO.get(letters, letters)
    return unit if unit in UNITS else ""


def _latin_names(word: str) -> str:
    """Spell out single Greek letters, as in β-glucan and TGFβ1; units with μ and Greek words stay as they are."""
    if word in UNITS or _GREEK_WORD.search(word):
        return word
    return _GREEK_LETTER.sub(lambda match: _GREEK.get(match[0], match[0]), word)
