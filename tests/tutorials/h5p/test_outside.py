"""What is fetched from elsewhere in ways that one does not see at once, and what only looks so."""

import io
import json
import time

import pytest

from tutorials.h5p.outside import in_code, in_content
from tutorials.h5p.package import examine

from .packages import files_of, library, needs, packed
from .test_archive import refused
from .test_package import changed

SHEETS = {
    "an escape": r"a{background:u\72l(https://rau.exemplu/a.png)}",
    "an escape that a blank ends": "a{background:\\000075 rl(https://rau.exemplu/a.png)}",
    "an escape of no number": r"a{background:\u\rl(https://rau.exemplu/a.png)}",
    "an escaped word": '@\\69mport "https://rau.exemplu/a.css";',
    "an escaped address": r'@import "\68 ttps:\2f\2frau.exemplu/a.css";',
    "a line end in an address": '@import "ht\\\ntps://rau.exemplu/a.css";',
    "an escaped line end": r'@import "ht\a tps://rau.exemplu/a.css";',
    "an escaped blank": r"a{background:url(\20https://rau.exemplu/a.png)}",
    "a tab in an address": '@import "ht\ttps://rau.exemplu/a.css";',
    "a set of images": 'a{background:image-set("https://rau.exemplu/a.png" 1x)}',
    "the second of a set": 'a{background:-webkit-image-set("a.png" 1x , "//rau.exemplu/a.png" 2x)}',
    "a set by a variable": 'a{--a:"https://rau.exemplu/a.png";background:image-set(var(--a) 1x)}',
    "strokes of the other kind": r'@import "https:\5c\5crau.exemplu/a.css";',
    "no strokes": '@import "http:rau.exemplu/a.css";',
    "capitals": 'A{BACKGROUND:URL("HTTPS://rau.exemplu/a.png")}',
    "a comment in a text": 'a{content:"/*"}b{background:url(https://rau.exemplu/a)}c{content:"*/"}',
    "a comment in an address": "a{b:url(/*)}b{background:url(https://rau.exemplu/a)}c{d:url(*/)}",
    "a mark in an address": 'a{b:url(x"y)}c{e:"/*"}d{background:url(https://rau.exemplu/a)}e{e:"*/"}',
    "an address that is none": '#url(a"/*"){}d{background:url(https://rau.exemplu/a)}e{e:"*/"}',
}


