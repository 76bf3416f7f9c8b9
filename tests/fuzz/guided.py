"""Coverage-guided fuzzing: `python tests/fuzz/guided.py article CORPUS -max_total_time=60`. Needs the package atheris.

What it finds is written to the working directory as `crash-…`; once mended, it belongs into `corpus/`, where
`test_corpus.py` holds it.
"""

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

with atheris.instrument_imports(include=["newscat"]):
    # What newscat imports when it is needed must be instrumented too.
    import newscat.article.frontmatter.positions
    import newscat.article.frontmatter.toml_and_json
    import newscat.article.frontmatter.toml_outline
    import newscat.rules.engine  # noqa: F401
    from fuzz.targets import TARGETS

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
