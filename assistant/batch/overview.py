"""The overview of a batch as a workbook: results one after another in; four sheets out: needs, matches, rows set aside, what was used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from assistant.batch.sheets import Book, Link, Sheet, Value
from assistant.batch.types import Column, ColumnUse, Conditions, NeedRow, NeedsRead, Result, Standing
from assistant.composing.patent_card import licence_name
from assistant.matching.types import ComponentName, Verdict
from assistant.phrases import Phrases, phrases
from assistant.stored import Counts
from knowledge.types import Language, LicenceType

SHOWN = 5  # recommended technologies beside a need
_LONGEST_NEED = 2_000
_VERDICTS = (Verdict.SUPPORTED, Verdict.PARTLY, Verdict.NOT_FOUND, Verdict.CONTRADICTED)
Word = Callable[[str, Mapping[str, Any]], str]  # an error's code and fields, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an overview tells of the run beside its results."""

    file: str
    read: NeedsRead
    conditions: Conditions
    library: str
    counts: Counts
    begun: datetime
    standing: Standing
    site: str = ""  # address of the app, for links to texts; empty: there are none
    drafts_folder: str = "drafts/"  # beside the workbook


def overview(results: Callable[[], Iterable[Result]], about: About, language: Language, word: Word) -> bytes:
    """Return the workbook. `results` are gone through twice; no more than one is in memory at a time."""
    return _Overview(about, phrases(language), word).written(results)


