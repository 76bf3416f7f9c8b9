"""Front matter that is hostile as YAML: deep, large, strange in its types, wrong in its text."""

from hostile.cases import MANY, Case, article, case, fenced


def _laughs(levels: int) -> str:
    """Each line names the one above nine times."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def _map_laughs(levels: int) -> str:
    lines = ["a0: &a0 {x: lol}"]
    lines += [f"a{n}: &a{n} {{p: *a{n - 1}, q: *a{n - 1}}}" for n in range(1, levels)]
    return "\n".join(lines)


def _merges(levels: int) -> str:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, levels)]
    return "\n".join(lines)


DEPTH = [
    case("40,000 open brackets", "?", fenced("[" * MANY)),
    case("40,000 brackets, closed", "?", fenced("a: " + "[" * MANY + "]" * MANY)),
    case("40,000 open braces", "?", fenced("{a: " * MANY)),
    case("40,000 braces, closed", "?", fenced("a: " + "{a: " * MANY + "1" + "}" * MANY)),
    case("40,000 dashes on one line", "?", fenced("- " * MANY)),
    case("40,000 question marks on one line", "?", fenced("? " * MANY)),
    case("40,000 colons on one line", "?", fenced(": " * MANY)),
    case("dashes and question marks in turn", "?", fenced("- ? " * MANY)),
    case("dashes below a key", "?", fenced("a:\n" + "- " * MANY + "x")),
    case("brackets in a key", "?", fenced("? " + "[" * MANY + "]" * MANY + "\n: 1")),
    case("braces with quoted keys", "?", fenced('a: ' + '{"a":' * MANY)),
    case("2,000 maps by indentation", "?", fenced("\n".join(" " * depth + "a:" for depth in range(2000)))),
    case("2,000 lists by indentation", "?", fenced("\n".join(" " * depth + "-" for depth in range(2000)))),
    case("100 lists are not too many", "?", article("deep: " + "[" * 99 + "]" * 99)),
    case("101 lists are too many", "?", article("deep: " + "[" * 100 + "]" * 100)),
    case("brackets in a quoted text are text", "?", article("note: '" + "[" * MANY + "'")),
    case("dashes in a block of text are text", "?", article("note: |\n  " + "- " * MANY)),
    case("brackets in a comment are nothing", "?", article("# " + "[{" * MANY)),
    case("anchors on every level", "?", fenced("a: " + "&a [" * MANY)),
    case("tags on every level", "?", fenced("a: " + "!!seq [" * MANY)),
    case("deep after a document start", "?", fenced("--- # again\n" + "- " * MANY)),
    case("deep with carriage returns", "?", f"---\r\na:\r\n{'- ' * MANY}x\r\n---\r\n"),
    case("deep with tabs", "?", fenced("a:\n \t" + "- " * MANY + "x")),
]

BOMBS = [
    case("a billion laughs", "?", fenced(_laughs(20))),
    case("a billion laughs in maps", "?", fenced(_map_laughs(40))),
    case("laughs that expand to ten thousand", "?", fenced(_laughs(5))),
    case("a quadratic blowup", "?", fenced(f"a: &a {'x' * MANY}\nb: [{'*a, ' * 10_000}]")),
    case("merge keys that double", "?", fenced(_merges(40))),
    case("merge keys that double, harmlessly few", "?", fenced(_merges(4))),
    case("60,000 aliases", "?", fenced("a: &a [1, 2, 3]\nb: [" + "*a, " * 60_000 + "]")),
    case("an alias to itself in a list", "?", fenced("a: &a [*a]")),
    case("an alias to itself in a map", "?", fenced("a: &a {b: *a}")),
    case("an alias to itself as a key", "?", fenced("? &a [*a]\n: 1")),
    case("the whole map inside itself", "?", fenced("&a\ntitle: one\nself: *a")),
    case("an alias to nothing", "?", fenced("title: *missing")),
    case("an anchor used twice is fine", "?", article("title: &t One\nnote: *t")),
    case("100,000 keys", "?", fenced("\n".join(f"k{n}: v" for n in range(100_000)))),
    case("a key 20,000 times", "?", fenced("\n".join("a: 1" for _ in range(20_000)))),
    case("100,000 topics", "?", article("topics: [" + "AI, " * 100_000 + "]")),
    case("a million colons in a time", "?", fenced("a: " + "12:" * 1_000_000 + "30")),
    case("a value of 3 MiB", "?", article("note: " + "x" * 3 * 1024 * 1024)),
    case("a title of 1 MiB", "?", article("title: " + "word " * 200_000)),
    case("a line of blanks of 3 MiB", "?", article("note: a\n" + " " * 3 * 1024 * 1024)),
    case("a key of 2 MiB", "?", fenced("k" * 2 * 1024 * 1024 + ": 1")),
    case("half a million quotes", "?", article("note: '" + "''" * 500_000 + "'")),
    case("half a million escapes", "?", article('note: "' + r"\u0041" * 500_000 + '"')),
    case("half a million next-line characters", "?", article("note: '" + "\x85" * 500_000 + "'")),
]

TAGS = [
    case("a Python object", "?", fenced("title: !!python/object/apply:os.system ['true']")),
    case("a Python name", "?", fenced("title: !!python/name:os.system")),
    case("a Python tuple", "?", fenced("title: !!python/tuple [1, 2]")),
    case("a tag in full", "?", fenced("title: !<tag:yaml.org,2002:python/object:object> {}")),
    case("a tag of one's own", "?", fenced("title: !mine x")),
    case("a tag with a directive", "?", "---\n%TAG !e! tag:example.com,2000:\n---\ntitle: !e!x y\n---\n"),
    case("binary", "?", article("title: !!binary aGVsbG8=")),
    case("binary that is none", "?", article("title: !!binary x")),
    case("a set", "?", article("topics: !!set {a, b}")),
    case("an ordered map", "?", article("topics: !!omap [a: 1, b: 2]")),
    case("pairs", "?", article("topics: !!pairs [a: 1, a: 2]")),
    case("a boolean that is none", "?", article("published: !!bool x")),
    case("a number that is none", "?", article("quality: !!int x")),
    case("a fraction that is none", "?", article("quality: !!float x")),
    case("a null that is none", "?", article("excerpt: !!null x")),
    case("a timestamp that is none", "?", article("publishedDateTime: !!timestamp x")),
    case("a text by its tag is a text", "?", article("title: !!str 2022")),
    case("a map by its tag", "?", article("provider: !!map {name: a, domain: example.com}")),
    case("a list said to be a map", "?", article("provider: !!map [1]")),
    case("a merge tag", "?", fenced("!!merge <<: {a: 1}\ntitle: x")),
    case("an integer said to be a text", "?", article("quality: !!str 5")),
    case("the bare exclamation mark", "?", article("title: ! 12")),
]

VALUES = [
    case("an integer of 5,000 digits", "?", article("quality: " + "9" * 5000)),
    case("an integer of 5,000 digits in a list", "?", article("numbers: [" + "9" * 5000 + "]")),
    case("an integer of 5,000 digits as a key", "?", article("note: {" + "9" * 5000 + ": 1}")),
    case("a hexadecimal integer of 5,000 digits", "?", article("quality: 0x" + "f" * 5000)),
    case("an octal integer of 9,000 digits", "?", article("quality: 0o" + "7" * 9000)),
    case("an integer just over 64 bits", "?", article("quality: 9223372036854775808")),
    case("an integer just under 64 bits", "?", article("heat: -9223372036854775809")),
    case("the largest integer of 64 bits", "?", article("quality: 9223372036854775807")),
    case("an id over 64 bits", "?", article("id: 99999999999999999999")),
    case("not a number", "?", article("quality: .nan")),
    case("infinity", "?", article("heat: .inf")),
    case("negative infinity in a list", "?", article("note: [-.inf, .NaN]")),
    case("a fraction with a large exponent", "?", article("quality: 1e999")),
    case("a fraction with a million digits", "?", article("note: 0." + "1" * 1_000_000)),
    case("the 30th of February", "?", article("publishedDateTime: 2022-02-30")),
    case("the 13th month", "?", article("publishedDateTime: 2022-13-01T00:00:00Z")),
    case("the 25th hour", "?", article("publishedDateTime: 2022-03-23T25:00:00Z")),
    case("a leap second", "?", article("publishedDateTime: 2016-12-31T23:59:60Z")),
    case("year 0", "?", article("publishedDateTime: 0000-01-01T00:00:00Z")),
    case("year 1 with an offset that leads out of it", "?", article("publishedDateTime: 0001-01-01T00:00:00+14:00")),
    case("year 9999 with an offset that leads out of it", "?", article("publishedDateTime: 9999-12-31T23:59:59-12:00")),
    case("year 10000", "?", article("publishedDateTime: 10000-01-01T00:00:00Z")),
    case("a negative year", "?", article("publishedDateTime: -0044-03-15T00:00:00Z")),
    case("an offset of 99 hours", "?", article("publishedDateTime: 2022-03-23T20:13:00+99:00")),
    case("a timestamp without a zone", "?", article("publishedDateTime: 2022-03-23T20:13:00")),
    case("a date alone", "?", article("publishedDateTime: 2022-03-23")),
    case("a time alone", "?", article("publishedDateTime: 20:13:00")),
    case("thirty digits of a second", "?", article("publishedDateTime: 2022-03-23T20:13:00." + "1" * 30 + "Z")),
    case("an impossible date somewhere else", "?", article("note: {when: 2022-02-30}")),
    case("an impossible date as a key", "?", article("note: {2022-02-30: 1}")),
    case("naive beside aware", "?", article("related: [{publishedDateTime: 2022-01-01T00:00:00}, {publishedDateTime: 2022-01-01T00:00:00Z}]")),
    case("a title that is a number", "?", article("title: 2022")),
    case("a title that is true", "?", article("title: true")),
    case("a title that is a date", "?", article("title: 2022-03-23")),
    case("a title that is a list", "?", article("title: [a, b]")),
    case("a title that is a map", "?", article("title: {a: b}")),
    case("a title that is null", "?", article("title: null")),
    case("a title that is empty", "?", article("title: ''")),
    case("a title of blanks", "?", article("title: '   '")),
    case("an id that is a list", "?", article("id: [1]")),
    case("an id that is a control character", "?", article('id: "\\e[31m"')),
    case("an id with a line feed", "?", article('id: "a\\nb"')),
    case("topics that are a text", "?", article("topics: AI")),
    case("topics that are a map", "?", article("topics: {a: b}")),
    case("topics with everything in them", "?", article("topics: [AI, 1, null, 2022-01-01, [x], {y: z}, .nan, true]")),
    case("a provider that is a text", "?", article("provider: WBUR")),
    case("a provider whose name is a list", "?", article("provider: {name: [a], domain: {b: c}}")),
    case("related that is a map", "?", article("related: {title: a}")),
    case("related with texts and nulls", "?", article("related: [a, null, 3, {title: 5}]")),
    case("images that are numbers", "?", article("images: [1, {url: 2, width: wide}]")),
    case("published that is a text", "?", article("published: 'yes'")),
    case("secured that is a number", "?", article("secured: 12")),
    case("a URL that is a list", "?", article("webUrl: [https://www.example.com/]")),
    case("keys that are no text", "?", article("1: a\n2.5: b\ntrue: c\nnull: d\n2022-01-01: e\n.nan: f")),
    case("a key that is a list", "?", fenced("[a, b]: 1")),
    case("a key that is a map", "?", fenced("? {a: b}\n: 1")),
    case("a key that is empty", "?", article("'': a")),
    case("a key that is a control character", "?", article('"\\e[2J": a')),
    case("keys named as the index's own tags", "?", article("note: {$date: '2022-02-30', $float: x, $map: [1]}")),
    case("one key named as the index's own tag", "?", article("note: {$date: x}")),
    case("half a surrogate pair", "?", article('title: "\\ud83d"')),
    case("half a surrogate pair in a key", "?", article('"\\udc00": x')),
    case("a whole surrogate pair", "?", article('title: "\\ud83d\\ude00"')),
    case("a character beyond Unicode", "?", article('title: "\\U00110000"')),
    case("an escaped NUL", "?", article('title: "a\\0b"')),
    case("words that YAML 1.1 takes for booleans", "?", article("title: yes\nexcerpt: off")),
    case("a sexagesimal number", "?", article("quality: 12:30:45")),
    case("numbers with underscores", "?", article("quality: 1_000")),
]

SYNTAX = [
    case("an unclosed bracket", "?", fenced("title: [a")),
    case("an unclosed quote", "?", fenced("title: 'a")),
    case("a tab as indentation", "?", fenced("a:\n\tb: 1")),
    case("a colon in an unquoted title", "?", fenced("title: a: b")),
    case("a title that begins with a bracket", "?", fenced("title: [Video] a talk")),
    case("a title that begins with an at sign", "?", fenced("title: @home")),
    case("a title that begins with a backtick", "?", fenced("title: `x`")),
    case("a title that begins with a per cent sign", "?", fenced("title: %x")),
    case("a bad escape", "?", fenced('title: "\\q"')),
    case("a duplicate key", "?", article("note: 1\nnote: 2")),
    case("a duplicate key further down", "?", article("note:\n  a: 1\n  a: 2")),
    case("a merge key", "?", article("note: {<<: {a: 1}, b: 2}")),
    case("two documents", "?", fenced("title: a\n--- # second\ntitle: b")),
    case("a directive that nobody knows", "?", "---\n%FOO bar\n---\ntitle: x\n---\n"),
    case("a list instead of fields", "?", fenced("- a\n- b")),
    case("a single text instead of fields", "?", fenced("just words")),
    case("nothing but a comment", "?", fenced("# nothing")),
    case("nothing at all", "?", "---\n---\nbody\n"),
    case("null", "?", fenced("null")),
    case("a key without a blank after the colon", "?", fenced("title:x")),
    case("a conflict marker of git", "?", fenced("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> x")),
    case("a template's braces", "?", fenced("title: {{ title }}")),
    case("wrong indentation", "?", fenced("a:\n    b: 1\n  c: 2")),
    case("keep and strip indicators that clash", "?", fenced("title: |+- \n  a")),
]

CASES: list[Case] = DEPTH + BOMBS + TAGS + VALUES + SYNTAX
