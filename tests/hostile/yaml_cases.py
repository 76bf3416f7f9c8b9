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


def _toml(line: str, count: int) -> str:
    return "+++\n" + "".join(line.format(number) for number in range(count)) + "+++\n"


DEPTH = [
    case("40,000 open brackets", "NC016:2", fenced("[" * MANY)),
    case("40,000 brackets, closed", "NC016:2", fenced("a: " + "[" * MANY + "]" * MANY)),
    case("40,000 open braces", "NC016:2", fenced("{a: " * MANY)),
    case("40,000 braces, closed", "NC016:2", fenced("a: " + "{a: " * MANY + "1" + "}" * MANY)),
    case("40,000 dashes on one line", "NC016:2", fenced("- " * MANY)),
    case("40,000 question marks on one line", "NC016:2", fenced("? " * MANY)),
    case("40,000 colons on one line", "NC010:2", fenced(": " * MANY)),
    case("dashes and question marks in turn", "NC016:2", fenced("- ? " * MANY)),
    case("dashes below a key", "NC016:3", fenced("a:\n" + "- " * MANY + "x")),
    case("brackets in a key", "NC016:2", fenced("? " + "[" * MANY + "]" * MANY + "\n: 1")),
    case("braces with quoted keys", "NC016:2", fenced("a: " + '{"a":' * MANY)),
    case("2,000 maps by indentation", "NC016:102", fenced("\n".join(" " * depth + "a:" for depth in range(2000)))),
    case("2,000 lists by indentation", "NC016:102", fenced("\n".join(" " * depth + "-" for depth in range(2000)))),
    case("100 lists are not too many", "listed", article("deep: " + "[" * 99 + "]" * 99)),
    case("101 lists are too many", "NC016:2", article("deep: " + "[" * 100 + "]" * 100)),
    case("brackets in a quoted text are text", "listed", article("note: '" + "[" * MANY + "'")),
    case("dashes in a block of text are text", "listed", article("note: |\n  " + "- " * MANY)),
    case("brackets in a comment are nothing", "listed", article("# " + "[{" * MANY)),
    case("anchors on every level", "NC016:2", fenced("a: " + "&a [" * MANY)),
    case("tags on every level", "NC016:2", fenced("a: " + "!!seq [" * MANY)),
    case("deep after a document start", "NC016:3", fenced("--- # again\n" + "- " * MANY)),
    case("deep with carriage returns", "NC016:3", f"---\r\na:\r\n{'- ' * MANY}x\r\n---\r\n"),
    case("deep with tabs", "NC010:3", fenced("a:\n \t" + "- " * MANY + "x")),
]

