//! The names that code writes: paths of types, values, patterns and macros, also inside what macros are given. A name alone
//! that may be a local one is left to the resolver, which knows what the module has by that name.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// One path in code.
pub(super) struct Use {
    pub(super) path: Vec<String>,
    /// Macros are also found in the modules around.
    pub(super) is_macro: bool,
}

/// What an item's code names, and what it imports for itself.
#[derive(Default)]
pub(super) struct Seen<'ast> {
    pub(super) uses: Vec<Use>,
    pub(super) imports: Vec<&'ast UseTree>,
}

impl<'ast> Seen<'ast> {
    pub(super) fn item(&mut self, item: &'ast Item) {
        self.visit_item(item);
    }

    /// Paths in what a macro is given, where nothing says what is an expression.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == sign);
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    // A field or a method (`x.y`, not `..y`), and a lifetime.
                    let is_member = at > 0 && is(at - 1, '.') && !(at > 1 && is(at - 2, '.'));
                    let is_lifetime = at > 0 && is(at - 1, '\'');
                    let mut path = vec![first.to_string()];
                    while let (true, true, Some(TokenTree::Ident(next))) =
                        (is(at + 1, ':'), is(at + 2, ':'), tokens.get(at + 3))
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    let is_call = matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                    let is_macro = is(at + 1, '!') && !is(at + 2, '=');
                    // Small letters alone are a local name, unless they are called.
                    let is_item = path.len() > 1 || is_call || is_macro || path[0].starts_with(char::is_uppercase);
                    if !is_member && !is_lifetime && is_item {
                        self.uses.push(Use { path, is_macro });
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Seen<'ast> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            _ if is_for_tests(item) => {}
            Item::Use(import) => self.imports.push(&import.tree),
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.uses.push(Use { path: segments, is_macro: false });
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let path = called.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.uses.push(Use { path, is_macro: true });
        self.tokens(called.tokens.clone());
    }

    // Who may see an item is no use of it.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attributes = match item {
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Const(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }
}

/// Compiled for tests alone.
pub(in crate::tidy) fn is_for_tests(item: &Item) -> bool {
    attributes(item).is_some_and(is_test)
}

/// `#[cfg(test)]`, alone or among others.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let tokens = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        let words = || tokens.split(|c: char| !c.is_alphanumeric());
        attribute.path().is_ident("cfg") && words().any(|word| word == "test") && words().all(|word| word != "not")
    })
}

/// The name that an item defines in its module.
pub(super) fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// The name of a macro that is exported at the crate's root.
pub(super) fn exported_macro(item: &Item) -> Option<String> {
    let exports = |attribute: &Attribute| attribute.path().is_ident("macro_export");
    name_of(item).filter(|_| matches!(item, Item::Macro(item) if item.attrs.iter().any(exports)))
}

fn attributes(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return None,
    })
}
