//! Made-up crates, with circles and without.

use std::path::PathBuf;

use super::{check, circles};
use crate::tidy::text::Source;

/// The circles of a made-up crate, as lists of file names.
fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let source = |(path, text): &(&str, &str)| Source::new(PathBuf::from("src").join(path), (*text).to_owned());
    let sources: Vec<Source> = files.iter().map(source).collect();
    let mut violations = Vec::new();
    let name = |file: &PathBuf| file.strip_prefix("src").unwrap().display().to_string();
    let found = circles(&sources, &mut violations);
    assert_eq!(violations, []);
    found.iter().map(|circle| circle.files.iter().map(name).collect()).collect()
}

#[test]
fn siblings_that_import_each_other_are_a_circle() {
    let (lib, b) = (("lib.rs", "mod a; mod b;"), ("b.rs", "use crate::a::A; pub struct B(A);"));
    assert_eq!(found(&[lib, ("a.rs", "use super::b::B; pub struct A(B);"), b]), [["a.rs", "b.rs"]]);
    assert_eq!(found(&[lib, ("a.rs", "pub struct A;"), b]), [[""; 0]; 0]);
}

#[test]
fn a_longer_circle_is_one() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "pub fn a() { crate::b::b() }"),
        ("b.rs", "use crate::c; pub fn b() { c::c() }"),
        ("c.rs", "pub fn c() { super::a::a() }"),
    ];
    assert_eq!(found(&files), [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn showing_a_child_is_no_use_of_it() {
    let child = ("a/child.rs", "use super::other::Other; use super::A; pub struct Child(Other, A);");
    let other = ("a/other.rs", "pub struct Other;");
    let parent = |rest: &str| format!("mod child; mod other; pub use child::Child; pub use other::Other; {rest}");
    let circles = |rest: &str| found(&[("lib.rs", "mod a;"), ("a.rs", &parent(rest)), child, other]);
    assert_eq!(circles("pub struct A;"), [[""; 0]; 0]);
    assert_eq!(circles("pub struct A; pub fn make() -> Child { todo() }"), [["a/child.rs", "a.rs"]]);
    assert_eq!(circles("pub struct A; fn f() { assert!(Child::is_fine()) }"), [["a/child.rs", "a.rs"]]);
    assert_eq!(circles("pub struct A { child: u8 } fn f(a: A) { dbg!(a.child) }"), [[""; 0]; 0]);
}

#[test]
fn a_name_leads_to_the_file_that_defines_it() {
    let parent = ("a.rs", "mod kind; mod one; mod two; pub use kind::Kind; pub use one::One; pub use two::*;");
    let kind = ("a/kind.rs", "pub enum Kind { Plain }");
    let one = ("a/one.rs", "use super::{Kind, Two}; pub struct One(Kind, Two);");
    let files = |two| [("lib.rs", "mod a;"), parent, kind, one, ("a/two.rs", two)];
    assert_eq!(found(&files("use crate::a::Kind::Plain; pub struct Two;")), [[""; 0]; 0]);
    assert_eq!(found(&files("pub struct Two; fn f(_: super::One) {}")), [["a/one.rs", "a/two.rs"]]);
}

#[test]
fn a_macro_of_the_parent_is_a_use_of_it() {
    let a = ("a.rs", "macro_rules! twice { ($x:expr) => { $x + $x } } mod b; fn f() { b::b() }");
    assert_eq!(found(&[("lib.rs", "mod a;"), a, ("a/b.rs", "pub fn b() { twice!(1); }")]), [["a/b.rs", "a.rs"]]);
    assert_eq!(found(&[("lib.rs", "mod a;"), a, ("a/b.rs", "pub fn b() { twice(1); }")]), [[""; 0]; 0]);
}

#[test]
fn a_macro_that_is_exported_is_its_files_and_a_prelude_only_shows() {
    let lib = ("lib.rs", "mod a; pub mod prelude { pub use crate::a::A; } pub struct Root;");
    let a = ("a.rs", "#[macro_export] macro_rules! twice { () => { $crate::twice!() } } pub struct A(crate::Root);");
    assert_eq!(found(&[lib, a]), [[""; 0]; 0]);
}

#[test]
fn tests_may_use_what_they_test() {
    let lib = ("lib.rs", "mod a; mod b;");
    let b = ("b.rs", "use crate::a::A; pub struct B(A);");
    let inside = "pub struct A; #[cfg(test)] mod tests { use super::*; use crate::b::B; }";
    assert_eq!(found(&[lib, ("a.rs", inside), b]), [[""; 0]; 0]);
    let beside = "pub struct A; #[cfg(test)] mod tests; #[cfg(test)] fn f(_: tests::Made) {}";
    let tests = ("a/tests.rs", "mod one; use super::A; use crate::b::B; pub struct Made;");
    let one = ("a/tests/one.rs", "use super::Made;");
    assert_eq!(found(&[lib, ("a.rs", beside), b, tests, one]), [[""; 0]; 0]);
}

#[test]
fn a_breach_names_what_ties_the_files() {
    let source = |path: &str, text: &str| Source::new(path.into(), text.to_owned());
    let sources = [
        source("src/lib.rs", "mod a; mod b;"),
        source("src/a.rs", "use crate::b::B; pub struct A(B);"),
        source("src/b.rs", "use crate::a::{A, self}; pub struct B(A, a::Other);"),
    ];
    let mut violations = Vec::new();
    check(&sources, &mut violations);
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    let expect =
        "src/a.rs: a circle of files:\n    src/a.rs uses src/b.rs for B\n    src/b.rs uses src/a.rs for A, Other";
    assert_eq!(lines, [expect]);
}
