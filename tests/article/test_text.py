"""What is equal, what a word is, and what a reader sees of a body."""

import re
import time
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.letters import UNSPACED, fold
from newscat.article.markup import blocks
from newscat.article.text import SIGNS, Token, analyze, folded, format_of, is_unspaced, parted, plain, shown, tokens

# --- folding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AbC", "abc"),
        ("Ωμέγα ΤΈΛΟΣ", "ωμεγα τελοσ"),
        ("Ёжик Йод йод", "ежик йод йод"),
        ("Żółć Ħal Đakovo Tromsø Æsir Cœur Þing Ðe Ŋ ıI", "zolc hal dakovo tromso aesir coeur thing de n ii"),
        ("Weißbier ẞ", "weissbier ss"),
        ("Ａ① ﬂuﬀ ²", "a1 fluff 2"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("가나", "가나"),
        ("zero\u200bwidth soft\xadhyphen \u2060\ufeff", "zerowidth softhyphen "),
        ("كُتُبٌ كـتـب إسلام", "كتب كتب اسلام"),
        ("סֵפֶר", "ספר"),
        ("क़िताब", "क\u093cिताब"),
        ("İstanbul", "istanbul"),
    ],
)
def test_what_is_folded(text: str, expected: str) -> None:
    assert folded(text) == normalize("NFC", expected)
    assert folded(normalize("NFD", text)) == folded(normalize("NFC", text)) == folded(text)


@given(st.text())
@example("ᾼ ſ K Å ﬃ ǅ")
def test_folded_text_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't panic: 20.04, snake_case!", "don t panic 20 04 snake case"),
        ("C++ C# F#, (.NET) .gitignore node.js", "c++ c# f# .net .gitignore node js"),
        ("C++17 i+++j a#b ASP.NET ... .5 +1 #tag", "c++ 17 i j a b asp net 5 1 tag"),
        ("上海市", "上海 海市 市"),
        ("海", "海"),
        ("iPhone手机壳x", "iphone 手机 机壳 壳 x"),
        ("ジョン・スミス、東京。", "ジョ ョン ン スミ ミス ス 東京 京"),
        ("한국어 뉴스", "한국 국어 어 뉴스 스"),
        ("ภาษา", "ภา าษ ษา า"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("រៀងៗ ၸၢႆးꩡ", "រៀ ៀង ងៗ ៗ ၸၢ ၢႆ ႆး းꩡ ꩡ"),
        ("Go🚀🚀 now ☀️ 👩\u200d👧 👍🏽 €5", "go 🚀 🚀 now ☀ 👩 👧 👍 € 5"),
        ("Apps™ A®", "apps a ®"),
        ("│ ─── ▓", ""),
        (" \t\0\x1f¿?“”…", ""),
        ("\ud800x", "x"),
    ],
)
def test_the_words_of_a_text(text: str, expected: str) -> None:
    assert analyze(text) == expected


@given(st.text() | st.text(st.sampled_from("ab C+#. _上海海ガ서울é🚀Łﬁ-")))
def test_words_are_parted_by_single_spaces_and_have_no_other_ascii_than_letters_digits_and_signs(text: str) -> None:
    words = analyze(text).split(" ")
    assert words == analyze(text).split() or words == [""]
    assert all(letter.isalnum() or letter in SIGNS or not letter.isascii() for word in words for letter in word)


@given(
    st.lists(
        st.sampled_from(
            [*"abC+#.N _-上海é🚀Łﬁß", "ガ", "カ\u3099", "서", "서", "👍🏽", "Й", "и\u0306", "ไทย", "हिन्दी", "a\u200d"]
        )
    )
)
def test_places_are_those_of_the_words(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(tokens(text))
    assert [token.text for token in found] == analyze(text).split()
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)


