"""How the lines of a report are called: a stage, a group, what is counted, in; words of a language out."""

from __future__ import annotations

from assistant.phrases import Phrases
from assistant.reporting.types import Dimension, Funnel, Stage
from knowledge.numbers.ipc_classes import class_title


def stage_name(stage: Stage, say: Phrases) -> str:
    return say.say(f"stage.{stage}")


def group_name(name: str, by: Dimension, say: Phrases) -> str:
    """Return what a group is called: a class by its title, a province by its name, an owner as it is written."""
    if by is Dimension.REGION:
        return say.say(f"place.{name}") if say.has(f"place.{name}") else name
    title = class_title(name, say.language) if by is Dimension.FIELD else None
    return f"{name} {title}" if title else name


def remarks(found: Funnel, say: Phrases) -> list[str]:
    """Return what is to be known of all figures of a funnel."""
    told = [say.say("report.technology"), say.say("report.groups")]
    if found.left_out:
        told.append(say.say("report.left_out", count=found.left_out))
    if len(found.stages) < len(Stage):
        told.append(say.say("report.open_only"))
    return told
