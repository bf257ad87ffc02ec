"""Forms as HTML: fields and buttons in, markup out; everything that is not ours is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

join = Markup("").join


def form(
    action: str,
    *parts: Markup,
    submit: str,
    danger: bool = False,
    inline: bool = False,
    files: bool = False,
) -> Markup:
    """Return a form that is sent to an address of ours; with `files` it can take one along."""
    return Markup(
        '<form class="pb-form{}" method="post" action="{}" accept-charset="utf-8"{}>{}'
        '<button type="submit" class="pb-act {}">{}</button></form>'
    ).format(
        " is-inline" if inline else "",
        action,
        Markup(' enctype="multipart/form-data"') if files else Markup(),
        join(parts),
        _look(danger=danger, inline=inline),
        submit,
    )


def _look(*, danger: bool, inline: bool) -> str:
    if inline:
        return "is-warned" if danger else ""
    return "is-danger" if danger else "is-primary"


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    complete: str = "off",
    value: str = "",
    note: str = "",
    required: bool = True,
    focus: bool = False,
) -> Markup:
    """Return a labelled input. `complete` is what a password manager should put in."""
    described = Markup(' aria-describedby="note-{}"').format(name) if note else Markup()
    hint = (
        Markup('<span class="pb-field-note" id="note-{}">{}</span>').format(name, note) if note else Markup()
    )
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label><input id="field-{0}" name="{0}" type="{2}" value="{3}" '
        'maxlength="256" autocomplete="{4}" autocapitalize="none" spellcheck="false"{5}{6}{7}>{8}</p>'
    ).format(
        name, label, kind, value, complete, described,
        Markup(" required") if required else Markup(), Markup(" autofocus") if focus else Markup(), hint,
    )  # fmt: skip


def area(
    name: str, label: str, value: str, *, rows: int, longest: int, note: str = "", required: bool = True
) -> Markup:
    """Return a labelled text of several lines."""
    described = Markup(' aria-describedby="note-{}"').format(name) if note else Markup()
    hint = (
        Markup('<span class="pb-field-note" id="note-{}">{}</span>').format(name, note) if note else Markup()
    )
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label><textarea id="field-{0}" name="{0}" rows="{2}" '
        'maxlength="{3}"{4}{5}>\n{6}</textarea>{7}</p>'
    ).format(
        name, label, rows, longest, described, Markup(" required") if required else Markup(), value, hint
    )


def select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Markup:
    """Return a labelled choice of one: each a value and its label."""
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label><select id="field-{0}" name="{0}">{2}</select></p>'
    ).format(name, label, join(_option(value, told, chosen) for value, told in options))


def _option(value: str, label: str, chosen: str) -> Markup:
    mark = Markup(" selected") if value == chosen else Markup()
    return Markup('<option value="{}"{}>{}</option>').format(value, mark, label)


def upload(name: str, label: str, accept: str, note: str) -> Markup:
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label><input id="field-{0}" name="{0}" type="file" accept="{2}" '
        'required aria-describedby="note-{0}"><span class="pb-field-note" id="note-{0}">{3}</span></p>'
    ).format(name, label, accept, note)


def hidden(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def choices(name: str, legend: str, options: Iterable[tuple[str, str, bool]]) -> Markup:
    """Return check boxes: each a value, its label and whether it is ticked."""
    boxes = join(
        Markup('<label class="pb-choice"><input type="checkbox" name="{}" value="{}"{}> {}</label>').format(
            name, value, Markup(" checked") if ticked else Markup(), label
        )
        for value, label, ticked in options
    )
    return Markup('<fieldset class="pb-choices"><legend>{}</legend>{}</fieldset>').format(legend, boxes)


def tick(name: str, label: str) -> Markup:
    return Markup(
        '<p class="pb-field"><label class="pb-choice"><input type="checkbox" name="{}" value="yes"> {}</label></p>'
    ).format(name, label)


def problem(message: str, hint: str) -> Markup:
    return Markup('<div class="pb-form-problem" role="alert"><strong>{}</strong> {}</div>').format(
        message, hint
    )


def done(message: str) -> Markup:
    return Markup('<div class="pb-form-done" role="status">{}</div>').format(message)


def secret(message: str, value: str) -> Markup:
    """Return a secret that is shown this once."""
    return Markup(
        '<div class="pb-form-done" role="status"><p>{}</p><p><code class="pb-secret">{}</code></p></div>'
    ).format(message, value)


def section(title: str, *parts: Markup, note: str = "") -> Markup:
    told = Markup('<p class="pb-section-note">{}</p>').format(note) if note else Markup()
    return Markup('<section class="pb-section"><h2>{}</h2>{}{}</section>').format(title, told, join(parts))
