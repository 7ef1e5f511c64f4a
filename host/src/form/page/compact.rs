//! Makes the script in the page smaller before it is sent: every new document gets it whole, through the driver and two processes of
//! the browser. Comments and blanks that mean nothing go, and what is no ASCII is written as an escape: browsers keep a script that
//! has one other letter in it as two bytes for each. Changes no name, joins no lines that a browser would read differently. Pure.

/// After one of these words a slash begins a pattern, and divides nothing.
const BEFORE_PATTERN: [&str; 6] = ["return", "typeof", "case", "of", "in", "await"];

/// The same script, smaller.
pub(super) fn compact(script: &str) -> String {
    let mut compact = Compact { rest: script, out: String::with_capacity(script.len()) };
    compact.code(false);
    compact.out
}

struct Compact<'s> {
    rest: &'s str,
    out: String,
}

impl Compact<'_> {
    /// Code, to the end; or to the bracket that ends what stands in a template.
    fn code(&mut self, in_template: bool) {
        let mut open = 0_usize;
        while let Some(next) = self.rest.chars().next() {
            match next {
                '"' | '\'' => self.quoted(next),
                '`' => self.template(),
                '/' if self.rest.starts_with("//") => self.skip(self.rest.find('\n').unwrap_or(self.rest.len())),
                '/' if self.rest.starts_with("/*") => {
                    self.skip(self.rest.find("*/").map_or(self.rest.len(), |at| at + 2))
                }
                '/' if self.begins_pattern() => self.pattern(),
                ' ' | '\t' | '\r' | '\n' => self.blank(),
                '}' if in_template && open == 0 => return,
                _ => {
                    match next {
                        '{' => open += 1,
                        '}' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    self.take();
                }
            }
        }
    }

    /// Blanks: the end of a line stays one, where it may end a statement; between words and signs that would run together one stays.
    fn blank(&mut self) {
        let length = self.rest.len() - self.rest.trim_start().len();
        let ends_line = self.rest[..length].contains('\n');
        self.skip(length);
        let comment = self.rest.starts_with("//") || self.rest.starts_with("/*");
        let before = self.out.chars().next_back();
        let (Some(before), Some(next), false) = (before, self.rest.chars().next(), comment) else {
            // What stands behind the comment decides; that a line ended before it does not get lost.
            if comment && ends_line && !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            return;
        };
        if ends_line {
            if !"{,;([\n".contains(before) {
                self.out.push('\n');
            }
        } else if is_of_word(before) && is_of_word(next)
            || before == next && "+-".contains(next)
            || before == '/'
            || next == '/'
        {
            self.out.push(' ');
        }
    }

    fn quoted(&mut self, quote: char) {
        self.take();
        while let Some(next) = self.rest.chars().next() {
            self.take();
            match next {
                '\\' => self.take(),
                _ if next == quote => return,
                _ => {}
            }
        }
    }

    fn template(&mut self) {
        self.take();
        while let Some(next) = self.rest.chars().next() {
            if self.rest.starts_with("${") {
                self.take();
                self.take();
                self.code(true);
                self.take();
                continue;
            }
            self.take();
            match next {
                '\\' => self.take(),
                '`' => return,
                _ => {}
            }
        }
    }

    fn pattern(&mut self) {
        self.take();
        let mut in_class = false;
        while let Some(next) = self.rest.chars().next() {
            self.take();
            match next {
                '\\' => self.take(),
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => return,
                '\n' => return,
                _ => {}
            }
        }
    }

    /// Whether a slash begins a pattern here: what divides stands behind a value.
    fn begins_pattern(&self) -> bool {
        let before = self.out.trim_end();
        match before.chars().next_back() {
            None => true,
            Some(last) if is_of_word(last) => {
                let word = before.rsplit(|letter| !is_of_word(letter)).next().unwrap_or_default();
                BEFORE_PATTERN.contains(&word)
            }
            Some(last) => !")]}\"'`".contains(last),
        }
    }

    /// Goes on over a letter that stays.
    fn take(&mut self) {
        let Some(next) = self.rest.chars().next() else { return };
        if next.is_ascii() {
            self.out.push(next);
        } else {
            for unit in next.encode_utf16(&mut [0; 2]) {
                self.out.push_str(&format!("\\u{unit:04x}"));
            }
        }
        self.skip(next.len_utf8());
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_goes_and_nothing_else() {
        #[track_caller]
        fn check(script: &str, expect: &str) {
            assert_eq!(compact(script), expect);
            assert_eq!(compact(expect), expect, "it is small already");
        }
        check("const a = 1; // one\nlet b = a + +a - -a;\n", "const a=1;let b=a+ +a- -a;");
        check("a()\n// said\n\nb()", "a()\nb()");
        check("a /* one */ b", "a b");
        check("if (a) {\n  b(c, [\n    d]);\n}\ne()", "if(a){b(c,[d]);}\ne()");
        check("say(\"a  // b\", 'it\\'s  /* so */')", "say(\"a  // b\",'it\\'s  /* so */')");
        check("`a  ${ b({ c: 1 }) + `  ${ d }` }  e`", "`a  ${b({c:1})+`  ${d}`}  e`");
        check("x = y.replace(/[/ ]  \"+/g, \" \");", "x=y.replace(/[/ ]  \"+/g,\" \");");
        check("return /^a  b/.test(c) ? d / e : (f) / g;", "return /^a  b/.test(c)?d / e:(f) / g;");
        check("for (const x of [\"“…”\"]) y(x)", "for(const x of[\"\\u201c\\u2026\\u201d\"])y(x)");
        check("/[áé]/i.test(z)", "/[\\u00e1\\u00e9]/i.test(z)");
    }
}
