//! From a name in code to the file that defines it, by modules, imports and re-exports, as the language resolves paths.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::module::{Crate, Import, Module};
use super::uses::Use;

/// How many re-exports a name may go through; a name that imports itself (`use serde::{self, …}`) ends here.
const MOST_STEPS: u32 = 16;

/// From each file to those that it uses, and by which names.
pub(super) type Uses = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// What a path names.
enum Named {
    Module(usize),
    /// An item, by the module that defines it and its name there.
    Item(usize, String),
}

/// Who uses whom in a crate, by the names of the items.
pub(super) fn uses_between_files(of: &Crate) -> Uses {
    let mut uses = Uses::new();
    let mut add = |from: &Path, to: usize, name: String| {
        let to = &of.modules[to].file;
        if to != from {
            uses.entry(from.to_owned()).or_default().entry(to.clone()).or_default().insert(name);
        }
    };
    for (at, module) in of.modules.iter().enumerate() {
        for import in &module.imports {
            let (defined_in, name) = match of.resolve(at, &import.path, 0) {
                Some(Named::Item(defined_in, name)) => (defined_in, name),
                Some(Named::Module(all_of)) if import.name.is_none() => (all_of, "*".to_owned()),
                _ => continue,
            };
            // What a module shows of the modules inside it, it need not use.
            if !(import.is_reexport && of.is_inside(defined_in, of.outermost(at))) {
                add(&module.file, defined_in, name);
            }
        }
        for Use { path, is_macro } in &module.uses {
            let mut named = of.resolve(at, path, 0);
            if named.is_none() && *is_macro {
                named = of.macro_around(at, &path[0]);
            }
            if let Some(Named::Item(defined_in, name)) = named {
                add(&module.file, defined_in, name);
            }
        }
    }
    uses
}

impl Crate {
    fn resolve(&self, from: usize, path: &[String], steps: u32) -> Option<Named> {
        let mut named = None;
        for part in path {
            named = match (part.as_str(), named) {
                ("crate", None) => Some(Named::Module(0)),
                ("self", None) => Some(Named::Module(from)),
                ("super", None) => Some(Named::Module(self.modules[from].parent)),
                ("super", Some(Named::Module(module))) => Some(Named::Module(self.modules[module].parent)),
                (name, None) => Some(self.find(from, name, steps)?),
                // A name that is nowhere to be seen there was made there by a macro.
                (name, Some(Named::Module(module))) => {
                    Some(self.find(module, name, steps).unwrap_or_else(|| Named::Item(module, name.to_owned())))
                }
                // What follows an item belongs to it: a variant, a constant, a function of the type.
                (_, Some(item)) => Some(item),
            };
        }
        named
    }

    /// A name as a module knows it.
    fn find(&self, module: usize, name: &str, steps: u32) -> Option<Named> {
        let Module { children, defines, imports, .. } = &self.modules[module];
        if steps > MOST_STEPS {
            return None;
        }
        if let Some(child) = children.get(name) {
            return Some(Named::Module(*child));
        }
        if defines.contains(name) {
            return Some(Named::Item(module, name.to_owned()));
        }
        if let Some(from) = self.exported_macros.get(name).filter(|_| module == 0) {
            return Some(Named::Item(*from, name.to_owned()));
        }
        let named = |import: &&Import| import.name.as_deref() == Some(name);
        if let Some(import) = imports.iter().find(named) {
            return self.resolve(module, &import.path, steps + 1);
        }
        let all = imports.iter().filter(|import| import.name.is_none());
        all.filter_map(|import| self.resolve(module, &import.path, steps + 1)).find_map(|named| match named {
            Named::Module(inside) if inside != module => self.find(inside, name, steps + 1),
            _ => None,
        })
    }

    /// A macro is seen in the modules below the one that defines it, without an import.
    fn macro_around(&self, mut module: usize, name: &str) -> Option<Named> {
        while module != 0 {
            module = self.modules[module].parent;
            if self.modules[module].defines.contains(name) {
                return Some(Named::Item(module, name.to_owned()));
            }
        }
        None
    }

    /// The first module of a module's file.
    fn outermost(&self, mut module: usize) -> usize {
        while module != 0 && self.modules[self.modules[module].parent].file == self.modules[module].file {
            module = self.modules[module].parent;
        }
        module
    }

    fn is_inside(&self, mut module: usize, outer: usize) -> bool {
        while module != 0 && module != outer {
            module = self.modules[module].parent;
        }
        module == outer
    }
}
