"""Line icons as inline SVG, decorative: the text or label beside them says what they mean."""

from __future__ import annotations

from markupsafe import Markup

_SHAPES = {
    "bridge": '<path d="M2 17h20M4 17V9m16 8V9M4 9c3 5 13 5 16 0M8 12.2V17m8-4.8V17m-4-4V17"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "pencil": '<path d="M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4"/>',
    "trash": '<path d="M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13"/>',
    "copy": '<path d="M9 9h10v11H9zM5 15V4h10"/>',
    "book": '<path d="M4 5.5C7 4.4 10 4.6 12 6.5v13c-2-1.9-5-2.1-8-1zM20 5.5C17 4.4 14 4.6 12 6.5v13c2-1.9 5-2.1 8-1z"/>',
    "page": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "warning": '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5m0 2.2v.3"/>',
    "search": '<path d="M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4.5 4.5"/>',
    "shield": '<path d="M12 3 5 6v5.5c0 4.3 2.9 7.6 7 9.5 4.1-1.9 7-5.2 7-9.5V6z"/>',
    "out": '<path d="M14 5h5v5m0-5-8 8M17 14v5H5V7h5"/>',
    "company": '<path d="M4 20V9l8-5 8 5v11M9 20v-6h6v6"/>',
    "handshake": '<path d="m3 8 4-2 5 2 5-2 4 2v7l-3 1-5 4-6-4-4-1zM12 8l-3 3.5c1 1.5 3 1 4.5-.5L18 15"/>',
    "scale": '<path d="M12 4v16m-5 0h10M5 7h14M5 7l-3 7h6zm14 0-3 7h6z"/>',
    "chevron": '<path d="m7 10 5 5 5-5"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "again": '<path d="M19 12a7 7 0 1 1-2.2-5.1M17 3v4.2h-4.2"/>',
    "thumb_up": '<path d="M7 11v9H4v-9zm0 0 4-7c1.6 0 2.4 1 2.2 2.5L12.7 10H18c1.4 0 2.2 1.1 1.9 2.4l-1.4 6c-.2 1-1 1.6-2 1.6H7"/>',
    "thumb_down": '<path d="M7 13V4H4v9zm0 0 4 7c1.6 0 2.4-1 2.2-2.5l-.5-3.5H18c1.4 0 2.2-1.1 1.9-2.4l-1.4-6C18.3 4.6 17.5 4 16.5 4H7"/>',
    "clock": '<path d="M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 4v4.5l3 1.7"/>',
}


def icon(name: str) -> Markup:
    """Return the icon, hidden from screen readers."""
    return Markup(
        '<svg class="pb-icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        f'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_SHAPES[name]}</svg>'
    )