BOMBS = [
    case("a billion laughs", "NC017:8", fenced(_laughs(20))),
    case("a billion laughs in maps", "NC017:21", fenced(_map_laughs(40))),
    case("laughs that expand to ten thousand", "listed", fenced(_laughs(5))),
    case("a quadratic blowup", "NC017:3", fenced(f"a: &a {'x' * MANY}\nb: [{'*a, ' * 10_000}]")),
    case("merge keys that double", "NC017:21", fenced(_merges(40))),
    case("merge keys that double, harmlessly few", "listed NC041:3", fenced(_merges(4))),
    case("60,000 aliases", "NC017:3", fenced("a: &a [1, 2, 3]\nb: [" + "*a, " * 60_000 + "]")),
    case("an alias to itself in a list", "NC015:2", fenced("a: &a [*a]")),
    case("an alias to itself in a map", "NC015:2", fenced("a: &a {b: *a}")),
    case("an alias to itself as a key", "NC014:2", fenced("? &a [*a]\n: 1")),
    case("the whole map inside itself", "NC015:2", fenced("&a\ntitle: one\nself: *a")),
    case("an alias to nothing", "NC010:2", fenced("title: *missing")),
    case("an anchor used twice is fine", "listed", article("title: &t One\nnote: *t")),
    case("a list of 500,000", "NC017:200001", fenced("note:\n" + "- a\n" * 500_000), apart=True),
    case("a list of 190,000", "listed", article("note:\n" + "- a\n" * 190_000), apart=True),
    case("a list of 500,000 in brackets", "NC017:2", fenced("note: [" + "a, " * 500_000 + "]"), apart=True),
    case("300,000 keys", "NC017:100002", fenced("\n".join(f"k{n}: v" for n in range(300_000))), apart=True),
    case("99,990 keys", "listed", fenced("\n".join(f"k{n}: v" for n in range(99_990))), apart=True),
    case("100,000 TOML tables", "NC017:100002", _toml("[t{}]\na = 1\n", 100_000), apart=True),
    case("49,000 TOML tables", "listed", _toml("[t{}]\na = 1\n", 49_000), apart=True),
    case("90,000 TOML keys", "listed", _toml("k{} = 1\n", 90_000), apart=True),
    case("a JSON list of 500,000", "NC017:1", '{"note": [' + "1, " * 500_000 + "1]}", apart=True),
    case("199,000 nulls among the topics", "listed", fenced("topics:\n" + "-\n" * 199_000), apart=True),
    case("20,000 keys", "listed", fenced("\n".join(f"k{n}: v" for n in range(20_000)))),
    case("a key 5,000 times", "listed NC040:3", fenced("\n".join("a: 1" for _ in range(5_000)))),
    case("20,000 topics", "listed", article("topics: [" + "AI, " * 20_000 + "]")),
    case("200,000 colons in a time", "listed NC051:2", fenced("a: " + "12:" * 200_000 + "30")),
    case("a value of 1 MiB", "listed", article("note: " + "x" * 1024 * 1024)),
    case("a title of 1 MiB", "listed", article("title: " + "word " * 200_000)),
    case("a line of blanks of 3 MiB", "listed", article("note: a\n" + " " * 3 * 1024 * 1024)),
    case("a key of 2 MiB", "NC010:2", fenced("k" * 2 * 1024 * 1024 + ": 1")),
    case("half a million quotes", "listed", article("note: '" + "''" * 500_000 + "'")),
    case("half a million escapes", "listed", article('note: "' + r"\u0041" * 500_000 + '"')),
    case("half a million next-line characters", "listed", article("note: '" + "\x85" * 500_000 + "'")),
]

TAGS = [
    case("a Python object", "NC012:2", fenced("title: !!python/object/apply:os.system ['true']")),
    case("a Python name", "NC012:2", fenced("title: !!python/name:os.system")),
    case("a Python tuple", "NC012:2", fenced("title: !!python/tuple [1, 2]")),
    case("a tag in full", "NC012:2", fenced("title: !<tag:yaml.org,2002:python/object:object> {}")),
    case("a tag of one's own", "NC012:2", fenced("title: !mine x")),
    case("a tag with a directive", "NC010:2", "---\n%TAG !e! tag:example.com,2000:\n---\ntitle: !e!x y\n---\n"),
    case("binary", "NC012:2", article("title: !!binary aGVsbG8=")),
    case("binary that is none", "NC012:2", article("title: !!binary x")),
    case("a set", "NC012:2", article("topics: !!set {a, b}")),
    case("an ordered map", "NC012:2", article("topics: !!omap [a: 1, b: 2]")),
    case("pairs", "NC012:2", article("topics: !!pairs [a: 1, a: 2]")),
    case("a boolean that is none", "NC018:2", article("published: !!bool x")),
    case("a number that is none", "NC018:2", article("quality: !!int x")),
    case("a fraction that is none", "NC018:2", article("quality: !!float x")),
    case("a null that is none", "NC018:2", article("excerpt: !!null x")),
    case("a timestamp that is none", "NC012:2", article("publishedDateTime: !!timestamp x")),
    case("a text by its tag is a text", "listed", article("title: !!str 2022")),
    case("a map by its tag", "listed", article("provider: !!map {name: a, domain: example.com}")),
    case("a list said to be a map", "listed NC201:2", article("provider: !!map [1]")),
    case("a merge tag", "NC012:2", fenced("!!merge <<: {a: 1}\ntitle: x")),
    case("an integer said to be a text", "listed NC203:2", article("quality: !!str 5")),
    case("the bare exclamation mark", "listed", article("title: ! 12")),
]

