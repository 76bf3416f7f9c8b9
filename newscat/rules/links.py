"""NC3xx: links that contradict each other, or that contain tracking parameters."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from newscat.article.finding import Severity
from newscat.article.urls import is_tracking
from newscat.rules.engine import Article, Family, Match
from newscat.rules.fixes import Rewrite
from newscat.rules.wording import quoted, where

Path = tuple[Any, ...]

_LINKS = Family()
_URLS = ("originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl")


@_LINKS.scan
def scan(article: Article) -> Iterator[Match]:
    """The matches in the URLs of an article and of its related articles."""
    fields = article.record.fields if article.record else {}
    related = fields.get("related")
    others = enumerate(related) if type(related) is list else ()
    for path, summary in (((), fields), *((("related", index), other) for index, other in others)):
        if type(summary) is not dict:
            continue
        match = foreign_host(path, summary)
        if match:
            yield match
        for name in _URLS:
            url = summary.get(name)
            if type(url) is str and "?" in url and (names := _tracking(url)):
                yield tracking_parameter((*path, name), url, names)
    amp, copy = _url(fields, "ampWebUrl"), _url(fields, "cdnAmpWebUrl")
    if amp and copy:
        yield from filter(None, (amp_cache_mismatch(amp, copy),))
    elif amp or copy:
        yield half_amp_pair("ampWebUrl", "cdnAmpWebUrl") if amp else half_amp_pair("cdnAmpWebUrl", "ampWebUrl")
    if amp and amp == _url(fields, "webUrl"):
        yield amp_is_web_url()


def _url(fields: Mapping[Any, Any], name: str) -> str:
    value = fields.get(name)
    return value if type(value) is str and not value.isspace() else ""


@_LINKS.rule("NC301", Severity.WARNING)
def foreign_host(path: Path, summary: Mapping[Any, Any]) -> Match | None:
    """The article's URL is not on its provider's domain.

    ## What it does
    Compares the hosts of `originalUrl` and `webUrl` with `provider.domain`, also in `related`, and reports the domain.
    Subdomains are allowed (`news.example.org` for `example.org`), and so is any host of a video, because videos are
    hosted elsewhere.

    ## Why is this bad?
    Either the article is credited to the wrong provider, or the link points to an unexpected site.

    ## Example
    ```yaml
    originalUrl: "https://www.example.com/one"
    webUrl: "https://www.example.com/one"
    provider:
      name: Example
      domain: example.org
    ```

    Use instead:
    ```yaml
    originalUrl: "https://www.example.org/one"
    webUrl: "https://www.example.org/one"
    provider:
      name: Example
      domain: example.org
    ```
    """
    provider = summary.get("provider")
    domain = provider.get("domain") if type(provider) is dict else None
    # Of 187 real videos, 24 are on youtube.com, and YouTube is the provider of none.
    if type(domain) is not str or summary.get("type") == "video":
        return None
    for name in ("originalUrl", "webUrl"):
        url = summary.get(name)
        if type(url) is str and not _is_within(url, domain):
            path = (*path, "provider", "domain")
            return Match(path, f"{where(path)} is {quoted(domain)}, but {name!r} points to {quoted(_host(url) or url)}")
    return None


def _is_within(url: str, domain: str) -> bool:
    """Whether the URL's host is the domain or a subdomain. True if either is invalid: other rules report that."""
    parts = url.split("/", 3)
    if len(parts) > 3 and (parts[2] == domain or parts[2].endswith(f".{domain}")):
        return True
    host = _host(url)
    if host is None or not _DOMAIN.fullmatch(domain):
        return True
    return f".{_ascii(host)}".endswith(f".{_ascii(domain.lower().rstrip('.').removeprefix('www.'))}")


