"""The words for the countries whose rules the library may hold, in both languages. Patterns only, no logic."""

from __future__ import annotations

import re

from knowledge.lazy_patterns import any_of

COUNTRIES: dict[str, re.Pattern[str]] = {
    "CN": any_of("中国", r"\bchin(?:a|ese)\b"),
    "GB": any_of("英国", r"\bU\.?K\.?\b", r"\bunited kingdom\b", r"\bbritish\b", r"\bbritain\b"),
    "DE": any_of("德国", r"\bgerman(?:y)?\b"),
    "US": any_of("美国", r"\bU\.S\.?(?:A\.?)?(?=\W|$)", r"\bUSA?\b(?! ?\$)", r"\bunited states\b"),
    "EP": any_of("欧洲", "欧盟", r"\beurope(?:an)?\b", r"\bEU\b"),
}