VALUES = [
    case("an integer of 5,000 digits", "NC018:2", article("quality: " + "9" * 5000)),
    case("an integer of 5,000 digits in a list", "NC018:2", article("numbers: [" + "9" * 5000 + "]")),
    case("an integer of 5,000 digits as a key", "NC010:2", article("note: {" + "9" * 5000 + ": 1}")),
    case("a hexadecimal integer of 5,000 digits", "NC018:2", article("quality: 0x" + "f" * 5000)),
    case("an octal integer of 9,000 digits", "NC018:2", article("quality: 0o" + "7" * 9000)),
    case("an integer just over 64 bits", "listed NC204:2", article("quality: 9223372036854775808")),
    case("an integer just under 64 bits", "listed NC204:2", article("heat: -9223372036854775809")),
    case("the largest integer of 64 bits", "listed", article("quality: 9223372036854775807")),
    case("an id over 64 bits", "listed NC202:2", article("id: 99999999999999999999")),
    case("not a number", "listed NC203:2", article("quality: .nan")),
    case("infinity", "listed NC203:2", article("heat: .inf")),
    case("negative infinity in a list", "listed", article("note: [-.inf, .NaN]")),
    case("a fraction with a large exponent", "listed NC203:2", article("quality: 1e999")),
    case("a fraction with a million digits", "listed", article("note: 0." + "1" * 1_000_000)),
    case("the 30th of February", "listed NC206:2", article("publishedDateTime: 2022-02-30")),
    case("the 13th month", "listed NC206:2", article("publishedDateTime: 2022-13-01T00:00:00Z")),
    case("the 25th hour", "listed NC206:2", article("publishedDateTime: 2022-03-23T25:00:00Z")),
    case("a leap second", "listed NC206:2", article("publishedDateTime: 2016-12-31T23:59:60Z")),
    case("year 0", "listed NC206:2", article("publishedDateTime: 0000-01-01T00:00:00Z")),
    case(
        "year 1 with an offset that leads out of it",
        "listed NC206:2",
        article("publishedDateTime: 0001-01-01T00:00:00+14:00"),
    ),
    case(
        "year 9999 with an offset that leads out of it",
        "listed NC206:2",
        article("publishedDateTime: 9999-12-31T23:59:59-12:00"),
    ),
    case("year 10000", "listed NC206:2", article("publishedDateTime: 10000-01-01T00:00:00Z")),
    case("a negative year", "listed NC206:2", article("publishedDateTime: -0044-03-15T00:00:00Z")),
    case("an offset of 99 hours", "listed NC206:2", article("publishedDateTime: 2022-03-23T20:13:00+99:00")),
    case("a timestamp without a zone", "listed NC207:2", article("publishedDateTime: 2022-03-23T20:13:00")),
    case("a date alone", "listed NC206:2", article("publishedDateTime: 2022-03-23")),
    case("a time alone", "listed NC051:2 NC206:2", article("publishedDateTime: 20:13:00")),
    case("thirty digits of a second", "listed", article("publishedDateTime: 2022-03-23T20:13:00." + "1" * 30 + "Z")),
    case("an impossible date somewhere else", "listed", article("note: {when: 2022-02-30}")),
    case("an impossible date as a key", "listed", article("note: {2022-02-30: 1}")),
    case(
        "naive beside aware",
        "listed NC207:2",
        article("related: [{publishedDateTime: 2022-01-01T00:00:00}, {publishedDateTime: 2022-01-01T00:00:00Z}]"),
    ),
    case("a title that is a number", "listed NC202:2", article("title: 2022")),
    case("a title that is true", "listed NC202:2", article("title: true")),
    case("a title that is a date", "listed NC202:2", article("title: 2022-03-23")),
    case("a title that is a list", "listed NC202:2", article("title: [a, b]")),
    case("a title that is a map", "listed NC202:2", article("title: {a: b}")),
    case("a title that is null", "listed", article("title: null")),
    case("a title that is empty", "listed", article("title: ''")),
    case("a title of blanks", "listed", article("title: '   '")),
    case("an id that is a list", "listed NC202:2", article("id: [1]")),
    case("an id that is a control character", "listed", article('id: "\\e[31m"')),
    case("an id with a line feed", "listed", article('id: "a\\nb"')),
    case("topics that are a text", "listed NC201:2", article("topics: AI")),
    case("topics that are a map", "listed NC201:2", article("topics: {a: b}")),
    case(
        "topics with everything in them",
        "listed NC202:2",
        article("topics: [AI, 1, null, 2022-01-01, [x], {y: z}, .nan, true]"),
    ),
    case("a provider that is a text", "listed NC201:2", article("provider: WBUR")),
    case("a provider whose name is a list", "listed NC202:2", article("provider: {name: [a], domain: {b: c}}")),
    case("related that is a map", "listed NC201:2", article("related: {title: a}")),
    case("related with texts and nulls", "listed NC201:2 NC202:2", article("related: [a, null, 3, {title: 5}]")),
    case("images that are numbers", "listed NC201:2 NC202:2 NC203:2", article("images: [1, {url: 2, width: wide}]")),
    case("published that is a text", "listed NC205:2", article("published: 'yes'")),
    case("secured that is a number", "listed NC202:2", article("secured: 12")),
    case("a URL that is a list", "listed NC202:2", article("webUrl: [https://www.example.com/]")),
    case("keys that are no text", "listed NC040:4", article("1: a\n2.5: b\ntrue: c\nnull: d\n2022-01-01: e\n.nan: f")),
    case("a key that is a list", "NC014:2", fenced("[a, b]: 1")),
    case("a key that is a map", "NC014:2", fenced("? {a: b}\n: 1")),
    case("a key that is empty", "listed", article("'': a")),
    case("a key that is a control character", "listed", article('"\\e[2J": a')),
    case("keys named as the index's own tags", "listed", article("note: {$date: '2022-02-30', $float: x, $map: [1]}")),
    case("one key named as the index's own tag", "listed", article("note: {$date: x}")),
    case("half a surrogate pair", "NC010:2", article('title: "\\ud83d"')),
    case("half a surrogate pair in a key", "NC010:2", article('"\\udc00": x')),
    case("a whole surrogate pair", "listed", article('title: "\\ud83d\\ude00"')),
    case("a character beyond Unicode", "NC010:2", article('title: "\\U00110000"')),
    case("an escaped NUL", "listed", article('title: "a\\0b"')),
    case("words that YAML 1.1 takes for booleans", "listed NC051:2", article("title: yes\nexcerpt: off")),
    case("a sexagesimal number", "listed NC051:2 NC203:2", article("quality: 12:30:45")),
    case("numbers with underscores", "listed", article("quality: 1_000")),
]

