"""zh ⇄ en: Chinese text as English pivot text, by our glossary and CC-CEDICT."""

from __future__ import annotations

from knowledge.bridge.pivot import DictionaryBridge

__all__ = ["DictionaryBridge"]
