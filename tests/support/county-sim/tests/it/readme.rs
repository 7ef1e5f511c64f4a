//! Plugin authors work from the README: its tables must be the program's.

#[test]
fn the_tables_are_those_of_the_program() {
    let readme = include_str!("../../README.md");
    let (_, tables) = readme.split_once("<!-- tables -->\n").unwrap();
    assert!(tables == county_sim::describe(), "replace what follows the mark by the output of `county-sim --describe`");
}
