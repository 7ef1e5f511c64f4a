//! Takes a page apart at its tags, as far as the HTML standard's tokenizer is needed for it. Never loses a byte: the parts in
//! their order are the page. What it does not understand is text.

/// Elements whose content is text, whatever it looks like.
const HOLD_TEXT: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// A part of a page.
#[derive(Debug)]
pub(super) enum Piece<'p> {
    Start(Tag<'p>),
    End(Tag<'p>),
    /// Text, comments, the document type, and all that elements hold whose content is text.
    Text(&'p str),
}

/// A tag as it is written.
#[derive(Debug)]
pub(super) struct Tag<'p> {
    /// In lower case.
    pub(super) name: String,
    /// All of it.
    pub(super) text: &'p str,
    /// Up to the end of its name.
    pub(super) opening: &'p str,
    pub(super) attributes: Vec<Attribute<'p>>,
    /// A slash stands before its end.
    pub(super) closed: bool,
}

/// An attribute as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'p> {
    pub(super) name: &'p str,
    /// Without the quotes around it; none where there is none.
    pub(super) value: Option<&'p str>,
    /// Name and value.
    pub(super) text: &'p str,
}

impl Tag<'_> {
    pub(super) fn has_name(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// Whether its attributes mean the same in any order. Of two with one name the first counts, and a name that begins with `=`
    /// would become a value.
    pub(super) fn any_order(&self) -> bool {
        let again = |(at, one): (usize, &Attribute<'_>)| {
            self.attributes[..at].iter().any(|earlier| earlier.name.eq_ignore_ascii_case(one.name))
        };
        !self.attributes.iter().enumerate().any(again) && !self.attributes.iter().any(|one| one.name.starts_with('='))
    }

    /// The same tag with these attributes.
    pub(super) fn with<T: AsRef<str>>(&self, attributes: &[T]) -> String {
        let mut written = self.opening.to_owned();
        for attribute in attributes {
            written.push(' ');
            written.push_str(attribute.as_ref());
        }
        // The space keeps the slash out of a value without quotes.
        written.push_str(if self.closed { " />" } else { ">" });
        written
    }
}

impl<'p> Piece<'p> {
    /// As it stands in the page.
    pub(super) fn text(&self) -> &'p str {
        match self {
            Piece::Start(tag) | Piece::End(tag) => tag.text,
            Piece::Text(text) => text,
        }
    }
}

/// The page's parts in their order.
pub(super) fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let piece = first(rest);
        rest = &rest[piece.text().len()..];
        let content = match &piece {
            Piece::Start(tag) if tag.has_name(&HOLD_TEXT) => &rest[..content(rest, &tag.name)],
            _ => "",
        };
        pieces.push(piece);
        if !content.is_empty() {
            pieces.push(Piece::Text(content));
            rest = &rest[content.len()..];
        }
    }
    pieces
}

fn first(rest: &str) -> Piece<'_> {
    let bytes = rest.as_bytes();
    let ends_tag = bytes.get(1) == Some(&b'/');
    if bytes[0] == b'<' && bytes.get(1 + usize::from(ends_tag)).is_some_and(u8::is_ascii_alphabetic) {
        // A tag that nothing ends is no tag.
        return match tag(rest, 1 + usize::from(ends_tag)) {
            Some(tag) if ends_tag => Piece::End(tag),
            Some(tag) => Piece::Start(tag),
            None => Piece::Text(rest),
        };
    }
    Piece::Text(match bytes {
        [b'<', b'!', b'-', b'-', ..] => &rest[..comment(rest)],
        [b'<', b'!' | b'?' | b'/', ..] => &rest[..rest.find('>').map_or(rest.len(), |at| at + 1)],
        _ => &rest[..bytes[1..].iter().position(|sign| *sign == b'<').map_or(rest.len(), |at| at + 1)],
    })
}

/// The length of the comment at the beginning.
fn comment(rest: &str) -> usize {
    const OPENING: usize = "<!--".len();
    let inside = &rest[OPENING..];
    for at_once in [">", "->"] {
        if inside.starts_with(at_once) {
            return OPENING + at_once.len();
        }
    }
    let end = |mark: &str| inside.find(mark).map(|at| OPENING + at + mark.len());
    [end("-->"), end("--!>")].into_iter().flatten().min().unwrap_or(rest.len())
}

/// The length of the text that an element of this name holds.
fn content(rest: &str, name: &str) -> usize {
    let closes = |at: &usize| {
        let after = &rest[at + "</".len()..];
        let named = after.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
        named && after.as_bytes().get(name.len()).is_none_or(|sign| ends_name(*sign))
    };
    rest.match_indices("</").map(|(at, _)| at).find(closes).unwrap_or(rest.len())
}

