"""The description of the interface as a page to read: an OpenAPI document and a language in; HTML out. No script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from knowledge.types import Language
from ui.forms_html import join
from ui.shell import plain_page
from ui.strings import say

_REFUSALS = "400"  # statuses from here on are told once, for all


def docs_page(told: Mapping[str, Any], language: Language, *, version: str, root: str) -> str:
    title = say("api_docs", language)
    operations = [
        (method, path, operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    body = (
        Markup('<p class="pb-back"><a href="{}/">{}</a></p>').format(root, say("back_to_page", language))
        + Markup("<h1>{}</h1><p>{}</p><p>{}</p>").format(
            title, told["info"]["description"], say("api_docs_note", language)
        )
        + Markup('<p class="pb-back"><a href="{}/api/v1/openapi.json">{}</a></p>').format(
            root, say("api_docs_machine", language)
        )
        + join(_operation(*one, told, language) for one in operations)
        + _refusals([operation for _, _, operation in operations], language)
    )
    return plain_page(title, body, language, version=version, root=root)


def _operation(
    method: str, path: str, operation: Mapping[str, Any], told: Mapping[str, Any], language: Language
) -> Markup:
    name = f"{method.upper()} {told['servers'][0]['url']}{path}"
    shown = Markup("/<wbr>").join(name.split("/"))
    parts = [
        Markup('<section class="pb-section" id="{}"><h2><code>{}</code></h2><p>{}</p>').format(
            operation["operationId"], shown, operation["summary"]
        )
    ]
    for place in ("path", "query"):
        given = [one for one in operation.get("parameters", ()) if one["in"] == place]
        rows = [
            (one["name"], one["schema"], one.get("description", ""), one.get("required", False))
            for one in given
        ]
        parts.append(_table(name, say(f"api_docs_{place}", language), rows, told, language))
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        key = "api_docs_body" if kind == "application/json" else "api_docs_form"
        parts.append(_table(name, say(key, language), _fields(content["schema"], told), told, language))
    for status, response in operation["responses"].items():
        if status < _REFUSALS:
            parts.append(_answer(name, status, response, told, language))
    return Markup("").join([*parts, Markup("</section>")])


def _answer(
    name: str, status: str, response: Mapping[str, Any], told: Mapping[str, Any], language: Language
) -> Markup:
    types = response.get("content", {})
    rows = [
        (field, schema, words, False)
        for content in types.values()
        for field, schema, words, _ in _fields(content.get("schema", {}), told)
    ]
    title = f"{say('api_docs_answer', language)} {status} ({', '.join(types)})"
    return _table(name, title, rows, told, language) or Markup("<p>{}</p>").format(title)


_Row = tuple[str, Mapping[str, Any], str, bool]


def _fields(schema: Mapping[str, Any], told: Mapping[str, Any]) -> list[_Row]:
    whole = _resolved(schema, told)
    needed = set(whole.get("required", ()))
    return [
        (name, field, field.get("description", ""), name in needed)
        for name, field in whole.get("properties", {}).items()
    ]


def _resolved(schema: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = told["components"]["schemas"][name] if name else schema
    return found


def _table(
    name: str, title: str, rows: Iterable[_Row], told: Mapping[str, Any], language: Language
) -> Markup:
    """Return a table of fields under its title; `name` is the operation that it belongs to."""
    lines = join(
        Markup("<tr><th scope='row'><code>{}</code>{}</th><td><code>{}</code></td><td>{}</td></tr>").format(
            field,
            f" ({say('api_docs_needed', language)})" if needed else "",
            _type(schema, told),
            words,
        )
        for field, schema, words, needed in rows
    )
    if not lines:
        return Markup()
    heads = join(
        Markup('<th scope="col">{}</th>').format(word) for word in say("api_docs_fields", language).split("|")
    )
    return Markup("<h3>{}</h3>").format(title) + Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(f"{name}: {title}", heads, lines)


def _type(schema: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """Return a field's type in a few words: its values where they are few, its limits where it has some."""
    if "anyOf" in schema:
        kinds = [_type(one, told) for one in schema["anyOf"]]
        return " | ".join(kind for kind in kinds if kind)
    found = _resolved(schema, told)
    if "enum" in found:
        return " | ".join(map(str, found["enum"]))
    kind = str(found.get("format") or found.get("type", "object"))
    if kind == "array":
        return f"[{_type(found.get('items', {}), told)}]"
    limits = [found.get(name) for name in ("minimum", "maximum")]
    if limits[1] is not None:
        return f"{kind} {limits[0]}–{limits[1]}"
    return f"{kind} ≤ {found['maxLength']}" if "maxLength" in found else kind


def _refusals(operations: Iterable[Mapping[str, Any]], language: Language) -> Markup:
    statuses = sorted({s for one in operations for s in one["responses"] if s >= _REFUSALS})
    rows = join(
        Markup("<li><strong>{}</strong> · {}</li>").format(status, say(f"api.status.{status}", language))
        for status in statuses
    )
    return Markup('<section class="pb-section"><p>{}</p><ul class="pb-rows">{}</ul></section>').format(
        say("api_docs_errors", language), rows
    )
