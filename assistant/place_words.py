"""The words for the countries whose rules the library may hold, in both languages. Patterns only, no logic."""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern


def _any(*alternatives: str) -> re.Pattern[str]:
    return lazy_pattern("|".join(alternatives), re.IGNORECASE)


COUNTRIES: dict[str, re.Pattern[str]] = {
    "CN": _any("中国", r"\bchin(?:a|ese)\b"),
    "GB": _any("英国", r"\bU\.?K\.?\b", r"\bunited kingdom\b", r"\bbritish\b", r"\bbritain\b"),
    "DE": _any("德国", r"\bgerman(?:y)?\b"),
    "US": _any("美国", r"\bU\.S\.?(?:A\.?)?(?=\W|$)", r"\bUSA?\b(?! ?\$)", r"\bunited states\b"),
    "EP": _any("欧洲", "欧盟", r"\beurope(?:an)?\b", r"\bEU\b"),
}
