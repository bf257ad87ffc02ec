"""Who gets something of which route, and what each handler of the page is given: what the wall matrix holds the app to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from walled_page import ACTORS, READS_INTERNAL, SIGNED_IN

ANYBODY = frozenset(ACTORS)
BROWSERS = frozenset({*SIGNED_IN, "visitor", "stranger"})
ADMINS = frozenset({"admin", "officer-admin"})
OFFICERS = frozenset({"officer", "officer-admin"})
KNOWN = frozenset(SIGNED_IN)
PLANNERS = OFFICERS | {"policy"}
SEEKERS = frozenset({"sme", "officer", "officer-admin"})  # who writes needs

PROGRAMS = frozenset({*SIGNED_IN, "token"})  # the interface for programs takes sessions too
OFFICERS_PROGRAMS = OFFICERS | {"token"}  # whose account is an officer's

# Who gets something of each route of ours; everybody else is sent away or finds nothing.
OWN = {
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,  # on this machine itself
    "GET /": BROWSERS,
    "POST /ask": BROWSERS,
    "GET /language/{language}": ANYBODY,
    "GET /evidence/{conversation_id}/{turn_id}": {*SIGNED_IN, "visitor"},
    "GET /evidence/{conversation_id}/{turn_id}/pack": {*SIGNED_IN, "visitor"},
    "POST /evidence/{conversation_id}/{turn_id}/recheck": {*SIGNED_IN, "visitor"},
    "GET /evidence/{conversation_id}/{turn_id}/{marker}": {*SIGNED_IN, "visitor"},
    "GET /evidence/{conversation_id}/{turn_id}/{marker}/document": {*SIGNED_IN, "visitor"},
    "POST /evidence/{conversation_id}/{turn_id}/opinion": frozenset(),  # without a verdict
    "GET /opinions": OFFICERS | ADMINS,
    "GET /evidence/{conversation_id}/{turn_id}/tables/{number}/csv": frozenset(),  # whose answers have none
    "GET /evidence/{conversation_id}/{turn_id}/tables/{number}/xlsx": frozenset(),
    "GET /suggestions/{conversation_id}/{turn_id}": {*SIGNED_IN, "visitor"},
    "GET /conversations": BROWSERS,
    "GET /conversations/{conversation_id}/markdown": {*SIGNED_IN, "visitor"},
    "GET /conversations/{conversation_id}/word": {*SIGNED_IN, "visitor"},
    "GET /conversations/{conversation_id}/json": {*SIGNED_IN, "visitor"},
    "GET /sign-in": ANYBODY,
    "POST /sign-in": frozenset(),  # without a password
    "POST /sign-out": BROWSERS,
    "GET /setup": frozenset(),  # there are accounts
    "POST /setup": frozenset(),
    "GET /account": KNOWN,
    "POST /account/password": frozenset(),  # without the old one
    "POST /account/sessions": KNOWN,
    "POST /account/tokens": KNOWN,
    "POST /account/revoke": KNOWN,
    "GET /account/export": KNOWN,
    "POST /account/delete": frozenset(),  # without the password
    "GET /topics": KNOWN - {"sme"},
    "GET /insights": PLANNERS,
    "GET /insights/xlsx": PLANNERS,
    "GET /policies/compare": KNOWN,
    "GET /batches": OFFICERS,
    "POST /batches": frozenset(),  # without a file
    "GET /batches/{batch_id}": OFFICERS,
    "POST /batches/{batch_id}/start": OFFICERS,
    "POST /batches/{batch_id}/pause": OFFICERS,
    "POST /batches/{batch_id}/go-on": OFFICERS,
    "POST /batches/{batch_id}/delete": OFFICERS,
    "POST /batches/{batch_id}/drafts": frozenset(),  # with nothing chosen
    "GET /batches/{batch_id}/needs/{number}": OFFICERS,
    "GET /batches/{batch_id}/overview": OFFICERS,
    "GET /batches/{batch_id}/zip": OFFICERS,
    "GET /batches/{batch_id}/draft/{name}": frozenset(),  # of a name that none has
    "GET /drafts": OFFICERS,
    "POST /drafts": OFFICERS,
    "GET /drafts/{draft_id}": OFFICERS,
    "POST /drafts/{draft_id}/edit": frozenset(),  # without the version that was seen
    "POST /drafts/{draft_id}/submit": frozenset(),
    "POST /drafts/{draft_id}/approve": frozenset(),
    "POST /drafts/{draft_id}/return": frozenset(),
    "POST /drafts/{draft_id}/rewrite": frozenset(),
    "POST /drafts/{draft_id}/delete": frozenset(),
    "GET /drafts/{draft_id}/word": OFFICERS,
    "GET /drafts/{draft_id}/markdown": OFFICERS,
    "GET /drafts/{draft_id}/evidence": frozenset(),  # it is not approved
    "GET /pool": KNOWN,
    "POST /pool/marks": {"sme"},
    "POST /pool/ready": OFFICERS,
    "POST /pool/override": OFFICERS,
    "GET /pool/rules": OFFICERS,
    "POST /pool/rules": frozenset(),  # without any
    "GET /pool/export-xlsx": OFFICERS,
    "GET /pool/export-csv": OFFICERS,
    "GET /pool/{document_id}": KNOWN,
    "GET /disclosures": OFFICERS,
    "POST /disclosures": OFFICERS,
    "POST /disclosures/remove": frozenset(),  # without one
    "GET /disclosures/{disclosure_id}": OFFICERS,
    "GET /licences": OFFICERS,
    "GET /licences/new": OFFICERS,
    "POST /licences/new": frozenset(),  # without a contract
    "GET /licences/file/{ending}": OFFICERS,
    "GET /licences/{licence_id}": OFFICERS,
    "GET /licences/{licence_id}/edit": OFFICERS,
    "POST /licences/{licence_id}/edit": frozenset(),  # without a contract
    "POST /licences/{licence_id}/done": frozenset(),  # without a reminder
    "POST /licences/{licence_id}/end": frozenset(),  # without the version that was seen
    "GET /patents/{document_id}/needs": OFFICERS,
    "GET /demand": OFFICERS,
    "GET /demand/xlsx": OFFICERS,
    "GET /api/me": {"token"},
    "GET /mcp": frozenset(),  # there is no open stream
    "POST /mcp": frozenset(),  # with a form
    "GET /mcp/": frozenset(),
    "POST /mcp/": frozenset(),
    "GET /api/v1/openapi.json": ANYBODY,
    "GET /api/v1/docs": ANYBODY,
    "GET /api/v1/me": PROGRAMS,
    "POST /api/v1/ask": PROGRAMS,
    "GET /api/v1/conversations": PROGRAMS,
    "GET /api/v1/conversations/{conversation_id}": PROGRAMS,
    "DELETE /api/v1/conversations/{conversation_id}": PROGRAMS,
    "GET /api/v1/search": PROGRAMS,
    "POST /api/v1/search": PROGRAMS,
    "GET /api/v1/documents": PROGRAMS,
    "GET /api/v1/documents/{name:path}": READS_INTERNAL | {"token"},  # of an internal document
    "POST /api/v1/match": PROGRAMS,
    "GET /api/v1/drafts": OFFICERS_PROGRAMS,
    "POST /api/v1/drafts": OFFICERS_PROGRAMS,
    "GET /api/v1/drafts/{draft_id}": OFFICERS_PROGRAMS,
    "GET /api/v1/drafts/{draft_id}/markdown": OFFICERS_PROGRAMS,
    "GET /api/v1/drafts/{draft_id}/docx": OFFICERS_PROGRAMS,
    "POST /api/v1/ingest": frozenset(),  # with a form that holds no file
    "GET /api/v1/ingest/{run}": OFFICERS_PROGRAMS,
    "GET /v1/models": {"token"},
    "GET /v1/models/{model_name}": {"token"},
    "POST /v1/chat/completions": {"token"},
    "GET /admin/accounts": ADMINS,
    "POST /admin/accounts": ADMINS,
    "POST /admin/roles": ADMINS,
    "POST /admin/active": ADMINS,
    "POST /admin/password": ADMINS,
    "GET /admin/audit": ADMINS,
    "POST /admin/audit": ADMINS,
    "GET /admin/weights": ADMINS,
    "POST /admin/weights": ADMINS,
    "POST /admin/weights-reset": ADMINS,
    "GET /admin/health": ADMINS,
    "POST /admin/health": ADMINS,
    "GET /admin/models": ADMINS,
    "POST /admin/models": ADMINS,
    "GET /admin/backup": ADMINS,
    "POST /admin/backup": ADMINS,
    "POST /admin/backup-delete": frozenset(),  # of a name that none has
    "GET /admin/backup/{name}": frozenset(),
    "GET /admin/tokens": ADMINS,
    "POST /admin/token-revoke": frozenset(),  # of a token that nobody has
    "GET /admin/audit-csv": ADMINS,
    "GET /admin/audit-jsonl": ADMINS,
    "GET /needs": SEEKERS,
    "GET /needs/new": SEEKERS,
    "POST /needs/new": SEEKERS,
    "POST /needs/file": frozenset(),  # without a file
    "GET /needs/{need_id}": SEEKERS,
    "GET /needs/{need_id}/edit": SEEKERS,
    "POST /needs/{need_id}/edit": SEEKERS,
    "POST /needs/{need_id}/requirements": frozenset(),  # without any
    "POST /needs/{need_id}/as-read": SEEKERS,
    "POST /needs/{need_id}/submit": SEEKERS,
    "POST /needs/{need_id}/withdraw": SEEKERS,
    "POST /needs/{need_id}/budget": SEEKERS,
    "POST /needs/{need_id}/delete": frozenset(),  # unless it is said twice
    "GET /needs/{need_id}/matches": SEEKERS,
    "GET /library": BROWSERS,
    "GET /library/picture": BROWSERS,
    "GET /library/upload": OFFICERS,
    "POST /library/upload": frozenset(),  # without a file
    "POST /library/upload-retry": OFFICERS,
    "GET /library/upload/{upload_id}": frozenset(),  # of an upload that there is not
    "POST /library/upload/{upload_id}/start": frozenset(),
    "POST /library/upload/{upload_id}/columns": frozenset(),
    "POST /library/upload/{upload_id}/delete": frozenset(),
    "GET /library/{document_id}": BROWSERS,
    "GET /library/{document_id}/text": BROWSERS,
    "GET /library/{document_id}/pages/{number}": frozenset(),  # of a document that no PDF holds
    "GET /library/{document_id}/image/{number}": frozenset(),
    "GET /library/{document_id}/quoted": frozenset(),
    "GET /library/{document_id}/differences/{other_id}": frozenset(),  # of a document with none
    "GET /match": BROWSERS,
    "POST /match": BROWSERS,
    "GET /match/{conversation_id}/{turn_id}": frozenset(),  # whose turns match no need
    "GET /passages/{passage_id}": READS_INTERNAL,  # of an internal document
    "MOUNT /ui": ANYBODY,
}
OF_THE_SYSTEM = {"/admin/health", "/admin/models", "/admin/backup", "/admin/tokens"}  # and of nobody
# The framework's routes that are not shut: files of its own for all, the rest for whoever may open the page.
STATIC = {
    "/assets/{path:path}",
    "/static/{path:path}",
    "/favicon.ico",
    "/robots.txt",
    "/theme.css",
    "/manifest.json",
}
PAGE = {"/", "/config", "/gradio_api/app_id", "/gradio_api/startup-events"}
EVENTS = {"/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/heartbeat/{session_hash}", "/gradio_api/cancel", "/gradio_api/reset"}  # fmt: skip
# What each handler is given: its inputs, and what the browser sends with its event, for a conversation.
ASKED = "CN199900801B 的内部底价是多少？"
HANDLERS: dict[str, Callable[[str], tuple[list[Any], Any]]] = {
    "open_page": lambda c: ([], None),
    "begin": lambda c: ([], None),
    "show": lambda c: ([], {"id": c}),
    "rename": lambda c: ([], {"id": c, "title": "renamed", "current": c}),
    "delete": lambda c: ([], {"id": c, "current": c}),
}

# What is sent as JSON.
SENT: dict[str, Any] = {
    "POST /ask": {"question": ASKED},
    "POST /api/v1/ask": {"question": ASKED},
    "POST /api/v1/search": {"query": ASKED},
    "POST /api/v1/match": {"need": "寻找起重机吊钩减摆方法"},
    "POST /api/v1/drafts": {
        "kind": "summary",
        "patent": "CN199900801B",
        "language": "zh",
        "need": "寻找起重机吊钩减摆方法",
    },
    "POST /v1/chat/completions": {"model": "patentbridge", "messages": [{"role": "user", "content": ASKED}]},
}
QUERIES = {"GET /api/v1/search": {"query": ASKED, "k": 50}}

ALIKE = {  # ways that answer alike to all who get there, whatever they are about
    "POST /sign-out", "GET /setup", "POST /account/revoke", "POST /admin/accounts", "POST /admin/weights", "POST /admin/weights-reset", "POST /evidence/{conversation_id}/{turn_id}/recheck",
}  # fmt: skip
