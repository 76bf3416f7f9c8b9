"""What kind of article a file is: one of a news catalogue's format, or a page of any other."""

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["news", "page"]
KINDS: tuple[Kind, ...] = ("news", "page")
# Fields that only the news format has: no other generator of 41 public repositories uses one of them.
_NEWS_ONLY = frozenset({"publishedDateTime", "originalUrl", "webUrl", "secured", "ampWebUrl"})


def is_news(fields: Mapping[Any, Any]) -> bool:
    """Whether the fields are those of a news article, also of a damaged one."""
    return not _NEWS_ONLY.isdisjoint(fields) or isinstance(fields.get("provider"), dict)
