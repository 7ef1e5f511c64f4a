//! One WebDriver command, as plain JSON. It prints as its name alone: a body may hold an applicant's values.

use std::fmt;

use fantoccini::wd::WebDriverCompatibleCommand;
use hyper::Method;
use serde_json::{Value, json};
use url::Url;

/// One command: what it is called in errors, and what is sent.
pub(in crate::browser) struct Command {
    pub(super) name: &'static str,
    method: Method,
    /// Below `session/{id}/`.
    path: String,
    body: Option<Value>,
}

impl Command {
    pub(in crate::browser) fn new(
        name: &'static str,
        method: Method,
        path: impl Into<String>,
        body: Option<Value>,
    ) -> Command {
        Command { name, method, path: path.into(), body }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}

/// The body of a command that has no parameters: the protocol asks for one all the same.
pub(in crate::browser) fn empty_body() -> Value {
    json!({})
}
