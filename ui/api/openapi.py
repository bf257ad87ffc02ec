"""The description of the interface: its routes in; an OpenAPI document in one language out."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from knowledge.types import Language
from ui.strings import TEXTS, say

_METHODS = ("get", "post", "delete")


def described(app: FastAPI, language: Language, root: str) -> dict[str, Any]:
    """Return the document; every operation and field is described by a sentence of `ui.strings`."""
    told = get_openapi(
        title="PatentBridge",
        version=version("patentbridge"),
        description=say("api.about", language),
        routes=app.routes,
        servers=[{"url": f"{root}/api/v1"}],
    )
    for path in told["paths"].values():
        for method in _METHODS:
            if method in path:
                _describe(path[method], language)
    components = told.setdefault("components", {})
    for schema in components.get("schemas", {}).values():
        _describe_fields(schema, language)
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    told["security"] = [{"token": []}]
    return told


def _describe(operation: dict[str, Any], language: Language) -> None:
    operation["summary"] = say(f"api.{operation['operationId']}", language)
    operation.pop("description", None)
    for parameter in operation.get("parameters", ()):
        if words := _words(parameter["name"], language):
            parameter["description"] = words
    for status, response in operation["responses"].items():
        response["description"] = say(f"api.status.{status}", language)


def _describe_fields(schema: dict[str, Any], language: Language) -> None:
    schema.pop("description", None)
    for name, field in schema.get("properties", {}).items():
        if words := _words(name, language):
            field["description"] = words


def _words(name: str, language: Language) -> str:
    key = f"api_field.{name}"
    return say(key, language) if key in TEXTS else ""
