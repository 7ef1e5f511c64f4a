//! JSON pointers (RFC 6901): where in a document a value stands. Pure.

use std::fmt;

/// Most steps of a pointer: no document that is read is deeper.
const MOST_STEPS: usize = 128;

/// A JSON pointer: `/operationName`, `/variables/0/name`; the empty one is the whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPointer {
    written: String,
    steps: Vec<String>,
}

/// Why a text is no pointer, and what would be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPointer {
    /// It begins with none.
    #[error("a JSON pointer (RFC 6901) begins with `/`, as `/operationName`")]
    NoSlash,
    /// What follows a `~` has no meaning.
    #[error("in a JSON pointer (RFC 6901) `~` is written `~0`, and `/` in a name `~1`")]
    Escape,
    /// No document is so deep.
    #[error("a JSON pointer of more than {MOST_STEPS} names can never match")]
    TooDeep,
}

impl JsonPointer {
    /// The names and indices on the way, decoded.
    pub(super) fn steps(&self) -> &[String] {
        &self.steps
    }
}

impl TryFrom<&str> for JsonPointer {
    type Error = NotAPointer;

    fn try_from(written: &str) -> Result<JsonPointer, NotAPointer> {
        let whole = JsonPointer { written: written.to_owned(), steps: Vec::new() };
        if written.is_empty() {
            return Ok(whole);
        }
        let rest = written.strip_prefix('/').ok_or(NotAPointer::NoSlash)?;
        let steps = rest.split('/').map(step).collect::<Result<Vec<_>, _>>()?;
        if steps.len() > MOST_STEPS { Err(NotAPointer::TooDeep) } else { Ok(JsonPointer { steps, ..whole }) }
    }
}

fn step(written: &str) -> Result<String, NotAPointer> {
    let mut pieces = written.split('~');
    let mut step = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (escape, rest) = piece.split_at_checked(1).ok_or(NotAPointer::Escape)?;
        step.push(match escape {
            "0" => '~',
            "1" => '/',
            _ => return Err(NotAPointer::Escape),
        });
        step.push_str(rest);
    }
    Ok(step)
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_read_or_refused_with_its_reason() {
        let check = |written: &str, expect: Result<&[&str], NotAPointer>| {
            let read = JsonPointer::try_from(written).map(|pointer| pointer.steps);
            assert_eq!(read, expect.map(|steps| steps.iter().map(|step| (*step).to_owned()).collect()), "{written}");
        };
        check("", Ok(&[]));
        check("/", Ok(&[""]));
        check("/a~1b/m~0n/0", Ok(&["a/b", "m~n", "0"]));
        // By RFC 6901 this is `~1`, not `/`.
        check("/~01", Ok(&["~1"]));
        check("operationName", Err(NotAPointer::NoSlash));
        check("$.operationName", Err(NotAPointer::NoSlash));
        for wrong in ["/~", "/a~2", "/~é"] {
            check(wrong, Err(NotAPointer::Escape));
        }
        check(&"/a".repeat(129), Err(NotAPointer::TooDeep));
    }
}
