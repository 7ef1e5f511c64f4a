//! Modules as the source declares them: which file holds each, what it defines, what it imports, what its code names. Code
//! that only tests compile is left out; files that only tests compile are modules like others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, ItemMod, UseTree, Visibility};

use super::uses::{self, Use};
use crate::tidy::text::Source;
use crate::tidy::violation::Violation;

/// A crate's modules; its root is the first.
pub(super) struct Crate {
    pub(super) modules: Vec<Module>,
    /// `#[macro_export]`: seen at the root, defined in that module.
    pub(super) exported_macros: BTreeMap<String, usize>,
}

/// One module.
#[derive(Default)]
pub(super) struct Module {
    pub(super) file: PathBuf,
    /// Its place among the crate's modules; the root is its own parent.
    pub(super) parent: usize,
    pub(super) children: BTreeMap<String, usize>,
    /// What it defines, macros included.
    pub(super) defines: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    pub(super) uses: Vec<Use>,
}

/// A name of a `use`.
pub(super) struct Import {
    /// `None` for all names (`*`).
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
    /// Others see it here.
    pub(super) is_reexport: bool,
}

impl Crate {
    /// Every crate in these sources: those with a `lib.rs` or a `main.rs`, then whatever no crate has declared.
    pub(super) fn all(sources: &[Source], found: &mut Vec<Violation>) -> Vec<Self> {
        let by_path: BTreeMap<&Path, &Source> =
            sources.iter().filter(|source| source.is_rust()).map(|source| (source.path.as_path(), source)).collect();
        let is_root = |path: &&Path| path.ends_with("lib.rs") || path.ends_with("main.rs");
        let (roots, others): (Vec<&Path>, Vec<&Path>) = by_path.keys().copied().partition(is_root);
        let mut crates: Vec<Self> = Vec::new();
        for root in roots.into_iter().chain(others) {
            let declared = |of: &Self| of.modules.iter().any(|module| module.file == root);
            if !crates.iter().any(declared) {
                let mut reader =
                    Reader { sources: &by_path, modules: Vec::new(), exported_macros: BTreeMap::new(), found };
                reader.file(root, root.parent().unwrap_or(root), 0);
                crates.push(Self { modules: reader.modules, exported_macros: reader.exported_macros });
            }
        }
        crates
    }
}

struct Reader<'a> {
    sources: &'a BTreeMap<&'a Path, &'a Source>,
    modules: Vec<Module>,
    exported_macros: BTreeMap<String, usize>,
    found: &'a mut Vec<Violation>,
}

impl Reader<'_> {
    /// Reads a file as a module whose own modules lie in that folder.
    fn file(&mut self, path: &Path, folder: &Path, parent: usize) -> usize {
        let module = self.add(path, parent);
        let text = self.sources.get(path).map_or("", |source| &source.text);
        match syn::parse_file(text) {
            Ok(file) => self.items(&file.items, module, folder),
            Err(error) => {
                let line = error.span().start().line;
                self.found.push(Violation { file: path.to_owned(), line, rule: format!("cannot be parsed: {error}") });
            }
        }
        module
    }

    fn add(&mut self, file: &Path, parent: usize) -> usize {
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        self.modules.len() - 1
    }

    fn items(&mut self, items: &[Item], module: usize, folder: &Path) {
        for item in items {
            if let Item::Mod(inner) = item {
                self.module(inner, module, folder);
            } else if !uses::is_for_tests(item) {
                self.modules[module].defines.extend(uses::name_of(item));
                self.exported_macros.extend(uses::exported_macro(item).map(|name| (name, module)));
                if let Item::Use(import) = item {
                    let is_reexport = !matches!(import.vis, Visibility::Inherited);
                    self.import(&import.tree, &[], is_reexport, module);
                } else {
                    let mut seen = uses::Seen::default();
                    seen.item(item);
                    self.modules[module].uses.extend(seen.uses);
                    for import in seen.imports {
                        self.import(import, &[], false, module);
                    }
                }
            }
        }
    }

    fn module(&mut self, inner: &ItemMod, parent: usize, folder: &Path) {
        let name = inner.ident.to_string();
        let here = self.modules[parent].file.clone();
        let child = match &inner.content {
            Some(_) if uses::is_test(&inner.attrs) => return,
            Some((_, items)) => {
                let child = self.add(&here, parent);
                self.items(items, child, &folder.join(&name));
                child
            }
            None => {
                let beside = here.parent().unwrap_or(Path::new(""));
                let file = path_attribute(&inner.attrs)
                    .map_or_else(|| folder.join(format!("{name}.rs")), |path| beside.join(path));
                self.file(&file, &file.with_extension(""), parent)
            }
        };
        self.modules[parent].children.insert(name, child);
    }

    fn import(&mut self, tree: &UseTree, before: &[String], is_reexport: bool, module: usize) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (name, path) = match tree {
            UseTree::Path(path) => return self.import(&path.tree, &with(&path.ident), is_reexport, module),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, is_reexport, module);
                }
                return;
            }
            UseTree::Name(name) if name.ident == "self" => (before.last().cloned(), before.to_vec()),
            UseTree::Name(name) => (Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(name) => {
                let path = if name.ident == "self" { before.to_vec() } else { with(&name.ident) };
                (Some(name.rename.to_string()), path)
            }
            UseTree::Glob(_) => (None, before.to_vec()),
        };
        self.modules[module].imports.push(Import { name, path, is_reexport });
    }
}

/// The file of `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("path")).find_map(|attribute| {
        let value = &attribute.meta.require_name_value().ok()?.value;
        match value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        }
    })
}
