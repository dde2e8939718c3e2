//! A text as its readers take it: percent-encodings, references of HTML and escapes of programming languages resolved,
//! each character with the place it came from.

use std::ops::Range;

/// How many layers of escapes are resolved, such as JSON within JSON within an address.
pub(super) const LAYERS: usize = 3;

/// Bytes that one byte of a secret takes at most within the layers, `&amp;#x0026;` for one.
pub(super) const LONGEST_ESCAPE: usize = 12;

/// Digits of the longest number that is taken for a character.
const MOST_DIGITS: usize = 8;

/// What HTML calls the signs of ASCII that somebody escapes.
const SIGNS: [(&str, char); 36] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("AMP", '&'),
    ("LT", '<'),
    ("GT", '>'),
    ("QUOT", '"'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("verbar", '|'),
    ("rcub", '}'),
];

/// What HTML calls the characters from U+00A0 to U+00FF, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml \
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
    egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave \
    uacute ucirc uuml yacute thorn yuml";

/// A text with some layers of its escapes resolved.
pub(super) struct View {
    pub(super) text: String,
    /// Where each byte comes from in the text as it was, and behind them where that ends.
    starts: Vec<usize>,
}

impl View {
    /// One layer resolved; `None` where there is nothing to resolve.
    pub(super) fn of(text: &str) -> Option<Self> {
        resolved(text, |at| at)
    }

    /// One more layer resolved.
    pub(super) fn deeper(&self) -> Option<Self> {
        resolved(&self.text, |at| self.starts[at])
    }

    /// Where something found in the view stands in the text as it was.
    pub(super) fn origin(&self, found: Range<usize>) -> Range<usize> {
        self.starts[found.start]..self.starts[found.end]
    }
}

/// Whether a text may hold an escape at all: most do not, and cost nothing more.
pub(super) fn may_be_in(text: &str) -> bool {
    memchr::memchr3(b'%', b'&', b'\\', text.as_bytes()).is_some()
}

fn begins(byte: u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\')
}

fn resolved(text: &str, origin: impl Fn(usize) -> usize) -> Option<View> {
    let mut view = View { text: String::new(), starts: Vec::new() };
    let (mut behind, mut at) = (0, 0);
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| begins(*byte)) {
        at += next;
        let Some((character, length)) = escape(&text[at..]) else {
            at += 1;
            continue;
        };
        view.text.push_str(&text[behind..at]);
        view.starts.extend((behind..at).map(&origin));
        view.text.push(character);
        view.starts.extend(std::iter::repeat_n(origin(at), character.len_utf8()));
        at += length;
        behind = at;
    }
    if behind == 0 {
        return None;
    }
    view.text.push_str(&text[behind..]);
    view.starts.extend((behind..=text.len()).map(origin));
    Some(view)
}

/// The character that an escape at the beginning of a text stands for, and how many bytes the escape has.
fn escape(text: &str) -> Option<(char, usize)> {
    match text.as_bytes() {
        [b'%', b'u', ..] => code_unit(text, "%u"),
        [b'%', ..] => bytes(text, "%"),
        [b'&', ..] => reference(text),
        [b'\\', b'x', ..] => bytes(text, "\\x"),
        [b'\\', b'u', b'{', ..] => braced(text),
        [b'\\', b'u', ..] => code_unit(text, "\\u"),
        [b'\\', b'U', ..] => Some((char::from_u32(hex(text.get(2..10)?)?)?, 10)),
        [b'\\', sign, ..] => Some((control(*sign)?, 2)),
        _ => None,
    }
}

/// What a letter or sign stands for behind a backslash.
fn control(sign: u8) -> Option<char> {
    match sign {
        b'n' => Some('\n'),
        b'r' => Some('\r'),
        b't' => Some('\t'),
        b'b' => Some('\u{8}'),
        b'f' => Some('\u{c}'),
        b'"' | b'\'' | b'\\' | b'/' => Some(char::from(sign)),
        _ => None,
    }
}

fn hex(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// The bytes of a character of UTF-8, each an escape of two digits; a byte that begins none is one of Latin-1.
fn bytes(text: &str, mark: &str) -> Option<(char, usize)> {
    let each = mark.len() + 2;
    let byte = |index: usize| {
        let escape = text.get(index * each..(index + 1) * each)?;
        u8::try_from(hex(escape.strip_prefix(mark)?)?).ok()
    };
    let first = byte(0)?;
    let count = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let all: Option<Vec<u8>> = (0..count).map(byte).collect();
    let character = all.and_then(|all| std::str::from_utf8(&all).ok()?.chars().next());
    Some(character.map_or((char::from(first), each), |character| (character, count * each)))
}

/// Four digits of UTF-16, or twice four.
fn code_unit(text: &str, mark: &str) -> Option<(char, usize)> {
    let each = mark.len() + 4;
    let unit = |index: usize| {
        let escape = text.get(index * each..(index + 1) * each)?;
        u16::try_from(hex(escape.strip_prefix(mark)?)?).ok()
    };
    let first = unit(0)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, each));
    }
    let character = char::decode_utf16([first, unit(1)?]).next()?.ok()?;
    Some((character, 2 * each))
}

/// `\u{e4}`.
fn braced(text: &str) -> Option<(char, usize)> {
    let digits = until(&text[3..], '}')?;
    Some((char::from_u32(hex(digits)?)?, digits.len() + 4))
}

/// `&lt;`, `&#60;` or `&#x3c;`.
fn reference(text: &str) -> Option<(char, usize)> {
    let name = until(&text[1..], ';')?;
    let character = match name.as_bytes() {
        [b'#', b'x' | b'X', ..] => char::from_u32(hex(&name[2..])?),
        [b'#', b'0'..=b'9', ..] => char::from_u32(name[1..].parse().ok()?),
        _ => named(name),
    };
    Some((character?, name.len() + 2))
}

/// What stands before an end that is near.
fn until(text: &str, end: char) -> Option<&str> {
    let near = &text[..text.floor_char_boundary(MOST_DIGITS + 3)];
    near.split_once(end).map(|(inner, _)| inner)
}

fn named(name: &str) -> Option<char> {
    if let Some((_, character)) = SIGNS.iter().find(|(sign, _)| *sign == name) {
        return Some(*character);
    }
    let index = LATIN.split(' ').position(|known| known == name)?;
    char::from_u32(0xa0 + u32::try_from(index).ok()?)
}
