"""Files that come in, as HTML: what would be read of them, what their columns are taken for, how far it is, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.uploads.types import Became, Looked, Remark, SeenTable, Upload, UploadState
from knowledge.catalogue import FileRow
from knowledge.readers.tables.table_headers import FIELDS
from knowledge.rendering_words import LABELS
from knowledge.types import Audience, DocumentHead, FileOutcome, Language
from ui.forms_html import form, hidden, join, section
from ui.library.words import value_name
from ui.markup import html_lang
from ui.strings import TEXTS, say, word_reason

_MOST_ASIDE = 100


def upload_form(root: str, endings: Sequence[str], most: str, count: int, language: Language) -> Markup:
    """Return the form to send files with."""
    audiences = join(
        Markup(
            '<label class="pb-choice"><input type="radio" name="audience" value="{}"{}> {}</label>'
        ).format(
            one, Markup(" checked") if one is Audience.INTERNAL else "", say(f"upload_for.{one}", language)
        )
        for one in (Audience.INTERNAL, Audience.PUBLIC)
    )
    files = Markup(
        '<p class="pb-field"><label for="field-files">{}</label><input id="field-files" name="files" type="file" multiple required '
        'accept="{}" aria-describedby="note-files"><span class="pb-field-note" id="note-files">{}</span></p>'
    ).format(
        say("upload_files", language),
        ",".join(endings),
        say(
            "upload_files_note", language, most=most, count=count, types=" ".join(one[1:] for one in endings)
        ),
    )
    choice = Markup('<fieldset class="pb-choices"><legend>{}</legend>{}</fieldset>').format(
        say("upload_audience", language), audiences
    )
    sent = form(f"{root}/library/upload", files, choice, submit=say("upload_send", language), files=True)
    return section(say("upload_new", language), sent, note=say("upload_note", language))


def uploads_list(uploads: Sequence[Upload], root: str, language: Language) -> Markup:
    if not uploads:
        return Markup()
    rows = join(
        Markup(
            '<li><p><a href="{}/library/upload/{}">{}</a></p><p class="pb-section-note">{} · {} · {}</p></li>'
        ).format(
            root, one.upload_id, title_of(one, language), say(f"upload_state.{one.state}", language),
            say(f"upload_for.{one.audience}", language), one.created_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
        for one in uploads
    )  # fmt: skip
    return section(say("uploads", language), Markup('<ul class="pb-rows">{}</ul>').format(rows))


def title_of(upload: Upload, language: Language) -> str:
    if upload.is_retry:
        return say("upload_retry_title", language)
    first = upload.files[0].name
    more = len(upload.files) - 1
    return say("upload_and_more", language, file=first, count=more) if more else first


def set_aside(rows: Sequence[FileRow], root: str, language: Language) -> Markup:
    """Return every file that could not be read, with the reason, and the way to try them all again."""
    if not rows:
        return Markup()
    listed = join(
        Markup('<li><strong>{}</strong><p class="pb-section-note">{}</p></li>').format(
            row.source or row.path.rsplit("/", 1)[-1], word_reason(row.reason or "", row.fields, language)
        )
        for row in rows[:_MOST_ASIDE]
    )
    again = form(f"{root}/library/upload-retry", submit=say("upload_retry_all", language))
    return section(
        say("upload_aside", language, count=len(rows)),
        Markup('<ul class="pb-rows">{}</ul>').format(listed),
        again,
        note=say("upload_aside_note", language),
    )


# ── one upload ───────────────────────────────────────────────────────────────────────────────────────────


def upload_html(
    upload: Upload, held: Mapping[str, Sequence[DocumentHead]], root: str, language: Language
) -> Markup:
    """Return one upload; `held` are documents of the library that came from its files, by name."""
    parts = [
        Markup('<p class="pb-section-note">{} · {}</p>').format(
            say(f"upload_state.{upload.state}", language), say(f"upload_for.{upload.audience}", language)
        )
    ]
    if upload.failure:
        words = word_reason(upload.failure.code, upload.failure.fields, language)
        parts.append(Markup('<p class="pb-form-problem" role="alert">{}</p>').format(words))
    if upload.is_under_way:
        parts.append(_progress(upload, root, language))
    else:
        parts.append(_acts(upload, root, language))
    if upload.became:
        parts.append(_reports(upload.became, held, root, language))
    elif upload.state is not UploadState.LOOKING:
        parts += [_looked(one, number, upload, root, language) for number, one in enumerate(upload.looked)]
    return Markup('<div class="pb-uploaded">{}</div>').format(join(parts))


def _progress(upload: Upload, root: str, language: Language) -> Markup:
    reached = upload.reached
    at = f"{root}/library/upload/{upload.upload_id}"
    told = say(f"upload_wait.{upload.state}", language)
    bar = Markup()
    if reached is not None and reached.total:
        line = say("upload_reached", language, done=reached.done, total=reached.total, file=reached.file or "–", passages=reached.passages)  # fmt: skip
        bar = Markup(
            '<p><progress class="pb-progress" max="{}" value="{}" aria-label="{}"></progress></p><p>{}</p>'
        ).format(reached.total, reached.done, told, line)
    return Markup('<div role="status"><p>{}</p>{}</div><p><a href="{}">{}</a></p>').format(
        told, bar, at, say("upload_look_again", language)
    )


def _acts(upload: Upload, root: str, language: Language) -> Markup:
    at = f"{root}/library/upload/{upload.upload_id}"
    key = "upload_start" if not upload.became else "upload_retry"
    aside = any(one.outcome == FileOutcome.SET_ASIDE for one in upload.became)
    acts = []
    if upload.state in (UploadState.LOOKED, UploadState.STOPPED) or aside:
        acts.append(form(f"{at}/start", submit=say(key, language)))
    if not upload.became:
        acts.append(form(f"{at}/delete", submit=say("upload_delete", language), danger=True))
    return join(acts)


def _looked(one: Looked, number: int, upload: Upload, root: str, language: Language) -> Markup:
    parts = []
    if one.problem:
        words = word_reason(one.problem.code, one.problem.fields, language)
        parts.append(Markup('<p class="pb-form-problem">{}</p>').format(words))
    parts.append(_notes(one.notes, language))
    if one.documents:
        key = "upload_first" if one.more else "upload_all"
        parts.append(Markup("<p>{}</p>").format(say(key, language, count=len(one.documents))))
        parts.append(
            Markup('<ul class="pb-rows">{}</ul>').format(
                join(
                    Markup(
                        '<li><p lang="{0}"><strong>{1}</strong></p><p class="pb-section-note">{2}</p><p lang="{0}">{3}</p></li>'
                    ).format(
                        html_lang(Language(seen.language)), seen.title,
                        " · ".join(filter(None, (value_name("kind", seen.kind, language), seen.number, seen.owner, say("upload_passages", language, count=seen.passages)))),
                        seen.begins,
                    )
                    for seen in one.documents
                )
            )
        )  # fmt: skip
    if one.tables:
        parts.append(_columns(one.tables, number, upload, root, language))
    return section(one.file, *parts)


def _columns(
    tables: Sequence[SeenTable], number: int, upload: Upload, root: str, language: Language
) -> Markup:
    """Return what each column is taken for, to be corrected."""
    options = [("?", say("column_kept", language)), ("-", say("column_left_out", language))]
    options += sorted(((field, _field_name(field, language)) for field in FIELDS), key=lambda pair: pair[1])
    heads = join(
        Markup('<th scope="col">{}</th>').format(one) for one in say("column_heads", language).split("|")
    )
    made = join(
        Markup(
            "{}<div class='pb-wide' tabindex='0' role='region' aria-label='{}'><table class='pb-lines'><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(
            Markup("<h3>{}</h3>").format(table.sheet) if table.sheet else Markup(),
            table.sheet or say("column_map", language),
            heads,
            join(
                Markup(
                    '<tr><th scope="row">{0}</th><td><select name="c{1}_{2}" aria-label="{3}">{4}</select></td><td>{5}</td></tr>'
                ).format(
                    column.name, place, position, say("column_of", language, name=column.name), _options(options, column.field), "; ".join(column.samples),
                )
                for position, column in enumerate(table.columns)
            ),
        )
        for place, table in enumerate(tables)
    )  # fmt: skip
    at = f"{root}/library/upload/{upload.upload_id}/columns"
    return Markup("<details{}><summary>{}</summary><p class='pb-section-note'>{}</p>{}</details>").format(
        Markup(" open") if not any(table.is_patents for table in tables) else Markup(),
        say("column_map", language),
        say("column_map_note", language),
        form(at, hidden("file", str(number)), made, submit=say("column_save", language)),
    )


def _options(options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    return join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else Markup(), name
        )
        for value, name in options
    )


def _field_name(field: str, language: Language) -> str:
    key = f"column_field.{field}"
    return say(key, language) if key in TEXTS else LABELS[language].get(field, field.replace("_", " "))


def _reports(
    became: Sequence[Became],
    held: Mapping[str, Sequence[DocumentHead]],
    root: str,
    language: Language,
) -> Markup:
    rows = join(_report(one, held.get(one.file, ()), root, language) for one in became)
    return section(say("upload_became", language), Markup('<ul class="pb-rows">{}</ul>').format(rows))


def _report(one: Became, held: Sequence[DocumentHead], root: str, language: Language) -> Markup:
    why = (
        Markup('<p class="pb-form-problem">{}</p>').format(
            word_reason(one.reason.code, one.reason.fields, language)
        )
        if one.reason
        else Markup()
    )
    documents = join(
        Markup('<li><a href="{}/library/{}" lang="{}">{}</a></li>').format(
            root, head.document_id, html_lang(head.language), head.title
        )
        for head in held
    )
    listed = Markup('<ul class="pb-short">{}</ul>').format(documents) if documents else Markup()
    told = say("upload_counts", language, records=one.records, passages=one.passages)
    return Markup('<li><p><strong>{}</strong> · {}</p><p class="pb-section-note">{}</p>{}{}{}</li>').format(
        one.file, say(f"outcome.{one.outcome}", language), told, why, _notes(one.notes, language), listed
    )


def _notes(notes: Sequence[Remark], language: Language) -> Markup:
    if not notes:
        return Markup()
    items = join(Markup("<li>{}</li>").format(noted(note, language)) for note in notes)
    return Markup('<ul class="pb-short">{}</ul>').format(items)


def noted(note: Remark, language: Language) -> str:
    """Return what a file's reader has to say, in words."""
    if f"cli.row_{note.fields.get('reason')}" in TEXTS:
        return _rows_aside(note, language)
    key = f"cli.note_{note.code}"
    what = ", ".join(str(value) for value in note.fields.values()) or "–"
    code = str(note.fields.get("code", ""))
    reason = word_reason(code, note.fields, language) if code else what
    return say(key, language, what=what, reason=reason) if key in TEXTS else what


def _rows_aside(note: Remark, language: Language) -> str:
    """Return which rows of a table are not read, and why."""
    told, sheet = note.fields.get("rows"), note.fields.get("sheet")
    rows = ", ".join(map(str, told)) if isinstance(told, Sequence) and not isinstance(told, str) else "–"
    return say(
        "upload_rows_aside",
        language,
        rows=rows,
        count=note.fields.get("count", ""),
        sheet=f"{sheet} · " if sheet else "",
        reason=say(f"cli.row_{note.fields['reason']}", language),
    )