fn is_space(sign: u8) -> bool {
    matches!(sign, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}

fn ends_name(sign: u8) -> bool {
    is_space(sign) || matches!(sign, b'/' | b'>')
}

/// The tag at the beginning, whose name begins at `from`.
fn tag(rest: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = rest.as_bytes();
    let past =
        |from: usize, wanted: fn(u8) -> bool| from + bytes[from..].iter().take_while(|sign| wanted(**sign)).count();
    let opening = past(from, |sign| !ends_name(sign));
    let mut attributes = Vec::new();
    let mut at = opening;
    loop {
        let between = past(at, |sign| is_space(sign) || sign == b'/');
        if *bytes.get(between)? == b'>' {
            let text = &rest[..=between];
            let closed = bytes[at..between].last() == Some(&b'/');
            let name = rest[from..opening].to_ascii_lowercase();
            return Some(Tag { name, text, opening: &rest[..opening], attributes, closed });
        }
        let begin = between;
        // A name may begin with a sign of equality, and only begin with it.
        let named = past(begin + 1, |sign| !ends_name(sign) && sign != b'=');
        // The first sign may be a part of a letter outside ASCII: `named` is behind all of it.
        let name = &rest[begin..named];
        let equals = past(named, is_space);
        if bytes.get(equals) != Some(&b'=') {
            attributes.push(Attribute { name, value: None, text: name });
            at = named;
            continue;
        }
        let value = past(equals + 1, is_space);
        let (value, end) = match *bytes.get(value)? {
            // The sign of equality says nothing here, and would take in what came to stand behind it.
            b'>' => {
                attributes.push(Attribute { name, value: None, text: name });
                at = value;
                continue;
            }
            quote @ (b'"' | b'\'') => {
                let end = value + 1 + bytes[value + 1..].iter().position(|sign| *sign == quote)?;
                (&rest[value + 1..end], end + 1)
            }
            _ => {
                let end = past(value, |sign| !is_space(sign) && sign != b'>');
                (&rest[value..end], end)
            }
        };
        attributes.push(Attribute { name, value: Some(value), text: &rest[begin..end] });
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in the page's start tags: `name[attribute=value ...]`.
    fn starts(page: &str) -> Vec<String> {
        let pieces = pieces(page);
        let whole: String = pieces.iter().map(Piece::text).collect();
        assert_eq!(whole, page, "not a byte is lost");
        let said = |one: &Attribute<'_>| match one.value {
            Some(value) => format!("{}={value}", one.name),
            None => one.name.to_owned(),
        };
        let start = |piece: &Piece<'_>| match piece {
            Piece::Start(tag) => {
                Some(format!("{}[{}]", tag.name, tag.attributes.iter().map(said).collect::<Vec<_>>().join(" ")))
            }
            _ => None,
        };
        pieces.iter().filter_map(start).collect()
    }

    #[test]
    fn attributes_are_read_as_browsers_read_them() {
        let check = |page: &str, expect: &str| assert_eq!(starts(page), [expect], "{page}");
        check("<a href=\"/x?a=1>2&b='\" id=b>", "a[href=/x?a=1>2&b=' id=b]");
        check("<INPUT Value='say \"hi\" > now' readonly>", "input[Value=say \"hi\" > now readonly]");
        check("<input disabled name = n\n\tvalue=\"\">", "input[disabled name=n value=]");
        check("<input value=/a/b/ />", "input[value=/a/b/]");
        check("<input a/b=c/>", "input[a b=c/]");
        check("<a x=\"1\"y='2'>", "a[x=1 y=2]");
        check("<option selected value=é é=>", "option[selected value=é é]");
        check("<br/>", "br[]");
        check("<p =a==b>", "p[=a==b]");
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        let check = |page: &str, expect: &[&str]| assert_eq!(starts(page), expect, "{page}");
        check("<script>if (a<b) say('<input id=x>')</script><b>", &["script[]", "b[]"]);
        check("<SCRIPT>'</scripts><i>'</SCRIPT ><b>", &["script[]", "b[]"]);
        check("<style>a > b { content: '<p>' }</style>", &["style[]"]);
        check("<textarea name=t></p><input></textarea>", &["textarea[name=t]"]);
        check("<!-- <a href=x> -- > <b> --><i><!--><u><!-- --!><s>", &["i[]", "u[]", "s[]"]);
        check("<!doctype html><?x <a?>1 < 2 <3 </ a><p>", &["p[]"]);
        check("<p>a</p title='<b>'><i>", &["p[]", "i[]"]);
        check("<p><a href=\"unended>", &["p[]"]);
        check("<script>never ends <b>", &["script[]"]);
        check("ñ<p>中文 é<i>", &["p[]", "i[]"]);
        check("<", &[]);
    }

    #[test]
    fn a_tag_is_written_with_its_attributes_in_another_order() {
        let check = |page: &str, expect: &str| {
            let pieces = pieces(page);
            let [Piece::Start(tag)] = pieces.as_slice() else { panic!("{page} is no tag") };
            assert!(tag.any_order(), "{page}");
            let turned: Vec<_> = tag.attributes.iter().rev().map(|one| one.text).collect();
            let written = tag.with(&turned);
            assert_eq!(written, expect);
            let (mut before, mut after) = (starts(page), starts(&written));
            for one in [&mut before, &mut after] {
                let mut all: Vec<_> = one[0].trim_end_matches(']').split(['[', ' ']).map(str::to_owned).collect();
                all.sort();
                *one = all;
            }
            assert_eq!(before, after);
        };
        check("<Input a=1 b=\"2>\" c>", "<Input c b=\"2>\" a=1>");
        check("<input a=1 b=\"2\"/>", "<input b=\"2\" a=1 />");
        check("<a x='1'y = 2 z=>", "<a z y = 2 x='1'>");
    }

    #[test]
    fn an_order_that_means_something_is_known() {
        let check = |page: &str, expect: bool| {
            let pieces = pieces(page);
            let [Piece::Start(tag)] = pieces.as_slice() else { panic!("{page} is no tag") };
            assert_eq!(tag.any_order(), expect, "{page}");
        };
        check("<a x=1 y=1>", true);
        check("<a x=1 X=2>", false);
        check("<a x =y>", true);
        check("<a x=1 =y>", false);
    }
}