@pytest.mark.parametrize("style", SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize("name", ["a.css", "a.CSS"])
def test_a_style_sheet_that_fetches(name, style):
    assert {(each.host, each.loads) for each in in_code(name, style)} == {("rau.exemplu", True)}


@pytest.mark.parametrize(
    "style",
    [
        'a[href^="https://rau.exemplu/"]{color:red}',
        "a[href*='//rau.exemplu']{color:red}",
        '@namespace svg "http://www.w3.org/2000/svg";',
        "a{background:url(data:image/svg+xml,<svg xmlns='http://forma.exemplu/svg'></svg>)}",
        'a{background:url("data:font/woff;base64,//8AAAAA")}',
        '/* see "https://rau.exemplu/" and url(https://rau.exemplu/a) */',
        "a{color:red} // https://rau.exemplu/",
    ],
)
def test_a_style_sheet_that_only_looks_so(style):
    assert in_code("a.css", style) == []


@pytest.mark.parametrize("ending", ["css", "CSS", "Css"])
def test_the_ending_of_a_style_sheet_may_be_written_in_capitals(ending):
    name = f"H5P.TestQuestion-1.0/more.{ending}"
    style = b"a{background:url(https://rau.exemplu/a.png)}"
    assert refused(changed(**{name: style})) == [("outside-code", name)]


def test_the_ending_of_a_script_too():
    script = b"var player = 'https://filme.exemplu/api';"
    found = examine(io.BytesIO(changed(**{"H5P.TestChoice-1.0/more.JS": script})))
    assert [each.host for each in found.outside] == ["filme.exemplu"]


def test_of_many_addresses_some_are_told():
    style = "".join(f"a{{background:url(//a{number}.exemplu)}}" for number in range(1000))
    script = "".join(f"'https://a{number}.exemplu'" for number in range(1000))
    assert len(in_code("a.css", style)) == 10
    assert len(in_code("a.js", script)) == 100


ADDRESS = "https://rau.exemplu/app"
LOADS = {
    "a frame": {"source": ADDRESS},
    "a frame with blanks": {"source": f" \n{ADDRESS}"},
    "a frame in a part": {"parts": [{"library": "H5P.Fork 1.0", "params": {"source": ADDRESS}}]},
    "a frame that says a licence": {"source": ADDRESS, "license": "U"},
    "a picture": {"src": ADDRESS},
    "a moment of a timeline": {"timeline": {"date": [{"asset": {"media": ADDRESS}}]}},
    "under a name that says it": {"iframeUrl": ADDRESS},
    "under another name in a type that embeds": {
        "library": "H5P.IFrameEmbed 1.0",
        "params": {"url": ADDRESS},
    },
    "deeper in a type that embeds": {
        "library": "A.Embedder 1.0",
        "params": {"all": [{"url": ADDRESS}]},
    },
    "a type that embeds as a picture's rights": {
        "metadata": {"library": "H5P.IFrameEmbed 1.0", "params": {"source": ADDRESS}}
    },
    "a file of no kind": {"path": ADDRESS},
    "a film": {"path": "youtu.be/abc", "mime": "video/YouTube"},
    "a film by its whole address": {"path": "www.youtube.com/watch?v=abc", "mime": "video/mp4"},
    "a film of another site": {"path": "vimeo.com/123", "mime": "video/mp4"},
    "a film that says its site alone": {"path": "abc", "mime": "VIDEO/Vimeo"},
    "a film in entities": {"path": "youtu&period;be&#47;abc", "mime": "video/mp4"},
    "a quoted end": {"text": f'<img alt="a > b" src="{ADDRESS}">'},
    "a beginning in a text": {"text": f'<img alt="<" src="{ADDRESS}">'},
    "an attribute in a text": {"text": f"<img alt='src=\"' src='{ADDRESS}'>"},
    "many attributes": {"text": f"<img {'a ' * 5000}src={ADDRESS}>"},
    "the second attribute": {"text": f'<video poster="a.png" src="{ADDRESS}">'},
    "strokes between attributes": {"text": f"<img/alt/src={ADDRESS}>"},
    "an entity": {"text": '<img src="&#104;ttps&colon;&sol;&sol;rau.exemplu/app">'},
    "an entity with noughts": {"text": '<img src="&#0000000000104;ttps://rau.exemplu/app">'},
    "a line end in an address": {"text": '<img src="ht\ntps:/\t/rau.exemplu/app">'},
    "strokes of the other kind": {"text": '<img src="\\\\rau.exemplu/app">'},
    "the second of a set": {"text": f'<img srcset="a.png 1x, {ADDRESS} 2x">'},
    "a page in an attribute": {"text": f"<iframe srcdoc=\"<img src='{ADDRESS}'>\"></iframe>"},
    "style in entities": {"text": f'<p style="background:url(&quot;{ADDRESS}&quot;)">'},
    "style in escapes": {"text": r'<p style="background:u\72l(https://rau.exemplu/app)">'},
    "a set of images": {"text": f"<p style=\"background:image-set('{ADDRESS}' 1x)\">"},
    "style between comments": {"text": f'/* <p style="background:url({ADDRESS})"> */'},
    "a host by its number": {"text": '<img src="https://[2001:db8::1]/a">'},
    "a host without a dot": {"text": '<img src="https://2130706433/a">'},
}


@pytest.mark.parametrize("content", LOADS.values(), ids=LOADS)
def test_content_that_fetches(content):
    [found] = [each for each in in_content(content) if each.loads]
    assert found.reason.code == "outside"


@pytest.mark.parametrize("name", ["a frame", "a frame that says a licence", "a film"])
def test_a_package_with_such_content_is_refused(name):
    content = LOADS[name]
    about = content.get("source") or content["path"]
    assert refused(changed(**{"content/content.json": content})) == [("outside", about)]


LINKS = {
    "a link": {"linkWidget": {"protocol": "https://", "url": "rau.exemplu/app"}},
    "a link that is whole": {"title": "Legea", "linkWidget": {"protocol": "", "url": ADDRESS}},
    "a link in a part": {"library": "H5P.Link 1.3", "params": {"linkWidget": {"url": ADDRESS}}},
    "where a picture is from": {
        "file": {"path": "a.png", "mime": "image/png", "copyright": {"license": "U", "source": ADDRESS}}
    },
    "where a part is from": {"metadata": {"license": "CC BY", "source": ADDRESS}},
    "a source in words": {"source": f"Wikipedia, {ADDRESS}"},
    "a link beside a type that embeds": [
        {"library": "H5P.IFrameEmbed 1.0", "params": {"source": "a/index.html"}},
        {"library": "H5P.Link 1.3", "params": {"linkWidget": {"url": ADDRESS}}},
    ],
    "markup that is shown as words": {"text": f'<p>&lt;img src="{ADDRESS}"&gt;</p>'},
    "an address in brackets": {"text": f'Vedeți ("{ADDRESS}").'},
    "a film that is there": {"path": "videos/a.mp4", "mime": "video/mp4"},
    "sound in an address": {"text": '<audio src="data:audio/mp3;base64,//uQxAAA"></audio>'},
    "a formula": {"text": r"\(\frac{a}{b}\) // \[ \url \]"},
}


@pytest.mark.parametrize("content", LINKS.values(), ids=LINKS)
def test_content_that_only_leads_there(content):
    assert [each.url for each in in_content(content) if each.loads] == []


def test_the_main_library_may_be_one_that_embeds():
    assert [each.loads for each in in_content({"url": ADDRESS})] == [False]
    assert [each.loads for each in in_content({"url": ADDRESS}, "H5P.IFrameEmbed")] == [True]
    embedder = library("H5P.IFrameEmbed", "choice.js")
    files = {"content/content.json": json.dumps({"url": ADDRESS}).encode()}
    told = {"mainLibrary": "H5P.IFrameEmbed"}
    told["preloadedDependencies"] = needs("H5P.IFrameEmbed", "H5P.TestQuestion")
    assert refused(packed(files_of(**told) | embedder | files)) == [("outside", ADDRESS)]


LONG = 200_000
SLOW = {
    "escapes": "\\61 " * LONG,
    "strokes to the left": "\\" * LONG,
    "marks": "\"'" * LONG,
    "a text without an end": '"' + "\\a" * LONG,
    "addresses without an end": "url(" + "\\a" * LONG,
    "comments that never end": "/*" * LONG,
    "comments behind texts": '"/*' * LONG,
    "elements in elements": "<img " * LONG,
    "elements without an end": "<img a=" * LONG,
    "quoted elements": '<img "' * LONG,
    "attributes": "<img " + "a " * LONG,
    "blanks behind a name": ("<img src" + " " * 1000) * (LONG // 1000),
    "blanks in sheets": ("url(" + " " * 1000) * (LONG // 1000),
    "sets": "image-set(" * LONG,
    "pages": "<iframe/srcdoc=" * LONG,
    "entities": "<img src=" + "&#104;" * LONG,
    "a number without an end": "&#" + "9" * LONG,
    "noughts without an end": "&#" + "0" * LONG,
    "a number of sixteen signs": "&#x" + "f" * LONG,
    "strokes": '"https:' + "/" * LONG,
    "frames": "iframe" * LONG,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_a_text_that_is_made_to_be_read_for_ever(text):
    begun = time.process_time()
    in_content({"text": text, "path": text, "source": text, text: text})
    in_code("a.css", text)
    in_code("a.js", text)
    assert time.process_time() - begun < 10