@given(
    st.lists(
        st.sampled_from(
            [*"aZ éß™ΣΩяЙи\u0301\u0306\u061a\u200d上海市ガカ\u3099ｶ한ㄱไ\u0e33ा株㍿𠮷𐌰𝒜①→★°🚀。、“—", "上海", "→上"]
        )
    ).map("".join)
)
@example("йؚ上 🚀上海 яガ")
def test_text_is_analysed_as_a_whole_as_each_of_its_words_is(text: str) -> None:
    words: list[str] = []
    for word in fold(text, words=True).split():
        for run in re.findall(f"[{UNSPACED}\U00010000-\U0010ffff]+|[^{UNSPACED}\U00010000-\U0010ffff]+", word):
            is_run = is_unspaced(run) or run > "\U00010000"
            words += [run[at : at + 2] for at in range(len(run))] if is_run else [run]
    assert analyze(text).split() == words
    assert [" ".join(each.decode().split()) for each in parted([text, "\0", ".net\0x", text])] == [
        analyze(text), "", ".net x", analyze(text),
    ]  # fmt: skip


def test_marks_of_two_scripts_on_a_letter_stop_nothing() -> None:
    assert [one.text for one in tokens("\u07eb\u3099b c")] == ["\u3099", "\u07ebb", "c"]


def test_what_stands_for_a_byte_that_could_not_be_read_is_no_word() -> None:
    assert analyze("caf\ufffd au\ufffdlait \ufffd") == "caf au lait"


def test_long_text_is_analysed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "上海 c++  北京市 .NET a\u0301 é\n\u0301 x #y 🚀 end of it"
    expected = analyze(text)
    for size in range(1, len(text)):
        monkeypatch.setattr("newscat.article.text._PIECE", size)
        assert analyze(text) == expected


def test_the_place_of_a_word_has_its_accents_and_signs() -> None:
    text = "Re\u0301sume\u0301, C++17: \u110b\u116e ½ 上海x"
    assert list(tokens(text)) == [
        Token("resume", 0, 8), Token("c++", 10, 13), Token("17", 13, 15), Token("우", 17, 19), Token("1", 20, 21),
        Token("⁄", 20, 21), Token("2", 20, 21), Token("上海", 22, 24), Token("海", 23, 24), Token("x", 24, 25),
    ]  # fmt: skip


def test_which_text_has_no_spaces_between_words() -> None:
    assert [is_unspaced(text) for text in ("", None, "abc", "é🚀", "हिन्दी", "x技", "서", "ไ", "・。")] == [
        False, False, False, False, False, True, True, True, False,
    ]  # fmt: skip


