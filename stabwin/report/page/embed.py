"""Files inside the page: compressed once, unpacked by the page itself."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

# Higher levels take twice as long for a hundredth of the size.
LEVEL = 6


def packed(content: bytes) -> Markup:
    """Bytes as text that is safe inside an element: zlib, then base64."""
    return Markup(base64.b64encode(zlib.compress(content, LEVEL)).decode())  # noqa: S704 (base64 has no mark-up)


def json_markup(value: Mapping[str, Any]) -> Markup:
    """A document as JSON that no text in it can end the element of."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704