_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:\[\]]+\.[^/?#:\[\]]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"[^\s/:@?#]+\.[^\s/:@?#]+")


def _host(url: str) -> str | None:
    """The host in lowercase, without port; None for an IP address or an invalid URL."""
    found = _HOST.match(url)
    host = found[1].lower().rstrip(".") if found else ""
    return None if not host or host.replace(".", "").isdigit() else host


def _ascii(host: str) -> str:
    """`xn--zrich-kva.example` for `zürich.example`."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


@_LINKS.rule("NC302", Severity.WARNING)
def tracking_parameter(path: Path, url: str, names: list[str]) -> Match:
    """A URL contains tracking parameters.

    ## What it does
    Reports `utm_source`, `fbclid`, `gclid`, `mc_eid` and other parameters that only count readers, in the URLs of the
    article and of its related articles.

    ## Why is this bad?
    The same page has many such URLs, so duplicates are missed, and readers are attributed to the wrong source.

    ## Example
    ```yaml
    webUrl: "https://example.org/one?id=7&utm_source=mail"
    ```

    Use instead:
    ```yaml
    webUrl: "https://example.org/one?id=7"
    ```

    ## Fix
    Removes the parameters. Unsafe, because some pages need them.
    """
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    fix = Rewrite(path, without_tracking(url), "Remove the tracking parameters", False)
    message = f"{where(path)} contains the tracking parameter {quoted(names[0])}{more}"
    return Match(path, message, fix=fix, offset=url.find(names[0], url.find("?")))


def _tracking(url: str) -> list[str]:
    """The names of the URL's tracking parameters."""
    query = url.partition("#")[0].partition("?")[2]
    names = [parameter.partition("=")[0] for parameter in query.split("&")]
    return [name for name in names if is_tracking(name)]


def without_tracking(url: str) -> str:
    """The URL without its tracking parameters, and otherwise unchanged."""
    address, sharp, fragment = url.partition("#")
    page, _, query = address.partition("?")
    kept = "&".join(each for each in query.split("&") if not is_tracking(each.partition("=")[0]))
    return page + (f"?{kept}" if kept else "") + sharp + fragment


@_LINKS.rule("NC303", Severity.WARNING)
def half_amp_pair(present: str, missing: str) -> Match:
    """Only one of `ampWebUrl` and `cdnAmpWebUrl` is set.

    ## What it does
    Reports the field that is set. In `related`, `ampWebUrl` alone is allowed.

    ## Why is this bad?
    The two are the same page, once from the provider and once from a cache. A program that uses one expects the other.

    ## Example
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    ```

    Use instead:
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    return Match((present,), f"{present!r} is set, but {missing!r} is missing", at_key=True)


@_LINKS.rule("NC304", Severity.INFO)
def amp_is_web_url() -> Match:
    """`ampWebUrl` is the same as `webUrl`.

    ## What it does
    Reports an `ampWebUrl` that equals `webUrl`.

    ## Why is this bad?
    Few sites have only AMP pages. The URL of the ordinary page was probably copied.

    ## Example
    ```yaml
    webUrl: "https://example.org/one"
    ampWebUrl: "https://example.org/one"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one"
    ```

    Use instead:
    ```yaml
    webUrl: "https://example.org/one"
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    return Match(("ampWebUrl",), "'ampWebUrl' is the same as 'webUrl'")


@_LINKS.rule("NC305", Severity.WARNING)
def amp_cache_mismatch(amp: str, copy: str) -> Match | None:
    """`cdnAmpWebUrl` is an AMP cache's copy of a different page than `ampWebUrl`.

    ## What it does
    Reports URLs at `cdn.ampproject.org`, Google or Bing that name a different page than `ampWebUrl`.

    ## Why is this bad?
    The reader gets another article, or the page without the speed of the cache.

    ## Example
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/two/amp"
    ```

    Use instead:
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    copied = _AMP_COPY.fullmatch(copy)
    if copied is None or copied[1].startswith(amp.partition("://")[2].rstrip("/")):
        return None
    return Match(("cdnAmpWebUrl",), "'cdnAmpWebUrl' is a copy of a different page than 'ampWebUrl'")


# The caches whose URLs newscat can read: Google's, Bing's, and Google's result viewer; then the page without scheme.
_AMP_COPY = re.compile(
    r"https://(?:[\w.-]+\.)?(?:cdn\.ampproject\.org/[a-z]|bing-amp\.com/[a-z]|google\.[a-z.]+/amp)/(?:s/)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
