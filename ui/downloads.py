"""Files to take away: content and a name in, a response that no browser shows or runs out."""

from __future__ import annotations

from fastapi.responses import Response


def attachment(content: bytes | str, name: str, media_type: str) -> Response:
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
