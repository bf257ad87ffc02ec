"""The pages of the pool: marks from both sides. What is not for whoever asks looks like what does not exist."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response

from knowledge.errors import NotFoundError
from knowledge.types import Role
from ui.account_routes import Desk, Desks, own_path


def add_pool_routes(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "POST", "/pool/marks", _mark)


def _mark(desk: Desk) -> Response:
    """Take an enterprise's mark from a form: document_id, wanted (yes or no), remark, need, back."""
    account = desk.account
    if not account.holds(Role.SME):
        raise NotFoundError(name=desk.request.url.path)
    marks, document_id = desk.services.pool.marks, desk.filled("document_id")
    if desk.filled("wanted") == "no":
        marks.unwant(account.reader, document_id)
    else:
        marks.want(account.reader, document_id, remark=desk.filled("remark"), need_id=desk.filled("need"))
    return desk.go(own_path(desk.filled("back")) or "")
