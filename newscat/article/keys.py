"""Keys of maps that are no text: YAML has them, JSON and queries do not."""

import math
from datetime import date, datetime
from typing import Any


def key_text(key: Any) -> str:
    """A key, or a float, as YAML 1.2 writes it; a time in UTC ends with `Z`."""
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, float) and not math.isfinite(key):
        return ".nan" if math.isnan(key) else ".inf" if key > 0 else "-.inf"
    if isinstance(key, date):
        text = key.isoformat()
        return text[:-6] + "Z" if isinstance(key, datetime) and text.endswith("+00:00") else text
    return str(key)
