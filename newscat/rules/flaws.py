"""What is wrong with the links of an article: found in one pass; the rules of `links` put it into words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from newscat.article.urls import is_tracking

Path = tuple[Any, ...]


class Flaw(NamedTuple):
    """`value` stands at `path`; `about` names the field it does not go with, or the part of it that is
    meant; `other` is the value of that field."""

    path: Path
    value: str
    about: str = ""
    other: str = ""


Flaws = dict[str, list[Flaw]]

URLS = ("originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl")
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:\[\]]+\.[^/?#:\[\]]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"[^\s/:@?#]+\.[^\s/:@?#]+")
# The caches that we can read: Google's, Bing's, and the viewer in Google's results; then the copied page, no scheme.
_AMP_COPY = re.compile(
    r"https://(?:[\w.-]+\.)?(?:cdn\.ampproject\.org/[a-z]|bing-amp\.com/[a-z]|google\.[a-z.]+/amp)/(?:s/)?(.+)",
    re.IGNORECASE | re.DOTALL,
)


def flaws(fields: Mapping[Any, Any]) -> Flaws:
    """By the name of the rule that tells of them."""
    found: Flaws = {}
    for path, summary in _summaries(fields):
        flaw = _foreign_host(path, summary)
        if flaw:
            found.setdefault("foreign-host", []).append(flaw)
        for name in URLS:
            url = summary.get(name)
            if type(url) is str and "?" in url and (tracked := tracking(url)):
                found.setdefault("tracking-parameter", []).append(Flaw((*path, name), url, tracked[0]))
    amp, copy = (_text(fields, name) for name in ("ampWebUrl", "cdnAmpWebUrl"))
    if amp or copy:
        _find_amp(found, amp, copy, _text(fields, "webUrl"))
    return found


def _summaries(fields: Mapping[Any, Any]) -> Iterator[tuple[Path, Mapping[Any, Any]]]:
    """The article and what it says of its related ones."""
    yield (), fields
    related = fields.get("related")
    if type(related) is list:
        for index, other in enumerate(related):
            if type(other) is dict:
                yield ("related", index), other


def _foreign_host(path: Path, summary: Mapping[Any, Any]) -> Flaw | None:
    provider = summary.get("provider")
    domain = provider.get("domain") if type(provider) is dict else None
    # A video is shown where videos are: of 187, 24 are on youtube.com and none of those is YouTube's.
    if type(domain) is not str or summary.get("type") == "video":
        return None
    for name in ("originalUrl", "webUrl"):
        url = summary.get(name)
        if type(url) is str and not _is_within(url, domain):
            return Flaw((*path, "provider", "domain"), domain, name, url)
    return None


def _is_within(url: str, domain: str) -> bool:
    """Whether the URL's host is the domain or below it; also where either is none: other rules tell of that."""
    parts = url.split("/", 3)
    if len(parts) > 3 and (parts[2] == domain or parts[2].endswith(f".{domain}")):
        return True
    host = host_of(url)
    if host is None or not _DOMAIN.fullmatch(domain):
        return True
    wanted = _ascii(domain.lower().rstrip(".").removeprefix("www."))
    return f".{_ascii(host)}".endswith(f".{wanted}")


def host_of(url: str) -> str | None:
    """In small letters, without port; None for an address of numbers and for what is no URL."""
    found = _HOST.match(url)
    host = found[1].lower().rstrip(".") if found else ""
    return None if not host or host.replace(".", "").isdigit() else host


def _ascii(host: str) -> str:
    """`xn--zrich-kva.example` for `zürich.example`."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def tracking(url: str) -> list[str]:
    """The names of the URL's tracking parameters."""
    query = url.partition("#")[0].partition("?")[2]
    names = [parameter.partition("=")[0] for parameter in query.split("&")]
    return [name for name in names if is_tracking(name)]


def without_tracking(url: str) -> str:
    """The URL, and nothing else about it, without those."""
    address, sharp, fragment = url.partition("#")
    page, _, query = address.partition("?")
    kept = "&".join(each for each in query.split("&") if not is_tracking(each.partition("=")[0]))
    return page + (f"?{kept}" if kept else "") + sharp + fragment


def _text(fields: Mapping[Any, Any], name: str) -> str:
    value = fields.get(name)
    return value if type(value) is str and not value.isspace() else ""


def _find_amp(found: Flaws, amp: str, copy: str, web: str) -> None:
    if not amp or not copy:
        there, gone = ("ampWebUrl", "cdnAmpWebUrl") if amp else ("cdnAmpWebUrl", "ampWebUrl")
        found["half-amp-pair"] = [Flaw((there,), amp or copy, gone)]
    if amp and amp == web:
        found["amp-is-web-url"] = [Flaw(("ampWebUrl",), amp)]
    copied = _AMP_COPY.fullmatch(copy) if copy else None
    if copy and copied and amp and not copied[1].startswith(amp.partition("://")[2].rstrip("/")):
        found["amp-cache-mismatch"] = [Flaw(("cdnAmpWebUrl",), copy, "ampWebUrl")]
