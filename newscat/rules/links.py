"""NC3xx: links that do not go together, or lead through somebody else."""

from collections.abc import Iterator, Sequence

from newscat.article.finding import Severity
from newscat.rules.engine import Article, Problem, rule
from newscat.rules.fixes import Rewrite
from newscat.rules.flaws import Flaw, host_of, tracking, without_tracking
from newscat.rules.wording import quoted, where


def _told(article: Article, name: str) -> Sequence[Flaw]:
    return article.flaws.get(name, ())


@rule("NC301", Severity.WARNING, reads="flaws")
def foreign_host(article: Article) -> Iterator[Problem]:
    """The article's address is not at its provider's domain.

    ## What it does
    Compares the hosts of `originalUrl` and `webUrl` with `provider.domain`, also in `related`, and
    reports the domain. Hosts below the domain are fine (`news.example.org` at `example.org`), and so is
    any host of a video: those are shown elsewhere.

    ## Why
    Either the wrong provider gets the article, or the link leads somewhere else than it says.

    ## Bad
    ```yaml
    originalUrl: "https://www.example.com/one"
    webUrl: "https://www.example.com/one"
    provider:
      name: Example
      domain: example.org
    ```

    ## Good
    ```yaml
    originalUrl: "https://www.example.org/one"
    webUrl: "https://www.example.org/one"
    provider:
      name: Example
      domain: example.org
    ```
    """
    for path, domain, name, url in _told(article, "foreign-host"):
        message = f"{where(path)} is {quoted(domain)}, but {name!r} leads to {quoted(host_of(url) or url)}"
        yield Problem(path, message)


@rule("NC302", Severity.WARNING, reads="flaws")
def tracking_parameter(article: Article) -> Iterator[Problem]:
    """A URL tells where its reader came from.

    ## What it does
    Reports `utm_source`, `fbclid`, `gclid`, `mc_eid` and other parameters that only count readers, in
    the URLs of the article and of its related ones.

    ## Why
    The same page has many such URLs, so that duplicates are not found; and readers are counted as
    somebody else's.

    ## Bad
    ```yaml
    webUrl: "https://example.org/one?id=7&utm_source=mail"
    ```

    ## Good
    ```yaml
    webUrl: "https://example.org/one?id=7"
    ```

    ## Fix
    The parameters go: unsafe, for a few pages answer only with them.
    """
    for path, url, name, _ in _told(article, "tracking-parameter"):
        count = len(tracking(url))
        more = f", and {count - 1} more" if count > 1 else ""
        cure = Rewrite(path, without_tracking(url), "Take out the tracking parameters", False)
        message = f"{where(path)} has the tracking parameter {quoted(name)}{more}"
        yield Problem(path, message, cure=cure, offset=url.find(name, url.find("?")))


@rule("NC303", Severity.WARNING, reads="flaws")
def half_amp_pair(article: Article) -> Iterator[Problem]:
    """Only one of `ampWebUrl` and `cdnAmpWebUrl` is there.

    ## What it does
    Reports the one that is there. In `related` the first may stand alone.

    ## Why
    The two are the same page, once from the provider and once from a cache: who uses one of them
    counts on the other.

    ## Bad
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    ```

    ## Good
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    for path, _, gone, _ in _told(article, "half-amp-pair"):
        yield Problem(path, f"{where(path)} without {gone!r}", at_key=True)


@rule("NC304", Severity.INFO, reads="flaws")
def amp_is_web_url(article: Article) -> Iterator[Problem]:
    """`ampWebUrl` is the same as `webUrl`.

    ## What it does
    Reports an `ampWebUrl` that equals `webUrl`.

    ## Why
    Few sites have AMP pages only; mostly the address of the ordinary page was copied.

    ## Bad
    ```yaml
    webUrl: "https://example.org/one"
    ampWebUrl: "https://example.org/one"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one"
    ```

    ## Good
    ```yaml
    webUrl: "https://example.org/one"
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    for path, *_ in _told(article, "amp-is-web-url"):
        yield Problem(path, f"{where(path)} is the same as 'webUrl'")


@rule("NC305", Severity.WARNING, reads="flaws")
def amp_cache_mismatch(article: Article) -> Iterator[Problem]:
    """`cdnAmpWebUrl` is an AMP cache's copy of another page than `ampWebUrl`.

    ## What it does
    Reports addresses at `cdn.ampproject.org`, Google or Bing that name another page than `ampWebUrl`.

    ## Why
    The reader gets another article, or the page without the speed that the cache is for.

    ## Bad
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/two/amp"
    ```

    ## Good
    ```yaml
    ampWebUrl: "https://example.org/one/amp"
    cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"
    ```
    """
    for path, _, about, _ in _told(article, "amp-cache-mismatch"):
        yield Problem(path, f"{where(path)} is the copy of another page than {about!r}")
