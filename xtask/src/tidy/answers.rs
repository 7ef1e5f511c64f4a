//! What the page answers is read in one place, into types: nothing else in the form's code reads an answer by its keys.

use syn::visit::{self, Visit};
use syn::{Expr, ExprIndex, ExprLit, ExprMethodCall, Item, Lit};

use super::circles::is_for_tests;
use super::text::Source;
use super::violation::Violation;

/// The folder that the rule is about, and its one place.
const FOLDER: &str = "host/src/form";
const PROTOCOL: [&str; 2] = ["host/src/form/page/protocol.rs", "host/src/form/page/protocol"];

pub(super) fn check(source: &Source, found: &mut Vec<Violation>) {
    if !source.path.starts_with(FOLDER) || PROTOCOL.iter().any(|place| source.path.starts_with(place)) {
        return;
    }
    let Ok(file) = syn::parse_file(&source.text) else { return };
    let mut keys = Keys::default();
    keys.visit_file(&file);
    for (key, line) in keys.0 {
        let rule = format!("reads an answer by its key `{key}`: give it a field in `form::page::protocol`");
        found.push(Violation { file: source.path.clone(), line, rule });
    }
}

/// Keys, each with its line.
#[derive(Default)]
struct Keys(Vec<(String, usize)>);

impl Keys {
    fn add(&mut self, key: &Expr) {
        if let Expr::Lit(ExprLit { lit: Lit::Str(key), .. }) = key {
            self.0.push((key.value(), key.span().start().line));
        }
    }
}

impl<'ast> Visit<'ast> for Keys {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
        self.add(&index.index);
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if ["get", "get_mut", "pointer"].iter().any(|name| call.method == name) {
            call.args.iter().for_each(|key| self.add(key));
        }
        visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_in_the_protocol_alone() {
        let keys = |path: &str| {
            let code = "fn f(a: &Value) { a[\"el\"].is_null(); a.get(\"page\"); a[0].len(); }\n#[cfg(test)] mod tests { fn g(a: &Value) { a[\"x\"]; } }";
            let mut found = Vec::new();
            check(&Source::new(path.into(), code.to_owned()), &mut found);
            found.len()
        };
        assert_eq!(keys("host/src/form/actions/read.rs"), 2);
        assert_eq!(keys("host/src/form/page/protocol.rs"), 0);
        assert_eq!(keys("host/src/ledger/open.rs"), 0);
    }
}