SYNTAX = [
    case("an unclosed bracket", "NC010:2", fenced("title: [a")),
    case("an unclosed quote", "NC010:2", fenced("title: 'a")),
    case("a tab as indentation", "NC010:3", fenced("a:\n\tb: 1")),
    case("a colon in an unquoted title", "NC010:2", fenced("title: a: b")),
    case("a title that begins with a bracket", "NC010:2", fenced("title: [Video] a talk")),
    case("a title that begins with an at sign", "NC010:2", fenced("title: @home")),
    case("a title that begins with a backtick", "NC010:2", fenced("title: `x`")),
    case("a title that begins with a per cent sign", "NC010:2", fenced("title: %x")),
    case("a bad escape", "NC010:2", fenced('title: "\\q"')),
    case("a duplicate key", "listed NC040:3", article("note: 1\nnote: 2")),
    case("a duplicate key further down", "listed NC040:4", article("note:\n  a: 1\n  a: 2")),
    case("a merge key", "listed NC041:2", article("note: {<<: {a: 1}, b: 2}")),
    case("two documents", "NC007:3", fenced("title: a\n--- # second\ntitle: b")),
    case("a directive that nobody knows", "NC010:2", "---\n%FOO bar\n---\ntitle: x\n---\n"),
    case("a list instead of fields", "NC007:2", fenced("- a\n- b")),
    case("a single text instead of fields", "NC007:2", fenced("just words")),
    case("nothing but a comment", "listed NC006:1", fenced("# nothing")),
    case("nothing at all", "listed NC006:1", "---\n---\nbody\n"),
    case("null", "listed NC006:1", fenced("null")),
    case("a key without a blank after the colon", "NC007:2", fenced("title:x")),
    case("a conflict marker of git", "NC010:2", fenced("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> x")),
    case("a template's braces", "NC014:2", fenced("title: {{ title }}")),
    case("wrong indentation", "NC010:4", fenced("a:\n    b: 1\n  c: 2")),
    case("keep and strip indicators that clash", "NC010:2", fenced("title: |+- \n  a")),
]

CASES: list[Case] = DEPTH + BOMBS + TAGS + VALUES + SYNTAX
