"""What tells a finding from all others, however the lines of its file move."""

from collections import Counter
from hashlib import blake2b

from newscat.article.finding import Finding


class Fingerprints:
    """Of one report: of equal findings in a file, each gets its own."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()

    def of(self, finding: Finding, path: str) -> str:
        """32 hexadecimal digits, of `path`, the rule and what it says; for equals, of their number too."""
        content = f"{path}\0{finding.code}\0{finding.message}".encode(errors="surrogatepass")
        key = blake2b(content, digest_size=16).digest()
        self._seen[key] += 1
        if self._seen[key] == 1:
            return key.hex()
        return blake2b(key + str(self._seen[key]).encode(), digest_size=16).hexdigest()