# --- Markdown and HTML ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("**bold**face and _it_ __x__ ~~gone~~ `co*d*e`", "boldface and it x gone co*d*e"),
        ("2 * 3 * 4, snake_case_name, \\*kept\\*", "2 * 3 * 4, snake_case_name, *kept*"),
        ("[text](https://x.example/a_(b) \"Title\") ![alt](i.png)", "text alt"),
        ("[![badge](b.svg)](https://ci.example)", "badge"),
        ("a [b][one]\n\n[one]: https://x.example 'T'\n[^1]: A note\n", "a b\n\n\n[^1]: A note"),
        ("# One #\n\nTwo\n===\n\n> three\n\n- [x] four\n1. five\n\n---\n", "One #\n\nTwo\n\n\nthree\n\nfour\nfive"),
        ("```html\n<div class=\"kept\">\n```\nafter", "<div class=\"kept\">\nafter"),
        ("~~~\na [b](c)\n", "a [b](c)"),
        ("text\n\n    code <b>\n\nmore", "text\n\ncode <b>\nmore"),
        ("- item\n\n    still *text*\n", "item\n\n    still text"),
        ("<p>caf&eacute; <b>un</b>believable<br>x</p><!-- note --><script>var y=1</script>", "café unbelievable\nx"),
        ("a <img src=\"s.png\" alt=\"a sunset\"> b", "a a sunset b"),
        ("<style>\n.x { y: z }\n</style>\ntext < 3 <https://x.example>", "text < 3 <https://x.example>"),
        ("{{< figure src=\"x\" >}}in{{% /note %}} {% include y %}{{ page.z }}", "in"),
        ("import Tabs from '@theme/Tabs';\n\n<Tabs items={[1]}>\nIn\n</Tabs>\n", "In"),
        ("Yes{% else %}No{# not\nthis #} {{{a}}} f(x) {% set b = {c: 1} %}.", "Yes No f(x) ."),
        ("## Top {#top .big}\n{: .note}\nreturns {:ok, pid} or {x}", "Top\nreturns {:ok, pid} or {x}"),
        ("[a]({{< ref \"b.md\" >}} \"t\") and `{{ c }}` {/* d\ne */}", "a and {{ c }}"),
        ("import {\n  A,\n  B\n} from 'x'\n\nimport 'y.css'\nimport duties rose", "import duties rose"),
        ("<Tab.Item on={() => { x }} label='a > b'>c</Tab.Item>d, List<int>", "c d, List"),
        ("512KB~1MB, 64~144; see![x](y)z [a][b]", "512KB~1MB, 64~144; see xz [a][b]"),
        ("<button>a</button><x-y>b</x-y> c<wbr>d <o:p> <ab:c@d.e>", "a\nb\ncd <o:p> <ab:c@d.e>"),
        ("  :::note[A b] c\nd\n:::\n::::tip\ne :::f", "A b\nc\nd\ne :::f"),
        ("[[a]](b) [c [d] e](f) [[g]", "[a] c [d] e [[g]"),
        ("[[It's one#Top|text]] [[Page]] ![[e.png|9]]\n\n%% not\nthis %%\n100%% [[ x || y ]]",
         "text [[Page]] [[e.png|9]]\n100%% [[ x || y ]]"),
        ("#include <stdio.h> and <a.b@c.example>", "#include <stdio.h> and <a.b@c.example>"),
        ("- a\n\n    ```js\n    <b>\n    ```\n\n    c *d*\n\ne\n\n    *f*\n \n\n    <g>\n- h",
         "a\n<b>\nc d\ne\n*f*\n<g>\nh"),
        ("1. ```\n   [x](y)\n   ```\n### 2. Two\n> 3. Three", "[x](y)\n2. Two\nThree"),
        ("a&nbsp;b &#x41;&#66; ?a=1&copy=2 `&amp;`", "a\xa0b AB ?a=1&copy=2 &amp;"),
        ("<iframe title='A map' src=x></iframe><img title=t alt=sun>", "A map\nsun"),
        ("\0000\0 \ue0000\ue001 `a`", "\ufffd0\ufffd \ue0000\ue001 a"),
        ("use the <script> tag\n\nand more", "use the\ntag\n\nand more"),
        ("| a | b |\n|---|--:|\n| c | d |", "| a | b |\n\n| c | d |"),
    ],
)  # fmt: skip
def test_markdown_as_a_reader_sees_it(body: str, expected: str) -> None:
    def tidy(text: str) -> list[str]:
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()]

    assert tidy(plain(body)) == tidy(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q&A, R&D &amp; &#8217;", "Q&A, R&D & ’"),
        ("<p>One <b>two</b></p>", "One two"),
        ("<iframe src='x' title='A talk'></iframe>", "A talk"),
        ("a<!-- more -->b", "ab"),
        ("Map<K, List<String>> and <script>, <T>", "Map<K, List<String>> and <script>, <T>"),
    ],
)
def test_a_string_as_a_reader_sees_it(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_html_as_a_reader_sees_it() -> None:
    body = (
        '<html><head><title>No</title><style>p { color: red }</style></head><body class="no"><p>Caf&eacute; &amp; '
        "<i>b</i>ar<!-- no --></p><script>no()</script><pre>a\n  *b*</pre></body></html>"
    )
    assert plain(body, "html").split() == ["Café", "&", "bar", "a", "*b*"]
    assert plain("a<o:p class='b'>c</o:p>", "html") == "a c"


def test_mdx_has_modules_and_no_indented_code() -> None:
    assert plain("export const a = {\n  b: 1,\n}\n\nc\nexport default d\n", "mdx").split() == ["c"]
    assert plain("export default a") == "export default a"
    body = "<Tabs>\n\n    <Tab label='x'>\n\n    *a* `<b>`\n\n    </Tab>\n</Tabs>"
    assert plain(body, "mdx").split() == ["a", "<b>"]
    assert plain(body).split() == ["<Tab", "label='x'>", "*a*", "`<b>`", "</Tab>"]


@pytest.mark.parametrize(
    ("path", "format"),
    [("a.md", "markdown"), ("b.MDX", "mdx"), ("c/d.html", "html"), ("e.htm", "html"), ("f", "markdown")],
)
def test_the_format_of_a_body(path: str, format: str) -> None:
    assert format_of(path) == format


@given(
    st.lists(
        st.sampled_from(
            [
                "word",
                "**b**",
                "_i_",
                "`c`",
                "\n\n",
                "\n",
                "- x",
                "# h",
                "> q",
                "<b>t</b>",
                "&amp;",
                "{{< x y >}}",
                "{% z %}",
                "<Card a={b}>",
                "</Card>",
                "[l](#m)",
                "\n```\n",
                "{#i}",
            ]
        )
    )
)
def test_its_words_are_those_of_a_parser(parts: list[str]) -> None:
    body = " ".join(parts)
    seen = " ".join("".join(span.text for span in block.spans) for block in blocks(body))
    assert analyze(plain(body)) == analyze(seen)


@pytest.mark.parametrize(
    "part",
    ["[", "![", "](", "[a](", "*", "**a", "_a", "`", "``a", "<a ", '<a "', "<script>", "<!--", "{{", "{%", "\\", "\n> ",
     "\n```\n", "\n\n    a", "&", "\n[a]: ", "~~", "- ", "\n- ", "<", "{/*", "1. ", "=\n",
     "{", "{{a", "{#", "{:", "{.a", "{% a", "<A ", "<A b={", "<A b={{", "\nimport a ", "\nimport ", "\n    a", "\n \n",
     "\n\n    ```\n", "\n- a\n\n    b", "[[a]", "[[", "[[a|", "\n:::[a", "\nexport const ",
     "\0", "&a", "<iframe title="],
)  # fmt: skip
@pytest.mark.parametrize("format", ["markdown", "mdx", "html"])
def test_no_body_takes_long(part: str, format: str) -> None:
    began = time.process_time()
    analyze(plain(part * (200_000 // len(part)), format))
    assert time.process_time() - began < 3


@given(
    st.text(st.sampled_from("aZ éß™Σς\u0301\u0306иİŉᾳ한ㄱ\u1100\u1161\u11a8がカ\u3099ｶﾞ上豈ไ\u0e33\u0e48🚀①Ａ、。हिन्दी"))
)
@example("Ϋ́ΰΐﬁ Ǆǆ Ⅷ ½ ꭰᎠ")
def test_text_is_folded_by_runs_as_it_is_as_a_whole(text: str) -> None:
    for words in (True, False):
        assert fold(f"{text} \u1100", words=words) == f"{fold(text, words=words)} \u1100"  # Jamo: as a whole


@pytest.mark.parametrize(
    "parts", [("~~", "`"), ("x", "`"), ("[a](", "\n"), ("x\n", " ", "]"), ("\n \n", "\n    a"), ("<a ", "'")]
)
def test_no_runs_of_signs_take_long(parts: tuple[str, ...]) -> None:
    began = time.process_time()
    plain("".join(part * 30_000 for part in parts))
    assert time.process_time() - began < 1