class _Overview:
    def __init__(self, about: About, say: Phrases, word: Word) -> None:
        self._about = about
        self._say = say
        self._word = word
        self._book = Book()

    def written(self, results: Callable[[], Iterable[Result]]) -> bytes:
        self._needs(results())
        self._matches(results())
        self._set_aside()
        self._used()
        return self._book.content()

    def _sheet(self, name: str, heads: Sequence[tuple[str, float]]) -> Sheet:
        return self._book.sheet(self._said(f"sheet.{name}"), heads)

    def _head(self, name: str, /, **values: object) -> str:
        return self._say.say(f"overview.column.{name}", **values)

    def _said(self, name: str, /, **values: object) -> str:
        return self._say.say(f"overview.{name}", **values)

    # ── needs ────────────────────────────────────────────────────────────────────────────────────────────

    def _needs(self, results: Iterable[Result]) -> None:
        widths = {"number": 7, "row": 9, "sheet": 12, "enterprise": 24, "need": 60, "state": 16}
        more = {"region": 12, "industry": 14, "budget": 16, "deadline": 12, "licence": 14}
        heads = [(self._head(name), width) for name, width in widths.items()]
        for rank in range(1, SHOWN + 1):
            parts = (("recommended_score", 9), ("recommended_number", 17), ("recommended_title", 38))
            heads += [(self._head(name, rank=rank), width) for name, width in parts]
        heads += [(self._head("draft"), 34), (self._head("remark"), 30)]
        heads += [(self._head(name), width) for name, width in more.items()]
        sheet = self._sheet("needs", heads)
        by_number = iter(results)
        result = next(by_number, None)
        for row in self._about.read.rows:
            if result is not None and result["number"] == row.number:
                sheet.add(self._need(row, result if self._is_current(result) else {}))
                result = next(by_number, None)
            else:
                sheet.add(self._need(row, {}))
        sheet.close()

    def _is_current(self, result: Result) -> bool:
        """Say whether a need was matched with what is asked now; the library may have changed since, which is told."""
        return self._about.conditions.were(result["matched_with"])

    def _need(self, row: NeedRow, result: Result) -> list[Value]:
        recommended = [match for match in result.get("matches", ()) if match["recommended"]]
        values: list[Value] = [row.number, row.row, row.sheet, row.wanted.enterprise]
        values += [row.wanted.text[:_LONGEST_NEED], self._state(result, bool(recommended))]
        for place in range(SHOWN):
            values += (
                self._recommended(recommended[place]) if place < len(recommended) else [None, None, None]
            )
        values += [self._draft(result), self._remarks(row, result)]
        wanted = result or _asked(row)
        told = ("region", "industry", "budget", "deadline")
        values += [str(wanted.get(name) or "") for name in told]
        licence = wanted.get("licence_type")
        return [*values, licence_name(LicenceType(licence), self._say) if licence else ""]

    def _recommended(self, match: Mapping[str, Any]) -> list[Value]:
        return [match["score"], self._record(match), self._title(match)]

    def _record(self, match: Mapping[str, Any]) -> Value:
        site, opens = self._about.site, match["opens"]
        return Link(match["publication_number"], f"{site}/passages/{quote(opens)}" if site and opens else "")

    def _title(self, match: Mapping[str, Any]) -> str:
        sample = self._said("said.synthetic") if match["synthetic"] else ""
        return f"{match['title']}{sample}"

    def _state(self, result: Result, is_recommended: bool) -> str:
        if not result:
            return self._said("state.waiting")
        if failed := result.get("failed"):
            return self._said("state.failed", reason=self._word(failed["code"], failed["fields"]))
        if is_recommended:
            return self._said("state.done")
        return self._said("state.none_recommended" if result["matches"] else "state.none")

    def _draft(self, result: Result) -> Value:
        told = result.get("draft") or {}
        if refused := told.get("refused"):
            return self._said("said.draft_refused", reason=self._word(refused["code"], refused["fields"]))
        name = told.get("file")
        return Link(name, f"{self._about.drafts_folder}{quote(name)}") if name else None

    def _remarks(self, row: NeedRow, result: Result) -> str:
        told = []
        if row.unread:
            told.append(self._said("said.unread", fields=self._say.join(row.unread)))
        if result and result["matched_with"]["library"] != self._about.library:
            told.append(self._said("said.earlier"))
        if result.get("ignored"):
            told.append(self._said("said.ignored"))
        return "\n".join(told)

    # ── matches ──────────────────────────────────────────────────────────────────────────────────────────

    def _matches(self, results: Iterable[Result]) -> None:
        points = self._about.conditions.weights.points
        names = {
            "number": 7,
            "enterprise": 22,
            "rank": 7,
            "score": 8,
            "recommended": 12,
            "publication_number": 17,
            "title": 40,
            "gates": 44,
        }
        heads = [(self._head(name), float(width)) for name, width in names.items()]
        heads += [(self._head(verdict), 46 if verdict in _VERDICTS[:2] else 30) for verdict in _VERDICTS]
        for name in ComponentName:
            said = self._say.say(f"component.{name}")
            heads.append((self._head("component", name=said, most=f"{points[name]:g}"), 12))
        heads += [
            (self._head("unknown"), 24),
            (self._head("tied"), 16),
            (self._head("record"), 17),
            (self._head("draft"), 34),
        ]
        sheet = self._sheet("matches", heads)
        for result in results:
            for match in result.get("matches", ()) if self._is_current(result) else ():
                sheet.add(self._match(result, match))
        sheet.close()

    def _match(self, result: Result, match: Mapping[str, Any]) -> list[Value]:
        parts = match["components"]
        unknown = [self._say.say(f"component.{name}") for name in ComponentName if not parts[name]["known"]]
        draft = result.get("draft") or {}
        return [
            result["number"],
            result["enterprise"],
            match["rank"],
            match["score"],
            self._recommended_or_why(match),
            match["publication_number"],
            self._title(match),
            "\n".join(gate["text"] for gate in match["gates"]),
            *(self._cells(match, verdict) for verdict in _VERDICTS),
            *(parts[name]["points"] for name in ComponentName),
            self._say.join(unknown),
            ", ".join(map(str, match["tied_with"])),
            self._record(match),
            self._draft(result) if draft.get("publication_number") == match["publication_number"] else None,
        ]

    def _recommended_or_why(self, match: Mapping[str, Any]) -> str:
        if match["recommended"]:
            return self._said("said.yes")
        return self._said("said.blocked" if match["near"] else "said.far")

    def _cells(self, match: Mapping[str, Any], verdict: Verdict) -> str:
        found = [cell for cell in match["evidence"] if cell["verdict"] == verdict]
        return "\n".join(
            f"{cell['requirement']} — “{cell['quote']}” ({cell['label']})"
            if cell["quote"]
            else cell["requirement"]
            for cell in found
        )

    # ── what was set aside, what was used ────────────────────────────────────────────────────────────────

    def _set_aside(self) -> None:
        heads = [(self._head("row"), 12), (self._head("sheet"), 18), (self._head("reason"), 90)]
        sheet = self._sheet("set_aside", heads)
        for one in self._about.read.set_aside:
            sheet.add([one.row, one.sheet, self._word(one.code, one.fields)])
        sheet.close()

    def _used(self) -> None:
        sheet = self._sheet("used", [(self._head("item"), 28), (self._head("value"), 100)])
        for name, value in self._told():
            sheet.add([self._said(f"used.{name}"), value])
        for name in ComponentName:
            said = f"{self._said('used.weights')} · {self._say.say(f'component.{name}')}"
            sheet.add([said, self._about.conditions.weights.points[name]])
        for column in self._about.read.columns:
            sheet.add([self._said("used.columns"), self._column(column)])
        sheet.close()

    def _told(self) -> Iterable[tuple[str, Value]]:
        about, counts, standing = self._about, self._about.counts, self._about.standing
        left = standing.total - standing.done - standing.failed
        yield "note", self._said("used.note_value")
        yield "file", about.file
        yield "as_of", about.conditions.as_of.isoformat()
        yield "finished", self._said(
            "used.finished_value", total=standing.total, done=standing.done, failed=standing.failed, left=left, aside=len(about.read.set_aside)
        )  # fmt: skip
        yield "library", self._said(
            "used.library_value", patents=counts.patents, policies=counts.policies, sample=counts.sample, passages=counts.passages
        )  # fmt: skip
        if counts.vectors_pending:
            yield "vectors", self._said("used.vectors_value", count=counts.vectors_pending)
        yield "library_state", about.library
        yield "k", about.conditions.k
        yield "language", str(about.conditions.language or self._said("used.language_need"))
        yield "drafts", self._said(f"drafts.{about.conditions.drafts or 'none'}")
        yield "program", version("patentbridge")
        yield "begun", f"{about.begun.astimezone():%Y-%m-%d %H:%M}"
        yield (
            "duration",
            self._said(
                "used.duration_value",
                seconds=f"{standing.elapsed_s:.0f}",
                pace=f"{standing.seconds_a_need:.2f}",
            ),
        )

    def _column(self, column: Column) -> str:
        name = f"{column.sheet} · {column.name}" if column.sheet else column.name
        field = self._said(f"field.{column.field}") if column.use is ColumnUse.FIELD else ""
        return self._said(f"used.column_{column.use}", name=name, **({"field": field} if field else {}))


def _asked(row: NeedRow) -> Mapping[str, Any]:
    from assistant.batch.matching import row_to_json

    return row_to_json(row)
